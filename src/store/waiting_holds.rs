//! Holds that were asked for and wait until a calendar has been read again. They take nobody's time.

use sqlx::any::AnyRow;

use super::column::{instant, json, parsed, to_json};
use super::{Conn, StoreError};
use crate::domain::booking::Terms;
use crate::domain::{BookingId, Instant, NodeId};

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingHold {
    /// Who asks to hold; this node itself for its own seats.
    pub asker: NodeId,
    /// What is to be booked.
    pub terms: Terms,
    /// When it was asked for.
    pub since: Instant,
}

fn waiting(row: &AnyRow) -> Result<WaitingHold, StoreError> {
    Ok(WaitingHold {
        asker: parsed(row, "asker")?,
        terms: json(row, "terms")?,
        since: instant(row, "since")?,
    })
}

impl WaitingHold {
    /// Lets it wait. One that waits already goes on waiting.
    ///
    /// # Errors
    /// The database failed.
    pub async fn put(&self, conn: &mut Conn) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO waiting_holds (booking, asker, terms, since) VALUES ($1, $2, $3, $4)
             ON CONFLICT (booking) DO NOTHING",
        )
        .bind(self.terms.booking.to_string())
        .bind(self.asker.as_str())
        .bind(to_json(&self.terms, "waiting_holds.terms")?)
        .bind(self.since.millis())
        .execute(conn)
        .await?;
        Ok(())
    }

    /// All that wait, the longest waiting first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn all(conn: &mut Conn) -> Result<Vec<Self>, StoreError> {
        let rows = sqlx::query("SELECT * FROM waiting_holds ORDER BY since, booking")
            .fetch_all(conn)
            .await?;
        rows.iter().map(waiting).collect()
    }

    /// Whether this booking's hold waits.
    ///
    /// # Errors
    /// The database failed.
    pub async fn is_there(conn: &mut Conn, booking: BookingId) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT booking FROM waiting_holds WHERE booking = $1")
            .bind(booking.to_string())
            .fetch_optional(conn)
            .await?;
        Ok(row.is_some())
    }

    /// It waits no longer.
    ///
    /// # Errors
    /// The database failed.
    pub async fn remove(conn: &mut Conn, booking: BookingId) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM waiting_holds WHERE booking = $1")
            .bind(booking.to_string())
            .execute(conn)
            .await?;
        Ok(())
    }
}

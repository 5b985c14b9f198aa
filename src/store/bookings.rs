//! Bookings at their asker.

use sqlx::any::AnyRow;

use super::column::{json, to_json, word};
use super::{Conn, StoreError};
use crate::domain::booking::Booking;
use crate::domain::{BookingId, CaseRef, Instant, ProposalId, StaffId};

/// A booking as it is stored: the domain's own structure, with columns to find it by.
#[derive(Debug, Clone, Copy)]
pub struct BookingRow;

fn booking(row: &AnyRow) -> Result<Booking, StoreError> {
    json(row, "body")
}

impl BookingRow {
    /// One booking.
    ///
    /// # Errors
    /// The database failed.
    pub async fn find(conn: &mut Conn, id: BookingId) -> Result<Option<Booking>, StoreError> {
        let row = sqlx::query("SELECT body FROM bookings WHERE id = $1")
            .bind(id.to_string())
            .fetch_optional(conn)
            .await?;
        row.as_ref().map(booking).transpose()
    }

    /// Writes the booking, new or changed.
    ///
    /// # Errors
    /// The database failed.
    pub async fn put(conn: &mut Conn, booking: &Booking) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO bookings (id, owner, state, starts, decide_by, case_ref, body)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (id) DO UPDATE SET state = excluded.state, body = excluded.body",
        )
        .bind(booking.terms.booking.to_string())
        .bind(booking.owner.to_string())
        .bind(word(&booking.state, "bookings.state")?)
        .bind(booking.terms.start.millis())
        .bind(booking.decide_by.millis())
        .bind(booking.terms.case.map(|case| case.to_string()))
        .bind(to_json(booking, "bookings.body")?)
        .execute(conn)
        .await?;
        Ok(())
    }

    /// Open bookings whose time to decide is over.
    ///
    /// # Errors
    /// The database failed.
    pub async fn overdue(conn: &mut Conn, now: Instant) -> Result<Vec<Booking>, StoreError> {
        let rows = sqlx::query(
            "SELECT body FROM bookings WHERE state IN ('holding', 'confirming')
               AND decide_by <= $1 ORDER BY decide_by",
        )
        .bind(now.millis())
        .fetch_all(conn)
        .await?;
        rows.iter().map(booking).collect()
    }

    /// Bookings of one case that are open, or agreed and not yet begun.
    ///
    /// # Errors
    /// The database failed.
    pub async fn of_case(
        conn: &mut Conn,
        case: CaseRef,
        now: Instant,
    ) -> Result<Vec<Booking>, StoreError> {
        let rows = sqlx::query(
            "SELECT body FROM bookings WHERE case_ref = $1
               AND (state IN ('holding', 'confirming') OR (state = 'sealed' AND starts > $2))",
        )
        .bind(case.to_string())
        .bind(now.millis())
        .fetch_all(conn)
        .await?;
        rows.iter().map(booking).collect()
    }

    /// Bookings of one owner that begin after `from`, the soonest first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn of_owner(
        conn: &mut Conn,
        owner: StaffId,
        from: Instant,
    ) -> Result<Vec<Booking>, StoreError> {
        let rows = sqlx::query(
            "SELECT body FROM bookings WHERE owner = $1 AND starts >= $2 ORDER BY starts",
        )
        .bind(owner.to_string())
        .bind(from.millis())
        .fetch_all(conn)
        .await?;
        rows.iter().map(booking).collect()
    }

    /// Whether a search has led to a booking that is open or agreed.
    ///
    /// # Errors
    /// The database failed.
    pub async fn of_proposal_is_live(
        conn: &mut Conn,
        proposal: ProposalId,
    ) -> Result<bool, StoreError> {
        let rows = sqlx::query(
            "SELECT bookings.body AS body FROM bookings
             JOIN proposals ON proposals.owner = bookings.owner
             WHERE proposals.id = $1 AND bookings.state IN ('holding', 'confirming', 'sealed')",
        )
        .bind(proposal.to_string())
        .fetch_all(conn)
        .await?;
        for row in &rows {
            if booking(row)?.proposal == Some(proposal) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Every booking, for the simulation's checks.
    ///
    /// # Errors
    /// The database failed.
    pub async fn all(conn: &mut Conn) -> Result<Vec<Booking>, StoreError> {
        let rows = sqlx::query("SELECT body FROM bookings ORDER BY id")
            .fetch_all(conn)
            .await?;
        rows.iter().map(booking).collect()
    }
}

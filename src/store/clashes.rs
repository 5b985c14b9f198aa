//! What came upon meetings that were agreed: at the node of the person whose calendar shows it, and
//! as the answers of seats at the booking's owner.

use sqlx::any::AnyRow;

use super::column::{count, from_word, instant, maybe_instant, number, parsed, word};
use super::{Conn, StoreError};
use crate::domain::seat::{SeatAnswer, SeatNo};
use crate::domain::{BookingId, Instant, LinkId, StaffId};

/// One calendar shows something else over a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClashRow {
    /// Over which booking.
    pub booking: BookingId,
    /// Which calendar shows it.
    pub link: LinkId,
    /// Whose calendar that is.
    pub person: StaffId,
    /// Good reads in a row that showed it.
    pub seen: u64,
    /// When the booking's owner at another node was told.
    pub told: Option<Instant>,
}

fn clash(row: &AnyRow) -> Result<ClashRow, StoreError> {
    Ok(ClashRow {
        booking: parsed(row, "booking")?,
        link: parsed(row, "link")?,
        person: parsed(row, "person")?,
        seen: count(row, "seen")?,
        told: maybe_instant(row, "told")?,
    })
}

impl ClashRow {
    /// What one calendar shows.
    ///
    /// # Errors
    /// The database failed.
    pub async fn of_link(conn: &mut Conn, link: LinkId) -> Result<Vec<Self>, StoreError> {
        let rows = sqlx::query("SELECT * FROM clashes WHERE link = $1")
            .bind(link.to_string())
            .fetch_all(conn)
            .await?;
        rows.iter().map(clash).collect()
    }

    /// What lies over one booking, believed or not.
    ///
    /// # Errors
    /// The database failed.
    pub async fn of_booking(conn: &mut Conn, booking: BookingId) -> Result<Vec<Self>, StoreError> {
        let rows = sqlx::query("SELECT * FROM clashes WHERE booking = $1 ORDER BY person, link")
            .bind(booking.to_string())
            .fetch_all(conn)
            .await?;
        rows.iter().map(clash).collect()
    }

    /// Writes it, new or changed.
    ///
    /// # Errors
    /// The database failed.
    pub async fn put(&self, conn: &mut Conn) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO clashes (booking, link, person, seen, told) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (booking, link) DO UPDATE SET seen = excluded.seen, told = excluded.told",
        )
        .bind(self.booking.to_string())
        .bind(self.link.to_string())
        .bind(self.person.to_string())
        .bind(i64::try_from(self.seen).unwrap_or(i64::MAX))
        .bind(self.told.map(Instant::millis))
        .execute(conn)
        .await?;
        Ok(())
    }

    /// Takes it out: it is gone.
    ///
    /// # Errors
    /// The database failed.
    pub async fn remove(&self, conn: &mut Conn) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM clashes WHERE booking = $1 AND link = $2")
            .bind(self.booking.to_string())
            .bind(self.link.to_string())
            .execute(conn)
            .await?;
        Ok(())
    }
}

/// The latest word of one seat of another node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeatAnswerRow {
    /// Of which booking.
    pub booking: BookingId,
    /// Which seat.
    pub seat: SeatNo,
    /// What it says.
    pub answer: SeatAnswer,
    /// Epoch and sequence of the envelope that said so.
    pub order: (u64, u64),
    /// When it came.
    pub at: Instant,
}

impl SeatAnswerRow {
    /// The answers of a booking's seats.
    ///
    /// # Errors
    /// The database failed.
    pub async fn of_booking(conn: &mut Conn, booking: BookingId) -> Result<Vec<Self>, StoreError> {
        let rows = sqlx::query("SELECT * FROM seat_answers WHERE booking = $1 ORDER BY seat")
            .bind(booking.to_string())
            .fetch_all(conn)
            .await?;
        rows.iter()
            .map(|row| {
                let seat = u8::try_from(number(row, "seat")?)
                    .map_err(|_| StoreError::Damaged("seat_answers.seat"))?;
                Ok(Self {
                    booking: parsed(row, "booking")?,
                    seat: SeatNo(seat),
                    answer: from_word(row, "answer")?,
                    order: (count(row, "epoch")?, count(row, "sequence")?),
                    at: instant(row, "at")?,
                })
            })
            .collect()
    }

    /// Keeps the answer, unless a later one is known.
    ///
    /// # Errors
    /// The database failed.
    pub async fn put(&self, conn: &mut Conn) -> Result<(), StoreError> {
        let known = Self::of_booking(conn, self.booking).await?;
        let later = |row: &Self| row.seat == self.seat && row.order > self.order;
        if known.iter().any(later) {
            return Ok(());
        }
        let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        sqlx::query(
            "INSERT INTO seat_answers (booking, seat, answer, epoch, sequence, at)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (booking, seat) DO UPDATE SET answer = excluded.answer,
               epoch = excluded.epoch, sequence = excluded.sequence, at = excluded.at",
        )
        .bind(self.booking.to_string())
        .bind(i64::from(self.seat.0))
        .bind(word(&self.answer, "seat_answers.answer")?)
        .bind(whole(self.order.0))
        .bind(whole(self.order.1))
        .bind(self.at.millis())
        .execute(conn)
        .await?;
        Ok(())
    }
}

/// Whether a calendar's person has a meeting ahead that is held or agreed, or something is known to
/// lie over one.
///
/// # Errors
/// The database failed.
pub async fn is_watched(conn: &mut Conn, link: LinkId, now: Instant) -> Result<bool, StoreError> {
    let row = sqlx::query(
        "SELECT COUNT(*) AS many FROM calendar_links WHERE id = $1 AND (
           EXISTS (SELECT 1 FROM clashes WHERE clashes.link = calendar_links.id)
           OR EXISTS (SELECT 1 FROM seated JOIN holds ON holds.booking = seated.booking
             WHERE seated.person = calendar_links.person AND holds.ends > $2
               AND holds.state IN ('held', 'confirmed', 'sealed')))",
    )
    .bind(link.to_string())
    .bind(now.millis())
    .fetch_one(conn)
    .await?;
    Ok(count(&row, "many")? > 0)
}

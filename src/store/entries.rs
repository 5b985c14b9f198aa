//! Neutral entries to be written into people's own calendars, in a calendar named Samband.

use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;

use super::column::{count, from_word, maybe_text, parsed, text, word};
use super::{Conn, Keyhole, StoreError, Tx};
use crate::domain::{BookingId, Draw, Instant, LinkId};

const PLACE: &str = "calendar_entries.entry";

/// What is wanted in the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WantedEntry {
    /// The entry.
    Present,
    /// No entry.
    Gone,
}

/// One entry to write or remove.
#[derive(Debug, Clone)]
pub struct EntryRow {
    /// For which booking.
    pub booking: BookingId,
    /// In whose calendar.
    pub link: LinkId,
    /// The server that the calendar is on.
    pub server: String,
    /// What is wanted.
    pub wanted: WantedEntry,
    /// How often it was tried.
    pub tries: u64,
    /// What the server gave for the entry that is there.
    pub etag: Option<String>,
    entry_locked: String,
}

fn entry(row: &AnyRow) -> Result<EntryRow, StoreError> {
    Ok(EntryRow {
        booking: parsed(row, "booking")?,
        link: parsed(row, "link")?,
        server: text(row, "server")?,
        wanted: from_word(row, "wanted")?,
        tries: count(row, "tries")?,
        etag: maybe_text(row, "etag")?,
        entry_locked: text(row, "entry_locked")?,
    })
}

impl EntryRow {
    /// The entry's text.
    ///
    /// # Errors
    /// It does not open with the node key.
    pub fn text(&self, keyhole: &Keyhole) -> Result<Vec<u8>, StoreError> {
        keyhole.unlock(PLACE, &self.entry_locked)
    }

    /// Wants an entry in a calendar, or wants it gone.
    ///
    /// # Errors
    /// The database failed.
    pub async fn want(
        tx: &mut Tx,
        booking: BookingId,
        link: LinkId,
        wanted: WantedEntry,
        ics: &[u8],
        now: Instant,
        draw: &mut Draw,
    ) -> Result<(), StoreError> {
        let locked = tx.lock(PLACE, ics, draw)?;
        sqlx::query(
            "INSERT INTO calendar_entries (booking, link, wanted, due, tries, state, entry_locked)
             VALUES ($1, $2, $3, $4, 0, 'waiting', $5)
             ON CONFLICT (booking, link) DO UPDATE SET wanted = excluded.wanted,
               due = excluded.due, tries = 0, state = 'waiting',
               entry_locked = excluded.entry_locked",
        )
        .bind(booking.to_string())
        .bind(link.to_string())
        .bind(word(&wanted, "calendar_entries.wanted")?)
        .bind(now.millis())
        .bind(locked)
        .execute(tx.conn())
        .await?;
        Ok(())
    }

    /// The calendars that a booking was written into, or is to be.
    ///
    /// # Errors
    /// The database failed.
    pub async fn links_of(conn: &mut Conn, booking: BookingId) -> Result<Vec<LinkId>, StoreError> {
        let rows = sqlx::query("SELECT link FROM calendar_entries WHERE booking = $1")
            .bind(booking.to_string())
            .fetch_all(conn)
            .await?;
        rows.iter().map(|row| parsed(row, "link")).collect()
    }

    /// Entries that are due, the longest waiting first; so many at the most of each server, so that a
    /// slow one's don't stand in the way of the others'.
    ///
    /// # Errors
    /// The database failed.
    pub async fn due(conn: &mut Conn, now: Instant, most: u32) -> Result<Vec<Self>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM (
               SELECT calendar_entries.*, calendar_links.server AS server,
                 ROW_NUMBER() OVER (PARTITION BY calendar_links.server
                   ORDER BY calendar_entries.due, calendar_entries.booking) AS place
               FROM calendar_entries
               JOIN calendar_links ON calendar_links.id = calendar_entries.link
               WHERE calendar_entries.state = 'waiting' AND calendar_entries.due <= $1
             ) AS waiting WHERE place <= $2 ORDER BY due, booking",
        )
        .bind(now.millis())
        .bind(i64::from(most))
        .fetch_all(conn)
        .await?;
        rows.iter().map(entry).collect()
    }

    /// Writes that it was done, with what the server gave. Where something else is wanted by now, that
    /// still waits.
    ///
    /// # Errors
    /// The database failed.
    pub async fn done(&self, conn: &mut Conn, etag: Option<&str>) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE calendar_entries SET etag = $3,
               state = CASE WHEN entry_locked = $4 THEN 'done' ELSE state END
             WHERE booking = $1 AND link = $2",
        )
        .bind(self.booking.to_string())
        .bind(self.link.to_string())
        .bind(etag.map(str::to_owned))
        .bind(self.entry_locked.clone())
        .execute(conn)
        .await?;
        Ok(())
    }

    /// Writes that it failed and when it is tried again. Where something else is wanted by now, that is
    /// not put off.
    ///
    /// # Errors
    /// The database failed.
    pub async fn later(&self, conn: &mut Conn, due: Instant) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE calendar_entries SET tries = tries + 1, due = $3
             WHERE booking = $1 AND link = $2 AND entry_locked = $4",
        )
        .bind(self.booking.to_string())
        .bind(self.link.to_string())
        .bind(due.millis())
        .bind(self.entry_locked.clone())
        .execute(conn)
        .await?;
        Ok(())
    }
}

//! Mail that waits to be sent. A letter lies locked until it is gone, and is then forgotten.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::any::AnyRow;

use super::column::{count, instant, parsed, text};
use super::{Conn, Keyhole, StoreError, Tx};
use crate::domain::{Draw, EnvelopeId, Instant};

const PLACE: &str = "letters.letter";

/// Where a letter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterState {
    /// Waits to be sent, or to be tried again.
    Waiting,
    /// The mail server took it.
    Sent,
    /// The mail server will never take it.
    Refused,
}

impl LetterState {
    const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Refused => "refused",
        }
    }
}

/// One letter.
#[derive(Debug, Clone)]
pub struct LetterRow {
    /// Its identifier, also that of the mail.
    pub id: EnvelopeId,
    /// When it was written.
    pub created: Instant,
    /// How often it was tried.
    pub tries: u64,
    /// The booking or note that it is about.
    pub about: String,
    letter_locked: String,
}

fn letter(row: &AnyRow) -> Result<LetterRow, StoreError> {
    Ok(LetterRow {
        id: parsed(row, "id")?,
        created: instant(row, "created")?,
        tries: count(row, "tries")?,
        about: text(row, "about")?,
        letter_locked: text(row, "letter_locked")?,
    })
}

impl LetterRow {
    /// What is to be mailed.
    ///
    /// # Errors
    /// It does not open with the node key.
    pub fn letter<L: DeserializeOwned>(&self, keyhole: &Keyhole) -> Result<L, StoreError> {
        serde_json::from_slice(&keyhole.unlock(PLACE, &self.letter_locked)?)
            .map_err(|_| StoreError::Damaged(PLACE))
    }

    /// Puts a letter in line.
    ///
    /// # Errors
    /// The database failed.
    pub async fn put<L: Serialize>(
        tx: &mut Tx,
        about: &str,
        letter: &L,
        now: Instant,
        draw: &mut Draw,
    ) -> Result<EnvelopeId, StoreError> {
        let id = EnvelopeId::draw(draw);
        let locked = tx.lock_json(PLACE, letter, draw)?;
        sqlx::query(
            "INSERT INTO letters (id, created, due, tries, state, about, letter_locked)
             VALUES ($1, $2, $2, 0, 'waiting', $3, $4)",
        )
        .bind(id.to_string())
        .bind(now.millis())
        .bind(about)
        .bind(locked)
        .execute(tx.conn())
        .await?;
        Ok(id)
    }

    /// Letters that are due.
    ///
    /// # Errors
    /// The database failed.
    pub async fn due(conn: &mut Conn, now: Instant, most: u32) -> Result<Vec<Self>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM letters WHERE state = 'waiting' AND due <= $1
             ORDER BY due, id LIMIT $2",
        )
        .bind(now.millis())
        .bind(i64::from(most))
        .fetch_all(conn)
        .await?;
        rows.iter().map(letter).collect()
    }

    /// Writes how a try went: sent and refused letters lose their text.
    ///
    /// # Errors
    /// The database failed.
    pub async fn record(
        conn: &mut Conn,
        id: EnvelopeId,
        state: LetterState,
        due: Instant,
    ) -> Result<(), StoreError> {
        let sql = match state {
            LetterState::Waiting => {
                "UPDATE letters SET tries = tries + 1, state = $2, due = $3
                 WHERE id = $1 AND state = 'waiting'"
            }
            LetterState::Sent | LetterState::Refused => {
                "UPDATE letters SET tries = tries + 1, state = $2, due = $3, letter_locked = ''
                 WHERE id = $1 AND state = 'waiting'"
            }
        };
        sqlx::query(sql)
            .bind(id.to_string())
            .bind(state.word())
            .bind(due.millis())
            .execute(conn)
            .await?;
        Ok(())
    }

    /// Stops letters about this booking that wait: what they say is no longer so.
    ///
    /// # Errors
    /// The database failed.
    pub async fn stop_about(conn: &mut Conn, about: &str) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE letters SET state = 'refused', letter_locked = ''
             WHERE about = $1 AND state = 'waiting'",
        )
        .bind(about)
        .execute(conn)
        .await?;
        Ok(())
    }

    /// How many letters about this booking or note were sent, or wait.
    ///
    /// # Errors
    /// The database failed.
    pub async fn about(conn: &mut Conn, about: &str) -> Result<(u64, u64), StoreError> {
        let row = sqlx::query(
            "SELECT CAST(COALESCE(SUM(CASE WHEN state = 'sent' THEN 1 ELSE 0 END), 0) AS BIGINT)
               AS sent,
               CAST(COALESCE(SUM(CASE WHEN state = 'waiting' THEN 1 ELSE 0 END), 0) AS BIGINT)
               AS waiting
             FROM letters WHERE about = $1",
        )
        .bind(about)
        .fetch_one(conn)
        .await?;
        Ok((count(&row, "sent")?, count(&row, "waiting")?))
    }
}

//! Log-in: sessions of the pages, bearer tokens of the API, and what a form did the first time, so
//! that a double click does it once. Tokens are stored hashed.

use sqlx::any::AnyRow;

use super::column::{instant, parsed, text};
use super::{Conn, StoreError};
use crate::domain::{Instant, StaffId};

/// Somebody logged in.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// Who.
    pub person: StaffId,
    /// What every form of the session carries.
    pub csrf: String,
    /// Until when.
    pub expires: Instant,
}

impl std::fmt::Debug for SessionRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SessionRow({})", self.person)
    }
}

fn session(row: &AnyRow) -> Result<SessionRow, StoreError> {
    Ok(SessionRow {
        person: parsed(row, "person")?,
        csrf: text(row, "csrf")?,
        expires: instant(row, "expires")?,
    })
}

impl SessionRow {
    /// The session of a token, where it has not run out.
    ///
    /// # Errors
    /// The database failed.
    pub async fn find(
        conn: &mut Conn,
        token_hash: &str,
        now: Instant,
    ) -> Result<Option<Self>, StoreError> {
        let row = sqlx::query("SELECT * FROM sessions WHERE token_hash = $1 AND expires > $2")
            .bind(token_hash)
            .bind(now.millis())
            .fetch_optional(conn)
            .await?;
        row.as_ref().map(session).transpose()
    }

    /// Begins a session.
    ///
    /// # Errors
    /// The database failed.
    pub async fn begin(
        &self,
        conn: &mut Conn,
        token_hash: &str,
        now: Instant,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO sessions (token_hash, person, csrf, created, expires)
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(token_hash)
        .bind(self.person.to_string())
        .bind(&self.csrf)
        .bind(now.millis())
        .bind(self.expires.millis())
        .execute(conn)
        .await?;
        Ok(())
    }

    /// Ends a session.
    ///
    /// # Errors
    /// The database failed.
    pub async fn end(conn: &mut Conn, token_hash: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM sessions WHERE token_hash = $1")
            .bind(token_hash)
            .execute(conn)
            .await?;
        Ok(())
    }

    /// Forgets sessions that have run out. Says how many.
    ///
    /// # Errors
    /// The database failed.
    pub async fn purge(conn: &mut Conn, now: Instant) -> Result<usize, StoreError> {
        let gone = sqlx::query("DELETE FROM sessions WHERE expires <= $1")
            .bind(now.millis())
            .execute(conn)
            .await?;
        Ok(usize::try_from(gone.rows_affected()).unwrap_or(usize::MAX))
    }
}

/// What a token opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The API, as the person.
    Api,
    /// The log-in link of the demo.
    DemoLogin,
}

impl Purpose {
    const fn word(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::DemoLogin => "demo_login",
        }
    }
}

/// Whose token this is, for this purpose, where it has not run out.
///
/// # Errors
/// The database failed.
pub async fn token_person(
    conn: &mut Conn,
    token_hash: &str,
    purpose: Purpose,
    now: Instant,
) -> Result<Option<StaffId>, StoreError> {
    let row = sqlx::query(
        "SELECT person FROM access_tokens WHERE token_hash = $1 AND purpose = $2
           AND (expires IS NULL OR expires > $3)",
    )
    .bind(token_hash)
    .bind(purpose.word())
    .bind(now.millis())
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(|row| parsed(row, "person")).transpose()
}

/// Gives a token to a person.
///
/// # Errors
/// The database failed.
pub async fn give_token(
    conn: &mut Conn,
    token_hash: &str,
    person: StaffId,
    purpose: Purpose,
    now: Instant,
    expires: Option<Instant>,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO access_tokens (token_hash, person, purpose, created, expires)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (token_hash) DO NOTHING",
    )
    .bind(token_hash)
    .bind(person.to_string())
    .bind(purpose.word())
    .bind(now.millis())
    .bind(expires.map(Instant::millis))
    .execute(conn)
    .await?;
    Ok(())
}

/// What a form with this key did the first time, for this person.
///
/// # Errors
/// The database failed.
pub async fn once(
    conn: &mut Conn,
    key: &str,
    person: StaffId,
) -> Result<Option<String>, StoreError> {
    let row = sqlx::query("SELECT outcome FROM once WHERE key = $1 AND person = $2")
        .bind(key)
        .bind(person.to_string())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(|row| text(row, "outcome")).transpose()
}

/// Remembers what a form did.
///
/// # Errors
/// The database failed, or the key was used before.
pub async fn remember_once(
    conn: &mut Conn,
    key: &str,
    person: StaffId,
    now: Instant,
    outcome: &str,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO once (key, person, at, outcome) VALUES ($1, $2, $3, $4)")
        .bind(key)
        .bind(person.to_string())
        .bind(now.millis())
        .bind(outcome)
        .execute(conn)
        .await?;
    Ok(())
}

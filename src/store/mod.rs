//! The database: SQLite by default, through sqlx's `Any` with one SQL text for PostgreSQL too. The
//! home of sqlx.
//!
//! A change is made in a [`Tx`], which serialises the writers of this process and raises
//! [`Store::changes`] when it commits. Pages read through [`Store::reader`]; the queries they use
//! take the [`Viewer`] first and check access themselves.
//!
//! This room knows no settings file, no network and no sentence. What must not lie readable in the
//! database is locked with the node key on its way in.

mod bookings;
pub mod cases;
pub mod clashes;
mod column;
pub mod directory;
mod entries;
pub mod holds;
mod inbox;
pub mod ledger;
mod letters;
mod link_busy;
pub mod links;
mod meetings;
mod node_rows;
pub mod notes;
mod open;
pub mod outbox;
pub mod peers;
pub mod posts;
pub mod proposals;
pub mod sessions;
#[cfg(test)]
mod tests;
mod tx;
mod views;
pub mod waiting_holds;

pub use bookings::BookingRow;
pub use cases::CaseRow;
pub use directory::{PersonRow, PlaceRow, TeamRow};
pub use entries::{EntryRow, WantedEntry};
pub use holds::{OwnTime, Taking};
pub use inbox::{Heard, InboxRow};
pub use letters::{LetterRow, LetterState};
pub use links::{LinkKind, LinkRow, LinkSource, SyncOutcome};
pub use meetings::MeetingRow;
pub use node_rows::NodeKey;
pub use notes::{AnswerRow, NoteBody, NoteProgress, NoteRow};
pub use open::{Fate, Keyhole, Moment, Reader, Store, StoreSettings};
pub use outbox::OutboxRow;
pub use peers::{PeerRow, PeerState};
pub use proposals::{AskRow, ProposalRow};
pub use sessions::SessionRow;
pub use tx::{Conn, Tx};
pub use views::Viewer;

/// What went wrong in the database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It can't be reached, is full, or refused.
    #[error("the database failed")]
    Failed(#[from] sqlx::Error),
    /// Its schema can't be brought up to date.
    #[error("the database could not be brought up to date")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A row does not hold what it should: this table and column.
    #[error("a row of the database does not hold what it should: {0}")]
    Damaged(&'static str),
    /// A locked column does not open with the node key.
    #[error("something in the database does not open with the node key: {0}")]
    Locked(&'static str),
    /// The simulation made this commit fail.
    #[error("the commit was made to fail")]
    CommitFailed,
}

impl StoreError {
    /// Whether a unique key was violated: somebody was first.
    #[must_use]
    pub fn is_taken(&self) -> bool {
        matches!(self, Self::Failed(sqlx::Error::Database(error)) if error.is_unique_violation())
    }
}

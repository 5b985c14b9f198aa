//! One file per thing a person or a node can ask for. A flow reads and writes rows in one change
//! and sends nothing itself: what is to leave lies in the outbox, the mail and the calendar rows
//! when the change is committed.

pub mod announce;
pub mod answer;
pub mod availability;
pub mod book;
pub mod cards;
pub mod consent;
pub mod cross;
pub mod directory;
pub mod directory_file;
mod directory_rules;
pub mod fresh;
pub mod guarding;
pub mod hold;
pub mod identity;
pub mod note;
pub mod note_received;
pub mod posts;
pub mod propose;
pub mod reach;
pub mod receipt;
pub mod search;
mod search_own;
pub mod share;
pub mod sync;
pub mod turn;
pub mod watch;
pub mod ways;

pub use turn::{Cannot, FlowError, Here, Rules, Turn};

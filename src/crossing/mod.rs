//! All that may leave the house, and nothing else: the closed list of messages, their bytes, who
//! may send what to whom, the guard over free text, the ask budget and the ledger's chain.
//!
//! Pure: no I/O, no clock, no keys. Refusals are codes; the sentences are in `words`.

pub mod body;
pub mod bucket;
pub mod budget;
mod codec;
pub mod envelope;
pub mod gate;
pub mod guard;
pub mod ledger;
pub mod limits;
pub mod message;
#[cfg(test)]
mod tests;
pub mod topic;
mod wire;

pub use bucket::{BODY_LIMIT, Bucket};
pub use envelope::{Header, HeaderError, Label};
pub use gate::{CaseStanding, Route};
pub use message::{Message, MessageType};
pub use topic::{Topic, TopicError};

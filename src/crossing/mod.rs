//! All that may leave the house, and nothing else.

pub mod bucket;
pub mod envelope;
pub mod topic;

pub use bucket::{BODY_LIMIT, Bucket};
pub use envelope::{Header, HeaderError, Label};
pub use topic::{Topic, TopicError};

//! What the targets check; the stories check it for the corpus.

mod asked;
pub mod calendar_text;
pub mod multistatus;

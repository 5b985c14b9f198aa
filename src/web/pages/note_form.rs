//! Ny gul lapp: can I say this, in 20 seconds?

use askama::Template;

use super::super::chrome::{Chrome, Section};
use super::guarded::GuardedText;
use super::parts::{Choice, Errors};

/// The form. With errors it is the answer 422.
#[derive(Debug, Clone, Template)]
#[template(path = "notes/new.html")]
pub struct NewNotePage {
    /// Menu, language, person.
    pub chrome: Chrome,
    /// Sent back as `nokkel`, so that a double click sends once.
    pub once: String,
    /// The note that this one answers or forwards.
    pub parent: Option<String>,
    /// People and teams: the likely ones, the chosen one, and those that were searched for.
    pub to: Vec<Choice>,
    /// The word that was searched for.
    pub searched: Option<String>,
    /// Whether the search found nobody.
    pub nobody: bool,
    /// What it can be about.
    pub reasons: Vec<Choice>,
    /// No case, and the cases with a valid consent.
    pub cases: Vec<Choice>,
    /// The text, and what the guard found in it.
    pub text: GuardedText,
    /// How soon an answer is wanted.
    pub urgencies: Vec<Choice>,
    /// Free times from the writer's own calendar; values are `start-end` in minutes since 1970 UTC.
    pub reach: Vec<Choice>,
    /// Days for a time of one's own.
    pub own_days: Vec<Choice>,
    /// Its beginning, `HH:MM` or empty.
    pub own_from: String,
    /// Its end, `HH:MM` or empty.
    pub own_to: String,
    /// The writer's own work telephone, which goes with the note.
    pub phone: Option<String>,
    /// What is wrong.
    pub errors: Errors,
}

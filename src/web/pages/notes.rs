//! Gule lapper: the list and one thread.

use askama::Template;

use super::super::chrome::{Chrome, Section};
use super::guarded::GuardedText;
use super::parts::{Choice, Errors, NoteRow, PhoneShown, QuickAnswer, Tag};

/// Which notes are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteBox {
    /// To the reader, waiting.
    In,
    /// By the reader.
    Sent,
    /// Answered, either way.
    Done,
}

/// The list.
#[derive(Debug, Clone, Template)]
#[template(path = "notes/list.html")]
pub struct NotesPage {
    /// Menu, language, person.
    pub chrome: Chrome,
    /// Which list.
    pub box_shown: NoteBox,
    /// Its notes.
    pub notes: Vec<NoteRow>,
    /// The address of the next page, where there is one.
    pub older: Option<String>,
}

/// One note with its answers. Showing it to its recipient is what makes it *seen*.
#[derive(Debug, Clone, Template)]
#[template(path = "notes/thread.html")]
pub struct ThreadPage {
    /// Menu, language, person.
    pub chrome: Chrome,
    /// The note's identifier.
    pub id: String,
    /// Reason and case: "Ring meg, sak Furu".
    pub title: String,
    /// Who wrote it, with role and organisation.
    pub from: String,
    /// Whom it is for.
    pub to: String,
    /// Notes and answers, the oldest first.
    pub entries: Vec<ThreadEntry>,
    /// Each state it has had, in words with time.
    pub history: Vec<String>,
    /// The answers to choose from, where the reader may answer.
    pub answer: Option<AnswerForm>,
    /// How long the sender may still undo, in words.
    pub undo: Option<String>,
    /// What taking it back does; none where it can't be.
    pub take_back: Option<String>,
    /// What was wrong with an answer.
    pub errors: Errors,
}

/// One entry of a thread.
#[derive(Debug, Clone)]
pub enum ThreadEntry {
    /// A note.
    Note(ThreadNote),
    /// An answer.
    Answer(ThreadAnswer),
}

/// A note in its thread.
#[derive(Debug, Clone)]
pub struct ThreadNote {
    /// Who wrote it.
    pub who: String,
    /// When.
    pub when: String,
    /// Its text.
    pub text: NoteText,
    /// How soon an answer is wanted.
    pub urgency: Option<Tag>,
    /// When the writer can be reached.
    pub reach: Vec<String>,
    /// The writer's work telephone.
    pub phone: Option<PhoneShown>,
}

/// The text of a note.
#[derive(Debug, Clone)]
pub enum NoteText {
    /// It has this text.
    Text(String),
    /// It never had one.
    None,
    /// It was redacted or its time has ended.
    Gone,
}

/// An answer in its thread.
#[derive(Debug, Clone)]
pub struct ThreadAnswer {
    /// Who answered.
    pub who: String,
    /// When.
    pub when: String,
    /// What, in words: "Jeg ringer kl. 13.40".
    pub words: String,
    /// A short text with it.
    pub text: Option<String>,
}

/// The answers that one can choose from.
#[derive(Debug, Clone)]
pub struct AnswerForm {
    /// Sent back as `nokkel`, so that a double click answers once.
    pub once: String,
    /// The first name of the person to call.
    pub first_name: String,
    /// Hours at which both are free, the soonest first.
    pub calls: Vec<CallTime>,
    /// Whether the note asks something that is answered by yes or no.
    pub yes_no: bool,
    /// The short text, and what the guard found in it.
    pub text: GuardedText,
    /// To whom it can be sent on.
    pub forward: Vec<Choice>,
}

/// An hour at which one can promise to call.
#[derive(Debug, Clone)]
pub struct CallTime {
    /// Minutes since 1970 UTC.
    pub at: i64,
    /// "Jeg ringer kl. 13.40".
    pub label: String,
}

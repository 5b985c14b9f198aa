//! I dag: what needs me now?

use askama::Template;

use super::super::chrome::{Chrome, Section};
use super::parts::{MeetingRow, NoteRow, QuickAnswer};

/// The page after log-in.
#[derive(Debug, Clone, Template)]
#[template(path = "today.html")]
pub struct TodayPage {
    /// Menu, language, person.
    pub chrome: Chrome,
    /// "Tirsdag 3. mars".
    pub day: String,
    /// "I dag, uke 10".
    pub under: String,
    /// What is wrong with the reader's own calendar.
    pub calendar: Option<Trouble>,
    /// Agreed meetings that something has come upon.
    pub upset: Vec<Due>,
    /// Notes that wait for an answer.
    pub notes: Vec<NoteRow>,
    /// The next meetings.
    pub meetings: Vec<MeetingRow>,
    /// Conversations coming due.
    pub due: Vec<Due>,
}

/// Something wrong, said on top of the page.
#[derive(Debug, Clone)]
pub struct Trouble {
    /// In a few words.
    pub title: String,
    /// What it means.
    pub text: String,
}

/// A conversation coming due.
#[derive(Debug, Clone)]
pub struct Due {
    /// What, as "Trekantsamtale, sak Bjørk".
    pub what: String,
    /// "innen 9. mars".
    pub by: String,
    /// The search with everything filled in.
    pub href: String,
}

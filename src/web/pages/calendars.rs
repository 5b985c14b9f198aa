//! Kalendere: which calendars are linked, when each was last read, and what is wrong, in words.

use askama::Template;

use super::super::chrome::{Chrome, Section};
use super::parts::{Choice, Errors, Tag};
use super::today::Trouble;

/// The list, the reader's own first.
#[derive(Debug, Clone, Template)]
#[template(path = "calendars/list.html")]
pub struct CalendarsPage {
    /// Menu, language, person.
    pub chrome: Chrome,
    /// Whether calendars are linked by form; else the directory file says which there are.
    pub may_link: bool,
    /// How many do not work, for the administrator.
    pub summary: Option<String>,
    /// What to do about somebody without a calendar.
    pub none_what: String,
    /// People of the reader's organisation.
    pub people: Vec<PersonCalendars>,
    /// Whether the reader shares busy time with another post of theirs, their home.
    pub share: Option<Share>,
    /// Ways that count an hour because nobody has said how long they are, as "Kontoret –
    /// Legesenteret"; only for an administrator.
    pub missing_ways: Vec<String>,
}

/// Busy time shared with the reader's home post.
#[derive(Debug, Clone)]
pub struct Share {
    /// What is asked, with the organisation of the home post.
    pub what: String,
    /// Whether the reader agrees.
    pub agreed: bool,
}

/// A person and their calendars.
#[derive(Debug, Clone)]
pub struct PersonCalendars {
    /// Name.
    pub name: String,
    /// What they do.
    pub role: String,
    /// "fravær til 3. desember".
    pub away: Option<String>,
    /// Whether it is the reader.
    pub me: bool,
    /// Whether the reader may change these calendars.
    pub may_change: bool,
    /// Whether the calendars show everything the person is taken by (rule B13).
    pub complete: bool,
    /// Their calendars.
    pub calendars: Vec<CalendarRow>,
    /// What other posts share, as "Nav Nordfjell deler opptatt-tid. Sist i dag 09.15."
    pub other_posts: Vec<String>,
}

impl PersonCalendars {
    /// Whether one of the calendars wants mending.
    #[must_use]
    pub fn is_in_trouble(&self) -> bool {
        self.calendars
            .iter()
            .any(|calendar| calendar.trouble.is_some())
    }
}

/// One linked calendar.
#[derive(Debug, Clone)]
pub struct CalendarRow {
    /// Its identifier.
    pub id: String,
    /// "Kalenderlenke".
    pub kind: String,
    /// Its key in the directory file and the host it is read from; never the whole address, which may
    /// hold a secret.
    pub from: String,
    /// "Hentet i dag 09.15. Hentes igjen 09.30."
    pub synced: String,
    /// How it stands.
    pub state: Tag,
    /// What is wrong and how to mend it.
    pub trouble: Option<Trouble>,
}

/// Linking a calendar, or changing a link. With errors it is the answer 422.
#[derive(Debug, Clone, Template)]
#[template(path = "calendars/form.html")]
pub struct CalendarFormPage {
    /// Menu, language, person.
    pub chrome: Chrome,
    /// The link that is changed; none for a new one.
    pub id: Option<String>,
    /// Whose calendar it can be.
    pub people: Vec<Choice>,
    /// Kinds of source.
    pub kinds: Vec<Choice>,
    /// The address as it was typed.
    pub address: String,
    /// The user name.
    pub user: String,
    /// What is wrong.
    pub errors: Errors,
}

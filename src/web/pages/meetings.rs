//! Møter: the list, and one meeting.

use askama::Template;

use super::super::chrome::{Chrome, Section};
use super::parts::{Choice, Errors, MeetingRow, Tag, WhereShown};

/// The list, by day.
#[derive(Debug, Clone, Template)]
#[template(path = "meetings/list.html")]
pub struct MeetingsPage {
    /// Menu, language, person.
    pub chrome: Chrome,
    /// Whether the meetings that have been are shown, rather than those to come.
    pub past: bool,
    /// Days that have any.
    pub days: Vec<MeetingDay>,
}

/// The meetings of one day.
#[derive(Debug, Clone)]
pub struct MeetingDay {
    /// "I dag" or "Tirsdag 10. mars".
    pub title: String,
    /// "uke 11".
    pub week: String,
    /// Its meetings.
    pub meetings: Vec<MeetingRow>,
}

/// One meeting.
#[derive(Debug, Clone, Template)]
#[template(path = "meetings/one.html")]
pub struct MeetingPage {
    /// Menu, language, person.
    pub chrome: Chrome,
    /// Its identifier.
    pub id: String,
    /// Kind and case: "Trekantsamtale, sak Furu".
    pub title: String,
    /// "Tirsdag 10. mars kl. 10.15–11.00".
    pub when: String,
    /// "Uke 11, om 7 dager".
    pub week: String,
    /// "45 minutter".
    pub length: String,
    /// Where.
    pub place: Option<WhereShown>,
    /// "25 minutter, kjør senest kl. 09.50".
    pub travel: Option<String>,
    /// How it stands.
    pub state: Tag,
    /// Somebody became busy, a seat was lost.
    pub warnings: Vec<Warning>,
    /// Who is in it.
    pub seats: Vec<SeatRow>,
    /// "Sendt til 3".
    pub invitations: Option<String>,
    /// Words by one tap, on the day: "Forsinket 10 min".
    pub on_the_way: Vec<Choice>,
    /// Whether the reader may move it.
    pub may_move: bool,
    /// Whether the reader may call it off.
    pub may_cancel: bool,
    /// Why it is called off.
    pub cancel_reasons: Vec<Choice>,
    /// What was wrong with calling it off.
    pub errors: Errors,
}

/// Something that needs a decision.
#[derive(Debug, Clone)]
pub struct Warning {
    /// In a few words.
    pub title: String,
    /// What it means.
    pub text: String,
    /// Whether a new time can be looked for with one tap.
    pub find_again: bool,
}

/// One seat of a meeting.
#[derive(Debug, Clone)]
pub struct SeatRow {
    /// The person, or "Deltakeren", "En gjest".
    pub who: String,
    /// Role and organisation.
    pub what: String,
    /// What they answered.
    pub answer: Tag,
}

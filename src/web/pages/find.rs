//! Finn tid: the form, the wait for the answers, the ranked times, and no time at all.

use askama::Template;

use super::super::chrome::{Chrome, Link, Section};
use super::parts::{Choice, Errors};
use super::week::{Cell, WeekGrid};
use crate::domain::booking::HoldKind;

/// The form. With errors it is the answer 422.
#[derive(Debug, Clone, Template)]
#[template(path = "find/form.html")]
pub struct FindFormPage {
    /// Menu, language, person.
    pub chrome: Chrome,
    /// Sent back as `nokkel`, so that a double click asks once.
    pub once: String,
    /// Kind and case that the rest was filled in for; sent back as `var`.
    pub was: String,
    /// The meeting that is to be moved: its title, and its identifier as `href`.
    pub moves: Option<Link>,
    /// No case, and the cases with a valid consent.
    pub cases: Vec<Choice>,
    /// Kinds of meeting.
    pub kinds: Vec<Choice>,
    /// Who has to be there; prefilled for a case.
    pub seats: Vec<SeatField>,
    /// Whether the participant comes; none where the kind has none.
    pub participant: Option<bool>,
    /// A guest's mail address, as it was typed; none where no guest can be asked.
    pub guest: Option<String>,
    /// Lengths in minutes.
    pub lengths: Vec<Choice>,
    /// Places, telephone, video.
    pub places: Vec<Choice>,
    /// This week, the next, the next three, or dates of one's own.
    pub periods: Vec<Choice>,
    /// First day of one's own dates, `YYYY-MM-DD` or empty.
    pub from: String,
    /// Last day of them.
    pub to: String,
    /// What is wrong.
    pub errors: Errors,
}

/// One seat of the form.
#[derive(Debug, Clone)]
pub struct SeatField {
    /// What it is: "Behandler".
    pub label: String,
    /// Who can fill it, by organisation.
    pub groups: Vec<ChoiceGroup>,
}

/// Choices under one heading.
#[derive(Debug, Clone)]
pub struct ChoiceGroup {
    /// The heading.
    pub label: String,
    /// The choices.
    pub choices: Vec<Choice>,
}

/// What was searched for, on top of what was found.
#[derive(Debug, Clone)]
pub struct SearchSummary {
    /// "Siri, Kari og Arne".
    pub who: String,
    /// "45 minutter".
    pub length: String,
    /// Where.
    pub place: String,
    /// "Uke 11".
    pub period: String,
    /// The form with all this filled in.
    pub change: String,
}

/// How an organisation's answer looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// None yet.
    Waiting,
    /// Good.
    Yes,
    /// Not good.
    No,
    /// Let go.
    Off,
}

impl Sign {
    /// The value of `data-state`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Yes => "yes",
            Self::No => "no",
            Self::Off => "off",
        }
    }

    /// Its icon.
    #[must_use]
    pub const fn icon(self) -> &'static str {
        match self {
            Self::Waiting => "hourglass",
            Self::Yes => "check",
            Self::No => "cross",
            Self::Off => "undo",
        }
    }
}

/// One organisation and what it answered.
#[derive(Debug, Clone)]
pub struct PartyLine {
    /// The organisation.
    pub organisation: String,
    /// Who of it is asked for.
    pub who: String,
    /// How it looks.
    pub sign: Sign,
    /// In words.
    pub words: String,
}

fn answered(parties: &[PartyLine]) -> usize {
    parties
        .iter()
        .filter(|party| party.sign != Sign::Waiting)
        .count()
}

/// The wait for the other organisations. No request waits: the page asks again each second.
#[derive(Debug, Clone, Template)]
#[template(path = "find/waiting.html")]
pub struct FindWaitingPage {
    /// Menu, language, person.
    pub chrome: Chrome,
    /// The search.
    pub id: String,
    /// What was searched for.
    pub search: SearchSummary,
    /// Who has answered.
    pub parties: Vec<PartyLine>,
}

impl FindWaitingPage {
    fn answered(&self) -> usize {
        answered(&self.parties)
    }
}

/// The part of the wait that changes; sent while the search goes on. When it has ended the answer
/// carries `HX-Refresh: true` instead.
#[derive(Debug, Clone, Template)]
#[template(path = "find/answers_part.html")]
pub struct FindAnswersPart {
    /// Language.
    pub chrome: Chrome,
    /// Who has answered.
    pub parties: Vec<PartyLine>,
}

impl FindAnswersPart {
    fn answered(&self) -> usize {
        answered(&self.parties)
    }
}

/// The ranked times, as a list and on the weeks.
#[derive(Debug, Clone, Template)]
#[template(path = "find/slots.html")]
pub struct FindSlotsPage {
    /// Menu, language, person.
    pub chrome: Chrome,
    /// The search.
    pub id: String,
    /// Sent back as `nokkel`, so that a double click books once.
    pub once: String,
    /// "Velg tid for trekantsamtale, sak Furu".
    pub title: String,
    /// What was searched for.
    pub search: SearchSummary,
    /// What is not as it should be: somebody did not answer, a calendar is old.
    pub warnings: Vec<String>,
    /// The times, the best first; at most twelve.
    pub slots: Vec<Slot>,
    /// Whether choosing one books at once or asks somebody first.
    pub hold: HoldKind,
    /// The weeks that have any of them.
    pub weeks: Vec<WeekGrid>,
    /// Searches that may find more, where these are few.
    pub tries: Vec<Link>,
}

/// One time to choose.
#[derive(Debug, Clone)]
pub struct Slot {
    /// Minutes since 1970 UTC.
    pub value: i64,
    /// "tirsdag 10. mars kl. 10.15–11.00".
    pub when: String,
    /// Why it is good or less good, in sentences.
    pub why: String,
}

/// No common time.
#[derive(Debug, Clone, Template)]
#[template(path = "find/nothing.html")]
pub struct FindNothingPage {
    /// Menu, language, person.
    pub chrome: Chrome,
    /// What was searched for.
    pub search: SearchSummary,
    /// Who answered what.
    pub parties: Vec<PartyLine>,
    /// Searches that may find more.
    pub tries: Vec<Link>,
}

impl FindNothingPage {
    fn answered(&self) -> usize {
        answered(&self.parties)
    }
}

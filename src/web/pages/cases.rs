//! Saker: own label, the consent behind it, who is in it, what is due; registering and withdrawing.
//! A case has no name of a person here or anywhere.

use askama::Template;

use super::super::chrome::{Chrome, Section};
use super::find::SeatField;
use super::parts::{Choice, Errors, Tag};

/// The list.
#[derive(Debug, Clone, Template)]
#[template(path = "cases/list.html")]
pub struct CasesPage {
    /// Menu, language, person.
    pub chrome: Chrome,
    /// The cases that the reader is in.
    pub cases: Vec<CaseRow>,
    /// Whether consents are registered at this node.
    pub may_register: bool,
    /// Whether the reader meets people themselves, and so can come to be on a case.
    pub meets: bool,
    /// Whether a case is joined by a code that is said aloud.
    pub may_pair: bool,
}

/// A case in the list.
#[derive(Debug, Clone)]
pub struct CaseRow {
    /// Its reference; random, says nothing.
    pub id: String,
    /// "Sak Furu".
    pub label: String,
    /// How its consent stands.
    pub consent: Tag,
    /// The next meeting.
    pub next: Option<String>,
    /// What is due.
    pub due: Option<String>,
    /// First names of those in it.
    pub people: String,
}

/// One case.
#[derive(Debug, Clone, Template)]
#[template(path = "cases/one.html")]
pub struct CasePage {
    /// Menu, language, person.
    pub chrome: Chrome,
    /// Its reference.
    pub id: String,
    /// "Sak Furu".
    pub label: String,
    /// "Furu".
    pub name: String,
    /// How its consent stands.
    pub consent: Tag,
    /// "Registrert av Fjordheim DPS".
    pub registered: String,
    /// Whether the consent holds, so that one can write and meet about it.
    pub open: bool,
    /// The code to say aloud, right after registering.
    pub pairing: Option<PairingCode>,
    /// Who is in it.
    pub people: Vec<CasePersonRow>,
    /// The last and the next meeting of each kind.
    pub meetings: Vec<CaseMeetings>,
    /// Text for the reader's own record, to be copied.
    pub journal: Option<String>,
    /// From when the consent holds.
    pub from: String,
    /// Until when.
    pub until: String,
    /// "Fjordheim DPS kan fortelle og få vite".
    pub scope: Vec<String>,
    /// "Avklart med Nav": yes, no or a date.
    pub cleared: Option<String>,
    /// Whether the reader may withdraw the consent.
    pub may_withdraw: bool,
    /// What was wrong with a new label.
    pub errors: Errors,
}

/// A pairing code and how long it holds.
#[derive(Debug, Clone)]
pub struct PairingCode {
    /// "7K3M-9QXT".
    pub code: String,
    /// "10. mars".
    pub until: String,
}

/// Somebody in a case.
#[derive(Debug, Clone)]
pub struct CasePersonRow {
    /// Name.
    pub name: String,
    /// Role and organisation.
    pub what: String,
}

/// Meetings of one kind in a case.
#[derive(Debug, Clone)]
pub struct CaseMeetings {
    /// The kind.
    pub kind: String,
    /// "3. februar" or a dash.
    pub last: String,
    /// "10. mars", "innen 13. mars" or a dash.
    pub next: String,
}

/// Registering a consent. With errors it is the answer 422.
#[derive(Debug, Clone, Template)]
#[template(path = "cases/register.html")]
pub struct RegisterPage {
    /// Menu, language, person.
    pub chrome: Chrome,
    /// Sent back as `nokkel`, so that a double click registers once.
    pub once: String,
    /// The label as it was typed; one is proposed.
    pub name: String,
    /// Organisations that the consent can open to.
    pub scope: Vec<Choice>,
    /// Who is in it.
    pub people: Vec<SeatField>,
    /// Last day, `YYYY-MM-DD`.
    pub until: String,
    /// Whether it was said that the patient has consented.
    pub consented: bool,
    /// What is wrong.
    pub errors: Errors,
}

/// Typing the code that the other side said. With errors it is the answer 422.
#[derive(Debug, Clone, Template)]
#[template(path = "cases/pair.html")]
pub struct PairPage {
    /// Menu, language, person.
    pub chrome: Chrome,
    /// The code as it was typed.
    pub code: String,
    /// The label as it was typed.
    pub name: String,
    /// What is wrong.
    pub errors: Errors,
}

//! What several pages show: tags, choices of a form, rows of notes and meetings, errors by field.

use std::fmt;

use super::super::chrome::Tone;

/// A word with a colour.
#[derive(Debug, Clone)]
pub struct Tag {
    /// The word.
    pub text: String,
    /// Its colour.
    pub tone: Tone,
}

/// One choice of a form.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What a person reads.
    pub label: String,
    /// A second, smaller line.
    pub hint: Option<String>,
    /// Something short at the right.
    pub aside: Option<String>,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// What is wrong with a form, by field. The field is its `id` in the page.
#[derive(Debug, Clone, Default)]
pub struct Errors(Vec<FieldError>);

/// One thing that is wrong.
#[derive(Debug, Clone)]
pub struct FieldError {
    /// The `id` of the field.
    pub field: &'static str,
    /// What is wrong and how to mend it.
    pub text: String,
}

impl Errors {
    /// Adds one.
    pub fn add(&mut self, field: &'static str, text: String) {
        self.0.push(FieldError { field, text });
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them, in order.
    #[must_use]
    pub fn all(&self) -> &[FieldError] {
        &self.0
    }

    /// What is wrong with `field`.
    #[must_use]
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|error| error.field == field)
            .map(|error| error.text.as_str())
    }
}

/// A telephone number that can be tapped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneShown(pub String);

impl PhoneShown {
    /// `tel:` and the digits.
    #[must_use]
    pub fn href(&self) -> String {
        let digits: String = self
            .0
            .chars()
            .filter(|c| c.is_ascii_digit() || *c == '+')
            .collect();
        format!("tel:{digits}")
    }
}

impl fmt::Display for PhoneShown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where a meeting is.
#[derive(Debug, Clone)]
pub struct WhereShown {
    /// Which sort of place; chooses the icon.
    pub sort: PlaceSort,
    /// In words.
    pub text: String,
}

/// Which sort of place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum PlaceSort {
    At,
    Phone,
    Video,
}

impl WhereShown {
    /// Its icon.
    #[must_use]
    pub const fn icon(&self) -> &'static str {
        match self.sort {
            PlaceSort::At => "pin",
            PlaceSort::Phone => "phone",
            PlaceSort::Video => "video",
        }
    }
}

/// A note in a list.
#[derive(Debug, Clone)]
pub struct NoteRow {
    /// Its identifier.
    pub id: String,
    /// The other person or team.
    pub who: String,
    /// What they do and where.
    pub what_they_do: String,
    /// When it was sent, as people say it.
    pub when: String,
    /// Reason, and the case where it has one.
    pub title: String,
    /// Its text; only where the reader has opened it before, for a list is no opening.
    pub text: Option<String>,
    /// How fast an answer is wanted.
    pub urgency: Option<Tag>,
    /// State and time, as "Sett kl. 09.14".
    pub state: String,
    /// Whether the reader has not opened it.
    pub unread: bool,
    /// The answer that one tap gives.
    pub quick: Option<QuickAnswer>,
}

/// An answer by one tap.
#[derive(Debug, Clone)]
pub enum QuickAnswer {
    /// "Jeg ringer kl. 13.40".
    Call {
        /// The words of the button.
        label: String,
        /// Minutes since 1970 UTC.
        at: i64,
    },
    /// "Finn tid sammen".
    FindTime {
        /// The search, with the note's case filled in.
        href: String,
    },
}

/// A meeting in a list.
#[derive(Debug, Clone)]
pub struct MeetingRow {
    /// Its identifier.
    pub id: String,
    /// What stands large in front: the hour, or the day where the hour stands below.
    pub first: String,
    /// What stands small below: the length or the hour.
    pub second: String,
    /// Kind, and the case where it has one.
    pub title: String,
    /// Where.
    pub place: Option<WhereShown>,
    /// "Kjør senest 09.50".
    pub travel: Option<String>,
    /// Who comes.
    pub who: Option<String>,
    /// How it stands.
    pub state: Option<Tag>,
}

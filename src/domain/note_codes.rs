//! The closed codes of a yellow note: why, how soon, what is answered.

use serde::{Deserialize, Serialize};

/// The languages that people write and read.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Bokmål.
    #[default]
    Nb,
    /// Nynorsk.
    Nn,
    /// English.
    En,
}

impl Language {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Nb, Self::Nn, Self::En];

    /// Its code, as in the `lang` of a page and in a stored row.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Nb => "nb",
            Self::Nn => "nn",
            Self::En => "en",
        }
    }

    /// The language with this code; `no` is bokmål.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "nb" | "no" => Some(Self::Nb),
            "nn" => Some(Self::Nn),
            "en" => Some(Self::En),
            _ => None,
        }
    }
}

/// What a note is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteReason {
    /// Ring meg.
    CallMe,
    /// Har du kapasitet til en ny?
    Capacity,
    /// Kan vi sette opp en trekantsamtale?
    ThreeWay,
    /// Spørsmål om innsøking, anonymt.
    Enrolment,
    /// Om et møte som er avtalt.
    Meeting,
    /// Noe praktisk.
    Practical,
    /// Noe annet.
    Other,
}

impl NoteReason {
    /// In the order that people choose from.
    pub const ALL: [Self; 7] = [
        Self::CallMe,
        Self::Capacity,
        Self::ThreeWay,
        Self::Enrolment,
        Self::Meeting,
        Self::Practical,
        Self::Other,
    ];
}

/// How soon an answer is wanted. Samband is not for emergencies (boundary rule B15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// Within the week.
    ThisWeek,
    /// Today.
    Today,
    /// As soon as it can be; has no undo minute.
    Acute,
}

impl Urgency {
    /// From the calmest.
    pub const ALL: [Self; 3] = [Self::ThisWeek, Self::Today, Self::Acute];
}

/// What kind of answer a note got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerKind {
    /// Jeg ringer, at the time given with it.
    IWillCall,
    /// Ring meg.
    CallMe,
    /// Finn tid sammen.
    FindTime,
    /// Ja.
    Yes,
    /// Nei.
    No,
    /// A short text.
    Text,
}

/// A phrase known to every node; says all that the note has to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phrase {
    /// Har du kapasitet til en ny?
    CapacityForOneMore,
    /// Ring meg.
    PleaseCall,
    /// Kan vi sette opp en trekantsamtale?
    ThreeWayMeeting,
    /// Spørsmål om innsøking, anonymt.
    EnrolmentAnonymous,
}

/// Why a note, or an answer to one, was not accepted by the other side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteRefusal {
    /// The receiving guard found something that may not cross.
    Guard,
    /// The case's consent does not hold there.
    Consent,
    /// No such person, team or role there.
    UnknownRecipient,
    /// Not allowed by the other side's rules.
    Policy,
    /// The message version is not spoken there.
    Version,
}

/// What a withdrawn note had come to at the other side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WithdrawnAs {
    /// It never came; should it come, it is refused.
    NeverHere,
    /// It was there, unread, and is gone.
    Unread,
    /// It has been read.
    Read,
}

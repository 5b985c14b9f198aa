//! The yellow note, its answer, and taking it back.

use minicbor::{Decode, Encode};

use super::super::guard::{GuardedText, HasGuard};
use crate::domain::note_codes::{AnswerKind, Language, NoteReason, Phrase, Urgency, WithdrawnAs};
use crate::domain::{
    AnswerId, BookingId, CaseRef, Instant, Interval, NoteId, Role, StaffId, TeamId, ThreadId,
};

/// A stretch in which the sender can be reached.
pub type Reach = Interval;

/// A yellow note.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map, context_bound = "HasGuard")]
pub struct Note {
    /// Which note.
    #[n(0)]
    pub note: NoteId,
    /// Its thread.
    #[n(1)]
    pub thread: ThreadId,
    /// The note that it forwards.
    #[n(2)]
    pub parent: Option<NoteId>,
    /// The booking that it is about.
    #[n(3)]
    pub booking: Option<BookingId>,
    /// Who wrote it, of the sending node.
    #[n(4)]
    pub from: StaffId,
    /// To whom, at the receiving node.
    #[n(5)]
    pub to: NoteTo,
    /// Whose case; only under a consent.
    #[n(6)]
    pub case: Option<CaseRef>,
    /// What it is about.
    #[n(7)]
    pub reason: NoteReason,
    /// How soon.
    #[n(8)]
    pub urgency: Urgency,
    /// The language of its text.
    #[n(9)]
    pub language: Language,
    /// A ready-made phrase.
    #[n(10)]
    pub phrase: Option<Phrase>,
    /// At most 280 characters that passed the guard.
    #[n(11)]
    pub text: Option<GuardedText>,
    /// When the sender can be reached; at most 4.
    #[n(12)]
    pub reach: Vec<Reach>,
    /// By when an answer is wanted.
    #[n(13)]
    pub answer_by: Option<Instant>,
}

/// The recipient of a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encode, Decode)]
pub enum NoteTo {
    /// One person.
    #[n(0)]
    Person(#[n(0)] StaffId),
    /// A team.
    #[n(1)]
    Team(#[n(0)] TeamId),
    /// Whoever has this role.
    #[n(2)]
    Role(#[n(0)] Role),
}

/// The recipient's page with the text was shown.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct NoteSeen {
    /// Which note.
    #[n(0)]
    pub note: NoteId,
    /// Who read it.
    #[n(1)]
    pub by: StaffId,
    /// When.
    #[n(2)]
    pub at: Instant,
}

/// An answer to a note.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map, context_bound = "HasGuard")]
pub struct NoteAnswer {
    /// Which answer.
    #[n(0)]
    pub answer: AnswerId,
    /// To which note.
    #[n(1)]
    pub note: NoteId,
    /// Who answered.
    #[n(2)]
    pub by: StaffId,
    /// How.
    #[n(3)]
    pub kind: AnswerKind,
    /// The time that goes with it ("I call you 13.40").
    #[n(4)]
    pub time: Option<Instant>,
    /// The language of its text.
    #[n(5)]
    pub language: Language,
    /// A short text that passed the guard.
    #[n(6)]
    pub text: Option<GuardedText>,
    /// The booking that came of it.
    #[n(7)]
    pub booking: Option<BookingId>,
}

/// Take a note back that may not have come, or was not read.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct NoteWithdraw {
    /// Which note.
    #[n(0)]
    pub note: NoteId,
}

/// What a withdrawn note had come to.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct NoteWithdrawn {
    /// Which note.
    #[n(0)]
    pub note: NoteId,
    /// What it had come to.
    #[n(1)]
    pub found: WithdrawnAs,
}

/// Forget the text of a note that was read.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct NoteRedact {
    /// Which note.
    #[n(0)]
    pub note: NoteId,
}

//! Asking at which of a few starts a meeting could be held, and answering (boundary rule B7).

use minicbor::{Decode, Encode};

use crate::domain::seat::{SeatNo, Venue, Who};
use crate::domain::{AskId, BookingId, CaseRef, Instant, MeetingKind, Minutes};

/// At which of these starts could all your seats be filled?
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Ask {
    /// Which ask; the same id gets the same answer and costs once.
    #[n(0)]
    pub ask: AskId,
    /// 1 for the first.
    #[n(1)]
    pub round: u8,
    /// 1 to 64 queries.
    #[n(2)]
    pub queries: Vec<Query>,
}

/// One meeting that a time is sought for.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Query {
    /// Its number within the ask.
    #[n(0)]
    pub q: u8,
    /// What sort of meeting.
    #[n(1)]
    pub kind: MeetingKind,
    /// How long.
    #[n(2)]
    pub length: Minutes,
    /// Where.
    #[n(3)]
    pub venue: Venue,
    /// The seats of the node that is asked.
    #[n(4)]
    pub seats: Vec<AskSeat>,
    /// At most 96 candidate starts, in time order.
    #[n(5)]
    pub starts: Vec<Instant>,
    /// Whose case.
    #[n(6)]
    pub case: Option<CaseRef>,
    /// The booking that this one would take the place of.
    #[n(7)]
    pub replaces: Option<BookingId>,
    /// The month plan it is part of, whose budget pays.
    #[n(8)]
    pub plan: Option<AskId>,
}

/// One seat of the node that is asked.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct AskSeat {
    /// Its number in the meeting.
    #[n(0)]
    pub seat: SeatNo,
    /// Who can fill it.
    #[n(1)]
    pub who: Who,
    /// First minute of the meeting at which it must be there.
    #[n(2)]
    pub from: Minutes,
    /// Minute after the last one.
    #[n(3)]
    pub to: Minutes,
}

/// The answer to an ask.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Answer {
    /// Which ask.
    #[n(0)]
    pub ask: AskId,
    /// Its round.
    #[n(1)]
    pub round: u8,
    /// One row a query.
    #[n(2)]
    pub answers: Vec<AnswerRow>,
}

/// The answer to one query.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct AnswerRow {
    /// Which query.
    #[n(0)]
    pub q: u8,
    /// What is answered.
    #[n(1)]
    pub starts: Starts,
}

/// Starts at which the seats asked for could all be filled, or why none are said.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Starts {
    /// At most 12, in time order: order and absence say nothing more.
    #[n(0)]
    Named(#[n(0)] Vec<Instant>),
    /// Not answered.
    #[n(1)]
    Refused(#[n(0)] AskRefusal, #[n(1)] Option<Instant>),
}

/// Why a query is not answered. Depends on the asker's own doings alone, never on the diary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum AskRefusal {
    /// The asker has settled too many starts; try again at the time given.
    #[n(0)]
    Budget,
    /// Not allowed by the other side's rules.
    #[n(1)]
    Policy,
    /// The case's consent does not hold.
    #[n(2)]
    Consent,
}

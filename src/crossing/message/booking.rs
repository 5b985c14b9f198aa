//! Hold, confirm, seal; release and cancel; and their answers.

use minicbor::{Decode, Encode};

use crate::domain::booking::{CancelCode, HoldKind, HoldRefusal, ReleaseCode};
use crate::domain::seat::{PartySeat, SeatAnswer, SeatNo, Seated, Venue};
use crate::domain::{BookingId, CaseRef, Instant, MeetingKind, Minutes, NoteId, SeriesId};

/// Hold your seats.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Hold {
    /// Which booking.
    #[n(0)]
    pub booking: BookingId,
    /// Choosing or asking.
    #[n(1)]
    pub hold: HoldKind,
    /// For how many minutes, on the holder's own clock.
    #[n(2)]
    pub life: Minutes,
    /// When it begins; a multiple of 5 minutes.
    #[n(3)]
    pub start: Instant,
    /// How long; a multiple of 5.
    #[n(4)]
    pub length: Minutes,
    /// What sort of meeting.
    #[n(5)]
    pub kind: MeetingKind,
    /// Where.
    #[n(6)]
    pub venue: Venue,
    /// Whose case.
    #[n(7)]
    pub case: Option<CaseRef>,
    /// The booking that it moves.
    #[n(8)]
    pub replaces: Option<BookingId>,
    /// Its place in a series.
    #[n(9)]
    pub series: Option<SeriesPart>,
    /// Its place among times held for one question.
    #[n(10)]
    pub group: Option<GroupPart>,
    /// The note that it answers.
    #[n(11)]
    pub note: Option<NoteId>,
    /// Everyone in it.
    #[n(12)]
    pub party: Vec<PartySeat>,
    /// The seats that the receiver is asked to hold.
    #[n(13)]
    pub yours: Vec<SeatNo>,
}

/// One of repeating bookings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SeriesPart {
    /// The series.
    #[n(0)]
    pub series: SeriesId,
    /// Its number in it, from 1.
    #[n(1)]
    pub n: u16,
}

/// One of at most three times held for one question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct GroupPart {
    /// The group.
    #[n(0)]
    pub group: SeriesId,
    /// Its number in it, from 1.
    #[n(1)]
    pub n: u8,
    /// Of how many.
    #[n(2)]
    pub of: u8,
}

/// Held, by these people.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Held {
    /// Which booking.
    #[n(0)]
    pub booking: BookingId,
    /// Who sits where.
    #[n(1)]
    pub seated: Vec<Seated>,
}

/// Can't be held.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct HoldRefused {
    /// Which booking.
    #[n(0)]
    pub booking: BookingId,
    /// Why, as far as the asker may know.
    #[n(1)]
    pub code: HoldRefusal,
}

/// Confirm your seats.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Confirm {
    /// Which booking.
    #[n(0)]
    pub booking: BookingId,
}

/// Confirmed, by these people.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Confirmed {
    /// Which booking.
    #[n(0)]
    pub booking: BookingId,
    /// Who sits where.
    #[n(1)]
    pub seated: Vec<Seated>,
}

/// Won't be confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ConfirmRefused {
    /// Which booking.
    #[n(0)]
    pub booking: BookingId,
    /// Why, as far as the asker may know.
    #[n(1)]
    pub code: HoldRefusal,
}

/// It is agreed: tell your people.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Seal {
    /// Which booking.
    #[n(0)]
    pub booking: BookingId,
    /// Everyone in it, with who sits where.
    #[n(1)]
    pub party: Vec<PartySeat>,
    /// Where.
    #[n(2)]
    pub venue: Venue,
}

/// Let your seats go.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Release {
    /// Which booking.
    #[n(0)]
    pub booking: BookingId,
    /// Why.
    #[n(1)]
    pub code: ReleaseCode,
}

/// An agreed meeting is called off: tell your people.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Cancel {
    /// Which booking.
    #[n(0)]
    pub booking: BookingId,
    /// Why.
    #[n(1)]
    pub code: CancelCode,
}

/// The seal is known.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Sealed {
    /// Which booking.
    #[n(0)]
    pub booking: BookingId,
}

/// The seats are let go.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Released {
    /// Which booking.
    #[n(0)]
    pub booking: BookingId,
}

/// The cancelling is known.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Cancelled {
    /// Which booking.
    #[n(0)]
    pub booking: BookingId,
}

/// What a seat of an agreed meeting answers now; the latest counts. It ends and moves nothing.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SeatAnswered {
    /// Which booking.
    #[n(0)]
    pub booking: BookingId,
    /// Which seat.
    #[n(1)]
    pub seat: SeatNo,
    /// What it answers.
    #[n(2)]
    pub answer: SeatAnswer,
}

//! The words and rules of samband: identifiers, time, people, meeting kinds, consent, and the
//! booking and the note as pure state machines.
//!
//! Nothing here does I/O, reads a clock or draws randomness: `now` is an argument and random bytes
//! come from a [`Draw`] that the caller owns. Nothing here knows a database, a wire format or a
//! sentence that a person reads; refusals are codes.

pub mod bitmap;
pub mod booking;
pub mod clock;
pub mod consent;
pub mod hold;
pub mod ids;
pub mod meeting;
pub mod note;
pub mod note_codes;
pub mod people;
pub mod seat;
pub mod short;
pub mod time;

pub use clock::{Clock, Draw};
pub use ids::{
    AnswerId, AskId, BookingId, CaseRef, ConsentId, EnvelopeId, LinkId, NodeId, NoteId, PlaceId,
    ProposalId, SeriesId, StaffId, TeamId, ThreadId,
};
pub use meeting::MeetingKind;
pub use note_codes::Language;
pub use people::{Role, Zone};
pub use short::{Address, Phone, ShortName, VideoLink};
pub use time::{Busy, BusyKind, Instant, Interval, Minutes};

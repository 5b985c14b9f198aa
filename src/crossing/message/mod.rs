//! The closed list of what one node may say to another. A field that could hold clinical or
//! identifying content does not exist here; the one free text is a note's, as [`GuardedText`].
//!
//! Each structure has its whole field list; its integer keys are never reused. `docs/protocol.md`
//! says the same for other implementers.
//!
//! [`GuardedText`]: super::guard::GuardedText

mod asking;
mod booking;
mod cards;
mod cases;
mod notes;
mod receipt;

use minicbor::{Decode, Encode};

use super::guard::HasGuard;

pub use asking::{Answer, AnswerRow, Ask, AskRefusal, AskSeat, Query, Starts};
pub use booking::{
    Cancel, Cancelled, Confirm, ConfirmRefused, Confirmed, GroupPart, Held, Hold, HoldRefused,
    Release, Released, Seal, Sealed, SeatAnswered, SeriesPart,
};
pub use cards::{BusyShare, OrganisationCard, SHARED_WEEKS, StaffCards, Versions, shared_span};
pub use cases::{ConsentGiven, ConsentWithdrawn};
pub use notes::{
    Note, NoteAnswer, NoteRedact, NoteSeen, NoteTo, NoteWithdraw, NoteWithdrawn, Reach,
};
pub use receipt::{LedgerHead, MOST_RECEIPT_ROWS, Receipt, ReceiptRow, Refusal, Verdict};

/// The version of this list that this node speaks.
pub const MESSAGE_VERSION: u16 = 1;

macro_rules! messages {
    ($($(#[$doc:meta])* $n:literal $name:ident $key:literal;)+) => {
        /// One message.
        #[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
        #[cbor(context_bound = "HasGuard")]
        pub enum Message {
            $($(#[$doc])* #[n($n)] $name(#[n(0)] $name),)+
        }

        /// The type of a message, as the gate, the ledger and the pages name it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum MessageType {
            $($(#[$doc])* $name,)+
        }

        impl MessageType {
            /// Every type.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// A stable word for the ledger.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)+ }
            }

            /// The type with this word.
            #[must_use]
            pub fn from_key(key: &str) -> Option<Self> {
                match key { $($key => Some(Self::$name),)+ _ => None }
            }
        }

        impl Message {
            /// Its type.
            #[must_use]
            pub const fn kind(&self) -> MessageType {
                match self { $(Self::$name(_) => MessageType::$name,)+ }
            }
        }
    };
}

messages! {
    /// Who works here and can be met.
    1 StaffCards "staff_cards";
    /// When somebody with a home card with you is taken here.
    2 BusyShare "busy_share";
    /// At which of these starts could your seats be filled?
    3 Ask "ask";
    /// At these.
    4 Answer "answer";
    /// Hold your seats.
    5 Hold "hold";
    /// They are held.
    7 Held "held";
    /// They can't be.
    8 HoldRefused "hold_refused";
    /// Confirm them.
    9 Confirm "confirm";
    /// They are confirmed.
    10 Confirmed "confirmed";
    /// They won't be.
    11 ConfirmRefused "confirm_refused";
    /// It is agreed.
    12 Seal "seal";
    /// Known.
    13 Sealed "sealed";
    /// Let go.
    14 Release "release";
    /// Known.
    15 Released "released";
    /// It is called off.
    16 Cancel "cancel";
    /// Known.
    17 Cancelled "cancelled";
    /// What a seat answers now.
    18 SeatAnswered "seat_answered";
    /// A yellow note.
    24 Note "note";
    /// It was read.
    25 NoteSeen "note_seen";
    /// It was answered.
    28 NoteAnswer "note_answer";
    /// Take it back.
    29 NoteWithdraw "note_withdraw";
    /// What became of it.
    30 NoteWithdrawn "note_withdrawn";
    /// It was read, and is taken back all the same: forget its text.
    31 NoteRedact "note_redact";
    /// A consent was registered.
    32 ConsentGiven "consent_given";
    /// It was withdrawn.
    37 ConsentWithdrawn "consent_withdrawn";
    /// What became of your envelopes.
    44 Receipt "receipt";
}

impl Message {
    /// The note that it holds written text of: a note itself, or an answer to one.
    #[must_use]
    pub const fn text_of(&self) -> Option<crate::domain::NoteId> {
        match self {
            Self::Note(note) => Some(note.note),
            Self::NoteAnswer(answer) => Some(answer.note),
            _ => None,
        }
    }

    /// The case it names, where it names one: then it crosses only under a consent.
    #[must_use]
    pub fn case(&self) -> Option<crate::domain::CaseRef> {
        match self {
            Self::Ask(ask) => ask.queries.iter().find_map(|query| query.case),
            Self::Hold(hold) => hold.case,
            Self::Note(note) => note.case,
            Self::ConsentGiven(given) => Some(given.consent.case),
            Self::ConsentWithdrawn(withdrawn) => Some(withdrawn.case),
            _ => None,
        }
    }
}

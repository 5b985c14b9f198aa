//! What every flow is given: the change it writes in, who this node is, the time and the
//! randomness. And what can stop one.

use jiff::tz::TimeZone;

use crate::crossing::guard;
use crate::crossing::message::Refusal;
use crate::domain::{Address, Draw, Instant, Minutes, NodeId, ShortName, Zone};
use crate::store::{Store, StoreError, Tx};

/// This node, as its settings say.
#[derive(Debug, Clone)]
pub struct Here {
    /// Its name on the link.
    pub node: NodeId,
    /// Its zone.
    pub zone: Zone,
    /// The organisation's name for others.
    pub name: ShortName,
    /// The zone of hours and dates.
    pub time_zone: TimeZone,
    /// The address that invitations come from.
    pub from: Address,
    /// How this node goes about things.
    pub rules: Rules,
}

/// How a node goes about things; each is a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// How long a choosing hold lives, 2 to 30 minutes.
    pub choosing: Minutes,
    /// Seconds in which a note can be taken back unseen, 0 to 120.
    pub undo_seconds: u16,
    /// Milli-starts that a peer may settle about a person in a week.
    pub weekly_milli_starts: u64,
    /// Asks that a peer may make about a person in a day.
    pub asks_a_day: u64,
    /// Choosing holds that a peer may have open on a person.
    pub open_holds: u64,
    /// Hours after which what a calendar said is too old to trust.
    pub stale_hours: u16,
    /// Minutes after which a calendar is read again before a Hold is answered.
    pub fresh_minutes: u16,
}

impl Rules {
    /// What a calendar said then, or before, is too old to trust.
    #[must_use]
    pub fn too_old(&self, now: Instant) -> Instant {
        now.plus_minutes(-i64::from(self.stale_hours) * 60)
    }
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            choosing: 10,
            undo_seconds: 60,
            weekly_milli_starts: crate::crossing::budget::WEEKLY_MILLI_STARTS,
            asks_a_day: crate::crossing::budget::ASKS_A_DAY,
            open_holds: 3,
            stale_hours: 24,
            fresh_minutes: 20,
        }
    }
}

/// One flow's turn: its change, this node, the time and the randomness.
#[derive(Debug)]
pub struct Turn<'a> {
    /// The change that everything is written in.
    pub tx: &'a mut Tx,
    /// This node.
    pub here: &'a Here,
    /// The time.
    pub now: Instant,
    /// The randomness.
    pub draw: &'a mut Draw,
}

/// What stops a flow. Nothing of it is written then.
#[derive(Debug, thiserror::Error)]
pub enum FlowError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It may not cross.
    #[error("it may not cross: {}", .0.key())]
    Refused(Refusal),
    /// The text did not pass the guard; what it found goes back to the form, nothing is kept.
    #[error("the text may not cross")]
    Guard(guard::Refusal),
    /// What is asked for is not there, or not for this person.
    #[error("there is no such thing for this person")]
    NotFound,
    /// A person asked for something that can't be.
    #[error("it can't be done: {}", .0.key())]
    Cannot(Cannot),
}

/// Why something that a person asked for can't be; each has its sentence in `words`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cannot {
    /// The window lies in the past.
    WindowPast,
    /// The window ends before it begins, or is too short for the meeting.
    WindowTooShort,
    /// The window is longer than what can be searched.
    WindowTooLong,
    /// The length is not 15 to 480 minutes in steps of 5.
    Length,
    /// The meeting has no seats besides the asker's, or too many.
    Seats,
    /// Somebody named is not known, or no longer bookable.
    UnknownPerson,
    /// Two seats name the same person.
    SamePersonTwice,
    /// The case has no valid consent.
    NoConsent,
    /// The time is no longer offered.
    SlotGone,
    /// It is over, or was already decided.
    TooLate,
    /// The note has neither reason enough, phrase nor text.
    EmptyNote,
    /// Too many stretches to be reached in, or one in the past.
    Reach,
    /// A label has to have 1 to 40 characters.
    Label,
    /// A peer that is needed is suspended.
    Suspended,
}

impl Cannot {
    /// A stable word: the key of its sentence.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::WindowPast => "window-past",
            Self::WindowTooShort => "window-too-short",
            Self::WindowTooLong => "window-too-long",
            Self::Length => "length",
            Self::Seats => "seats",
            Self::UnknownPerson => "unknown-person",
            Self::SamePersonTwice => "same-person-twice",
            Self::NoConsent => "no-consent",
            Self::SlotGone => "slot-gone",
            Self::TooLate => "too-late",
            Self::EmptyNote => "empty-note",
            Self::Reach => "reach",
            Self::Label => "label",
            Self::Suspended => "suspended",
        }
    }
}

/// Runs a flow in a change of its own and commits it.
///
/// # Errors
/// What the flow refused, or the database failed; then nothing is written.
pub async fn change<T>(
    store: &Store,
    here: &Here,
    now: Instant,
    draw: &mut Draw,
    flow: impl AsyncFnOnce(&mut Turn<'_>) -> Result<T, FlowError>,
) -> Result<T, FlowError> {
    let mut tx = store.begin().await?;
    let mut turn = Turn {
        tx: &mut tx,
        here,
        now,
        draw,
    };
    match flow(&mut turn).await {
        Ok(done) => {
            tx.commit().await?;
            Ok(done)
        }
        Err(error) => {
            tx.rollback().await?;
            Err(error)
        }
    }
}

/// Runs a flow that only looks, and leaves no trace of it.
///
/// # Errors
/// What the flow could not find, or the database failed.
pub async fn look<T>(
    store: &Store,
    here: &Here,
    now: Instant,
    draw: &mut Draw,
    flow: impl AsyncFnOnce(&mut Turn<'_>) -> Result<T, FlowError>,
) -> Result<T, FlowError> {
    let mut tx = store.begin().await?;
    let mut turn = Turn {
        tx: &mut tx,
        here,
        now,
        draw,
    };
    let found = flow(&mut turn).await;
    tx.rollback().await?;
    found
}

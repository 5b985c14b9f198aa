//! What people have begun and will come back to: bookings to let go or call off, notes to read,
//! answer or take back, consents to withdraw.

use super::chance::Dice;
use super::climate::Climate;
use crate::domain::{BookingId, CaseRef, Instant, Interval, NoteId, ProposalId, StaffId};

/// Something that a person will do.
#[derive(Debug, Clone)]
pub(super) enum Act {
    /// Withdraws it, at one of the nodes on it.
    Withdraw(usize),
    /// Looks whether a search has found something, and chooses; so often again where not.
    Choose(usize, StaffId, ProposalId, u8),
    /// Lets go.
    LetGo(usize),
    /// Calls off.
    CallOff(usize),
    /// Reads a note; so often again where it has not come.
    Read(usize, u8),
    /// Answers it.
    Answer(usize),
    /// Takes it back.
    TakeBack(usize),
    /// A calendar is read again after trouble.
    CalendarMends(usize, StaffId),
    /// A calendar is read that shows something else over an agreed meeting, or no longer; so many
    /// reads are left.
    Overlaid(usize, StaffId, Interval, u8),
}

/// A booking that somebody began.
#[derive(Debug, Clone, Copy)]
pub(super) struct Begun {
    /// At which node.
    pub(super) node: usize,
    /// Who.
    pub(super) owner: StaffId,
    /// Which.
    pub(super) booking: BookingId,
}

/// A note that somebody wrote.
#[derive(Debug, Clone)]
pub(super) struct Written {
    /// At which node.
    pub(super) from: usize,
    /// Who.
    pub(super) writer: StaffId,
    /// To which node.
    pub(super) to: usize,
    /// To whom there: any of them may read it.
    pub(super) readers: Vec<StaffId>,
    /// Which.
    pub(super) note: NoteId,
}

/// A consent that somebody registered.
#[derive(Debug, Clone)]
pub(super) struct Consented {
    /// The case.
    pub(super) case: CaseRef,
    /// Those on it, by node; the first registered it.
    pub(super) people: Vec<(usize, StaffId)>,
}

/// All that people have begun.
pub(super) struct Doings {
    /// Their dice.
    pub(super) dice: Dice,
    /// Bookings.
    pub(super) bookings: Vec<Begun>,
    /// Notes.
    pub(super) notes: Vec<Written>,
    /// Consents.
    pub(super) consents: Vec<Consented>,
    wanted: usize,
    /// The longest pause between two doings, in milliseconds.
    pub(super) pause: i64,
    /// When the last of what they plan is over.
    pub(super) planned_until: i64,
    resting: bool,
}

impl Doings {
    /// Nothing begun yet.
    pub(super) const fn new(climate: &Climate, dice: Dice) -> Self {
        Self {
            dice,
            bookings: Vec::new(),
            notes: Vec::new(),
            consents: Vec::new(),
            wanted: climate.busyness,
            pause: climate.pause,
            planned_until: 0,
            resting: false,
        }
    }

    /// Whether enough is begun.
    pub(super) const fn are_enough(&self) -> bool {
        self.bookings.len() + self.notes.len() >= self.wanted
    }

    /// People stop beginning things.
    pub(super) const fn rest(&mut self) {
        self.resting = true;
    }

    /// Whether people have stopped.
    pub(super) const fn are_done(&self) -> bool {
        self.resting
    }

    /// A start for a meeting, on the grid of a quarter of an hour, on one of four days.
    pub(super) fn start(&mut self, first_day: i64) -> Instant {
        let day = *self.dice.pick(&[0, 1, 5, 6]).unwrap_or(&0);
        let quarter = self.dice.between(0, 23);
        Instant::from_millis(first_day + day * 24 * 3_600_000 + quarter * 15 * 60_000)
    }
}

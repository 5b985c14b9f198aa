//! The yellow note as a state machine: at its sender, and at its receiver.
//!
//! Sender: queued → delivered → seen → answered; from queued also refused, or unconfirmed after 15
//! minutes (still trying); then delivered or withdrawn. A note past its time is never just declared
//! failed: the sender asks to withdraw it, and until the other side answers it is *not confirmed
//! yet*.

use serde::{Deserialize, Serialize};

use super::note_codes::{NoteRefusal, WithdrawnAs};
use super::time::Instant;

/// After this long without a receipt the sender is told that the note is not confirmed yet.
pub const UNCONFIRMED_AFTER_MINUTES: i64 = 15;

/// Where a sent note stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SentState {
    /// On its way.
    Queued,
    /// Not confirmed yet; still trying.
    Unconfirmed,
    /// In the other side's inbox.
    Delivered,
    /// The recipient's page with the text was shown.
    Seen,
    /// Answered.
    Answered,
    /// The other side did not accept it.
    Refused(NoteRefusal),
    /// Taken back before it was read.
    Withdrawn,
    /// Taken back after it was read.
    Redacted,
    /// Its time passed and it never came to the other side.
    Expired,
}

/// A note at its sender: its state and when each state was reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentNote {
    /// Where it stands.
    pub state: SentState,
    /// Every state it has had, in order, with its time.
    pub history: Vec<(SentState, Instant)>,
    /// When its delivery runs out.
    pub deadline: Instant,
    /// Whether a withdrawal is under way.
    pub withdrawing: bool,
    /// Whether its writer took it back: then its text is to go also where it was read.
    #[serde(default)]
    pub taken_back: bool,
}

/// What can happen to a sent note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SentEvent {
    /// The other side has it.
    Accepted,
    /// The other side did not accept it.
    RefusedThere(NoteRefusal),
    /// The recipient has read it.
    Seen,
    /// The recipient has answered.
    Answered,
    /// The sender takes it back.
    TakeBack,
    /// The consent of its case was withdrawn: what was not read is taken back.
    ConsentWithdrawn,
    /// The other side says what became of it.
    Withdrawn(WithdrawnAs),
    /// Time has passed.
    Tick,
}

/// What has to be said because of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SentEffect {
    /// Ask the other side to withdraw it.
    AskToWithdraw,
    /// Ask the other side to redact it: it was read.
    AskToRedact,
    /// Stop trying to deliver it.
    StopSending,
}

impl SentNote {
    /// A note that was just queued.
    #[must_use]
    pub fn queued(now: Instant, deadline: Instant) -> Self {
        Self {
            state: SentState::Queued,
            history: vec![(SentState::Queued, now)],
            deadline,
            withdrawing: false,
            taken_back: false,
        }
    }

    /// One step.
    pub fn step(&mut self, event: SentEvent, now: Instant) -> Vec<SentEffect> {
        use SentState as S;
        match (event, self.state) {
            (SentEvent::Accepted, S::Queued | S::Unconfirmed) => self.go(S::Delivered, now),
            (SentEvent::RefusedThere(code), S::Queued | S::Unconfirmed) => {
                self.go(S::Refused(code), now);
            }
            // News may overtake each other: having been seen, it was delivered.
            (SentEvent::Seen, S::Queued | S::Unconfirmed) => {
                self.go(S::Delivered, now);
                self.go(S::Seen, now);
            }
            (SentEvent::Seen, S::Delivered) => self.go(S::Seen, now),
            (SentEvent::Answered, S::Queued | S::Unconfirmed) => {
                self.go(S::Delivered, now);
                self.go(S::Seen, now);
                self.go(S::Answered, now);
            }
            (SentEvent::Answered, S::Delivered) => {
                self.go(S::Seen, now);
                self.go(S::Answered, now);
            }
            (SentEvent::Answered, S::Seen) => self.go(S::Answered, now),
            (SentEvent::TakeBack, S::Queued | S::Unconfirmed | S::Delivered) => {
                self.taken_back = true;
                return self.withdraw();
            }
            (SentEvent::TakeBack, S::Seen | S::Answered) => {
                self.taken_back = true;
                self.withdrawing = false;
                self.go(S::Redacted, now);
                return vec![SentEffect::AskToRedact];
            }
            (SentEvent::ConsentWithdrawn, S::Queued | S::Unconfirmed | S::Delivered) => {
                return self.withdraw();
            }
            (SentEvent::Withdrawn(found), _) => return self.withdrawn(found, now),
            (SentEvent::Tick, S::Queued | S::Unconfirmed) => return self.tick(now),
            _ => {}
        }
        Vec::new()
    }

    /// Asks the other side once; a second reason changes nothing on the way.
    fn withdraw(&mut self) -> Vec<SentEffect> {
        if std::mem::replace(&mut self.withdrawing, true) {
            return Vec::new();
        }
        vec![SentEffect::StopSending, SentEffect::AskToWithdraw]
    }

    fn withdrawn(&mut self, found: WithdrawnAs, now: Instant) -> Vec<SentEffect> {
        if !std::mem::replace(&mut self.withdrawing, false) {
            return Vec::new();
        }
        match found {
            WithdrawnAs::NeverHere if now >= self.deadline && !self.taken_back => {
                self.go(SentState::Expired, now);
            }
            WithdrawnAs::NeverHere | WithdrawnAs::Unread => self.go(SentState::Withdrawn, now),
            WithdrawnAs::Read if self.taken_back => {
                self.go(SentState::Redacted, now);
                return vec![SentEffect::AskToRedact];
            }
            // Nobody took it back: it has come and was read, only its receipt was lost.
            WithdrawnAs::Read => return self.step(SentEvent::Seen, now),
        }
        Vec::new()
    }

    fn tick(&mut self, now: Instant) -> Vec<SentEffect> {
        let queued_at = self.history.first().map_or(now, |(_, at)| *at);
        if now >= self.deadline {
            return self.withdraw();
        }
        if self.state == SentState::Queued
            && now >= queued_at.plus_minutes(UNCONFIRMED_AFTER_MINUTES)
        {
            self.go(SentState::Unconfirmed, now);
        }
        Vec::new()
    }

    fn go(&mut self, to: SentState, now: Instant) {
        self.state = to;
        self.history.push((to, now));
    }
}

/// Where a received note stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReceivedState {
    /// Not opened yet.
    Unread,
    /// Opened by its recipient.
    Seen,
    /// Answered.
    Answered,
    /// Taken back by its sender, or taken back before it came.
    Withdrawn,
    /// Taken back after it was read: its text is gone.
    Redacted,
}

impl ReceivedState {
    /// What a withdrawal finds (`before` none: the note never came), and the state after it.
    #[must_use]
    pub const fn withdraw(before: Option<Self>) -> (WithdrawnAs, Self) {
        match before {
            None => (WithdrawnAs::NeverHere, Self::Withdrawn),
            Some(Self::Unread | Self::Withdrawn) => (WithdrawnAs::Unread, Self::Withdrawn),
            Some(read) => (WithdrawnAs::Read, read),
        }
    }
}

#[cfg(test)]
#[path = "tests/note.rs"]
mod tests;

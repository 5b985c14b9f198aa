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
            (SentEvent::TakeBack, S::Queued | S::Unconfirmed | S::Delivered)
                if !self.withdrawing =>
            {
                self.withdrawing = true;
                return vec![SentEffect::StopSending, SentEffect::AskToWithdraw];
            }
            (SentEvent::TakeBack, S::Seen | S::Answered) => {
                self.go(S::Redacted, now);
                return vec![SentEffect::AskToRedact];
            }
            (SentEvent::Withdrawn(found), _) => return self.withdrawn(found, now),
            (SentEvent::Tick, S::Queued | S::Unconfirmed) => return self.tick(now),
            _ => {}
        }
        Vec::new()
    }

    fn withdrawn(&mut self, found: WithdrawnAs, now: Instant) -> Vec<SentEffect> {
        if !self.withdrawing {
            return Vec::new();
        }
        self.withdrawing = false;
        match found {
            WithdrawnAs::NeverHere if now >= self.deadline => self.go(SentState::Expired, now),
            WithdrawnAs::NeverHere | WithdrawnAs::Unread => self.go(SentState::Withdrawn, now),
            WithdrawnAs::Read => {
                self.go(SentState::Redacted, now);
                return vec![SentEffect::AskToRedact];
            }
        }
        Vec::new()
    }

    fn tick(&mut self, now: Instant) -> Vec<SentEffect> {
        let queued_at = self.history.first().map_or(now, |(_, at)| *at);
        if now >= self.deadline && !self.withdrawing {
            self.withdrawing = true;
            return vec![SentEffect::StopSending, SentEffect::AskToWithdraw];
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
mod tests {
    use super::*;

    const T0: Instant = Instant::from_millis(0);

    fn at(minutes: i64) -> Instant {
        T0.plus_minutes(minutes)
    }

    #[test]
    fn a_note_goes_from_queued_to_answered() {
        let mut note = SentNote::queued(T0, at(1440));
        for event in [SentEvent::Accepted, SentEvent::Seen, SentEvent::Answered] {
            assert!(note.step(event, at(1)).is_empty());
        }
        let states: Vec<_> = note.history.iter().map(|(state, _)| *state).collect();
        use SentState as S;
        assert_eq!(states, [S::Queued, S::Delivered, S::Seen, S::Answered]);
        note.step(SentEvent::Accepted, at(2));
        assert_eq!(note.state, S::Answered, "a late receipt changes nothing");
    }

    #[test]
    fn a_note_past_its_time_is_withdrawn_before_it_is_called_expired() {
        let mut note = SentNote::queued(T0, at(60));
        note.step(SentEvent::Tick, at(14));
        assert_eq!(note.state, SentState::Queued);
        note.step(SentEvent::Tick, at(15));
        assert_eq!(note.state, SentState::Unconfirmed);
        let effects = note.step(SentEvent::Tick, at(60));
        assert_eq!(
            effects,
            [SentEffect::StopSending, SentEffect::AskToWithdraw]
        );
        assert_eq!(note.state, SentState::Unconfirmed);
        assert!(
            note.step(SentEvent::Tick, at(61)).is_empty(),
            "it asks once"
        );
        note.step(SentEvent::Withdrawn(WithdrawnAs::NeverHere), at(62));
        assert_eq!(note.state, SentState::Expired);
    }

    #[test]
    fn a_withdrawal_that_comes_too_late_leads_to_redaction() {
        let mut note = SentNote::queued(T0, at(60));
        note.step(SentEvent::Accepted, at(1));
        note.step(SentEvent::TakeBack, at(2));
        let effects = note.step(SentEvent::Withdrawn(WithdrawnAs::Read), at(3));
        assert_eq!(effects, [SentEffect::AskToRedact]);
    }
}

//! The booking as a holder sees it: the seats of one node in somebody's booking.
//!
//! A hold's life is judged here alone, on the holder's own clock. What was refused, run out,
//! released or cancelled is remembered, so that a late Hold can't revive it. Every answer is
//! idempotent: the same message gives the same answer.

use serde::{Deserialize, Serialize};

use super::booking::{CancelCode, HoldRefusal, ReleaseCode, Terms};
use super::ids::{BookingId, NodeId};
use super::seat::{PartySeat, Seated, Venue};
use super::time::Instant;

/// How far a hold has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldState {
    /// Seats are kept, until `expires`.
    Held,
    /// Seats are promised; they are never let go silently.
    Confirmed,
    /// Agreed; the people have been told.
    Sealed,
    /// Was never held.
    Refused(HoldRefusal),
    /// Ran out unconfirmed.
    Expired,
    /// Let go by the asker, or because the consent was withdrawn.
    Released(ReleaseCode),
    /// Agreed once, and called off.
    Cancelled(CancelCode),
    /// Confirmed, and its time passed without a seal.
    Lapsed,
}

/// One node's part in a booking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Which booking.
    pub booking: BookingId,
    /// Whose booking it is: only that node may confirm, seal, release or cancel.
    pub asker: NodeId,
    /// What is to be booked; none for a booking that was released before its Hold came.
    pub terms: Option<Terms>,
    /// Who sits in this node's seats.
    pub seated: Vec<Seated>,
    /// How far it has come.
    pub state: HoldState,
    /// When the seats are let go unless confirmed.
    pub expires: Instant,
}

/// What can happen to a hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HoldEvent {
    /// The asker asks to hold; `found` is who can sit, or why nobody can.
    Asked {
        /// What is to be booked.
        terms: Box<Terms>,
        /// What this node found.
        found: Result<Vec<Seated>, HoldRefusal>,
    },
    /// The asker asks to confirm; `still` is whether the seats can still be filled.
    Confirm {
        /// What this node found.
        still: Result<(), HoldRefusal>,
    },
    /// It is agreed, with the whole party and the place.
    Seal {
        /// Everyone in it, with who sits where.
        party: Vec<PartySeat>,
        /// Where.
        venue: Venue,
    },
    /// The asker lets go.
    Release(ReleaseCode),
    /// The asker calls an agreed meeting off.
    Cancel(CancelCode),
    /// The case's consent was withdrawn.
    ConsentWithdrawn,
    /// Time has passed.
    Tick,
}

/// What has to be done because of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HoldEffect {
    /// Take the cells of those seated; the database forbids two live bookings on one cell.
    TakeCells,
    /// Give the cells back.
    FreeCells,
    /// Tell the people: invitation or calendar entry.
    Announce,
    /// Tell them that it is called off.
    AnnounceCancelled,
    /// Answer the asker.
    Answer(HoldAnswer),
}

/// An answer to the asker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HoldAnswer {
    /// Held, by these people.
    Held(Vec<Seated>),
    /// Can't hold.
    HoldRefused(HoldRefusal),
    /// Confirmed, by these people.
    Confirmed(Vec<Seated>),
    /// Won't confirm.
    ConfirmRefused(HoldRefusal),
    /// The seal is known.
    Sealed,
    /// The seal is refused: what it seals is not confirmed here.
    SealRefused(HoldRefusal),
    /// Let go.
    Released,
    /// The cancelling is known.
    Cancelled,
}

use HoldAnswer as A;
use HoldEffect::{Announce, AnnounceCancelled, Answer, FreeCells, TakeCells};

impl Hold {
    /// One step of a hold that may not exist yet (`before` none). `asker` is the node that the
    /// event came from; the caller has checked that it owns an existing hold.
    #[must_use]
    pub fn step(
        before: Option<Self>,
        booking: BookingId,
        asker: &NodeId,
        event: HoldEvent,
        now: Instant,
    ) -> (Option<Self>, Vec<HoldEffect>) {
        match before {
            Some(mut hold) => {
                let effects = hold.go_on(event, now);
                (Some(hold), effects)
            }
            None => Self::begin(booking, asker, event, now),
        }
    }

    /// Whether this node's people's time is taken by it.
    #[must_use]
    pub const fn is_live(&self) -> bool {
        matches!(
            self.state,
            HoldState::Held | HoldState::Confirmed | HoldState::Sealed
        )
    }

    fn begin(
        booking: BookingId,
        asker: &NodeId,
        event: HoldEvent,
        now: Instant,
    ) -> (Option<Self>, Vec<HoldEffect>) {
        let new = |terms: Option<Terms>, seated, state, expires| Self {
            booking,
            asker: asker.clone(),
            terms,
            seated,
            state,
            expires,
        };
        match event {
            HoldEvent::Asked {
                terms,
                found: Ok(seated),
            } => {
                let expires = now.plus_minutes(i64::from(terms.life));
                let hold = new(Some(*terms), seated.clone(), HoldState::Held, expires);
                (Some(hold), vec![TakeCells, Answer(A::Held(seated))])
            }
            HoldEvent::Asked {
                terms,
                found: Err(code),
            } => {
                let hold = new(Some(*terms), Vec::new(), HoldState::Refused(code), now);
                (Some(hold), vec![Answer(A::HoldRefused(code))])
            }
            HoldEvent::Release(code) => {
                let hold = new(None, Vec::new(), HoldState::Released(code), now);
                (Some(hold), vec![Answer(A::Released)])
            }
            HoldEvent::Cancel(code) => {
                let hold = new(None, Vec::new(), HoldState::Cancelled(code), now);
                (Some(hold), vec![Answer(A::Cancelled)])
            }
            HoldEvent::Confirm { .. } => {
                (None, vec![Answer(A::ConfirmRefused(HoldRefusal::Taken))])
            }
            HoldEvent::Seal { .. } => (None, vec![Answer(A::SealRefused(HoldRefusal::Taken))]),
            HoldEvent::ConsentWithdrawn | HoldEvent::Tick => (None, Vec::new()),
        }
    }

    fn go_on(&mut self, event: HoldEvent, now: Instant) -> Vec<HoldEffect> {
        match event {
            HoldEvent::Asked { .. } => vec![Answer(self.asked_again())],
            HoldEvent::Confirm { still } => self.confirm(still, now),
            HoldEvent::Seal { party, venue } => self.seal(party, venue),
            HoldEvent::Release(code) => match self.state {
                HoldState::Held | HoldState::Confirmed => {
                    self.state = HoldState::Released(code);
                    vec![FreeCells, Answer(A::Released)]
                }
                // The asker never releases what it sealed; should it, the meeting is off.
                HoldState::Sealed => self.cancel(CancelCode::Unsaid, A::Released, now),
                _ => vec![Answer(A::Released)],
            },
            HoldEvent::Cancel(code) => self.cancel(code, A::Cancelled, now),
            HoldEvent::ConsentWithdrawn => match self.state {
                HoldState::Held | HoldState::Confirmed => {
                    self.state = HoldState::Released(ReleaseCode::Consent);
                    vec![FreeCells]
                }
                _ => Vec::new(),
            },
            HoldEvent::Tick => self.tick(now),
        }
    }

    fn asked_again(&self) -> HoldAnswer {
        match self.state {
            HoldState::Held | HoldState::Confirmed | HoldState::Sealed => {
                A::Held(self.seated.clone())
            }
            HoldState::Refused(code) => A::HoldRefused(code),
            HoldState::Released(ReleaseCode::Consent) => A::HoldRefused(HoldRefusal::Consent),
            HoldState::Expired
            | HoldState::Released(_)
            | HoldState::Cancelled(_)
            | HoldState::Lapsed => A::HoldRefused(HoldRefusal::Taken),
        }
    }

    fn confirm(&mut self, still: Result<(), HoldRefusal>, now: Instant) -> Vec<HoldEffect> {
        match self.state {
            HoldState::Confirmed | HoldState::Sealed => {
                vec![Answer(A::Confirmed(self.seated.clone()))]
            }
            // A run-out hold is refused even where the time is still free.
            HoldState::Held if now >= self.expires => {
                self.state = HoldState::Expired;
                vec![FreeCells, Answer(A::ConfirmRefused(HoldRefusal::Taken))]
            }
            HoldState::Held => match still {
                Ok(()) => {
                    self.state = HoldState::Confirmed;
                    vec![Answer(A::Confirmed(self.seated.clone()))]
                }
                Err(code) => {
                    self.state = HoldState::Refused(code);
                    vec![FreeCells, Answer(A::ConfirmRefused(code))]
                }
            },
            HoldState::Released(ReleaseCode::Consent) => {
                vec![Answer(A::ConfirmRefused(HoldRefusal::Consent))]
            }
            HoldState::Refused(code) => vec![Answer(A::ConfirmRefused(code))],
            _ => vec![Answer(A::ConfirmRefused(HoldRefusal::Taken))],
        }
    }

    fn seal(&mut self, party: Vec<PartySeat>, venue: Venue) -> Vec<HoldEffect> {
        match self.state {
            HoldState::Sealed => vec![Answer(A::Sealed)],
            HoldState::Confirmed | HoldState::Lapsed => {
                let lapsed = self.state == HoldState::Lapsed;
                self.state = HoldState::Sealed;
                if let Some(terms) = &mut self.terms {
                    terms.party = party;
                    terms.venue = venue;
                    // Who sits in this node's seats is this node's own word, not the asker's.
                    for seat in &mut terms.party {
                        let own = self.seated.iter().filter(|own| own.seat == seat.seat);
                        let own: Vec<_> = own.map(|own| own.staff).collect();
                        if !own.is_empty() {
                            seat.staff = own;
                        }
                    }
                }
                // A meeting whose time has passed is recorded, but nobody is invited to it.
                if lapsed {
                    vec![Answer(A::Sealed)]
                } else {
                    vec![Announce, Answer(A::Sealed)]
                }
            }
            HoldState::Released(ReleaseCode::Consent) => {
                vec![Answer(A::SealRefused(HoldRefusal::Consent))]
            }
            _ => vec![Answer(A::SealRefused(HoldRefusal::Taken))],
        }
    }

    fn cancel(&mut self, code: CancelCode, answer: HoldAnswer, now: Instant) -> Vec<HoldEffect> {
        match self.state {
            // What is over can't be called off, and of a lapsed one nobody was told.
            HoldState::Sealed if self.is_over(now) => {
                self.state = HoldState::Cancelled(code);
                vec![FreeCells, Answer(answer)]
            }
            HoldState::Sealed => {
                self.state = HoldState::Cancelled(code);
                vec![FreeCells, AnnounceCancelled, Answer(answer)]
            }
            HoldState::Held | HoldState::Confirmed => {
                self.state = HoldState::Cancelled(code);
                vec![FreeCells, Answer(answer)]
            }
            _ => vec![Answer(answer)],
        }
    }

    fn is_over(&self, now: Instant) -> bool {
        let meeting = self.terms.as_ref().and_then(Terms::interval);
        meeting.is_some_and(|meeting| now >= meeting.end())
    }

    fn tick(&mut self, now: Instant) -> Vec<HoldEffect> {
        match self.state {
            HoldState::Held if now >= self.expires => {
                self.state = HoldState::Expired;
                vec![FreeCells]
            }
            HoldState::Confirmed if self.is_over(now) => {
                self.state = HoldState::Lapsed;
                vec![FreeCells]
            }
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
#[path = "tests/hold.rs"]
mod tests;

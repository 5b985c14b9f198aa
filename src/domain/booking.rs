//! The booking as its asker sees it: hold everywhere, confirm everywhere, then seal everywhere, or
//! release everywhere.
//!
//! Nothing is announced before every party has answered Confirmed. The asker's own node is a party
//! like the others where it owns seats. Every event may come twice or late; a step that has nothing
//! to change changes nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ids::{BookingId, CaseRef, NodeId, ProposalId, StaffId};
use super::meeting::MeetingKind;
use super::seat::{PartySeat, Seated, Venue};
use super::time::{Instant, Interval, Minutes};

/// The two kinds of hold: minutes while a person clicks, or hours while somebody is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldKind {
    /// 2 to 30 minutes.
    Choosing,
    /// At most 72 hours, shown as tentative.
    Asking,
}

/// What is to be booked: the same at the asker and at every holder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Which booking.
    pub booking: BookingId,
    /// Choosing or asking.
    pub hold: HoldKind,
    /// How long a holder keeps the seats unconfirmed, judged on the holder's own clock.
    pub life: Minutes,
    /// When the meeting begins; a multiple of 5 minutes.
    pub start: Instant,
    /// How long it lasts; a multiple of 5.
    pub length: Minutes,
    /// What sort of meeting.
    pub kind: MeetingKind,
    /// Where.
    pub venue: Venue,
    /// Whose case, where there is a consent for it.
    pub case: Option<CaseRef>,
    /// Everyone in it.
    pub party: Vec<PartySeat>,
}

impl Terms {
    /// The meeting's time, or none where its length is 0.
    #[must_use]
    pub fn interval(&self) -> Option<Interval> {
        Interval::new(self.start, self.start.plus_minutes(i64::from(self.length)))
    }

    /// The seats that `node` owns.
    pub fn seats_of<'a>(&'a self, node: &'a NodeId) -> impl Iterator<Item = &'a PartySeat> {
        self.party
            .iter()
            .filter(move |seat| seat.who.node() == node)
    }
}

/// Why a Hold or a Confirm was refused, as far as the asker may know: busy, stale and absent are
/// all `Taken`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldRefusal {
    /// The time can't be had.
    Taken,
    /// The case's consent does not hold.
    Consent,
    /// The person wants to be asked first.
    AsksFirst,
    /// Too many holds are open.
    Quota,
    /// Not allowed by the other side's rules.
    Policy,
    /// The message version is not spoken there.
    Version,
    /// A participant's choice among a group fell on another time.
    NotSuits,
}

/// Why held seats are let go before the seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReleaseCode {
    /// Another party could not.
    PartyRefused,
    /// Not everyone answered in time.
    TimedOut,
    /// The person who chose changed their mind.
    Withdrawn,
    /// Another time of the same group was taken.
    OtherChosen,
    /// The case's consent was withdrawn.
    Consent,
}

/// Why a sealed meeting is cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelCode {
    /// Someone is ill.
    Illness,
    /// It clashes with something else.
    Clash,
    /// It is no longer needed.
    NotNeeded,
    /// It was moved to another time.
    Moved,
    /// No reason is given (also used after a withdrawn consent).
    Unsaid,
}

/// How far the booking has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BookingState {
    /// Seats are being held.
    Holding,
    /// All are held; confirmation is on its way.
    Confirming,
    /// Agreed by all.
    Sealed,
    /// Let go before it was agreed.
    Released,
    /// Agreed once, and called off.
    Cancelled,
}

/// Where one party stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartyState {
    /// Asked to hold.
    Asked,
    /// Holds.
    Held,
    /// Could not.
    Refused(HoldRefusal),
    /// Has confirmed.
    Confirmed,
    /// Knows that it is agreed.
    Sealed,
    /// Has let go, or has been told to.
    Released,
    /// Knows that it is called off.
    Cancelled,
}

/// A booking at its asker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booking {
    /// What is to be booked.
    pub terms: Terms,
    /// Who chose the time.
    pub owner: StaffId,
    /// The search it came from.
    pub proposal: Option<ProposalId>,
    /// How far it has come.
    pub state: BookingState,
    /// Each node with seats, and where it stands.
    pub nodes: BTreeMap<NodeId, PartyState>,
    /// When the time was chosen.
    pub chosen_at: Instant,
    /// By when all must have held and confirmed: half of a choosing hold's life, or one hour before
    /// an asking hold ends.
    pub decide_by: Instant,
    /// Why it was released.
    pub released: Option<ReleaseCode>,
    /// Which node could not, and why: it is let go there like everywhere else, and this stays known.
    #[serde(default)]
    pub refused: Option<(NodeId, HoldRefusal)>,
    /// Why it was cancelled.
    pub cancelled: Option<CancelCode>,
}

/// What can happen to a booking at its asker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BookingEvent {
    /// A node holds its seats.
    Held(NodeId, Vec<Seated>),
    /// A node can't hold.
    HoldRefused(NodeId, HoldRefusal),
    /// A node has confirmed.
    Confirmed(NodeId, Vec<Seated>),
    /// A node won't confirm.
    ConfirmRefused(NodeId, HoldRefusal),
    /// A node knows that it is agreed.
    Sealed(NodeId),
    /// A node refused the seal: the consent was withdrawn there, or it no longer knows the seat.
    SealRefused(NodeId, HoldRefusal),
    /// A node has let go.
    Released(NodeId),
    /// A node knows that it is called off.
    Cancelled(NodeId),
    /// The owner lets go before it is agreed.
    LetGo,
    /// The owner calls an agreed meeting off.
    CallOff(CancelCode),
    /// The case's consent was withdrawn.
    ConsentWithdrawn,
    /// Time has passed.
    Tick,
}

/// What has to be said to a party because of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BookingEffect {
    /// Hold your seats.
    Hold(NodeId),
    /// Confirm them.
    Confirm(NodeId),
    /// It is agreed; tell your people.
    Seal(NodeId),
    /// Let go.
    Release(NodeId, ReleaseCode),
    /// It is called off; tell your people.
    Cancel(NodeId, CancelCode),
}

impl Booking {
    /// A person chose a time: every node with seats is asked to hold them.
    #[must_use]
    pub fn choose(
        terms: Terms,
        owner: StaffId,
        proposal: Option<ProposalId>,
        now: Instant,
    ) -> (Self, Vec<BookingEffect>) {
        let nodes: BTreeMap<_, _> = terms
            .party
            .iter()
            .map(|seat| (seat.who.node().clone(), PartyState::Asked))
            .collect();
        let effects = nodes.keys().cloned().map(BookingEffect::Hold).collect();
        let life = i64::from(terms.life);
        let decide_by = match terms.hold {
            HoldKind::Choosing => Instant::from_millis(now.millis() + life * 30_000),
            HoldKind::Asking => now.plus_minutes((life - 60).max(1)),
        };
        let booking = Self {
            terms,
            owner,
            proposal,
            state: BookingState::Holding,
            nodes,
            chosen_at: now,
            decide_by,
            released: None,
            refused: None,
            cancelled: None,
        };
        (booking, effects)
    }

    /// One step. Gives what has to be said because of it.
    pub fn step(&mut self, event: BookingEvent, now: Instant) -> Vec<BookingEffect> {
        use BookingEvent as E;
        match event {
            E::Held(node, seated) => self.held(&node, &seated, now),
            E::Confirmed(node, seated) => self.confirmed(&node, &seated, now),
            E::HoldRefused(node, code) | E::ConfirmRefused(node, code) => {
                if self.is_open() && self.nodes.contains_key(&node) {
                    self.nodes.insert(node.clone(), PartyState::Refused(code));
                    self.refused = Some((node, code));
                    let why = if code == HoldRefusal::Consent {
                        ReleaseCode::Consent
                    } else {
                        ReleaseCode::PartyRefused
                    };
                    return self.release(why);
                }
                Vec::new()
            }
            E::Sealed(node) => self.mark(&node, BookingState::Sealed, PartyState::Sealed),
            E::Released(node) => self.mark(&node, BookingState::Released, PartyState::Released),
            E::Cancelled(node) => self.mark(&node, BookingState::Cancelled, PartyState::Cancelled),
            E::SealRefused(..) => self.cancel(CancelCode::Unsaid),
            E::LetGo if self.is_open() => self.release(ReleaseCode::Withdrawn),
            E::CallOff(code) => self.cancel(code),
            E::ConsentWithdrawn if self.is_open() => self.release(ReleaseCode::Consent),
            E::ConsentWithdrawn if now < self.terms.start => self.cancel(CancelCode::Unsaid),
            E::Tick if self.is_open() && now >= self.decide_by => {
                self.release(ReleaseCode::TimedOut)
            }
            E::LetGo | E::ConsentWithdrawn | E::Tick => Vec::new(),
        }
    }

    /// Whether it is neither agreed nor let go.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.state, BookingState::Holding | BookingState::Confirming)
    }

    fn held(&mut self, node: &NodeId, seated: &[Seated], now: Instant) -> Vec<BookingEffect> {
        if self.state != BookingState::Holding || !self.nodes.contains_key(node) {
            return Vec::new();
        }
        if now >= self.decide_by {
            return self.release(ReleaseCode::TimedOut);
        }
        self.nodes.insert(node.clone(), PartyState::Held);
        self.seat(node, seated);
        if self.nodes.values().any(|state| *state != PartyState::Held) {
            return Vec::new();
        }
        self.state = BookingState::Confirming;
        self.nodes
            .keys()
            .cloned()
            .map(BookingEffect::Confirm)
            .collect()
    }

    fn confirmed(&mut self, node: &NodeId, seated: &[Seated], now: Instant) -> Vec<BookingEffect> {
        if self.state != BookingState::Confirming || !self.nodes.contains_key(node) {
            return Vec::new();
        }
        if now >= self.decide_by {
            return self.release(ReleaseCode::TimedOut);
        }
        self.nodes.insert(node.clone(), PartyState::Confirmed);
        self.seat(node, seated);
        if self
            .nodes
            .values()
            .any(|state| *state != PartyState::Confirmed)
        {
            return Vec::new();
        }
        self.state = BookingState::Sealed;
        self.nodes
            .keys()
            .cloned()
            .map(BookingEffect::Seal)
            .collect()
    }

    /// Writes who sits in a node's seats; a node speaks only for its own.
    fn seat(&mut self, node: &NodeId, seated: &[Seated]) {
        for place in self
            .terms
            .party
            .iter_mut()
            .filter(|seat| seat.who.node() == node)
        {
            place.staff = seated
                .iter()
                .filter(|s| s.seat == place.seat)
                .map(|s| s.staff)
                .collect();
        }
    }

    fn mark(&mut self, node: &NodeId, when: BookingState, to: PartyState) -> Vec<BookingEffect> {
        if self.state == when
            && let Some(state) = self.nodes.get_mut(node)
        {
            *state = to;
        }
        Vec::new()
    }

    /// Lets go everywhere, also where the hold was refused or never answered: the release is
    /// remembered there, so that a late Hold can't revive the booking.
    fn release(&mut self, code: ReleaseCode) -> Vec<BookingEffect> {
        self.state = BookingState::Released;
        self.released = Some(code);
        self.nodes
            .keys()
            .cloned()
            .map(|node| BookingEffect::Release(node, code))
            .collect()
    }

    fn cancel(&mut self, code: CancelCode) -> Vec<BookingEffect> {
        if self.state != BookingState::Sealed {
            return Vec::new();
        }
        self.state = BookingState::Cancelled;
        self.cancelled = Some(code);
        self.nodes
            .keys()
            .cloned()
            .map(|node| BookingEffect::Cancel(node, code))
            .collect()
    }
}

#[cfg(test)]
#[path = "tests/booking.rs"]
mod tests;

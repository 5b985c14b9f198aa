//! A search for a time, as it is kept and shown: what was wished for, what each peer has said, what
//! there is to choose from. How it goes on is `propose`'s to decide.

use serde::{Deserialize, Serialize};

use crate::domain::seat::{PartySeat, SeatNo, Venue};
use crate::domain::{CaseRef, Instant, Interval, MeetingKind, Minutes, NodeId, StaffId};

/// What somebody wants to meet about.
#[derive(Debug, Clone)]
pub struct Wish {
    /// What sort of meeting.
    pub kind: MeetingKind,
    /// How long.
    pub length: Minutes,
    /// Where.
    pub venue: Venue,
    /// Whose case.
    pub case: Option<CaseRef>,
    /// Everyone who has to be there; seats are numbered from 0 in order.
    pub party: Vec<PartySeat>,
    /// The meeting lies wholly in it.
    pub window: Interval,
}

/// How a search stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Others are being asked.
    Asking,
    /// There are times to choose from.
    Ready,
    /// There is no time that suits all.
    Nothing,
    /// One was chosen.
    Chosen,
}

impl Stage {
    /// A stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Asking => "asking",
            Self::Ready => "ready",
            Self::Nothing => "nothing",
            Self::Chosen => "chosen",
        }
    }
}

/// What a peer has said so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeerSaid {
    /// Nothing yet.
    Waiting,
    /// So many starts.
    Named(usize),
    /// Too much asked this week; again at this time.
    OverBudget(Option<Instant>),
    /// It does not answer such asks.
    Refused,
    /// The case's consent does not hold there.
    NoConsent,
    /// It did not answer in time.
    Silent,
}

/// One reason for or against a start, with the person it speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlotReason {
    /// In so many days.
    Soon(u16),
    /// This person is at the place that day.
    SamePlace(StaffId),
    /// This person travels so many minutes.
    Travel(StaffId, Minutes),
    /// This person has so few minutes to the next thing.
    Tight(StaffId, Minutes),
    /// This person is perhaps taken.
    Tentative(StaffId),
    /// It begins early.
    Early(Option<StaffId>),
    /// It ends late.
    Late(Option<StaffId>),
    /// It lies over lunch.
    OverLunch,
}

/// How well a start suits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlotFit {
    /// Well.
    Good,
    /// With little room.
    Tight,
    /// It is possible.
    Possible,
}

/// One start to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// When.
    pub start: Instant,
    /// How well it suits.
    pub fit: SlotFit,
    /// Why.
    pub reasons: Vec<SlotReason>,
    /// Who of this node would sit where; others say so when they hold.
    pub seated: Vec<(SeatNo, StaffId)>,
}

/// A search for a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Search {
    /// What sort of meeting.
    pub kind: MeetingKind,
    /// How long.
    pub length: Minutes,
    /// Where.
    pub venue: Venue,
    /// Whose case.
    pub case: Option<CaseRef>,
    /// Everyone who has to be there.
    pub party: Vec<PartySeat>,
    /// The meeting lies wholly in it.
    pub window: Interval,
    /// Which round it is in.
    pub round: u8,
    /// Starts that were asked about in any round.
    pub asked: Vec<Instant>,
    /// What each peer has said in this round.
    pub peers: Vec<(NodeId, PeerSaid)>,
    /// For each peer the starts that it has named in any round.
    pub named: Vec<(NodeId, Vec<Instant>)>,
    /// What to choose from, the best first.
    pub slots: Vec<Slot>,
    /// How it stands.
    pub stage: Stage,
    /// Until when a peer's answer is waited for.
    pub waits_until: Instant,
}

impl Search {
    /// The search is over: there are times, or there are none.
    pub(super) fn settle(&mut self) {
        self.stage = if self.slots.is_empty() {
            Stage::Nothing
        } else {
            Stage::Ready
        };
    }

    /// Who has not answered is silent.
    pub(super) fn silent(&mut self) {
        for (_, said) in &mut self.peers {
            if *said == PeerSaid::Waiting {
                *said = PeerSaid::Silent;
            }
        }
    }

    /// Whether nobody is waited for.
    pub(super) fn has_all_answers(&self) -> bool {
        self.peers
            .iter()
            .all(|(_, said)| *said != PeerSaid::Waiting)
    }
}

//! Seats: who has to be there, without saying more than the other side may know. A patient is a
//! seat without a name (boundary rule B4).

use serde::{Deserialize, Serialize};

use super::ids::{NodeId, PlaceId, StaffId, TeamId};
use super::people::Role;
use super::short::VideoLink;
use super::time::Minutes;

/// A seat's number within its meeting, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SeatNo(pub u8);

/// Of whom one or more are enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pool {
    /// Anyone in this team.
    Team(TeamId),
    /// Anyone of the organisation with this role.
    Role(Role),
}

/// Who can fill a seat. The node named is the one that owns the seat and speaks for it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// This person.
    Person {
        /// Their organisation's node.
        node: NodeId,
        /// Who.
        staff: StaffId,
    },
    /// Any `n` of a pool.
    Any {
        /// The pool's node.
        node: NodeId,
        /// Of whom.
        pool: Pool,
        /// How many of them, at least 1.
        n: u8,
    },
    /// The participant (deltaker, pasient), known to this node by the case.
    Participant {
        /// The node that invites them.
        node: NodeId,
    },
    /// A guest of this node: an employer, a GP.
    Guest {
        /// The node that invites them.
        node: NodeId,
    },
}

impl Who {
    /// The node that owns the seat.
    #[must_use]
    pub const fn node(&self) -> &NodeId {
        match self {
            Self::Person { node, .. }
            | Self::Any { node, .. }
            | Self::Participant { node }
            | Self::Guest { node } => node,
        }
    }

    /// Whether the seat is filled by staff, whose time is held.
    #[must_use]
    pub const fn is_staff(&self) -> bool {
        matches!(self, Self::Person { .. } | Self::Any { .. })
    }
}

/// What a seat is in the meeting, as all parties may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeatRole {
    /// A member of staff in this role.
    Staff(Role),
    /// Deltaker, pasient.
    Participant,
    /// Employer, GP or another guest.
    Guest,
}

/// One seat of a meeting's party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartySeat {
    /// Its number.
    pub seat: SeatNo,
    /// What it is.
    pub role: SeatRole,
    /// Who can fill it.
    pub who: Who,
    /// First minute of the meeting at which it must be there.
    pub from: Minutes,
    /// Minute after the last one.
    pub to: Minutes,
    /// Whether the meeting needs it.
    pub required: bool,
    /// Whether guests may be told that it is there (boundary rule B10).
    pub guests_may_see: bool,
    /// Who sits in it, where that is settled.
    pub staff: Vec<StaffId>,
}

/// Where a meeting is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Venue {
    /// Not said.
    Unsaid,
    /// By telephone.
    Phone,
    /// On video.
    Video {
        /// The link to it, where there is one.
        url: Option<VideoLink>,
    },
    /// At a place that this node has told of.
    At {
        /// The node that told of the place.
        node: NodeId,
        /// The place.
        place: PlaceId,
    },
}

/// Somebody settled in a seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Seated {
    /// Which seat.
    pub seat: SeatNo,
    /// Who.
    pub staff: StaffId,
}

/// What a seat of an agreed meeting answers. It changes the seat's answer, never the booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeatAnswer {
    /// Comes.
    Accepted,
    /// Is not sure: perhaps something else has come.
    Tentative,
    /// Can't come.
    Declined,
}

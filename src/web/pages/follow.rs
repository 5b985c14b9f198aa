//! From a chosen time to an agreed meeting: held everywhere, confirmed everywhere, then agreed; or
//! let go everywhere, with the next best time at once.

use askama::Template;

use super::super::chrome::{Chrome, Section};
use super::find::{PartyLine, Sign, Slot};
use super::parts::WhereShown;

/// How far it has come.
#[derive(Debug, Clone)]
pub enum FollowStage {
    /// Everyone is asked to hold the time.
    Holding {
        /// How long it can last, in words.
        left: String,
        /// The same in seconds.
        seconds: i64,
    },
    /// Somebody is asked first; hours or days.
    Asking {
        /// By when they answer.
        until: String,
    },
    /// Everyone holds it and is asked to confirm.
    Confirming {
        /// How long it can last, in words.
        left: String,
        /// The same in seconds.
        seconds: i64,
    },
    /// Agreed by all.
    Sealed {
        /// What was sent to whom.
        invitations: String,
    },
    /// Let go.
    Ended {
        /// Why, in words.
        why: String,
        /// The next best time.
        next: Option<Slot>,
    },
}

impl FollowStage {
    /// Which of the three steps; 0 where it came to nothing.
    #[must_use]
    pub const fn step(&self) -> u8 {
        match self {
            Self::Holding { .. } | Self::Asking { .. } => 1,
            Self::Confirming { .. } => 2,
            Self::Sealed { .. } => 3,
            Self::Ended { .. } => 0,
        }
    }
}

/// The page that follows.
#[derive(Debug, Clone, Template)]
#[template(path = "meetings/follow.html")]
pub struct FollowPage {
    /// Menu, language, person.
    pub chrome: Chrome,
    /// The booking.
    pub id: String,
    /// The search it came from, where there was one.
    pub search: Option<String>,
    /// Sent back as `nokkel` with the next best time, so that a double click books once.
    pub once: String,
    /// Kind and case.
    pub title: String,
    /// "Tirsdag 10. mars kl. 10.15–11.00".
    pub when: String,
    /// "45 minutter".
    pub length: String,
    /// Where.
    pub place: Option<WhereShown>,
    /// How far it has come.
    pub stage: FollowStage,
    /// Each organisation and where it stands.
    pub parties: Vec<PartyLine>,
}

impl FollowPage {
    fn goes_on(&self) -> bool {
        !matches!(
            self.stage,
            FollowStage::Sealed { .. } | FollowStage::Ended { .. }
        )
    }

    fn step(&self) -> u8 {
        self.stage.step()
    }

    fn heading_key(&self) -> &'static str {
        match self.stage {
            FollowStage::Holding { .. } => "follow-holding",
            FollowStage::Asking { .. } => "follow-asking",
            FollowStage::Confirming { .. } => "follow-confirming",
            FollowStage::Sealed { .. } => "follow-sealed",
            FollowStage::Ended { .. } => "follow-ended",
        }
    }

    fn answered(&self) -> usize {
        answered(&self.parties)
    }
}

fn answered(parties: &[PartyLine]) -> usize {
    parties
        .iter()
        .filter(|party| party.sign != Sign::Waiting)
        .count()
}

/// The part that changes; sent while the stage is the same. With a new stage the answer carries
/// `HX-Refresh: true` instead.
#[derive(Debug, Clone, Template)]
#[template(path = "meetings/follow_part.html")]
pub struct FollowPart {
    /// Language.
    pub chrome: Chrome,
    /// How far it has come.
    pub stage: FollowStage,
    /// Each organisation and where it stands.
    pub parties: Vec<PartyLine>,
}

impl FollowPart {
    fn answered(&self) -> usize {
        answered(&self.parties)
    }
}

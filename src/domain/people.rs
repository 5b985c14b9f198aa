//! People, teams, places and organisations, as their own node knows them.

use serde::{Deserialize, Serialize};

use super::ids::{NodeId, PlaceId, StaffId, TeamId};
use super::meeting::MeetingKind;
use super::short::{Address, Phone, ShortName};
use super::time::{Instant, Minutes};

/// Which side of the boundary an organisation stands on. What may cross is decided by the zones of
/// the two nodes and the consent, not by a person's title (boundary rule B7a).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Zone {
    /// A hospital trust (helseforetak), such as a DPS.
    SpecialistHealth,
    /// A municipality's health service.
    MunicipalHealth,
    /// Nav, state and municipal side alike.
    Nav,
    /// Child welfare (barnevern).
    ChildWelfare,
    /// A learning and mastery centre or a school (lærings- og mestringssenter).
    Learning,
}

impl Zone {
    /// Whether it is a health service: only there a patient's consent is registered.
    #[must_use]
    pub const fn is_health(self) -> bool {
        matches!(self, Self::SpecialistHealth | Self::MunicipalHealth)
    }
}

/// What a person does. One person may have several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Behandler.
    Clinician,
    /// Jobbspesialist.
    JobSpecialist,
    /// Nav-veileder.
    Adviser,
    /// Metodeveileder.
    MethodSupervisor,
    /// Koordinator (individuell plan).
    Coordinator,
    /// Seksjons-, avdelings- eller enhetsleder.
    SectionLeader,
    /// Helsesekretær, merkantil.
    Secretary,
    /// Links calendars, peers and people.
    Administrator,
    /// Personvernombud.
    PrivacyOfficer,
}

impl Role {
    /// Every role, in order.
    pub const ALL: [Self; 9] = [
        Self::Clinician,
        Self::JobSpecialist,
        Self::Adviser,
        Self::MethodSupervisor,
        Self::Coordinator,
        Self::SectionLeader,
        Self::Secretary,
        Self::Administrator,
        Self::PrivacyOfficer,
    ];

    /// Whether people with only this role can be met and are shown to peers.
    #[must_use]
    pub const fn is_bookable(self) -> bool {
        matches!(
            self,
            Self::Clinician
                | Self::JobSpecialist
                | Self::Adviser
                | Self::MethodSupervisor
                | Self::Coordinator
                | Self::SectionLeader
        )
    }
}

/// A day of the week, Monday first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    /// Monday to Sunday.
    pub const ALL: [Self; 7] = [
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
        Self::Saturday,
        Self::Sunday,
    ];

    /// 0 for Monday to 6 for Sunday.
    #[must_use]
    pub const fn index(self) -> u8 {
        self as u8
    }
}

impl From<jiff::civil::Weekday> for Weekday {
    fn from(day: jiff::civil::Weekday) -> Self {
        Self::ALL[usize::from(day.to_monday_zero_offset().unsigned_abs()) % 7]
    }
}

/// Hours of one weekday, in minutes after local midnight: `[from, to)`, at most 24 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DayHours {
    /// Which day.
    pub day: Weekday,
    /// First minute.
    pub from: Minutes,
    /// Minute after the last.
    pub to: Minutes,
}

/// Where a person plans to be on a weekday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OfficeDay {
    /// Which day.
    pub day: Weekday,
    /// Where.
    pub place: PlaceId,
}

/// How many more participants somebody can take; set by the metodeveileder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capacity {
    /// Free places now.
    pub free: u16,
    /// Weeks to wait where there is none.
    pub weeks: u16,
    /// When this was said.
    pub as_of: Instant,
}

/// A place as others may know it: its name is neutral (it must not tell what is treated there).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Its identifier, unique with the node that tells of it.
    pub id: PlaceId,
    /// Neutral name.
    pub name: ShortName,
    /// Street address.
    pub address: Option<ShortName>,
}

/// A team as others may know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    /// Its identifier.
    pub id: TeamId,
    /// Neutral name for other organisations.
    pub name: ShortName,
    /// What its people do.
    pub roles: Vec<Role>,
    /// Where it sits.
    pub place: Option<PlaceId>,
    /// Its telephone.
    pub phone: Option<Phone>,
    /// Who is in it.
    pub members: Vec<StaffId>,
}

/// What other organisations may know of one bookable person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffCard {
    /// Its identifier.
    pub id: StaffId,
    /// The person's name.
    pub name: ShortName,
    /// What the person does.
    pub roles: Vec<Role>,
    /// Work telephone.
    pub phone: Option<Phone>,
    /// Work mail.
    pub mail: Option<Address>,
    /// Where the person plans to be.
    pub office_days: Vec<OfficeDay>,
    /// When the person takes the telephone.
    pub telephone_hours: Vec<DayHours>,
    /// Who takes over in absence.
    pub deputy: Option<StaffId>,
    /// The other post that decides holds of this person, where there are two (rule B13).
    pub home: Option<Home>,
    /// Whether the person wants to be asked before a time is held.
    pub asks_first: bool,
    /// The meeting kinds the person takes part in; empty means all.
    pub kinds: Vec<MeetingKind>,
    /// Free capacity.
    pub capacity: Option<Capacity>,
}

/// The card that decides for a person with two posts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Home {
    /// The node of that card.
    pub node: NodeId,
    /// The person's identifier there.
    pub staff: StaffId,
}

//! What a directory file says, checked: organisation, places, teams, people, their calendars, and
//! the way between places. Nothing here is an unvalidated text, and no secret shows in `Debug`.

use std::fmt;
use std::path::PathBuf;

use jiff::civil::Date;
use secrecy::{ExposeSecret, SecretString};

use super::keys::{CalendarKey, PersonKey, PlaceKey, TeamKey};
use crate::domain::people::{DayHours, Weekday};
use crate::domain::{
    Address, Instant, Language, MeetingKind, Minutes, NodeId, Phone, Role, ShortName,
};

/// A whole directory file, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryFile {
    /// The organisation itself.
    pub organisation: OrganisationEntry,
    /// Where its people can be.
    pub places: Vec<PlaceEntry>,
    /// Its teams.
    pub teams: Vec<TeamEntry>,
    /// Its people.
    pub people: Vec<PersonEntry>,
    /// The way between two places; both directions take the same time.
    pub travel: Vec<TravelEntry>,
}

/// `[organisation]`. Its zone and node name stand in the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationEntry {
    /// What its own people call it.
    pub name: ShortName,
    /// What other organisations see; none where `name` gives nothing away.
    pub neutral_name: Option<ShortName>,
}

/// `[[place]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceEntry {
    /// Its key.
    pub key: PlaceKey,
    /// What its own people call it.
    pub name: ShortName,
    /// What other organisations see; none where `name` does not tell what is treated there.
    pub neutral_name: Option<ShortName>,
    /// Street address, shown to other organisations too.
    pub address: Option<ShortName>,
}

/// `[[team]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamEntry {
    /// Its key.
    pub key: TeamKey,
    /// What its own people call it.
    pub name: ShortName,
    /// What other organisations see. Always set: a team's name can tell what is treated there.
    pub neutral_name: ShortName,
    /// What its people do, as it is shown.
    pub roles: Vec<Role>,
    /// Where it sits.
    pub place: Option<PlaceKey>,
    /// Its telephone.
    pub phone: Option<Phone>,
    /// Who is in it.
    pub members: Vec<PersonKey>,
}

/// `[[person]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonEntry {
    /// Its key.
    pub key: PersonKey,
    /// The person's name.
    pub name: ShortName,
    /// What the person does; never empty.
    pub roles: Vec<Role>,
    /// Work mail.
    pub mail: Option<Address>,
    /// Work telephone.
    pub phone: Option<Phone>,
    /// What the person reads.
    pub language: Language,
    /// When and where the person can be met.
    pub availability: AvailabilityEntry,
    /// Who takes over in absence.
    pub deputy: Option<PersonKey>,
    /// The meeting kinds the person takes part in; empty means all.
    pub kinds: Vec<MeetingKind>,
    /// Free capacity.
    pub capacity: Option<CapacityEntry>,
    /// The card that decides for this person, where it is at another node (rule B13).
    pub home: Option<HomeEntry>,
    /// The nodes at which this person, whose home is here, has another post.
    pub other_posts: Vec<NodeId>,
    /// The linked calendars.
    pub calendars: Vec<CalendarEntry>,
}

impl PersonEntry {
    /// Whether other organisations can meet this person and see a card of them.
    #[must_use]
    pub fn is_bookable(&self) -> bool {
        self.roles.iter().any(|role| role.is_bookable())
    }
}

/// When and where one person can be met, and on what terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AvailabilityEntry {
    /// Where the person plans to be, at most one place a weekday.
    pub office_days: Vec<OfficeDayEntry>,
    /// When the person takes the telephone.
    pub telephone_hours: Vec<DayHours>,
    /// When the person works.
    pub working: WorkingHours,
    /// The only hours in which others may book, within working hours. None means all of them where
    /// the calendars are complete, and never where they are not (rule B13).
    pub bookable: Option<Vec<DayHours>>,
    /// When no meeting may be.
    pub lunch: Option<LunchBreak>,
    /// Whether the person wants to be asked before a time is held.
    pub asks_first: bool,
    /// Whether all that takes the person's time stands in the linked calendars (rule B13).
    pub complete: bool,
    /// What a tentative entry in the calendar means.
    pub tentative: TentativeRule,
    /// How long before a meeting the latest booking may come.
    pub minimum_notice: Minutes,
    /// Free time wanted before and after a meeting.
    pub buffer: Minutes,
    /// Days without meetings.
    pub protected: Vec<ProtectedDays>,
    /// The most meetings on one day.
    pub most_a_day: Option<u16>,
    /// The most meetings in one week.
    pub most_a_week: Option<u16>,
}

/// Days without meetings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProtectedDays {
    /// This day of every week.
    Every(Weekday),
    /// These dates.
    Dates(DaysOff),
}

/// What a tentative entry means for one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TentativeRule {
    /// The time is taken.
    Busy,
    /// The time can be had, but others come first.
    Soft,
}

/// A stretch of every day, in minutes after local midnight: `[from, to)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LunchBreak {
    /// First minute.
    pub from: Minutes,
    /// Minute after the last.
    pub to: Minutes,
}

/// One office day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeDayEntry {
    /// Which day.
    pub day: Weekday,
    /// Where.
    pub place: PlaceKey,
}

/// When a person works, in local time. Hours of one day never overlap, and stand in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorkingHours {
    /// The ordinary week.
    pub hours: Vec<DayHours>,
    /// Another week in one part of the year, such as summer hours.
    pub season: Option<Season>,
    /// Days on which the person does not work, first and last included.
    pub off: Vec<DaysOff>,
    /// Dates with hours of their own, which hold before all else. In order; those of one date never
    /// overlap.
    pub other: Vec<OtherHours>,
}

/// Hours of one date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct OtherHours {
    /// Which date.
    pub date: Date,
    /// First minute after local midnight.
    pub from: Minutes,
    /// Minute after the last.
    pub to: Minutes,
}

/// A part of every year with hours of its own. May reach over New Year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Season {
    /// First day.
    pub from: YearDay,
    /// Last day.
    pub to: YearDay,
    /// The week in it.
    pub hours: Vec<DayHours>,
}

/// A day of the year, whichever year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct YearDay {
    /// 1 to 12.
    pub month: i8,
    /// 1 to 31.
    pub day: i8,
}

/// A stretch of days, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DaysOff {
    /// First day.
    pub first: Date,
    /// Last day, not before the first.
    pub last: Date,
}

/// How many more participants somebody can take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CapacityEntry {
    /// Free places now.
    pub free: u16,
    /// Weeks to wait where there is none.
    pub weeks: u16,
    /// When this was said; none means when the file is applied.
    pub as_of: Option<Instant>,
}

/// `home`: the person's card at another node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HomeEntry {
    /// Which node.
    pub node: NodeId,
    /// The name on the card there.
    pub name: ShortName,
    /// Whether the person agrees that the times at which they are taken here are told to that node.
    pub share_busy: bool,
}

/// `[[person.calendar]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarEntry {
    /// Its key, one of a kind for the person.
    pub key: CalendarKey,
    /// How it is read.
    pub kind: CalendarKind,
    /// Where it is.
    pub place: CalendarPlace,
    /// The user to log in as.
    pub user: Option<UserName>,
    /// The password; none leaves the one that the node has.
    pub password: Option<Password>,
    /// Whether samband may write meetings there (in a calendar of its own).
    pub writable: bool,
    /// The address by which its owner is invited, where it is not the work mail.
    pub owner: Option<Address>,
}

/// How a calendar is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CalendarKind {
    /// An ICS feed: a text behind a secret address, read only.
    Ics,
    /// A CalDAV collection.
    Caldav,
    /// A mailbox in the organisation's Microsoft 365.
    Graph,
    /// An appointment book in the organisation's FHIR server.
    Fhir,
}

impl CalendarKind {
    /// The key that says where such a calendar is.
    #[must_use]
    pub const fn place_key(self) -> &'static str {
        match self {
            Self::Ics | Self::Caldav => "url",
            Self::Graph => "mailbox",
            Self::Fhir => "actor",
        }
    }
}

/// Where a calendar is: its address, or whose it is in a system that the settings name. A feed's
/// address is its key and a mailbox names a person, so it is kept as a secret.
#[derive(Clone)]
pub struct CalendarPlace(pub(super) SecretString);

impl CalendarPlace {
    /// The whole of it.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// Scheme, host and port, which may be shown. Empty where it is no whole address.
    #[must_use]
    pub fn origin(&self) -> &str {
        let text = self.expose();
        let Some(host) = text.find("://").map(|at| at + 3) else {
            return "";
        };
        let end = text
            .get(host..)
            .and_then(|rest| rest.find(['/', '?']))
            .map_or(text.len(), |at| host + at);
        let shown = text.get(..end).unwrap_or_default();
        shown.rsplit('@').next().unwrap_or_default()
    }
}

impl PartialEq for CalendarPlace {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl Eq for CalendarPlace {}

impl fmt::Debug for CalendarPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CalendarPlace({}/…)", self.origin())
    }
}

/// The user name at a calendar server. Often a person's name or number, so not shown in `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct UserName(pub(super) String);

impl UserName {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UserName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UserName(…)")
    }
}

/// The password of a calendar.
#[derive(Clone)]
pub enum Password {
    /// In a file of its own, read when the directory is applied.
    File(PathBuf),
    /// Itself.
    Text(SecretString),
}

impl PartialEq for Password {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::File(one), Self::File(two)) => one == two,
            (Self::Text(one), Self::Text(two)) => one.expose_secret() == two.expose_secret(),
            _ => false,
        }
    }
}

impl Eq for Password {}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "Password::File({})", path.display()),
            Self::Text(_) => f.write_str("Password::Text(…)"),
        }
    }
}

/// `[[travel]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TravelEntry {
    /// A place of this organisation.
    pub from: PlaceKey,
    /// The other end.
    pub to: TravelEnd,
    /// Minutes from door to door; 0 where the two are one house.
    pub minutes: Minutes,
}

impl TravelEntry {
    /// Its two ends in order: the same whichever way it is written.
    #[must_use]
    pub fn pair(&self) -> (TravelEnd, TravelEnd) {
        let from = TravelEnd::Own(self.from.clone());
        if from <= self.to {
            (from, self.to.clone())
        } else {
            (self.to.clone(), from)
        }
    }
}

/// The other end of a way.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum TravelEnd {
    /// Another place of this organisation.
    Own(PlaceKey),
    /// A place that another organisation has told of.
    Peers {
        /// The node that told of it.
        node: NodeId,
        /// By the neutral name that it told.
        name: ShortName,
    },
}

impl fmt::Display for TravelEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own(key) => write!(f, "{key}"),
            Self::Peers { node, name } => write!(f, "{node}: {}", name.as_str()),
        }
    }
}

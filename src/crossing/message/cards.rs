//! Staff cards: what peers may know of the bookable people, teams and places.

use minicbor::{Decode, Encode};

use crate::domain::people::{Place, StaffCard, Team};
use crate::domain::{Instant, Interval, ShortName, StaffId, Zone};

/// All cards of one organisation, in numbered parts where they are many.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct StaffCards {
    /// Rises with every change; the highest holds.
    #[n(0)]
    pub version: u64,
    /// Which part, from 1.
    #[n(1)]
    pub part: u16,
    /// Of how many.
    #[n(2)]
    pub parts: u16,
    /// The message versions that the node speaks.
    #[n(3)]
    pub speaks: Versions,
    /// The organisation.
    #[n(4)]
    pub organisation: OrganisationCard,
    /// Places that others may meet at.
    #[n(5)]
    pub places: Vec<Place>,
    /// Teams.
    #[n(6)]
    pub teams: Vec<Team>,
    /// Bookable people.
    #[n(7)]
    pub people: Vec<StaffCard>,
}

/// The lowest and the highest message version spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Versions {
    /// Lowest.
    #[n(0)]
    pub lowest: u16,
    /// Highest.
    #[n(1)]
    pub highest: u16,
}

/// An organisation as others know it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct OrganisationCard {
    /// Its neutral name.
    #[n(0)]
    pub name: ShortName,
    /// Its zone.
    #[n(1)]
    pub zone: Zone,
}

/// When a person is taken at this post, told to the node of their home card and to no other, while
/// they agree (rule B13).
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct BusyShare {
    /// Who, by the sender's card.
    #[n(0)]
    pub staff: StaffId,
    /// The minute since 1970 UTC at which the list was made; the highest counts. The list covers the
    /// [`SHARED_WEEKS`] from then on.
    #[n(1)]
    pub version: u64,
    /// When they are taken, in order and apart: no kind, no place. None: nothing is shared any more,
    /// and what was is forgotten.
    #[n(2)]
    pub busy: Option<Vec<Interval>>,
}

/// So many weeks of busy time are shared.
pub const SHARED_WEEKS: i64 = 8;

impl BusyShare {
    /// The stretch that the list covers.
    #[must_use]
    pub fn covers(&self) -> Option<Interval> {
        shared_span(self.version)
    }
}

/// The stretch that a list of this version covers; none for a version that is no time.
#[must_use]
pub fn shared_span(version: u64) -> Option<Interval> {
    // Beyond the year 9999 no message has a time.
    let from = i64::try_from(version)
        .ok()
        .filter(|from| *from < 4_223_000_000)?;
    let from = Instant::from_minutes(from);
    Interval::new(from, from.plus_minutes(SHARED_WEEKS * 7 * 24 * 60))
}

//! Staff cards: what peers may know of the bookable people, teams and places.

use minicbor::{Decode, Encode};

use crate::domain::people::{Place, StaffCard, Team};
use crate::domain::{ShortName, Zone};

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

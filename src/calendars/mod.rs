//! iCalendar, CalDAV, ICS feeds, Microsoft Graph and FHIR to busy intervals; invitations and entries
//! written.
//!
//! A title, a place and the people of an entry are forgotten inside the reader: no type that comes out
//! of this room has a field to hold one. The room reads no clock and no settings.

pub mod access;
pub mod busy;
pub mod caldav;
pub mod entry;
pub mod fhir;
pub mod graph;
pub mod invitation;
pub mod source;
pub mod systems;

mod apart;
mod component;
mod feed;
mod fuel;
mod ical;
mod instances;
mod local;
mod merge;
mod paging;
mod recurrence;
mod series;
mod shape;
mod trouble;
mod uid;
mod unreadable;
mod zones;

pub use component::Occasion;
pub use uid::{NotUid, Uid};
#[cfg(test)]
mod tests;

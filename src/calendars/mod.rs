//! iCalendar, CalDAV and ICS feeds to busy intervals; invitations and entries written.
//!
//! A title, a place and the people of an entry are forgotten inside the reader: no type that comes out
//! of this room has a field to hold one. The room reads no clock and no settings.

pub mod busy;

mod fuel;
mod ical;
mod instances;
mod local;
mod merge;
mod recurrence;
mod series;
mod shape;
mod unreadable;
mod zones;

//! The iCalendar reader: bytes in, and out of them only what decides when somebody is busy.
//!
//! It fails closed: a text is read in full or it is an error. A title, a place or an attendee's name
//! has no field here to live in, and nothing in this folder can print a value that it read.

mod lines;
mod property;
mod reader;
mod recur;
mod values;
mod vevent;
mod vtimezone;

use crate::domain::BusyKind;

pub(super) use reader::read;
pub(super) use recur::{Frequency, NthWeekdays, Rule, Until};
pub(super) use values::{Finish, Frame, Period, Stamp};

/// Which of the document's [`ZoneName`]s.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ZoneRef(pub(super) u32);

/// All that is kept of a text.
#[derive(Default)]
pub(super) struct Document {
    pub(super) events: Vec<Vevent>,
    /// The periods of VFREEBUSY components.
    pub(super) periods: Vec<(Period, BusyKind)>,
    /// The TZIDs that times refer to.
    pub(super) zone_names: Vec<ZoneName>,
    pub(super) vtimezones: Vec<Vtimezone>,
}

/// A TZID that some time refers to. Each VCALENDAR of a stream has its own.
pub(super) struct ZoneName {
    /// The VCALENDAR, by its place in the stream.
    pub(super) calendar: u32,
    pub(super) tzid: Box<str>,
    /// Where it is used first.
    pub(super) line: usize,
}

/// A VEVENT (RFC 5545 3.6.1).
pub(super) struct Vevent {
    /// The line of its BEGIN.
    pub(super) line: usize,
    pub(super) uid: Option<Box<str>>,
    pub(super) start: Stamp,
    pub(super) finish: Option<Finish>,
    pub(super) rules: Vec<Rule>,
    pub(super) extra: Vec<Period>,
    pub(super) except: Vec<Stamp>,
    pub(super) replaces: Option<Replaces>,
    /// None where it cannot be told, because SEQUENCE or DTSTAMP cannot be read.
    pub(super) revision: Option<Revision>,
    /// What it counts as; none where it leaves its owner free.
    pub(super) kind: Option<BusyKind>,
}

/// Which revision of a component this is (RFC 5546 2.1.5); the highest holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Revision {
    pub(super) sequence: i64,
    /// DTSTAMP as UTC reckons it.
    pub(super) stamp: Option<i64>,
}

/// A RECURRENCE-ID.
#[derive(Clone, Copy)]
pub(super) struct Replaces {
    pub(super) instance: Stamp,
    /// RANGE=THISANDFUTURE.
    pub(super) and_future: bool,
}

/// A VTIMEZONE (RFC 5545 3.6.5).
#[derive(Default)]
pub(super) struct Vtimezone {
    pub(super) calendar: u32,
    pub(super) tzid: Box<str>,
    /// X-LIC-LOCATION.
    pub(super) place: Option<Box<str>>,
    /// None where one of them could not be read.
    pub(super) observances: Option<Vec<Observance>>,
}

/// A STANDARD or DAYLIGHT of a VTIMEZONE. Its times are on the clock of `from`.
pub(super) struct Observance {
    pub(super) start: Stamp,
    /// Seconds east of UTC before each onset.
    pub(super) from: i64,
    /// Seconds east of UTC after each onset.
    pub(super) to: i64,
    pub(super) rules: Vec<Rule>,
    pub(super) extra: Vec<Stamp>,
}

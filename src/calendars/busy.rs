//! One iCalendar text to the stretches in which its owner is not free: [`read`].
//!
//! "No entry" means "free", so a text is read in full or it is an error, never a shorter list. Only
//! start, end and kind come out; a title, a place or an attendee has nowhere to go. The room reads no
//! clock: work is counted in steps.

use std::fmt;

use jiff::tz::TimeZone;

use super::fuel::Fuel;
use super::ical;
use super::ical::{Finish, Period};
use super::merge::{Diary, joined};
use super::series::each_stretch;
use super::shape::Span;
use super::zones::Zones;
use crate::domain::{Busy, Instant, Interval};

pub use super::unreadable::{Decisive, NotReadable};

/// The work that one text may need: far more than a full diary of many years, and less than a second.
pub const STEPS: u64 = 80_000_000;

/// What is asked of a text.
#[derive(Clone)]
pub struct BusyRequest {
    /// The stretch of time that is asked about; what lies outside is cut off.
    pub window: Interval,
    /// The calendar's own zone: whole days, floating times, and times in a zone that nobody knows.
    pub zone: TimeZone,
    /// The mail address of the calendar's owner, whose answer to an invitation counts.
    pub owner: Option<String>,
}

impl fmt::Debug for BusyRequest {
    /// Without the owner's address.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BusyRequest")
            .field("window", &self.window)
            .field("zone", &self.zone)
            .finish_non_exhaustive()
    }
}

/// What a text says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BusyReport {
    /// Sorted, disjoint, inside the window; where kinds overlap the higher holds. Entries that only
    /// touch stay apart.
    pub busy: Vec<Busy>,
    /// What was read, but perhaps not as it was meant; at most a hundred.
    pub warnings: Vec<Warning>,
}

impl BusyReport {
    /// The busy time as whole stretches: what touches and is of one kind is one.
    #[must_use]
    pub fn joined(&self) -> Vec<Busy> {
        joined(&self.busy)
    }
}

/// Something that was read, but perhaps not as it was meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Warning {
    /// A TZID that is no known zone, with no readable VTIMEZONE.
    #[error(
        "line {line}: nobody knows this TZID and the text has no readable VTIMEZONE for it; \
         its times are read in the calendar's own zone"
    )]
    UnknownZone {
        /// Where it is used first, counted from 1.
        line: usize,
    },
}

impl Warning {
    /// A short, stable code for scripts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::UnknownZone { .. } => "unknown_zone",
        }
    }
}

/// Reads one iCalendar text (RFC 5545), of one or several VCALENDARs: VEVENT and VFREEBUSY.
///
/// # Errors
/// Where the text cannot be read in full, or asks for more than the bounds allow.
pub fn read(bytes: &[u8], request: &BusyRequest) -> Result<BusyReport, NotReadable> {
    read_within(bytes, request, STEPS)
}

/// [`read`] with a work budget of the caller's; a step is about ten nanoseconds of a release build.
///
/// # Errors
/// As [`read`]; [`NotReadable::TooMuchWork`] where the budget does not suffice.
pub fn read_within(
    bytes: &[u8],
    request: &BusyRequest,
    steps: u64,
) -> Result<BusyReport, NotReadable> {
    read_on(bytes, request, &mut Fuel::new(steps))
}

/// [`read`] of one of several texts that share a budget.
pub(super) fn read_on(
    bytes: &[u8],
    request: &BusyRequest,
    fuel: &mut Fuel,
) -> Result<BusyReport, NotReadable> {
    let document = ical::read(bytes, request.owner.as_deref(), fuel)?;
    let zones = Zones::resolve(&document, &request.zone, request.window, fuel)?;
    let mut diary = Diary::new(request.window);
    for (period, kind) in &document.periods {
        let (start, end) = ends(period, &zones);
        diary.add(start, end, *kind);
    }
    each_stretch(&document.events, &zones, fuel, &mut |placed| {
        if let Some(kind) = placed.kind {
            diary.add(placed.start, placed.end, kind);
        }
    })?;
    let warning = |line: &usize| Warning::UnknownZone { line: *line };
    Ok(BusyReport {
        busy: diary.merged(),
        warnings: zones.unknown.iter().map(warning).collect(),
    })
}

fn ends(period: &Period, zones: &Zones) -> (Instant, Instant) {
    let start = zones.instant(period.start);
    let end = match period.finish {
        Some(Finish::At(end)) => zones.instant(end),
        other => Span::of(period.start, other, zones).end(
            start,
            period.start.local,
            zones.of(period.start.frame),
        ),
    };
    (start, end)
}

//! What the zones of a text mean, and local times to points in time and back.
//!
//! A TZID is tried as an IANA name, a Windows name, a path that ends in an IANA name, the
//! X-LIC-LOCATION of its VTIMEZONE and the rules of its VTIMEZONE, in this order: a known name beats
//! what a file says about it. What is left is read in the calendar's own zone, with a warning.

mod observed;
mod windows;

use std::collections::HashMap;

use jiff::tz::TimeZone;

use super::fuel::Fuel;
use super::ical::{Document, Frame, Stamp, Vtimezone, ZoneName};
use super::local::Local;
use super::unreadable::NotReadable;
use crate::domain::{Instant, Interval};
use observed::Observed;

/// TZIDs that nobody knows, beyond which no more are told.
const MOST_UNKNOWN: usize = 100;

/// A zone, however it is known.
pub(super) enum Zone {
    Known(TimeZone),
    /// By the rules of its VTIMEZONE.
    Observed(Observed),
}

impl Zone {
    /// The point in time. A time in a gap is read with the offset before the gap, an ambiguous one
    /// is the first of the two (RFC 5545 3.3.5).
    pub(super) fn instant(&self, local: Local) -> Instant {
        match self {
            Self::Known(zone) => zone
                .to_ambiguous_timestamp(local.civil())
                .compatible()
                .map_or(Instant::from_seconds(local.seconds()), Instant::from),
            Self::Observed(zone) => zone.instant(local),
        }
    }

    /// What a clock there shows.
    pub(super) fn local(&self, at: Instant) -> Local {
        match self {
            Self::Known(zone) => Local::from_civil(zone.to_datetime(at.timestamp())),
            Self::Observed(zone) => zone.local(at),
        }
    }
}

/// The zones of one text.
pub(super) struct Zones {
    /// The calendar's own: floating times and whole days.
    own: Zone,
    utc: Zone,
    /// By [`super::ical::ZoneRef`].
    named: Vec<Zone>,
    /// Lines with a TZID that nobody knows, the first hundred.
    pub(super) unknown: Vec<usize>,
    window: Interval,
}

impl Zones {
    /// Finds out what each TZID means; rules of VTIMEZONEs are followed up to the end of `window`.
    pub(super) fn resolve(
        document: &Document,
        own: &TimeZone,
        window: Interval,
        fuel: &mut Fuel,
    ) -> Result<Self, NotReadable> {
        let mut declared = HashMap::new();
        for vtimezone in &document.vtimezones {
            let key = (vtimezone.calendar, vtimezone.tzid.as_ref());
            declared.entry(key).or_insert(vtimezone);
        }
        let mut zones = Self {
            own: Zone::Known(own.clone()),
            utc: Zone::Known(TimeZone::UTC),
            named: Vec::with_capacity(document.zone_names.len()),
            unknown: Vec::new(),
            window,
        };
        for name in &document.zone_names {
            fuel.burn(200)?;
            let rules = declared.get(&(name.calendar, name.tzid.as_ref()));
            let zone = match known(name).or_else(|| place(rules.copied())) {
                Some(zone) => Some(Zone::Known(zone)),
                None => match rules.and_then(|rules| rules.observances.as_deref()) {
                    Some(rules) => Observed::new(rules, window, fuel)?.map(Zone::Observed),
                    None => None,
                },
            };
            if zone.is_none() && zones.unknown.len() < MOST_UNKNOWN {
                zones.unknown.push(name.line);
            }
            zones
                .named
                .push(zone.unwrap_or_else(|| Zone::Known(own.clone())));
        }
        Ok(zones)
    }

    /// The stretch of time that is asked about.
    pub(super) fn window(&self) -> Interval {
        self.window
    }

    /// The zone that a time of this frame is read in.
    pub(super) fn of(&self, frame: Frame) -> &Zone {
        match frame {
            Frame::Day | Frame::Floating => &self.own,
            Frame::Utc => &self.utc,
            Frame::Zone(zone) => usize::try_from(zone.0)
                .ok()
                .and_then(|at| self.named.get(at))
                .unwrap_or(&self.own),
        }
    }

    /// The point in time of a DATE (its first second) or DATE-TIME.
    pub(super) fn instant(&self, stamp: Stamp) -> Instant {
        self.of(stamp.frame).instant(stamp.local)
    }
}

fn known(name: &ZoneName) -> Option<TimeZone> {
    let tzid = name.tzid.trim();
    iana(tzid)
        .or_else(|| windows::iana_name(tzid).and_then(iana))
        .or_else(|| path_end(tzid))
}

/// `/vendor/version/Europe/Oslo`: the last three or two segments, if they are an IANA name.
fn path_end(tzid: &str) -> Option<TimeZone> {
    let mut slashes = tzid.rmatch_indices('/').map(|(at, _)| at + 1).skip(1);
    let two = slashes.next();
    let three = slashes.next();
    [three, two]
        .into_iter()
        .flatten()
        .find_map(|at| tzid.get(at..).and_then(iana))
}

fn place(rules: Option<&Vtimezone>) -> Option<TimeZone> {
    rules?.place.as_deref().and_then(iana)
}

fn iana(name: &str) -> Option<TimeZone> {
    // jiff answers to this one, but it says that nothing is known.
    if name.eq_ignore_ascii_case("Etc/Unknown") {
        return None;
    }
    TimeZone::get(name).ok()
}

//! Whether a person is away, and when they are back: from days off, and from what stands in their
//! calendars as out of office or over whole days. Never why. For colleagues only: other
//! organisations can't tell absent from busy or unknown.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::availability::{covers, merged, usual_hours, working_hours};
use super::civil;
use super::holidays::is_red_day;
use super::person::Person;
use crate::domain::{Busy, BusyKind, Instant, Interval};

/// So far ahead the return is looked for, in days.
const HORIZON_DAYS: i64 = 180;

/// The local date on which `person` is back at work, where they are away now or from their next
/// working day on; the last date looked at where no end is in sight. None where they are at work.
#[must_use]
pub fn back(person: &Person, busy: &[Busy], now: Instant, zone: &TimeZone) -> Option<Date> {
    let away = away(busy, zone);
    let today = civil::date(now, zone);
    let mut was_away = false;
    let mut date = today;
    for _ in 0..HORIZON_DAYS {
        match day(person, &away, date, now, zone) {
            Day::Work => return was_away.then_some(date),
            Day::Away => was_away = true,
            Day::Free => {}
        }
        date = date.tomorrow().ok()?;
    }
    was_away.then_some(date)
}

enum Day {
    /// There is work left to do.
    Work,
    /// There would be, but they are away.
    Away,
    /// A weekend, a red day, or an evening.
    Free,
}

fn day(person: &Person, away: &[Interval], date: Date, now: Instant, zone: &TimeZone) -> Day {
    let left = |hours: Vec<Interval>| -> Vec<Interval> {
        let left = hours.into_iter();
        left.filter_map(|hours| Interval::new(hours.start().max(now), hours.end()))
            .collect()
    };
    let work = left(working_hours(person, date, zone));
    if work.is_empty() {
        let off = person.is_off(date) && !is_red_day(date);
        return if off && !left(usual_hours(person, date, zone)).is_empty() {
            Day::Away
        } else {
            Day::Free
        };
    }
    let is_away = |hours: &Interval| away.iter().any(|away| covers(*away, *hours));
    if work.iter().all(is_away) {
        Day::Away
    } else {
        Day::Work
    }
}

/// When somebody is away, in order and apart: out of office, and what takes whole local days.
fn away(busy: &[Busy], zone: &TimeZone) -> Vec<Interval> {
    let away = busy.iter().filter(|busy| match busy.kind {
        BusyKind::Oof => true,
        BusyKind::Busy => is_whole_days(busy.interval, zone),
        BusyKind::Tentative => false,
    });
    merged(away.map(|busy| busy.interval).collect())
}

/// From one local midnight to another.
fn is_whole_days(interval: Interval, zone: &TimeZone) -> bool {
    civil::minute(interval.start(), zone) == 0 && civil::minute(interval.end(), zone) == 0
}

#[cfg(test)]
#[path = "tests/absence.rs"]
mod tests;

//! Weeks of believable calendars, as the texts that calendar servers publish. The same person, seed
//! and week give the same bytes.
//!
//! They are full of what makes calendars hard: rules that have run for years, with occurrences taken
//! out, moved and cancelled; Windows zone names, IANA zones, UTC and floating times; whole days that
//! take time and whole days that do not; invitations that were declined or never answered. And of
//! what must never leave them: see [`secret_words`].

mod dialect;
mod dice;
mod event;
mod habits;
mod ics_text;
mod roster;
mod titles;
mod week;

#[cfg(test)]
mod tests;

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;

pub use titles::secret_words;

use crate::domain::Instant;
use crate::domain::people::Weekday;
use crate::flows::directory_file::{CalendarKey, PersonEntry};
use dialect::{Dialect, Sheet};
use event::Event;

/// The seed of the demo. From it the main three have time for each other in every three weeks of a
/// year; from others most often too.
pub const SEED: u64 = 1;
/// Weeks before the present one that are filled.
pub const WEEKS_BACK: i32 = 2;
/// Weeks after the present one that are filled.
pub const WEEKS_AHEAD: i32 = 8;

/// The text of one calendar of one person, around the week of `now`.
///
/// A calendar called `vaktplan` is a duty roster, `kalender` is written as a web calendar does, any
/// other as Exchange does.
#[must_use]
pub fn calendar_text(
    person: &PersonEntry,
    calendar: &CalendarKey,
    now: Instant,
    seed: u64,
) -> String {
    let dialect = match calendar.as_str() {
        "vaktplan" => Dialect::Roster,
        "kalender" => Dialect::Web,
        _ => Dialect::Exchange,
    };
    let zone = zone();
    let mondays = mondays(now, &zone);
    let events = match dialect {
        Dialect::Roster => mondays
            .iter()
            .flat_map(|monday| roster::entries(person, *monday))
            .collect(),
        _ => entries(person, &mondays, seed),
    };
    let written = mondays.get(usize::try_from(WEEKS_BACK).unwrap_or(0));
    let sheet = Sheet {
        dialect,
        zone: &zone,
        owner: person.mail.as_ref().map_or("", |mail| mail.as_str()),
        now: written.map_or(now, |monday| start_of(*monday, &zone)),
    };
    sheet.write(&events)
}

fn zone() -> TimeZone {
    TimeZone::get("Europe/Oslo").unwrap_or(TimeZone::UTC)
}

/// The Mondays of the weeks that are filled.
fn mondays(now: Instant, zone: &TimeZone) -> Vec<Date> {
    let today = now.timestamp().to_zoned(zone.clone()).date();
    let back = i32::from(Weekday::from(today.weekday()).index());
    let monday = today.saturating_sub(back.days());
    (-WEEKS_BACK..=WEEKS_AHEAD)
        .map(|week| monday.saturating_add((week * 7).days()))
        .collect()
}

fn start_of(day: Date, zone: &TimeZone) -> Instant {
    let midnight = day.to_datetime(jiff::civil::Time::midnight());
    zone.to_timestamp(midnight)
        .map_or(Instant::from_millis(0), Instant::from)
}

/// Everything in an ordinary calendar, what stands for one occurrence before what repeats.
fn entries(person: &PersonEntry, mondays: &[Date], seed: u64) -> Vec<Event> {
    let days: Vec<Date> = mondays
        .iter()
        .flat_map(|monday| (0..7).map(|offset| monday.saturating_add(offset.days())))
        .collect();
    let (mut events, mut taken) = (habits::bygone(person), Vec::new());
    for habit in habits::habits_of(person) {
        let (entries, hours) = habits::entries(habit, person, &days, seed);
        events.extend(entries);
        taken.extend(hours);
    }
    for monday in mondays {
        events.extend(week::entries(person, *monday, &taken, seed));
    }
    events.reverse();
    events
}

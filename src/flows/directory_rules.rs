//! What a person's entry in the directory means for planning.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::directory_file::{AvailabilityEntry, Season, TentativeRule, YearDay};
use crate::domain::Instant;
use crate::domain::people::OfficeDay;
use crate::planning::civil;
use crate::planning::person::{ClockSpan, DaysOff, Hours, Person};

/// The entry as planning wants it. A season of every year becomes dated hours for the years around
/// `now`; applying the directory again, as each start of the node does, moves them on.
#[must_use]
pub fn rules_of(
    entry: &AvailabilityEntry,
    office_days: Vec<OfficeDay>,
    now: Instant,
    zone: &TimeZone,
) -> Person {
    let mut hours = vec![Hours {
        week: entry.working.hours.clone(),
        from: None,
        until: None,
    }];
    if let Some(season) = &entry.working.season {
        let year = civil::date(now, zone).year();
        hours.extend((year - 1..=year + 2).filter_map(|year| season_of(season, year)));
    }
    Person {
        hours,
        days_off: entry
            .working
            .off
            .iter()
            .map(|off| DaysOff {
                first: off.first,
                last: off.last,
            })
            .collect(),
        windows: entry.bookable.clone(),
        office_days,
        complete: entry.complete,
        tentative_is_busy: entry.tentative == TentativeRule::Busy,
        minimum_notice: entry.minimum_notice,
        buffer: entry.buffer,
        lunch: entry.lunch.map(|lunch| ClockSpan {
            from: lunch.from,
            to: lunch.to,
        }),
    }
}

fn season_of(season: &Season, year: i16) -> Option<Hours> {
    let over_new_year = season.to < season.from;
    let from = date(season.from, year)?;
    let until = date(season.to, if over_new_year { year + 1 } else { year })?;
    Some(Hours {
        week: season.hours.clone(),
        from: Some(from),
        until: Some(until),
    })
}

/// 29 February in a year without one is 28 February.
fn date(day: YearDay, year: i16) -> Option<Date> {
    Date::new(year, day.month, day.day)
        .or_else(|_| Date::new(year, day.month, 28))
        .ok()
}

//! What a person's entry in the directory means for planning.

use super::directory_file::{AvailabilityEntry, ProtectedDays, Season, TentativeRule};
use crate::domain::people::{DayHours, OfficeDay};
use crate::planning::person::{
    self, ClockSpan, DaysOff, Hours, Limits, Person, Protected, YearPart,
};

/// The entry as planning wants it.
#[must_use]
pub fn rules_of(entry: &AvailabilityEntry, office_days: Vec<OfficeDay>) -> Person {
    let of = |week: &Vec<DayHours>, yearly| Hours {
        week: week.clone(),
        from: None,
        until: None,
        yearly,
    };
    let mut hours = vec![of(&entry.working.hours, None)];
    if let Some(season) = &entry.working.season {
        hours.push(of(&season.hours, Some(part_of(season))));
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
        other_hours: entry
            .working
            .other
            .iter()
            .map(|own| person::OtherHours {
                date: own.date,
                from: own.from,
                to: own.to,
            })
            .collect(),
        limits: limits_of(entry),
    }
}

fn limits_of(entry: &AvailabilityEntry) -> Limits {
    let protected = entry.protected.iter().map(|days| match *days {
        ProtectedDays::Every(day) => Protected::Every(day),
        ProtectedDays::Dates(dates) => Protected::Dates(dates.first, dates.last),
    });
    Limits {
        protected: protected.collect(),
        a_day: entry.most_a_day,
        a_week: entry.most_a_week,
    }
}

const fn part_of(season: &Season) -> YearPart {
    YearPart {
        from: (season.from.month, season.from.day),
        to: (season.to.month, season.to.day),
    }
}

//! A rule completed from DTSTART (RFC 5545 3.3.10: what a rule does not say is taken from there), and
//! the question whether it picks a day.

use jiff::civil::Date;

use crate::calendars::ical::{Frequency, NthWeekdays, Rule};
use crate::calendars::local::Local;

/// A rule with nothing left open.
pub(in crate::calendars) struct Pattern {
    pub(super) rule: Rule,
}

impl Pattern {
    /// Completes `rule` from `start`. A `whole_day` event has no time of day, and parts that speak
    /// of one are ignored, as RFC 5545 3.3.10 demands.
    pub(in crate::calendars) fn new(rule: &Rule, start: Local, whole_day: bool) -> Self {
        let mut rule = rule.clone();
        if whole_day {
            (rule.hours, rule.minutes, rule.seconds) = (0, 0, 0);
        }
        let second = start.second_of_day();
        if rule.hours == 0 {
            rule.hours = match rule.frequency {
                Frequency::Hourly => u64::MAX,
                _ => 1 << (second / 3_600),
            };
        }
        if rule.minutes == 0 {
            rule.minutes = 1 << (second / 60 % 60);
        }
        if rule.seconds == 0 {
            rule.seconds = 1 << (second % 60);
        }
        complete_days(&mut rule, start);
        Self { rule }
    }

    /// Whether the rule picks day `day` (1 being the first) of `month`.
    pub(super) fn picks(&self, month: &Month, day: u8) -> bool {
        let rule = &self.rule;
        let from_end = month.length + 1 - day;
        (rule.months == 0 || has(rule.months, month.month))
            && (rule.month_days | rule.month_days_back == 0
                || has(rule.month_days, day)
                || has(rule.month_days_back, from_end))
            && self.picks_weekday(month, day)
            && self.picks_year_day(month, day)
            && self.picks_week(month, day)
    }

    fn picks_weekday(&self, month: &Month, day: u8) -> bool {
        let rule = &self.rule;
        let weekday = month.weekday(day);
        if has(rule.weekdays, weekday) {
            return true;
        }
        if !rule.has_nth_weekdays() {
            return rule.weekdays == 0;
        }
        // The n-th of the month, or of the year where a yearly rule names no month.
        let (at, length) = if rule.frequency == Frequency::Yearly && rule.months == 0 {
            (month.year_day(day), month.year_length)
        } else {
            (i16::from(day), i16::from(month.length))
        };
        let within = |masks: &NthWeekdays, days_before: i16| {
            let nth = u8::try_from(days_before / 7 + 1).unwrap_or(0);
            has(masks.get(usize::from(weekday)).copied().unwrap_or(0), nth)
        };
        within(&rule.nth_weekdays, at - 1) || within(&rule.nth_weekdays_back, length - at)
    }

    fn picks_year_day(&self, month: &Month, day: u8) -> bool {
        if self.rule.year_days.is_empty() {
            return true;
        }
        let at = month.year_day(day);
        let from_end = at - month.year_length - 1;
        let named = |day: i16| self.rule.year_days.binary_search(&day).is_ok();
        named(at) || named(from_end)
    }

    fn picks_week(&self, month: &Month, day: u8) -> bool {
        if self.rule.weeks | self.rule.weeks_back == 0 {
            return true;
        }
        let (week, weeks) = month.week(day, self.rule.week_start);
        let named = |mask: u64, week: i16| u8::try_from(week).is_ok_and(|week| has(mask, week));
        named(self.rule.weeks, week) || named(self.rule.weeks_back, weeks + 1 - week)
    }

    /// After how many periods the number of picked times repeats, where it does so soon.
    pub(super) fn cycle(&self) -> Option<i64> {
        let rule = &self.rule;
        let days_vary =
            rule.months | rule.month_days | rule.month_days_back != 0 || !rule.year_days.is_empty();
        match rule.frequency {
            _ if days_vary => None,
            Frequency::Yearly | Frequency::Monthly => None,
            Frequency::Weekly => Some(1),
            Frequency::Daily => Some(7),
            Frequency::Hourly => Some(7 * 24),
        }
    }
}

/// Which days a rule without any day part means.
fn complete_days(rule: &mut Rule, start: Local) {
    let weekdays = rule.weekdays != 0 || rule.has_nth_weekdays();
    let month_days = rule.month_days | rule.month_days_back != 0;
    let weekday = 1 << weekday(start.day());
    let date = start.civil().date();
    match rule.frequency {
        _ if weekdays || month_days || !rule.year_days.is_empty() => {}
        Frequency::Yearly if rule.weeks | rule.weeks_back != 0 => rule.weekdays = weekday,
        Frequency::Yearly => {
            if rule.months == 0 {
                rule.months = 1 << date.month();
            }
            rule.month_days = 1 << date.day();
        }
        Frequency::Monthly => rule.month_days = 1 << date.day(),
        Frequency::Weekly => rule.weekdays = weekday,
        Frequency::Daily | Frequency::Hourly => {}
    }
}

pub(super) const fn has(mask: u64, number: u8) -> bool {
    number < 64 && mask >> number & 1 == 1
}

/// Monday is 0; 1970-01-01 was a Thursday.
fn weekday(day: i64) -> u8 {
    u8::try_from((day + 3).rem_euclid(7)).unwrap_or(0)
}

/// A month of a year, with what the days in it need to know.
pub(super) struct Month {
    year: i16,
    month: u8,
    pub(super) length: u8,
    /// Its first day, in days since 1970-01-01.
    pub(super) first: i64,
    first_year_day: i16,
    year_length: i16,
}

impl Month {
    /// None beyond the years that have dates.
    pub(super) fn new(year: i64, month: i8) -> Option<Self> {
        let first = Date::new(i16::try_from(year).ok()?, month, 1).ok()?;
        Some(Self {
            year: first.year(),
            month: first.month().unsigned_abs(),
            length: first.days_in_month().unsigned_abs(),
            first: Local::from_date(first).day(),
            first_year_day: first.day_of_year(),
            year_length: first.days_in_year(),
        })
    }

    fn weekday(&self, day: u8) -> u8 {
        weekday(self.first + i64::from(day) - 1)
    }

    fn year_day(&self, day: u8) -> i16 {
        self.first_year_day + i16::from(day) - 1
    }

    /// The number of the week that holds the day, and how many weeks that week's year has
    /// (RFC 5545 3.3.10, BYWEEKNO: week 1 is the first with at least four days in the year).
    fn week(&self, day: u8, week_start: u8) -> (i16, i16) {
        let into_week = (self.weekday(day) + 7 - week_start) % 7;
        // A week belongs to the year of its fourth day.
        let fourth = self.year_day(day) + 3 - i16::from(into_week);
        let (fourth, length) = if fourth < 1 {
            let length = days_in(self.year - 1);
            (fourth + length, length)
        } else if fourth > self.year_length {
            (fourth - self.year_length, days_in(self.year + 1))
        } else {
            (fourth, self.year_length)
        };
        let first_fourth = (fourth - 1) % 7 + 1;
        ((fourth - 1) / 7 + 1, (length - first_fourth) / 7 + 1)
    }
}

fn days_in(year: i16) -> i16 {
    Date::new(year, 1, 1).map_or(365, Date::days_in_year)
}

//! Walking a rule from period to period.

use super::pattern::{Month, Pattern, has};
use crate::calendars::fuel::Fuel;
use crate::calendars::ical::{Frequency, Until};
use crate::calendars::local::{DAY, Local};
use crate::calendars::unreadable::NotReadable;

/// Whether a walk goes on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::calendars) enum Flow {
    Go,
    Stop,
}

/// A stretch of wall-clock time, both ends inside.
#[derive(Clone, Copy)]
struct Stretch {
    from: Local,
    to: Local,
}

/// Gives `each` the times from `from` through `to` that the pattern picks, in rising order, none
/// before `start` (DTSTART) nor after COUNT or UNTIL. An UNTIL in UTC is only a coarse bound here (a
/// day more may come): `each` knows the zone and stops. DTSTART counts as the first of COUNT whether
/// or not the rule picks it (RFC 5545 3.3.10); it is given only if the rule picks it.
pub(in crate::calendars) fn walk(
    pattern: &Pattern,
    start: Local,
    (from, to): (Local, Local),
    fuel: &mut Fuel,
    mut each: impl FnMut(Local, &mut Fuel) -> Result<Flow, NotReadable>,
) -> Result<(), NotReadable> {
    let to = match pattern.rule.until {
        Some(Until::Day(day)) => to.min(day.plus(DAY - 1)),
        Some(Until::Clock(at)) => to.min(at),
        Some(Until::Utc(at)) => to.min(at.plus(DAY)),
        None => to,
    };
    let asked = Stretch {
        from: from.max(start),
        to,
    };
    let mut walker = Walker::new(pattern, start);
    if let Some(count) = pattern.rule.count {
        walker.left = Some(count);
        walker.count_up_to(asked.from, fuel)?;
    } else {
        walker.skip_to(asked.from);
    }
    walker.run(asked, fuel, &mut each)
}

struct Walker<'p> {
    pattern: &'p Pattern,
    start: Local,
    /// The period of DTSTART, in units of the frequency.
    first: i64,
    /// How many intervals after it we are.
    step: i64,
    /// How many times may still come.
    left: Option<i64>,
    /// The times of the period, in rising order.
    times: Vec<Local>,
}

impl<'p> Walker<'p> {
    fn new(pattern: &'p Pattern, start: Local) -> Self {
        Self {
            pattern,
            start,
            first: pattern.period_of(start),
            step: 0,
            left: None,
            times: Vec::new(),
        }
    }

    fn period(&self) -> i64 {
        self.first + self.step * self.pattern.rule.interval
    }

    /// The last step whose period begins at or before `at`.
    fn step_at(&self, at: Local) -> i64 {
        (self.pattern.period_of(at) - self.first).div_euclid(self.pattern.rule.interval)
    }

    fn skip_to(&mut self, from: Local) {
        self.step = self.step_at(from).max(0);
    }

    /// Counts the times before `from` without giving them, by whole cycles where the pattern has one.
    fn count_up_to(&mut self, from: Local, fuel: &mut Fuel) -> Result<(), NotReadable> {
        self.fill(fuel)?;
        let picked = self.times.contains(&self.start);
        self.left = self.left.map(|left| left - i64::from(!picked));
        let Some(cycle) = self.pattern.cycle() else {
            return Ok(());
        };
        let whole = (self.step_at(from) - 1) / cycle;
        if whole <= 0 {
            return Ok(());
        }
        let later = |time: &&Local| **time >= self.start;
        let in_first = self.times.iter().filter(later).count();
        let mut in_cycle = 0;
        for step in 1..=cycle {
            self.step = step;
            self.fill(fuel)?;
            in_cycle += count(self.times.len());
        }
        self.step = 0;
        let after_first = self.left.unwrap_or(0) - count(in_first);
        if in_cycle > 0 && after_first > 0 {
            let cycles = whole.min(after_first / in_cycle);
            if cycles > 0 {
                self.step = 1 + cycles * cycle;
                self.left = Some(after_first - cycles * in_cycle);
            }
        } else if in_cycle == 0 {
            // Only the first period can hold anything.
            self.left = Some(self.left.unwrap_or(0).min(count(in_first)));
        }
        Ok(())
    }

    fn run(
        &mut self,
        asked: Stretch,
        fuel: &mut Fuel,
        each: &mut impl FnMut(Local, &mut Fuel) -> Result<Flow, NotReadable>,
    ) -> Result<(), NotReadable> {
        let last = self.step_at(asked.to);
        while self.step <= last && self.left != Some(0) {
            if !self.fill(fuel)? {
                return Ok(());
            }
            for time in &self.times {
                if *time < self.start {
                    continue;
                }
                if *time > asked.to || self.left.is_some_and(|left| left <= 0) {
                    return Ok(());
                }
                self.left = self.left.map(|left| left - 1);
                if *time >= asked.from && each(*time, fuel)? == Flow::Stop {
                    return Ok(());
                }
            }
            self.step += 1;
        }
        Ok(())
    }

    /// Puts the times of the current period into `times`; false beyond the years that have dates.
    fn fill(&mut self, fuel: &mut Fuel) -> Result<bool, NotReadable> {
        self.times.clear();
        let period = self.period();
        let inside = self.pattern.times_of(period, &mut self.times, fuel)?;
        let positions = &self.pattern.rule.positions;
        if !positions.is_empty() {
            fuel.burn(4 * self.times.len() as u64)?;
            keep_positions(positions, &mut self.times);
        }
        Ok(inside)
    }
}

impl Pattern {
    /// The period that holds `at`: the year, or months, weeks, days or hours since a fixed one.
    fn period_of(&self, at: Local) -> i64 {
        let date = at.civil().date();
        match self.rule.frequency {
            Frequency::Yearly => i64::from(date.year()),
            Frequency::Monthly => i64::from(date.year()) * 12 + i64::from(date.month()) - 1,
            Frequency::Weekly => (at.day() + 3 - i64::from(self.rule.week_start)).div_euclid(7),
            Frequency::Daily => at.day(),
            Frequency::Hourly => at.seconds().div_euclid(3_600),
        }
    }

    /// Adds the times of a period in rising order; false where there are no dates any more.
    fn times_of(
        &self,
        period: i64,
        times: &mut Vec<Local>,
        fuel: &mut Fuel,
    ) -> Result<bool, NotReadable> {
        match self.rule.frequency {
            Frequency::Yearly => {
                for month in 1..=12_i8 {
                    let named = has(self.rule.months, month.unsigned_abs());
                    if (self.rule.months == 0 || named)
                        && !self.times_of_month(period, month, times, fuel)?
                    {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Frequency::Monthly => {
                let month = i8::try_from(period.rem_euclid(12) + 1).unwrap_or(1);
                self.times_of_month(period.div_euclid(12), month, times, fuel)
            }
            Frequency::Weekly => {
                let monday = period * 7 - 3 + i64::from(self.rule.week_start);
                for day in monday..monday + 7 {
                    if !self.times_of_day(day, self.rule.hours, times, fuel)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Frequency::Daily => self.times_of_day(period, self.rule.hours, times, fuel),
            Frequency::Hourly => {
                let hours = self.rule.hours & 1 << period.rem_euclid(24);
                self.times_of_day(period.div_euclid(24), hours, times, fuel)
            }
        }
    }

    fn times_of_month(
        &self,
        year: i64,
        month: i8,
        times: &mut Vec<Local>,
        fuel: &mut Fuel,
    ) -> Result<bool, NotReadable> {
        let Some(month) = Month::new(year, month) else {
            return Ok(false);
        };
        fuel.burn(u64::from(month.length))?;
        for day in 1..=month.length {
            if self.picks(&month, day) {
                let day = month.first + i64::from(day) - 1;
                self.times_on(day, self.rule.hours, times, fuel)?;
            }
        }
        Ok(true)
    }

    fn times_of_day(
        &self,
        day: i64,
        hours: u64,
        times: &mut Vec<Local>,
        fuel: &mut Fuel,
    ) -> Result<bool, NotReadable> {
        fuel.burn(1)?;
        if hours == 0 {
            return Ok(true);
        }
        fuel.burn(4)?;
        let date = Local::from_day(day).civil().date();
        let Some(month) = Month::new(i64::from(date.year()), date.month()) else {
            return Ok(false);
        };
        let day_of_month = date.day().unsigned_abs();
        if month.first + i64::from(day_of_month) - 1 != day {
            return Ok(false);
        }
        if self.picks(&month, day_of_month) {
            self.times_on(day, hours, times, fuel)?;
        }
        Ok(true)
    }

    fn times_on(
        &self,
        day: i64,
        hours: u64,
        times: &mut Vec<Local>,
        fuel: &mut Fuel,
    ) -> Result<(), NotReadable> {
        let second = i64::from(self.rule.seconds.trailing_zeros());
        for hour in (0..24).filter(|hour| has(hours, *hour)) {
            for minute in (0..60).filter(|minute| has(self.rule.minutes, *minute)) {
                fuel.burn(1)?;
                let seconds = i64::from(hour) * 3_600 + i64::from(minute) * 60 + second;
                times.push(Local::from_day(day).plus(seconds));
            }
        }
        Ok(())
    }
}

/// BYSETPOS: keeps the n-th times of a period, from the end where negative.
fn keep_positions(positions: &[i16], times: &mut Vec<Local>) {
    let named = |position: i64| {
        i16::try_from(position).is_ok_and(|position| positions.binary_search(&position).is_ok())
    };
    let length = count(times.len());
    let mut at = 0;
    times.retain(|_| {
        at += 1;
        named(at) || named(at - length - 1)
    });
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

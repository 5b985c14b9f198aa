//! A recurrence rule (RFC 5545 3.3.10) as text becomes a [`Rule`]. A part that is unknown, repeated,
//! out of range or forbidden for the frequency makes the rule unreadable: leaving it out would free
//! time that is taken.

use super::values::{self, Frame, stamp};
use crate::calendars::local::Local;

/// How often a rule begins a new period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::calendars) enum Frequency {
    Yearly,
    Monthly,
    Weekly,
    Daily,
    Hourly,
}

/// Where a rule ends, inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::calendars) enum Until {
    /// Through this day, wherever the event is.
    Day(Local),
    /// At this time on the event's own clock.
    Clock(Local),
    /// At this point in time, as UTC reckons it.
    Utc(Local),
}

/// The n-th of each weekday of a month or year, bit `n` for the n-th; Monday is 0.
pub(in crate::calendars) type NthWeekdays = [u64; 7];

/// A rule as written. Sets of small numbers are bit masks: bit `n` for the number `n`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::calendars) struct Rule {
    pub(in crate::calendars) frequency: Frequency,
    pub(in crate::calendars) interval: i64,
    pub(in crate::calendars) count: Option<i64>,
    pub(in crate::calendars) until: Option<Until>,
    /// First day of the week; Monday is 0.
    pub(in crate::calendars) week_start: u8,
    pub(in crate::calendars) months: u64,
    pub(in crate::calendars) month_days: u64,
    /// Days from the end of the month, 1 being the last.
    pub(in crate::calendars) month_days_back: u64,
    /// In rising order, as `positions` are.
    pub(in crate::calendars) year_days: Vec<i16>,
    pub(in crate::calendars) weeks: u64,
    /// Weeks from the end of the year, 1 being the last.
    pub(in crate::calendars) weeks_back: u64,
    pub(in crate::calendars) weekdays: u64,
    pub(in crate::calendars) nth_weekdays: NthWeekdays,
    /// The same from the end, 1 being the last.
    pub(in crate::calendars) nth_weekdays_back: NthWeekdays,
    pub(in crate::calendars) hours: u64,
    pub(in crate::calendars) minutes: u64,
    pub(in crate::calendars) seconds: u64,
    pub(in crate::calendars) positions: Vec<i16>,
}

/// Why a rule is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::calendars) enum RuleFault {
    /// It cannot be understood.
    Unreadable,
    /// It repeats by minutes or seconds.
    TooFine,
}

impl Rule {
    const fn new(frequency: Frequency) -> Self {
        Self {
            frequency,
            interval: 1,
            count: None,
            until: None,
            week_start: 0,
            months: 0,
            month_days: 0,
            month_days_back: 0,
            year_days: Vec::new(),
            weeks: 0,
            weeks_back: 0,
            weekdays: 0,
            nth_weekdays: [0; 7],
            nth_weekdays_back: [0; 7],
            hours: 0,
            minutes: 0,
            seconds: 0,
            positions: Vec::new(),
        }
    }

    /// Reads the value of an RRULE.
    pub(in crate::calendars) fn parse(text: &str) -> Result<Self, RuleFault> {
        let upper = text.to_ascii_uppercase();
        let mut parts = Vec::new();
        for part in upper.split(';').map(str::trim).filter(|p| !p.is_empty()) {
            let (name, value) = part.split_once('=').ok_or(RuleFault::Unreadable)?;
            let (name, value) = (name.trim(), value.trim());
            if parts.iter().any(|(other, _)| *other == name) {
                return Err(RuleFault::Unreadable);
            }
            parts.push((name, value));
        }
        let frequency = parts.iter().find(|(name, _)| *name == "FREQ");
        let mut rule = Self::new(match frequency.map(|(_, value)| *value) {
            Some("YEARLY") => Frequency::Yearly,
            Some("MONTHLY") => Frequency::Monthly,
            Some("WEEKLY") => Frequency::Weekly,
            Some("DAILY") => Frequency::Daily,
            Some("HOURLY") => Frequency::Hourly,
            Some("MINUTELY" | "SECONDLY") => return Err(RuleFault::TooFine),
            _ => return Err(RuleFault::Unreadable),
        });
        for (name, value) in parts {
            rule.take(name, value).ok_or(RuleFault::Unreadable)?;
        }
        rule.check()?;
        Ok(rule)
    }

    /// Takes in one part; none where it is not understood.
    fn take(&mut self, name: &str, value: &str) -> Option<()> {
        match name {
            "FREQ" => {}
            "INTERVAL" => self.interval = number(value).filter(|n| *n > 0)?,
            "COUNT" => self.count = Some(number(value).filter(|n| *n > 0)?),
            "UNTIL" => self.until = Some(until(value)?),
            "WKST" => self.week_start = weekday(value)?,
            "BYMONTH" => self.months = mask(value, 1, 12)?,
            "BYMONTHDAY" => (self.month_days, self.month_days_back) = signed_masks(value, 31)?,
            "BYYEARDAY" => self.year_days = signed(value, 366)?,
            "BYWEEKNO" => (self.weeks, self.weeks_back) = signed_masks(value, 53)?,
            "BYDAY" => list(value).try_for_each(|one| self.take_weekday(one))?,
            "BYHOUR" => self.hours = mask(value, 0, 23)?,
            "BYMINUTE" => self.minutes = mask(value, 0, 59)?,
            "BYSECOND" => self.seconds = mask(value, 0, 60)?,
            "BYSETPOS" => self.positions = signed(value, 366)?,
            // RFC 7529: the calendar and what happens to dates that do not exist. Only what
            // RFC 5545 does anyway is understood.
            "RSCALE" if value == "GREGORIAN" => {}
            "SKIP" if value == "OMIT" => {}
            _ => return None,
        }
        Some(())
    }

    /// `MO`, `2MO` or `-1MO`.
    fn take_weekday(&mut self, text: &str) -> Option<()> {
        let (nth, name) = text.split_at_checked(text.len().checked_sub(2)?)?;
        let weekday = usize::from(weekday(name)?);
        if nth.is_empty() {
            self.weekdays |= 1 << weekday;
            return Some(());
        }
        let nth = signed_number(nth, 53)?;
        let masks = if nth > 0 {
            &mut self.nth_weekdays
        } else {
            &mut self.nth_weekdays_back
        };
        *masks.get_mut(weekday)? |= 1 << nth.unsigned_abs();
        Some(())
    }

    /// Whether there is an n-th weekday in the rule.
    pub(in crate::calendars) fn has_nth_weekdays(&self) -> bool {
        self.nth_weekdays != [0; 7] || self.nth_weekdays_back != [0; 7]
    }

    /// What RFC 5545 forbids for a frequency, and rules finer than we read.
    fn check(&mut self) -> Result<(), RuleFault> {
        if self.seconds.count_ones() > 1 {
            return Err(RuleFault::TooFine);
        }
        // 60 is a leap second; clocks without them read 59 (3.3.12).
        if self.seconds == 1 << 60 {
            self.seconds = 1 << 59;
        }
        let month_days = self.month_days | self.month_days_back != 0;
        let year_days = !self.year_days.is_empty();
        let weeks = self.weeks | self.weeks_back != 0;
        let forbidden = match self.frequency {
            Frequency::Yearly => false,
            Frequency::Monthly | Frequency::Daily => year_days || weeks,
            Frequency::Weekly => month_days || year_days || weeks,
            Frequency::Hourly => weeks,
        };
        if forbidden {
            return Err(RuleFault::Unreadable);
        }
        // An n-th weekday means something only in a month or a year without week numbers. Where
        // it stands otherwise, every such weekday is taken: too busy is safe, too free is not.
        let within = matches!(self.frequency, Frequency::Yearly | Frequency::Monthly);
        if !within || weeks {
            for weekday in 0..7 {
                let nth = self.nth_weekdays.get(weekday) != Some(&0);
                let back = self.nth_weekdays_back.get(weekday) != Some(&0);
                self.weekdays |= u64::from(nth || back) << weekday;
            }
            self.nth_weekdays = [0; 7];
            self.nth_weekdays_back = [0; 7];
        }
        Ok(())
    }
}

fn number(text: &str) -> Option<i64> {
    values::digits(text.as_bytes()).filter(|n| *n <= i64::from(u32::MAX))
}

/// `+n`, `-n` or `n`, never 0.
fn signed_number(text: &str, most: i16) -> Option<i16> {
    let (sign, digits) = match text.as_bytes() {
        [b'-', ..] => (-1, text.get(1..)?),
        [b'+', ..] => (1, text.get(1..)?),
        _ => (1, text),
    };
    let value = i16::try_from(number(digits)?).ok()?;
    (1..=most).contains(&value).then_some(sign * value)
}

fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim)
}

fn mask(text: &str, least: i64, most: i64) -> Option<u64> {
    list(text).try_fold(0, |mask, one| {
        let value = number(one).filter(|n| (least..=most).contains(n))?;
        Some(mask | 1 << value)
    })
}

fn signed(text: &str, most: i16) -> Option<Vec<i16>> {
    let mut values: Vec<i16> = list(text)
        .map(|one| signed_number(one, most))
        .collect::<Option<_>>()?;
    values.sort_unstable();
    values.dedup();
    Some(values)
}

/// The positive numbers and the negative ones without their sign.
fn signed_masks(text: &str, most: i16) -> Option<(u64, u64)> {
    list(text).try_fold((0, 0), |(ahead, back), one| {
        let value = signed_number(one, most)?;
        let bit = 1 << value.unsigned_abs();
        Some(if value > 0 {
            (ahead | bit, back)
        } else {
            (ahead, back | bit)
        })
    })
}

fn weekday(text: &str) -> Option<u8> {
    match text {
        "MO" => Some(0),
        "TU" => Some(1),
        "WE" => Some(2),
        "TH" => Some(3),
        "FR" => Some(4),
        "SA" => Some(5),
        "SU" => Some(6),
        _ => None,
    }
}

fn until(text: &str) -> Option<Until> {
    let stamp = stamp(text, None)?;
    Some(match stamp.frame {
        Frame::Day => Until::Day(stamp.local),
        Frame::Utc => Until::Utc(stamp.local),
        Frame::Floating | Frame::Zone(_) => Until::Clock(stamp.local),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_rule_may_not_say_makes_it_unreadable() {
        for bad in [
            "",
            "COUNT=3",
            "FREQ=FORTNIGHTLY",
            "FREQ=DAILY;COUNT=0",
            "FREQ=DAILY;INTERVAL=0",
            "FREQ=DAILY;INTERVAL=-1",
            "FREQ=DAILY;UNTIL=soon",
            "FREQ=DAILY;COUNT",
            "FREQ=DAILY;COUNT=1;COUNT=2",
            "FREQ=DAILY;BYMONTH=13",
            "FREQ=DAILY;BYMONTHDAY=0",
            "FREQ=DAILY;BYDAY=0MO",
            "FREQ=DAILY;BYDAY=",
            "FREQ=DAILY;BYHOUR=24",
            "FREQ=DAILY;X-MOON=FULL",
            "FREQ=WEEKLY;BYMONTHDAY=1",
            "FREQ=MONTHLY;BYYEARDAY=1",
            "FREQ=MONTHLY;BYWEEKNO=1",
            "RSCALE=CHINESE;FREQ=YEARLY",
            "FREQ=YEARLY;SKIP=FORWARD",
        ] {
            assert_eq!(Rule::parse(bad), Err(RuleFault::Unreadable), "{bad}");
        }
        for fine in [
            "FREQ=SECONDLY",
            "FREQ=MINUTELY;INTERVAL=60",
            "FREQ=DAILY;BYSECOND=0,30",
        ] {
            assert_eq!(Rule::parse(fine), Err(RuleFault::TooFine), "{fine}");
        }
    }

    #[test]
    fn case_spaces_and_an_empty_last_part_do_no_harm() {
        let rule = Rule::parse("freq=monthly; byday=-1fr,+2mo ;interval=2;").unwrap();
        assert_eq!(rule.frequency, Frequency::Monthly);
        assert_eq!(rule.interval, 2);
        assert_eq!(rule.nth_weekdays, [1 << 2, 0, 0, 0, 0, 0, 0]);
        assert_eq!(rule.nth_weekdays_back, [0, 0, 0, 0, 1 << 1, 0, 0]);
        assert_eq!(rule.weekdays, 0);
    }
}

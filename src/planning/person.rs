//! What a person has said about their time: hours, windows, offices, wishes. Nothing here is read
//! from a calendar, and nothing here is computed.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::domain::people::{DayHours, OfficeDay, Weekday};
use crate::domain::{Busy, Interval, Minutes, PlaceId};

/// A part of every year, both days included; may reach over New Year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearPart {
    /// Month and day of its first day.
    pub from: (i8, i8),
    /// Month and day of its last.
    pub to: (i8, i8),
}

impl YearPart {
    /// Whether `date` lies in it, whatever its year.
    #[must_use]
    pub fn contains(self, date: Date) -> bool {
        let day = (date.month(), date.day());
        let (begun, not_over) = (self.from <= day, day <= self.to);
        if self.from <= self.to {
            begun && not_over
        } else {
            begun || not_over
        }
    }
}

/// Weekly hours for a part of the year, such as the summer's shorter days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// The week.
    pub week: Vec<DayHours>,
    /// First date they hold on; none: always before.
    #[serde(default)]
    pub from: Option<Date>,
    /// Last date they hold on; none: always after.
    #[serde(default)]
    pub until: Option<Date>,
    /// The part of every year that they hold in; none: the whole year.
    #[serde(default)]
    pub yearly: Option<YearPart>,
}

impl Hours {
    /// Whether they hold on `date`.
    #[must_use]
    pub fn hold_on(&self, date: Date) -> bool {
        self.from.is_none_or(|from| from <= date)
            && self.until.is_none_or(|until| date <= until)
            && self.yearly.is_none_or(|part| part.contains(date))
    }
}

/// Days on which the person does not work: a holiday, a course.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DaysOff {
    /// The first of them.
    pub first: Date,
    /// The last of them.
    pub last: Date,
}

/// Hours of one single date, in place of whatever else holds on it: the week, a holiday, days off.
/// Several of one date are one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherHours {
    /// Which date.
    pub date: Date,
    /// First minute after local midnight.
    pub from: Minutes,
    /// Minute after the last.
    pub to: Minutes,
}

/// A day kept free of meetings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Protected {
    /// This day of every week.
    Every(Weekday),
    /// These dates, both included.
    Dates(Date, Date),
}

/// How much of a person's time meetings may take.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Days without meetings.
    pub protected: Vec<Protected>,
    /// The most meetings on one local day; none: as many as fit.
    pub a_day: Option<u16>,
    /// The most meetings in one week, Monday to Sunday; none: as many as fit.
    pub a_week: Option<u16>,
}

/// A stretch of the local clock, in minutes after midnight: `[from, to)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockSpan {
    /// First minute.
    pub from: Minutes,
    /// Minute after the last.
    pub to: Minutes,
}

/// One person's own word on when they can be met. No default: whoever makes one says each thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Working hours. On each date the last that hold apply; with none the person does not work.
    pub hours: Vec<Hours>,
    /// Dates without work.
    pub days_off: Vec<DaysOff>,
    /// Dates with hours of their own.
    #[serde(default)]
    pub other_hours: Vec<OtherHours>,
    /// When people of other organisations may book; none: all working hours. Windows never reach
    /// outside the working hours.
    pub windows: Option<Vec<DayHours>>,
    /// Where the person plans to be.
    pub office_days: Vec<OfficeDay>,
    /// Whether the linked calendars hold all that the person does. Where not, the person is free in
    /// their windows only, for colleagues too, and without windows never (rule B13).
    pub complete: bool,
    /// Whether what stands as *perhaps* in the calendar counts as taken.
    pub tentative_is_busy: bool,
    /// Minutes that must lie between now and a meeting's start.
    pub minimum_notice: Minutes,
    /// Minutes that must lie between a meeting and whatever else is taken.
    pub buffer: Minutes,
    /// When no meeting may be.
    pub lunch: Option<ClockSpan>,
    /// How much of their time meetings may take.
    #[serde(default)]
    pub limits: Limits,
}

impl Person {
    /// The working hours of `date` before holidays and days off are taken out.
    pub fn week_hours(&self, date: Date) -> impl Iterator<Item = DayHours> {
        let weekday = Weekday::from(date.weekday());
        let holding = self.hours.iter().rev().find(|hours| hours.hold_on(date));
        let week = holding.map_or(&[][..], |hours| &hours.week);
        week.iter().copied().filter(move |day| day.day == weekday)
    }

    /// Whether `date` is one of the days off.
    #[must_use]
    pub fn is_off(&self, date: Date) -> bool {
        self.days_off
            .iter()
            .any(|off| off.first <= date && date <= off.last)
    }

    /// The hours of `date` where it has hours of its own, as first and last minute.
    pub fn own_hours(&self, date: Date) -> impl Iterator<Item = (Minutes, Minutes)> {
        let of_date = self.other_hours.iter().filter(move |own| own.date == date);
        of_date.map(|own| (own.from, own.to))
    }

    /// Whether `date` is kept free of meetings.
    #[must_use]
    pub fn is_protected(&self, date: Date) -> bool {
        let weekday = Weekday::from(date.weekday());
        self.limits.protected.iter().any(|days| match *days {
            Protected::Every(day) => day == weekday,
            Protected::Dates(first, last) => first <= date && date <= last,
        })
    }

    /// Where the person plans to be on `date`; the first office day of that weekday counts.
    #[must_use]
    pub fn office(&self, date: Date) -> Option<PlaceId> {
        let weekday = Weekday::from(date.weekday());
        let day = self.office_days.iter().find(|day| day.day == weekday);
        day.map(|day| day.place)
    }
}

/// One linked calendar as it was last read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// What is taken.
    pub busy: Vec<Busy>,
    /// The stretch that was read. Outside it nothing is known, and unknown is never free; none: the
    /// calendar could not be read, or is stale.
    pub known: Option<Interval>,
}

/// Time that samband itself has given away: a booking or a hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// When.
    pub interval: Interval,
    /// Where, if it is at a place.
    pub place: Option<PlaceId>,
}

/// All that is known to take a person's time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diary {
    /// The linked calendars, and the busy time that the person's other post shares (rule B13).
    pub calendars: Vec<Calendar>,
    /// Own bookings and holds.
    pub own: Vec<Taken>,
    /// The booking that is to be moved: its time counts as free, also where a calendar shows it.
    pub replaces: Option<Interval>,
}

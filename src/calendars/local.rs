//! Local reckoning: what a wall clock shows, without saying where. Recurrence rules work on this
//! alone; a zone makes a point in time of it afterwards.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

/// Seconds of a day.
pub(super) const DAY: i64 = 86_400;

/// A wall-clock time: seconds since 1970-01-01T00:00:00 on that clock, every day having 86,400.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Local(i64);

impl Local {
    pub(super) const fn from_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// The first second of the day that is `day` days after 1970-01-01.
    pub(super) const fn from_day(day: i64) -> Self {
        Self(day.saturating_mul(DAY))
    }

    /// From a civil time; beyond the years that jiff's points in time have, far away.
    pub(super) fn from_civil(civil: DateTime) -> Self {
        let far = if civil.year() < 0 { i64::MIN } else { i64::MAX };
        Offset::UTC
            .to_timestamp(civil)
            .map_or(Self(far / 4), |at| Self(at.as_second()))
    }

    pub(super) fn from_date(date: Date) -> Self {
        Self::from_civil(DateTime::from_parts(date, Time::midnight()))
    }

    /// The civil time; beyond jiff's years -9999 to 9999 the nearest in them.
    pub(super) fn civil(self) -> DateTime {
        let at = Timestamp::from_second(self.0).unwrap_or(if self.0 < 0 {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        });
        Offset::UTC.to_datetime(at)
    }

    pub(super) const fn seconds(self) -> i64 {
        self.0
    }

    /// Days since 1970-01-01.
    pub(super) const fn day(self) -> i64 {
        self.0.div_euclid(DAY)
    }

    /// Seconds since the day began.
    pub(super) const fn second_of_day(self) -> i64 {
        self.0.rem_euclid(DAY)
    }

    /// The first second of its day.
    pub(super) const fn midnight(self) -> Self {
        Self::from_day(self.day())
    }

    pub(super) const fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }
}

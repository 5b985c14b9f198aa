//! How long an entry lasts, for one that happens once and for each instance of one that recurs.

use super::ical::{Finish, Frame, Stamp};
use super::local::{DAY, Local};
use super::zones::{Zone, Zones};
use crate::domain::Instant;

/// From a start to an end.
#[derive(Clone, Copy)]
pub(super) enum Span {
    /// The same exact seconds for every instance (RFC 5545 3.8.5.3, an event with DTEND).
    Exact(i64),
    /// Days by the calendar, then exact seconds (3.3.6 and whole days).
    Calendar { days: i64, seconds: i64 },
}

impl Span {
    /// Of something that begins at `start` and ends at `finish`. Where nothing is said, or the end
    /// is not after the start, a whole day lasts one day and a time no time at all (3.6.1).
    pub(super) fn of(start: Stamp, finish: Option<Finish>, zones: &Zones) -> Self {
        let whole_day = start.frame == Frame::Day;
        let least = if whole_day {
            Self::Calendar {
                days: 1,
                seconds: 0,
            }
        } else {
            Self::Exact(0)
        };
        match finish {
            None => least,
            Some(Finish::At(end)) if whole_day && end.frame == Frame::Day => {
                let days = end.local.day() - start.local.day();
                let seconds = 0;
                Self::Calendar { days, seconds }.or(least)
            }
            Some(Finish::At(end)) => {
                let elapsed = zones.instant(end).seconds() - zones.instant(start).seconds();
                Self::Exact(elapsed).or(least)
            }
            Some(Finish::After(length)) => Self::Calendar {
                days: length.days,
                seconds: length.seconds,
            }
            .or(least),
        }
    }

    fn or(self, least: Self) -> Self {
        if self.most() > 0 { self } else { least }
    }

    /// Its seconds where every day has 24 hours.
    fn most(self) -> i64 {
        match self {
            Self::Exact(seconds) => seconds,
            Self::Calendar { days, seconds } => days.saturating_mul(DAY).saturating_add(seconds),
        }
    }

    /// Seconds that no instance lasts longer than.
    pub(super) fn reach(self) -> i64 {
        self.most().saturating_add(2 * DAY)
    }

    /// Where an instance ends that begins at `start`, which is `local` on the clock of `zone`.
    pub(super) fn end(self, start: Instant, local: Local, zone: &Zone) -> Instant {
        let (from, seconds) = match self {
            Self::Exact(seconds) => (start, seconds),
            Self::Calendar { days: 0, seconds } => (start, seconds),
            Self::Calendar { days, seconds } => {
                let later = local.plus(days.saturating_mul(DAY));
                (zone.instant(later), seconds)
            }
        };
        Instant::from_seconds(from.seconds().saturating_add(seconds))
    }
}

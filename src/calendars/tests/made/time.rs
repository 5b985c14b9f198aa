//! Where the times of a made event are, and how they are written.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::dice::Dice;
use crate::domain::Instant;

/// How an event's times are written.
#[derive(Clone, Copy)]
pub(super) enum Frame {
    Day,
    Utc,
    Floating,
    /// A TZID, and the zone that behaves like it.
    Zone(&'static str, &'static str),
}

/// TZIDs, the custom one with a zone of the same rules.
const ZONES: [(&str, &str); 9] = [
    ("Europe/Oslo", "Europe/Oslo"),
    ("Europe/Oslo", "Europe/Oslo"),
    ("Europe/Oslo", "Europe/Oslo"),
    ("W. Europe Standard Time", "Europe/Berlin"),
    ("Pacific Standard Time", "America/Los_Angeles"),
    ("America/New_York", "America/New_York"),
    ("Australia/Sydney", "Australia/Sydney"),
    ("Asia/Tokyo", "Asia/Tokyo"),
    ("Kontoret", "Europe/Helsinki"),
];

impl Frame {
    pub(super) fn rolled(dice: &mut Dice) -> Self {
        match dice.roll(10) {
            0 | 1 => Self::Day,
            2 => Self::Utc,
            3 => Self::Floating,
            _ => Self::zone(dice),
        }
    }

    pub(super) fn zone(dice: &mut Dice) -> Self {
        let (name, like) = *dice.pick(&ZONES);
        Self::Zone(name, like)
    }

    pub(super) fn is_day(self) -> bool {
        matches!(self, Self::Day)
    }

    /// Parameters of a property with times of this frame.
    pub(super) fn parameters(self) -> String {
        match self {
            Self::Day => ";VALUE=DATE".to_owned(),
            Self::Utc | Self::Floating => String::new(),
            Self::Zone(name, _) => format!(";TZID={name}"),
        }
    }

    /// A time as this frame writes it.
    pub(super) fn write(self, local: DateTime) -> String {
        let form = match self {
            Self::Day => "%Y%m%d",
            Self::Utc => "%Y%m%dT%H%M%SZ",
            Self::Floating | Self::Zone(..) => "%Y%m%dT%H%M%S",
        };
        local.strftime(form).to_string()
    }

    /// `NAME;PARAMETERS:TIME`.
    pub(super) fn line(self, name: &str, local: DateTime) -> String {
        format!("{name}{}:{}\r\n", self.parameters(), self.write(local))
    }

    /// The zone in which a local time of this frame is, `own` being the calendar's.
    pub(super) fn time_zone(self, own: &str) -> TimeZone {
        let name = match self {
            Self::Day | Self::Floating => own,
            Self::Utc => "UTC",
            Self::Zone(_, like) => like,
        };
        TimeZone::get(name).unwrap()
    }
}

/// The same moment on another clock.
pub(super) fn as_seen(local: DateTime, from: &TimeZone, to: &TimeZone) -> DateTime {
    to.to_datetime(instant(local, from).timestamp())
}

pub(super) fn instant(local: DateTime, zone: &TimeZone) -> Instant {
    let at = zone.to_ambiguous_timestamp(local).compatible();
    Instant::from(at.unwrap())
}

//! The value types of RFC 5545 3.3 that decide when somebody is busy: dates, times, durations,
//! periods and offsets. Text that is not exactly such a value gives none, never a guess.

use jiff::civil::{Date, Time};

use super::ZoneRef;
use crate::calendars::local::Local;

/// How a local time is to be read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::calendars) enum Frame {
    /// A whole day (DATE), in the calendar's zone.
    Day,
    /// A floating time, in the calendar's zone.
    Floating,
    /// UTC.
    Utc,
    /// In the zone that a TZID names.
    Zone(ZoneRef),
}

/// A DATE or DATE-TIME (RFC 5545 3.3.4, 3.3.5).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::calendars) struct Stamp {
    pub(in crate::calendars) local: Local,
    pub(in crate::calendars) frame: Frame,
}

/// A DURATION (RFC 5545 3.3.6): days (weeks are seven) by the calendar, then exact seconds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::calendars) struct Length {
    pub(in crate::calendars) days: i64,
    pub(in crate::calendars) seconds: i64,
}

/// Where something ends.
#[derive(Clone, Copy)]
pub(in crate::calendars) enum Finish {
    At(Stamp),
    After(Length),
}

/// A PERIOD, or a start alone (RDATE has both).
#[derive(Clone, Copy)]
pub(in crate::calendars) struct Period {
    pub(in crate::calendars) start: Stamp,
    pub(in crate::calendars) finish: Option<Finish>,
}

/// A DATE or DATE-TIME. `zone` is what its TZID names; a `Z` and a DATE have none.
pub(super) fn stamp(text: &str, zone: Option<ZoneRef>) -> Option<Stamp> {
    let bytes = text.as_bytes();
    let local = Local::from_date(date(bytes.get(..8)?)?);
    let (time, frame) = match bytes.get(8..)? {
        [] => {
            return Some(Stamp {
                local,
                frame: Frame::Day,
            });
        }
        [b'T' | b't', time @ .., b'Z' | b'z'] => (time, Frame::Utc),
        [b'T' | b't', time @ ..] => (time, zone.map_or(Frame::Floating, Frame::Zone)),
        _ => return None,
    };
    Some(Stamp {
        local: local.plus(second_of_day(time)?),
        frame,
    })
}

fn date(bytes: &[u8]) -> Option<Date> {
    let year = digits(bytes.get(..4)?)?;
    let month = digits(bytes.get(4..6)?)?;
    let day = digits(bytes.get(6..)?)?;
    Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    )
    .ok()
}

fn second_of_day(bytes: &[u8]) -> Option<i64> {
    if bytes.len() != 6 {
        return None;
    }
    let hour = digits(bytes.get(..2)?)?;
    let minute = digits(bytes.get(2..4)?)?;
    // 60 is a leap second, which a clock without them reads as 59 (3.3.12).
    let second = match digits(bytes.get(4..)?)? {
        60 => 59,
        second => second,
    };
    let whole = |part: i64| i8::try_from(part).ok();
    Time::new(whole(hour)?, whole(minute)?, whole(second)?, 0).ok()?;
    Some(hour * 3_600 + minute * 60 + second)
}

/// Decimal digits and nothing else, at most fifteen.
pub(super) fn digits(bytes: &[u8]) -> Option<i64> {
    if bytes.is_empty() || bytes.len() > 15 {
        return None;
    }
    bytes.iter().try_fold(0_i64, |number, byte| {
        byte.is_ascii_digit()
            .then(|| number * 10 + i64::from(byte - b'0'))
    })
}

/// A DURATION.
pub(super) fn length(text: &str) -> Option<Length> {
    let upper = text.to_ascii_uppercase();
    let (sign, unsigned) = match upper.as_bytes() {
        [b'-', rest @ ..] => (-1, rest),
        [b'+', rest @ ..] => (1, rest),
        all => (1, all),
    };
    let mut rest = unsigned.strip_prefix(b"P")?;
    let (mut days, mut seconds) = (0_i64, 0_i64);
    let (mut timed, mut parts) = (false, 0);
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix(b"T").filter(|_| !timed) {
            timed = true;
            rest = after;
            // A T promises a time: nothing after it means that the value was cut off.
            parts = 0;
            continue;
        }
        let end = rest.iter().position(|byte| !byte.is_ascii_digit())?;
        let (number, unit) = rest.split_at_checked(end)?;
        let number = digits(number)?;
        match (unit.first()?, timed) {
            (b'W', false) => days = days.checked_add(number.checked_mul(7)?)?,
            (b'D', false) => days = days.checked_add(number)?,
            (b'H', true) => seconds = seconds.checked_add(number.checked_mul(3_600)?)?,
            (b'M', true) => seconds = seconds.checked_add(number.checked_mul(60)?)?,
            (b'S', true) => seconds = seconds.checked_add(number)?,
            _ => return None,
        }
        parts += 1;
        rest = unit.get(1..)?;
    }
    (parts > 0).then_some(Length {
        days: sign * days,
        seconds: sign * seconds,
    })
}

/// A PERIOD `start/end` or `start/duration` (RFC 5545 3.3.9), or a start alone.
pub(super) fn period(text: &str, zone: Option<ZoneRef>) -> Option<Period> {
    let Some((start, finish)) = text.split_once('/') else {
        return Some(Period {
            start: stamp(text, zone)?,
            finish: None,
        });
    };
    let start = stamp(start, zone)?;
    // A period that ends before it begins has lost or gained a digit somewhere.
    let finish = if finish.starts_with(['P', 'p', '+']) {
        Finish::After(length(finish)?)
    } else {
        let end = stamp(finish, zone)?;
        if end.frame == start.frame && end.local < start.local {
            return None;
        }
        Finish::At(end)
    };
    Some(Period {
        start,
        finish: Some(finish),
    })
}

/// A UTC-OFFSET (RFC 5545 3.3.14) in seconds east of UTC.
pub(super) fn offset(text: &str) -> Option<i64> {
    let (sign, rest) = match text.as_bytes() {
        [b'+', rest @ ..] => (1, rest),
        [b'-', rest @ ..] => (-1, rest),
        _ => return None,
    };
    let hours = digits(rest.get(..2)?)?;
    let minutes = digits(rest.get(2..4)?)?;
    let seconds = match rest.get(4..)? {
        [] => 0,
        two @ [_, _] => digits(two)?,
        _ => return None,
    };
    (hours < 24 && minutes < 60 && seconds < 60)
        .then_some(sign * (hours * 3_600 + minutes * 60 + seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Option<(i64, i64)> {
        length(text).map(|length| (length.days, length.seconds))
    }

    #[test]
    fn durations_keep_days_apart_from_seconds() {
        assert_eq!(parts("P1W"), Some((7, 0)));
        assert_eq!(parts("p1dt1h30m5s"), Some((1, 5_405)));
        assert_eq!(parts("-PT15M"), Some((0, -900)));
        for bad in ["", "P", "PT", "P1DT", "1H", "PT1", "P1H", "PT1D", "PTH"] {
            assert_eq!(parts(bad), None, "{bad}");
        }
    }

    #[test]
    fn times_are_exact_or_nothing() {
        for bad in [
            "",
            "2027030",
            "20270229",
            "20270301T",
            "20270301T0900",
            "20270301T240000",
            "20270301T090061",
            "20270301T090000ZZ",
            "2027-03-01",
            "+0270301",
        ] {
            assert!(stamp(bad, None).is_none(), "{bad}");
        }
        let leap = stamp("20270301T235960Z", None).unwrap();
        assert_eq!(leap.local.second_of_day(), 86_399);
    }

    #[test]
    fn offsets_have_a_sign() {
        assert_eq!(offset("+0100"), Some(3_600));
        assert_eq!(offset("-123456"), Some(-45_296));
        for bad in ["0100", "+1", "+01000", "+2400", "+0160"] {
            assert_eq!(offset(bad), None, "{bad}");
        }
    }
}

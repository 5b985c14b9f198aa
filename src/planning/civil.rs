//! Local dates and clock times to points in time and back, in the zone that is handed in. The day's
//! own offset is used, so a change to or from summer time moves nothing that people agreed on.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::domain::{Instant, Interval, Minutes};

/// Minutes of a whole day.
const DAY: Minutes = 24 * 60;

/// The local date at `at`.
#[must_use]
pub fn date(at: Instant, zone: &TimeZone) -> Date {
    zone.to_datetime(at.timestamp()).date()
}

/// Minutes on the local clock since midnight at `at`, 0 to 1439.
#[must_use]
pub fn minute(at: Instant, zone: &TimeZone) -> Minutes {
    let time = zone.to_datetime(at.timestamp()).time();
    Minutes::from(time.hour().unsigned_abs()) * 60 + Minutes::from(time.minute().unsigned_abs())
}

/// When the local clock shows `minute` minutes after midnight on `date`; more than 24 hours counts
/// as 24. A time that the clock skips is the time after the gap, one that it shows twice the first.
/// None at the end of jiff's calendar.
#[must_use]
pub fn instant(date: Date, minute: Minutes, zone: &TimeZone) -> Option<Instant> {
    let (date, minute) = match minute {
        DAY.. => (date.tomorrow().ok()?, 0),
        minute => (date, minute),
    };
    let hour = i8::try_from(minute / 60).ok()?;
    let clock = date.at(hour, i8::try_from(minute % 60).ok()?, 0, 0);
    zone.to_timestamp(clock).ok().map(Instant::from)
}

/// From one minute of the local clock to another on `date`; none where that is empty.
#[must_use]
pub fn span(date: Date, from: Minutes, to: Minutes, zone: &TimeZone) -> Option<Interval> {
    Interval::new(instant(date, from, zone)?, instant(date, to, zone)?)
}

/// The local dates that `span` touches, in order.
pub fn dates(span: Interval, zone: &TimeZone) -> impl Iterator<Item = Date> + use<> {
    let last = date(span.end().plus_minutes(-1).max(span.start()), zone);
    date(span.start(), zone)
        .series(jiff::Span::new().days(1))
        .take_while(move |date| *date <= last)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as day;

    use super::*;

    fn oslo() -> TimeZone {
        TimeZone::get("Europe/Oslo").unwrap()
    }

    #[test]
    fn the_same_hour_stands_on_the_clock_on_both_sides_of_summer_time() {
        let hours = |date| {
            let span = span(date, 480, 930, &oslo()).unwrap();
            [span.start().to_string(), span.end().to_string()]
        };
        assert_eq!(
            hours(day(2026, 3, 27)),
            ["2026-03-27T07:00:00Z", "2026-03-27T14:30:00Z"]
        );
        assert_eq!(
            hours(day(2026, 3, 30)),
            ["2026-03-30T06:00:00Z", "2026-03-30T13:30:00Z"]
        );
    }

    #[test]
    fn the_days_of_the_change_have_23_and_25_hours() {
        let hours = |date| {
            let day = span(date, 0, 1_440, &oslo()).unwrap();
            (day.end() - day.start()).as_hours()
        };
        assert_eq!(hours(day(2026, 3, 29)), 23);
        assert_eq!(hours(day(2026, 10, 25)), 25);
        assert_eq!(hours(day(2026, 10, 26)), 24);
    }

    #[test]
    fn a_span_touches_the_dates_it_shares_time_with() {
        let midnight = instant(day(2026, 4, 14), 0, &oslo()).unwrap();
        let span = Interval::new(midnight.plus_minutes(-10), midnight).unwrap();
        assert_eq!(dates(span, &oslo()).collect::<Vec<_>>(), [day(2026, 4, 13)]);
        let span = Interval::new(midnight.plus_minutes(-10), midnight.plus_minutes(1)).unwrap();
        assert_eq!(dates(span, &oslo()).count(), 2);
        assert_eq!(minute(span.start(), &oslo()), 1_430);
    }
}

//! Whole days in a free-busy answer (RFC 4791 §7.10).
//!
//! Most servers give an all-day entry as a day in UTC, though it was meant as a day where its owner
//! lives. What was meant can't be told from the answer, so both days count as busy.

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::domain::{Busy, BusyKind, Instant, Interval};

/// The window in whole days of UTC, with a day more at either end: so a day that the window only
/// touches is not clipped by the server, and can be seen to be whole.
pub(super) fn around(window: Interval) -> Option<Interval> {
    let day = |at: Instant| at.timestamp().to_zoned(TimeZone::UTC).date();
    let first = day(window.start()).checked_sub(1.day()).ok()?;
    let last = day(window.end()).checked_add(2.days()).ok()?;
    let midnight = |date: Date| date.to_zoned(TimeZone::UTC).ok();
    Interval::new(
        midnight(first)?.timestamp().into(),
        midnight(last)?.timestamp().into(),
    )
}

/// `span`, which is of whole days, in about so many pieces of whole days.
pub(super) fn pieces(span: Interval, many: u8) -> Vec<Interval> {
    const DAY: i64 = 24 * 60;
    let days = span.end().minutes().saturating_sub(span.start().minutes()) / DAY;
    let each = (days / i64::from(many.max(1))).max(1);
    let mut pieces = Vec::new();
    let mut start = span.start();
    while let Some(rest) = Interval::new(start, span.end()) {
        let left = rest.end().minutes().saturating_sub(start.minutes()) / DAY;
        // What is left over goes with the last.
        let end = if left < 2 * each {
            rest.end()
        } else {
            start.plus_minutes(each * DAY)
        };
        pieces.extend(Interval::new(start, end));
        start = end;
    }
    pieces
}

/// For each day in UTC within `span` that `busy` fills: the day of that date in `zone`.
///
/// `busy` is in order and without overlaps, so an all-day entry may be joined with others or cut
/// around them: a day counts as filled however it is put together. It is of the lowest kind in it,
/// because only higher ones are laid over an entry.
pub(super) fn local(busy: &[Busy], span: Interval, zone: &TimeZone) -> Vec<Busy> {
    let mut days = Vec::new();
    let mut date = span.start().timestamp().to_zoned(TimeZone::UTC).date();
    while let Some(day) = day_in(date, &TimeZone::UTC).filter(|day| day.overlaps(span)) {
        if let Some((kind, local)) = filled_by(busy, day).zip(day_in(date, zone)) {
            days.push(Busy {
                interval: local,
                kind,
            });
        }
        let Ok(next) = date.tomorrow() else { break };
        date = next;
    }
    days
}

/// The day of this date in `zone`: 23 to 25 hours.
fn day_in(date: Date, zone: &TimeZone) -> Option<Interval> {
    let start = date.to_zoned(zone.clone()).ok()?;
    let end = date.tomorrow().ok()?.to_zoned(zone.clone()).ok()?;
    Interval::new(start.timestamp().into(), end.timestamp().into())
}

/// The lowest kind in `day`, where the stretches leave no gap in it.
fn filled_by(busy: &[Busy], day: Interval) -> Option<BusyKind> {
    let mut reached = day.start();
    let mut lowest: Option<BusyKind> = None;
    for stretch in busy {
        let Some(part) = stretch.interval.clip(day) else {
            continue;
        };
        if part.start() > reached {
            return None;
        }
        reached = reached.max(part.end());
        lowest = Some(lowest.map_or(stretch.kind, |kind| kind.min(stretch.kind)));
    }
    lowest.filter(|_| reached == day.end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(start: &str, end: &str) -> Interval {
        let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap().into();
        Interval::new(at(start), at(end)).unwrap()
    }

    /// The local days, as text, that these stretches give rise to.
    fn days(stretches: &[(&str, &str, BusyKind)]) -> Vec<String> {
        let busy: Vec<Busy> = stretches
            .iter()
            .map(|(start, end, kind)| Busy {
                interval: interval(&format!("2027-{start}Z"), &format!("2027-{end}Z")),
                kind: *kind,
            })
            .collect();
        let span = interval("2027-03-01T00:00:00Z", "2027-04-05T00:00:00Z");
        let oslo = TimeZone::get("Europe/Oslo").unwrap();
        let found = local(&busy, span, &oslo);
        let shown = |busy: &Busy| format!("{:?} {:?}", busy.interval, busy.kind);
        found.iter().map(shown).collect()
    }

    use BusyKind::{Busy as Taken, Oof, Tentative};

    #[test]
    fn a_day_in_utc_becomes_the_local_day() {
        assert_eq!(
            days(&[("03-02T00:00:00", "03-03T00:00:00", Taken)]),
            ["[2027-03-01T23:00:00Z, 2027-03-02T23:00:00Z) Busy"]
        );
    }

    #[test]
    fn several_days_and_the_change_of_clocks() {
        assert_eq!(
            days(&[("03-27T00:00:00", "03-30T00:00:00", Oof)]),
            [
                "[2027-03-26T23:00:00Z, 2027-03-27T23:00:00Z) Oof",
                "[2027-03-27T23:00:00Z, 2027-03-28T22:00:00Z) Oof",
                "[2027-03-28T22:00:00Z, 2027-03-29T22:00:00Z) Oof",
            ]
        );
    }

    #[test]
    fn a_day_joined_with_or_cut_around_other_entries_is_still_seen() {
        assert_eq!(
            days(&[("03-01T23:30:00", "03-03T07:00:00", Taken)]),
            ["[2027-03-01T23:00:00Z, 2027-03-02T23:00:00Z) Busy"]
        );
        assert_eq!(
            days(&[
                ("03-02T00:00:00", "03-02T09:00:00", Tentative),
                ("03-02T09:00:00", "03-02T10:00:00", Taken),
                ("03-02T10:00:00", "03-03T00:00:00", Tentative),
            ]),
            ["[2027-03-01T23:00:00Z, 2027-03-02T23:00:00Z) Tentative"]
        );
    }

    #[test]
    fn less_than_a_day_is_none() {
        for (start, end) in [
            ("03-02T00:00:01", "03-03T00:00:00"),
            ("03-02T00:00:00", "03-02T23:59:59"),
            ("03-01T22:00:00", "03-02T22:00:00"),
        ] {
            assert!(days(&[(start, end, Taken)]).is_empty(), "{start}");
        }
        let gap = [
            ("03-02T00:00:00", "03-02T09:00:00", Taken),
            ("03-02T09:00:01", "03-03T00:00:00", Taken),
        ];
        assert!(days(&gap).is_empty());
    }

    #[test]
    fn pieces_are_whole_days_and_leave_none_out() {
        for days in [1, 2, 5, 28, 135] {
            let start: Instant = "2027-03-01T00:00:00Z"
                .parse::<jiff::Timestamp>()
                .unwrap()
                .into();
            let span = Interval::new(start, start.plus_minutes(days * 1_440)).unwrap();
            for many in [0, 1, 4, 16] {
                let pieces = pieces(span, many);
                assert!(pieces.len() <= usize::from(many.max(1)) * 2);
                assert_eq!(pieces[0].start(), span.start());
                assert_eq!(pieces[pieces.len() - 1].end(), span.end());
                for two in pieces.windows(2) {
                    assert_eq!(two[0].end(), two[1].start());
                    assert_eq!(two[0].end().minutes() % 1_440, 0);
                }
            }
        }
    }

    #[test]
    fn the_span_asked_for_holds_every_day_that_the_window_touches() {
        let window = interval("2027-03-02T22:30:00Z", "2027-03-03T23:30:00Z");
        let asked = interval("2027-03-01T00:00:00Z", "2027-03-05T00:00:00Z");
        assert_eq!(around(window), Some(asked));
    }
}

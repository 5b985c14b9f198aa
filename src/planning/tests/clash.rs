//! What came upon a meeting: never the meeting itself.

use proptest::prelude::*;

use super::super::week::{at, span};
use super::*;
use crate::domain::BusyKind;
use crate::planning::person::Limits;

fn person(tentative_is_busy: bool) -> Person {
    Person {
        hours: Vec::new(),
        days_off: Vec::new(),
        other_hours: Vec::new(),
        windows: None,
        office_days: Vec::new(),
        complete: true,
        tentative_is_busy,
        minimum_notice: 0,
        buffer: 30,
        lunch: None,
        limits: Limits::default(),
    }
}

fn busy(kind: BusyKind, when: &str) -> Busy {
    Busy {
        interval: span(when),
        kind,
    }
}

fn taken(when: &str) -> Taken {
    Taken {
        interval: span(when),
        place: None,
    }
}

#[test]
fn only_other_time_that_is_taken_and_overlaps_is_a_clash() {
    let meeting = span("14 10:00-11:00");
    let own = [taken("14 10:00-11:00"), taken("14 11:00-12:00")];
    let is = |kind, when| clashes(&person(false), &[busy(kind, when)], &own, meeting);
    assert!(!is(BusyKind::Busy, "14 10:00-11:00"), "itself");
    assert!(!is(BusyKind::Busy, "14 10:00-12:00"), "itself and the next");
    assert!(
        !is(BusyKind::Busy, "14 09:00-10:00"),
        "beside, whatever buffer"
    );
    assert!(!is(BusyKind::Tentative, "14 09:00-12:00"), "perhaps");
    assert!(is(BusyKind::Busy, "14 09:55-10:05"));
    assert!(is(BusyKind::Oof, "14 00:00-23:00"));
    let tentative = [busy(BusyKind::Tentative, "14 09:00-12:00")];
    assert!(clashes(&person(true), &tentative, &own, meeting));
}

proptest! {
    /// A copy of the meeting never clashes with it; whatever reaches outside it and touches its
    /// inside does.
    #[test]
    fn a_clash_overlaps_and_reaches_outside(from in 0_i64..200, long in 1_i64..200) {
        let meeting = span("14 10:00-11:00");
        let start = at("14 09:00").plus_minutes(from);
        let shown = Interval::new(start, start.plus_minutes(long)).unwrap();
        let entry = [Busy { interval: shown, kind: BusyKind::Busy }];
        let found = clashes(&person(false), &entry, &[taken("14 10:00-11:00")], meeting);
        let inside = meeting.start() <= shown.start() && shown.end() <= meeting.end();
        prop_assert_eq!(found, shown.overlaps(meeting) && !inside);
    }
}

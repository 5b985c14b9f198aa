//! Until when somebody is away.

use super::super::week::{at, oslo};
use super::*;
use crate::domain::people::{DayHours, Weekday};
use crate::planning::person::{DaysOff, Hours, Limits, OtherHours};

/// 08.00–15.30 on weekdays.
fn kari() -> Person {
    let day = |day: &Weekday| DayHours {
        day: *day,
        from: 480,
        to: 930,
    };
    Person {
        hours: vec![Hours {
            week: Weekday::ALL[..5].iter().map(day).collect(),
            from: None,
            until: None,
            yearly: None,
        }],
        days_off: Vec::new(),
        other_hours: Vec::new(),
        windows: None,
        office_days: Vec::new(),
        complete: true,
        tentative_is_busy: true,
        minimum_notice: 0,
        buffer: 0,
        lunch: None,
        limits: Limits::default(),
    }
}

fn busy(kind: BusyKind, from: &str, to: &str) -> Busy {
    let interval = Interval::new(at(from), at(to)).unwrap();
    Busy { interval, kind }
}

fn shown(person: &Person, busy: &[Busy], now: &str) -> Option<String> {
    back(person, busy, at(now), &oslo()).map(|date| date.to_string())
}

#[test]
fn out_of_office_and_whole_days_are_absence_and_ordinary_meetings_are_not() {
    let kari = kari();
    let back = |kind, from, to| shown(&kari, &[busy(kind, from, to)], "14 10:00");
    let wednesday = Some("2026-04-15".to_owned());
    assert_eq!(back(BusyKind::Oof, "14 00:00", "15 00:00"), wednesday);
    // From this morning on, and the rest of the day is enough.
    assert_eq!(back(BusyKind::Oof, "14 09:00", "14 16:00"), wednesday);
    assert_eq!(back(BusyKind::Busy, "14 00:00", "15 00:00"), wednesday);
    assert_eq!(back(BusyKind::Busy, "14 08:00", "14 16:00"), None);
    assert_eq!(back(BusyKind::Tentative, "14 00:00", "15 00:00"), None);
    assert_eq!(back(BusyKind::Oof, "14 08:00", "14 14:00"), None);
    assert_eq!(
        back(BusyKind::Oof, "15 00:00", "16 00:00"),
        None,
        "tomorrow"
    );
}

#[test]
fn the_return_is_the_first_day_of_work_over_weekends_red_days_and_days_off() {
    let mut kari = kari();
    let friday = [busy(BusyKind::Oof, "16 00:00", "18 00:00")];
    assert_eq!(
        shown(&kari, &friday, "16 09:00").as_deref(),
        Some("2026-04-20")
    );
    // On Saturday she is still away where Monday is a day off, else it is only a weekend.
    assert_eq!(shown(&kari, &friday, "18 09:00"), None);
    kari.days_off = vec![DaysOff {
        first: "2026-04-20".parse().unwrap(),
        last: "2026-04-30".parse().unwrap(),
    }];
    // 1 May is red and a Friday.
    assert_eq!(
        shown(&kari, &friday, "18 09:00").as_deref(),
        Some("2026-05-04")
    );
    kari.other_hours = vec![OtherHours {
        date: "2026-04-22".parse().unwrap(),
        from: 600,
        to: 660,
    }];
    assert_eq!(shown(&kari, &[], "20 09:00").as_deref(), Some("2026-04-22"));
}

#[test]
fn an_evening_is_no_absence_and_one_without_end_has_the_last_date_looked_at() {
    assert_eq!(shown(&kari(), &[], "14 20:00"), None);
    let never = [busy(BusyKind::Oof, "14 00:00", "15 00:00")];
    let mut nobody = kari();
    nobody.hours.clear();
    assert_eq!(shown(&nobody, &never, "14 10:00"), None);
    let long = Interval::new(at("14 00:00"), at("14 00:00").plus_minutes(400 * 24 * 60)).unwrap();
    let long = [Busy {
        interval: long,
        kind: BusyKind::Oof,
    }];
    assert_eq!(
        shown(&kari(), &long, "14 10:00").as_deref(),
        Some("2026-10-11")
    );
}

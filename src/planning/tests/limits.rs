//! Protected days and full days, as a person would say it, and for any week of meetings.

use proptest::prelude::*;

use super::super::availability::{Audience, Availability};
use super::super::person::{Calendar, Limits, Protected, Taken};
use super::super::travel::Travel;
use super::super::week::{at, grid, oslo, span};
use super::*;
use crate::domain::Interval;
use crate::domain::people::{DayHours, Weekday};
use crate::planning::person::Hours;

fn person(limits: Limits) -> Person {
    let day = |day| DayHours {
        day,
        from: 480,
        to: 960,
    };
    Person {
        hours: vec![Hours {
            week: Weekday::ALL.map(day).to_vec(),
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
        limits,
    }
}

fn diary(meetings: &[Interval]) -> Diary {
    Diary {
        calendars: vec![Calendar {
            busy: Vec::new(),
            known: Some(grid().span()),
        }],
        own: meetings
            .iter()
            .map(|interval| Taken {
                interval: *interval,
                place: None,
            })
            .collect(),
        replaces: None,
    }
}

fn available(person: &Person, diary: &Diary) -> Availability {
    let zone = oslo();
    let view = View {
        grid: grid(),
        now: at("13 00:00"),
        zone: &zone,
        travel: &Travel::default(),
        place: None,
        audience: Audience::Peer,
    };
    Availability::of(person, diary, &view)
}

/// The days of the week on which there is any free time.
fn open_days(person: &Person, diary: &Diary) -> Vec<i8> {
    let free = available(person, diary).free;
    let any = |day: &i8| free.meets(span(&format!("{day} 00:00-23:55")));
    (13..20).filter(any).collect()
}

#[test]
fn protected_days_have_no_meetings() {
    let limits = Limits {
        protected: vec![
            Protected::Every(Weekday::Wednesday),
            Protected::Dates("2026-04-17".parse().unwrap(), "2026-04-18".parse().unwrap()),
        ],
        ..Limits::default()
    };
    assert_eq!(open_days(&person(limits), &diary(&[])), [13, 14, 16, 19]);
}

#[test]
fn a_day_with_all_its_meetings_is_full_and_the_meeting_to_be_moved_makes_room() {
    let two_a_day = Limits {
        a_day: Some(2),
        ..Limits::default()
    };
    let meetings = [
        span("14 09:00-10:00"),
        span("14 12:00-12:15"),
        span("15 09:00-10:00"),
    ];
    let mut diary = diary(&meetings);
    let person = person(two_a_day);
    assert_eq!(open_days(&person, &diary), [13, 15, 16, 17, 18, 19]);
    diary.replaces = Some(meetings[0]);
    assert_eq!(open_days(&person, &diary), [13, 14, 15, 16, 17, 18, 19]);
}

#[test]
fn a_week_with_all_its_meetings_is_full_and_the_weeks_beside_it_are_not() {
    let three_a_week = Limits {
        a_week: Some(3),
        ..Limits::default()
    };
    let person = person(three_a_week);
    let three = [
        span("14 09:00-10:00"),
        span("15 09:00-10:00"),
        span("19 09:00-10:00"),
    ];
    assert_eq!(open_days(&person, &diary(&three)), [0_i8; 0]);
    // Sunday of the week before and Monday of the week after are other weeks.
    let beside = [
        span("12 09:00-10:00"),
        span("15 09:00-10:00"),
        span("20 09:00-10:00"),
    ];
    assert_eq!(open_days(&person, &diary(&beside)).len(), 7);
}

proptest! {
    /// Whatever meetings there are, and taking free hours one after another until none is left, no
    /// day and no week gets more than its limit; and limits never free anything.
    #[test]
    fn taking_all_that_is_free_never_goes_over_the_limits(
        a_day in 1_u16..4, a_week in 1_u16..9, begun in prop::collection::vec(0_i64..7 * 8, 0..4),
    ) {
        let limits = Limits { protected: Vec::new(), a_day: Some(a_day), a_week: Some(a_week) };
        let person = person(limits);
        let unlimited = self::person(Limits::default());
        let hour = |n: i64| {
            let start = at("13 08:00").plus_minutes((n / 8) * 24 * 60 + (n % 8) * 60);
            Interval::new(start, start.plus_minutes(60)).unwrap()
        };
        let mut meetings: Vec<Interval> = begun.into_iter().map(hour).collect();
        meetings.sort_unstable();
        meetings.dedup();
        for n in 0..7 * 8 {
            let free = available(&person, &diary(&meetings)).free;
            if free.covers(hour(n)) {
                prop_assert!(available(&unlimited, &diary(&meetings)).free.covers(hour(n)));
                let date = |one: &Interval| civil::date(one.start(), &oslo());
                let same_day = meetings.iter().filter(|one| date(one) == date(&hour(n))).count();
                prop_assert!(same_day < usize::from(a_day));
                prop_assert!(meetings.len() < usize::from(a_week));
                meetings.push(hour(n));
            }
        }
    }
}

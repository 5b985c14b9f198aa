//! One person's availability, as a person would say it.

use super::*;
use crate::domain::people::{DayHours, OfficeDay};
use crate::domain::{Busy, BusyKind};
use crate::planning::person::{
    Calendar, ClockSpan, DaysOff, Hours, Limits, OtherHours, Taken, YearPart,
};

const HOME: PlaceId = PlaceId::from_bytes([1; 16]);
const DPS: PlaceId = PlaceId::from_bytes([2; 16]);
const FAR: PlaceId = PlaceId::from_bytes([3; 16]);

fn oslo() -> TimeZone {
    TimeZone::get("Europe/Oslo").unwrap()
}

/// A time on the Norwegian clock: "2026-04-14 10:15".
fn at(text: &str) -> Instant {
    let clock: jiff::civil::DateTime = text.parse().unwrap();
    clock.to_zoned(oslo()).unwrap().timestamp().into()
}

fn between(from: &str, to: &str) -> Interval {
    Interval::new(at(from), at(to)).unwrap()
}

fn every_weekday(from: Minutes, to: Minutes) -> Vec<DayHours> {
    Weekday::ALL[..5]
        .iter()
        .map(|day| DayHours {
            day: *day,
            from,
            to,
        })
        .collect()
}

/// 08.00–15.30 on weekdays, at HOME every day, calendars complete, no buffer and no notice.
fn kari() -> Person {
    let office = |day: &Weekday| OfficeDay {
        day: *day,
        place: HOME,
    };
    Person {
        hours: vec![Hours {
            week: every_weekday(480, 930),
            from: None,
            until: None,
            yearly: None,
        }],
        days_off: Vec::new(),
        other_hours: Vec::new(),
        windows: None,
        office_days: Weekday::ALL.iter().map(office).collect(),
        complete: true,
        tentative_is_busy: false,
        minimum_notice: 0,
        buffer: 0,
        lunch: None,
        limits: Limits::default(),
    }
}

fn busy(kind: BusyKind, from: &str, to: &str) -> Busy {
    Busy {
        interval: between(from, to),
        kind,
    }
}

/// A calendar that was read for the whole year.
fn diary(busy: &[Busy]) -> Diary {
    Diary {
        calendars: vec![Calendar {
            busy: busy.to_vec(),
            known: Some(between("2026-01-01 00:00", "2027-01-01 00:00")),
        }],
        ..Diary::default()
    }
}

struct Look {
    place: Option<PlaceId>,
    audience: Audience,
    now: &'static str,
    dates: (&'static str, &'static str),
}

/// For a colleague, by phone, in the week of 13 April 2026.
const WEEK: Look = Look {
    place: None,
    audience: Audience::Colleague,
    now: "2026-04-13 00:00",
    dates: ("2026-04-13 00:00", "2026-04-20 00:00"),
};

fn look(person: &Person, diary: &Diary, look: &Look) -> Availability {
    let travel = Travel::new([(HOME, DPS, 25)], []);
    let view = View {
        grid: Grid::covering(between(look.dates.0, look.dates.1)).unwrap(),
        now: at(look.now),
        zone: &oslo(),
        travel: &travel,
        place: look.place,
        audience: look.audience,
    };
    Availability::of(person, diary, &view)
}

/// The free time as runs on the Norwegian clock: "14 08:00-15:30".
fn runs(free: &Bitmap) -> String {
    let clock = |at: Instant, format| {
        let local = at.timestamp().to_zoned(oslo());
        local.strftime(format).to_string()
    };
    let mut text = String::new();
    let mut open: Option<Instant> = None;
    for index in 0..=free.grid().cells() {
        let start = free.grid().start_of(index);
        match (open, free.contains(start)) {
            (None, true) => open = Some(start),
            (Some(from), false) => {
                text += &format!("{}-{} ", clock(from, "%d %H:%M"), clock(start, "%H:%M"));
                open = None;
            }
            _ => {}
        }
    }
    text.trim_end().to_owned()
}

fn free(person: &Person, diary: &Diary, how: &Look) -> String {
    runs(&look(person, diary, how).free)
}

const TUESDAY: Look = Look {
    dates: ("2026-04-14 00:00", "2026-04-15 00:00"),
    ..WEEK
};

const TUESDAY_AT_DPS: Look = Look {
    place: Some(DPS),
    ..TUESDAY
};

#[test]
fn working_hours_less_what_is_busy() {
    let diary = diary(&[
        busy(BusyKind::Busy, "2026-04-14 09:00", "2026-04-14 10:00"),
        busy(BusyKind::Oof, "2026-04-15 00:00", "2026-04-17 00:00"),
        busy(BusyKind::Busy, "2026-04-17 12:02", "2026-04-17 12:03"),
    ]);
    assert_eq!(
        free(&kari(), &diary, &WEEK),
        "13 08:00-15:30 14 08:00-09:00 14 10:00-15:30 17 08:00-12:00 17 12:05-15:30"
    );
}

#[test]
fn the_clock_decides_also_over_the_change_to_summer_time() {
    let change = Look {
        now: "2026-03-01 00:00",
        dates: ("2026-03-27 00:00", "2026-03-31 00:00"),
        ..WEEK
    };
    let found = look(&kari(), &diary(&[]), &change);
    assert_eq!(runs(&found.free), "27 08:00-15:30 30 08:00-15:30");
    assert_eq!(found.free.count(), 2 * 90);
    assert_eq!(found.days.len(), 4);
}

#[test]
fn red_days_half_days_and_days_off_are_not_worked() {
    let mut kari = kari();
    kari.days_off = vec![DaysOff {
        first: jiff::civil::date(2026, 4, 7),
        last: jiff::civil::date(2026, 4, 8),
    }];
    let easter = Look {
        now: "2026-03-01 00:00",
        dates: ("2026-04-01 00:00", "2026-04-10 00:00"),
        ..WEEK
    };
    assert_eq!(
        free(&kari, &diary(&[]), &easter),
        "01 08:00-12:00 09 08:00-15:30"
    );
}

#[test]
fn a_part_of_the_year_comes_again_every_year_also_over_new_year() {
    let mut kari = kari();
    let part = |from, to, end| Hours {
        week: every_weekday(480, end),
        from: None,
        until: None,
        yearly: Some(YearPart { from, to }),
    };
    kari.hours.push(part((5, 15), (9, 14), 900));
    kari.hours.push(part((12, 20), (1, 10), 600));
    let ends = |date: &str| {
        let hours: Vec<_> = kari.week_hours(date.parse().unwrap()).collect();
        hours[0].to
    };
    for (date, end) in [
        ("2026-05-14", 930),
        ("2026-05-15", 900),
        ("2031-09-12", 900),
        ("2031-09-15", 930),
        ("2026-12-18", 930),
        ("2026-12-21", 600),
        ("2041-01-10", 600),
        ("2041-01-11", 930),
    ] {
        assert_eq!(ends(date), end, "{date}");
    }
}

#[test]
fn a_date_with_hours_of_its_own_has_those_and_no_others() {
    let mut kari = kari();
    kari.days_off = vec![DaysOff {
        first: "2026-05-12".parse().unwrap(),
        last: "2026-05-13".parse().unwrap(),
    }];
    kari.other_hours = ["2026-05-11", "2026-05-13", "2026-05-14", "2026-05-16"]
        .map(|date| OtherHours {
            date: date.parse().unwrap(),
            from: 720,
            to: 780,
        })
        .to_vec();
    let week = Look {
        dates: ("2026-05-11 00:00", "2026-05-18 00:00"),
        now: "2026-05-11 00:00",
        ..WEEK
    };
    // Tuesday is off; Wednesday is off but for an hour, Ascension Day and a Saturday are worked.
    assert_eq!(
        free(&kari, &diary(&[]), &week),
        "11 12:00-13:00 13 12:00-13:00 14 12:00-13:00 15 08:00-15:30 16 12:00-13:00"
    );
}

#[test]
fn two_own_bookings_that_touch_are_shown_as_one_and_are_no_third() {
    let taken = |from, to| Taken {
        interval: between(from, to),
        place: None,
    };
    let mut diary = diary(&[busy(BusyKind::Busy, "2026-04-14 10:00", "2026-04-14 12:00")]);
    diary.own = vec![
        taken("2026-04-14 10:00", "2026-04-14 11:00"),
        taken("2026-04-14 11:00", "2026-04-14 12:00"),
    ];
    diary.replaces = Some(between("2026-04-14 11:00", "2026-04-14 12:00"));
    assert_eq!(
        free(&kari(), &diary, &TUESDAY),
        "14 08:00-10:00 14 11:00-15:30"
    );
}

#[test]
fn of_several_hours_the_last_that_hold_apply() {
    let mut kari = kari();
    kari.hours.push(Hours {
        week: every_weekday(480, 900),
        from: Some(jiff::civil::date(2026, 5, 15)),
        until: Some(jiff::civil::date(2026, 9, 15)),
        yearly: None,
    });
    let summer = Look {
        dates: ("2026-05-13 00:00", "2026-05-16 00:00"),
        ..WEEK
    };
    assert_eq!(
        free(&kari, &diary(&[]), &summer),
        "13 08:00-15:30 15 08:00-15:00"
    );
}

#[test]
fn windows_are_for_peers_and_stay_within_the_working_hours() {
    let mut kari = kari();
    kari.windows = Some(vec![DayHours {
        day: Weekday::Tuesday,
        from: 840,
        to: 1_080,
    }]);
    let peer = Look {
        audience: Audience::Peer,
        ..TUESDAY
    };
    assert_eq!(free(&kari, &diary(&[]), &TUESDAY), "14 08:00-15:30");
    assert_eq!(free(&kari, &diary(&[]), &peer), "14 14:00-15:30");
    kari.windows = None;
    assert_eq!(free(&kari, &diary(&[]), &peer), "14 08:00-15:30");
}

#[test]
fn without_complete_calendars_a_person_is_free_in_own_windows_only() {
    let mut kari = kari();
    kari.complete = false;
    let patients = diary(&[busy(BusyKind::Busy, "2026-04-14 14:30", "2026-04-14 15:00")]);
    assert_eq!(free(&kari, &patients, &TUESDAY), "");
    kari.windows = Some(vec![DayHours {
        day: Weekday::Tuesday,
        from: 840,
        to: 930,
    }]);
    assert_eq!(
        free(&kari, &patients, &TUESDAY),
        "14 14:00-14:30 14 15:00-15:30"
    );
    let unlinked = Diary::default();
    assert_eq!(free(&kari, &unlinked, &TUESDAY), "14 14:00-15:30");
}

#[test]
fn unknown_is_never_free() {
    assert_eq!(free(&kari(), &Diary::default(), &TUESDAY), "");
    let mut partly = diary(&[]);
    partly.calendars[0].known = Some(between("2026-04-14 09:02", "2026-04-14 12:00"));
    assert_eq!(free(&kari(), &partly, &TUESDAY), "14 09:05-12:00");
    partly.calendars.extend(diary(&[]).calendars);
    assert_eq!(free(&kari(), &partly, &TUESDAY), "14 09:05-12:00");
    partly.calendars[1].known = None;
    assert_eq!(free(&kari(), &partly, &TUESDAY), "");
    let mut windows_only = kari();
    windows_only.complete = false;
    windows_only.windows = Some(every_weekday(480, 930));
    assert_eq!(free(&windows_only, &partly, &TUESDAY), "");
}

#[test]
fn tentative_is_told_apart_unless_the_person_counts_it_as_busy() {
    let mut kari = kari();
    let perhaps = diary(&[busy(
        BusyKind::Tentative,
        "2026-04-14 09:02",
        "2026-04-14 10:00",
    )]);
    let found = look(&kari, &perhaps, &TUESDAY);
    assert_eq!(runs(&found.free), "14 08:00-15:30");
    assert_eq!(runs(&found.tentative), "14 09:00-10:00");
    assert!(found.taken.is_empty());
    kari.tentative_is_busy = true;
    let found = look(&kari, &perhaps, &TUESDAY);
    assert_eq!(runs(&found.free), "14 08:00-09:00 14 10:00-15:30");
    assert!(found.tentative.is_empty());
}

#[test]
fn past_and_short_notice_are_not_free() {
    let mut kari = kari();
    let morning = Look {
        now: "2026-04-14 09:58",
        ..TUESDAY
    };
    assert_eq!(free(&kari, &diary(&[]), &morning), "14 10:00-15:30");
    kari.minimum_notice = 120;
    assert_eq!(free(&kari, &diary(&[]), &morning), "14 12:00-15:30");
    kari.lunch = Some(ClockSpan { from: 720, to: 750 });
    assert_eq!(free(&kari, &diary(&[]), &morning), "14 12:30-15:30");
}

#[test]
fn buffer_and_travel_stand_on_both_sides_of_what_is_busy() {
    let mut kari = kari();
    let diary = diary(&[busy(BusyKind::Busy, "2026-04-14 10:00", "2026-04-14 11:00")]);
    kari.buffer = 10;
    assert_eq!(
        free(&kari, &diary, &TUESDAY),
        "14 08:00-09:50 14 11:10-15:30"
    );
    assert_eq!(
        free(&kari, &diary, &TUESDAY_AT_DPS),
        "14 08:00-09:35 14 11:25-15:30"
    );
    let far = Look {
        place: Some(FAR),
        ..TUESDAY
    };
    assert_eq!(free(&kari, &diary, &far), "14 08:00-09:00 14 12:00-15:30");
    let at_home = Look {
        place: Some(HOME),
        ..TUESDAY
    };
    assert_eq!(
        free(&kari, &diary, &at_home),
        "14 08:00-09:50 14 11:10-15:30"
    );
    kari.office_days.clear();
    assert_eq!(
        free(&kari, &diary, &far),
        "14 08:00-09:50 14 11:10-15:30",
        "where the person is that day is not known, so only the buffer stands"
    );
}

#[test]
fn what_lasts_over_night_begins_at_one_office_and_ends_at_another() {
    let mut kari = kari();
    kari.office_days[1].place = DPS;
    let course = diary(&[busy(BusyKind::Busy, "2026-04-13 12:00", "2026-04-14 09:00")]);
    let at_dps = Look {
        dates: ("2026-04-13 00:00", "2026-04-15 00:00"),
        ..TUESDAY_AT_DPS
    };
    assert_eq!(
        free(&kari, &course, &at_dps),
        "13 08:00-11:35 14 09:00-15:30"
    );
}

#[test]
fn an_own_booking_is_where_it_is_and_its_copy_in_a_calendar_is_no_second_one() {
    let kari = kari();
    let mut diary = diary(&[busy(BusyKind::Busy, "2026-04-14 10:00", "2026-04-14 11:00")]);
    diary.own = vec![Taken {
        interval: between("2026-04-14 10:00", "2026-04-14 11:00"),
        place: Some(DPS),
    }];
    assert_eq!(
        free(&kari, &diary, &TUESDAY_AT_DPS),
        "14 08:00-10:00 14 11:00-15:30"
    );
    diary.replaces = Some(between("2026-04-14 10:00", "2026-04-14 11:00"));
    assert_eq!(free(&kari, &diary, &TUESDAY_AT_DPS), "14 08:00-15:30");
    assert!(look(&kari, &diary, &TUESDAY_AT_DPS).taken.is_empty());
}

#[test]
fn a_day_knows_its_hours_its_way_and_the_room_around_a_meeting() {
    let diary = diary(&[
        busy(BusyKind::Busy, "2026-04-14 10:00", "2026-04-14 11:00"),
        busy(BusyKind::Busy, "2026-04-14 10:30", "2026-04-14 11:15"),
        busy(BusyKind::Busy, "2026-04-15 08:00", "2026-04-15 09:00"),
    ]);
    let found = look(
        &kari(),
        &diary,
        &Look {
            place: Some(DPS),
            ..WEEK
        },
    );
    let tuesday = found.day(at("2026-04-14 10:00")).unwrap();
    assert_eq!(
        tuesday.span,
        between("2026-04-14 00:00", "2026-04-15 00:00")
    );
    assert_eq!(
        tuesday.work,
        Some(between("2026-04-14 08:00", "2026-04-14 15:30"))
    );
    assert_eq!((tuesday.here, tuesday.travel), (false, 25));
    assert_eq!(found.day(at("2026-04-18 10:00")).unwrap().work, None);
    assert_eq!(found.day(at("2026-04-20 00:00")), None);
    assert_eq!(found.taken.len(), 2);
    let room = |from, to| found.room_around(between(from, to));
    assert_eq!(
        room("2026-04-14 09:00", "2026-04-14 09:45"),
        (None, Some(15))
    );
    assert_eq!(
        room("2026-04-14 12:00", "2026-04-14 13:00"),
        (Some(45), None)
    );
    assert_eq!(
        room("2026-04-15 09:00", "2026-04-15 10:00"),
        (Some(0), None)
    );
}

#[test]
fn office_time_is_eight_to_four_on_days_that_are_not_red() {
    let easter = between("2026-04-01 00:00", "2026-04-08 00:00");
    let time = office_time(Grid::covering(easter).unwrap(), &oslo());
    assert_eq!(runs(&time), "01 08:00-12:00 07 08:00-16:00");
}

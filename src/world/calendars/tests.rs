//! The made-up calendars: the same from the same seed, well formed, full of what makes them hard.

use super::*;
use crate::calendars::busy::{BusyReport, BusyRequest, read};
use crate::domain::bitmap::Grid;
use crate::domain::{BusyKind, Interval};
use crate::flows::directory_file::TentativeRule;
use crate::planning::availability::{Audience, Availability, View};
use crate::planning::joint::{Joint, Seat};
use crate::planning::person::{Calendar, ClockSpan, Diary, Hours, Limits, Person};
use crate::planning::travel::Travel;
use crate::world::people::{MAIN_THREE, Organisation, organisations};

/// A Tuesday.
const NOW: Instant = Instant::from_seconds(1_795_510_800);

fn region() -> Vec<Organisation> {
    organisations("https://feeds.test/x").unwrap()
}

fn all(seed: u64, now: Instant) -> Vec<(String, String)> {
    let text = |(person, calendar): (&PersonEntry, &CalendarKey)| {
        let name = format!("{}/{calendar}", person.key);
        (name, calendar_text(person, calendar, now, seed))
    };
    let region = region();
    region
        .iter()
        .flat_map(|organisation| organisation.calendars().map(text).collect::<Vec<_>>())
        .collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let first = all(SEED, NOW);
    assert_eq!(first, all(SEED, NOW));
    let later_that_week = Instant::from_seconds(NOW.seconds() + 3 * 86_400);
    assert_eq!(first, all(SEED, later_that_week));
    let other = all(SEED + 1, NOW);
    let same = first.iter().zip(&other).filter(|(one, two)| one == two);
    let same: Vec<_> = same.map(|(one, _)| one.0.as_str()).collect();
    assert_eq!(
        same,
        ["ingrid-voll/vaktplan"],
        "only the roster has no chance in it"
    );
}

#[test]
fn a_week_looks_the_same_when_it_comes_nearer() {
    let region = region();
    let person = region[0].person(&"siri-dahl".parse().unwrap()).unwrap();
    let singles = |now: Instant| -> Vec<String> {
        let text = calendar_text(person, &"outlook".parse().unwrap(), now, SEED);
        let blocks = text.split("BEGIN:VEVENT").skip(1);
        let of_week = blocks.filter(|block| block.contains("UID:samtale-2026-12-0"));
        let no_stamp = |line: &&str| !line.starts_with("DTSTAMP");
        of_week
            .map(|block| block.lines().filter(no_stamp).collect())
            .collect()
    };
    let now = singles(NOW);
    assert!(now.len() > 5);
    assert_eq!(
        now,
        singles(Instant::from_seconds(NOW.seconds() + 7 * 86_400))
    );
}

#[test]
fn every_line_is_folded_and_every_component_closed() {
    for (name, text) in all(SEED, NOW) {
        let mut open = Vec::new();
        for line in text.lines() {
            assert!(line.len() <= 75, "{name}: {line}");
            if let Some(component) = line.strip_prefix("BEGIN:") {
                open.push(component.to_owned());
            } else if let Some(component) = line.strip_prefix("END:") {
                assert_eq!(open.pop().as_deref(), Some(component), "{name}");
            }
        }
        assert!(open.is_empty(), "{name}");
    }
}

#[test]
fn the_calendars_are_hard() {
    let texts: String = all(SEED, NOW).into_iter().map(|(_, text)| text).collect();
    let texts = texts.replace("\r\n ", "");
    for feature in [
        "TZID=W. Europe Standard Time:",
        "TZID=Europe/Oslo:",
        "RRULE:FREQ=WEEKLY;INTERVAL=2;",
        "RRULE:FREQ=MONTHLY;BYDAY=-1",
        "COUNT=12",
        "UNTIL=2024",
        "EXDATE;TZID=W. Europe Standard Time:",
        "EXDATE;TZID=Europe/Oslo:",
        "RECURRENCE-ID;TZID=W. Europe Standard Time:",
        "RECURRENCE-ID:2",
        "STATUS:CANCELLED",
        "STATUS:TENTATIVE",
        "TRANSP:TRANSPARENT",
        "BUSYSTATUS:OOF",
        "BUSYSTATUS:TENTATIVE",
        "BUSYSTATUS:WORKINGELSEWHERE",
        "PARTSTAT=DECLINED",
        "PARTSTAT=NEEDS-ACTION",
        "DTSTART;VALUE=DATE:",
        "DURATION:PT16H30M",
        "X-WR-TIMEZONE:UTC\n",
        "BEGIN:VALARM",
        "\\, ",
        "🎓",
    ] {
        assert!(texts.contains(feature), "{feature}");
    }
    for secret in secret_words() {
        assert!(texts.contains(secret), "{secret}");
    }
}

#[test]
fn the_main_three_are_never_away_for_a_whole_week() {
    let region = region();
    for key in MAIN_THREE {
        let key = key.parse().unwrap();
        let person = region.iter().find_map(|one| one.person(&key)).unwrap();
        for seed in 0..12 {
            let zone = zone();
            for monday in mondays(NOW, &zone) {
                let week = week::entries(person, monday, &[], seed);
                let whole = |event: &Event| match event.when {
                    event::When::Days { first, after } => {
                        let days = first.until(after).unwrap().get_days();
                        event.show == event::Show::Away && days > 2
                    }
                    event::When::Hours { .. } => false,
                };
                assert!(!week.iter().any(whole), "{key} {monday} {seed}");
            }
        }
    }
}

/// Monday to Friday of each week that is filled.
fn work_weeks(now: Instant) -> Vec<Interval> {
    let zone = zone();
    let week = |monday: Date| {
        let friday = monday.saturating_add(5.days());
        Interval::new(start_of(monday, &zone), start_of(friday, &zone)).unwrap()
    };
    mondays(now, &zone).into_iter().map(week).collect()
}

/// What samband reads in one calendar.
fn busy(person: &PersonEntry, calendar: &CalendarKey, now: Instant) -> BusyReport {
    let weeks = work_weeks(now);
    let window = Interval::new(weeks[0].start(), weeks[weeks.len() - 1].end()).unwrap();
    let request = BusyRequest {
        window,
        zone: zone(),
        owner: Some(person.mail.as_ref().unwrap().as_str().to_owned()),
    };
    let text = calendar_text(person, calendar, now, SEED);
    read(text.as_bytes(), &request).unwrap()
}

/// One date in each half of the year, and weeks across both changes of the clock.
const MOMENTS: [&str; 3] = [
    "2026-03-09T08:00:00Z",
    "2026-10-07T12:00:00Z",
    "2026-11-24T09:00:00Z",
];

fn moments() -> impl Iterator<Item = Instant> {
    MOMENTS
        .into_iter()
        .map(|text| Instant::from(text.parse::<jiff::Timestamp>().unwrap()))
}

#[test]
fn every_calendar_reads_in_full_and_is_busy_in_every_week() {
    for now in moments() {
        for organisation in region() {
            for (person, calendar) in organisation.calendars() {
                let report = busy(person, calendar, now);
                assert!(report.warnings.is_empty(), "{}/{calendar}", person.key);
                if calendar.as_str() == "vaktplan" {
                    assert!(report.busy.iter().any(|one| one.kind == BusyKind::Busy));
                    continue;
                }
                for week in work_weeks(now) {
                    let in_week = report.busy.iter().any(|one| one.interval.overlaps(week));
                    assert!(in_week, "{}/{calendar} {week:?}", person.key);
                }
            }
        }
    }
}

/// The person's rules in weeks without a season.
fn ordinary_weeks(person: &PersonEntry) -> Person {
    let entry = &person.availability;
    Person {
        hours: vec![Hours {
            week: entry.working.hours.clone(),
            from: None,
            until: None,
            yearly: None,
        }],
        days_off: Vec::new(),
        other_hours: Vec::new(),
        windows: entry.bookable.clone(),
        office_days: Vec::new(),
        complete: entry.complete,
        tentative_is_busy: entry.tentative == TentativeRule::Busy,
        minimum_notice: entry.minimum_notice,
        buffer: entry.buffer,
        lunch: entry.lunch.map(|lunch| ClockSpan {
            from: lunch.from,
            to: lunch.to,
        }),
        limits: Limits::default(),
    }
}

/// Starts of 45 minutes at which the main three can meet, a week.
fn joint_starts(now: Instant) -> Vec<usize> {
    let (region, zone) = (region(), zone());
    let weeks = work_weeks(now);
    let travel = Travel::default();
    let of = |week: Interval| {
        let view = View {
            grid: Grid::covering(week).unwrap(),
            now: week.start().plus_minutes(-60),
            zone: &zone,
            travel: &travel,
            place: None,
            audience: Audience::Peer,
        };
        let available = MAIN_THREE.map(|key| {
            let key = key.parse().unwrap();
            let person = region.iter().find_map(|one| one.person(&key)).unwrap();
            let calendars = person.calendars.iter().map(|calendar| Calendar {
                busy: busy(person, &calendar.key, now).busy,
                known: Some(week),
            });
            let diary = Diary {
                calendars: calendars.collect(),
                ..Diary::default()
            };
            Availability::of(&ordinary_weeks(person), &diary, &view)
        });
        let seat = |pool| Seat {
            pool,
            need: 1,
            from: 0,
            to: 45,
        };
        let seats = [seat(&[0][..]), seat(&[1]), seat(&[2])];
        let starts = Joint::search(view.grid, &available, &seats);
        starts.starts().count()
    };
    weeks.into_iter().map(of).collect()
}

#[test]
fn the_main_three_share_a_handful_of_hours() {
    for now in moments() {
        let starts = joint_starts(now);
        let this_week = usize::try_from(WEEKS_BACK).unwrap();
        let soon: usize = starts[this_week + 1..=this_week + 3].iter().sum();
        assert!(soon >= 6, "{starts:?}");
        let most = starts.iter().max().unwrap();
        assert!(*most <= 30, "{starts:?}");
    }
}

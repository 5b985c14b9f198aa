//! The made-up calendars: the same from the same seed, well formed, full of what makes them hard.

use super::*;
use crate::world::people::{MAIN_THREE, Organisation, organisations};

/// A Tuesday.
const NOW: Instant = Instant::from_seconds(1_795_510_800);
const SEED: u64 = 1;

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

//! More than ten thousand damaged calendars: bits flipped, texts cut, lines lost, doubled, swapped,
//! joined and split, names and values spoilt. None makes the reader panic, and none frees a minute that
//! the whole text takes: it is an error, or the owner is at least as busy as before.
//!
//! Some damage cannot be told from another calendar that somebody meant: a digit that has become
//! another digit. `excuses` names these cases one by one; whatever it does not name must not free.

mod excuses;
mod ways;

use std::collections::BTreeMap;

use super::made::{Dice, calendar};
use crate::calendars::busy::{BusyReport, BusyRequest, read};
use crate::domain::{Busy, Interval};
use ways::{Damage, Text, Way};

/// Whole calendars, and how often each is damaged in each way.
const CALENDARS: u64 = 400;
const TIMES: u64 = 3;

/// What becomes of a damaged text.
#[derive(Debug, PartialEq, Eq)]
enum Fate {
    Refused,
    /// Every minute that was taken is taken.
    Kept,
    /// A TZID that nobody knows now is told as a warning.
    Told,
    Excused(&'static str),
    Freed,
}

fn fate(text: &Text, clean: &BusyReport, damage: &Damage, request: &BusyRequest) -> Fate {
    let Ok(damaged) = read(&damage.bytes, request) else {
        return Fate::Refused;
    };
    if covers(&damaged, clean) {
        return Fate::Kept;
    }
    if damaged.warnings.len() > clean.warnings.len() {
        return Fate::Told;
    }
    excuses::excuse(text, damage).map_or(Fate::Freed, Fate::Excused)
}

/// Whether all that is taken in `less` is taken in `more`.
fn covers(more: &BusyReport, less: &BusyReport) -> bool {
    // Stretches of different kinds may touch: they are one to who only asks whether somebody is free.
    let mut taken: Vec<Interval> = Vec::new();
    for busy in &more.busy {
        let (start, end) = (busy.interval.start(), busy.interval.end());
        match taken.last_mut() {
            Some(last) if last.end() == start => {
                *last = Interval::new(last.start(), end).unwrap();
            }
            _ => taken.push(busy.interval),
        }
    }
    less.busy.iter().all(|busy| {
        let begun = taken.partition_point(|interval| interval.start() <= busy.interval.start());
        let around = begun.checked_sub(1).map(|at| taken[at]);
        around.is_some_and(|around| busy.interval.end() <= around.end())
    })
}

#[test]
fn no_damage_frees_a_minute() {
    let mut fates: BTreeMap<String, u64> = BTreeMap::new();
    let mut freed = Vec::new();
    let mut all = 0;
    for seed in 0..CALENDARS {
        let made = calendar(seed + 1_000_000);
        let text = Text::new(&made.text);
        let clean = read(made.text.as_bytes(), &made.request).unwrap();
        let mut dice = Dice::of(seed);
        for way in Way::ALL {
            for _ in 0..TIMES {
                let Some(damage) = way.damage(&text, &mut dice) else {
                    continue;
                };
                all += 1;
                let fate = fate(&text, &clean, &damage, &made.request);
                if fate == Fate::Freed {
                    freed.push(format!(
                        "{way:?} of seed {seed}, {}:\n{}",
                        made.zone,
                        damage.shown(&text)
                    ));
                }
                *fates.entry(format!("{fate:?}")).or_default() += 1;
            }
        }
    }
    println!("{all} damaged calendars");
    for (fate, times) in &fates {
        println!("{times:6} {fate}");
    }
    let shown = freed
        .iter()
        .take(5)
        .cloned()
        .collect::<Vec<_>>()
        .join("\n\n");
    assert!(freed.is_empty(), "{} freed\n{shown}", freed.len());
    assert!(all > 10_000, "{all}");
    let excused: u64 = fates
        .iter()
        .filter(|(fate, _)| fate.starts_with("Excused"))
        .map(|(_, times)| times)
        .sum();
    assert!(excused * 10 < all, "{excused} of {all} are excused");
}

#[test]
fn scrambled_calendars_are_answered_or_refused() {
    for seed in 0..1_000 {
        let made = calendar(seed + 2_000_000);
        let mut dice = Dice::of(seed);
        let mut bytes = made.text.into_bytes();
        for _ in 0..=dice.roll(30) {
            let at = dice.roll(bytes.len());
            match dice.roll(3) {
                0 => bytes[at] = u8::try_from(dice.roll(256)).unwrap(),
                1 => drop(bytes.remove(at)),
                _ => bytes.insert(at, *dice.pick(b"\r\n \t:;,=\"-09TZ\0\xff")),
            }
        }
        if let Ok(report) = read(&bytes, &made.request) {
            let window = made.request.window;
            let inside = |busy: &Busy| busy.interval.clip(window) == Some(busy.interval);
            assert!(report.busy.iter().all(inside), "seed {seed}");
            let apart = |pair: &[Busy]| pair[0].interval.end() <= pair[1].interval.start();
            assert!(report.busy.windows(2).all(apart), "seed {seed}");
        }
    }
}

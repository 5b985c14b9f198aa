//! Which starts to ask about, and in what order to show those that are left, each with its reasons.
//! Reasons are codes; somebody else says them in words. They speak of the asker's own people only,
//! since of others nothing is known but the starts that they named.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::civil;
use super::joint::Joint;
use super::spread::{Weighed, spread};
use crate::domain::{Instant, Interval, Minutes};

/// Shown at most on one local day.
const MOST_A_DAY: usize = 2;

/// What each thing costs. Day, early, late and lunch are those of the reference order (`slots`).
const A_DAY_LATER: u32 = 10;
const EARLY: u32 = 5;
const LATE: u32 = 5;
const OVER_LUNCH: u32 = 8;
const TENTATIVE: u32 = 6;
const TRAVEL: u32 = 3;
const TIGHT: u32 = 2;
const AT_THE_EDGE: u32 = 2;
/// In choosing what to ask about a later day counts less: others may be away all this week.
const A_DAY_LATER_TO_ASK: u32 = 3;

/// The clock of the reference order, in minutes after midnight.
const EARLY_BEFORE: Minutes = 9 * 60;
const LATE_AFTER: Minutes = 15 * 60;
const LUNCH: (Minutes, Minutes) = (11 * 60, 11 * 60 + 30);

/// Minutes from a person's first or last minute of work that are the edge of their day.
const EDGE: i64 = 30;
/// So few minutes to spare before the next thing are tight.
const TIGHT_MINUTES: Minutes = 15;
/// So many days from today are soon.
const SOON_DAYS: u16 = 2;

/// Why a start is good or less good. `who` is an index into the people of the search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// In so many days: 0 is today.
    Soon {
        /// Days.
        days: u16,
    },
    /// Plans to be at the place that day, so nobody travels.
    SamePlace {
        /// Who.
        who: usize,
    },
    /// Plans to be elsewhere that day.
    Travel {
        /// Who.
        who: usize,
        /// Minutes one way.
        minutes: Minutes,
    },
    /// Has something else close before or after.
    Tight {
        /// Who.
        who: usize,
        /// Minutes between the two.
        minutes: Minutes,
    },
    /// Is perhaps taken.
    Tentative {
        /// Who.
        who: usize,
    },
    /// Begins early in the day.
    EarlyForSomeone {
        /// Whose first half hour of work it is; none: nobody's of whom it is known, but it is before
        /// nine.
        who: Option<usize>,
    },
    /// Ends late in the day.
    LateInDay {
        /// Whose last half hour of work it is; none: nobody's of whom it is known, but it is after
        /// three.
        who: Option<usize>,
    },
    /// Lies over lunch.
    OverLunch,
}

/// How well a start suits, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// Suits well.
    Good,
    /// Somebody has little room around it, or is perhaps taken.
    Tight,
    /// Possible, at an hour that people like less.
    Possible,
}

/// What is looked for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The meeting lies wholly in it.
    pub window: Interval,
    /// Minutes of the meeting.
    pub length: Minutes,
    /// The time now.
    pub now: Instant,
    /// The zone of the days.
    pub zone: &'a TimeZone,
    /// How many meetings each person has ahead, by index.
    pub load: &'a [u32],
}

/// A start, ranked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranked {
    /// When.
    pub start: Instant,
    /// How well it suits.
    pub fit: Fit,
    /// What speaks against it: comparable within one search only.
    pub cost: u32,
    /// Why, in the order of [`Reason`].
    pub reasons: Vec<Reason>,
    /// For each seat of the search, who would fill it.
    pub people: Vec<Vec<usize>>,
}

/// The `top` best of `starts` (those that everybody asked has named), the cheapest first and of two
/// as cheap the earlier, at most two of one local day and none that overlap. Starts at which our own seats can't be
/// filled, or outside the window, are left out.
#[must_use]
pub fn rank(joint: &Joint<'_>, starts: &[Instant], wanted: &Wanted<'_>, top: usize) -> Vec<Ranked> {
    let mut ranked: Vec<Ranked> = starts
        .iter()
        .filter_map(|start| weigh(joint, *start, wanted))
        .collect();
    ranked.sort_unstable_by_key(|ranked| (ranked.cost, ranked.start));
    ranked.dedup_by_key(|ranked| ranked.start);
    let mut days: Vec<Date> = Vec::new();
    let mut kept: Vec<Instant> = Vec::new();
    let length = i64::from(wanted.length);
    ranked.retain(|ranked| {
        let day = civil::date(ranked.start, wanted.zone);
        let room = days.iter().filter(|other| **other == day).count() < MOST_A_DAY;
        // Two times that overlap are one choice: the better stands for both.
        let apart = kept.iter().all(|other| {
            ranked.start.plus_minutes(length) <= *other
                || other.plus_minutes(length) <= ranked.start
        });
        if room && apart {
            days.push(day);
            kept.push(ranked.start);
        }
        room && apart
    });
    ranked.truncate(top);
    ranked
}

/// The `limit` best of `among` to ask others about, in time order and spread over days: first of the
/// joint starts of our own people, in a second round of what others have named.
#[must_use]
pub fn candidates(
    joint: &Joint<'_>,
    among: impl IntoIterator<Item = Instant>,
    wanted: &Wanted<'_>,
    limit: usize,
) -> Vec<Instant> {
    let weighed = among.into_iter().filter_map(|start| {
        let ranked = weigh(joint, start, wanted)?;
        let later = days_between(wanted.window.start(), start, wanted.zone);
        let other = ranked.cost - later * A_DAY_LATER;
        Some(Weighed {
            start,
            day: civil::date(start, wanted.zone),
            cost: other + later * A_DAY_LATER_TO_ASK,
            tie: 0,
        })
    });
    spread(weighed.collect(), wanted.length, limit)
}

fn weigh(joint: &Joint<'_>, start: Instant, wanted: &Wanted<'_>) -> Option<Ranked> {
    let meeting = Interval::new(start, start.plus_minutes(i64::from(wanted.length)))?;
    meeting
        .clip(wanted.window)
        .filter(|clip| *clip == meeting)?;
    let people = joint.fill(start, wanted.load)?;
    let mut tally = Tally::default();
    let later = days_between(wanted.window.start(), start, wanted.zone);
    tally.cost = later * A_DAY_LATER;
    for (seat, people) in joint.seats().iter().zip(&people) {
        if let Some(segment) = seat.segment(start) {
            for who in people {
                tally.person(joint, *who, segment);
            }
        }
    }
    tally.clock(meeting, wanted);
    tally.reasons.sort_unstable();
    Some(Ranked {
        start,
        fit: fit(&tally.reasons),
        cost: tally.cost,
        reasons: tally.reasons,
        people,
    })
}

/// What speaks for and against one start.
#[derive(Default)]
struct Tally {
    cost: u32,
    reasons: Vec<Reason>,
}

impl Tally {
    fn against(&mut self, cost: u32, reason: Reason) {
        self.cost += cost;
        self.reasons.push(reason);
    }

    /// What one of our own people says to being there in `segment`.
    fn person(&mut self, joint: &Joint<'_>, who: usize, segment: Interval) {
        let Some(person) = joint.people().get(who) else {
            return;
        };
        if person.tentative.meets(segment) {
            self.against(TENTATIVE, Reason::Tentative { who });
        }
        let Some(day) = person.day(segment.start()) else {
            return;
        };
        if day.here {
            self.reasons.push(Reason::SamePlace { who });
        }
        if day.travel > 0 {
            let minutes = day.travel;
            self.against(TRAVEL, Reason::Travel { who, minutes });
        }
        let (before, after) = person.room_around(segment);
        if let Some(minutes) = before.into_iter().chain(after).min()
            && minutes.saturating_sub(day.travel) <= TIGHT_MINUTES
        {
            self.against(TIGHT, Reason::Tight { who, minutes });
        }
        if let Some(work) = day.work {
            if segment.start() < work.start().plus_minutes(EDGE) {
                self.against(AT_THE_EDGE, Reason::EarlyForSomeone { who: Some(who) });
            }
            if segment.end() > work.end().plus_minutes(-EDGE) {
                self.against(AT_THE_EDGE, Reason::LateInDay { who: Some(who) });
            }
        }
    }

    /// What the clock says to the meeting.
    fn clock(&mut self, meeting: Interval, wanted: &Wanted<'_>) {
        let days = days_between(wanted.now, meeting.start(), wanted.zone);
        if let Ok(days @ ..=SOON_DAYS) = u16::try_from(days) {
            self.reasons.push(Reason::Soon { days });
        }
        let from = civil::minute(meeting.start(), wanted.zone);
        let to = from.saturating_add(wanted.length);
        if from < EARLY_BEFORE {
            self.cost += EARLY;
            if !self.says(|reason| matches!(reason, Reason::EarlyForSomeone { .. })) {
                self.reasons.push(Reason::EarlyForSomeone { who: None });
            }
        }
        if to > LATE_AFTER {
            self.cost += LATE;
            if !self.says(|reason| matches!(reason, Reason::LateInDay { .. })) {
                self.reasons.push(Reason::LateInDay { who: None });
            }
        }
        if from < LUNCH.1 && to > LUNCH.0 {
            self.against(OVER_LUNCH, Reason::OverLunch);
        }
    }

    fn says(&self, what: impl Fn(&Reason) -> bool) -> bool {
        self.reasons.iter().any(what)
    }
}

fn fit(reasons: &[Reason]) -> Fit {
    let of = |reason: &Reason| match reason {
        Reason::Soon { .. } | Reason::SamePlace { .. } | Reason::Travel { .. } => Fit::Good,
        Reason::Tight { .. } | Reason::Tentative { .. } => Fit::Tight,
        Reason::EarlyForSomeone { .. } | Reason::LateInDay { .. } | Reason::OverLunch => {
            Fit::Possible
        }
    };
    reasons.iter().map(of).max().unwrap_or(Fit::Good)
}

/// Local days from `from` to `to`, 0 where `to` is earlier.
fn days_between(from: Instant, to: Instant, zone: &TimeZone) -> u32 {
    let days = civil::date(to, zone).duration_since(civil::date(from, zone));
    u32::try_from(days.as_hours() / 24).unwrap_or(0)
}

#[cfg(test)]
#[path = "tests/rank.rs"]
mod tests;

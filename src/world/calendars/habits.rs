//! What repeats in a role: treatment meetings, lunch, unit meetings. Each is one entry with a rule
//! that has run for years, with occurrences taken out, moved and cancelled in the weeks looked at.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Weekday, date};

use super::dice::Dice;
use super::event::{Event, Repeats, Show};
use super::titles::ROOMS;
use super::week::at;
use crate::domain::Role;
use crate::flows::directory_file::PersonEntry;

use Every::{FirstOfMonth, LastOfMonth, OtherWeek, Week};
use Weekday::{Friday, Monday, Thursday, Tuesday, Wednesday};

/// A Monday from which every habit counts.
const BEGAN: Date = date(2024, 1, 8);
const WORKDAYS: &[Weekday] = &[Monday, Tuesday, Wednesday, Thursday, Friday];

/// How often.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Every {
    Week,
    OtherWeek,
    /// On the first such weekday of the month.
    FirstOfMonth,
    LastOfMonth,
}

/// One thing that repeats.
#[derive(Clone, Copy)]
pub(super) struct Habit {
    name: &'static str,
    title: &'static str,
    every: Every,
    days: &'static [Weekday],
    /// Minutes after midnight.
    from: i32,
    length: i32,
    /// How many of a hundred occurrences are taken out, moved or cancelled.
    unrest: u32,
}

const fn habit(
    name: &'static str,
    title: &'static str,
    (every, days): (Every, &'static [Weekday]),
    (from, length): (i32, i32),
    unrest: u32,
) -> Habit {
    Habit {
        name,
        title,
        every,
        days,
        from,
        length,
        unrest,
    }
}

const fn clock(hour: i32, minute: i32) -> i32 {
    hour * 60 + minute
}

const CLINICIAN: &[Habit] = &[
    habit(
        "behandlingsmote",
        "Behandlingsmøte",
        (Week, &[Tuesday]),
        (clock(8, 30), 90),
        12,
    ),
    habit(
        "tavle",
        "Tavlemøte",
        (Week, &[Monday, Wednesday, Friday]),
        (clock(8, 0), 20),
        4,
    ),
    habit("lunsj", "Lunsj", (Week, WORKDAYS), (clock(11, 0), 30), 2),
    habit(
        "undervisning",
        "Internundervisning",
        (OtherWeek, &[Thursday]),
        (clock(14, 0), 60),
        10,
    ),
    habit(
        "personal",
        "Personalmøte",
        (FirstOfMonth, &[Wednesday]),
        (clock(13, 0), 90),
        5,
    ),
];

const JOB_SPECIALIST: &[Habit] = &[
    habit(
        "gruppe",
        "IPS gruppegjennomgang",
        (Week, &[Thursday]),
        (clock(12, 30), 60),
        10,
    ),
    habit(
        "segment",
        "Behandlingsmøte, IPS-del",
        (Week, &[Tuesday]),
        (clock(9, 30), 30),
        8,
    ),
    habit(
        "nav-morgen",
        "Morgenmøte Nav",
        (Week, &[Wednesday]),
        (clock(8, 30), 30),
        5,
    ),
    habit("lunsj", "Lunsj", (Week, WORKDAYS), (clock(11, 0), 30), 3),
    habit(
        "kafe",
        "IPS erfaringskafé",
        (FirstOfMonth, &[Friday]),
        (clock(13, 0), 120),
        5,
    ),
];

const ADVISER: &[Habit] = &[
    habit(
        "kontor",
        "Kontormøte",
        (Week, &[Monday]),
        (clock(8, 30), 60),
        8,
    ),
    habit("lunsj", "Lunsj", (Week, WORKDAYS), (clock(11, 30), 30), 2),
    habit(
        "drop-in",
        "Åpent kontor, vakt",
        (OtherWeek, &[Wednesday]),
        (clock(12, 0), 120),
        6,
    ),
    habit(
        "fagmote",
        "Fagmøte",
        (LastOfMonth, &[Friday]),
        (clock(9, 0), 120),
        5,
    ),
    habit(
        "brukermote",
        "Avklaringsteam",
        (Week, &[Thursday]),
        (clock(13, 0), 60),
        10,
    ),
];

const LEADER: &[Habit] = &[
    habit(
        "ledermote",
        "Ledermøte",
        (Week, &[Monday]),
        (clock(9, 0), 120),
        8,
    ),
    habit("lunsj", "Lunsj", (Week, WORKDAYS), (clock(11, 30), 30), 5),
    habit(
        "status",
        "Status med enhetene",
        (Week, &[Tuesday, Thursday]),
        (clock(12, 30), 60),
        10,
    ),
    habit(
        "okonomi",
        "Økonomi",
        (LastOfMonth, &[Thursday]),
        (clock(14, 0), 90),
        5,
    ),
];

/// The habits that go with a person's first role.
pub(super) fn habits_of(person: &PersonEntry) -> &'static [Habit] {
    match person.roles.first() {
        Some(Role::JobSpecialist | Role::MethodSupervisor) => JOB_SPECIALIST,
        Some(Role::Adviser) => ADVISER,
        Some(Role::SectionLeader) => LEADER,
        _ => CLINICIAN,
    }
}

/// What became of one occurrence.
#[derive(Clone, Copy)]
enum Turn {
    AsUsual,
    /// Taken out of the rule.
    Skipped,
    /// Still there, struck out.
    Cancelled,
    /// To another hour of the same day.
    Moved(i32),
}

impl Habit {
    /// Whether the rule falls on `day`.
    fn falls_on(&self, day: Date) -> bool {
        if !self.days.contains(&day.weekday()) || day < BEGAN {
            return false;
        }
        match self.every {
            Week => true,
            OtherWeek => {
                let days = BEGAN.until(day).map_or(0, |span| span.get_days());
                (days / 7) % 2 == 0
            }
            FirstOfMonth => day.day() <= 7,
            LastOfMonth => day.day() > day.days_in_month() - 7,
        }
    }

    /// RRULE without the end: the habit goes on.
    fn rule(&self) -> String {
        let names: Vec<&str> = self.days.iter().copied().map(day_name).collect();
        let days = names.join(",");
        match self.every {
            Week => format!("FREQ=WEEKLY;BYDAY={days};WKST=MO"),
            OtherWeek => format!("FREQ=WEEKLY;INTERVAL=2;BYDAY={days};WKST=MO"),
            FirstOfMonth => format!("FREQ=MONTHLY;BYDAY=1{days}"),
            LastOfMonth => format!("FREQ=MONTHLY;BYDAY=-1{days}"),
        }
    }

    fn turn(&self, dice: &mut Dice) -> Turn {
        if !dice.chance(self.unrest) {
            return Turn::AsUsual;
        }
        match dice.roll(3) {
            0 => Turn::Skipped,
            1 => Turn::Cancelled,
            _ => Turn::Moved(dice.pick(&[-30, 30, 60, 240])),
        }
    }

    fn uid(&self, person: &PersonEntry) -> String {
        format!("{}-{}@kalender.test", self.name, person.key)
    }
}

/// The entries of a habit over `days`, and the hours that its occurrences take there.
pub(super) fn entries(
    habit: &Habit,
    person: &PersonEntry,
    days: &[Date],
    seed: u64,
) -> (Vec<Event>, Vec<(DateTime, DateTime)>) {
    let mut dice = Dice::of(seed, &[person.key.as_str(), habit.name]);
    let place = dice.pick(&ROOMS);
    let hours = |day: Date, later: i32| {
        let from = habit.from + later;
        (at(day, from), at(day, from + habit.length))
    };
    let entry = |hours| {
        let mut event = Event::hours(habit.uid(person), habit.title, hours);
        event.place = place.to_owned();
        event
    };
    let (mut moved, mut except, mut taken) = (Vec::new(), Vec::new(), Vec::new());
    for day in days.iter().copied().filter(|day| habit.falls_on(*day)) {
        let usual = hours(day, 0);
        let mut dice = Dice::of(seed, &[person.key.as_str(), habit.name, &day.to_string()]);
        let mut other = entry(usual);
        other.instead_of = Some(usual.0);
        match habit.turn(&mut dice) {
            Turn::AsUsual => taken.push(usual),
            Turn::Skipped => except.push(usual.0),
            Turn::Cancelled => {
                other.title = format!("Avlyst: {}", habit.title);
                other.cancelled = true;
                other.show = Show::Free;
                moved.push(other);
            }
            Turn::Moved(later) => {
                taken.push(hours(day, later));
                moved.push(Event {
                    instead_of: other.instead_of,
                    ..entry(hours(day, later))
                });
            }
        }
    }
    let Some(first) = first_day(habit) else {
        return (moved, taken);
    };
    let mut master = entry(hours(first, 0));
    master.repeats = Some(Repeats {
        rule: habit.rule(),
        except,
    });
    moved.insert(0, master);
    (moved, taken)
}

fn first_day(habit: &Habit) -> Option<Date> {
    BEGAN
        .series(1.day())
        .take(62)
        .find(|day| habit.falls_on(*day))
}

fn day_name(day: Weekday) -> &'static str {
    match day {
        Monday => "MO",
        Tuesday => "TU",
        Wednesday => "WE",
        Thursday => "TH",
        Friday => "FR",
        Weekday::Saturday => "SA",
        Weekday::Sunday => "SU",
    }
}

/// Things that stopped repeating long ago, one by its date and one by its count.
pub(super) fn bygone(person: &PersonEntry) -> Vec<Event> {
    let ended = |name: &str, title: &str, rule: &str| {
        let uid = format!("{name}-{}@kalender.test", person.key);
        let mut event = Event::hours(uid, title, (at(BEGAN, 780), at(BEGAN, 840)));
        event.repeats = Some(Repeats {
            rule: rule.to_owned(),
            except: Vec::new(),
        });
        event
    };
    vec![
        ended(
            "prosjekt",
            "Prosjektgruppe",
            "FREQ=WEEKLY;BYDAY=MO,TU;UNTIL=20240531T215959Z;WKST=MO",
        ),
        ended("opplaring", "Opplæring", "FREQ=WEEKLY;COUNT=12"),
    ]
}

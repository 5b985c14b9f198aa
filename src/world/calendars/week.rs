//! What fills the rest of one person's week: talks, visits with the way there and back, own work,
//! leave. Some hours stay open, and they are the same hours for everybody in the region, so that
//! three busy people still meet now and then.

use jiff::civil::{Date, DateTime, Weekday};
use jiff::{SignedDuration, ToSpan};

use super::dice::Dice;
use super::event::{Answer, Event, Show};
use super::titles::{FIRMS, MATTERS, PEOPLE, ROOMS};
use crate::domain::Role;
use crate::flows::directory_file::PersonEntry;
use crate::world::people::MAIN_THREE;

/// Hours of one day, in order of time.
pub(super) type Hours = (DateTime, DateTime);

/// `minutes` after midnight of `day`.
pub(super) fn at(day: Date, minutes: i32) -> DateTime {
    day.to_datetime(jiff::civil::Time::midnight())
        .saturating_add(SignedDuration::from_mins(i64::from(minutes)))
}

fn overlap(one: Hours, two: Hours) -> bool {
    one.0 < two.1 && two.0 < one.1
}

/// What most people keep open on `day`: an hour and a quarter or more, on four days of a week, away
/// from what repeats.
fn open_hours(seed: u64, monday: Date, day: Date) -> Option<Hours> {
    let starts: &[i32] = match day.weekday() {
        Weekday::Monday => &[570, 720, 810],
        Weekday::Tuesday => &[720, 795, 825],
        Weekday::Wednesday => &[540, 555, 840],
        Weekday::Thursday => &[495, 540, 555],
        Weekday::Friday => &[510, 555, 720],
        _ => return None,
    };
    let full_day = Dice::of(seed, &["full", &monday.to_string()]).roll(5);
    if u32::from(day.weekday().to_monday_zero_offset().unsigned_abs()) == full_day {
        return None;
    }
    let mut dice = Dice::of(seed, &["open", &day.to_string()]);
    let start = dice.pick(starts);
    let length = dice.pick(&[75, 90, 90, 105]);
    Some((at(day, start), at(day, start + length)))
}

/// The entries of the week that begins on `monday`, around what is `taken` already.
pub(super) fn entries(
    person: &PersonEntry,
    monday: Date,
    taken: &[Hours],
    seed: u64,
) -> Vec<Event> {
    let mut dice = Dice::of(seed, &[person.key.as_str(), "week", &monday.to_string()]);
    let mut out = Vec::new();
    let away = leave(person, monday, &mut dice, &mut out);
    for offset in 0..5 {
        let day = monday.saturating_add(offset.days());
        if away.is_some_and(|(first, last)| first <= day && day <= last) {
            continue;
        }
        let mut dice = Dice::of(seed, &[person.key.as_str(), "day", &day.to_string()]);
        let open = open_hours(seed, monday, day).filter(|_| dice.chance(88));
        let taken: Vec<Hours> = taken.iter().copied().chain(open).collect();
        fill(person, day, &taken, &mut dice, &mut out);
        beside(person, day, &mut dice, &mut out);
    }
    out
}

/// Leave in this week, as whole days out of office.
fn leave(
    person: &PersonEntry,
    monday: Date,
    dice: &mut Dice,
    out: &mut Vec<Event>,
) -> Option<(Date, Date)> {
    let roll = dice.roll(100);
    let (title, from, to) = match roll {
        0..5 if !MAIN_THREE.contains(&person.key.as_str()) => ("Ferie", 0, 4),
        5..9 => ("Avspasering", 4, 4),
        9..12 => ("Kurs, Bergen", 3, 4),
        12..14 => ("Sykt barn", 1, 1),
        _ => return None,
    };
    let days = (
        monday.saturating_add(from.days()),
        monday.saturating_add(to.days()),
    );
    let uid = format!("borte-{monday}-{}@kalender.test", person.key);
    out.push(Event::days(uid, title, days, Show::Away));
    Some(days)
}

/// Fills the working hours of `day` with appointments, one after another.
fn fill(person: &PersonEntry, day: Date, taken: &[Hours], dice: &mut Dice, out: &mut Vec<Event>) {
    let weekday = crate::domain::people::Weekday::from(day.weekday());
    let working = &person.availability.working.hours;
    for hours in working.iter().filter(|hours| hours.day == weekday) {
        let end = at(day, i32::from(hours.to));
        let mut now = at(day, i32::from(hours.from));
        while now < end {
            let appointment = Appointment::draw(person, dice);
            let whole = (now, now.saturating_add(appointment.whole()));
            let blocked = taken.iter().find(|hours| overlap(**hours, whole));
            if let Some(blocked) = blocked {
                now = blocked
                    .1
                    .max(now.saturating_add(SignedDuration::from_mins(5)));
                now = next_quarter(now);
            } else if whole.1 <= end && dice.chance(appointment.likely) {
                appointment.write(person, now, dice, out);
                now = next_quarter(whole.1.saturating_add(dice.pick(&[0, 0, 15]).minutes()));
            } else {
                now = now.saturating_add(30.minutes());
            }
        }
    }
}

fn next_quarter(time: DateTime) -> DateTime {
    let past = i64::from(time.minute()) % 15;
    time.saturating_add(SignedDuration::from_mins((15 - past) % 15))
}

/// Something that takes an hour or so.
struct Appointment {
    sort: Sort,
    length: i64,
    /// Minutes there, and the same back.
    way: i64,
    /// How many of a hundred such hours are taken.
    likely: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Talk,
    Visit,
    OwnWork,
}

impl Appointment {
    fn draw(person: &PersonEntry, dice: &mut Dice) -> Self {
        let of = |sort, length, way, likely| Self {
            sort,
            length,
            way,
            likely,
        };
        match person.roles.first() {
            Some(Role::JobSpecialist) => match dice.roll(10) {
                0..4 => of(
                    Sort::Visit,
                    dice.pick(&[45, 60]),
                    dice.pick(&[15, 20, 30]),
                    55,
                ),
                4..8 => of(Sort::Talk, dice.pick(&[30, 45]), 0, 65),
                _ => of(Sort::OwnWork, dice.pick(&[30, 60]), 0, 40),
            },
            Some(Role::Adviser) => match dice.roll(10) {
                0..7 => of(Sort::Talk, 30, 0, 66),
                7..9 => of(Sort::Talk, 60, 0, 60),
                _ => of(Sort::OwnWork, 90, 0, 50),
            },
            Some(Role::Clinician) => match dice.roll(10) {
                0..8 => of(Sort::Talk, dice.pick(&[45, 45, 60]), 0, 70),
                _ => of(Sort::OwnWork, dice.pick(&[30, 60]), 0, 60),
            },
            _ => of(Sort::Talk, dice.pick(&[30, 60]), 0, 60),
        }
    }

    fn whole(&self) -> SignedDuration {
        SignedDuration::from_mins(self.length + 2 * self.way)
    }

    fn write(&self, person: &PersonEntry, start: DateTime, dice: &mut Dice, out: &mut Vec<Event>) {
        let later = |minutes: i64| start.saturating_add(SignedDuration::from_mins(minutes));
        let uid = |part: &str| format!("{part}-{start}-{}@kalender.test", person.key);
        let hours = (later(self.way), later(self.way + self.length));
        let name = dice.pick(&PEOPLE);
        let mut event = match self.sort {
            Sort::Talk => {
                let title = format!("{} {}.", name, dice.pick(&["A", "K", "T", "Ø"]));
                let mut event = Event::hours(uid("samtale"), title, hours);
                event.notes = format!("{}; tlf. 00 00 00 0{}", dice.pick(&MATTERS), dice.roll(10));
                event.place = dice.pick(&ROOMS).to_owned();
                event
            }
            Sort::Visit => {
                let firm = dice.pick(&FIRMS);
                let mut event = Event::hours(uid("besok"), format!("Besøk {firm}"), hours);
                event.place = firm.to_owned();
                event.notes = format!("Sammen med {name}.\nTa med skjema, og spør om lønn.");
                event
            }
            Sort::OwnWork => Event::hours(uid("arbeid"), "Journal og papir", hours),
        };
        match dice.roll(20) {
            0 | 1 => event.show = Show::Tentative,
            2 => event.answer = Some(Answer::NotYet),
            3 => event.answer = Some(Answer::Accepted),
            _ => {}
        }
        event.guest = event.answer.is_some().then(|| name.to_owned());
        out.push(event);
        if self.way > 0 {
            out.push(Event::hours(uid("kjor-til"), "Kjøring", (start, hours.0)));
            let back = (hours.1, later(self.length + 2 * self.way));
            out.push(Event::hours(uid("kjor-fra"), "Kjøring", back));
        }
    }
}

/// What stands beside the appointments and takes no time, or less than it seems.
fn beside(person: &PersonEntry, day: Date, dice: &mut Dice, out: &mut Vec<Event>) {
    let uid = |part: &str| format!("{part}-{day}-{}@kalender.test", person.key);
    if dice.chance(4) {
        let title = format!("Bursdag {}", dice.pick(&PEOPLE));
        out.push(Event::days(uid("bursdag"), &title, (day, day), Show::Free));
    }
    if dice.chance(6) {
        out.push(Event::days(
            uid("hjemme"),
            "Hjemmekontor",
            (day, day),
            Show::Elsewhere,
        ));
    }
    if dice.chance(8) {
        let hours = (at(day, 600), at(day, 660));
        let mut event = Event::hours(uid("webinar"), "Webinar: velferdsteknologi 🎓", hours);
        event.answer = Some(Answer::Declined);
        event.guest = Some(dice.pick(&PEOPLE).to_owned());
        out.push(event);
    }
    if dice.chance(5) {
        let hours = (at(day, 765), at(day, 810));
        let mut event = Event::hours(uid("avlyst"), "Avlyst: Samtale", hours);
        event.cancelled = true;
        out.push(event);
    }
    if dice.chance(3) {
        // A reminder without length: it takes no time at all.
        let hours = (at(day, 900), at(day, 900));
        out.push(Event::hours(uid("husk"), "Husk: ring tilbake", hours));
    }
}

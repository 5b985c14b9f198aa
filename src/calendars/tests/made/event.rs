//! A made event: when, how long, how often, what it counts as, and its overrides.

use jiff::civil::{Date, DateTime, Weekday};
use jiff::{Span, ToSpan};

use super::OWNER;
use super::dice::Dice;
use super::rule::rule;
use super::time::{Frame, as_seen, instant};

/// Lines that decide what an event counts as, none among them.
const SIGNS: [&str; 13] = [
    "",
    "",
    "",
    "STATUS:CONFIRMED\r\n",
    "STATUS:TENTATIVE\r\n",
    "STATUS:CANCELLED\r\n",
    "TRANSP:TRANSPARENT\r\n",
    "TRANSP:OPAQUE\r\n",
    "X-MICROSOFT-CDO-BUSYSTATUS:OOF\r\n",
    "X-MICROSOFT-CDO-BUSYSTATUS:BUSY\r\nTRANSP:TRANSPARENT\r\n",
    "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE\r\n",
    "X-MICROSOFT-CDO-BUSYSTATUS:FREE\r\n",
    "STATUS:TENTATIVE\r\nTRANSP:TRANSPARENT\r\n",
];

const ANSWERS: [&str; 5] = [
    "ACCEPTED",
    "DECLINED",
    "TENTATIVE",
    "NEEDS-ACTION",
    "DELEGATED",
];

/// A master, most often with a rule, and its overrides; or an event that happens once.
pub(super) fn series(dice: &mut Dice, number: i64, first: Date, own: &str) -> String {
    let frame = Frame::rolled(dice);
    let start = start(dice, first);
    let recurs = dice.chance(80);
    let with_turn = dice.chance(8);
    let mut lines = vec![
        format!("UID:{number}@made\r\n"),
        frame.line("DTSTART", start),
        end(dice, frame, start, own),
        sign(dice),
    ];
    let mut components = Vec::new();
    if recurs {
        let rule = rule(dice, !frame.is_day());
        let overrides = overrides(dice, &rule, frame, start, own, with_turn);
        components.extend(
            overrides.into_iter().map(|inside| {
                format!("BEGIN:VEVENT\r\nUID:{number}@made\r\n{inside}END:VEVENT\r\n")
            }),
        );
        if dice.chance(30) {
            lines.push(except(dice, &rule, frame, start, own));
        }
        let bound = bound(dice, frame, start, own);
        lines.push(format!("RRULE:{rule}{bound}\r\n"));
    }
    if dice.chance(10) {
        lines.push(extra(dice, frame, start, !with_turn));
    }
    if dice.chance(10) {
        lines.push(
            "BEGIN:VALARM\r\nTRIGGER:-PT15M\r\nDURATION:PT9H\r\nREPEAT:2\r\nEND:VALARM\r\n".into(),
        );
    }
    let master = format!("BEGIN:VEVENT\r\n{}END:VEVENT\r\n", lines.concat());
    // The order in the file must not matter.
    components.insert(dice.roll(components.len() + 1), master);
    components.concat()
}

/// Often in working hours, often in the nights when a clock is changed, some time before the window
/// or in it.
fn start(dice: &mut Dice, first: Date) -> DateTime {
    let most_back = *dice.pick(&[0, 30, 30, 420, 420, 1_500]);
    let date = first
        .checked_add(dice.between(-most_back, 50).days())
        .unwrap();
    let hour = *dice.pick(&[0, 2, 2, 3, 7, 8, 9, 9, 10, 12, 13, 15, 16, 23]);
    let minute = *dice.pick(&[0, 0, 0, 15, 30, 30, 45]);
    let second = *dice.pick(&[0, 0, 0, 0, 0, 0, 7]);
    date.at(hour, minute, second, 0)
}

fn end(dice: &mut Dice, frame: Frame, start: DateTime, own: &str) -> String {
    let after = |span: Span| start.checked_add(span).unwrap();
    if frame.is_day() {
        return match dice.roll(8) {
            0 | 1 => String::new(),
            2 => "DURATION:P2D\r\n".into(),
            3 => "DURATION:P1W\r\n".into(),
            4 => frame.line("DTEND", after(dice.between(-2, 0).days())),
            _ => frame.line("DTEND", after(dice.between(1, 4).days())),
        };
    }
    match dice.roll(20) {
        0 => String::new(),
        1 => frame.line("DTEND", after(dice.between(-90, 0).minutes())),
        2 => "DURATION:P1D\r\n".into(),
        3 => "DURATION:P1DT2H\r\n".into(),
        4 => "DURATION:P1W\r\n".into(),
        5 => "DURATION:PT24H\r\n".into(),
        6..=8 => format!("DURATION:PT{}M\r\n", dice.between(1, 300)),
        9 => {
            let (other, length) = (Frame::Utc, dice.between(30, 300).minutes());
            let end = as_seen(after(length), &frame.time_zone(own), &other.time_zone(own));
            other.line("DTEND", end)
        }
        10 | 11 => frame.line("DTEND", after(dice.between(1, 72).hours())),
        _ => frame.line("DTEND", after((15 * dice.between(1, 16)).minutes())),
    }
}

/// COUNT, UNTIL in one of its forms, or neither.
fn bound(dice: &mut Dice, frame: Frame, start: DateTime, own: &str) -> String {
    let last = start.checked_add(dice.between(-20, 500).days()).unwrap();
    match dice.roll(10) {
        0..=3 => format!(";COUNT={}", dice.between(1, 60)),
        4 => format!(";UNTIL={}", Frame::Day.write(last)),
        5 if !frame.is_day() => format!(";UNTIL={}", Frame::Floating.write(last)),
        5..=7 => {
            let utc = as_seen(last, &frame.time_zone(own), &Frame::Utc.time_zone(own));
            format!(";UNTIL={}", Frame::Utc.write(utc))
        }
        _ => String::new(),
    }
}

/// Where the rule probably has an instance: some of these guesses miss, which is right too.
fn instance(dice: &mut Dice, rule: &str, start: DateTime) -> DateTime {
    let interval: i64 = rule
        .split(';')
        .find_map(|part| part.strip_prefix("INTERVAL="))
        .map_or(1, |n| n.parse().unwrap());
    let step = interval * dice.between(0, 40);
    let span = match rule.split(';').next().unwrap() {
        "FREQ=DAILY" => step.days(),
        "FREQ=WEEKLY" => step.weeks(),
        "FREQ=MONTHLY" => (step / 4).months(),
        "FREQ=HOURLY" => step.hours(),
        _ => (step / 16).years(),
    };
    let local = start.checked_add(span).unwrap();
    if !rule.contains("BYDAY") {
        return local;
    }
    // The next of the weekdays that the rule may have.
    let named = |weekday: Weekday| {
        let names = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
        rule.contains(names[usize::from(weekday.to_monday_zero_offset().unsigned_abs())])
    };
    let days = (0..7).map(|days: i64| local.checked_add(days.days()).unwrap());
    days.into_iter()
        .find(|day| named(day.weekday()))
        .unwrap_or(local)
}

/// EXDATE in the frame of the event, in UTC, in another zone, or as a date.
fn except(dice: &mut Dice, rule: &str, frame: Frame, start: DateTime, own: &str) -> String {
    let written = match dice.roll(10) {
        _ if frame.is_day() => frame,
        0 | 1 => Frame::Utc,
        2 => Frame::zone(dice),
        3 => Frame::Day,
        _ => frame,
    };
    let mut dates = Vec::new();
    for _ in 0..dice.between(1, 4) {
        let at = instance(dice, rule, start);
        let seen = match written {
            Frame::Day => at,
            _ => as_seen(at, &frame.time_zone(own), &written.time_zone(own)),
        };
        dates.push(written.write(seen));
    }
    format!("EXDATE{}:{}\r\n", written.parameters(), dates.join(","))
}

/// RDATE: times or periods.
fn extra(dice: &mut Dice, frame: Frame, start: DateTime, periods: bool) -> String {
    let mut written = Vec::new();
    let periods = periods && !frame.is_day() && dice.chance(40);
    for _ in 0..dice.between(1, 3) {
        // A period that the rule has too would be a question of its own: its golden case stands in
        // `dates.txt`.
        let beside = if periods { 5 } else { 0 };
        let shift = dice
            .between(1, 90)
            .days()
            .hours(dice.between(0, 3))
            .minutes(beside);
        let at = start.checked_add(shift).unwrap();
        written.push(match dice.roll(3) {
            _ if !periods => frame.write(at),
            0 => {
                let end = at.checked_add(dice.between(20, 400).minutes()).unwrap();
                format!("{}/{}", frame.write(at), frame.write(end))
            }
            1 => format!("{}/PT{}M", frame.write(at), dice.between(20, 400)),
            _ => format!("{}/P1D", frame.write(at)),
        });
    }
    let kind = if periods { ";VALUE=PERIOD" } else { "" };
    format!(
        "RDATE{kind}{}:{}\r\n",
        frame.parameters(),
        written.join(",")
    )
}

fn sign(dice: &mut Dice) -> String {
    let mut sign = (*dice.pick(&SIGNS)).to_owned();
    if dice.chance(25) {
        sign += "ATTENDEE;CN=\"Ola; N:N\";PARTSTAT=DECLINED:mailto:ola@dps.test\r\n";
        let answer = dice.pick(&ANSWERS);
        sign += &format!("ATTENDEE;PARTSTAT={answer}:mailto:{OWNER}\r\n");
    }
    sign
}

/// The insides of up to three overrides, of which one may move all later instances.
fn overrides(
    dice: &mut Dice,
    rule: &str,
    frame: Frame,
    start: DateTime,
    own: &str,
    with_turn: bool,
) -> Vec<String> {
    let mut made = Vec::new();
    let most = if with_turn || dice.chance(25) { 3 } else { 0 };
    let mut seen = Vec::new();
    for number in 0..most {
        let at = instance(dice, rule, start);
        let zone = frame.time_zone(own);
        if seen.contains(&instant(at, &zone)) {
            continue;
        }
        seen.push(instant(at, &zone));
        let moved = match dice.roll(3) {
            _ if frame.is_day() => at.checked_add(dice.between(-3, 9).days()).unwrap(),
            0 => at,
            1 => at.checked_add(dice.between(-30, 30).hours()).unwrap(),
            _ => at.checked_add(dice.between(-60, 60).days()).unwrap(),
        };
        let range = if with_turn && number == 0 {
            ";RANGE=THISANDFUTURE"
        } else {
            ""
        };
        let id = match dice.roll(4) {
            0 if !frame.is_day() => {
                Frame::Utc.line("", as_seen(at, &zone, &Frame::Utc.time_zone(own)))
            }
            _ => frame.line("", at),
        };
        made.push(
            [
                format!("RECURRENCE-ID{range}{id}"),
                frame.line("DTSTART", moved),
                end(dice, frame, moved, own),
                sign(dice),
            ]
            .concat(),
        );
    }
    made
}

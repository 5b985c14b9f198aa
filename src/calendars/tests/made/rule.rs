//! Recurrence rules of every frequency, with the parts that each may have (RFC 5545 3.3.10).

use super::dice::Dice;

const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// A rule without COUNT and UNTIL. Parts that speak of a time of day come only where there is one.
pub(super) fn rule(dice: &mut Dice, timed: bool) -> String {
    let mut rule = match dice.roll(20) {
        0..=6 => weekly(dice),
        7..=10 => daily(dice),
        11..=15 => monthly(dice),
        16..=18 => yearly(dice),
        _ if timed => hourly(dice),
        _ => daily(dice),
    };
    if !rule.contains("HOURLY") && dice.chance(30) {
        rule += &format!(";INTERVAL={}", dice.between(2, 5));
    }
    if dice.chance(20) {
        rule += &format!(";WKST={}", dice.pick(&DAYS));
    }
    let sets_positions = rule.contains("WEEKLY") && rule.contains("BYSETPOS");
    if timed && !sets_positions && !rule.contains("HOURLY") && dice.chance(7) {
        rule += &part("BYHOUR", dice, &[0, 2, 3, 9, 13, 23], 2);
        if dice.chance(50) {
            rule += &part("BYMINUTE", dice, &[0, 15, 30, 59], 2);
        }
    }
    rule
}

/// `;NAME=` and one to `most` of `values`.
fn part<T: Copy + ToString>(name: &str, dice: &mut Dice, values: &[T], most: usize) -> String {
    let values = dice.some(values, most);
    let values: Vec<String> = values.iter().map(ToString::to_string).collect();
    format!(";{name}={}", values.join(","))
}

fn months(dice: &mut Dice) -> String {
    let all: Vec<i64> = (1..=12).collect();
    part("BYMONTH", dice, &all, 4)
}

fn month_days(dice: &mut Dice) -> String {
    part(
        "BYMONTHDAY",
        dice,
        &[1, 2, 13, 15, 28, 29, 30, 31, -1, -2, -15, -31],
        3,
    )
}

/// Weekdays with numbers, and sometimes plain ones among them.
fn nth_weekdays(dice: &mut Dice, most: i64) -> String {
    let mut days = Vec::new();
    for _ in 0..dice.between(1, 2) {
        let sign = if dice.chance(40) { "-" } else { "" };
        days.push(format!(
            "{sign}{}{}",
            dice.between(1, most),
            dice.pick(&DAYS)
        ));
    }
    if dice.chance(10) {
        days.push((*dice.pick(&DAYS)).to_owned());
    }
    format!(";BYDAY={}", days.join(","))
}

fn positions(dice: &mut Dice) -> String {
    part("BYSETPOS", dice, &[1, 2, 3, -1, -2], 2)
}

fn weekly(dice: &mut Dice) -> String {
    let mut rule = "FREQ=WEEKLY".to_owned();
    if dice.chance(70) {
        rule += &part("BYDAY", dice, &DAYS, 4);
        if dice.chance(10) {
            return rule + &positions(dice);
        }
    }
    if dice.chance(8) {
        rule += &months(dice);
    }
    rule
}

fn daily(dice: &mut Dice) -> String {
    let mut rule = "FREQ=DAILY".to_owned();
    match dice.roll(10) {
        0 | 1 => rule += &part("BYDAY", dice, &DAYS, 4),
        2 => rule += &month_days(dice),
        3 => rule += &months(dice),
        _ => {}
    }
    rule
}

fn monthly(dice: &mut Dice) -> String {
    let mut rule = "FREQ=MONTHLY".to_owned();
    match dice.roll(10) {
        0..=2 => rule += &nth_weekdays(dice, 5),
        3 | 4 => rule += &month_days(dice),
        5 | 6 => {
            rule += &part("BYDAY", dice, &DAYS, 5);
            rule += &positions(dice);
        }
        7 => {
            rule += &part("BYDAY", dice, &DAYS, 3);
            rule += &month_days(dice);
        }
        _ => {}
    }
    if dice.chance(10) {
        rule += &months(dice);
    }
    rule
}

fn yearly(dice: &mut Dice) -> String {
    let mut rule = "FREQ=YEARLY".to_owned();
    match dice.roll(12) {
        0 | 1 => rule += &nth_weekdays(dice, 53),
        2 | 3 => {
            rule += &months(dice);
            rule += &nth_weekdays(dice, 5);
        }
        4 => {
            rule += &part(
                "BYYEARDAY",
                dice,
                &[1, 60, 90, 100, 300, 366, -1, -60, -366],
                3,
            )
        }
        5 | 6 => {
            rule += &part("BYWEEKNO", dice, &[1, 9, 10, 12, 40, 44, 52, 53, -1, -9], 3);
            if dice.chance(80) {
                rule += &part("BYDAY", dice, &DAYS, 3);
            }
        }
        7 => {
            rule += &months(dice);
            rule += &month_days(dice);
        }
        8 => {
            rule += &months(dice);
            rule += &part("BYDAY", dice, &DAYS, 5);
            rule += &positions(dice);
        }
        9 => rule += &months(dice),
        10 => rule += &month_days(dice),
        _ => {}
    }
    rule
}

fn hourly(dice: &mut Dice) -> String {
    let mut rule = "FREQ=HOURLY".to_owned();
    match dice.roll(4) {
        0 => rule += &part("BYDAY", dice, &DAYS, 3),
        1 => rule += &part("BYHOUR", dice, &[0, 2, 3, 9, 13, 23], 3),
        2 => rule += &month_days(dice),
        _ => {}
    }
    rule + &format!(";INTERVAL={}", dice.pick(&[3, 5, 7, 12]))
}

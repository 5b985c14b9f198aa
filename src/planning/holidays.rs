//! The red days of the Norwegian calendar (lov om helligdager and lov om 1. og 17. mai), and the
//! days on which offices close at noon by custom. Days between two of them that many take off are
//! not here: those stand in people's own calendars.

use jiff::civil::{Date, date};

use crate::domain::Minutes;

/// When offices close on a [half day](is_half_day), in minutes after local midnight.
pub const HALF_DAY_ENDS: Minutes = 12 * 60;

/// Easter Sunday of `year`, by the Gregorian computus in the form of Meeus, Jones and Butcher.
#[must_use]
pub fn easter(year: i16) -> Date {
    let y = i32::from(year);
    let (a, b, c) = (y.rem_euclid(19), y.div_euclid(100), y.rem_euclid(100));
    let (d, e) = (b.div_euclid(4), b.rem_euclid(4));
    let f = (b + 8).div_euclid(25);
    let g = (b - f + 1).div_euclid(3);
    let h = (19 * a + b - d - g + 15).rem_euclid(30);
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k).rem_euclid(7);
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    // n is 114 + 22 March to 25 April, whatever the year.
    let (month, day) = if n / 31 >= 4 {
        (4, n % 31)
    } else {
        (3, n % 31)
    };
    date(year, month, i8::try_from(day).unwrap_or(0) + 1)
}

/// Whether nobody works on `day`: a public holiday, Sundays not counted unless they are one.
#[must_use]
pub fn is_red_day(day: Date) -> bool {
    match (day.month(), day.day()) {
        (1, 1) | (5, 1 | 17) | (12, 25 | 26) => true,
        // skjærtorsdag, langfredag, første og annen påskedag, Kristi himmelfartsdag, pinsedagene
        _ => matches!(days_from_easter(day), -3 | -2 | 0 | 1 | 39 | 49 | 50),
    }
}

/// Whether offices close at noon on `day`: onsdag før skjærtorsdag, pinseaften, julaften and
/// nyttårsaften.
#[must_use]
pub fn is_half_day(day: Date) -> bool {
    matches!((day.month(), day.day()), (12, 24 | 31)) || matches!(days_from_easter(day), -4 | 48)
}

fn days_from_easter(day: Date) -> i32 {
    i32::from(day.day_of_year()) - i32::from(easter(day.year()).day_of_year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_where_the_almanac_says() {
        for (year, month, day) in [
            (1_818, 3, 22),
            (1_943, 4, 25),
            (2_000, 4, 23),
            (2_008, 3, 23),
            (2_011, 4, 24),
            (2_024, 3, 31),
            (2_025, 4, 20),
            (2_026, 4, 5),
            (2_027, 3, 28),
            (2_038, 4, 25),
            (2_285, 3, 22),
        ] {
            assert_eq!(easter(year), date(year, month, day));
        }
    }

    #[test]
    fn every_year_of_the_calendar_has_an_easter_sunday() {
        for year in -9_999..=9_999 {
            let easter = easter(year);
            assert_eq!(easter.weekday(), jiff::civil::Weekday::Sunday, "{year}");
            assert!((date(year, 3, 22)..=date(year, 4, 25)).contains(&easter));
        }
    }

    #[test]
    fn the_red_days_of_2026() {
        let red: Vec<String> = date(2026, 1, 1)
            .series(jiff::Span::new().days(1))
            .take_while(|day| day.year() == 2026)
            .filter(|day| is_red_day(*day))
            .map(|day| day.strftime("%m-%d").to_string())
            .collect();
        assert_eq!(
            red.join(" "),
            "01-01 04-02 04-03 04-05 04-06 05-01 05-14 05-17 05-24 05-25 12-25 12-26"
        );
    }

    #[test]
    fn the_half_days_of_2026() {
        let half: Vec<String> = date(2026, 1, 1)
            .series(jiff::Span::new().days(1))
            .take_while(|day| day.year() == 2026)
            .filter(|day| is_half_day(*day))
            .map(|day| day.strftime("%m-%d").to_string())
            .collect();
        assert_eq!(half.join(" "), "04-01 05-23 12-24 12-31");
    }
}

//! A made-up week for tests: 13 to 19 April 2026 on the Norwegian clock.

use jiff::tz::TimeZone;

use super::availability::{Availability, Day};
use super::civil;
use crate::domain::bitmap::{Bitmap, Grid};
use crate::domain::{Instant, Interval, Minutes};

pub fn oslo() -> TimeZone {
    TimeZone::get("Europe/Oslo").unwrap()
}

/// A time on the Norwegian clock: "13 08:00" is Monday at eight.
pub fn at(text: &str) -> Instant {
    let clock: jiff::civil::DateTime = format!("2026-04-{text}").parse().unwrap();
    clock.to_zoned(oslo()).unwrap().timestamp().into()
}

/// "13 08:00-15:30".
pub fn span(text: &str) -> Interval {
    let (start, end) = text.split_once('-').unwrap();
    let day = start.split_once(' ').unwrap().0;
    Interval::new(at(start), at(&format!("{day} {end}"))).unwrap()
}

pub fn grid() -> Grid {
    let week = Interval::new(at("13 00:00"), at("20 00:00")).unwrap();
    Grid::covering(week).unwrap()
}

pub fn show(start: Instant) -> String {
    let local = start.timestamp().to_zoned(oslo());
    local.strftime("%d %H:%M").to_string()
}

pub fn shown(starts: &[Instant]) -> Vec<String> {
    starts.iter().copied().map(show).collect()
}

/// Every quarter of an hour from `from` on, `n` of them.
pub fn quarters(from: &str, n: i64) -> Vec<Instant> {
    (0..n).map(|i| at(from).plus_minutes(15 * i)).collect()
}

/// Somebody at the place of the meeting who works 08.00–15.30 on weekdays and has nothing else.
pub fn free_person() -> Availability {
    let mut free = Bitmap::none(grid());
    let mut days = Vec::new();
    for date in civil::dates(grid().span(), &oslo()) {
        let weekend = date.weekday().to_monday_zero_offset() >= 5;
        let work = (!weekend).then(|| civil::span(date, 480, 930, &oslo()).unwrap());
        if let Some(work) = work {
            free.open(work);
        }
        days.push(Day {
            span: civil::span(date, 0, 1_440, &oslo()).unwrap(),
            work,
            here: true,
            travel: 0,
        });
    }
    Availability {
        free,
        tentative: Bitmap::none(grid()),
        days,
        taken: Vec::new(),
    }
}

impl Availability {
    pub fn but_taken(mut self, when: &str) -> Self {
        self.free.close(span(when));
        self.taken.push(span(when));
        self
    }

    pub fn but_tentative(mut self, when: &str) -> Self {
        self.tentative.mark(span(when));
        self
    }

    /// Elsewhere on `day`, so many minutes away.
    pub fn but_elsewhere(mut self, day: &str, minutes: Minutes) -> Self {
        let noon = at(&format!("{day} 12:00"));
        let day = self.days.iter_mut().find(|day| day.span.contains(noon));
        let day = day.unwrap();
        (day.here, day.travel) = (false, minutes);
        self
    }
}

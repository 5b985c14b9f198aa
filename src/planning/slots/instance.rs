//! A slot search instance as it is written, and what must hold of it. Knows no bitmap.

use std::collections::BTreeSet;
use std::fmt;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::scale::Scale;
use crate::domain::Instant;
use crate::domain::bitmap::Grid;

/// The name of the format, with its version.
const FORMAT: &str = "samband-slots/1";
/// No time of an instance is further from its origin: twenty years.
const FURTHEST: i64 = 20 * 366 * 1_440;
/// Seats of one query.
const MOST_SEATS: usize = 64;

/// One instance. Times are minutes since its origin.
#[derive(Debug, Clone, Deserialize)]
pub struct Instance {
    /// `samband-slots/1`.
    pub format: String,
    /// A Monday, 00.00 by the clock.
    pub origin: Option<String>,
    /// The zone of that clock.
    pub timezone: Option<String>,
    /// Minutes from place to place, a square.
    pub travel: Vec<Vec<i64>>,
    /// The people.
    pub people: Vec<PersonRow>,
    /// What is asked.
    pub queries: Vec<Query>,
}

/// One person of an instance.
#[derive(Debug, Clone, Deserialize)]
pub struct PersonRow {
    /// Identifier.
    pub id: i64,
    /// Working time, `[start, end)`.
    pub work: Vec<[i64; 2]>,
    /// Taken time, `[start, end)` and the place.
    pub busy: Vec<[i64; 3]>,
}

/// One seat: anyone of these.
#[derive(Debug, Clone, Deserialize)]
pub struct SeatRow {
    /// Identifiers of people.
    pub any_of: Vec<i64>,
}

/// One question of an instance.
#[derive(Debug, Clone, Deserialize)]
pub struct Query {
    /// Identifier.
    pub id: i64,
    /// Each to be filled by somebody else.
    pub seats: Vec<SeatRow>,
    /// Minutes of the meeting.
    pub duration: i64,
    /// Starts are multiples of so many minutes.
    pub step: i64,
    /// No start before.
    pub earliest: i64,
    /// No end after.
    pub latest: i64,
    /// The place, or -1.
    pub location: i64,
    /// Minutes between the meeting and whatever is taken, at least.
    pub buffer: i64,
    /// How many starts to name.
    pub top_k: usize,
}

/// A field that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct Fault {
    /// Which, as a path: `queries[0].seats[1].any_of[0]`.
    pub field: String,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What can be wrong with a field, with the mend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Not this format.
    #[error("must be \"samband-slots/1\"")]
    Format,
    /// Not a Monday's midnight.
    #[error("must be a Monday at 00:00, like \"2026-04-13T00:00\"")]
    Origin,
    /// Not a zone.
    #[error("must be the name of a time zone, like \"Europe/Oslo\"")]
    Zone,
    /// Travel is not a square.
    #[error("must have as many columns as travel has rows")]
    NotSquare,
    /// Travel is not the same both ways, or not 0 within a place.
    #[error("must be the same in both directions, and 0 from a place to itself")]
    NotSymmetric,
    /// Too small.
    #[error("must be at least {0}")]
    AtLeast(i64),
    /// Too large.
    #[error("must be at most {0}")]
    AtMost(i64),
    /// Ends before it begins.
    #[error("must end after it begins")]
    Empty,
    /// No such place.
    #[error("must be -1 or the index of a row of travel")]
    NoSuchPlace,
    /// No such person.
    #[error("must be the id of one of people")]
    NoSuchPerson,
    /// Given twice.
    #[error("must be a different id for each")]
    Twice,
    /// Nothing in it.
    #[error("must not be empty")]
    Nothing,
}

fn fault(field: impl fmt::Display, problem: Problem) -> Fault {
    Fault {
        field: field.to_string(),
        problem,
    }
}

impl Instance {
    /// Minutes from `a` to `b`; 0 where one of them is no place.
    pub(super) fn minutes_between(&self, a: i64, b: i64) -> i64 {
        let index = |place| usize::try_from(place).ok();
        let minutes = index(a).zip(index(b)).and_then(|(a, b)| {
            let row = self.travel.get(a)?;
            row.get(b).copied()
        });
        minutes.unwrap_or(0)
    }

    /// Looks at every field, and finds how minutes fall on cells.
    pub(super) fn check(&self) -> Result<Scale, Fault> {
        self.check_head()?;
        self.check_travel()?;
        let mut ids = BTreeSet::new();
        for (index, person) in self.people.iter().enumerate() {
            let field = format!("people[{index}]");
            if !ids.insert(person.id) {
                return Err(fault(format_args!("{field}.id"), Problem::Twice));
            }
            self.check_person(person, &field)?;
        }
        let mut asked = BTreeSet::new();
        for (index, query) in self.queries.iter().enumerate() {
            let field = format!("queries[{index}]");
            if !asked.insert(query.id) {
                return Err(fault(format_args!("{field}.id"), Problem::Twice));
            }
            self.check_query(query, &field)?;
            check_seats(query, &ids, &field)?;
        }
        self.scale()
    }

    fn check_head(&self) -> Result<(), Fault> {
        if self.format != FORMAT {
            return Err(fault("format", Problem::Format));
        }
        if let Some(origin) = &self.origin {
            let monday = |at: &DateTime| {
                at.weekday() == jiff::civil::Weekday::Monday && at.time() == jiff::civil::Time::MIN
            };
            let origin: Option<DateTime> = origin.parse().ok();
            origin
                .filter(monday)
                .ok_or_else(|| fault("origin", Problem::Origin))?;
        }
        match &self.timezone {
            Some(zone) if TimeZone::get(zone).is_err() => Err(fault("timezone", Problem::Zone)),
            _ => Ok(()),
        }
    }

    fn check_travel(&self) -> Result<(), Fault> {
        for (a, row) in self.travel.iter().enumerate() {
            if row.len() != self.travel.len() {
                return Err(fault(format_args!("travel[{a}]"), Problem::NotSquare));
            }
            for (b, minutes) in row.iter().enumerate() {
                let field = || format!("travel[{a}][{b}]");
                within(*minutes, 0, FURTHEST, field)?;
                let back = self.travel.get(b).and_then(|row| row.get(a));
                if back.is_some_and(|back| back != minutes) || (a == b && *minutes != 0) {
                    return Err(fault(field(), Problem::NotSymmetric));
                }
            }
        }
        Ok(())
    }

    fn check_person(&self, person: &PersonRow, field: &str) -> Result<(), Fault> {
        for (index, [from, to]) in person.work.iter().enumerate() {
            check_span(*from, *to, || format!("{field}.work[{index}]"))?;
        }
        for (index, [from, to, place]) in person.busy.iter().enumerate() {
            check_span(*from, *to, || format!("{field}.busy[{index}]"))?;
            self.check_place(*place, || format!("{field}.busy[{index}][2]"))?;
        }
        Ok(())
    }

    fn check_place(&self, place: i64, field: impl Fn() -> String) -> Result<(), Fault> {
        let row = usize::try_from(place).ok();
        match row.and_then(|row| self.travel.get(row)) {
            None if place != -1 => Err(fault(field(), Problem::NoSuchPlace)),
            _ => Ok(()),
        }
    }

    fn check_query(&self, query: &Query, field: &str) -> Result<(), Fault> {
        within(query.duration, 1, FURTHEST, || format!("{field}.duration"))?;
        within(query.step, 1, FURTHEST, || format!("{field}.step"))?;
        within(query.earliest, 0, FURTHEST, || format!("{field}.earliest"))?;
        within(query.latest, 0, FURTHEST, || format!("{field}.latest"))?;
        within(query.buffer, 0, FURTHEST, || format!("{field}.buffer"))?;
        self.check_place(query.location, || format!("{field}.location"))
    }

    /// The largest cell on whose bounds every time and length of the instance falls, so that nothing
    /// has to be rounded.
    fn scale(&self) -> Result<Scale, Fault> {
        let work = self.people.iter().flat_map(|p| p.work.iter().flatten());
        let busy = self.people.iter().flat_map(|p| &p.busy);
        let times = work.chain(busy.flat_map(|[from, to, _]| [from, to]));
        let lengths = self.queries.iter();
        let lengths = lengths.flat_map(|q| [&q.duration, &q.step, &q.buffer]);
        let all = times.chain(lengths).chain(self.travel.iter().flatten());
        let cell = all.fold(0, |cell, minutes| gcd(cell, *minutes)).max(1);
        let mut grid = Grid::new(Instant::from_millis(0), 1);
        if let Some((index, query)) = self
            .queries
            .iter()
            .enumerate()
            .max_by_key(|(_, q)| q.latest)
        {
            let cells = usize::try_from(query.latest / cell).unwrap_or(usize::MAX);
            grid = Grid::new(Instant::from_millis(0), cells.max(1));
            if grid.is_none() {
                let most = i64::try_from(Grid::MAX_CELLS).unwrap_or(i64::MAX);
                let field = format!("queries[{index}].latest");
                return Err(fault(field, Problem::AtMost(most.saturating_mul(cell))));
            }
        }
        let grid = grid.ok_or_else(|| fault("queries", Problem::Nothing))?;
        Ok(Scale { grid, cell })
    }
}

fn check_seats(query: &Query, ids: &BTreeSet<i64>, field: &str) -> Result<(), Fault> {
    if query.seats.is_empty() {
        return Err(fault(format_args!("{field}.seats"), Problem::Nothing));
    }
    if query.seats.len() > MOST_SEATS {
        let most = i64::try_from(MOST_SEATS).unwrap_or(i64::MAX);
        return Err(fault(format_args!("{field}.seats"), Problem::AtMost(most)));
    }
    for (seat, row) in query.seats.iter().enumerate() {
        let field = format!("{field}.seats[{seat}].any_of");
        if row.any_of.is_empty() {
            return Err(fault(field, Problem::Nothing));
        }
        if let Some(index) = row.any_of.iter().position(|id| !ids.contains(id)) {
            return Err(fault(
                format_args!("{field}[{index}]"),
                Problem::NoSuchPerson,
            ));
        }
    }
    Ok(())
}

fn check_span(from: i64, to: i64, field: impl Fn() -> String) -> Result<(), Fault> {
    within(from, -FURTHEST, FURTHEST, || format!("{}[0]", field()))?;
    within(to, -FURTHEST, FURTHEST, || format!("{}[1]", field()))?;
    if from >= to {
        return Err(fault(field(), Problem::Empty));
    }
    Ok(())
}

fn within(value: i64, least: i64, most: i64, field: impl Fn() -> String) -> Result<(), Fault> {
    if value < least {
        return Err(fault(field(), Problem::AtLeast(least)));
    }
    if value > most {
        return Err(fault(field(), Problem::AtMost(most)));
    }
    Ok(())
}

fn gcd(mut a: i64, mut b: i64) -> i64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.abs()
}

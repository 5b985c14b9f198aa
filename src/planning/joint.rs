//! Joint starts: when every seat of a meeting can be filled, by different people.
//!
//! Each person's free time is eroded by the length of the seat *before* anything is united: half a
//! meeting of one and half of another is no meeting. People are known by their index in the list
//! that is handed in; names, organisations and peers are somebody else's.

use std::collections::BTreeSet;

use super::availability::Availability;
use super::matching::assign;
use crate::domain::bitmap::{Bitmap, CELL_MINUTES, Grid, cells_of};
use crate::domain::{Instant, Interval, Minutes};

/// Minutes between possible starts (boundary rule B7).
pub const START_STEP: Minutes = 15;

/// One seat of a meeting: `need` different people of `pool`, present for a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seat<'a> {
    /// Who could fill it, as indices into the people.
    pub pool: &'a [usize],
    /// How many of them it takes: 1 for a person or any of a team.
    pub need: usize,
    /// First minute of the meeting in which they are present.
    pub from: Minutes,
    /// Minute of the meeting after the last.
    pub to: Minutes,
}

impl Seat<'_> {
    /// When the people of this seat are present in a meeting that begins at `start`; none where the
    /// seat is empty of time.
    #[must_use]
    pub fn segment(&self, start: Instant) -> Option<Interval> {
        Interval::new(
            start.plus_minutes(i64::from(self.from)),
            start.plus_minutes(i64::from(self.to)),
        )
    }
}

/// The people of a search, its seats, and the starts at which all seats can be filled.
#[derive(Debug)]
pub struct Joint<'a> {
    people: &'a [Availability],
    seats: Vec<Seat<'a>>,
    starts: Bitmap,
}

impl<'a> Joint<'a> {
    /// Finds the joint starts on `grid`, which is also the grid of all `people`. Without seats every
    /// start of the grid is one. A seat that names somebody who is not in `people` goes without.
    #[must_use]
    pub fn search(grid: Grid, people: &'a [Availability], seats: &[Seat<'a>]) -> Self {
        let mut starts = Bitmap::every(grid, START_STEP.into());
        for seat in seats {
            starts.and(&seat_starts(grid, people, seat));
        }
        let mut joint = Self {
            people,
            seats: seats.to_vec(),
            starts,
        };
        if joint.somebody_could_fill_two() {
            joint.keep_matched();
        }
        joint
    }

    /// The joint starts: cells at which a meeting can begin.
    #[must_use]
    pub const fn starts(&self) -> &Bitmap {
        &self.starts
    }

    /// The people of the search.
    #[must_use]
    pub const fn people(&self) -> &'a [Availability] {
        self.people
    }

    /// The seats of the search.
    #[must_use]
    pub fn seats(&self) -> &[Seat<'a>] {
        &self.seats
    }

    /// Whether every seat can be filled when the meeting begins at `start`; not where `start` is not
    /// a multiple of a quarter of an hour.
    #[must_use]
    pub fn feasible(&self, start: Instant) -> bool {
        start.millis() % (i64::from(START_STEP) * 60_000) == 0 && self.starts.contains(start)
    }

    /// The joint starts of meetings of `length` minutes that lie wholly in `window`, in time order.
    pub fn starts_within(
        &self,
        window: Interval,
        length: Minutes,
    ) -> impl Iterator<Item = Instant> {
        let fits = move |start: &Instant| {
            window.start() <= *start && start.plus_minutes(i64::from(length)) <= window.end()
        };
        self.starts.iter().filter(fits)
    }

    /// Who fills each seat at `start`: those that are not tentative then, and of these the least
    /// loaded (`load` by index, 0 where it is too short); for each seat its people. None where
    /// `start` is not feasible.
    #[must_use]
    pub fn fill(&self, start: Instant, load: &[u32]) -> Option<Vec<Vec<usize>>> {
        if !self.feasible(start) {
            return None;
        }
        let preference = |person: &usize| {
            let load = load.get(*person).copied().unwrap_or(0);
            (self.is_tentative(*person, start), load, *person)
        };
        let mut people = self.everybody();
        people.sort_by_cached_key(preference);
        self.match_at(start, &people)
    }

    /// Whether `person` is tentative while present in any of the seats they could fill at `start`.
    #[must_use]
    pub fn is_tentative(&self, person: usize, start: Instant) -> bool {
        let seats = self.seats.iter().filter(|seat| seat.pool.contains(&person));
        let mut segments = seats.filter_map(|seat| seat.segment(start));
        let tentative = self.people.get(person).map(|person| &person.tentative);
        segments.any(|segment| tentative.is_some_and(|tentative| tentative.meets(segment)))
    }

    fn everybody(&self) -> Vec<usize> {
        let pools = self.seats.iter().flat_map(|seat| seat.pool);
        let known = pools.filter(|person| **person < self.people.len());
        let people: BTreeSet<usize> = known.copied().collect();
        people.into_iter().collect()
    }

    fn somebody_could_fill_two(&self) -> bool {
        let mut seen = BTreeSet::new();
        self.seats.iter().any(|seat| {
            let pool: BTreeSet<usize> = seat.pool.iter().copied().collect();
            pool.into_iter().any(|person| !seen.insert(person))
        })
    }

    /// Where one person could fill two seats, enough people for each seat is not yet enough for all.
    fn keep_matched(&mut self) {
        let people = self.everybody();
        let mut kept = Bitmap::none(self.starts.grid());
        for start in self.starts.iter() {
            let end = start.plus_minutes(i64::from(CELL_MINUTES));
            if let (Some(_), Some(cell)) =
                (self.match_at(start, &people), Interval::new(start, end))
            {
                kept.open(cell);
            }
        }
        self.starts = kept;
    }

    fn match_at(&self, start: Instant, people: &[usize]) -> Option<Vec<Vec<usize>>> {
        let places: Vec<(usize, Interval)> = self
            .seats
            .iter()
            .enumerate()
            .filter_map(|(index, seat)| Some((index, seat.segment(start)?, seat.need)))
            .flat_map(|(index, segment, need)| std::iter::repeat_n((index, segment), need))
            .collect();
        let chosen = assign(people, places.len(), |person, place| {
            let (seat, segment) = places[place];
            self.seats[seat].pool.contains(&person) && self.people[person].free.covers(segment)
        })?;
        let mut filled = vec![Vec::new(); self.seats.len()];
        for ((seat, _), person) in places.into_iter().zip(chosen) {
            filled[seat].push(person);
        }
        Some(filled)
    }
}

/// Where a meeting can begin so that at least `need` people of the pool are free for the seat.
fn seat_starts(grid: Grid, people: &[Availability], seat: &Seat<'_>) -> Bitmap {
    let pool: BTreeSet<usize> = seat.pool.iter().copied().collect();
    if seat.from >= seat.to || seat.need > pool.len() {
        return Bitmap::none(grid);
    }
    let first = usize::from(seat.from / CELL_MINUTES);
    let length = cells_of(seat.to) - first;
    // enough[n]: from where at least n + 1 of those looked at so far are free.
    let mut enough = vec![Bitmap::none(grid); seat.need];
    for person in pool.into_iter().filter_map(|index| people.get(index)) {
        if seat.need > 1 {
            let free = person.free.eroded(length);
            for level in (1..seat.need).rev() {
                let mut one_more = enough[level - 1].clone();
                one_more.and(&free);
                enough[level].or(&one_more);
            }
        }
        if let Some(any) = enough.first_mut() {
            any.or_eroded(&person.free, length);
        }
    }
    let present = enough.pop();
    present.map_or_else(|| Bitmap::all(grid), |present| present.earlier(first))
}

#[cfg(test)]
#[path = "tests/joint.rs"]
mod tests;

//! The slot search on a plain instance (`samband-slots/1`, docs/plan-format.md): the same bitmaps as
//! for real diaries, with the reference order, so that implementations can be compared. Times are
//! minutes on a plain line; no zone, no summer time, no file.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::matching::assign;
use crate::domain::bitmap::Bitmap;

mod instance;
mod scale;

pub use instance::{Fault, Instance, PersonRow, Problem, Query, SeatRow};

use scale::Scale;

/// Minutes of a day.
const DAY: i64 = 1_440;
/// Named at most on one day.
const MOST_A_DAY: usize = 2;

/// The answer to one query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The query's identifier.
    pub query: i64,
    /// How many starts are feasible.
    pub count: usize,
    /// The best of them, best first.
    pub top: Vec<Top>,
}

/// One of the best starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Top {
    /// Minutes since the instance's origin.
    pub start: i64,
    /// For each seat, the identifier of somebody who can fill it.
    pub people: Vec<i64>,
}

/// Answers the queries of one instance. What was computed of a person for one place and buffer is
/// kept for the queries that follow.
#[derive(Debug)]
pub struct Engine<'a> {
    instance: &'a Instance,
    scale: Scale,
    /// Index in the people by identifier.
    index: BTreeMap<i64, usize>,
    /// For each person, where one work interval ends after another has begun.
    seams: Vec<Vec<Seam>>,
    /// By place and buffer, for each person looked at so far: when they are free.
    free: BTreeMap<(i64, i64), Vec<Option<Bitmap>>>,
}

/// Two work intervals of one person that touch or overlap: a meeting lies in one of them, so none
/// begins before `next_begins` and ends after `ends`.
#[derive(Debug, Clone, Copy)]
struct Seam {
    next_begins: i64,
    ends: i64,
}

/// One query with its people as indices.
struct Asked<'a> {
    query: &'a Query,
    pools: Vec<Vec<usize>>,
    /// Cells of the meeting.
    cells: usize,
    /// Whether somebody could fill two seats.
    shared: bool,
}

impl<'a> Engine<'a> {
    /// Checks the instance and makes ready for its queries.
    ///
    /// # Errors
    /// The first field that is wrong.
    pub fn new(instance: &'a Instance) -> Result<Self, Fault> {
        let scale = instance.check()?;
        let people = instance.people.iter();
        Ok(Self {
            instance,
            scale,
            index: people.clone().map(|p| p.id).zip(0..).collect(),
            seams: people.map(|person| seams(&person.work)).collect(),
            free: BTreeMap::new(),
        })
    }

    /// The answers to all queries, in their order.
    pub fn answers(&mut self) -> Vec<Answer> {
        let queries = self.instance.queries.iter();
        queries.map(|query| self.answer(query)).collect()
    }

    /// The answer to `query`, which is one of the instance.
    pub fn answer(&mut self, query: &Query) -> Answer {
        let asked = self.asked(query);
        self.look_at(&asked);
        let starts = self.starts(&asked);
        Answer {
            query: query.id,
            count: starts.count(),
            top: self.top(&asked, &starts),
        }
    }

    fn asked<'q>(&self, query: &'q Query) -> Asked<'q> {
        let pool = |seat: &SeatRow| {
            let ids = seat.any_of.iter();
            ids.filter_map(|id| self.index.get(id).copied()).collect()
        };
        let pools: Vec<Vec<usize>> = query.seats.iter().map(pool).collect();
        Asked {
            query,
            cells: self.scale.cells(query.duration),
            shared: somebody_is_in_two(&pools),
            pools,
        }
    }

    /// Makes the bitmaps of the people asked for, where they are not there yet.
    fn look_at(&mut self, asked: &Asked<'_>) {
        let (location, buffer) = (asked.query.location, asked.query.buffer);
        let known = self.free.entry((location, buffer));
        let known = known.or_insert_with(|| vec![None; self.instance.people.len()]);
        for person in asked.pools.iter().flatten() {
            if let (Some(known), Some(row)) =
                (known.get_mut(*person), self.instance.people.get(*person))
            {
                known.get_or_insert_with(|| {
                    free(&self.scale, row, buffer, |place| {
                        self.instance.minutes_between(place, location)
                    })
                });
            }
        }
    }

    fn free_of(&self, asked: &Asked<'_>, person: usize) -> Option<&Bitmap> {
        let known = self.free.get(&(asked.query.location, asked.query.buffer))?;
        known.get(person)?.as_ref()
    }

    /// Every feasible start.
    fn starts(&self, asked: &Asked<'_>) -> Bitmap {
        let query = asked.query;
        let last = query.latest - query.duration;
        let mut starts = self.scale.starts(query.earliest, last, query.step);
        for pool in &asked.pools {
            let mut any = Bitmap::none(self.scale.grid);
            for person in pool {
                self.add_starts(asked, *person, &mut any);
            }
            starts.and(&any);
        }
        if asked.shared {
            let mut kept = Bitmap::none(self.scale.grid);
            for start in starts.iter() {
                let seated = self.seated(asked, self.scale.minutes(start));
                if let Some(cell) = seated.and_then(|_| self.scale.cell_at(start)) {
                    kept.open(cell);
                }
            }
            starts = kept;
        }
        starts
    }

    fn add_starts(&self, asked: &Asked<'_>, person: usize, any: &mut Bitmap) {
        let Some(free) = self.free_of(asked, person) else {
            return;
        };
        let seams = &self.seams[person];
        if seams.is_empty() {
            any.or_eroded(free, asked.cells);
            return;
        }
        let mut own = free.eroded(asked.cells);
        for seam in seams {
            let first = seam.ends - asked.query.duration + self.scale.cell;
            if let Some(crossing) = self.scale.span(first, seam.next_begins) {
                own.close(crossing);
            }
        }
        any.or(&own);
    }

    /// Whether `person` is free for the whole meeting from `start` on.
    fn can(&self, asked: &Asked<'_>, person: usize, start: i64) -> bool {
        let end = start + asked.query.duration;
        let crosses = |seam: &Seam| start < seam.next_begins && end > seam.ends;
        let free = self.free_of(asked, person);
        let covers = |free: &Bitmap| {
            let meeting = self.scale.span(start, end);
            meeting.is_some_and(|meeting| free.covers(meeting))
        };
        free.is_some_and(covers) && !self.seams[person].iter().any(crosses)
    }

    /// Different people for all seats of a meeting that begins at `start`.
    fn seated(&self, asked: &Asked<'_>, start: i64) -> Option<Vec<usize>> {
        if !asked.shared {
            let first = |pool: &Vec<usize>| {
                let mut people = pool.iter().copied();
                people.find(|person| self.can(asked, *person, start))
            };
            return asked.pools.iter().map(first).collect();
        }
        let free = |person: &usize| self.can(asked, *person, start);
        let people: BTreeSet<usize> = asked.pools.iter().flatten().copied().collect();
        let people: Vec<usize> = people.into_iter().filter(free).collect();
        assign(&people, asked.pools.len(), |person, seat| {
            asked.pools[seat].contains(&person)
        })
    }

    /// The first `top_k` in order of (cost, start), at most two a day.
    fn top(&self, asked: &Asked<'_>, starts: &Bitmap) -> Vec<Top> {
        let query = asked.query;
        let mut best: Vec<(i64, i64)> = Vec::new();
        let mut today: Vec<(i64, i64)> = Vec::new();
        let mut day = None;
        for start in starts.iter().map(|start| self.scale.minutes(start)) {
            if day != Some(start / DAY) {
                best.append(&mut today);
                day = Some(start / DAY);
            }
            let next = (cost(query, start), start);
            let place = today.partition_point(|better| *better < next);
            today.insert(place, next);
            today.truncate(MOST_A_DAY);
        }
        best.append(&mut today);
        best.sort_unstable();
        best.truncate(query.top_k);
        let seated = |(_, start): (i64, i64)| {
            let people = self.seated(asked, start)?.into_iter();
            Some(Top {
                start,
                people: people.map(|index| self.instance.people[index].id).collect(),
            })
        };
        best.into_iter().filter_map(seated).collect()
    }
}

/// The cost of the reference order.
fn cost(query: &Query, start: i64) -> i64 {
    let (from, to) = (start % DAY, start % DAY + query.duration);
    10 * (start / DAY - query.earliest / DAY)
        + 5 * i64::from(from < 540)
        + 5 * i64::from(to > 900)
        + 8 * i64::from(from < 690 && to > 660)
}

/// When one person is free for a meeting that is `minutes_from(place)` away from what they do.
fn free(
    scale: &Scale,
    person: &PersonRow,
    buffer: i64,
    minutes_from: impl Fn(i64) -> i64,
) -> Bitmap {
    let mut free = Bitmap::none(scale.grid);
    for [from, to] in &person.work {
        if let Some(work) = scale.span(*from, *to) {
            free.open(work);
        }
    }
    for [from, to, place] in &person.busy {
        let gap = buffer.max(minutes_from(*place));
        if let Some(busy) = scale.span(from - gap, to + gap) {
            free.close(busy);
        }
    }
    free
}

fn seams(work: &[[i64; 2]]) -> Vec<Seam> {
    let mut spans: Vec<[i64; 2]> = work.to_vec();
    spans.sort_unstable_by_key(|[from, to]| (*from, -to));
    let mut furthest = i64::MIN;
    // What lies inside another interval adds nothing.
    spans.retain(|[_, to]| {
        let adds = *to > furthest;
        furthest = furthest.max(*to);
        adds
    });
    let pairs = spans.windows(2).filter_map(|pair| {
        let ([_, ends], [next_begins, _]) = (pair.first()?, pair.get(1)?);
        (next_begins <= ends).then_some(Seam {
            next_begins: *next_begins,
            ends: *ends,
        })
    });
    pairs.collect()
}

fn somebody_is_in_two(pools: &[Vec<usize>]) -> bool {
    let mut seen = BTreeSet::new();
    pools.iter().any(|pool| {
        let pool: BTreeSet<usize> = pool.iter().copied().collect();
        pool.into_iter().any(|person| !seen.insert(person))
    })
}

#[cfg(test)]
#[path = "tests/slots.rs"]
mod tests;

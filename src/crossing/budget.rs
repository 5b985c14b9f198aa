//! What an answer settles about a diary, in milli-starts, and how much of that a peer has a week.
//!
//! An ask of up to 12 candidates costs its candidates; a larger one costs 12, or all its candidates
//! where fewer than 8 are named. A seat "any of n" costs each of the n one n-th. Whether a query is
//! answered depends on the asker's doings alone, never on the diary.

use crate::domain::{Instant, Minutes};

/// What one peer may settle about one person in a week.
pub const WEEKLY_MILLI_STARTS: u64 = 36_000;
/// Asks that one peer may make about one person in a day.
pub const ASKS_A_DAY: u64 = 60;
/// The week, in minutes: the budget looks back so far.
pub const WEEK_MINUTES: i64 = 7 * 24 * 60;

/// The cost of one query to one person, in milli-starts: `candidates` asked, `named` answered, the
/// person being one of `pool` who could fill the seat.
#[must_use]
pub fn cost(candidates: usize, named: usize, pool: usize) -> u64 {
    let starts = if candidates <= 12 {
        candidates
    } else if named < 8 {
        candidates
    } else {
        12
    };
    (starts as u64).saturating_mul(1_000) / (pool.max(1) as u64)
}

/// What must be left of the budget for a query to be answered at all: the least that it can cost.
/// What it does cost may exceed what was left, once; then nothing is answered until a week has
/// passed.
#[must_use]
pub fn entry_cost(candidates: usize, pool: usize) -> u64 {
    cost(candidates.min(12), candidates.min(12), pool)
}

/// Whether a query may be answered, with what was spent in the last week and the asks of the last
/// day; where not, when enough of it is a week old is for the caller to find.
#[must_use]
pub const fn affords(spent: u64, asks_today: u64, cost: u64) -> bool {
    spent + cost <= WEEKLY_MILLI_STARTS && asks_today < ASKS_A_DAY
}

/// From when spending counts.
#[must_use]
pub fn counts_from(now: Instant) -> Instant {
    now.plus_minutes(-WEEK_MINUTES)
}

/// How many starts a larger query is answered with at most: 8 to 12 by `hash`, a keyed hash of
/// peer, seats and week, so that the number itself says nothing.
#[must_use]
pub const fn most_named(hash: u64) -> usize {
    8 + (hash % 5) as usize
}

/// How long a hold may be: choosing 2–30 minutes, asking at most 72 hours.
#[must_use]
pub const fn choosing_life_fits(life: Minutes) -> bool {
    life >= 2 && life <= 30
}

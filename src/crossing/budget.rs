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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ask_costs_what_it_settles() {
        for (candidates, named, starts) in [
            (1, 0, 1),
            (12, 0, 12),
            (12, 12, 12),
            (13, 7, 13),
            (13, 8, 12),
            (96, 7, 96),
            (96, 8, 12),
            (96, 12, 12),
            (96, 0, 96),
        ] {
            assert_eq!(cost(candidates, named, 1), starts * 1_000);
            assert_eq!(cost(candidates, named, 4), starts * 250);
        }
        assert_eq!(cost(12, 0, 0), 12_000, "nobody in the pool");
        assert_eq!(cost(10, 0, 3), 3_333);
    }

    #[test]
    fn a_large_ask_needs_no_more_left_than_a_small_one() {
        assert_eq!(entry_cost(5, 1), 5_000);
        assert_eq!(entry_cost(96, 1), 12_000);
        assert_eq!(entry_cost(96, 3), 4_000);
    }

    #[test]
    fn the_budget_of_a_week_and_the_asks_of_a_day_have_an_end() {
        assert!(affords(24_000, 0, 12_000));
        assert!(!affords(24_001, 0, 12_000));
        assert!(affords(0, 59, 1));
        assert!(!affords(0, 60, 1));
        let now = Instant::from_minutes(20_000);
        assert_eq!(
            counts_from(now),
            Instant::from_minutes(20_000 - 7 * 24 * 60)
        );
    }

    #[test]
    fn a_large_ask_names_8_to_12() {
        let all: std::collections::BTreeSet<_> = (0..1_000).map(most_named).collect();
        assert_eq!(all, (8..=12).collect());
        assert!((8..=12).contains(&most_named(u64::MAX)));
    }

    #[test]
    fn a_choosing_hold_lives_2_to_30_minutes() {
        let fitting: Vec<_> = (0..200).filter(|life| choosing_life_fits(*life)).collect();
        assert_eq!(fitting, (2..=30).collect::<Vec<Minutes>>());
    }
}

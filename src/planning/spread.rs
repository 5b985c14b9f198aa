//! A few starts out of many: cheap ones, but over several days and hours, so that somebody else's
//! diary has a chance to meet them.

use jiff::civil::Date;

use crate::domain::{Instant, Minutes};

/// What another chosen start of the same day costs.
const SAME_DAY: u32 = 4;
/// What a chosen start costs whose meeting would overlap this one.
const OVERLAP: u32 = 8;

/// A start and what speaks against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weighed {
    /// The start.
    pub start: Instant,
    /// Its local date.
    pub day: Date,
    /// What speaks against it: the less the better.
    pub cost: u32,
    /// Decides between starts of the same cost, before time does.
    pub tie: u32,
}

/// At most `limit` of the starts of meetings of `length` minutes, one after another the cheapest
/// with regard to those chosen before; in time order. Deterministic.
#[must_use]
pub fn spread(mut starts: Vec<Weighed>, length: Minutes, limit: usize) -> Vec<Instant> {
    let near = i64::from(length) * 60_000;
    let mut chosen = Vec::new();
    while chosen.len() < limit {
        let cheapest = (0..starts.len()).min_by_key(|index| {
            let weighed = starts[*index];
            (weighed.cost, weighed.tie, weighed.start)
        });
        let Some(index) = cheapest else { break };
        let taken = starts.swap_remove(index);
        starts.retain(|other| other.start != taken.start);
        for other in &mut starts {
            let apart = (other.start.millis() - taken.start.millis()).abs();
            if other.day == taken.day {
                other.cost = other.cost.saturating_add(SAME_DAY);
            }
            if apart < near {
                other.cost = other.cost.saturating_add(OVERLAP);
            }
        }
        chosen.push(taken.start);
    }
    chosen.sort_unstable();
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Starts at these hours of these days of April 2026, all as good.
    fn starts(hours: &[(i8, i64)]) -> Vec<Weighed> {
        let weighed = |(day, hour): &(i8, i64)| Weighed {
            start: Instant::from_minutes(i64::from(*day) * 1_440 + hour * 60),
            day: jiff::civil::date(2026, 4, *day),
            cost: 0,
            tie: 0,
        };
        hours.iter().map(weighed).collect()
    }

    fn days(chosen: &[Instant]) -> Vec<i64> {
        chosen.iter().map(|start| start.minutes() / 1_440).collect()
    }

    #[test]
    fn goes_to_another_day_before_the_same_one_again() {
        let many = starts(&[(13, 8), (13, 10), (13, 12), (14, 8), (14, 12), (15, 9)]);
        assert_eq!(days(&spread(many.clone(), 60, 3)), [13, 14, 15]);
        assert_eq!(days(&spread(many.clone(), 60, 4)), [13, 13, 14, 15]);
        assert_eq!(spread(many.clone(), 60, 99).len(), 6);
        assert_eq!(spread(many, 60, 0).len(), 0);
    }

    #[test]
    fn overlapping_meetings_come_last() {
        let many = starts(&[(13, 8), (13, 9), (13, 10)]);
        assert_eq!(
            spread(many, 90, 2),
            [
                Instant::from_minutes(13 * 1_440 + 480),
                Instant::from_minutes(13 * 1_440 + 600)
            ]
        );
    }

    #[test]
    fn cost_decides_then_tie_then_time_and_twice_is_once() {
        let mut many = starts(&[(13, 8), (14, 8), (15, 8), (15, 8)]);
        many[0].cost = 1;
        many[1].tie = 1;
        assert_eq!(days(&spread(many.clone(), 60, 1)), [15]);
        assert_eq!(days(&spread(many.clone(), 60, 2)), [14, 15]);
        assert_eq!(days(&spread(many, 60, 9)), [13, 14, 15]);
    }
}

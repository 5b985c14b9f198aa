//! When a person can be reached or can promise to call: read from their own availability.

use super::availability::{Looking, of_people};
use super::turn::{FlowError, Turn};
use crate::domain::seat::Venue;
use crate::domain::{Instant, Interval, Minutes, StaffId};
use crate::planning::availability::Audience;
use crate::planning::person::Limits;
use crate::store::PersonRow;

/// The stretches of `window` in which a person is free for a call, each at least `least` minutes.
///
/// # Errors
/// The database failed.
pub async fn free_stretches(
    turn: &mut Turn<'_>,
    staff: StaffId,
    window: Interval,
    least: Minutes,
) -> Result<Vec<Interval>, FlowError> {
    let Some(mut person) = PersonRow::find(turn.tx.conn(), staff).await? else {
        return Ok(Vec::new());
    };
    // A call is no meeting: days kept free of those can have one.
    person.rules.limits = Limits::default();
    let looking = Looking {
        window,
        venue: Venue::Phone,
        audience: Audience::Colleague,
        beside: None,
        with_notice: false,
    };
    let found = of_people(turn, std::slice::from_ref(&person), &looking).await?;
    let Some(available) = found.first() else {
        return Ok(Vec::new());
    };
    let mut stretches = Vec::new();
    let mut begun: Option<Instant> = None;
    let mut at = available.free.grid().span().start();
    let end = available.free.grid().span().end();
    while at <= end {
        let free = at < end && available.free.contains(at);
        match (begun, free) {
            (None, true) => begun = Some(at),
            (Some(start), false) => {
                let long = at.minutes() - start.minutes() >= i64::from(least);
                stretches.extend(Interval::new(start, at).filter(|_| long));
                begun = None;
            }
            _ => {}
        }
        at = at.plus_minutes(5);
    }
    Ok(stretches)
}

/// The first quarter hours of these stretches, and of `within` where it is not empty: when somebody
/// can promise to call.
#[must_use]
pub fn call_times(stretches: &[Interval], within: &[Interval], most: usize) -> Vec<Instant> {
    const QUARTER: i64 = 15;
    let mut times = Vec::new();
    for stretch in stretches {
        let first = (stretch.start().minutes() + QUARTER - 1).div_euclid(QUARTER) * QUARTER;
        let mut at = Instant::from_minutes(first);
        while at.plus_minutes(QUARTER) <= stretch.end() && times.len() < most {
            if within.is_empty() || within.iter().any(|reach| reach.contains(at)) {
                times.push(at);
                // The next offer is another hour, not the next quarter.
                at = at.plus_minutes(60);
            } else {
                at = at.plus_minutes(QUARTER);
            }
        }
    }
    times
}

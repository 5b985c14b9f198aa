//! What a peer is told: at which of its candidate starts our seats can be filled (boundary rule B7;
//! docs/protocol.md, Asking). Of many candidates only a few are named, chosen by our own people's
//! wishes. The order is that of time, so it says nothing; unknown, absent and busy are alike.

use jiff::tz::TimeZone;

use super::civil;
use super::joint::Joint;
use super::spread::{Weighed, spread};
use crate::domain::{Instant, Minutes};

/// The most candidates that one ask may carry.
pub const MOST_CANDIDATES: usize = 96;
/// Up to so many candidates every feasible one is named.
pub const ANSWERED_IN_FULL: usize = 12;

/// What it costs that somebody is tentative then.
const TENTATIVE: u32 = 6;
/// What it costs that somebody has to travel to the meeting.
const ELSEWHERE: u32 = 3;

/// The starts among `candidates` that are named to the asker of a meeting of `length` minutes, in
/// time order: all feasible ones of up to [`ANSWERED_IN_FULL`] candidates, otherwise at most `k` of
/// them (8 to 12; the caller derives it), not over somebody's tentative time, where people are
/// already at the place, with the least loaded of a team (`load` by index), and over several days.
/// Of more than [`MOST_CANDIDATES`] those beyond are not looked at.
#[must_use]
pub fn named(
    joint: &Joint<'_>,
    candidates: &[Instant],
    length: Minutes,
    k: usize,
    load: &[u32],
    zone: &TimeZone,
) -> Vec<Instant> {
    let candidates = &candidates[..candidates.len().min(MOST_CANDIDATES)];
    if candidates.len() <= ANSWERED_IN_FULL {
        let mut all = candidates.to_vec();
        all.retain(|start| joint.feasible(*start));
        all.sort_unstable();
        all.dedup();
        return all;
    }
    let weighed = candidates
        .iter()
        .filter_map(|start| weigh(joint, *start, load, zone))
        .collect();
    spread(weighed, length, k.min(ANSWERED_IN_FULL))
}

fn weigh(joint: &Joint<'_>, start: Instant, load: &[u32], zone: &TimeZone) -> Option<Weighed> {
    let filled = joint.fill(start, load)?;
    let (mut cost, mut tie) = (0, 0_u32);
    for person in filled.concat() {
        if joint.is_tentative(person, start) {
            cost += TENTATIVE;
        }
        let day = joint.people().get(person).and_then(|who| who.day(start));
        if day.is_some_and(|day| day.travel > 0) {
            cost += ELSEWHERE;
        }
        tie = tie.saturating_add(load.get(person).copied().unwrap_or(0));
    }
    Some(Weighed {
        start,
        day: civil::date(start, zone),
        cost,
        tie,
    })
}

#[cfg(test)]
#[path = "tests/wishes.rs"]
mod tests;

//! What came upon a meeting that was agreed or is held: time that a calendar shows as taken, and that
//! is neither the meeting itself nor another own booking. Buffers and travel don't count here: a
//! meeting that became tight is still a meeting.

use super::availability::{is_copy, takes_time};
use super::person::{Person, Taken};
use crate::domain::{Busy, Interval};

/// Whether `busy`, as one calendar of `person` shows it, takes time of the meeting in which they
/// are present during `presence`. `own` is all that samband itself has given away of their time, the
/// meeting included.
#[must_use]
pub fn clashes(person: &Person, busy: &[Busy], own: &[Taken], presence: Interval) -> bool {
    busy.iter().any(|busy| {
        busy.interval.overlaps(presence)
            && takes_time(person, busy.kind)
            && !is_copy(own, busy.interval)
    })
}

#[cfg(test)]
#[path = "tests/clash.rs"]
mod tests;

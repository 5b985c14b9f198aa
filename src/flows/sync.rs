//! Calendar sync as rows: how a fetch went is written, and when the next is due. Fetching itself is
//! a job's work.

use super::turn::{FlowError, Turn};
use crate::domain::{Instant, Interval, LinkId};
use crate::store::{LinkRow, SyncOutcome};

/// How often calendars are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Minutes between two syncs of one link.
    pub every_minutes: u16,
    /// The most that is drawn and added to it, so that not all links are due at once.
    pub jitter_seconds: u16,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            every_minutes: 10,
            jitter_seconds: 60,
        }
    }
}

/// Hours in a week.
const WEEK: i64 = 7 * 24;

/// The stretch that is read from a calendar: two weeks back, sixteen ahead, in whole weeks, so that
/// most syncs ask the same as the one before. Each link's week begins at an hour of its own, so that
/// not all are read whole at once. None only at the end of time.
#[must_use]
pub fn window_of(link: LinkId, now: Instant) -> Option<Interval> {
    let drawn = link.bytes().iter().take(2);
    let first_hour = drawn.fold(0_i64, |sum, byte| sum * 256 + i64::from(*byte)) % WEEK;
    let hours = now.minutes().div_euclid(60) - first_hour;
    let this_week = hours.div_euclid(WEEK) * WEEK + first_hour;
    let week = |n: i64| Instant::from_minutes((this_week + n * WEEK) * 60);
    Interval::new(week(-2), week(17))
}

/// Writes how the sync of one link went.
///
/// # Errors
/// The database failed.
pub async fn record(
    turn: &mut Turn<'_>,
    link: LinkId,
    outcome: &SyncOutcome,
    pace: Pace,
) -> Result<(), FlowError> {
    let began = turn.now;
    match LinkRow::find(turn.tx.conn(), link).await? {
        Some(row) => record_read(turn, &row, began, outcome, pace).await,
        None => Ok(()),
    }
}

/// Writes how a sync went that began at `began` with `row` as it was then. What was read from an
/// address that is no longer the link's is forgotten: the link is due still. What came is as old as
/// the time it was asked for.
///
/// # Errors
/// The database failed.
pub async fn record_read(
    turn: &mut Turn<'_>,
    row: &LinkRow,
    began: Instant,
    outcome: &SyncOutcome,
    pace: Pace,
) -> Result<(), FlowError> {
    let Some(now) = LinkRow::find(turn.tx.conn(), row.id).await? else {
        return Ok(());
    };
    if !now.is_read_as(row) {
        return Ok(());
    }
    let failures = match outcome {
        SyncOutcome::Failed(_) | SyncOutcome::AskedToWait { .. } => now.failures + 1,
        SyncOutcome::Same { .. } | SyncOutcome::Fresh { .. } => 0,
    };
    let due = next_due(turn, pace, failures);
    let due = outcome
        .not_before(turn.now)
        .map_or(due, |asked| asked.max(due));
    Ok(LinkRow::record(turn.tx.conn(), row.id, outcome, began, due).await?)
}

/// After a failure the next try comes sooner than the ordinary pace, then backs off to an hour.
fn next_due(turn: &mut Turn<'_>, pace: Pace, failures: u64) -> Instant {
    let ordinary = i64::from(pace.every_minutes);
    let minutes = match failures {
        0 => ordinary,
        failures => (1_i64 << failures.min(6)).min(60),
    };
    let drawn = i64::from(u16::from_be_bytes(turn.draw.bytes()));
    let jitter = drawn % (i64::from(pace.jitter_seconds) + 1);
    Instant::from_millis(turn.now.plus_minutes(minutes).millis() + jitter * 1_000)
}

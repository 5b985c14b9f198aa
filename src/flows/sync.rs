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

/// The stretch that is read from calendars: two weeks back, sixteen ahead, in whole weeks, so that
/// most syncs ask the same as the one before. None only at the end of time.
#[must_use]
pub fn window(now: Instant) -> Option<Interval> {
    const WEEK: i64 = 7 * 24 * 60;
    // 1970-01-01 was a Thursday; weeks begin on Monday.
    const MONDAY: i64 = 4 * 24 * 60;
    let this_week = (now.minutes() - MONDAY).div_euclid(WEEK) * WEEK + MONDAY;
    let week = |n: i64| Instant::from_minutes(this_week + n * WEEK);
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
    let Some(row) = LinkRow::find(turn.tx.conn(), link).await? else {
        return Ok(());
    };
    let failures = match outcome {
        SyncOutcome::Failed(_) | SyncOutcome::AskedToWait { .. } => row.failures + 1,
        SyncOutcome::Same { .. } | SyncOutcome::Fresh { .. } => 0,
    };
    let due = next_due(turn, pace, failures);
    let due = outcome
        .not_before(turn.now)
        .map_or(due, |asked| asked.max(due));
    Ok(LinkRow::record(turn.tx.conn(), link, outcome, turn.now, due).await?)
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

//! Looks at what was agreed after calendars were read: only at those whose person has a meeting
//! ahead, so that most reads end with one look at the rows.

use super::{Desk, JobError};
use crate::domain::{Instant, LinkId};
use crate::flows::watch;
use crate::store::clashes;

/// Looks at the meetings of these calendars' people. Says how much changed.
///
/// # Errors
/// The database failed.
pub async fn run(desk: &Desk, links: &[LinkId], now: Instant) -> Result<usize, JobError> {
    let mut reader = desk.store.reader().await?;
    let mut watched = Vec::new();
    for link in links {
        if clashes::is_watched(&mut reader, *link, now).await? {
            watched.push(*link);
        }
    }
    drop(reader);
    let mut changed = 0;
    for link in watched {
        let look = desk.change_if_any(now, async |turn| watch::after_sync(turn, link).await);
        changed += look.await?;
    }
    Ok(changed)
}

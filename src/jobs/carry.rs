//! Carries the outbox: seals what is due with the peer's current key and publishes it. A row is
//! taken out by the other node's receipt only, so a row that was published is sent again later.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Desk, JobError};
use crate::crossing::Label;
use crate::domain::{EnvelopeId, Instant, NodeId};
use crate::flows::identity::Identity;
use crate::link::envelope::wrap;
use crate::link::{Link, LinkTrouble};
use crate::store::{OutboxRow, PeerRow};

/// So many are carried in one go.
const BATCH: u32 = 64;

/// Publishes what is due. Says how many were.
///
/// # Errors
/// The database failed.
pub async fn run(
    desk: &Desk,
    link: &Link,
    identity: &Arc<Identity>,
    now: Instant,
) -> Result<usize, JobError> {
    let mut reader = desk.store.reader().await?;
    let due = OutboxRow::due(&mut reader, now, BATCH).await?;
    drop(reader);
    let mut carried: Vec<(EnvelopeId, Instant)> = Vec::new();
    let mut silent: BTreeSet<&NodeId> = BTreeSet::new();
    for row in &due {
        // What can't be sealed, and what goes where nothing is taken, is put off like what was sent,
        // so that it never holds up what is for others.
        if !silent.contains(&row.peer)
            && let Some(bytes) = sealed(desk, identity, row).await?
        {
            match link.publish(&row.peer, bytes).await {
                // Nobody reads there yet: the broker took it, but it is gone.
                Ok(()) | Err(LinkTrouble::NoReader) => {}
                Err(trouble) => {
                    tracing::info!(peer = %row.peer, %trouble, "an envelope was not taken");
                    match trouble {
                        // Without a connection the rest would only wait in the same way.
                        LinkTrouble::NotConnected => break,
                        LinkTrouble::NotTaken => {
                            silent.insert(&row.peer);
                        }
                        _ => {}
                    }
                }
            }
        }
        carried.push((row.envelope, next_try(now, row)));
    }
    let many = carried.len();
    if many > 0 {
        desk.change(now, async |turn| {
            for (envelope, due) in carried {
                OutboxRow::sent(turn.tx.conn(), envelope, due).await?;
            }
            Ok(())
        })
        .await?;
    }
    Ok(many)
}

/// When a row that was sent is sent again without a receipt: after 5 s · 2ⁿ, at most 5 minutes, and
/// after a day every hour.
#[must_use]
pub fn next_try(now: Instant, row: &OutboxRow) -> Instant {
    let old = now.minutes() - row.created.minutes() >= 24 * 60;
    let seconds = if old {
        3_600
    } else {
        (5_i64 << row.tries.min(6)).min(300)
    };
    Instant::from_millis(now.millis() + seconds * 1_000)
}

/// The row as an envelope; none where the peer or the row itself is gone, as after a withdrawal, or
/// the body is too long to ever pass.
async fn sealed(
    desk: &Desk,
    identity: &Arc<Identity>,
    row: &OutboxRow,
) -> Result<Option<Vec<u8>>, JobError> {
    let mut reader = desk.store.reader().await?;
    let still = OutboxRow::find(&mut reader, row.envelope).await?;
    let Some(peer) = PeerRow::find(&mut reader, &row.peer).await? else {
        return Ok(None);
    };
    drop(reader);
    if still.is_none() {
        return Ok(None);
    }
    let body = row.body(&desk.store.keyhole())?;
    let label = Label {
        id: row.envelope,
        from: desk.here.node.clone(),
        to: row.peer.clone(),
        epoch: row.epoch,
        sequence: row.sequence,
        created: row.created,
        deadline: row.deadline,
    };
    let mut draw = desk.drawn();
    match wrap(
        label,
        &body,
        &identity.signing,
        &peer.identity.sealing,
        &mut draw,
    ) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) => {
            tracing::error!(peer = %row.peer, kind = row.kind.key(), %error, "can't be sealed");
            Ok(None)
        }
    }
}

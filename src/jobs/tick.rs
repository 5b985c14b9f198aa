//! What the clock does: holds run out, bookings time out, notes become unconfirmed, searches stop
//! waiting, peers are told of changed cards, sessions end. Each in a change of its own, so that one
//! that fails holds none of the others up.

use super::{Desk, JobError};
use crate::crossing::MessageType;
use crate::domain::Instant;
use crate::flows::{book, cards, hold, note, propose};
use crate::store::{NodeKey, OutboxRow, SessionRow};

/// Does what is due. Says how much was.
///
/// # Errors
/// The database failed.
pub async fn run(desk: &Desk, now: Instant) -> Result<usize, JobError> {
    let mut done = 0;
    done += desk
        .change_if_any(now, async |turn| hold::tick(turn).await)
        .await?;
    done += desk
        .change_if_any(now, async |turn| book::tick(turn).await)
        .await?;
    done += desk
        .change_if_any(now, async |turn| note::tick(turn).await)
        .await?;
    done += desk
        .change_if_any(now, async |turn| propose::give_up_waiting(turn).await)
        .await?;
    done += desk
        .change_if_any(now, async |turn| cards::tell_peers(turn).await)
        .await?;
    done += stop_past(desk, now).await?;
    done += desk
        .change_if_any(now, async |turn| {
            Ok(SessionRow::purge(turn.tx.conn(), now).await?)
        })
        .await?;
    Ok(done)
}

/// Requests and news whose time has passed are no longer sent. A note is not simply dropped: its
/// flow asks the other side first.
async fn stop_past(desk: &Desk, now: Instant) -> Result<usize, JobError> {
    let mut reader = desk.store.reader().await?;
    let past = OutboxRow::past(&mut reader, now).await?;
    drop(reader);
    let past: Vec<_> = past
        .into_iter()
        .filter(|row| row.kind != MessageType::Note)
        .collect();
    let many = past.len();
    if many > 0 {
        desk.change(now, async |turn| {
            for row in past {
                OutboxRow::remove(turn.tx.conn(), row.envelope).await?;
                // Cards that never came must be told anew.
                if row.kind == MessageType::StaffCards {
                    let version = NodeKey::CardsVersion.number(turn.tx.conn()).await?;
                    let before = version.saturating_sub(1);
                    crate::store::PeerRow::cards_queued(turn.tx.conn(), &row.peer, before).await?;
                }
            }
            Ok(())
        })
        .await?;
    }
    Ok(many)
}

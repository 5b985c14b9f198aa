//! What the clock does: holds run out, bookings time out, notes become unconfirmed, searches stop
//! waiting, peers are told of changed cards, sessions end. Each in a change of its own, so that one
//! that fails holds none of the others up.

use super::{Desk, JobError};
use crate::crossing::MessageType;
use crate::domain::Instant;
use crate::flows::{book, cards, fresh, hold, note, note_received, propose, share};
use crate::store::{NodeKey, OutboxRow, SessionRow};

/// Does what is due. Says how much was.
///
/// # Errors
/// One of them failed; the others were done all the same.
pub async fn run(desk: &Desk, now: Instant) -> Result<usize, JobError> {
    let mut tally = Tally::default();
    let holds = desk.change_if_any(now, async |turn| hold::tick(turn).await);
    tally.add(holds.await.map_err(JobError::from));
    let waiting = desk.change_if_any(now, async |turn| fresh::answer_waiting(turn).await);
    tally.add(waiting.await.map_err(JobError::from));
    let bookings = desk.change_if_any(now, async |turn| book::tick(turn).await);
    tally.add(bookings.await.map_err(JobError::from));
    let notes = desk.change_if_any(now, async |turn| note::tick(turn).await);
    tally.add(notes.await.map_err(JobError::from));
    let searches = desk.change_if_any(now, async |turn| propose::give_up_waiting(turn).await);
    tally.add(searches.await.map_err(JobError::from));
    let peers = desk.change_if_any(now, async |turn| cards::tell_peers(turn).await);
    tally.add(peers.await.map_err(JobError::from));
    let homes = desk.change_if_any(now, async |turn| share::tell_homes(turn).await);
    tally.add(homes.await.map_err(JobError::from));
    tally.add(stop_past(desk, now).await);
    let sessions = desk.change_if_any(now, async |turn| {
        Ok(SessionRow::purge(turn.tx.conn(), now).await?)
    });
    tally.add(sessions.await.map_err(JobError::from));
    tally.end()
}

/// How much was done, and the first thing that failed.
#[derive(Default)]
struct Tally {
    done: usize,
    failed: Option<JobError>,
}

impl Tally {
    fn add(&mut self, outcome: Result<usize, JobError>) {
        match outcome {
            Ok(done) => self.done += done,
            Err(error) => {
                self.failed.get_or_insert(error);
            }
        }
    }

    fn end(self) -> Result<usize, JobError> {
        self.failed.map_or(Ok(self.done), Err)
    }
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
                note_received::answer_stopped(turn, &row).await?;
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

//! A Hold over a calendar that has not been read for a while waits, briefly, until it has been: who
//! is booked should be free by what their calendar says now. Reading is the sync job's work; here the
//! link is made due, and the Hold is answered when it was read. What could not be read before the wait
//! is over is as good as taken.

use super::availability::candidates_for;
use super::turn::{FlowError, Turn};
use super::{book, hold};
use crate::domain::booking::{HoldRefusal, Terms};
use crate::domain::{Instant, NodeId, StaffId};
use crate::store::waiting_holds::WaitingHold;
use crate::store::{LinkRow, holds};

/// How long a Hold waits at most, in milliseconds.
const LONGEST: i64 = 20_000;
/// What was tried so lately is not tried again for a Hold, in milliseconds.
const JUST_TRIED: i64 = 60_000;

/// Whether the Hold must wait: then it has been put aside, and what is stale has been made due.
///
/// # Errors
/// The database failed.
pub async fn must_wait(
    turn: &mut Turn<'_>,
    asker: &NodeId,
    terms: &Terms,
) -> Result<bool, FlowError> {
    let booking = terms.booking;
    if holds::find(turn.tx.conn(), booking).await?.is_some() {
        return Ok(false);
    }
    if WaitingHold::is_there(turn.tx.conn(), booking).await? {
        return Ok(true);
    }
    let mut stale = Vec::new();
    for person in people_of(turn, terms).await? {
        let links = LinkRow::of_person(turn.tx.conn(), person).await?;
        stale.extend(links.into_iter().filter(|link| is_stale(turn, link)));
    }
    if stale.is_empty() {
        return Ok(false);
    }
    for link in stale {
        LinkRow::make_due(turn.tx.conn(), link.id, turn.now).await?;
    }
    let waiting = WaitingHold {
        asker: asker.clone(),
        terms: terms.clone(),
        since: turn.now,
    };
    waiting.put(turn.tx.conn()).await?;
    Ok(true)
}

/// Answers the Holds that have waited enough. Says how many.
///
/// # Errors
/// The database failed.
pub async fn answer_waiting(turn: &mut Turn<'_>) -> Result<usize, FlowError> {
    let mut answered = 0;
    for waiting in WaitingHold::all(turn.tx.conn()).await? {
        let fresh = is_fresh(turn, &waiting).await?;
        if !fresh && turn.now < Instant::from_millis(waiting.since.millis() + LONGEST) {
            continue;
        }
        answered += 1;
        let WaitingHold { asker, terms, .. } = waiting;
        let booking = terms.booking;
        WaitingHold::remove(turn.tx.conn(), booking).await?;
        // It was let go in the meantime, and that has been answered.
        if holds::find(turn.tx.conn(), booking).await?.is_some() {
            continue;
        }
        // What could not be read in time is as good as taken.
        let answer = if fresh {
            hold::asked(turn, &asker, terms).await?
        } else {
            hold::asked_in_vain(turn, &asker, terms, HoldRefusal::Taken).await?
        };
        let told = if asker == turn.here.node {
            book::answered(turn, &asker, booking, answer).await
        } else {
            hold::answer(turn, &asker, booking, answer).await
        };
        match told {
            // An asker that was suspended meanwhile is not told, and the hold runs out by itself. It
            // must not keep the others waiting.
            Err(FlowError::Refused(_)) => {}
            other => other?,
        }
    }
    Ok(answered)
}

/// Whether everything that was stale has been read since.
async fn is_fresh(turn: &mut Turn<'_>, waiting: &WaitingHold) -> Result<bool, FlowError> {
    for person in people_of(turn, &waiting.terms).await? {
        for link in LinkRow::of_person(turn.tx.conn(), person).await? {
            let read_since = link.last_tried.is_some_and(|at| at >= waiting.since);
            if is_stale(turn, &link) && !read_since {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// This node's people who may come to sit in the meeting's seats.
async fn people_of(turn: &mut Turn<'_>, terms: &Terms) -> Result<Vec<StaffId>, FlowError> {
    let here = turn.here.node.clone();
    let mut people = Vec::new();
    for seat in terms.seats_of(&here).filter(|seat| seat.who.is_staff()) {
        let candidates = candidates_for(turn, &seat.who).await?;
        people.extend(candidates.into_iter().map(|person| person.id));
    }
    people.sort_unstable();
    people.dedup();
    Ok(people)
}

fn is_stale(turn: &Turn<'_>, link: &LinkRow) -> bool {
    let before =
        |at: Option<Instant>, age: i64| at.is_none_or(|at| at.millis() < turn.now.millis() - age);
    let fresh = i64::from(turn.here.rules.fresh_minutes) * 60_000;
    let old = link.trouble.is_some() || before(link.last_good, fresh);
    old && before(link.last_tried, JUST_TRIED)
}

//! Receipts: the other side's word on what was sent. Only this takes a message out of the outbox
//! before its deadline.

use super::turn::{FlowError, Turn};
use super::{book, note, propose, share};
use crate::crossing::MessageType;
use crate::crossing::message::{Receipt, Refusal, Verdict};
use crate::domain::note::SentEvent;
use crate::domain::{BookingId, NodeId, NoteId};
use crate::store::ledger::to_hex;
use crate::store::{OutboxRow, PeerRow, notes};

/// Takes a receipt and says how many of its rows settled something. Rows for what is no longer in the outbox, or was sent to another node, change
/// nothing.
///
/// # Errors
/// The database failed.
pub async fn take(
    turn: &mut Turn<'_>,
    from: &NodeId,
    receipt: &Receipt,
) -> Result<usize, FlowError> {
    let mut settled = 0;
    for row in &receipt.rows {
        let Some(sent) = OutboxRow::find(turn.tx.conn(), row.envelope).await? else {
            continue;
        };
        if sent.peer != *from {
            continue;
        }
        OutboxRow::remove(turn.tx.conn(), row.envelope).await?;
        settle(turn, &sent, row.verdict).await?;
        settled += 1;
    }
    let head = receipt.head;
    PeerRow::set_head(turn.tx.conn(), from, head.rows, &to_hex(&head.hash)).await?;
    Ok(settled)
}

async fn settle(turn: &mut Turn<'_>, sent: &OutboxRow, verdict: Verdict) -> Result<(), FlowError> {
    let Some(about) = sent.about.as_deref() else {
        return Ok(());
    };
    let outcome = match (sent.kind, verdict) {
        (MessageType::Note, Verdict::Accepted) => {
            note_heard(turn, &sent.peer, about, SentEvent::Accepted).await
        }
        (MessageType::Note, Verdict::Refused(why)) => {
            let event = SentEvent::RefusedThere(note::refusal_of(why));
            note_heard(turn, &sent.peer, about, event).await
        }
        (MessageType::NoteAnswer, verdict) => answer_heard(turn, about, verdict).await,
        (MessageType::Ask, Verdict::Refused(why)) => match about.parse() {
            Ok(ask) => propose::ask_refused(turn, &sent.peer, ask, why).await,
            Err(_) => Ok(()),
        },
        (MessageType::BusyShare, Verdict::Refused(_)) => match about.parse() {
            Ok(person) => share::refused(turn, person).await,
            Err(_) => Ok(()),
        },
        (kind, Verdict::Refused(why)) => booking_refused(turn, &sent.peer, kind, about, why).await,
        (_, Verdict::Accepted) => Ok(()),
    };
    match outcome {
        // What the receipt speaks of is gone here: there is nothing to settle.
        Err(FlowError::Refused(_)) => Ok(()),
        other => other,
    }
}

async fn note_heard(
    turn: &mut Turn<'_>,
    from: &NodeId,
    about: &str,
    event: SentEvent,
) -> Result<(), FlowError> {
    match about.parse::<NoteId>() {
        Ok(id) => note::heard(turn, from, id, event).await,
        Err(_) => Ok(()),
    }
}

async fn answer_heard(turn: &mut Turn<'_>, about: &str, verdict: Verdict) -> Result<(), FlowError> {
    let state = match verdict {
        Verdict::Accepted => "delivered",
        Verdict::Refused(_) => "refused",
    };
    match about.parse() {
        Ok(id) => Ok(notes::set_answer_state(turn.tx.conn(), id, state).await?),
        Err(_) => Ok(()),
    }
}

async fn booking_refused(
    turn: &mut Turn<'_>,
    from: &NodeId,
    kind: MessageType,
    about: &str,
    why: Refusal,
) -> Result<(), FlowError> {
    match about.parse::<BookingId>() {
        Ok(id) => book::refused_there(turn, from, kind, id, why).await,
        Err(_) => Ok(()),
    }
}

//! One match over [`Message`]: which flow a message is for.

use crate::crossing::Message;
use crate::crossing::message;
use crate::domain::booking::BookingEvent;
use crate::domain::hold::HoldAnswer;
use crate::domain::note::SentEvent;
use crate::domain::{BookingId, CaseRef, NodeId, NoteId};
use crate::flows::{
    FlowError, Turn, answer, book, cards, consent, fresh, hold, note, note_received, propose,
    share, watch,
};
use crate::store::{Conn, StoreError, holds, notes};

/// Hands a message that the gate let in to its flow. `order` is the epoch and the sequence of its
/// envelope: of two words on one fact the later counts.
///
/// # Errors
/// What the flow refused, or the database failed; then nothing of the flow is written.
pub async fn dispatch(
    turn: &mut Turn<'_>,
    from: &NodeId,
    order: (u64, u64),
    message: &Message,
) -> Result<(), FlowError> {
    match message {
        Message::StaffCards(cards) => cards::take(turn, from, cards).await,
        Message::BusyShare(busy) => share::take(turn, from, busy).await,
        Message::SeatAnswered(said) => watch::take_answer(turn, from, order, said).await,
        Message::Ask(ask) => answer::take_ask(turn, from, ask).await,
        Message::Answer(answer) => propose::take_answer(turn, from, answer).await,
        Message::Hold(hold) => take_hold(turn, from, hold).await,
        Message::Confirm(confirm) => {
            let answer = hold::confirm(turn, from, confirm.booking).await?;
            hold::answer(turn, from, confirm.booking, answer).await
        }
        Message::Seal(seal) => {
            let (party, venue) = (seal.party.clone(), seal.venue.clone());
            let answer = hold::seal(turn, from, seal.booking, party, venue).await?;
            hold::answer(turn, from, seal.booking, answer).await
        }
        Message::Release(release) => {
            let answer = hold::release(turn, from, release.booking, release.code).await?;
            hold::answer(turn, from, release.booking, answer).await
        }
        Message::Cancel(cancel) => {
            let answer = hold::cancel(turn, from, cancel.booking, cancel.code).await?;
            hold::answer(turn, from, cancel.booking, answer).await
        }
        Message::Held(held) => {
            let answer = HoldAnswer::Held(held.seated.clone());
            book::answered(turn, from, held.booking, answer).await
        }
        Message::HoldRefused(refused) => {
            let answer = HoldAnswer::HoldRefused(refused.code);
            book::answered(turn, from, refused.booking, answer).await
        }
        Message::Confirmed(confirmed) => {
            let answer = HoldAnswer::Confirmed(confirmed.seated.clone());
            book::answered(turn, from, confirmed.booking, answer).await
        }
        Message::ConfirmRefused(refused) => {
            let answer = HoldAnswer::ConfirmRefused(refused.code);
            book::answered(turn, from, refused.booking, answer).await
        }
        Message::Sealed(sealed) => known(turn, from, sealed.booking, BookingEvent::Sealed).await,
        Message::Released(released) => {
            known(turn, from, released.booking, BookingEvent::Released).await
        }
        Message::Cancelled(cancelled) => {
            known(turn, from, cancelled.booking, BookingEvent::Cancelled).await
        }
        Message::Note(new) => note_received::take(turn, from, new).await,
        Message::NoteSeen(seen) => note::heard(turn, from, seen.note, SentEvent::Seen).await,
        Message::NoteAnswer(answer) => note::take_answer(turn, from, answer).await,
        Message::NoteWithdraw(withdraw) => note_received::withdraw(turn, from, withdraw.note).await,
        Message::NoteWithdrawn(withdrawn) => {
            let event = SentEvent::Withdrawn(withdrawn.found);
            note::heard(turn, from, withdrawn.note, event).await
        }
        Message::NoteRedact(redact) => note_received::redact(turn, from, redact.note).await,
        Message::ConsentGiven(given) => consent::take_given(turn, from, given).await,
        Message::ConsentWithdrawn(withdrawn) => {
            consent::take_withdrawn(turn, from, withdrawn).await
        }
        // Receipts stand outside the row of envelopes and never come here.
        Message::Receipt(_) => Err(FlowError::Refused(message::Refusal::Direction)),
    }
}

async fn take_hold(
    turn: &mut Turn<'_>,
    from: &NodeId,
    asked: &message::Hold,
) -> Result<(), FlowError> {
    let terms = hold::terms_of(asked, from, &turn.here.node).map_err(FlowError::Refused)?;
    if fresh::must_wait(turn, from, &terms).await? {
        return Ok(());
    }
    let answer = hold::asked(turn, from, terms).await?;
    hold::answer(turn, from, asked.booking, answer).await
}

async fn known(
    turn: &mut Turn<'_>,
    from: &NodeId,
    booking: BookingId,
    event: fn(NodeId) -> BookingEvent,
) -> Result<(), FlowError> {
    book::happened_at(turn, from, booking, event(from.clone())).await
}

/// The case that a message belongs to: named by it, or by the booking or note that it speaks of.
///
/// # Errors
/// The database failed.
pub async fn case_of(
    turn: &mut Turn<'_>,
    message: &Message,
) -> Result<Option<CaseRef>, StoreError> {
    if let Some(case) = message.case() {
        return Ok(Some(case));
    }
    match message {
        Message::Confirm(confirm) => held_case(turn.tx.conn(), confirm.booking).await,
        Message::Seal(seal) => held_case(turn.tx.conn(), seal.booking).await,
        Message::NoteAnswer(answer) => note_case(turn, answer.note).await,
        _ => Ok(None),
    }
}

async fn held_case(conn: &mut Conn, booking: BookingId) -> Result<Option<CaseRef>, StoreError> {
    let hold = holds::find(conn, booking).await?;
    Ok(hold
        .and_then(|hold| hold.terms)
        .and_then(|terms| terms.case))
}

async fn note_case(turn: &mut Turn<'_>, note: NoteId) -> Result<Option<CaseRef>, StoreError> {
    Ok(notes::find(turn.tx, note).await?.and_then(|row| row.case))
}

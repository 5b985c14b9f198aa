//! The asker's side of a booking: choose a time, then hold, confirm and seal everywhere, or release
//! everywhere. The state machine is `domain::booking`; here its effects become messages, or, for
//! this node's own seats, steps of its own hold in the same change.

use std::collections::VecDeque;

use super::cross::{Sending, send};
use super::propose::{Search, Stage, mark_chosen};
use super::turn::{Cannot, FlowError, Turn};
use super::{fresh, hold};
use crate::crossing::message::{self, Message, MessageType, Refusal};
use crate::domain::booking::{
    Booking, BookingEffect, BookingEvent, BookingState, CancelCode, HoldKind, HoldRefusal, Terms,
};
use crate::domain::hold::HoldAnswer;
use crate::domain::{BookingId, CaseRef, Instant, NodeId, ProposalId, StaffId};
use crate::store::{BookingRow, OutboxRow, ProposalRow};

/// Chooses one of the starts that a search offers, and begins to hold it everywhere.
///
/// # Errors
/// The search is not this person's, or does not offer that start (any more).
pub async fn choose(
    turn: &mut Turn<'_>,
    owner: StaffId,
    proposal: ProposalId,
    start: Instant,
) -> Result<BookingId, FlowError> {
    let Some(row) = ProposalRow::<Search>::find(turn.tx.conn(), proposal).await? else {
        return Err(FlowError::NotFound);
    };
    if row.owner != owner {
        return Err(FlowError::NotFound);
    }
    if BookingRow::of_proposal_is_live(turn.tx.conn(), proposal).await? {
        return Err(FlowError::Cannot(Cannot::TooLate));
    }
    let search = &row.body;
    let offered = search.slots.iter().find(|slot| slot.start == start);
    let Some(slot) = offered.filter(|_| search.stage != Stage::Asking && start > turn.now) else {
        return Err(FlowError::Cannot(Cannot::SlotGone));
    };
    let mut party = search.party.clone();
    for seat in &mut party {
        seat.staff = slot
            .seated
            .iter()
            .filter(|(number, _)| *number == seat.seat)
            .map(|(_, staff)| *staff)
            .collect();
    }
    let terms = Terms {
        booking: BookingId::draw(turn.draw),
        hold: HoldKind::Choosing,
        life: turn.here.rules.choosing,
        start,
        length: search.length,
        kind: search.kind,
        venue: search.venue.clone(),
        case: search.case,
        party,
    };
    let booking = begin(turn, terms, owner, Some(proposal)).await?;
    mark_chosen(turn, row).await?;
    Ok(booking)
}

/// Begins a booking of these terms.
///
/// # Errors
/// The database failed, or a Hold may not cross.
pub async fn begin(
    turn: &mut Turn<'_>,
    terms: Terms,
    owner: StaffId,
    proposal: Option<ProposalId>,
) -> Result<BookingId, FlowError> {
    let id = terms.booking;
    let (mut booking, effects) = Booking::choose(terms, owner, proposal, turn.now);
    drive(turn, &mut booking, effects).await?;
    Ok(id)
}

/// Something happened to a booking of this node's.
///
/// # Errors
/// The database failed, or there is no such booking.
async fn happened(
    turn: &mut Turn<'_>,
    booking: BookingId,
    event: BookingEvent,
) -> Result<(), FlowError> {
    let Some(mut booking) = BookingRow::find(turn.tx.conn(), booking).await? else {
        return Err(FlowError::Refused(Refusal::Unknown));
    };
    let effects = booking.step(event, turn.now);
    drive(turn, &mut booking, effects).await
}

/// An answer of a holder.
///
/// # Errors
/// The database failed, there is no such booking, or the node has no seat in it.
pub async fn answered(
    turn: &mut Turn<'_>,
    from: &NodeId,
    booking: BookingId,
    answer: HoldAnswer,
) -> Result<(), FlowError> {
    happened_at(turn, from, booking, event_of(from, answer)).await
}

/// Something that `from` says happened there.
///
/// # Errors
/// The database failed, there is no such booking, or the node has no seat in it.
pub async fn happened_at(
    turn: &mut Turn<'_>,
    from: &NodeId,
    booking: BookingId,
    event: BookingEvent,
) -> Result<(), FlowError> {
    let Some(row) = BookingRow::find(turn.tx.conn(), booking).await? else {
        return Err(FlowError::Refused(Refusal::Unknown));
    };
    if !row.nodes.contains_key(from) {
        return Err(FlowError::Refused(Refusal::NotYours));
    }
    happened(turn, booking, event).await
}

/// A Hold, Confirm, Seal, Release or Cancel was refused as an envelope.
///
/// # Errors
/// The database failed.
pub async fn refused_there(
    turn: &mut Turn<'_>,
    from: &NodeId,
    kind: MessageType,
    booking: BookingId,
    why: Refusal,
) -> Result<(), FlowError> {
    let code = match why {
        Refusal::Consent => HoldRefusal::Consent,
        Refusal::Version(..) => HoldRefusal::Version,
        _ => HoldRefusal::Policy,
    };
    let event = match kind {
        MessageType::Hold => BookingEvent::HoldRefused(from.clone(), code),
        MessageType::Confirm => BookingEvent::ConfirmRefused(from.clone(), code),
        MessageType::Seal => BookingEvent::SealRefused(from.clone(), code),
        _ => return Ok(()),
    };
    match happened(turn, booking, event).await {
        Err(FlowError::Refused(_)) => Ok(()),
        other => other,
    }
}

/// The owner lets an undecided booking go.
///
/// # Errors
/// It is not this person's, or is decided already.
pub async fn let_go(
    turn: &mut Turn<'_>,
    owner: StaffId,
    booking: BookingId,
) -> Result<(), FlowError> {
    let row = owned(turn, owner, booking).await?;
    if !row.is_open() {
        return Err(FlowError::Cannot(Cannot::TooLate));
    }
    happened(turn, booking, BookingEvent::LetGo).await
}

/// The owner calls an agreed meeting off.
///
/// # Errors
/// It is not this person's, is not agreed, or has begun.
pub async fn call_off(
    turn: &mut Turn<'_>,
    owner: StaffId,
    booking: BookingId,
    code: CancelCode,
) -> Result<(), FlowError> {
    let row = owned(turn, owner, booking).await?;
    if row.state != BookingState::Sealed || row.terms.start <= turn.now {
        return Err(FlowError::Cannot(Cannot::TooLate));
    }
    happened(turn, booking, BookingEvent::CallOff(code)).await
}

async fn owned(
    turn: &mut Turn<'_>,
    owner: StaffId,
    booking: BookingId,
) -> Result<Booking, FlowError> {
    BookingRow::find(turn.tx.conn(), booking)
        .await?
        .filter(|row| row.owner == owner)
        .ok_or(FlowError::NotFound)
}

/// Bookings whose time to decide is over let go. Says how many.
///
/// # Errors
/// The database failed.
pub async fn tick(turn: &mut Turn<'_>) -> Result<usize, FlowError> {
    let overdue = BookingRow::overdue(turn.tx.conn(), turn.now).await?;
    let many = overdue.len();
    for mut booking in overdue {
        let effects = booking.step(BookingEvent::Tick, turn.now);
        drive(turn, &mut booking, effects).await?;
    }
    Ok(many)
}

/// Bookings of a case whose consent was withdrawn: what is open lets go, what is agreed and not yet
/// begun is called off.
///
/// # Errors
/// The database failed.
pub async fn consent_withdrawn(turn: &mut Turn<'_>, case: CaseRef) -> Result<(), FlowError> {
    for mut booking in BookingRow::of_case(turn.tx.conn(), case, turn.now).await? {
        let effects = booking.step(BookingEvent::ConsentWithdrawn, turn.now);
        drive(turn, &mut booking, effects).await?;
    }
    Ok(())
}

/// Carries effects out until nothing more follows: messages to others, and for this node's own
/// seats the same steps at once.
async fn drive(
    turn: &mut Turn<'_>,
    booking: &mut Booking,
    effects: Vec<BookingEffect>,
) -> Result<(), FlowError> {
    // The row must be there before an own hold can answer to it.
    BookingRow::put(turn.tx.conn(), booking).await?;
    let here = turn.here.node.clone();
    let mut queue = VecDeque::from(effects);
    // Own seats first: where they can't be held, nobody else need be asked.
    queue
        .make_contiguous()
        .sort_by_key(|effect| *node_of(effect) != here);
    let mut never_asked = Vec::new();
    while let Some(effect) = queue.pop_front() {
        let node = node_of(&effect).clone();
        if node == here {
            if let Some(answer) = own_seats(turn, booking, &effect).await? {
                queue.extend(booking.step(event_of(&here, answer), turn.now));
            }
            continue;
        }
        if matches!(effect, BookingEffect::Hold(_)) && booking.state != BookingState::Holding {
            never_asked.push(node);
            continue;
        }
        if never_asked.contains(&node) {
            booking.step(BookingEvent::Released(node), turn.now);
            continue;
        }
        match tell(turn, booking, &effect).await {
            Ok(()) => {}
            // What the gate stops is as if the other side had refused.
            Err(FlowError::Refused(why)) => {
                if let Some(event) = stopped(&effect, why) {
                    queue.extend(booking.step(event, turn.now));
                }
            }
            Err(error) => return Err(error),
        }
    }
    Ok(BookingRow::put(turn.tx.conn(), booking).await?)
}

const fn node_of(effect: &BookingEffect) -> &NodeId {
    match effect {
        BookingEffect::Hold(node)
        | BookingEffect::Confirm(node)
        | BookingEffect::Seal(node)
        | BookingEffect::Release(node, _)
        | BookingEffect::Cancel(node, _) => node,
    }
}

fn stopped(effect: &BookingEffect, why: Refusal) -> Option<BookingEvent> {
    let code = if why == Refusal::Consent {
        HoldRefusal::Consent
    } else {
        HoldRefusal::Policy
    };
    match effect {
        BookingEffect::Hold(node) => Some(BookingEvent::HoldRefused(node.clone(), code)),
        BookingEffect::Confirm(node) => Some(BookingEvent::ConfirmRefused(node.clone(), code)),
        BookingEffect::Seal(node) => Some(BookingEvent::SealRefused(node.clone(), code)),
        BookingEffect::Release(..) | BookingEffect::Cancel(..) => None,
    }
}

/// The same step of this node's own hold; none where it waits for a calendar to be read, and is
/// answered later.
async fn own_seats(
    turn: &mut Turn<'_>,
    booking: &Booking,
    effect: &BookingEffect,
) -> Result<Option<HoldAnswer>, FlowError> {
    let here = turn.here.node.clone();
    let id = booking.terms.booking;
    let answer = match effect {
        BookingEffect::Hold(_) => {
            if fresh::must_wait(turn, &here, &booking.terms).await? {
                return Ok(None);
            }
            hold::asked(turn, &here, booking.terms.clone()).await
        }
        BookingEffect::Confirm(_) => hold::confirm(turn, &here, id).await,
        BookingEffect::Seal(_) => {
            let (party, venue) = (booking.terms.party.clone(), booking.terms.venue.clone());
            hold::seal(turn, &here, id, party, venue).await
        }
        BookingEffect::Release(_, code) => hold::release(turn, &here, id, *code).await,
        BookingEffect::Cancel(_, code) => hold::cancel(turn, &here, id, *code).await,
    };
    answer.map(Some)
}

fn event_of(node: &NodeId, answer: HoldAnswer) -> BookingEvent {
    let node = node.clone();
    match answer {
        HoldAnswer::Held(seated) => BookingEvent::Held(node, seated),
        HoldAnswer::HoldRefused(code) => BookingEvent::HoldRefused(node, code),
        HoldAnswer::Confirmed(seated) => BookingEvent::Confirmed(node, seated),
        HoldAnswer::ConfirmRefused(code) => BookingEvent::ConfirmRefused(node, code),
        HoldAnswer::Sealed => BookingEvent::Sealed(node),
        HoldAnswer::SealRefused(code) => BookingEvent::SealRefused(node, code),
        HoldAnswer::Released => BookingEvent::Released(node),
        HoldAnswer::Cancelled => BookingEvent::Cancelled(node),
    }
}

async fn tell(
    turn: &mut Turn<'_>,
    booking: &Booking,
    effect: &BookingEffect,
) -> Result<(), FlowError> {
    let id = booking.terms.booking;
    let (message, deadline) = match effect {
        BookingEffect::Hold(node) => (
            Message::Hold(hold_message(booking, node)),
            Some(booking.decide_by),
        ),
        BookingEffect::Confirm(_) => (
            Message::Confirm(message::Confirm { booking: id }),
            Some(booking.decide_by),
        ),
        BookingEffect::Seal(_) => (
            Message::Seal(message::Seal {
                booking: id,
                party: booking.terms.party.clone(),
                venue: booking.terms.venue.clone(),
            }),
            None,
        ),
        BookingEffect::Release(_, code) => {
            // A Hold or Confirm that has not gone yet need not go.
            stop_sending(turn, node_of(effect), id).await?;
            (
                Message::Release(message::Release {
                    booking: id,
                    code: *code,
                }),
                None,
            )
        }
        BookingEffect::Cancel(_, code) => (
            Message::Cancel(message::Cancel {
                booking: id,
                code: *code,
            }),
            None,
        ),
    };
    let sending = Sending {
        deadline,
        about: Some(id.to_string()),
        case: booking.terms.case,
        ..Sending::default()
    };
    send(turn, node_of(effect), &message, sending).await?;
    Ok(())
}

async fn stop_sending(
    turn: &mut Turn<'_>,
    node: &NodeId,
    booking: BookingId,
) -> Result<(), FlowError> {
    for kind in [MessageType::Hold, MessageType::Confirm] {
        OutboxRow::remove_about(turn.tx.conn(), kind, node, &booking.to_string()).await?;
    }
    Ok(())
}

fn hold_message(booking: &Booking, node: &NodeId) -> message::Hold {
    let terms = &booking.terms;
    // Others learn who sits in the asker's own seats at the seal.
    let mut party = terms.party.clone();
    for seat in &mut party {
        seat.staff.clear();
    }
    message::Hold {
        booking: terms.booking,
        hold: terms.hold,
        life: terms.life,
        start: terms.start,
        length: terms.length,
        kind: terms.kind,
        venue: terms.venue.clone(),
        case: terms.case,
        replaces: None,
        series: None,
        group: None,
        note: None,
        yours: terms.seats_of(node).map(|seat| seat.seat).collect(),
        party,
    }
}

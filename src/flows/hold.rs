//! The holder's side of a booking: hold, confirm, seal, release and cancel this node's seats, and
//! what the clock does to them. The state machine is `domain::hold`; here it meets the rows.

use super::announce;
use super::availability::{Looking, Seating, loads, of_people};
use super::cross::{Sending, send, standing};
use super::turn::{FlowError, Turn};
use crate::crossing::budget;
use crate::crossing::message::{self, Message, Refusal};
use crate::domain::bitmap::Grid;
use crate::domain::booking::{CancelCode, HoldKind, HoldRefusal, ReleaseCode, Terms};
use crate::domain::hold::{Hold, HoldAnswer, HoldEffect, HoldEvent, HoldState};
use crate::domain::seat::{PartySeat, Seated, Venue};
use crate::domain::{BookingId, CaseRef, NodeId};
use crate::planning::availability::Audience;
use crate::planning::joint::Joint;
use crate::store::{Taking, holds};

/// How far ahead a meeting may be held, in days.
const HORIZON_DAYS: i64 = 400;

/// A Hold as the terms of a booking.
///
/// # Errors
/// It asks for what this node does not speak, or names no seat of this node.
pub fn terms_of(hold: &message::Hold, from: &NodeId, here: &NodeId) -> Result<Terms, Refusal> {
    let owns = |seat: &&PartySeat| seat.who.node() == here;
    let mut own: Vec<_> = hold
        .party
        .iter()
        .filter(owns)
        .map(|seat| seat.seat)
        .collect();
    let mut yours = hold.yours.clone();
    own.sort_unstable();
    yours.sort_unstable();
    if own.is_empty() || own != yours {
        return Err(Refusal::NotYours);
    }
    // A node speaks for its own staff only: no seat of ours may come filled by the asker.
    let filled = hold
        .party
        .iter()
        .any(|seat| seat.who.node() != from && !seat.staff.is_empty());
    let moves = hold.replaces.is_some() || hold.group.is_some();
    let life_fits = match hold.hold {
        HoldKind::Choosing => budget::choosing_life_fits(hold.life),
        HoldKind::Asking => false,
    };
    if filled || moves || !life_fits {
        return Err(Refusal::Policy);
    }
    Ok(Terms {
        booking: hold.booking,
        hold: hold.hold,
        life: hold.life,
        start: hold.start,
        length: hold.length,
        kind: hold.kind,
        venue: hold.venue.clone(),
        case: hold.case,
        party: hold.party.clone(),
    })
}

/// Somebody asks to hold. Gives the answer.
///
/// # Errors
/// The database failed, or the booking is another node's.
pub async fn asked(
    turn: &mut Turn<'_>,
    from: &NodeId,
    terms: Terms,
) -> Result<HoldAnswer, FlowError> {
    let before = holds::find(turn.tx.conn(), terms.booking).await?;
    owned_by(before.as_ref(), from)?;
    let found = if before.is_some() {
        // It was answered before, and gets the same answer.
        Err(HoldRefusal::Taken)
    } else {
        find_seats(turn, from, &terms).await?
    };
    let booking = terms.booking;
    let event = HoldEvent::Asked {
        terms: Box::new(terms),
        found,
    };
    step(turn, before, booking, from, event).await
}

/// Somebody asks to hold what can't be held, for this reason. Gives the answer.
///
/// # Errors
/// The database failed, or the booking is another node's.
pub async fn asked_in_vain(
    turn: &mut Turn<'_>,
    from: &NodeId,
    terms: Terms,
    why: HoldRefusal,
) -> Result<HoldAnswer, FlowError> {
    let before = holds::find(turn.tx.conn(), terms.booking).await?;
    owned_by(before.as_ref(), from)?;
    let booking = terms.booking;
    let event = HoldEvent::Asked {
        terms: Box::new(terms),
        found: Err(why),
    };
    step(turn, before, booking, from, event).await
}

/// The asker asks to confirm.
///
/// # Errors
/// The database failed, or the booking is another node's.
pub async fn confirm(
    turn: &mut Turn<'_>,
    from: &NodeId,
    booking: BookingId,
) -> Result<HoldAnswer, FlowError> {
    let before = holds::find(turn.tx.conn(), booking).await?;
    owned_by(before.as_ref(), from)?;
    let still = match before
        .as_ref()
        .and_then(|hold| hold.terms.as_ref().map(|t| (hold, t)))
    {
        Some((hold, terms)) => still_fits(turn, from, hold, terms).await?,
        None => Err(HoldRefusal::Taken),
    };
    step(turn, before, booking, from, HoldEvent::Confirm { still }).await
}

/// It is agreed: this node's people are told.
///
/// # Errors
/// The database failed, the booking is another node's, or the party is not the one that was held.
pub async fn seal(
    turn: &mut Turn<'_>,
    from: &NodeId,
    booking: BookingId,
    party: Vec<PartySeat>,
    venue: Venue,
) -> Result<HoldAnswer, FlowError> {
    let before = holds::find(turn.tx.conn(), booking).await?;
    owned_by(before.as_ref(), from)?;
    let held = before.as_ref().and_then(|hold| hold.terms.as_ref());
    if held.is_some_and(|terms| !same_seats(&terms.party, &party)) {
        return Err(FlowError::Refused(Refusal::Policy));
    }
    step(
        turn,
        before,
        booking,
        from,
        HoldEvent::Seal { party, venue },
    )
    .await
}

/// The asker lets go.
///
/// # Errors
/// The database failed, or the booking is another node's.
pub async fn release(
    turn: &mut Turn<'_>,
    from: &NodeId,
    booking: BookingId,
    code: ReleaseCode,
) -> Result<HoldAnswer, FlowError> {
    let before = holds::find(turn.tx.conn(), booking).await?;
    owned_by(before.as_ref(), from)?;
    step(turn, before, booking, from, HoldEvent::Release(code)).await
}

/// The asker calls the meeting off.
///
/// # Errors
/// The database failed, or the booking is another node's.
pub async fn cancel(
    turn: &mut Turn<'_>,
    from: &NodeId,
    booking: BookingId,
    code: CancelCode,
) -> Result<HoldAnswer, FlowError> {
    let before = holds::find(turn.tx.conn(), booking).await?;
    owned_by(before.as_ref(), from)?;
    step(turn, before, booking, from, HoldEvent::Cancel(code)).await
}

/// Sends the answer to the asker. A seal that is refused is refused as an envelope.
///
/// # Errors
/// The database failed, or it may not cross.
pub async fn answer(
    turn: &mut Turn<'_>,
    to: &NodeId,
    booking: BookingId,
    answer: HoldAnswer,
) -> Result<(), FlowError> {
    let message = match answer {
        HoldAnswer::Held(seated) => Message::Held(message::Held { booking, seated }),
        HoldAnswer::HoldRefused(code) => {
            Message::HoldRefused(message::HoldRefused { booking, code })
        }
        HoldAnswer::Confirmed(seated) => Message::Confirmed(message::Confirmed { booking, seated }),
        HoldAnswer::ConfirmRefused(code) => {
            Message::ConfirmRefused(message::ConfirmRefused { booking, code })
        }
        HoldAnswer::Sealed => Message::Sealed(message::Sealed { booking }),
        HoldAnswer::SealRefused(HoldRefusal::Consent) => {
            return Err(FlowError::Refused(Refusal::Consent));
        }
        HoldAnswer::SealRefused(_) => return Err(FlowError::Refused(Refusal::Unknown)),
        HoldAnswer::Released => Message::Released(message::Released { booking }),
        HoldAnswer::Cancelled => Message::Cancelled(message::Cancelled { booking }),
    };
    let sending = Sending {
        about: Some(booking.to_string()),
        ..Sending::default()
    };
    send(turn, to, &message, sending).await?;
    Ok(())
}

/// Holds of a case whose consent was withdrawn let go.
///
/// # Errors
/// The database failed.
pub async fn consent_withdrawn(turn: &mut Turn<'_>, case: CaseRef) -> Result<(), FlowError> {
    for hold in holds::of_case(turn.tx.conn(), case).await? {
        quietly(turn, hold, HoldEvent::ConsentWithdrawn).await?;
    }
    Ok(())
}

/// Holds that have run out, and promises whose time has passed. Says how many.
///
/// # Errors
/// The database failed.
pub async fn tick(turn: &mut Turn<'_>) -> Result<usize, FlowError> {
    let ticking = holds::ticking(turn.tx.conn(), turn.now).await?;
    let many = ticking.len();
    for hold in ticking {
        quietly(turn, hold, HoldEvent::Tick).await?;
    }
    Ok(many)
}

async fn quietly(turn: &mut Turn<'_>, hold: Hold, event: HoldEvent) -> Result<(), FlowError> {
    let (booking, asker) = (hold.booking, hold.asker.clone());
    let (after, effects) = Hold::step(Some(hold), booking, &asker, event, turn.now);
    if let Some(hold) = &after {
        apply(turn, hold, &effects).await?;
    }
    Ok(())
}

/// One step over the rows. Gives the answer to the asker.
async fn step(
    turn: &mut Turn<'_>,
    before: Option<Hold>,
    booking: BookingId,
    from: &NodeId,
    event: HoldEvent,
) -> Result<HoldAnswer, FlowError> {
    let retry = match (&before, &event) {
        (None, HoldEvent::Asked { terms, .. }) => Some(terms.clone()),
        _ => None,
    };
    let (mut after, mut effects) = Hold::step(before, booking, from, event, turn.now);
    if let (Some(hold), Some(terms)) = (&after, retry)
        && effects.contains(&HoldEffect::TakeCells)
        && take(turn, hold).await? == Taking::NotFree
    {
        // The database had the last word.
        let event = HoldEvent::Asked {
            terms,
            found: Err(HoldRefusal::Taken),
        };
        (after, effects) = Hold::step(None, booking, from, event, turn.now);
    }
    if let Some(hold) = &after {
        apply(turn, hold, &effects).await?;
    }
    let answer = effects.into_iter().find_map(|effect| match effect {
        HoldEffect::Answer(answer) => Some(answer),
        _ => None,
    });
    answer.ok_or(FlowError::Refused(Refusal::Unknown))
}

async fn take(turn: &mut Turn<'_>, hold: &Hold) -> Result<Taking, FlowError> {
    let Some(terms) = &hold.terms else {
        return Ok(Taking::NotFree);
    };
    let taking = holds::take_cells(
        turn.tx.conn(),
        hold.booking,
        terms.start,
        &terms.party,
        &hold.seated,
    );
    Ok(taking.await?)
}

async fn apply(turn: &mut Turn<'_>, hold: &Hold, effects: &[HoldEffect]) -> Result<(), FlowError> {
    holds::put(turn.tx.conn(), hold).await?;
    for effect in effects {
        match effect {
            HoldEffect::FreeCells => {
                holds::free_cells(turn.tx.conn(), hold.booking).await?;
                // A meeting that has been stays where it was written.
                if hold.state != HoldState::Sealed {
                    announce::unreserved(turn, hold).await?;
                }
            }
            HoldEffect::Announce => announce::agreed(turn, hold).await?,
            HoldEffect::AnnounceCancelled => announce::called_off(turn, hold).await?,
            HoldEffect::TakeCells => announce::reserved(turn, hold).await?,
            HoldEffect::Answer(_) => {}
        }
    }
    Ok(())
}

fn owned_by(hold: Option<&Hold>, from: &NodeId) -> Result<(), FlowError> {
    match hold {
        Some(hold) if hold.asker != *from => Err(FlowError::Refused(Refusal::NotYours)),
        _ => Ok(()),
    }
}

/// Whether two parties have the same seats, whoever sits in them.
fn same_seats(held: &[PartySeat], sealed: &[PartySeat]) -> bool {
    let seats = |party: &[PartySeat]| -> Vec<_> {
        let mut seats: Vec<_> = party
            .iter()
            .map(|seat| (seat.seat, seat.who.clone(), seat.from, seat.to))
            .collect();
        seats.sort();
        seats
    };
    seats(held) == seats(sealed)
}

/// Who of this node can sit in its seats, or why nobody can.
async fn find_seats(
    turn: &mut Turn<'_>,
    from: &NodeId,
    terms: &Terms,
) -> Result<Result<Vec<Seated>, HoldRefusal>, FlowError> {
    let Some(meeting) = terms.interval() else {
        return Ok(Err(HoldRefusal::Policy));
    };
    let horizon = turn.now.plus_minutes(HORIZON_DAYS * 24 * 60);
    if meeting.start() <= turn.now || meeting.end() > horizon {
        return Ok(Err(HoldRefusal::Taken));
    }
    if let Some(refusal) = consent_refuses(turn, from, terms.case).await? {
        return Ok(Err(refusal));
    }
    let mut seating = Seating::default();
    let mut numbers = Vec::new();
    let here = turn.here.node.clone();
    for seat in terms.seats_of(&here).filter(|seat| seat.who.is_staff()) {
        if !seating.add(turn, &seat.who, seat.from, seat.to).await? {
            return Ok(Err(HoldRefusal::Taken));
        }
        numbers.push(seat.seat);
    }
    let from_peer = *from != here;
    if from_peer && let Some(refusal) = peer_refuses(turn, from, terms, &seating).await? {
        return Ok(Err(refusal));
    }
    let audience = if from_peer {
        Audience::Peer
    } else {
        Audience::Colleague
    };
    let looking = Looking {
        window: meeting,
        venue: terms.venue.clone(),
        audience,
        beside: None,
        with_notice: true,
    };
    let people = of_people(turn, &seating.people, &looking).await?;
    let load = loads(turn, &seating.people, meeting).await?;
    let Some(grid) = Grid::covering(meeting) else {
        return Ok(Err(HoldRefusal::Policy));
    };
    let seats = seating.search_seats();
    let joint = Joint::search(grid, &people, &seats);
    let Some(filled) = joint.fill(terms.start, &load) else {
        return Ok(Err(HoldRefusal::Taken));
    };
    let seated = numbers
        .iter()
        .zip(filled)
        .flat_map(|(seat, people)| people.into_iter().map(move |who| (*seat, who)))
        .filter_map(|(seat, who)| {
            let staff = seating.people.get(who)?.id;
            Some(Seated { seat, staff })
        })
        .collect();
    Ok(Ok(seated))
}

async fn consent_refuses(
    turn: &mut Turn<'_>,
    from: &NodeId,
    case: Option<CaseRef>,
) -> Result<Option<HoldRefusal>, FlowError> {
    let Some(case) = case else { return Ok(None) };
    let here = turn.here.node.clone();
    let allowed = standing(turn, Some(case)).await?.is_some_and(|consent| {
        if *from == here {
            consent.holds(turn.now)
        } else {
            consent.allows(from, &here, turn.now)
        }
    });
    Ok((!allowed).then_some(HoldRefusal::Consent))
}

/// What stands in a peer's way: people who want to be asked first, and its open holds.
async fn peer_refuses(
    turn: &mut Turn<'_>,
    from: &NodeId,
    terms: &Terms,
    seating: &Seating,
) -> Result<Option<HoldRefusal>, FlowError> {
    let willing = |pool: &Vec<usize>| pool.iter().any(|who| !seating.people[*who].card.asks_first);
    if terms.hold == HoldKind::Choosing && !seating.seats.iter().all(|(pool, ..)| willing(pool)) {
        return Ok(Some(HoldRefusal::AsksFirst));
    }
    for person in &seating.people {
        let open = holds::open_of(turn.tx.conn(), from, person.id).await?;
        if open >= turn.here.rules.open_holds {
            return Ok(Some(HoldRefusal::Quota));
        }
    }
    Ok(None)
}

/// Whether those seated can still sit: a consent may have been withdrawn, a calendar become busy or
/// stale, a person gone absent since the hold.
async fn still_fits(
    turn: &mut Turn<'_>,
    from: &NodeId,
    hold: &Hold,
    terms: &Terms,
) -> Result<Result<(), HoldRefusal>, FlowError> {
    if let Some(refusal) = consent_refuses(turn, from, terms.case).await? {
        return Ok(Err(refusal));
    }
    let Some(meeting) = terms.interval() else {
        return Ok(Err(HoldRefusal::Taken));
    };
    let audience = if *from == turn.here.node {
        Audience::Colleague
    } else {
        Audience::Peer
    };
    let looking = Looking {
        window: meeting,
        venue: terms.venue.clone(),
        audience,
        beside: Some(hold.booking),
        with_notice: false,
    };
    for seated in &hold.seated {
        let Some(person) = crate::store::PersonRow::find(turn.tx.conn(), seated.staff).await?
        else {
            return Ok(Err(HoldRefusal::Taken));
        };
        let seat = terms.party.iter().find(|seat| seat.seat == seated.seat);
        let presence = seat.and_then(|seat| holds::presence(terms.start, seat));
        let available = of_people(turn, std::slice::from_ref(&person), &looking).await?;
        let free = presence.is_some_and(|presence| {
            person.is_bookable() && available.iter().all(|person| person.free.covers(presence))
        });
        if !free {
            return Ok(Err(HoldRefusal::Taken));
        }
    }
    Ok(Ok(()))
}

//! Watching what was agreed: after a calendar was read, whether something else has come upon a
//! meeting that its person sits in. Then the meeting's owner is told, and decides: a sealed seat is
//! never lost by itself, and nothing is ever cancelled here. A calendar in trouble says nothing, and
//! what is gone at the next read was nothing.

use super::availability::own_time;
use super::cross::{Sending, send};
use super::propose::{Wish, propose};
use super::turn::{Cannot, FlowError, Turn};
use crate::crossing::message::{self, Message, MessageType, Refusal};
use crate::domain::booking::BookingState;
use crate::domain::hold::{Hold, HoldState};
use crate::domain::seat::SeatAnswer;
use crate::domain::{BookingId, Interval, LinkId, NodeId, ProposalId, StaffId};
use crate::planning::clash::clashes;
use crate::planning::person::Taken;
use crate::store::clashes::{ClashRow, SeatAnswerRow};
use crate::store::{BookingRow, LinkRow, OutboxRow, PersonRow, busy_rows, holds};

/// After so many good reads in a row that show it, a clash is believed.
pub const READS_IN_A_ROW: u64 = 2;

/// So far ahead meetings are watched, in days: no calendar is read further.
const AHEAD_DAYS: i64 = 130;
/// So far ahead another time is looked for, in days.
const AGAIN_DAYS: i64 = 21;

/// Looks at the meetings of a calendar's person after the calendar was read. Says how much changed.
///
/// # Errors
/// The database failed.
pub async fn after_sync(turn: &mut Turn<'_>, link: LinkId) -> Result<usize, FlowError> {
    let Some(link) = LinkRow::find(turn.tx.conn(), link).await? else {
        return Ok(0);
    };
    let before = ClashRow::of_link(turn.tx.conn(), link.id).await?;
    let ahead = Interval::new(turn.now, turn.now.plus_minutes(AHEAD_DAYS * 24 * 60));
    let (Some(ahead), None) = (ahead, &link.trouble) else {
        return Ok(0);
    };
    let Some(person) = PersonRow::find(turn.tx.conn(), link.person).await? else {
        return Ok(0);
    };
    let live = holds::own_time(turn.tx.conn(), person.id, ahead).await?;
    if live.is_empty() && before.is_empty() {
        return Ok(0);
    }
    let busy = busy_rows::of_link(turn.tx.conn(), link.id, ahead).await?;
    let own: Vec<(Hold, Taken)> = live
        .into_iter()
        .flat_map(|own| {
            let taken = own_time(&own.hold, person.id);
            taken
                .into_iter()
                .map(move |taken| (own.hold.clone(), taken))
        })
        .collect();
    let taken: Vec<Taken> = own.iter().map(|(_, taken)| *taken).collect();
    let mut changed = 0;
    let mut still = Vec::new();
    for (hold, at) in &own {
        if !clashes(&person.rules, &busy, &taken, at.interval) {
            continue;
        }
        still.push(hold.booking);
        let known = before.iter().find(|row| row.booking == hold.booking);
        let seen = known.map_or(0, |row| row.seen).min(READS_IN_A_ROW - 1) + 1;
        let mut row = ClashRow {
            booking: hold.booking,
            link: link.id,
            person: person.id,
            seen,
            told: known.and_then(|row| row.told),
        };
        let tells = seen >= READS_IN_A_ROW && row.told.is_none();
        if tells && hold.state == HoldState::Sealed {
            row.told = Some(turn.now);
            tell(turn, hold, person.id, SeatAnswer::Tentative).await?;
        }
        if known != Some(&row) {
            row.put(turn.tx.conn()).await?;
            changed += 1;
        }
    }
    for gone in before.iter().filter(|row| !still.contains(&row.booking)) {
        gone.remove(turn.tx.conn()).await?;
        changed += 1;
        let hold = own.iter().find(|(hold, _)| hold.booking == gone.booking);
        if let (Some((hold, _)), Some(_)) = (hold, gone.told)
            && believed(turn, gone, person.id).await?
        {
            tell(turn, hold, person.id, SeatAnswer::Accepted).await?;
        }
    }
    Ok(changed)
}

/// The calendar is no longer linked: what it alone said of meetings is taken back.
///
/// # Errors
/// The database failed.
pub async fn link_goes(turn: &mut Turn<'_>, link: LinkId) -> Result<(), FlowError> {
    for gone in ClashRow::of_link(turn.tx.conn(), link).await? {
        gone.remove(turn.tx.conn()).await?;
        let hold = holds::find(turn.tx.conn(), gone.booking).await?;
        if let (Some(hold), Some(_)) = (hold, gone.told)
            && believed(turn, &gone, gone.person).await?
        {
            tell(turn, &hold, gone.person, SeatAnswer::Accepted).await?;
        }
    }
    Ok(())
}

/// Whether nothing else lies over the booking of a clash that is gone.
async fn believed(
    turn: &mut Turn<'_>,
    gone: &ClashRow,
    person: StaffId,
) -> Result<bool, FlowError> {
    let others = ClashRow::of_booking(turn.tx.conn(), gone.booking).await?;
    Ok(!others
        .iter()
        .any(|row| row.person == person && row.told.is_some()))
}

/// Tells the owner of a sealed meeting at another node how the person's seats stand; here it stands
/// in the rows. Only the newest word is sent.
async fn tell(
    turn: &mut Turn<'_>,
    hold: &Hold,
    person: StaffId,
    answer: SeatAnswer,
) -> Result<(), FlowError> {
    if hold.asker == turn.here.node || hold.state != HoldState::Sealed {
        return Ok(());
    }
    let kind = MessageType::SeatAnswered;
    for seated in hold.seated.iter().filter(|seated| seated.staff == person) {
        let about = format!("{} {}", hold.booking, seated.seat.0);
        OutboxRow::remove_about(turn.tx.conn(), kind, &hold.asker, &about).await?;
        let message = Message::SeatAnswered(message::SeatAnswered {
            booking: hold.booking,
            seat: seated.seat,
            answer,
        });
        let sending = Sending {
            about: Some(about),
            ..Sending::default()
        };
        match send(turn, &hold.asker, &message, sending).await {
            // A peer that is gone is told nothing any more.
            Ok(_) | Err(FlowError::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// A seat of a peer's answers. The later word of each seat counts.
///
/// # Errors
/// The database failed, there is no such agreed booking, or the seat is not that node's.
pub async fn take_answer(
    turn: &mut Turn<'_>,
    from: &NodeId,
    order: (u64, u64),
    said: &message::SeatAnswered,
) -> Result<(), FlowError> {
    let Some(booking) = BookingRow::find(turn.tx.conn(), said.booking).await? else {
        return Err(FlowError::Refused(Refusal::Unknown));
    };
    let party = &booking.terms.party;
    let theirs = party
        .iter()
        .any(|seat| seat.seat == said.seat && seat.who.node() == from);
    if !theirs {
        return Err(FlowError::Refused(Refusal::NotYours));
    }
    if booking.state != BookingState::Sealed {
        return Ok(());
    }
    let row = SeatAnswerRow {
        booking: said.booking,
        seat: said.seat,
        answer: said.answer,
        order,
        at: turn.now,
    };
    Ok(row.put(turn.tx.conn()).await?)
}

/// Looks for another time for an agreed meeting, with the same people and place. The meeting stands
/// until its owner calls it off.
///
/// # Errors
/// It is not this person's, has begun, or nothing can be asked.
pub async fn find_again(
    turn: &mut Turn<'_>,
    owner: StaffId,
    booking: BookingId,
) -> Result<ProposalId, FlowError> {
    let row = BookingRow::find(turn.tx.conn(), booking).await?;
    let Some(row) = row.filter(|row| row.owner == owner) else {
        return Err(FlowError::NotFound);
    };
    if row.state != BookingState::Sealed || row.terms.start <= turn.now {
        return Err(FlowError::Cannot(Cannot::TooLate));
    }
    let terms = row.terms;
    let mut party = terms.party;
    for seat in &mut party {
        seat.staff.clear();
    }
    let end = turn.now.plus_minutes(AGAIN_DAYS * 24 * 60);
    let window = Interval::new(turn.now, end).ok_or(FlowError::Cannot(Cannot::WindowPast))?;
    let wish = Wish {
        kind: terms.kind,
        length: terms.length,
        venue: terms.venue,
        case: terms.case,
        party,
        window,
    };
    propose(turn, owner, wish).await
}

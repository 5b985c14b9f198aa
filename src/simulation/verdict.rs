//! What must have come about when all is drained: both sides of every booking and every note agree,
//! a withdrawal reached everybody, and every chain verifies from its beginning.

use std::collections::BTreeMap;

use super::check::{Stop, broken};
use super::run::World;
use super::{overlaid, posts};
use crate::crossing::ledger::Direction;
use crate::domain::booking::{Booking, BookingState, PartyState, ReleaseCode};
use crate::domain::hold::{Hold, HoldState};
use crate::domain::{BookingId, NodeId, NoteId};
use crate::store::{BookingRow, LetterRow, cases, holds, ledger, notes};

/// Every hold, by its node and booking.
pub(super) type Holds = BTreeMap<(NodeId, BookingId), Hold>;

/// Checks everything, and counts it.
///
/// # Errors
/// An invariant does not hold, or the database failed.
pub(super) async fn of(world: &mut World) -> Result<(), Stop> {
    let mut bookings = BTreeMap::new();
    let mut all_holds = Holds::new();
    for machine in &world.machines {
        let mut reader = machine.store.reader().await?;
        for booking in BookingRow::all(&mut reader).await? {
            bookings.insert(booking.terms.booking, booking);
        }
        for hold in holds::all(&mut reader).await? {
            let (gone, waiting) = LetterRow::about(&mut reader, &hold.booking.to_string()).await?;
            told_rightly(&hold, gone + waiting)?;
            all_holds.insert((machine.node().clone(), hold.booking), hold);
        }
    }
    for booking in bookings.values() {
        count(world, booking);
        agreed_everywhere(booking, &all_holds)?;
    }
    for ((node, id), hold) in &all_holds {
        if hold.state == HoldState::Lapsed || hold.state == HoldState::Confirmed {
            world.tally.in_doubt += 1;
        }
        let sealed = bookings
            .get(id)
            .is_some_and(|booking| booking.state == BookingState::Sealed);
        if hold.is_live() && !sealed {
            let what = format!("{node} still keeps seats of {id}, which is not agreed");
            return Err(broken("L3", what));
        }
    }
    all_notes(world).await?;
    consents(world).await?;
    overlaid::owners_know(world, &all_holds).await?;
    posts::homes_know(world).await?;
    chains(world).await
}

/// Each person seated is told once of an agreed meeting, once more when it is called off, and of
/// nothing else. Of a meeting that was over when its seal came nobody is told.
fn told_rightly(hold: &Hold, letters: u64) -> Result<(), Stop> {
    let each = hold.seated.len() as u64;
    let right = match hold.state {
        HoldState::Sealed => letters == each || letters == 0,
        // The invitations wait here, and the call-off stops those that wait.
        HoldState::Cancelled(_) => letters == each || letters == 0,
        _ => letters == 0,
    };
    if right {
        return Ok(());
    }
    let what = format!(
        "{letters} letters tell of {}, which is {:?}",
        hold.booking, hold.state
    );
    Err(broken("I5", what))
}

fn count(world: &mut World, booking: &Booking) {
    let tally = &mut world.tally;
    tally.asked += 1;
    match (booking.state, booking.released) {
        (BookingState::Sealed | BookingState::Cancelled, _) => tally.sealed += 1,
        (_, Some(ReleaseCode::PartyRefused | ReleaseCode::Consent)) => tally.refused += 1,
        _ => tally.released += 1,
    }
}

fn agreed_everywhere(booking: &Booking, all_holds: &Holds) -> Result<(), Stop> {
    let id = booking.terms.booking;
    if booking.is_open() {
        return Err(broken("L2", format!("{id} is neither agreed nor let go")));
    }
    let (said, word) = match booking.state {
        BookingState::Sealed => (PartyState::Sealed, "sealed"),
        BookingState::Cancelled => (PartyState::Cancelled, "cancelled"),
        _ => (PartyState::Released, "released"),
    };
    if let Some((node, state)) = booking.nodes.iter().find(|(_, state)| **state != said) {
        let what = format!("{id} is {word}, and {node} is known as {state:?}");
        return Err(broken("L2", what));
    }
    if booking.state != BookingState::Sealed {
        return Ok(());
    }
    for node in booking.nodes.keys() {
        let state = all_holds.get(&(node.clone(), id)).map(|hold| hold.state);
        if !matches!(state, Some(HoldState::Sealed | HoldState::Confirmed)) {
            let what = format!("{id} is sealed, and {node} has {state:?}");
            return Err(broken("I5", what));
        }
    }
    Ok(())
}

/// Where each note stands at its sender and at its receiver.
async fn all_notes(world: &mut World) -> Result<(), Stop> {
    let mut sent: BTreeMap<NoteId, String> = BTreeMap::new();
    let mut received: BTreeMap<NoteId, String> = BTreeMap::new();
    for machine in &world.machines {
        let mut reader = machine.store.reader().await?;
        for (note, direction, state) in notes::states(&mut reader).await? {
            let side = match direction {
                Direction::Out => &mut sent,
                Direction::In => &mut received,
            };
            side.insert(note, state);
        }
    }
    for (note, state) in &sent {
        world.tally.notes_accepted += 1;
        let there = received.get(note).map(String::as_str);
        let has_it = matches!(there, Some("unread" | "seen" | "answered"));
        let says_so = matches!(state.as_str(), "delivered" | "seen" | "answered");
        if says_so {
            world.tally.notes_delivered += 1;
        } else {
            world.tally.notes_failed += 1;
        }
        let was_read = matches!(there, Some("seen" | "answered" | "redacted"));
        let knows_read = matches!(state.as_str(), "seen" | "answered" | "redacted");
        if says_so != has_it || was_read != knows_read {
            let there = there.unwrap_or("nothing");
            let what = format!("note {note} is {state} at its sender, {there} at its receiver");
            return Err(broken("L4", what));
        }
    }
    match received.keys().find(|note| !sent.contains_key(*note)) {
        Some(note) => Err(broken("L4", format!("note {note} came from nowhere"))),
        None => Ok(()),
    }
}

/// A consent holds at all of its nodes, or at none.
async fn consents(world: &World) -> Result<(), Stop> {
    for consented in &world.doings.consents {
        let case = consented.case;
        let mut withdrawn = Vec::new();
        for (node, _) in &consented.people {
            let mut reader = world.machines[*node].store.reader().await?;
            // A consent that is withdrawn before it was told is told no more, and opens nothing where
            // it never came.
            let consent = cases::consent(&mut reader, case).await?;
            withdrawn.push((*node, consent.is_none_or(|one| one.withdrawn.is_some())));
        }
        let yes = withdrawn.iter().find(|(_, withdrawn)| *withdrawn);
        let no = withdrawn.iter().find(|(_, withdrawn)| !withdrawn);
        if let (Some((one, _)), Some((other, _))) = (yes, no) {
            let what = format!("{case} is withdrawn at node {one} and not at node {other}");
            return Err(broken("L5", what));
        }
    }
    Ok(())
}

async fn chains(world: &mut World) -> Result<(), Stop> {
    for node in 0..world.machines.len() {
        let mut reader = world.machines[node].store.reader().await?;
        let report = ledger::verify(&mut reader).await?;
        if let Some(row) = report.broken_at {
            world.tally.chains_bad += 1;
            return Err(broken("I6", format!("row {row} does not follow")));
        }
        let book = &world.books[node];
        if (report.head.rows, report.head.hash) != (book.rows(), book.head()) {
            world.tally.chains_bad += 1;
            return Err(broken("I6", "rows that were there are not there any more"));
        }
        world.tally.chains_ok += 1;
        world.tally.rows += report.head.rows;
        world.trace.note(&report.head.hash);
    }
    Ok(())
}

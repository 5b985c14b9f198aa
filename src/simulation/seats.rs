//! What must hold of seats: nobody twice at one time, none past its time, nothing confirmed that could
//! not be, nothing sealed that was not confirmed.

use std::collections::{BTreeMap, BTreeSet};

use super::check::{Stop, broken};
use crate::domain::booking::{ReleaseCode, Terms};
use crate::domain::hold::{Hold, HoldState};
use crate::domain::{BookingId, Instant, Interval, StaffId};
use crate::store::{Conn, LinkRow, busy_rows, holds};

/// Nobody is held twice at one time: by the holds, and by the cells, which must agree with them.
///
/// # Errors
/// I1 does not hold.
pub(super) async fn nobody_twice(conn: &mut Conn) -> Result<Vec<Hold>, Stop> {
    let live = holds::live(conn).await?;
    let mut taken: BTreeMap<StaffId, Vec<(Interval, BookingId)>> = BTreeMap::new();
    let mut wanted = BTreeSet::new();
    for hold in &live {
        let Some(terms) = &hold.terms else { continue };
        for seated in &hold.seated {
            let seat = terms.party.iter().find(|seat| seat.seat == seated.seat);
            let Some(presence) = seat.and_then(|seat| holds::presence(terms.start, seat)) else {
                return Err(broken(
                    "I1",
                    format!("{} seats nobody's seat", hold.booking),
                ));
            };
            let of = taken.entry(seated.staff).or_default();
            if let Some((_, other)) = of.iter().find(|(other, _)| other.overlaps(presence)) {
                let what = format!("{} and {other} share time of one person", hold.booking);
                return Err(broken("I1", what));
            }
            of.push((presence, hold.booking));
            let cells = presence.start().minutes() / 5..(presence.end().minutes() + 4) / 5;
            wanted.extend(cells.map(|cell| (seated.staff, cell, hold.booking)));
        }
    }
    let cells: BTreeSet<_> = holds::cells(conn).await?.into_iter().collect();
    if let Some((_, _, booking)) = cells.symmetric_difference(&wanted).next() {
        let what = format!("the cells of {booking} are not those of its hold");
        return Err(broken("I1", what));
    }
    Ok(live)
}

/// What was just confirmed could be: no calendar of those seated is busy then, or had trouble.
///
/// # Errors
/// R8, the rule of that number, does not hold.
pub(super) async fn could_be_confirmed(conn: &mut Conn, hold: &Hold) -> Result<(), Stop> {
    let Some(meeting) = hold.terms.as_ref().and_then(Terms::interval) else {
        return Ok(());
    };
    for seated in &hold.seated {
        for link in LinkRow::of_person(conn, seated.staff).await? {
            let busy = busy_rows::of_link(conn, link.id, meeting).await?;
            if link.trouble.is_some() || !busy.is_empty() {
                let what = format!("{} was confirmed over a calendar", hold.booking);
                return Err(broken("R8", what));
            }
        }
    }
    Ok(())
}

/// What is sealed was confirmed at this node, whatever became of it since.
///
/// # Errors
/// I5 does not hold.
pub(super) async fn was_confirmed(conn: &mut Conn, booking: BookingId) -> Result<(), Stop> {
    let state = holds::find(conn, booking).await?.map(|hold| hold.state);
    match state {
        Some(
            HoldState::Confirmed
            | HoldState::Sealed
            | HoldState::Lapsed
            | HoldState::Cancelled(_)
            | HoldState::Released(ReleaseCode::Consent),
        ) => Ok(()),
        _ => {
            let what = format!("{booking} is being sealed, and a party has {state:?}");
            Err(broken("I5", what))
        }
    }
}

/// No hold outlives its time, by its holder's own clock, after a tick at `now`.
///
/// # Errors
/// I2 does not hold.
pub(super) async fn none_outlived(conn: &mut Conn, now: Instant) -> Result<(), Stop> {
    let ticking = holds::ticking(conn, now).await?;
    let outlived = ticking
        .into_iter()
        .find(|hold| hold.state == HoldState::Held);
    match outlived {
        Some(hold) => Err(broken(
            "I2",
            format!("{} is held past its time", hold.booking),
        )),
        None => Ok(()),
    }
}

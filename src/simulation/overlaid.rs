//! What comes over agreed meetings: a calendar of somebody seated shows something else over one, read
//! after read, and later it is gone; in the end the meeting's owner must know how the seat stands.

use super::calendar::Fetch;
use super::check::{Stop, broken};
use super::doings::Act;
use super::run::{Event, World};
use super::steps::Outcome;
use super::verdict::Holds;
use crate::domain::booking::{BookingState, Terms};
use crate::domain::hold::HoldState;
use crate::domain::seat::SeatAnswer;
use crate::domain::{Interval, StaffId};
use crate::store::clashes::{ClashRow, SeatAnswerRow};
use crate::store::{BookingRow, holds};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
/// In all so many reads: two that show it and one that does not, twice.
const READS: u8 = 6;

impl World {
    /// A Seal was taken: mostly something else comes over the meeting after a while.
    ///
    /// # Errors
    /// The database failed.
    pub(super) async fn was_sealed(&mut self, flight: usize) -> Result<(), Stop> {
        let Some(flight) = self.flights.get(flight).cloned() else {
            return Ok(());
        };
        let seen = self.oracle.open(&flight.parcel).map(|(_, seen, _)| seen);
        let Some((booking, _)) = seen.and_then(|seen| seen.seals) else {
            return Ok(());
        };
        let hold = {
            let mut reader = self.machines[flight.to].store.reader().await?;
            holds::find(&mut reader, booking).await?
        };
        let Some(hold) = hold.filter(|hold| hold.state == HoldState::Sealed) else {
            return Ok(());
        };
        let meeting = hold.terms.as_ref().and_then(Terms::interval);
        // It ends later than the meeting: what lies wholly inside is the meeting itself.
        let over = meeting.and_then(|meeting| {
            let (start, end) = (meeting.start(), meeting.end());
            Interval::new(start.plus_minutes(10), end.plus_minutes(10))
        });
        let person = hold.seated.first().map(|seated| seated.staff);
        if let (Some(over), Some(person)) = (over, person)
            && self.doings.dice.chance(850)
        {
            self.reads_later(flight.to, person, over, READS);
        }
        Ok(())
    }

    fn reads_later(&mut self, node: usize, person: StaffId, over: Interval, left: u8) {
        if left > 0 {
            let at = self.now() + self.doings.dice.between(20 * SECOND, 4 * MINUTE);
            let act = Act::Overlaid(node, person, over, left);
            self.agenda.plan(at, Event::Act(act));
        }
    }

    /// The calendar is read once more. Every third read finds nothing.
    ///
    /// # Errors
    /// An invariant does not hold, or the database failed.
    pub(super) async fn overlaid(
        &mut self,
        node: usize,
        person: StaffId,
        over: Interval,
        left: u8,
    ) -> Result<(), Stop> {
        let shown = Some(over).filter(|_| left % 3 != 1);
        let read = self.calendar(node, person, Fetch::Finds(shown)).await?;
        let done = matches!(read, Outcome::Done(()));
        self.reads_later(node, person, over, left - u8::from(done));
        Ok(())
    }
}

/// The owner of each agreed meeting knows which seats of other nodes are unsure, and of no other.
///
/// # Errors
/// L6 does not hold, or the database failed.
pub(super) async fn owners_know(world: &World, all_holds: &Holds) -> Result<(), Stop> {
    for owner in &world.machines {
        let mut reader = owner.store.reader().await?;
        for booking in BookingRow::all(&mut reader).await? {
            let id = booking.terms.booking;
            if booking.state != BookingState::Sealed {
                continue;
            }
            let said = SeatAnswerRow::of_booking(&mut reader, id).await?;
            for holder in world
                .machines
                .iter()
                .filter(|one| one.node() != owner.node())
            {
                let hold = all_holds.get(&(holder.node().clone(), id));
                let Some(hold) = hold.filter(|hold| hold.state == HoldState::Sealed) else {
                    continue;
                };
                let mut there = holder.store.reader().await?;
                let clashes = ClashRow::of_booking(&mut there, id).await?;
                for seated in &hold.seated {
                    let unsure = clashes
                        .iter()
                        .any(|row| row.person == seated.staff && row.told.is_some());
                    let known = said
                        .iter()
                        .any(|row| row.seat == seated.seat && row.answer == SeatAnswer::Tentative);
                    if unsure != known {
                        let what = format!("a seat of {id} is unsure: {unsure}, known so: {known}");
                        return Err(broken("L6", what));
                    }
                }
            }
        }
    }
    Ok(())
}

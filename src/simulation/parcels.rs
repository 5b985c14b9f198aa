//! Parcels on their way: looked into as they leave, given over to the weather, and taken where they
//! arrive.

use super::check::{Stop, broken, told_once};
use super::faults::{Fault, Input};
use super::run::{Event, Flight, World};
use super::seats::was_confirmed;
use super::steps::Outcome;
use super::weather::Alteration;
use crate::crossing::{Label, MessageType};
use crate::link::Parcel;

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;

impl World {
    /// A parcel was published: is it one that may leave, and what becomes of it?
    ///
    /// # Errors
    /// An invariant does not hold, or the database failed.
    pub(super) async fn flies(&mut self, parcel: Parcel) -> Result<(), Stop> {
        let (Some(from), Some(to)) = (self.number(&parcel.from), self.number(&parcel.to)) else {
            return Err(broken("I4", "an envelope for nobody"));
        };
        let Some((label, seen, first)) = self.oracle.open(&parcel) else {
            return Err(broken("I4", "an envelope leaves that does not open"));
        };
        self.books[from].leaves(&label, &seen)?;
        if let Some((booking, nodes)) = seen.seals.as_ref().filter(|_| first) {
            for machine in nodes.iter().filter_map(|node| self.number(node)) {
                let mut reader = self.machines[machine].store.reader().await?;
                was_confirmed(&mut reader, *booking).await?;
            }
        }
        if let Some(share) = &seen.shares {
            self.may_be_shared(from, &parcel.to, share).await?;
        }
        self.trace.note(label.id.bytes());
        self.tally.sent += 1;
        let number = self.flights.len();
        let fate = self.weather.fate(number, from, to);
        for fault in &fate.faults {
            self.fired.count(*fault);
            match fault {
                Fault::Duplicate => self.tally.duplicated += 1,
                Fault::Loss => self.tally.lost += 1,
                _ => {}
            }
        }
        if fate.copies.is_empty() && !fate.faults.contains(&Fault::Loss) {
            self.tally.lost += 1;
        }
        let now = self.now();
        for later in fate.copies {
            self.agenda.plan(now + later, Event::Arrives(number));
        }
        let altered = fate.altered.map(|(later, alteration)| {
            let bytes = self.alter(&parcel, &label, alteration);
            (
                later,
                Parcel {
                    bytes,
                    ..parcel.clone()
                },
            )
        });
        self.flights.push(Flight {
            parcel,
            from,
            to,
            input: Some(Input::Message(seen.kind)),
        });
        if let Some((later, parcel)) = altered {
            self.agenda
                .plan(now + later, Event::Arrives(self.flights.len()));
            self.flights.push(Flight {
                parcel,
                from,
                to,
                input: None,
            });
        }
        if let Some(old) = self.weather.replayed() {
            self.fired.count(Fault::Replay);
            let later = self.dice.between(SECOND, 10 * MINUTE);
            self.agenda.plan(now + later, Event::Arrives(old));
        }
        Ok(())
    }

    fn alter(&mut self, parcel: &Parcel, label: &Label, alteration: Alteration) -> Vec<u8> {
        match alteration {
            Alteration::Bit(bit) => {
                let mut bytes = parcel.bytes.clone();
                let bit = bit % (bytes.len() as u64 * 8).max(1);
                if let Some(byte) = usize::try_from(bit / 8)
                    .ok()
                    .and_then(|at| bytes.get_mut(at))
                {
                    *byte ^= 1 << (bit % 8);
                }
                bytes
            }
            Alteration::ForeignKey => self.oracle.forged(parcel, label),
        }
    }

    /// A parcel arrives, and is taken where the node is up.
    ///
    /// # Errors
    /// An invariant does not hold, or the database failed.
    pub(super) async fn arrives(&mut self, number: usize) -> Result<(), Stop> {
        let Some(flight) = self.flights.get(number).cloned() else {
            return Ok(());
        };
        let pair = (flight.from, flight.to);
        let latest = self.latest.entry(pair).or_insert(number);
        if *latest > number {
            self.tally.reordered += 1;
            if self.foul && self.only.wants(Fault::Reorder) {
                self.fired.count(Fault::Reorder);
            }
        }
        *latest = number.max(*latest);
        if self.foul
            && flight.input == Some(Input::Message(MessageType::Confirm))
            && let Some((_, seen, _)) = self.oracle.open(&flight.parcel)
            && let Some(booking) = seen.confirms
        {
            self.change_between(flight.to, booking).await?;
        }
        // A queue is far longer than what a seed sends: it never refuses.
        let _ = self.board.deliver(flight.parcel);
        let input = flight.input.unwrap_or(Input::Message(MessageType::Receipt));
        let taken = self.takes(flight.to, input).await?;
        if matches!(taken, Outcome::Done(_)) && input == Input::Message(MessageType::Note) {
            self.note_told(number).await?;
        }
        if matches!(taken, Outcome::Done(_)) {
            match input {
                Input::Message(MessageType::Seal) => self.was_sealed(number).await?,
                Input::Message(MessageType::BusyShare) => self.was_shared(number).await?,
                _ => {}
            }
        }
        Ok(())
    }

    async fn note_told(&mut self, flight: usize) -> Result<(), Stop> {
        let Some(flight) = self.flights.get(flight) else {
            return Ok(());
        };
        let Some((_, seen, _)) = self.oracle.open(&flight.parcel) else {
            return Ok(());
        };
        let machine = &self.machines[flight.to];
        if let Some((note, one)) = seen.note {
            let readers = if one { 1 } else { machine.staff.people.len() };
            let mut reader = machine.store.reader().await?;
            told_once(&mut reader, note, readers as u64).await?;
        }
        Ok(())
    }
}

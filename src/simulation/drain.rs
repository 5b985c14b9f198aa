//! The two ends of a seed: the nodes told of each other before the faults, and everything healed and
//! drained after them; then what must have come about.

use super::calendar::all_free;
use super::check::{Stop, broken};
use super::run::{Event, World};
use super::seats::nobody_twice;
use super::verdict;
use crate::domain::Instant;
use crate::flows::propose::Stage;
use crate::store::{BookingRow, Conn, OutboxRow, PeerRow, ProposalRow, StoreError, holds, notes};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
/// Cards come within this time, though nodes crash over them.
const CARDS_WITHIN: i64 = 12 * HOUR;
/// After a heal everything is settled within this time: what is sent hourly, and a note's deadline
/// and its withdrawal.
const DRAINED_WITHIN: i64 = 30 * HOUR;

impl World {
    /// Directories, calendars and peers are set as an administrator would; then the nodes tell each
    /// other their cards. Nodes may crash over that, but nothing is lost.
    ///
    /// # Errors
    /// An invariant does not hold, or the database failed.
    pub(super) async fn settle_in(&mut self) -> Result<(), Stop> {
        let mut pins = Vec::new();
        for machine in &mut self.machines {
            machine.start(&self.board).await?;
            let Some(process) = &machine.process else {
                continue;
            };
            machine.staff = process
                .change(async |turn| {
                    let staff = super::region::settle(turn).await?;
                    all_free(turn, &staff.people).await?;
                    all_free(turn, &staff.posts).await?;
                    Ok(staff)
                })
                .await
                .map_err(|error| broken("start", error.to_string()))?;
            self.oracle.learn(machine.node(), &process.identity);
            let here = std::sync::Arc::clone(&machine.here);
            pins.push((here, process.identity.public()));
        }
        for machine in &self.machines {
            let mut tx = machine.store.begin().await?;
            for (here, identity) in &pins {
                if here.node != *machine.node() {
                    PeerRow::put(tx.conn(), &here.node, &here.name, here.zone, identity).await?;
                }
            }
            tx.commit().await?;
        }
        for node in 0..self.machines.len() {
            let first = self.dice.between(SECOND, 30 * SECOND);
            self.agenda.plan(self.now() + first, Event::Ticks(node));
        }
        self.foul = true;
        let until = self.now() + CARDS_WITHIN;
        while !self.know_each_other().await? {
            if self.now() > until {
                return Err(broken("L1", "the cards of a peer have not come"));
            }
            self.happen().await?;
        }
        Ok(())
    }

    async fn know_each_other(&self) -> Result<bool, Stop> {
        if self.agenda.flying > 0 {
            return Ok(false);
        }
        for machine in &self.machines {
            let mut reader = machine.store.reader().await?;
            let peers = PeerRow::all(&mut reader).await?;
            let known = peers.iter().all(|peer| peer.cards_version > 0);
            let quiet = OutboxRow::next_due(&mut reader).await?.is_none();
            if !known || !quiet {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Heals everything, lets it drain, and checks what must have come about.
    ///
    /// # Errors
    /// An invariant does not hold, or the database failed.
    pub(super) async fn drain(&mut self) -> Result<(), Stop> {
        self.foul = false;
        self.weather.turn_fair();
        for node in 0..self.machines.len() {
            let name = self.machines[node].node().clone();
            self.board.mend(&name);
            self.agenda.plan(self.now(), Event::Starts(node));
            self.agenda.plan(self.now() + SECOND, Event::Looks(node));
        }
        let until = self.now() + DRAINED_WITHIN;
        loop {
            self.happen().await?;
            let Some(what) = self.restless().await? else {
                break;
            };
            if self.now() > until {
                return Err(what);
            }
        }
        for node in 0..self.machines.len() {
            let mut reader = self.machines[node].store.reader().await?;
            nobody_twice(&mut reader).await?;
        }
        verdict::of(self).await
    }

    /// What is not settled yet; what it breaks if it stays so.
    async fn restless(&self) -> Result<Option<Stop>, Stop> {
        if self.agenda.flying > 0 {
            return Ok(Some(broken("L1", "parcels are on their way")));
        }
        for machine in &self.machines {
            let mut reader = machine.store.reader().await?;
            if let Some(what) = unsettled(&mut reader, machine.now()).await? {
                return Ok(Some(what));
            }
        }
        Ok(None)
    }
}

/// What of one node is not settled yet.
async fn unsettled(conn: &mut Conn, now: Instant) -> Result<Option<Stop>, StoreError> {
    if OutboxRow::next_due(conn).await?.is_some() {
        let waiting = OutboxRow::waiting(conn).await?;
        let row = waiting.first();
        let what = row.map_or("", |row| row.kind.key());
        return Ok(Some(broken("L1", format!("{what} is still in an outbox"))));
    }
    let open = BookingRow::overdue(conn, Instant::from_millis(i64::MAX)).await?;
    if let Some(booking) = open.first() {
        let id = booking.terms.booking;
        return Ok(Some(broken("L2", format!("{id} is still open"))));
    }
    let held = holds::ticking(conn, Instant::from_millis(i64::MAX)).await?;
    let held = held
        .into_iter()
        .find(|hold| hold.state == crate::domain::hold::HoldState::Held);
    if let Some(hold) = held {
        let what = format!("{} is still held at {now}", hold.booking);
        return Ok(Some(broken("L3", what)));
    }
    let searches =
        ProposalRow::<crate::flows::propose::Search>::in_state(conn, Stage::Asking.word());
    if let Some(search) = searches.await?.first() {
        return Ok(Some(broken(
            "L2",
            format!("search {} still waits", search.id),
        )));
    }
    let waits = |state: &str| matches!(state, "queued" | "unconfirmed");
    let states = notes::states(conn).await?;
    let note = states.iter().find(|(_, direction, state)| {
        *direction == crate::crossing::ledger::Direction::Out && waits(state)
    });
    Ok(note.map(|(id, ..)| broken("L4", format!("note {id} is still unconfirmed"))))
}

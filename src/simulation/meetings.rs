//! What people do about meetings: look for a time and choose one, or choose one outright; let go, and
//! call off.

use super::check::Stop;
use super::doings::{Act, Begun};
use super::faults::Input;
use super::run::{DAWN, World};
use super::steps::Outcome;
use crate::domain::booking::{CancelCode, HoldKind, Terms};
use crate::domain::seat::{PartySeat, Pool, SeatNo, SeatRole, Venue, Who};
use crate::domain::{
    BookingId, Instant, Interval, MeetingKind, Minutes, ProposalId, Role, StaffId,
};
use crate::flows::propose::{Search, Stage, Wish};
use crate::flows::{book, propose};
use crate::store::ProposalRow;

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const DAY: i64 = 24 * 60 * MINUTE;

impl World {
    /// The first day of meetings: three days ahead, or tomorrow where a cut lasts longer than a day.
    pub(super) fn first_day(&self) -> i64 {
        DAWN + if self.climate.long_cut { DAY } else { 3 * DAY }
    }

    /// Who is to meet: somebody of this node mostly, and of one or two others.
    fn party(&mut self, node: usize, length: Minutes) -> Vec<PartySeat> {
        let many = self.machines.len();
        let mut nodes = Vec::new();
        if self.doings.dice.chance(800) {
            nodes.push(node);
        }
        let first = (node + 1 + self.doings.dice.index(many - 1)) % many;
        nodes.push(first);
        if nodes.len() < 2 || self.doings.dice.chance(400) {
            let other = (first + 1) % many;
            if !nodes.contains(&other) {
                nodes.push(other);
            }
        }
        let mut party: Vec<_> = (0..)
            .zip(&nodes)
            .filter_map(|(number, node)| self.seat(number, *node, length))
            .collect();
        // A second seat of one of the nodes, for half of the meeting: anyone of the team.
        if self.doings.dice.chance(150)
            && let Some(node) = self.doings.dice.pick(&nodes)
            && let Some(who) = self.anyone_of(*node)
        {
            let number = u8::try_from(party.len()).unwrap_or(u8::MAX);
            party.push(seat_of(number, who, length / 10 * 5));
        }
        party
    }

    fn anyone_of(&self, node: usize) -> Option<Who> {
        let machine = &self.machines[node];
        machine.staff.team.map(|team| Who::Any {
            node: machine.node().clone(),
            pool: Pool::Team(team),
            n: 1,
        })
    }

    fn seat(&mut self, number: u8, node: usize, length: Minutes) -> Option<PartySeat> {
        let staff = self.somebody_of(node)?;
        let anyone = self.anyone_of(node);
        let who = match anyone.filter(|_| self.doings.dice.chance(250)) {
            Some(anyone) => anyone,
            None => Who::Person {
                node: self.machines[node].node().clone(),
                staff,
            },
        };
        Some(seat_of(number, who, length))
    }

    pub(super) async fn search(&mut self, node: usize) -> Result<(), Stop> {
        let Some(owner) = self.somebody_of(node) else {
            return Ok(());
        };
        let length = 30;
        let party = self.party(node, length);
        let (case, _) = self.case(node);
        let first = self.first_day();
        let day = |n: i64| Instant::from_millis(first + n * DAY);
        let Some(window) = Interval::new(day(0), day(2)) else {
            return Ok(());
        };
        let wish = Wish {
            kind: MeetingKind::ThreeWay,
            length,
            venue: Venue::Phone,
            case,
            party,
            window,
        };
        let found = self.flow(node, Input::Search, async |turn| {
            propose::propose(turn, owner, wish).await
        });
        if let Outcome::Done(proposal) = found.await? {
            self.later(
                5 * SECOND,
                3 * MINUTE,
                Act::Choose(node, owner, proposal, 4),
            );
        }
        Ok(())
    }

    pub(super) async fn choose(
        &mut self,
        node: usize,
        owner: StaffId,
        proposal: ProposalId,
        tries: u8,
    ) -> Result<(), Stop> {
        let row = {
            let mut reader = self.machines[node].store.reader().await?;
            ProposalRow::<Search>::find(&mut reader, proposal).await?
        };
        let Some(search) = row.map(|row| row.body) else {
            return Ok(());
        };
        if search.stage == Stage::Asking && tries > 0 {
            let again = Act::Choose(node, owner, proposal, tries - 1);
            self.later(MINUTE, 2 * MINUTE, again);
            return Ok(());
        }
        let best = search.slots.len().min(3);
        let Some(slot) = search.slots.get(self.doings.dice.index(best)) else {
            return Ok(());
        };
        let start = slot.start;
        let chosen = self.flow(node, Input::Choose, async |turn| {
            book::choose(turn, owner, proposal, start).await
        });
        if let Outcome::Done(booking) = chosen.await? {
            self.begun(node, owner, booking);
        }
        Ok(())
    }

    /// Somebody holds a time without asking first; so two often want the same.
    pub(super) async fn choose_outright(&mut self, node: usize) -> Result<(), Stop> {
        let Some(owner) = self.somebody_of(node) else {
            return Ok(());
        };
        let length = *self.doings.dice.pick(&[30, 45, 60]).unwrap_or(&30);
        let party = self.party(node, length);
        let (case, _) = self.case(node);
        let start = self.doings.start(self.first_day());
        let life = self.climate.choosing;
        let chosen = self.flow(node, Input::Choose, async |turn| {
            let terms = Terms {
                booking: BookingId::draw(turn.draw),
                hold: HoldKind::Choosing,
                life,
                start,
                length,
                kind: MeetingKind::ThreeWay,
                venue: Venue::Phone,
                case,
                party,
            };
            book::begin(turn, terms, owner, None).await
        });
        if let Outcome::Done(booking) = chosen.await? {
            self.begun(node, owner, booking);
            self.perhaps_withdraw(case);
        }
        Ok(())
    }

    fn begun(&mut self, node: usize, owner: StaffId, booking: BookingId) {
        let which = self.doings.bookings.len();
        self.doings.bookings.push(Begun {
            node,
            owner,
            booking,
        });
        match self.doings.dice.below(10) {
            0..2 => self.later(0, 20 * SECOND, Act::LetGo(which)),
            2..7 => self.later(2 * MINUTE, 40 * MINUTE, Act::CallOff(which)),
            _ => {}
        }
    }

    pub(super) async fn let_go(&mut self, which: usize) -> Result<(), Stop> {
        let Some(begun) = self.doings.bookings.get(which).copied() else {
            return Ok(());
        };
        let Begun { owner, booking, .. } = begun;
        let done = self.flow(begun.node, Input::LetGo, async |turn| {
            book::let_go(turn, owner, booking).await
        });
        done.await.map(|_| ())
    }

    pub(super) async fn call_off(&mut self, which: usize) -> Result<(), Stop> {
        let Some(begun) = self.doings.bookings.get(which).copied() else {
            return Ok(());
        };
        let Begun { owner, booking, .. } = begun;
        let done = self.flow(begun.node, Input::CallOff, async |turn| {
            book::call_off(turn, owner, booking, CancelCode::Illness).await
        });
        done.await.map(|_| ())
    }
}

/// A seat that is there from the beginning for so long.
const fn seat_of(number: u8, who: Who, to: Minutes) -> PartySeat {
    PartySeat {
        seat: SeatNo(number),
        role: SeatRole::Staff(Role::Adviser),
        who,
        from: 0,
        to,
        required: true,
        guests_may_see: false,
        staff: Vec::new(),
    }
}

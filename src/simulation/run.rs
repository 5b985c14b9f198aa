//! One seed: the nodes built and joined, the queue of what happens, and the loop over it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use super::chance::{Dice, Purpose};
use super::check::{Book, Stop, broken};
use super::climate::Climate;
use super::doings::{Act, Doings};
use super::faults::{Fault, Fired, Input, Only};
use super::hand::Hand;
use super::machine::Machine;
use super::oracle::Oracle;
use super::plan::Plan;
use super::region;
use super::report::Tally;
use super::trace::Trace;
use super::weather::Weather;
use crate::domain::{NodeId, StaffId};
use crate::link::{Parcel, Switchboard};

/// Monday 1 March 2027, 07.00 UTC.
pub(super) const DAWN: i64 = 1_803_884_400_000;
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// Something that happens at a moment of virtual time.
#[derive(Debug, Clone)]
pub(super) enum Event {
    /// A parcel arrives.
    Arrives(usize),
    /// A node's outbox is due.
    Wakes(usize),
    /// A node's clock ticks.
    Ticks(usize),
    /// A node that crashed starts.
    Starts(usize),
    /// A node takes what came again when it was healed.
    Looks(usize),
    /// Somebody does something; the next doing is drawn.
    Somebody,
    /// This is done.
    Act(Act),
    /// A direction is cut, until this time.
    Cuts(usize, usize, i64),
    /// It is mended.
    Mends(usize, usize),
}

/// What happens next, in order of time and then of planning.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    events: BTreeMap<(i64, u64), Event>,
    next: u64,
    /// Parcels that are on their way.
    pub(super) flying: usize,
}

impl Agenda {
    /// Plans something.
    pub(super) fn plan(&mut self, at: i64, event: Event) {
        if matches!(event, Event::Arrives(_)) {
            self.flying += 1;
        }
        self.next += 1;
        self.events.insert((at, self.next), event);
    }

    fn take(&mut self) -> Option<(i64, Event)> {
        let ((at, _), event) = self.events.pop_first()?;
        if matches!(event, Event::Arrives(_)) {
            self.flying -= 1;
        }
        Some((at, event))
    }
}

/// A published parcel, or an altered copy of one.
#[derive(Debug, Clone)]
pub(super) struct Flight {
    /// What flies.
    pub(super) parcel: Parcel,
    /// From which node, by number.
    pub(super) from: usize,
    /// To which.
    pub(super) to: usize,
    /// What it is to its receiver; none for an altered copy.
    pub(super) input: Option<Input>,
}

/// The whole world of one seed.
pub(super) struct World {
    /// Which faults.
    pub(super) only: Only,
    /// How hard it is.
    pub(super) climate: Climate,
    now: Arc<AtomicI64>,
    /// Joins the nodes, by hand.
    pub(super) board: Switchboard,
    /// The nodes.
    pub(super) machines: Vec<Machine>,
    /// What is known of each node's ledger.
    pub(super) books: Vec<Book>,
    /// Looks into envelopes.
    pub(super) oracle: Oracle,
    /// What happens next.
    pub(super) agenda: Agenda,
    /// When each node's outbox is next looked at.
    pub(super) wakes: Vec<Option<i64>>,
    /// What becomes of parcels.
    pub(super) weather: Weather,
    /// All parcels, by number.
    pub(super) flights: Vec<Flight>,
    /// The latest parcel that arrived, for each pair of nodes.
    pub(super) latest: BTreeMap<(usize, usize), usize>,
    /// The version of what each home was last seen to know of a post, by node and card.
    pub(super) shared: BTreeMap<(usize, StaffId), u64>,
    /// What falls on inputs.
    pub(super) plan: Plan,
    /// Dice for the faults that are no blows.
    pub(super) dice: Dice,
    /// Which faults fired.
    pub(super) fired: Fired,
    /// What people do.
    pub(super) doings: Doings,
    /// What happened, as a number.
    pub(super) trace: Trace,
    /// What is counted.
    pub(super) tally: Tally,
    /// Whether faults are let loose.
    pub(super) foul: bool,
    /// When the last long thing of phase A is over.
    pub(super) lasts_until: i64,
}

impl World {
    /// The nodes of a seed, built, joined and told of each other.
    ///
    /// # Errors
    /// An invariant does not hold, or the database failed.
    pub(super) async fn build(seed: u64, only: Only) -> Result<Self, Stop> {
        let climate = Climate::of(seed, only);
        let now = Arc::new(AtomicI64::new(DAWN));
        let mut machines = Vec::new();
        let mut hands: BTreeMap<NodeId, Arc<Hand>> = BTreeMap::new();
        for (number, here) in (0..).zip(region::nodes(&climate)) {
            let hand = Arc::new(Hand::default());
            hands.insert(here.node.clone(), Arc::clone(&hand));
            machines.push(Machine::new(here, seed, number, &now, hand).await?);
        }
        let board = Switchboard::by_hand(100_000).with_publishings(move |node| {
            hands
                .get(node)
                .map_or(crate::link::Publishing::GoesOn, |hand| hand.publish())
        });
        let dice = |purpose| Dice::new(seed, purpose);
        let many = machines.len();
        Ok(Self {
            only,
            now,
            board,
            machines,
            books: (0..many).map(|_| Book::default()).collect(),
            oracle: Oracle::default(),
            agenda: Agenda::default(),
            wakes: vec![None; many],
            weather: Weather::new(climate.clone(), only, dice(Purpose::Weather)),
            flights: Vec::new(),
            latest: BTreeMap::new(),
            shared: BTreeMap::new(),
            plan: Plan::new(seed, only, climate.crash, dice(Purpose::Faults)),
            dice: dice(Purpose::Climate),
            fired: Fired::default(),
            doings: Doings::new(&climate, dice(Purpose::People)),
            climate,
            trace: Trace::new(),
            tally: Tally::default(),
            foul: false,
            lasts_until: 0,
        })
    }

    /// The simulation's time.
    pub(super) fn now(&self) -> i64 {
        self.now.load(Ordering::Relaxed)
    }

    /// The number of a node.
    pub(super) fn number(&self, node: &NodeId) -> Option<usize> {
        self.machines
            .iter()
            .position(|machine| machine.node() == node)
    }

    /// Runs the seed to its end.
    ///
    /// # Errors
    /// An invariant does not hold, or the database failed.
    pub(super) async fn run(&mut self) -> Result<(), Stop> {
        self.settle_in().await?;
        self.let_loose();
        while !self.doings.are_done() || self.now() < self.lasts_until {
            self.happen().await?;
        }
        self.drain().await
    }

    /// Lets the faults loose and people begin.
    fn let_loose(&mut self) {
        let now = self.now();
        self.foul = true;
        self.weather.turn_foul();
        self.agenda.plan(now, Event::Somebody);
        for machine in &self.machines {
            let skew = self.climate.skew;
            let ahead = self.dice.between(-skew, skew) / 2;
            machine.ahead.store(ahead, Ordering::Relaxed);
        }
        if self.climate.skew > 0 {
            self.fired.count(Fault::ClockSkew);
        }
        for _ in 0..self.climate.cuts {
            let from = now + self.dice.between(0, 3 * HOUR);
            let until = from + self.dice.between(MINUTE, HOUR);
            let one_way = self.dice.chance(500);
            self.plan_cut(from, until, one_way);
        }
        if self.climate.long_cut {
            // Near the end of what people do, so that little waits in vain for so long.
            let doings = self.climate.pause / 2 * self.climate.busyness as i64;
            let from = now + self.dice.between(doings / 2, doings);
            let until = from + self.dice.between(25 * HOUR, 27 * HOUR);
            self.plan_cut(from, until, false);
            self.fired.count(Fault::LongCut);
            self.lasts_until = until + MINUTE;
        }
    }

    fn plan_cut(&mut self, from: i64, until: i64, one_way: bool) {
        let fault = if one_way {
            Fault::CutOneWay
        } else {
            Fault::CutBothWays
        };
        let many = self.machines.len();
        let one = self.dice.index(many);
        let other = (one + 1 + self.dice.index(many - 1)) % many;
        if !self.only.wants(fault) {
            return;
        }
        self.fired.count(fault);
        self.tally.partitions += 1;
        self.agenda.plan(from, Event::Cuts(one, other, until));
        if !one_way {
            self.agenda.plan(from, Event::Cuts(other, one, until));
        }
    }

    /// The next thing happens.
    ///
    /// # Errors
    /// An invariant does not hold, or the database failed.
    pub(super) async fn happen(&mut self) -> Result<(), Stop> {
        let Some((at, event)) = self.agenda.take() else {
            return Err(broken("L1", "nothing happens any more"));
        };
        self.now.store(at.max(self.now()), Ordering::Relaxed);
        self.tally.steps += 1;
        match event {
            Event::Arrives(flight) => self.arrives(flight).await,
            Event::Wakes(node) => self.wakes(node, at).await,
            Event::Ticks(node) => self.ticks(node).await,
            Event::Starts(node) => self.starts(node).await,
            Event::Looks(node) => self.looks(node).await,
            Event::Somebody => self.somebody().await,
            Event::Act(act) => self.act(act).await,
            Event::Cuts(from, to, until) => {
                self.weather.cut(from, to);
                self.agenda.plan(until, Event::Mends(from, to));
                Ok(())
            }
            Event::Mends(from, to) => {
                self.weather.mend(from, to);
                Ok(())
            }
        }
    }
}

//! One node: a store that outlives crashes, and everything else, which does not.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

use tokio::sync::watch;

use super::chance::{Purpose, draw};
use super::hand::Hand;
use super::region::Staff;
use crate::calendars::systems::Systems;
use crate::domain::{Clock, Instant, NodeId};
use crate::flows::identity::{Identity, load_or_make};
use crate::flows::{FlowError, Here, Turn};
use crate::inbound::Receiver;
use crate::jobs::Desk;
use crate::link::{Link, Switchboard};
use crate::seal::AtRest;
use crate::store::{Store, StoreError, StoreSettings};

/// One node of the simulation.
pub(super) struct Machine {
    /// What it is.
    pub(super) here: Arc<Here>,
    /// What it has written: the only thing that outlives a crash.
    pub(super) store: Store,
    /// What strikes it.
    pub(super) hand: Arc<Hand>,
    /// Its clock, that of this node alone.
    pub(super) clock: Clock,
    /// How far its clock is ahead of the simulation's.
    pub(super) ahead: Arc<AtomicI64>,
    /// What runs; none while it is down.
    pub(super) process: Option<Process>,
    /// Whom it has.
    pub(super) staff: Staff,
    changes: watch::Receiver<u64>,
    seed: u64,
    number: u64,
    starts: u64,
}

/// What runs on a node: gone with a crash.
#[derive(Clone)]
pub(super) struct Process {
    /// Takes envelopes.
    pub(super) receiver: Receiver,
    /// Does what is due, and what people ask for.
    pub(super) desk: Desk,
    /// Its way to the others.
    pub(super) link: Link,
    /// Its keys.
    pub(super) identity: Arc<Identity>,
    /// Its clock.
    pub(super) clock: Clock,
}

impl Process {
    /// Runs a flow now, in a change of its own.
    ///
    /// # Errors
    /// What the flow refused, or the database failed.
    pub(super) async fn change<T>(
        &self,
        flow: impl AsyncFnOnce(&mut Turn<'_>) -> Result<T, FlowError>,
    ) -> Result<T, FlowError> {
        self.desk.change(self.clock.now(), flow).await
    }
}

impl Machine {
    /// A node with an empty store, down.
    ///
    /// # Errors
    /// The database failed.
    pub(super) async fn new(
        here: Here,
        seed: u64,
        number: u64,
        now: &Arc<AtomicI64>,
        hand: Arc<Hand>,
    ) -> Result<Self, StoreError> {
        let ahead = Arc::new(AtomicI64::new(0));
        let (now, own) = (Arc::clone(now), Arc::clone(&ahead));
        let clock = Clock::new(move || {
            let millis = now.load(Ordering::Relaxed) + own.load(Ordering::Relaxed);
            Instant::from_millis(millis)
        });
        let key = draw(seed, Purpose::Node(number)).bytes();
        let store = Store::open(&StoreSettings::Memory, AtRest::new(&key)).await?;
        let changes = store.changes();
        let asked = Arc::clone(&hand);
        Ok(Self {
            here: Arc::new(here),
            store: store.with_fates(move |moment| asked.commit(moment)),
            hand,
            clock,
            ahead,
            process: None,
            staff: Staff::default(),
            changes,
            seed,
            number,
            starts: 0,
        })
    }

    /// Its name.
    pub(super) fn node(&self) -> &NodeId {
        &self.here.node
    }

    /// What its clock shows.
    pub(super) fn now(&self) -> Instant {
        self.clock.now()
    }

    /// Whether anything was written since this was last asked.
    pub(super) fn changed(&mut self) -> bool {
        let changed = self.changes.has_changed().unwrap_or(false);
        self.changes.mark_unchanged();
        changed
    }

    /// The simulation's time at which its clock shows `at`.
    pub(super) fn shows(&self, at: Instant) -> i64 {
        at.millis() - self.ahead.load(Ordering::Relaxed)
    }

    /// Starts it on what its store has.
    ///
    /// # Errors
    /// The database failed.
    pub(super) async fn start(&mut self, board: &Switchboard) -> Result<(), StoreError> {
        self.starts += 1;
        let purpose = Purpose::Node(self.number + 16 * self.starts);
        let mut draw = draw(self.seed, purpose);
        let mut tx = self.store.begin().await?;
        let identity = Arc::new(load_or_make(&mut tx, &mut draw).await?);
        tx.commit().await?;
        let draw = Arc::new(Mutex::new(draw));
        let (here, store) = (Arc::clone(&self.here), self.store.clone());
        self.process = Some(Process {
            receiver: Receiver {
                store: store.clone(),
                here: Arc::clone(&here),
                identity: Arc::clone(&identity),
                draw: Arc::clone(&draw),
            },
            desk: Desk {
                store,
                here,
                draw,
                systems: Systems::default(),
            },
            link: board.connect(self.node(), self.clock.clone()),
            identity,
            clock: self.clock.clone(),
        });
        Ok(())
    }
}

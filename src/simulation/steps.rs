//! One input at a node, run to its end: what falls on it falls, what it published is taken up, and
//! what must hold is checked.

use std::sync::Arc;

use super::check::Stop;
use super::faults::{Class, Fault, Input};
use super::hand::Ended;
use super::machine::Process;
use super::run::{Event, World};
use super::seats::{could_be_confirmed, nobody_twice, none_outlived};
use crate::crossing::MessageType;
use crate::flows::{FlowError, Turn};
use crate::inbound;
use crate::jobs::{JobError, carry, tick};
use crate::store::waiting_holds::WaitingHold;
use crate::store::{OutboxRow, StoreError, holds};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;

/// How an input ended.
#[derive(Debug)]
pub(super) enum Outcome<T> {
    /// It was done.
    Done(T),
    /// The node said no, or its commit was made to fail.
    No,
    /// The node is down, or went down over it.
    Down,
}

impl World {
    /// Runs one input of a node, then what its commit wakes: the outbox.
    ///
    /// # Errors
    /// An invariant does not hold, or the database failed by itself.
    pub(super) async fn input<T>(
        &mut self,
        node: usize,
        input: Input,
        work: impl AsyncFnOnce(&Process) -> Result<T, FlowError>,
    ) -> Result<Outcome<T>, Stop> {
        let machine = &self.machines[node];
        let Some(process) = machine.process.clone() else {
            return Ok(Outcome::Down);
        };
        let hand = Arc::clone(&machine.hand);
        let blow = if self.foul {
            self.plan.blow(input)
        } else {
            None
        };
        hand.raise(blow);
        let ended = hand
            .over(async {
                let done = work(&process).await;
                hand.only_sends();
                let carried = carried(&process).await;
                (done, carried)
            })
            .await;
        drop(process);
        let fell = hand.rest();
        self.trace.number(self.now());
        self.trace.note(input.word().as_bytes());
        self.trace.number(i64::try_from(node).unwrap_or(0));
        if let Some(blow) = blow.filter(|_| fell) {
            self.fired.count(Fault::At(blow.class, input));
            self.plan.fell(blow.class, input);
            self.trace.note(&[blow.class as u8]);
        }
        let outcome = match ended {
            Ended::Stopped => {
                self.crash(node);
                Outcome::Down
            }
            Ended::Done((done, carried)) => {
                let fails = fell && blow.is_some_and(|blow| blow.class == Class::CommitFails);
                may_fail(carried.map_err(flow_error), fails)?;
                match may_fail(done, fails)? {
                    Some(done) => Outcome::Done(done),
                    None => Outcome::No,
                }
            }
        };
        self.trace.note(&[match &outcome {
            Outcome::Done(_) => 1,
            Outcome::No => 2,
            Outcome::Down => 3,
        }]);
        self.after(node).await?;
        Ok(outcome)
    }

    /// Runs a flow at a node, as its pages and jobs do.
    ///
    /// # Errors
    /// An invariant does not hold, or the database failed by itself.
    pub(super) async fn flow<T>(
        &mut self,
        node: usize,
        input: Input,
        flow: impl AsyncFnOnce(&mut Turn<'_>) -> Result<T, FlowError>,
    ) -> Result<Outcome<T>, Stop> {
        let run = async |process: &Process| process.change(flow).await;
        self.input(node, input, run).await
    }

    fn crash(&mut self, node: usize) {
        self.machines[node].process = None;
        let down = self.dice.between(SECOND, 10 * MINUTE);
        self.agenda.plan(self.now() + down, Event::Starts(node));
    }

    /// Checks what must hold, and takes up what was published.
    async fn after(&mut self, node: usize) -> Result<(), Stop> {
        let machine = &mut self.machines[node];
        let changed = machine.changed();
        let mut reader = machine.store.reader().await?;
        let mut outbox = Vec::new();
        if changed {
            let mut book = std::mem::take(&mut self.books[node]);
            let others = &self.books;
            let sent = |envelope| others.iter().find_map(|book| book.sent(envelope));
            book.read_on(&mut reader, &self.oracle, sent).await?;
            outbox = OutboxRow::waiting(&mut reader).await?;
            book.covers(&outbox)?;
            if book.stands_otherwise(holds::standing(&mut reader).await?) {
                let live = nobody_twice(&mut reader).await?;
                for hold in book.went_on(&live, machine.now())? {
                    could_be_confirmed(&mut reader, hold).await?;
                }
            }
            self.books[node] = book;
        }
        drop(reader);
        let published = self.board.take_published();
        for parcel in published {
            self.flies(parcel).await?;
        }
        if changed {
            let due = outbox.iter().map(|row| row.due).min();
            self.wake_at(node, due);
        }
        Ok(())
    }

    /// A node takes what waits for it.
    pub(super) async fn takes(
        &mut self,
        node: usize,
        input: Input,
    ) -> Result<Outcome<usize>, Stop> {
        self.input(node, input, async |process| {
            let taken = inbound::take_waiting(&process.receiver, &process.link, &process.clock);
            Ok(taken.await)
        })
        .await
    }

    /// A node takes what came again.
    ///
    /// # Errors
    /// An invariant does not hold, or the database failed.
    pub(super) async fn looks(&mut self, node: usize) -> Result<(), Stop> {
        let input = Input::Message(MessageType::Receipt);
        while matches!(self.takes(node, input).await?, Outcome::Done(1..)) {}
        Ok(())
    }

    /// A node's outbox may be due.
    ///
    /// # Errors
    /// An invariant does not hold, or the database failed.
    pub(super) async fn wakes(&mut self, node: usize, at: i64) -> Result<(), Stop> {
        if self.wakes[node] != Some(at) {
            return Ok(());
        }
        self.wakes[node] = None;
        let carried = self.input(node, Input::Resend, async |process| {
            carried(process).await.map_err(flow_error)
        });
        if matches!(carried.await?, Outcome::No) {
            self.wakes[node] = Some(self.now() + SECOND);
            self.agenda.plan(self.now() + SECOND, Event::Wakes(node));
        }
        Ok(())
    }

    fn wake_at(&mut self, node: usize, due: Option<crate::domain::Instant>) {
        let Some(due) = due else { return };
        let at = self.machines[node].shows(due).max(self.now() + 1);
        if self.wakes[node].is_none_or(|before| before > at || before <= self.now()) {
            self.wakes[node] = Some(at);
            self.agenda.plan(at, Event::Wakes(node));
        }
    }

    /// A node's clock ticks, and will again.
    ///
    /// # Errors
    /// An invariant does not hold, or the database failed.
    pub(super) async fn ticks(&mut self, node: usize) -> Result<(), Stop> {
        self.agenda
            .plan(self.now() + self.climate.tick, Event::Ticks(node));
        if self.foul && self.climate.jumps && self.dice.chance(8) {
            let ahead = self.dice.between(MINUTE, 60 * MINUTE);
            let jumped = &self.machines[node].ahead;
            jumped.fetch_add(ahead, std::sync::atomic::Ordering::Relaxed);
            self.fired.count(Fault::ClockJump);
        }
        let ticked = self.input(node, Input::Tick, async |process| {
            let now = process.clock.now();
            tick::run(&process.desk, now).await.map_err(flow_error)
        });
        if let Outcome::Done(_) = ticked.await? {
            let machine = &self.machines[node];
            let mut reader = machine.store.reader().await?;
            none_outlived(&mut reader, machine.now()).await?;
            let waits = !WaitingHold::all(&mut reader).await?.is_empty();
            drop(reader);
            if waits {
                self.calendars_are_read(node).await?;
            }
        }
        Ok(())
    }

    /// A node that was down starts on what it had written.
    ///
    /// # Errors
    /// An invariant does not hold, or the database failed.
    pub(super) async fn starts(&mut self, node: usize) -> Result<(), Stop> {
        if self.machines[node].process.is_some() {
            return Ok(());
        }
        if self.foul && self.only.wants(Fault::BrokerForgets) && self.dice.chance(200) {
            let name = self.machines[node].node().clone();
            self.board.forget(&name);
            self.fired.count(Fault::BrokerForgets);
        }
        self.machines[node].start(&self.board).await?;
        self.wakes[node] = None;
        self.takes(node, Input::Message(MessageType::Receipt))
            .await?;
        // Whatever was due while it was down is due now.
        let due = {
            let mut reader = self.machines[node].store.reader().await?;
            OutboxRow::next_due(&mut reader).await?
        };
        self.wake_at(node, due);
        Ok(())
    }
}

async fn carried(process: &Process) -> Result<usize, JobError> {
    let now = process.clock.now();
    carry::run(&process.desk, &process.link, &process.identity, now).await
}

/// Why a job failed, as a flow tells it.
pub(super) fn flow_error(error: JobError) -> FlowError {
    match error {
        JobError::Store(error) => FlowError::Store(error),
        JobError::Flow(error) => error,
    }
}

/// What a flow refused is no fault; a store that fails is one, save where it was made to.
fn may_fail<T>(done: Result<T, FlowError>, made_to: bool) -> Result<Option<T>, Stop> {
    match done {
        Ok(done) => Ok(Some(done)),
        Err(FlowError::Store(StoreError::CommitFailed)) if made_to => Ok(None),
        Err(FlowError::Store(error)) => Err(error.into()),
        Err(_) => Ok(None),
    }
}

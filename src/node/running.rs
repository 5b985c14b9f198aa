//! A node at work: one task for what comes in, and one for each job, woken by commits and a timer.

use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::Node;
use super::trace::chain;
use crate::inbound;
use crate::jobs::sync::Syncing;
use crate::jobs::{JobError, carry, entries, letters, tick};
use crate::web::app::App;
use crate::web::serve::serve;

/// How often the clock's own work is looked at.
const TICK: Duration = Duration::from_millis(500);
/// How often an idle job looks at its rows.
const LOOK: Duration = Duration::from_secs(1);
/// How long a job waits after a failure.
const AFTER_FAILURE: Duration = Duration::from_secs(2);
/// How long a stop waits for pieces that are being finished.
const DRAIN: Duration = Duration::from_secs(20);

/// A started node.
#[derive(Debug)]
pub struct Running {
    /// The node.
    pub node: Node,
    tasks: TaskTracker,
    stop: CancellationToken,
    pages: CancellationToken,
}

/// How a stop went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// Everything was finished.
    Drained,
    /// Something took too long and was left; the rows know where to go on.
    Left,
}

impl Node {
    /// Starts the node's work.
    #[must_use]
    pub fn start(self) -> Running {
        let tasks = TaskTracker::new();
        let stop = CancellationToken::new();
        let (receiver, link, clock) = (self.receiver(), self.link.clone(), self.clock.clone());
        tasks.spawn(inbound::run(receiver, link, clock, stop.clone()));
        self.spawn_tick(&tasks, &stop);
        self.spawn_carry(&tasks, &stop);
        self.spawn_letters(&tasks, &stop);
        self.spawn_entries(&tasks, &stop);
        self.spawn_sync(&tasks, &stop);
        tasks.close();
        Running {
            node: self,
            tasks,
            stop,
            pages: CancellationToken::new(),
        }
    }

    fn spawn_tick(&self, tasks: &TaskTracker, stop: &CancellationToken) {
        let node = self.clone();
        let stop = stop.clone();
        tasks.spawn(async move {
            while !stop.is_cancelled() {
                let done = tick::run(&node.desk, node.clock.now()).await;
                let pause = report("tick", done).map_or(AFTER_FAILURE, |_| TICK);
                tokio::select! { () = stop.cancelled() => {}, () = sleep(pause) => {} }
            }
        });
    }

    fn spawn_carry(&self, tasks: &TaskTracker, stop: &CancellationToken) {
        let node = self.clone();
        tasks.spawn(woken(
            "carry",
            self.changes(),
            stop.clone(),
            async move || {
                carry::run(&node.desk, &node.link, &node.identity, node.clock.now()).await
            },
        ));
    }

    fn spawn_letters(&self, tasks: &TaskTracker, stop: &CancellationToken) {
        let node = self.clone();
        tasks.spawn(woken(
            "letters",
            self.changes(),
            stop.clone(),
            async move || letters::run(&node.desk, &node.mailer, node.clock.now()).await,
        ));
    }

    fn spawn_entries(&self, tasks: &TaskTracker, stop: &CancellationToken) {
        let node = self.clone();
        tasks.spawn(woken(
            "entries",
            self.changes(),
            stop.clone(),
            async move || entries::run(&node.desk, &node.fetcher, node.clock.now()).await,
        ));
    }

    /// Reading goes on while new links become due, so it has no end to wait for like the other jobs.
    fn spawn_sync(&self, tasks: &TaskTracker, stop: &CancellationToken) {
        let node = self.clone();
        let mut changes = self.changes();
        let stop = stop.clone();
        tasks.spawn(async move {
            let (desk, fetcher) = (node.desk.clone(), Arc::clone(&node.fetcher));
            let mut syncing = Syncing::new(desk, fetcher, node.pace);
            while !stop.is_cancelled() {
                changes.mark_unchanged();
                let begun = report("sync", syncing.begin_due(node.clock.now()).await);
                let pause = if begun.is_some() { LOOK } else { AFTER_FAILURE };
                tokio::select! {
                    biased;
                    () = stop.cancelled() => {}
                    () = syncing.finished(), if syncing.is_reading() => {}
                    _ = changes.changed(), if begun.is_some() => {}
                    () = sleep(pause) => {}
                }
                report("sync", syncing.write(node.clock.now()).await);
            }
        });
    }

    fn changes(&self) -> watch::Receiver<u64> {
        self.desk.store.changes()
    }
}

/// Runs a job until nothing is due, then waits for a commit or a second.
async fn woken(
    name: &'static str,
    mut changes: watch::Receiver<u64>,
    stop: CancellationToken,
    mut job: impl AsyncFnMut() -> Result<usize, JobError>,
) {
    while !stop.is_cancelled() {
        changes.mark_unchanged();
        let Some(done) = report(name, job().await) else {
            tokio::select! { () = stop.cancelled() => {}, () = sleep(AFTER_FAILURE) => {} }
            continue;
        };
        if done == 0 {
            tokio::select! {
                () = stop.cancelled() => {}
                _ = changes.changed() => {}
                () = sleep(LOOK) => {}
            }
        }
    }
}

fn report<T>(name: &'static str, done: Result<T, JobError>) -> Option<T> {
    match done {
        Ok(many) => Some(many),
        Err(error) => {
            tracing::error!(job = name, error = %chain(&error), "a job failed");
            None
        }
    }
}

impl Running {
    /// Serves pages and API at a listener, until the node is stopped.
    pub fn serve(&self, listener: TcpListener, app: App) {
        let stop = self.pages.clone();
        self.tasks.reopen();
        self.tasks.spawn(async move {
            if let Err(error) = serve(listener, app, stop).await {
                tracing::error!(%error, "the pages stopped");
            }
        });
        self.tasks.close();
    }

    /// Stops the node: pages first, then every task finishes the piece it is at.
    pub async fn stop(self) -> Settled {
        self.pages.cancel();
        self.stop.cancel();
        let drained = timeout(DRAIN, self.tasks.wait()).await;
        self.node.link.stop().await;
        self.node.desk.store.close().await;
        if drained.is_ok() {
            Settled::Drained
        } else {
            Settled::Left
        }
    }
}

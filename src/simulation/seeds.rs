//! A range of seeds, a few at a time, put together in their order.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::check::{Broken, Stop};
use super::faults::{Fault, Fired, Only};
use super::report::{Report, Tally, Violation};
use super::run::{DAWN, World};
use super::trace::Trace;

/// What to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Which faults are drawn.
    pub only: Only,
    /// How many seeds run at one time.
    pub at_once: usize,
}

/// What one seed came to.
struct Outcome {
    tally: Tally,
    fired: Fired,
    trace: [u8; 16],
    violation: Option<Violation>,
}

/// Runs these seeds. A seed ends at its first violation; the others go on.
#[must_use]
pub fn simulate(seeds: &Range<u64>, options: Options) -> Report {
    let next = AtomicU64::new(seeds.start);
    let done: Mutex<Vec<(u64, Outcome)>> = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..options.at_once.max(1) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        return;
                    }
                    let outcome = one(seed, options.only);
                    done.lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push((seed, outcome));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(seed, _)| *seed);
    together(done, options.only)
}

fn together(outcomes: Vec<(u64, Outcome)>, only: Only) -> Report {
    let mut report = Report {
        wanted: Fault::all()
            .into_iter()
            .filter(|fault| only.wants(*fault))
            .collect(),
        ..Report::default()
    };
    let mut trace = Trace::new();
    for (_, outcome) in outcomes {
        report.tally.add(&outcome.tally);
        report.fired.add(&outcome.fired);
        trace.note(&outcome.trace);
        report.violations.extend(outcome.violation);
    }
    report.trace_hash = trace.text();
    report
}

fn one(seed: u64, only: Only) -> Outcome {
    match catch_unwind(AssertUnwindSafe(|| run(seed, only))) {
        Ok(outcome) => outcome,
        Err(_) => failed(seed, broken_by("panic", "the node panicked")),
    }
}

fn broken_by(invariant: &'static str, detail: &str) -> Broken {
    Broken {
        invariant,
        detail: detail.to_owned(),
    }
}

fn failed(seed: u64, broken: Broken) -> Outcome {
    Outcome {
        tally: Tally::default(),
        fired: Fired::default(),
        trace: Trace::new().bytes(),
        violation: Some(violation(seed, 0, broken)),
    }
}

fn violation(seed: u64, step: u64, broken: Broken) -> Violation {
    Violation {
        seed,
        step,
        invariant: broken.invariant,
        detail: broken.detail,
    }
}

fn as_broken(stop: Stop) -> Broken {
    match stop {
        Stop::Broken(broken) => broken,
        Stop::Store(error) => broken_by("store", &error.to_string()),
    }
}

fn run(seed: u64, only: Only) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build();
    let Ok(runtime) = runtime else {
        return failed(seed, broken_by("start", "no runtime could be started"));
    };
    runtime.block_on(async {
        let mut world = match World::build(seed, only).await {
            Ok(world) => world,
            Err(stop) => return failed(seed, as_broken(stop)),
        };
        let ended = world.run().await;
        world.tally.virtual_millis = world.now() - DAWN;
        world.trace.number(world.now());
        let violation = ended
            .err()
            .map(|stop| violation(seed, world.tally.steps, as_broken(stop)));
        if violation.is_none() {
            world.tally.survived = world.fired.total();
        }
        for machine in &world.machines {
            machine.store.close().await;
        }
        Outcome {
            tally: world.tally,
            fired: world.fired,
            trace: world.trace.bytes(),
            violation,
        }
    })
}

//! `samband simulate`: many nodes in virtual time under faults, seed by seed, and whether everything
//! held that must.

use std::collections::BTreeSet;
use std::num::NonZero;
use std::ops::Range;
use std::process::ExitCode;
use std::thread::available_parallelism;
use std::time::Instant;

use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};

use super::Failure;
use crate::simulation::{Only, Options, Report, Violation, names, simulate};

/// What is asked.
#[derive(Debug, Args)]
pub(super) struct Simulate {
    /// The first seed and the one after the last: 0..100.
    #[arg(long, value_name = "A..B")]
    seeds: String,
    /// Where the nodes keep their rows.
    #[arg(long, value_enum, default_value = "memory")]
    backend: Backend,
    /// Draw only the faults of this name: one point, such as crash-after-commit/hold or loss, or a
    /// whole class, such as crash-after-commit.
    #[arg(long, value_name = "FAULT")]
    only: Option<String>,
    /// Answer no also where a fault point never fired.
    #[arg(long)]
    every_fault: bool,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Backend {
    /// SQLite in memory.
    Memory,
}

impl Backend {
    const fn word(self) -> &'static str {
        match self {
            Self::Memory => "memory",
        }
    }
}

/// A range of seeds, the last not included.
fn range(text: &str) -> Option<Range<u64>> {
    let (from, to) = text.split_once("..")?;
    let range = from.parse().ok()?..to.parse().ok()?;
    (!range.is_empty()).then_some(range)
}

impl Simulate {
    /// Runs the seeds, prints what they came to, and gives the exit code.
    pub(super) fn run(&self) -> ExitCode {
        let (seeds, only) = match self.checked() {
            Ok(checked) => checked,
            Err(failure) => return failure.report(self.json),
        };
        let began = Instant::now();
        let options = Options {
            only,
            at_once: available_parallelism().map_or(1, NonZero::get),
        };
        let report = simulate(&seeds, options);
        let wall = began.elapsed().as_secs_f64();
        for violation in &report.violations {
            eprintln!("samband: {}", self.sentence(violation));
        }
        if self.json {
            println!("{}", self.document(&seeds, &report, wall));
        } else {
            list(&seeds, &report, wall);
        }
        let unfired = self.every_fault && !report.unfired().is_empty();
        if report.violations.is_empty() && !unfired {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }

    fn checked(&self) -> Result<(Range<u64>, Only), Failure> {
        let seeds = range(&self.seeds).ok_or_else(|| {
            let mend = "--seeds is two numbers, the second larger: 0..100";
            Failure::input("seeds", mend)
        })?;
        let only = match &self.only {
            None => Only::default(),
            Some(name) => Only::named(name).map_err(|_| no_fault(name))?,
        };
        Ok((seeds, only))
    }

    fn repeat(&self, violation: &Violation) -> String {
        let seed = violation.seed;
        let mut command = format!("samband simulate --seeds {seed}..{}", seed + 1);
        if let Some(only) = &self.only {
            command += &format!(" --only {only}");
        }
        command + " --json"
    }

    fn sentence(&self, violation: &Violation) -> String {
        let Violation {
            seed,
            step,
            invariant,
            detail,
        } = violation;
        let repeat = self.repeat(violation);
        format!("seed {seed}, step {step}: {invariant} does not hold: {detail}\n  again: {repeat}")
    }

    fn document(&self, seeds: &Range<u64>, report: &Report, wall: f64) -> Value {
        let Range { start, end } = seeds;
        let hours = (report.virtual_hours() * 100.0).round() / 100.0;
        let mut document = Map::new();
        let mut put = |key: &str, value: Value| document.insert(key.to_owned(), value);
        put("seeds", json!({"from": start, "n": end - start}));
        put("backend", json!(self.backend.word()));
        put(
            "options",
            json!({"only": self.only, "every_fault": self.every_fault}),
        );
        put("virtual_hours", json!(hours));
        put("steps", json!(report.steps()));
        for (group, counts) in report.counts() {
            let mut counts: Map<String, Value> = counts
                .into_iter()
                .map(|(key, count)| (key.to_owned(), json!(count)))
                .collect();
            if group == "faults" {
                counts.insert("unfired".to_owned(), json!(report.unfired()));
            }
            put(group, Value::Object(counts));
        }
        let violations = report.violations.iter().map(|violation| {
            json!({
                "seed": violation.seed,
                "step": violation.step,
                "invariant": violation.invariant,
                "detail": violation.detail,
                "repeat": self.repeat(violation),
            })
        });
        put("violations", Value::Array(violations.collect()));
        put("trace_hash", json!(report.trace_hash));
        put("wall_s", json!((wall * 1_000.0).round() / 1_000.0));
        Value::Object(document)
    }
}

fn list(seeds: &Range<u64>, report: &Report, wall: f64) {
    let many = seeds.end - seeds.start;
    println!(
        "{many} seeds, {} steps, {:.1} virtual hours in {wall:.1} s",
        report.steps(),
        report.virtual_hours()
    );
    for (group, counts) in report.counts() {
        let counts: Vec<_> = counts
            .into_iter()
            .map(|(key, count)| format!("{key} {count}"))
            .collect();
        println!("{group}: {}", counts.join(", "));
    }
    let unfired = report.unfired();
    if !unfired.is_empty() {
        println!("never fired: {}", unfired.join(", "));
    }
    println!("{} violations", report.violations.len());
    println!("trace {}", report.trace_hash);
}

fn no_fault(name: &str) -> Failure {
    // The points of one kind differ after the slash only.
    let names: BTreeSet<String> = names()
        .iter()
        .map(|name| match name.split_once('/') {
            Some((kind, _)) => format!("{kind}/…"),
            None => name.clone(),
        })
        .collect();
    let names = names.into_iter().collect::<Vec<_>>().join(", ");
    Failure::input(
        "fault",
        format!("--only: no fault is called {name}; there are {names}"),
    )
}

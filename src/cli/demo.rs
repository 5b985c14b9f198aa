//! `samband demo`: three invented organisations in one process. With `--once` the main job runs
//! unattended and is reported; otherwise the pages are served until it is stopped.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant as Moment;

use clap::Args;
use serde_json::{Value, json};

use super::Failure;
use crate::crossing::guard::{Refusal, language_of};
use crate::domain::Interval;
use crate::words::Words;
use crate::world::region::{Region, RegionSettings};
use crate::world::script::{self, NamedSeat, Report};

/// What is asked.
#[derive(Debug, Args)]
pub(super) struct Demo {
    /// Do the main job once, without pages, and report it.
    #[arg(long)]
    once: bool,
    /// Where databases and keys are kept; a temporary folder, removed at the end, without it.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Keep every mail here as an `.eml` file.
    #[arg(long, value_name = "DIR")]
    mail: Option<PathBuf>,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

impl Demo {
    /// Runs the demo and gives the exit code.
    pub(super) fn run(&self) -> ExitCode {
        match self.try_run() {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => failure.report(self.json),
        }
    }

    fn try_run(&self) -> Result<(), Failure> {
        let begun = Moment::now();
        let runtime = tokio::runtime::Runtime::new()
            .map_err(|error| Failure::outside("runtime", error.to_string()))?;
        let temporary = Temporary::new(self.data.as_ref())?;
        let settings = RegionSettings {
            mail: self
                .mail
                .clone()
                .unwrap_or_else(|| temporary.path().join("mail")),
            data: temporary.path().to_owned(),
            undo_seconds: 0,
        };
        runtime.block_on(async {
            let region = Region::start(&settings).await.map_err(outside)?;
            let report = script::run(&region).await;
            region.stop().await;
            let report = report.map_err(outside)?;
            let document = document(&report, begun.elapsed().as_millis());
            if self.json {
                println!("{document}");
            } else {
                println!("{document:#}");
            }
            Ok(())
        })
    }
}

fn outside(error: impl std::error::Error) -> Failure {
    let mut message = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        message.push_str(": ");
        message.push_str(&cause.to_string());
        source = cause.source();
    }
    Failure::outside("demo", message)
}

/// The folder of the demo: the one asked for, or a temporary one that goes with it.
struct Temporary {
    path: PathBuf,
    remove: bool,
}

impl Temporary {
    fn new(asked: Option<&PathBuf>) -> Result<Self, Failure> {
        let (path, remove) = match asked {
            Some(path) => (path.clone(), false),
            None => {
                let mut bytes = [0_u8; 8];
                getrandom::fill(&mut bytes)
                    .map_err(|_| Failure::outside("random", "the system gives no randomness"))?;
                let name = format!("samband-demo-{:016x}", u64::from_be_bytes(bytes));
                (std::env::temp_dir().join(name), true)
            }
        };
        std::fs::create_dir_all(&path).map_err(|error| {
            let path = path.display();
            Failure::outside(
                "folder",
                format!("the folder {path} can't be made: {error}"),
            )
        })?;
        Ok(Self { path, remove })
    }

    fn path(&self) -> &std::path::Path {
        &self.path
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if self.remove {
            // What can't be removed is left to the system's own cleaning.
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}

fn document(report: &Report, elapsed_ms: u128) -> Value {
    let proposals: Vec<_> = report
        .proposals
        .iter()
        .map(|(interval, seats)| {
            let mut slot = times(*interval);
            slot["seats"] = seats.iter().map(seat).collect();
            slot
        })
        .collect();
    let organisations: Vec<_> = report
        .ledgers
        .iter()
        .map(|(node, ..)| node.as_str())
        .collect();
    let ledgers: serde_json::Map<_, _> = report
        .ledgers
        .iter()
        .map(|(node, rows, verified)| {
            (
                node.to_string(),
                json!({"rows": rows, "verified": verified}),
            )
        })
        .collect();
    json!({
        "organisations": organisations,
        "calendars_synced": report.calendars_synced,
        "busy_intervals": report.busy_intervals,
        "proposals": proposals,
        "booking": booking(report),
        "note": {"id": report.note, "states": report.note_states},
        "refused_note": refused(&report.refused),
        "ledger": ledgers,
        "elapsed_ms": u64::try_from(elapsed_ms).unwrap_or(u64::MAX),
    })
}

fn times(interval: Interval) -> Value {
    json!({"start": interval.start().to_string(), "end": interval.end().to_string()})
}

fn seat(seat: &NamedSeat) -> Value {
    json!({
        "seat": seat.seat,
        "organisation": seat.organisation,
        "person": seat.person,
    })
}

fn booking(report: &Report) -> Value {
    let terms = &report.booking.terms;
    let mut booking = terms.interval().map_or_else(|| json!({}), times);
    booking["id"] = json!(terms.booking);
    booking["state"] = json!(report.booking.state);
    booking["seats"] = report.seats.iter().map(seat).collect();
    booking["invitations"] = json!(report.invitations);
    booking
}

fn refused(refusal: &Refusal) -> Value {
    let words = Words::new(language_of(""));
    let findings: Vec<_> = refusal
        .findings
        .iter()
        .map(|finding| {
            json!({
                "kind": finding.kind.name(),
                "start": finding.start,
                "end": finding.end,
                "why": words.text(finding.why.key()),
                "advice": words.text(finding.why.advice_key()),
            })
        })
        .collect();
    json!({"verdict": "refuse", "findings": findings})
}

//! `samband busy`: one iCalendar text to the stretches in which its owner is not free. Nothing else
//! of the text is printed, not even in an error.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde_json::json;

use super::Failure;
use crate::calendars::busy::{BusyReport, BusyRequest, Warning, read};
use crate::domain::{self, BusyKind, Instant, Interval};

/// More than [`read`] takes, so that it can say so; the rest of an endless file is left alone.
const MOST_BYTES: u64 = 16 << 20;

/// What is asked.
#[derive(Debug, Args)]
pub(super) struct Busy {
    /// The .ics file; standard input without it.
    file: Option<PathBuf>,
    /// From when: 2027-03-01T00:00:00Z, or a date or time in the zone.
    #[arg(long, value_name = "T")]
    from: String,
    /// To when, no longer inside.
    #[arg(long, value_name = "T")]
    to: String,
    /// The calendar's own zone.
    #[arg(long, value_name = "ZONE", default_value = "Europe/Oslo")]
    tz: String,
    /// The mail address whose answers to invitations count.
    #[arg(long, value_name = "ADDRESS")]
    owner: Option<String>,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

impl Busy {
    /// Reads, prints what it found, and gives the exit code.
    pub(super) fn run(&self) -> ExitCode {
        match self.read() {
            Ok((request, report)) => {
                self.print(&request, &report);
                ExitCode::SUCCESS
            }
            Err(failure) => failure.report(self.json),
        }
    }

    fn read(&self) -> Result<(BusyRequest, BusyReport), Failure> {
        let request = request(self)?;
        let bytes = bytes(self.file.as_deref())?;
        let report = read(&bytes, &request).map_err(|fault| Failure::Input {
            code: fault.code(),
            line: fault.line(),
            message: match &self.file {
                Some(file) => format!("{}: {fault}", file.display()),
                None => fault.to_string(),
            },
        })?;
        Ok((request, report))
    }

    fn print(&self, request: &BusyRequest, report: &BusyReport) {
        for warning in &report.warnings {
            eprintln!("samband: {warning}");
        }
        if self.json {
            println!("{}", document(self, report));
        } else {
            print!("{}", list(report, &request.zone));
        }
    }
}

fn request(args: &Busy) -> Result<BusyRequest, Failure> {
    let zone = TimeZone::get(&args.tz).map_err(|_| {
        Failure::input(
            "zone",
            "--tz is not the IANA name of a zone; write it as Europe/Oslo",
        )
    })?;
    let from = instant(&args.from, &zone).ok_or_else(|| no_time("--from"))?;
    let to = instant(&args.to, &zone).ok_or_else(|| no_time("--to"))?;
    let window = Interval::new(from, to).ok_or_else(|| {
        Failure::input(
            "window",
            "--to is not after --from; exchange them or ask for more",
        )
    })?;
    Ok(BusyRequest {
        window,
        zone,
        owner: args.owner.clone(),
    })
}

fn no_time(argument: &str) -> Failure {
    let mend = "write it as 2027-03-01T08:00:00Z, or as 2027-03-01 for a day in the zone";
    Failure::input("time", format!("{argument} is not a time; {mend}"))
}

/// RFC 3339, or a date or time without an offset, which is read in the zone.
fn instant(text: &str, zone: &TimeZone) -> Option<Instant> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(Instant::from(at));
    }
    let civil: DateTime = text.parse().ok()?;
    let zoned: Zoned = civil.to_zoned(zone.clone()).ok()?;
    Some(Instant::from(zoned.timestamp()))
}

fn bytes(file: Option<&Path>) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let result = match file {
        Some(path) => File::open(path).and_then(|f| f.take(MOST_BYTES).read_to_end(&mut bytes)),
        None => io::stdin().lock().take(MOST_BYTES).read_to_end(&mut bytes),
    };
    result.map_err(|error| {
        let name = file.map_or("standard input".into(), |path| path.display().to_string());
        Failure::input("file", format!("{name} cannot be read: {error}"))
    })?;
    Ok(bytes)
}

fn document(args: &Busy, report: &BusyReport) -> serde_json::Value {
    let busy = |busy: &domain::Busy| {
        json!({
            "start": busy.interval.start().to_string(),
            "end": busy.interval.end().to_string(),
            "kind": busy.kind,
        })
    };
    let warning =
        |warning: &Warning| json!({"code": warning.code(), "message": warning.to_string()});
    json!({
        "from": args.from,
        "to": args.to,
        "busy": report.busy.iter().map(busy).collect::<Vec<_>>(),
        "warnings": report.warnings.iter().map(warning).collect::<Vec<_>>(),
    })
}

fn list(report: &BusyReport, zone: &TimeZone) -> String {
    let mut out = String::new();
    for domain::Busy { interval, kind } in &report.busy {
        let at = |instant: Instant| {
            let there = instant.timestamp().to_zoned(zone.clone());
            there.strftime("%Y-%m-%d %H:%M").to_string()
        };
        let kind = match kind {
            BusyKind::Tentative => "tentative",
            BusyKind::Busy => "busy",
            BusyKind::Oof => "out of office",
        };
        out += &format!(
            "{} to {}  {kind}\n",
            at(interval.start()),
            at(interval.end())
        );
    }
    if out.is_empty() {
        out += "Free all the time.\n";
    }
    out
}

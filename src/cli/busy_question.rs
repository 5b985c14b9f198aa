//! What the commands that tell of busy time have in common: when is asked about, of whose calendar,
//! and how the answer is printed. Nothing but times is.

use clap::Args;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde_json::json;

use super::Failure;
use crate::calendars::busy::{BusyReport, BusyRequest, Warning};
use crate::domain::{self, BusyKind, Instant, Interval};

/// When, and of whose calendar.
#[derive(Debug, Args)]
pub(super) struct BusyQuestion {
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
    pub(super) json: bool,
}

impl BusyQuestion {
    /// The question as the calendars take it.
    pub(super) fn request(&self) -> Result<BusyRequest, Failure> {
        let zone = TimeZone::get(&self.tz).map_err(|_| {
            Failure::input(
                "zone",
                "--tz is not the IANA name of a zone; write it as Europe/Oslo",
            )
        })?;
        let from = instant(&self.from, &zone).ok_or_else(|| no_time("--from"))?;
        let to = instant(&self.to, &zone).ok_or_else(|| no_time("--to"))?;
        let window = Interval::new(from, to).ok_or_else(|| {
            Failure::input(
                "window",
                "--to is not after --from; exchange them or ask for more",
            )
        })?;
        Ok(BusyRequest {
            window,
            zone,
            owner: self.owner.clone(),
        })
    }

    /// Prints the answer to it.
    pub(super) fn print(&self, request: &BusyRequest, report: &BusyReport) {
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

fn document(question: &BusyQuestion, report: &BusyReport) -> serde_json::Value {
    let busy = |busy: &domain::Busy| {
        let domain::Busy { interval, kind } = busy;
        json!({
            "start": interval.start().to_string(),
            "end": interval.end().to_string(),
            "kind": kind,
        })
    };
    let warning =
        |warning: &Warning| json!({"code": warning.code(), "message": warning.to_string()});
    json!({
        "from": question.from,
        "to": question.to,
        "busy": report.joined().iter().map(busy).collect::<Vec<_>>(),
        "warnings": report.warnings.iter().map(warning).collect::<Vec<_>>(),
    })
}

fn list(report: &BusyReport, zone: &TimeZone) -> String {
    let mut out = String::new();
    for domain::Busy { interval, kind } in report.joined() {
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

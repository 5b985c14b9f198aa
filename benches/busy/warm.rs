//! Reads one calendar again and again in one process, for `benches/busy/warm.py`: what is timed is
//! text to busy stretches, reading and expansion included.
//!
//! Usage: FILE FROM TO ROUNDS, with times as seconds since 1970. Prints the milliseconds of each round
//! and the stretches as minutes.

use std::hint::black_box;

use jiff::tz::TimeZone;
use samband::calendars::busy::{BusyRequest, read};
use samband::domain::{Instant, Interval};
use serde_json::json;

/// Rounds before the first that is timed.
const COLD: usize = 3;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Cargo adds `--bench`.
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    let [file, from, to, rounds] = arguments.as_slice() else {
        return Err("usage: FILE FROM TO ROUNDS".into());
    };
    let text = std::fs::read(file)?;
    let at =
        |seconds: &str| Ok::<_, std::num::ParseIntError>(Instant::from_seconds(seconds.parse()?));
    let request = BusyRequest {
        window: Interval::new(at(from)?, at(to)?).ok_or("no window")?,
        zone: TimeZone::get("Europe/Oslo")?,
        owner: None,
    };
    let mut millis = Vec::new();
    let mut last = None;
    for round in 0..COLD + rounds.parse::<usize>()? {
        let began = std::time::Instant::now();
        let report = read(black_box(&text), &request)?;
        let took = began.elapsed().as_secs_f64() * 1_000.0;
        if round >= COLD {
            millis.push(took);
        }
        last = Some(report);
    }
    let busy = last.map(|report| report.joined()).unwrap_or_default();
    let minutes = busy.iter().map(|busy| {
        let (start, end) = (busy.interval.start(), busy.interval.end());
        json!([start.minutes(), end.minutes(), busy.kind])
    });
    println!(
        "{}",
        json!({ "millis": millis, "stretches": minutes.collect::<Vec<_>>() })
    );
    Ok(())
}

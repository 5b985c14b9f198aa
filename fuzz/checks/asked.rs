//! What the checks ask, and what holds for every answer.

use jiff::tz::TimeZone;
use samband::calendars::busy::{BusyReport, BusyRequest};
use samband::domain::{Instant, Interval};

/// Less than a reading may take, so that a run sees many texts.
pub const STEPS: u64 = 5_000_000;

/// Panics where the stretches are not in order, apart and inside the window.
pub fn in_order(report: &BusyReport) {
    let window = request().window;
    let mut before = window.start();
    for busy in &report.busy {
        assert!(before <= busy.interval.start(), "stretches overlap");
        assert!(busy.interval.end() <= window.end(), "outside the window");
        before = busy.interval.end();
    }
}

/// Two months, in Oslo, of somebody whose answers count.
pub fn request() -> BusyRequest {
    // 1 March to 26 April 2027, over the change of the clock.
    let ends = (
        Instant::from_seconds(1_803_859_200),
        Instant::from_seconds(1_808_697_600),
    );
    BusyRequest {
        window: Interval::new(ends.0, ends.1).expect("a window"),
        zone: TimeZone::get("Europe/Oslo").expect("a zone that jiff brings along"),
        owner: Some("siri@dps.test".to_owned()),
    }
}

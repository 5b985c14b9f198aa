//! What holds for any bytes that are read as a CalDAV server's answer about entries: busy time in order
//! or an error, and no answer to a part of it. Panics where it does not.

use jiff::tz::TimeZone;
use samband::calendars::busy::{BusyReport, BusyRequest};
use samband::calendars::caldav::busy_in_answer;
use samband::domain::{Instant, Interval};

/// Less than a reading may take, so that a run sees many answers.
const STEPS: u64 = 5_000_000;

/// Checks one body. Says whether it was answered.
pub fn check(bytes: &[u8]) -> bool {
    let Some(report) = answer(bytes) else {
        return false;
    };
    let window = request().window;
    let mut before = window.start();
    for busy in &report.busy {
        assert!(before <= busy.interval.start(), "stretches overlap");
        assert!(busy.interval.end() <= window.end(), "outside the window");
        before = busy.interval.end();
    }
    let more = [bytes, b"\r\n\r\n"].concat();
    assert!(
        answer(&more).as_ref() == Some(&report),
        "a line end at the end changes the answer"
    );
    let text = bytes.trim_ascii_end();
    // A comment may stand behind the last end.
    if text.ends_with(b"multistatus>") {
        let cut = &text[..text.len() - 1];
        assert!(answer(cut).is_none(), "a body that is cut off is answered");
    }
    let twice = [bytes, b"\r\n", bytes].concat();
    assert!(answer(&twice).is_none(), "two bodies are answered as one");
    true
}

fn answer(bytes: &[u8]) -> Option<BusyReport> {
    busy_in_answer(bytes, &request(), STEPS).ok()
}

fn request() -> BusyRequest {
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

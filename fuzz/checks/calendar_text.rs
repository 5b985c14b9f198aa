//! What holds for any bytes that are read as a calendar: an answer in order or an error, the same for
//! every form of the same text, and no answer to a part of it. Panics where it does not.

use jiff::tz::TimeZone;
use samband::calendars::busy::{BusyReport, BusyRequest, NotReadable, read_within};
use samband::domain::{Instant, Interval};

/// Less than a reading may take, so that a run sees many texts.
const STEPS: u64 = 5_000_000;

/// Checks one text.
pub fn check(bytes: &[u8]) {
    let Ok(report) = answer(bytes) else { return };
    let window = request().window;
    let mut before = window.start();
    for busy in &report.busy {
        assert!(before <= busy.interval.start(), "stretches overlap");
        assert!(busy.interval.end() <= window.end(), "outside the window");
        before = busy.interval.end();
    }
    // A line end more says nothing, and the same text again the same.
    let more = [bytes, b"\r\n\r\n"].concat();
    assert!(
        answer(&more).as_ref() == Ok(&report),
        "a line end at the end changes the answer"
    );
    // Without its last END the text is cut off.
    let text = bytes.trim_ascii_end();
    if let Some(cut) = text.len().checked_sub("R".len()) {
        assert!(
            answer(&text[..cut]).is_err(),
            "a text that is cut off is answered"
        );
    }
    // Two copies say at least what one says.
    let twice = [bytes, b"\r\n", bytes].concat();
    if let Ok(both) = answer(&twice) {
        for busy in &report.busy {
            assert!(
                is_taken(&both, busy.interval),
                "a text after another frees time"
            );
        }
    }
}

fn is_taken(report: &BusyReport, all: Interval) -> bool {
    let mut reached = all.start();
    for busy in &report.busy {
        if busy.interval.start() <= reached && reached < busy.interval.end() {
            reached = busy.interval.end();
        }
    }
    reached >= all.end()
}

fn answer(bytes: &[u8]) -> Result<BusyReport, NotReadable> {
    read_within(bytes, &request(), STEPS)
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

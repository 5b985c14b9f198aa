//! What holds for any bytes that are read as a calendar: an answer in order or an error, the same for
//! every form of the same text, and no answer to a part of it. Panics where it does not.

use samband::calendars::busy::{BusyReport, NotReadable, read_within};
use samband::domain::Interval;

use super::asked::{STEPS, in_order, request};

/// Checks one text.
pub fn check(bytes: &[u8]) {
    let Ok(report) = answer(bytes) else { return };
    in_order(&report);
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

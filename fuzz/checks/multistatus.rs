//! What holds for any bytes that are read as a CalDAV server's answer about entries: busy time in order
//! or an error, and no answer to a part of it. Panics where it does not.

use samband::calendars::busy::BusyReport;
use samband::calendars::caldav::busy_in_answer;

use super::asked::{STEPS, in_order, request};

/// Checks one body. Says whether it was answered.
pub fn check(bytes: &[u8]) -> bool {
    let Some(report) = answer(bytes) else {
        return false;
    };
    in_order(&report);
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

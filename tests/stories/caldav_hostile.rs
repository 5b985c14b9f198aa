//! A CalDAV server that lies, attacks or answers in part: its person is not known to be free.

use samband::calendars::source::Source;

use crate::support::asking::{ask, caldav, oslo, shown};
use crate::support::calendar_account::{TIMED, month};
use crate::support::served::{Served, answer};

/// An account whose only calendar answers a query for entries with `answered`.
fn account_saying(answered: &'static str) -> (Served, Source) {
    let served = Served::start(move |seen, stream| {
        let body = String::from_utf8_lossy(&seen.body);
        let prop = if body.contains("free-busy-query") {
            return answer(stream, 501, &[], b"");
        } else if seen.method == "REPORT" {
            return answer(stream, 207, &[], answered.as_bytes());
        } else {
            "<d:resourcetype><d:collection/><c:calendar/></d:resourcetype>"
        };
        let whole = format!(
            "<d:multistatus xmlns:d=\"DAV:\" xmlns:c=\"urn:ietf:params:xml:ns:caldav\">\
             <d:response><d:href>/k/</d:href><d:propstat><d:prop>{prop}</d:prop>\
             <d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>"
        );
        answer(stream, 207, &[], whole.as_bytes());
    });
    let source = caldav(&served.url("/k/"), "u", "p");
    (served, source)
}

#[tokio::test]
async fn a_hostile_or_partial_answer_is_refused() {
    const ENTRY: &str = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:Hemmelig\n\
         DTSTART:20270302T080000Z\nDTEND:20270302T090000Z\nEND:VEVENT\nEND:VCALENDAR\n";
    let entry = |text: &str| {
        format!(
            "<d:response><d:href>/k/1.ics</d:href><d:propstat><d:prop><c:calendar-data>{text}\
             </c:calendar-data></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat>\
             </d:response>"
        )
    };
    let list = |inner: &str| -> &'static str {
        let whole = format!(
            "<d:multistatus xmlns:d=\"DAV:\" xmlns:c=\"urn:ietf:params:xml:ns:caldav\">\
             {inner}</d:multistatus>"
        );
        Box::leak(whole.into_boxed_str())
    };
    let whole = list(&entry(ENTRY));
    let (_served, source) = account_saying(whole);
    let report = ask(&source, &oslo(month())).await.unwrap();
    assert_eq!(shown(&report), [TIMED[0]]);

    let status = |code: &str| {
        format!("<d:response><d:href>/k/</d:href><d:status>HTTP/1.1 {code}</d:status></d:response>")
    };
    let missing = "<d:response><d:href>/k/2.ics</d:href><d:propstat><d:prop><c:calendar-data/>\
                   </d:prop><d:status>HTTP/1.1 404 Not Found</d:status></d:propstat></d:response>";
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>";
    let bomb = format!("{bomb}{}", list(&entry("&b;")));
    let deep = list(&"<d:response>".repeat(5_000));
    for (answered, code) in [
        ("", "unforeseen"),
        ("<html><body>Logg inn</body></html>", "not_a_calendar"),
        (&whole[..whole.len() - 1], "unforeseen"),
        (&whole[..whole.len() / 2], "unforeseen"),
        (Box::leak(bomb.into_boxed_str()), "unforeseen"),
        (deep, "unforeseen"),
        (list(&entry("")), "unforeseen"),
        (list(&entry("BEGIN:VCALENDAR\nEND:VCALENDAR")), "unforeseen"),
        (list(&entry(&ENTRY[..ENTRY.len() / 2])), "not_readable"),
        (list(&format!("{}{missing}", entry(ENTRY))), "unforeseen"),
        (
            list(&format!("{}{}", entry(ENTRY), status("507 Full"))),
            "too_large",
        ),
        (
            list(&format!("{}{}", entry(ENTRY), status("500 Nei"))),
            "server_error",
        ),
        (
            list("<d:response><d:href>/k/1.ics</d:href></d:response>"),
            "unforeseen",
        ),
        (list("<d:response/>"), "unforeseen"),
    ] {
        let (_served, source) = account_saying(answered);
        let trouble = ask(&source, &oslo(month())).await.unwrap_err();
        let start: String = answered.chars().take(60).collect();
        assert_eq!(trouble.code(), code, "{start}");
        assert!(!format!("{trouble} {trouble:?}").contains("Hemmelig"));
    }
    // Deleted between the list and the look: not there, and no trouble.
    let (_served, source) = account_saying(list(&status("404 Not Found")));
    assert!(ask(&source, &oslo(month())).await.unwrap().busy.is_empty());
}

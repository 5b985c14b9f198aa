//! A person's account on a calendar server, with entries whose titles must go nowhere.

use std::sync::{Arc, Mutex};

use samband::calendars::entry::{self, Certainty};
use samband::calendars::{Occasion, Uid};
use samband::domain::Interval;
use samband::http::{Answer, Method, Request};

use super::asking::{at, interval, login, loopback_fetcher};
use super::calendar_server::{CalendarServer, answer_of};
use super::served::{Served, answer, send};

const OSLO: &str = "BEGIN:VTIMEZONE\r\nTZID:Europe/Oslo\r\n\
    BEGIN:DAYLIGHT\r\nDTSTART:19700329T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n\
    TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nEND:DAYLIGHT\r\n\
    BEGIN:STANDARD\r\nDTSTART:19701025T030000\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n\
    TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";

/// Entries of one person, each with the lines that decide.
pub const ENTRIES: [(&str, &str); 7] = [
    (
        "single",
        "DTSTART;TZID=Europe/Oslo:20270302T090000\r\nDTEND;TZID=Europe/Oslo:20270302T100000",
    ),
    (
        "weekly",
        "DTSTART;TZID=Europe/Oslo:20270303T130000\r\nDURATION:PT45M\r\n\
         RRULE:FREQ=WEEKLY;COUNT=4\r\nEXDATE;TZID=Europe/Oslo:20270310T130000",
    ),
    (
        "transparent",
        "DTSTART:20270304T080000Z\r\nDTEND:20270304T100000Z\r\nTRANSP:TRANSPARENT",
    ),
    (
        "tentative",
        "DTSTART:20270304T110000Z\r\nDTEND:20270304T120000Z\r\nSTATUS:TENTATIVE",
    ),
    (
        "cancelled",
        "DTSTART:20270304T130000Z\r\nDTEND:20270304T140000Z\r\nSTATUS:CANCELLED",
    ),
    (
        "allday",
        "DTSTART;VALUE=DATE:20270305\r\nDTEND;VALUE=DATE:20270306",
    ),
    (
        "later",
        "DTSTART:20270601T080000Z\r\nDTEND:20270601T090000Z",
    ),
];

/// Until and with the last weekly one; summer time begins on 28 March.
pub fn month() -> Interval {
    interval("2027-03-01T00:00:00Z", "2027-03-29T00:00:00Z")
}

pub const TIMED: [&str; 5] = [
    "[2027-03-02T08:00:00Z, 2027-03-02T09:00:00Z) Busy",
    "[2027-03-03T12:00:00Z, 2027-03-03T12:45:00Z) Busy",
    "[2027-03-04T11:00:00Z, 2027-03-04T12:00:00Z) Tentative",
    "[2027-03-17T12:00:00Z, 2027-03-17T12:45:00Z) Busy",
    "[2027-03-24T12:00:00Z, 2027-03-24T12:45:00Z) Busy",
];

/// The timed ones with this whole day among them.
pub fn with_day(day: &str) -> Vec<String> {
    let mut all: Vec<String> = TIMED.map(str::to_owned).to_vec();
    all.insert(3, day.to_owned());
    all
}

/// An entry whose titles and texts are to go nowhere.
pub fn text_of(uid: &str, lines: &str) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//NO\r\n{OSLO}BEGIN:VEVENT\r\n\
         UID:{uid}\r\nDTSTAMP:20270101T000000Z\r\nSUMMARY:Hemmelig {uid}\r\n\
         DESCRIPTION:Hemmelig\r\nLOCATION:Hemmelig\r\n{lines}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
}

/// An entry of ours, on a Monday at ten.
pub fn entry_of_ours(uid: &Uid, sequence: u32, start: &str, certainty: Certainty) -> String {
    let start = at(start);
    let occasion = Occasion {
        uid,
        sequence,
        stamped: at("2027-02-01T12:00:00Z"),
        interval: Interval::new(start, start.plus_minutes(45)).unwrap(),
        title: "Samarbeidsmøte",
        place: Some("Rom 2, Storgata 14"),
    };
    entry::text(&occasion, certainty)
}

/// Sends a request of an account's owner; the passwords of `u1` and `u2` are `p1` and `p2`.
pub async fn say(method: Method, address: &str, user: &str, body: &str) -> Answer {
    let password = user.replace('u', "p");
    let request = Request::new(method, address.parse().unwrap());
    let request = request.login(Some(&login(user, &password)));
    let request = match method {
        Method::Put => request.body("text/calendar; charset=utf-8", body),
        _ => request,
    };
    loopback_fetcher().send(request).await.unwrap()
}

pub async fn make_calendar(server: &CalendarServer, path: &str) {
    let made = say(Method::Mkcalendar, &server.url(path), "u1", "").await;
    assert_eq!(made.status(), 201, "{path}");
}

pub async fn put(server: &CalendarServer, path: &str, uid: &str, lines: &str) {
    let address = server.url(&format!("{path}{uid}.ics"));
    let done = say(Method::Put, &address, "u1", &text_of(uid, lines)).await;
    assert!((200..300).contains(&done.status()), "{uid}");
}

/// Radicale with the entries, spread over two calendars.
pub async fn radicale() -> CalendarServer {
    let server = CalendarServer::radicale();
    make_calendar(&server, "/u1/arbeid/").await;
    make_calendar(&server, "/u1/privat/").await;
    for (index, (uid, lines)) in ENTRIES.iter().enumerate() {
        let calendar = ["/u1/arbeid/", "/u1/privat/"][index % 2];
        put(&server, calendar, uid, lines).await;
    }
    server
}

/// A server in front of the one at `port` that keeps all it was answered, and answers a request
/// itself where `instead` does.
pub fn in_front(
    port: u16,
    instead: impl Fn(&str) -> Option<u16> + Send + Sync + 'static,
) -> (Served, Arc<Mutex<Vec<u8>>>) {
    let wire = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&wire);
    let served = Served::start(move |seen, stream| {
        let body = String::from_utf8_lossy(&seen.body);
        if let Some(status) = instead(&body) {
            return answer(stream, status, &[], b"");
        }
        let whole = answer_of(port, seen);
        kept.lock().unwrap().extend_from_slice(&whole);
        send(stream, &whole);
    });
    (served, wire)
}

pub fn holds_title(wire: &Mutex<Vec<u8>>) -> bool {
    let bytes = wire.lock().unwrap();
    bytes.windows(8).any(|bytes| bytes == b"Hemmelig")
}

//! An account is followed by its changes on three real servers: the first look, changes by the
//! server's own account of them and by marks of versions, a token that is lost, a restart, and our own
//! entries beside. What is read again is what has changed.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use samband::calendars::Uid;
use samband::calendars::caldav::{Account, OwnCalendar, Written};
use samband::calendars::entry::Certainty;
use samband::calendars::source::{self, Fetched, Source, SourceAddress, SourceState};
use samband::domain::{Busy, NodeId};
use samband::http::{FetchSettings, Fetcher, Method, Request};

use crate::support::asking::{at, caldav, credentials, loopback_fetcher, oslo};
use crate::support::calendar_account::{
    entry_of_ours, holds_title, in_front, make_calendar, month, text_of,
};
use crate::support::calendar_server::CalendarServer;
use crate::support::cyrus::cyrus;
use crate::support::served::Served;

/// What differs between servers, as measured.
struct Ways {
    /// Entries come without their titles where times can't be asked for.
    withholds: bool,
    /// The status with which it refuses a token that it has never given.
    refusal: u16,
    /// So many writes it takes at one time.
    at_once: usize,
}

const RADICALE: Ways = Ways {
    withholds: false,
    refusal: 403,
    at_once: 4,
};
const XANDIKOS: Ways = Ways {
    withholds: false,
    refusal: 412,
    // It locks the whole calendar and refuses the others.
    at_once: 1,
};
const CYRUS: Ways = Ways {
    withholds: true,
    refusal: 403,
    at_once: 4,
};

#[tokio::test]
async fn radicale_is_followed() {
    follow(CalendarServer::radicale(), 24, &RADICALE).await;
}

#[tokio::test]
async fn xandikos_is_followed() {
    follow(CalendarServer::xandikos(), 24, &XANDIKOS).await;
}

#[tokio::test]
async fn cyrus_is_followed() {
    follow(cyrus(false), 24, &CYRUS).await;
}

#[tokio::test]
#[ignore = "a thousand changes on each server"]
async fn soak_a_thousand_changes_are_followed() {
    follow(CalendarServer::radicale(), 1_000, &RADICALE).await;
    follow(CalendarServer::xandikos(), 1_000, &XANDIKOS).await;
    follow(cyrus(false), 1_000, &CYRUS).await;
}

/// A quarter of an hour every half hour from the first of March; `shift` moves it by minutes.
fn lines(number: usize, shift: i64) -> String {
    let number = i64::try_from(number).unwrap();
    let start = at("2027-03-01T00:00:00Z").plus_minutes(number * 30 + shift);
    let text = |at: samband::domain::Instant| at.timestamp().strftime("%Y%m%dT%H%M%SZ").to_string();
    format!(
        "DTSTART:{}\r\nDTEND:{}",
        text(start),
        text(start.plus_minutes(15))
    )
}

/// A calendar on a server, and an asker that has looked at it.
struct Followed {
    server: CalendarServer,
    fetcher: Fetcher,
    calendar: String,
    at_once: usize,
    state: Option<SourceState>,
    busy: Vec<Busy>,
}

impl Followed {
    async fn change(&self, method: Method, number: usize, shift: i64) {
        let uid = format!("entry-{number}");
        let address = self.server.url(&format!("{}{uid}.ics", self.calendar));
        let request = Request::new(method, address.parse().unwrap());
        let request = request.credentials(&credentials("u1", "p1"));
        let request = match method {
            Method::Put => {
                let text = text_of(&uid, &lines(number, shift));
                request.body("text/calendar; charset=utf-8", text)
            }
            _ => request,
        };
        let answer = self.fetcher.send(request).await.unwrap();
        assert!((200..300).contains(&answer.status()), "{}", answer.status());
    }

    /// Writes these entries, a few at a time.
    async fn write(&self, numbers: std::ops::Range<usize>, shift: i64) {
        let writing = futures_util::stream::iter(numbers);
        writing
            .for_each_concurrent(self.at_once, |number| {
                self.change(Method::Put, number, shift)
            })
            .await;
    }

    /// Looks by way of `front` and says whether anything was new.
    async fn look(&mut self, front: &Served, node: Option<&NodeId>) -> bool {
        let source: Source = caldav(&front.url("/"), "u1", "p1");
        let request = oslo(month());
        let state = self.state.as_ref();
        let fetched = source::fetch(&self.fetcher, &source, &request, node, state).await;
        match fetched.unwrap() {
            Fetched::Unchanged => false,
            Fetched::Changed { state, report } => {
                // What is kept between two looks holds nothing but times.
                let kept = serde_json::to_string(&state).unwrap();
                assert!(!kept.contains("Hemmelig") && !kept.contains("entry-"));
                assert!(!format!("{state:?}").contains("Hemmelig"));
                self.state = Some(serde_json::from_str(&kept).unwrap());
                self.busy = report.busy;
                true
            }
        }
    }

    /// Whether the entry is known busy there and nowhere else by itself.
    fn knows(&self, number: usize, shift: i64) -> bool {
        let number = i64::try_from(number).unwrap();
        let start = at("2027-03-01T00:00:00Z").plus_minutes(number * 30 + shift);
        self.busy.iter().any(|busy| busy.interval.start() == start)
    }
}

/// The reports asked for since `from`, each with the number of addresses it names.
fn reports(front: &Served, from: usize) -> Vec<(&'static str, usize)> {
    let kinds = [
        "free-busy-query",
        "calendar-query",
        "calendar-multiget",
        "sync-collection",
    ];
    let seen = front.seen();
    let bodies = seen
        .iter()
        .skip(from)
        .filter(|seen| seen.method == "REPORT");
    bodies
        .map(|seen| {
            let body = String::from_utf8_lossy(&seen.body);
            let kind = kinds.into_iter().find(|kind| body.contains(kind)).unwrap();
            (kind, body.matches("<d:href>").count())
        })
        .collect()
}

/// How often entries were asked for by name, and how many of them.
fn named(reports: &[(&str, usize)]) -> usize {
    let by_name = reports
        .iter()
        .filter(|(kind, _)| *kind == "calendar-multiget");
    by_name.map(|(_, names)| names).max().copied().unwrap_or(0)
}

async fn follow(server: CalendarServer, many: usize, ways: &Ways) {
    let calendar = format!("{}arbeid/", server.home);
    make_calendar(&server, &calendar).await;
    let _ = loopback_fetcher();
    let fetcher = Fetcher::new(&FetchSettings {
        plain_http: true,
        inside: true,
        total_timeout: Duration::from_secs(60),
        ..FetchSettings::default()
    })
    .unwrap();
    let port = server.port();
    let mut followed = Followed {
        server,
        fetcher,
        calendar,
        at_once: ways.at_once,
        state: None,
        busy: Vec::new(),
    };
    let begun = Instant::now();
    followed.write(0..many, 0).await;
    let took = |what: &str, begun: Instant| println!("{many} {what}: {:?}", begun.elapsed());
    took("written", begun);

    // Times are asked for first, and nothing else travels.
    let (front, wire) = in_front(port, |_| None);
    let begun = Instant::now();
    assert!(followed.look(&front, None).await);
    took("times, first look", begun);
    assert_eq!(followed.busy.len(), many);
    followed.change(Method::Put, 0, 15).await;
    let begun = Instant::now();
    assert!(followed.look(&front, None).await);
    took("times, one changed", begun);
    assert!(followed.knows(0, 15) || followed.knows(1, -15));
    assert!(!followed.look(&front, None).await);
    let asked = reports(&front, 0);
    assert!(
        asked.iter().all(|(kind, _)| *kind == "free-busy-query"),
        "{asked:?}"
    );
    assert!(!holds_title(&wire));
    followed.change(Method::Put, 0, 0).await;

    // Where they can't be, entries are, and then what has changed.
    let syncs = Arc::new(AtomicUsize::new(0));
    let closed = Arc::clone(&syncs);
    let (front, wire) = in_front(port, move |body| {
        let no_times = body.contains("free-busy-query");
        let no_sync = body.contains("sync-collection") && closed.load(Ordering::SeqCst) == 1;
        (no_times || no_sync).then_some(501)
    });
    followed.state = None;
    let begun = Instant::now();
    assert!(followed.look(&front, None).await);
    took("entries, first look", begun);
    assert_eq!(followed.busy.len(), many);
    assert_eq!(holds_title(&wire), !ways.withholds);
    assert!(!followed.look(&front, None).await);

    // One new, one moved, one removed.
    let before = front.seen().len();
    followed.change(Method::Put, many + 100, 0).await;
    followed.change(Method::Put, 1, 5).await;
    followed.change(Method::Delete, 2, 0).await;
    let begun = Instant::now();
    assert!(followed.look(&front, None).await);
    took("entries, three changed", begun);
    assert_eq!(followed.busy.len(), many);
    assert!(followed.knows(many + 100, 0) && followed.knows(1, 5));
    assert!(!followed.knows(1, 0) && !followed.knows(2, 0));
    let asked = reports(&front, before);
    assert_eq!(asked[0].0, "sync-collection");
    assert!(
        !asked.iter().any(|(kind, _)| *kind == "calendar-query"),
        "{asked:?}"
    );
    assert_eq!(named(&asked), 2, "{asked:?}");
    assert!(!followed.look(&front, None).await);

    // All of them at once.
    let begun = Instant::now();
    followed.write(3..many, 10).await;
    took("changed", begun);
    let begun = Instant::now();
    assert!(followed.look(&front, None).await);
    took("entries, all changed", begun);
    assert_eq!(followed.busy.len(), many);
    assert!((3..many).all(|number| followed.knows(number, 10)));

    // The server does not know the token: only what has another mark is read again.
    lose_token(&mut followed);
    followed.change(Method::Put, 3, 0).await;
    let before = front.seen().len();
    assert!(followed.look(&front, None).await);
    assert!(followed.knows(3, 0) && !followed.knows(3, 10));
    assert_eq!(followed.busy.len(), many);
    let asked = reports(&front, before);
    let kinds: Vec<_> = asked.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds[..2], ["sync-collection", "calendar-query"]);
    assert_eq!(named(&asked), 1, "{asked:?}");
    assert_eq!(ways.refusal, refusal(&followed).await);
    // And it is followed by its own account again.
    followed.change(Method::Put, 3, 10).await;
    let before = front.seen().len();
    assert!(followed.look(&front, None).await);
    let asked = reports(&front, before);
    assert!(
        !asked.iter().any(|(kind, _)| *kind == "calendar-query"),
        "{asked:?}"
    );
    assert!(followed.knows(3, 10));

    // After a restart it is the same calendar.
    followed.server.restart();
    let known = followed.busy.clone();
    followed.look(&front, None).await;
    assert_eq!(followed.busy, known);

    // A server without such an account.
    syncs.store(1, Ordering::SeqCst);
    for shift in [0, 10] {
        followed.change(Method::Put, 3, shift).await;
        followed
            .change(Method::Delete, 4 + usize::from(shift > 0), 0)
            .await;
        let before = front.seen().len();
        assert!(followed.look(&front, None).await);
        assert!(followed.knows(3, shift));
        assert_eq!(named(&reports(&front, before)), 1);
    }
    assert_eq!(followed.busy.len(), many - 2);
    syncs.store(0, Ordering::SeqCst);
    assert_eq!(holds_title(&wire), !ways.withholds);

    write_back(&mut followed, &front).await;
}

/// Puts a token in what is kept that the server has never given.
fn lose_token(followed: &mut Followed) {
    let mut kept = serde_json::to_value(followed.state.as_ref().unwrap()).unwrap();
    let mut lost = 0;
    for calendar in kept["kept"]["cal_dav"].as_array_mut().unwrap() {
        let token = calendar["token"].as_str().unwrap().to_owned();
        // Of the server's own form, so that it is refused for what it says.
        let changed: String = token.chars().rev().map(turned).collect();
        calendar["token"] = changed.chars().rev().collect::<String>().into();
        lost += 1;
    }
    assert!(lost > 0);
    followed.state = Some(serde_json::from_value(kept).unwrap());
}

fn turned(letter: char) -> char {
    match letter {
        '0'..='8' => '9',
        other => other,
    }
}

/// With which status the server refuses a token.
async fn refusal(followed: &Followed) -> u16 {
    let address = followed.server.url(&followed.calendar);
    let body = "<d:sync-collection xmlns:d=\"DAV:\"><d:sync-token>http://annet.test/9</d:sync-token>\
                <d:sync-level>1</d:sync-level><d:prop><d:getetag/></d:prop></d:sync-collection>";
    let request = Request::new(Method::Report, address.parse().unwrap())
        .header("depth", "0")
        .credentials(&credentials("u1", "p1"))
        .body("application/xml", body);
    let answer = followed.fetcher.send(request).await.unwrap();
    let text = String::from_utf8_lossy(answer.body()).into_owned();
    assert!(text.contains("valid-sync-token"), "{text}");
    answer.status()
}

/// Our own entries are written, moved and removed beside, and are never busy time for us.
async fn write_back(followed: &mut Followed, front: &Served) {
    let node: NodeId = "dps-nord".parse().unwrap();
    followed.state = None;
    followed.look(front, Some(&node)).await;
    let known = followed.busy.clone();
    let who = credentials("u1", "p1");
    let fetcher = followed.fetcher.clone();
    let account = Account::new(&fetcher, &who);
    let address: SourceAddress = followed.server.url("/").parse().unwrap();
    let own = OwnCalendar::make(&account, &address, &node).await.unwrap();
    let uid = Uid::from_bytes(&[5; 16]);
    let mut mark = None;
    for (sequence, start, certainty) in [
        (0, "2027-03-28T08:00:00Z", Certainty::Tentative),
        (1, "2027-03-28T08:00:00Z", Certainty::Confirmed),
        (2, "2027-03-28T12:00:00Z", Certainty::Confirmed),
    ] {
        let text = entry_of_ours(&uid, sequence, start, certainty);
        match own.put(&account, &uid, &text, mark.as_ref()).await.unwrap() {
            Written::Done(etag) => mark = etag,
            Written::Altered => panic!("altered by nobody"),
        }
        followed.look(front, Some(&node)).await;
        assert_eq!(followed.busy, known);
    }
    let gone = own.remove(&account, &uid, mark.as_ref()).await.unwrap();
    assert_eq!(gone, Written::Done(None));
}

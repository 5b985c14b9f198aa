//! A mailbox in Microsoft 365: busy time without titles, in one piece or several, and troubles that
//! are never taken for free time. Against a server written from Microsoft's documentation: the real
//! one can't be installed.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use samband::calendars::access::Proof;
use samband::calendars::graph::{Graph, GraphSettings};
use samband::calendars::source::{self, Fetched, Source, SourceTrouble};
use samband::domain::{Clock, Draw, Instant, Interval};
use samband::http::{FetchSettings, Fetcher};
use samband::seal::AssertionKey;
use serde_json::json;

use crate::support::asking::{ask, ask_again, ask_by, at, interval, loopback_fetcher, oslo, shown};
use crate::support::graph_server::{CLIENT, GraphServer, Instead, SECRET, TENANT};
use crate::support::served::{Served, answer};

const SIRI: &str = "siri.dahl@dps.test";

fn week() -> Interval {
    interval("2027-03-01T00:00:00Z", "2027-03-08T00:00:00Z")
}

/// Access to this server with a clock that a story sets.
fn access(server: &GraphServer, proof: Proof) -> (Arc<Graph>, Arc<AtomicI64>) {
    let millis = Arc::new(AtomicI64::new(at("2027-03-01T08:00:00Z").millis()));
    let shown = Arc::clone(&millis);
    let clock = Clock::new(move || Instant::from_millis(shown.load(Ordering::SeqCst)));
    let url = server.served.url("/v1.0").parse().unwrap();
    let login = server.served.url("").parse().unwrap();
    let settings = GraphSettings::application(url, &login, TENANT, CLIENT.to_owned(), proof);
    let graph = Graph::new(settings.unwrap(), clock, Draw::from_seed(7));
    (Arc::new(graph), millis)
}

fn with_secret(server: &GraphServer) -> (Arc<Graph>, Arc<AtomicI64>) {
    access(server, Proof::Secret(SECRET.into()))
}

fn of(graph: &Arc<Graph>, mailbox: &str) -> Source {
    Source::Graph {
        graph: Arc::clone(graph),
        mailbox: mailbox.parse().unwrap(),
    }
}

async fn trouble(fetcher: &Fetcher, source: &Source) -> SourceTrouble {
    let request = oslo(week());
    let trouble = ask_by(fetcher, source, &request).await.unwrap_err();
    let words = format!("{trouble} {trouble:?} {source:?}").to_lowercase();
    assert!(!words.contains("hemmelig") && !words.contains("siri"));
    trouble
}

/// A week with an entry of every sort.
fn fill(server: &GraphServer) {
    let put = |start: &str, end: &str, with| server.put(SIRI, start, end, with);
    put(
        "2027-03-02T08:00:00.0000000",
        "2027-03-02T09:00:00.0000000",
        json!({}),
    );
    put(
        "2027-03-02T10:00:00",
        "2027-03-02T11:00:00",
        json!({"showAs": "tentative"}),
    );
    put(
        "2027-03-02T12:00:00",
        "2027-03-02T13:00:00",
        json!({"showAs": "free"}),
    );
    put(
        "2027-03-02T13:00:00",
        "2027-03-02T14:00:00",
        json!({"showAs": "workingElsewhere"}),
    );
    put(
        "2027-03-02T14:00:00",
        "2027-03-02T15:00:00",
        json!({"isCancelled": true}),
    );
    put(
        "2027-03-02T16:00:00",
        "2027-03-02T17:00:00",
        json!({"showAs": "unknown"}),
    );
    put(
        "2027-03-02T18:00:00",
        "2027-03-02T19:00:00",
        json!({"showAs": null}),
    );
    // Whole days come as midnight to midnight, and are days where their owner lives.
    let oof = json!({"showAs": "oof", "isAllDay": true});
    put(
        "2027-03-04T00:00:00.0000000",
        "2027-03-06T00:00:00.0000000",
        oof,
    );
    // A whole day after the window in UTC, and half an hour of it in Oslo.
    put(
        "2027-03-08T00:00:00",
        "2027-03-09T00:00:00",
        json!({"isAllDay": true}),
    );
}

const FILLED: [&str; 6] = [
    "[2027-03-02T08:00:00Z, 2027-03-02T09:00:00Z) Busy",
    "[2027-03-02T10:00:00Z, 2027-03-02T11:00:00Z) Tentative",
    "[2027-03-02T16:00:00Z, 2027-03-02T17:00:00Z) Busy",
    "[2027-03-02T18:00:00Z, 2027-03-02T19:00:00Z) Busy",
    "[2027-03-03T23:00:00Z, 2027-03-05T23:00:00Z) Oof",
    "[2027-03-07T23:00:00Z, 2027-03-08T00:00:00Z) Busy",
];

#[tokio::test]
async fn a_mailbox_is_asked_for_times_and_nothing_else_comes() {
    let server = GraphServer::start();
    fill(&server);
    let (graph, _) = with_secret(&server);
    let source = of(&graph, SIRI);
    let (state, report) = ask_again(&source, &oslo(week()), None, None).await.unwrap();
    assert_eq!(shown(&report), FILLED);
    let views = server.views();
    assert_eq!(views.len(), 1);
    assert_eq!(views[0].method, "GET");
    assert!(
        views[0]
            .path
            .contains("%24select=start%2Cend%2CshowAs%2CisAllDay%2CisCancelled&")
    );
    // A login of a kind that a stranger could repeat is only in its header.
    assert!(!views[0].path.contains("token"));
    let stored = serde_json::to_string(&state).unwrap();
    let all = format!("{source:?} {state:?} {stored} {report:?}").to_lowercase();
    for word in ["hemmelig", "siri", "127.0.0.1", CLIENT] {
        assert!(!all.contains(word), "{word}");
    }
    // The same times again are no change, and other times are one.
    let again = ask_again(&source, &oslo(week()), None, Some(&state)).await;
    assert!(again.is_none());
    server.put(
        SIRI,
        "2027-03-03T08:00:00",
        "2027-03-03T09:00:00",
        json!({}),
    );
    let again = ask_again(&source, &oslo(week()), None, Some(&state)).await;
    assert_eq!(shown(&again.unwrap().1).len(), FILLED.len() + 1);
}

#[tokio::test]
async fn titles_that_come_unasked_stop_in_the_reader() {
    let server = GraphServer::start();
    fill(&server);
    server.state.lock().unwrap().selects_nothing = true;
    let (graph, _) = with_secret(&server);
    let source = of(&graph, SIRI);
    let (state, report) = ask_again(&source, &oslo(week()), None, None).await.unwrap();
    assert_eq!(shown(&report), FILLED);
    let stored = serde_json::to_string(&state).unwrap();
    assert!(!format!("{state:?} {stored} {report:?}").contains("emmelig"));
}

#[tokio::test]
async fn pages_are_read_to_the_last_within_one_origin() {
    let fetcher = loopback_fetcher();
    let server = GraphServer::start();
    fill(&server);
    server.state.lock().unwrap().page = 2;
    let (graph, _) = with_secret(&server);
    let source = of(&graph, SIRI);
    let report = ask_by(&fetcher, &source, &oslo(week())).await.unwrap();
    assert_eq!(shown(&report), FILLED);
    assert_eq!(
        (server.views().len(), server.token_questions().len()),
        (10, 1)
    );

    // An entry that goes away between two pages takes another one out of sight with it.
    server.state.lock().unwrap().loses_one = true;
    assert_eq!(trouble(&fetcher, &source).await, SourceTrouble::CutShort);
    let fewer = ask_by(&fetcher, &source, &oslo(week())).await.unwrap();
    assert_eq!(shown(&fewer), FILLED[1..]);

    // A page that fails is no shorter calendar.
    let second = |instead| server.state.lock().unwrap().view_instead = [None, Some(instead)].into();
    second(Instead::status(500));
    assert_eq!(trouble(&fetcher, &source).await, SourceTrouble::ServerError);
    second(Instead::body("{\"value\":[{\"start\":"));
    assert_eq!(trouble(&fetcher, &source).await, SourceTrouble::CutShort);

    // The token goes nowhere else.
    let elsewhere = Served::start(|_, stream| answer(stream, 200, &[], b"{\"value\":[]}"));
    let next = json!({"value": [], "@odata.nextLink": elsewhere.url("/v1.0/next")});
    second(Instead::body(&next.to_string()));
    assert_eq!(trouble(&fetcher, &source).await, SourceTrouble::Redirected);
    second(Instead::status(307).with("Location", &elsewhere.url("/v1.0/next")));
    assert_eq!(trouble(&fetcher, &source).await, SourceTrouble::Redirected);
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn a_page_that_leads_round_or_on_for_ever_ends() {
    let fetcher = loopback_fetcher();
    let server = Served::start(|seen, stream| {
        let body = match seen.path.as_str() {
            path if path.contains("/oauth2/") => {
                json!({"token_type": "bearer", "access_token": "x"})
            }
            path if path.contains("rundt@") => {
                json!({"value": [], "@odata.nextLink": "/v1.0/a?rundt@"})
            }
            path => {
                let length = path.len();
                json!({"value": [], "@odata.nextLink": format!("/v1.0/b?{}", "x".repeat(length))})
            }
        };
        answer(stream, 200, &[], body.to_string().as_bytes());
    });
    let url = |path: &str| server.url(path).parse().unwrap();
    let (url, login) = (url("/v1.0"), url(""));
    let proof = Proof::Secret(SECRET.into());
    let settings = GraphSettings::application(url, &login, TENANT, CLIENT.to_owned(), proof);
    let clock = Clock::new(|| Instant::from_millis(0));
    let graph = Arc::new(Graph::new(settings.unwrap(), clock, Draw::from_seed(1)));
    assert_eq!(
        trouble(&fetcher, &of(&graph, "rundt@dps.test")).await,
        SourceTrouble::Unforeseen
    );
    assert_eq!(
        trouble(&fetcher, &of(&graph, "videre@dps.test")).await,
        SourceTrouble::TooLarge
    );
    assert!(server.connections() < 210);
}

#[tokio::test]
async fn a_server_that_wants_rest_says_for_how_long() {
    let fetcher = loopback_fetcher();
    let server = GraphServer::start();
    let (graph, _) = with_secret(&server);
    let source = of(&graph, SIRI);
    let wait = |seconds| SourceTrouble::AskedToWait { seconds };
    let dated = Instead::status(503)
        .with("Date", "Mon, 01 Mar 2027 08:00:00 GMT")
        .with("Retry-After", "Mon, 01 Mar 2027 08:05:00 GMT");
    for (instead, expected) in [
        (Instead::status(429).with("Retry-After", "120"), wait(120)),
        (Instead::status(504).with("Retry-After", "7"), wait(7)),
        (dated, wait(300)),
        (
            Instead::status(503).with("Retry-After", "4000000000"),
            wait(86_400),
        ),
        (
            Instead::status(429).with("Retry-After", "soon"),
            SourceTrouble::ServerError,
        ),
        (Instead::status(429), SourceTrouble::ServerError),
        (
            Instead::status(500).with("Retry-After", "9"),
            SourceTrouble::ServerError,
        ),
    ] {
        server.state.lock().unwrap().view_instead = [Some(instead)].into();
        let trouble = trouble(&fetcher, &source).await;
        assert_eq!(trouble, expected);
        assert!(trouble.may_pass());
    }
}

#[tokio::test]
async fn one_token_serves_many_until_shortly_before_its_end() {
    let fetcher = loopback_fetcher();
    let server = GraphServer::start();
    fill(&server);
    let (graph, clock) = with_secret(&server);
    let request = oslo(week());
    let (siri, ola) = (of(&graph, SIRI), of(&graph, "ola@dps.test"));
    let (one, two) = tokio::join!(
        ask_by(&fetcher, &siri, &request),
        ask_by(&fetcher, &ola, &request)
    );
    assert_eq!(
        (shown(&one.unwrap()).len(), shown(&two.unwrap()).len()),
        (6, 0)
    );
    assert_eq!(server.token_questions().len(), 1);
    clock.fetch_add(3_538_000, Ordering::SeqCst);
    ask_by(&fetcher, &siri, &request).await.unwrap();
    assert_eq!(server.token_questions().len(), 1);
    clock.fetch_add(1_000, Ordering::SeqCst);
    ask_by(&fetcher, &siri, &request).await.unwrap();
    assert_eq!(server.token_questions().len(), 2);

    // One that is taken back before its time is replaced, once.
    server.state.lock().unwrap().view_instead = [Some(Instead::status(401))].into();
    ask_by(&fetcher, &siri, &request).await.unwrap();
    assert_eq!(server.token_questions().len(), 3);
    let refused = || Some(Instead::status(401));
    server.state.lock().unwrap().view_instead = [refused(), refused()].into();
    assert_eq!(trouble(&fetcher, &siri).await, SourceTrouble::ClientRefused);
    assert_eq!(server.token_questions().len(), 4);
}

#[tokio::test]
async fn a_client_that_is_refused_is_not_tried_for_each_calendar() {
    let fetcher = loopback_fetcher();
    let server = GraphServer::start();
    let (graph, clock) = access(&server, Proof::Secret("gammel".into()));
    assert_eq!(
        trouble(&fetcher, &of(&graph, SIRI)).await,
        SourceTrouble::ClientRefused
    );
    assert_eq!(
        trouble(&fetcher, &of(&graph, "ola@dps.test")).await,
        SourceTrouble::ClientRefused
    );
    assert_eq!(
        (server.token_questions().len(), server.views().len()),
        (1, 0)
    );
    clock.fetch_add(60_000, Ordering::SeqCst);
    assert_eq!(
        trouble(&fetcher, &of(&graph, SIRI)).await,
        SourceTrouble::ClientRefused
    );
    assert_eq!(server.token_questions().len(), 2);

    let (graph, _) = with_secret(&server);
    let source = of(&graph, SIRI);
    let instead = |instead| server.state.lock().unwrap().token_instead = [Some(instead)].into();
    instead(Instead::status(429).with("Retry-After", "30"));
    let wait = SourceTrouble::AskedToWait { seconds: 30 };
    assert_eq!(trouble(&fetcher, &source).await, wait);
    assert_eq!(trouble(&fetcher, &source).await, wait);
    for (answer, expected) in [
        (Instead::status(500), SourceTrouble::ServerError),
        (Instead::body("<html>Hemmelig"), SourceTrouble::Unforeseen),
        (
            Instead::body("{\"token_type\":\"mac\",\"access_token\":\"x\"}"),
            SourceTrouble::LoginUnsupported,
        ),
        (
            Instead::body("{\"token_type\":\"Bearer\",\"access_token\":\"x\\r\\nHemmelig: 1\"}"),
            SourceTrouble::LoginUnsupported,
        ),
    ] {
        let (graph, _) = with_secret(&server);
        instead(answer);
        assert_eq!(trouble(&fetcher, &of(&graph, SIRI)).await, expected);
    }
}

#[tokio::test]
async fn a_certificate_proves_as_well_as_a_secret_and_its_key_stays() {
    let server = GraphServer::start();
    fill(&server);
    let Some((key, certificate)) = rsa_pair() else {
        panic!("openssl makes the key and is on every Debian machine");
    };
    let proof = Proof::Key(Arc::new(
        AssertionKey::certified(&key, &certificate).unwrap(),
    ));
    let (graph, _) = access(&server, proof);
    let report = ask(&of(&graph, SIRI), &oslo(week())).await.unwrap();
    assert_eq!(shown(&report), FILLED);
    let asked = server.token_questions().remove(0);
    assert!(!asked.contains("secret"));
    assert!(asked.contains("client_assertion_type=urn%3Aietf%3Aparams%3Aoauth"));
}

/// An RSA key and a certificate for it, made by openssl.
fn rsa_pair() -> Option<(Vec<u8>, Vec<u8>)> {
    let folder = tempfile::tempdir().ok()?;
    let made = std::process::Command::new("openssl")
        .args([
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
        ])
        .args(["-subj", "/CN=samband", "-keyout", "key", "-out", "crt"])
        .current_dir(folder.path())
        .output()
        .ok()?;
    made.status.success().then_some(())?;
    let read = |name: &str| std::fs::read(folder.path().join(name)).ok();
    Some((read("key")?, read("crt")?))
}

#[tokio::test]
async fn whatever_is_wrong_has_a_code_and_is_never_an_empty_calendar() {
    let fetcher = loopback_fetcher();
    let server = GraphServer::start();
    let (graph, _) = with_secret(&server);
    assert_eq!(
        trouble(&fetcher, &of(&graph, "ukjent@dps.test"))
            .await
            .code(),
        "not_found"
    );
    let source = of(&graph, SIRI);
    let entry = |start: &str, zone: &str, end: &str| {
        let body = json!({"value": [{
            "start": {"dateTime": start, "timeZone": zone},
            "end": {"dateTime": end, "timeZone": "UTC"},
            "showAs": "free", "subject": "Hemmelig"
        }]});
        Instead::body(&body.to_string())
    };
    let deep = format!("{{\"value\":{}", "[".repeat(100_000));
    let (good, late) = ("2027-03-02T08:00:00.0000000", "2027-03-02T09:00:00.0000000");
    for (instead, code) in [
        (Instead::status(400), "unforeseen"),
        (Instead::status(403), "forbidden"),
        (Instead::status(410), "gone"),
        (Instead::status(500), "server_error"),
        (Instead::status(204), "unforeseen"),
        (Instead::body(""), "empty"),
        (Instead::body("<!DOCTYPE html>Hemmelig"), "not_a_calendar"),
        (Instead::body("[]"), "not_a_calendar"),
        (Instead::body("{}"), "unforeseen"),
        (
            Instead::body("{\"error\":{\"code\":\"Hemmelig\"}}"),
            "unforeseen",
        ),
        (Instead::body("{\"value\":null}"), "unforeseen"),
        (
            Instead::body("{\"value\":[{\"showAs\":\"free\"}]}"),
            "unforeseen",
        ),
        (Instead::body("{\"value\":["), "cut_short"),
        (Instead::body(&deep), "unforeseen"),
        (Instead::body(&" ".repeat(1_100_000)), "too_large"),
        (entry(good, "Hemmelig Standard Time", late), "unforeseen"),
        (entry("2027-03-02T08:00:00Z", "UTC", late), "unforeseen"),
        (entry("2027-02-30T08:00:00", "UTC", late), "unforeseen"),
        (entry("hemmelig", "UTC", late), "unforeseen"),
        (entry(late, "UTC", good), "unforeseen"),
    ] {
        server.state.lock().unwrap().view_instead = [Some(instead)].into();
        assert_eq!(trouble(&fetcher, &source).await.code(), code);
    }
    // And the same without fault.
    server.state.lock().unwrap().view_instead = [Some(entry(good, "UTC", late))].into();
    assert!(shown(&ask_by(&fetcher, &source, &oslo(week())).await.unwrap()).is_empty());
}

#[tokio::test]
async fn an_address_inside_is_not_asked_unless_it_is_permitted() {
    let server = GraphServer::start();
    let (graph, _) = with_secret(&server);
    let source = of(&graph, SIRI);
    let _ = loopback_fetcher();
    let strict = FetchSettings {
        plain_http: true,
        ..FetchSettings::default()
    };
    for (settings, code) in [
        (strict, "address_forbidden"),
        (FetchSettings::default(), "not_https"),
    ] {
        let fetcher = Fetcher::new(&settings).unwrap();
        let fetched = source::fetch(&fetcher, &source, &oslo(week()), None, None).await;
        let Err(trouble) = fetched.map(|fetched| matches!(fetched, Fetched::Unchanged)) else {
            panic!("{code}");
        };
        assert_eq!(trouble.code(), code);
    }
    assert_eq!(server.served.connections(), 0);
}

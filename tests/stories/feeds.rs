//! A person's calendar feed: fetched whole or not at all, again only when it has changed, and with
//! nothing of it left but times.

use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use jiff::tz::TimeZone;
use samband::calendars::source::{self, Source, SourceState};

use crate::support::asking::{
    ask, ask_again, feed, interval, login, loopback_fetcher, oslo, shown,
};
use crate::support::served::{Served, answer, send};

const FEED: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n\
    BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Hemmelig samtale\r\nLOCATION:Hemmelig sted\r\n\
    DTSTART;TZID=Europe/Oslo:20270302T090000\r\nDTEND;TZID=Europe/Oslo:20270302T100000\r\n\
    END:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:2\r\nSUMMARY:Hemmelig ferie\r\nDTSTART;VALUE=DATE:20270303\r\n\
    X-MICROSOFT-CDO-BUSYSTATUS:OOF\r\nEND:VEVENT\r\n\
    END:VCALENDAR\r\n";

fn week() -> samband::domain::Interval {
    interval("2027-03-01T00:00:00Z", "2027-03-08T00:00:00Z")
}

#[tokio::test]
async fn a_feed_becomes_busy_time_and_its_titles_are_forgotten() {
    let served = Served::start(|_, stream| {
        answer(
            stream,
            200,
            &[("Content-Type", "text/plain")],
            FEED.as_bytes(),
        );
    });
    let webcal = served.url("/hemmelig.ics").replace("http:", "HTTP:");
    let source = feed(&webcal);
    let (state, report) = ask_again(&source, &oslo(week()), None, None).await.unwrap();
    assert_eq!(
        shown(&report),
        [
            "[2027-03-02T08:00:00Z, 2027-03-02T09:00:00Z) Busy",
            "[2027-03-02T23:00:00Z, 2027-03-03T23:00:00Z) Oof",
        ]
    );
    let stored = serde_json::to_string(&state).unwrap();
    let everything = format!("{source:?} {state:?} {report:?} {stored}").to_lowercase();
    assert!(!everything.contains("hemmelig") && !everything.contains("127.0.0.1"));
}

#[tokio::test]
async fn an_unchanged_feed_is_asked_for_once() {
    let version = Arc::new(AtomicUsize::new(1));
    let now = Arc::clone(&version);
    let served = Served::start(move |seen, stream| {
        let etag = format!("\"v{}\"", now.load(Ordering::SeqCst));
        if seen.header("if-none-match") == Some(&etag) {
            answer(stream, 304, &[("ETag", &etag)], b"");
        } else {
            answer(stream, 200, &[("ETag", &etag)], FEED.as_bytes());
        }
    });
    let source = feed(&served.url("/a.ics"));
    let request = oslo(week());
    let (state, _) = ask_again(&source, &request, None, None).await.unwrap();
    let stored = serde_json::to_string(&state).unwrap();
    let state: SourceState = serde_json::from_str(&stored).unwrap();

    assert!(
        ask_again(&source, &request, None, Some(&state))
            .await
            .is_none()
    );
    let inner = oslo(interval("2027-03-02T00:00:00Z", "2027-03-08T00:00:00Z"));
    assert!(
        ask_again(&source, &inner, None, Some(&state))
            .await
            .is_none()
    );

    // What was not read before can't be unchanged: later days, another zone, owner or address.
    let later = oslo(interval("2027-03-01T00:00:00Z", "2027-03-08T00:00:01Z"));
    assert!(
        ask_again(&source, &later, None, Some(&state))
            .await
            .is_some()
    );
    let mut elsewhere = request.clone();
    elsewhere.zone = TimeZone::get("America/New_York").unwrap();
    assert!(
        ask_again(&source, &elsewhere, None, Some(&state))
            .await
            .is_some()
    );
    let mut of_owner = request.clone();
    of_owner.owner = Some("siri@dps.test".to_owned());
    assert!(
        ask_again(&source, &of_owner, None, Some(&state))
            .await
            .is_some()
    );
    let other = feed(&served.url("/b.ics"));
    assert!(
        ask_again(&other, &request, None, Some(&state))
            .await
            .is_some()
    );

    version.store(2, Ordering::SeqCst);
    let (state, _) = ask_again(&source, &request, None, Some(&state))
        .await
        .unwrap();
    assert!(
        ask_again(&source, &request, None, Some(&state))
            .await
            .is_none()
    );
}

#[tokio::test]
async fn a_feed_without_entity_tags_is_asked_by_time_once_that_time_has_settled() {
    let sent = "Mon, 01 Mar 2027 10:00:05 GMT";
    let served = Served::start(move |seen, stream| {
        let modified = match seen.path.as_str() {
            "/settled" => "Mon, 01 Mar 2027 10:00:04 GMT",
            _ => sent,
        };
        if seen.header("if-modified-since") == Some(modified) {
            answer(stream, 304, &[], b"");
        } else {
            let headers = [("Date", sent), ("Last-Modified", modified)];
            answer(stream, 200, &headers, FEED.as_bytes());
        }
    });
    for (path, unchanged) in [("/settled", true), ("/this-second", false)] {
        let source = feed(&served.url(path));
        let (state, _) = ask_again(&source, &oslo(week()), None, None).await.unwrap();
        let again = ask_again(&source, &oslo(week()), None, Some(&state)).await;
        assert_eq!(again.is_none(), unchanged, "{path}");
    }
}

#[tokio::test]
async fn whatever_is_wrong_has_a_code_and_is_never_an_empty_calendar() {
    let elsewhere = Served::start(|_, stream| answer(stream, 200, &[], FEED.as_bytes()));
    let moved = elsewhere.url("/moved.ics");
    let served = Served::start(move |seen, stream| {
        let path = seen.path.trim_start_matches('/');
        if let Ok(status) = path.parse() {
            return answer(stream, status, &[], FEED.as_bytes());
        }
        match path {
            "digest" => {
                let challenge = [("WWW-Authenticate", "Digest realm=\"x\", nonce=\"y\"")];
                answer(stream, 401, &challenge, b"");
            }
            "negotiate" => {
                let challenge = [("WWW-Authenticate", "Negotiate")];
                answer(stream, 401, &challenge, b"");
            }
            "basic" => {
                let challenge = [("WWW-Authenticate", "Basic realm=\"x\"")];
                answer(stream, 401, &challenge, b"");
            }
            "page" => {
                let kind = [("Content-Type", "text/calendar")];
                answer(stream, 200, &kind, b"<!DOCTYPE html><p>BEGIN:VCALENDAR</p>");
            }
            "empty" => answer(stream, 200, &[], b""),
            "blank" => answer(stream, 200, &[], b"\xef\xbb\xbf \r\n\r\n"),
            "stub" => answer(stream, 200, &[], b"BEGIN:VCAL"),
            "short" => {
                send(stream, b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n");
                send(stream, FEED.as_bytes());
            }
            "half" => answer(stream, 200, &[], &FEED.as_bytes()[..FEED.len() / 2]),
            "huge" => {
                send(stream, b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
                send(stream, &FEED.as_bytes()[..FEED.len() - 15]);
                send(stream, &[b' '; 1_100_000]);
                send(stream, b"END:VCALENDAR\r\n");
            }
            "moved" => answer(stream, 301, &[("Location", &moved)], b""),
            "round" => answer(stream, 301, &[("Location", "/round")], b""),
            other => panic!("{other}"),
        }
    });
    for (path, code) in [
        ("204", "unforeseen"),
        ("304", "unforeseen"),
        ("400", "unforeseen"),
        ("401", "wrong_password"),
        ("basic", "wrong_password"),
        ("digest", "wrong_password"),
        ("negotiate", "login_unsupported"),
        ("403", "forbidden"),
        ("404", "not_found"),
        ("410", "gone"),
        ("429", "server_error"),
        ("500", "server_error"),
        ("503", "server_error"),
        ("page", "not_a_calendar"),
        ("empty", "empty"),
        ("blank", "empty"),
        ("stub", "cut_short"),
        ("short", "cut_short"),
        ("half", "not_readable"),
        ("huge", "too_large"),
        ("moved", "redirected"),
        ("round", "redirected"),
    ] {
        let source = feed(&served.url(&format!("/{path}")));
        let trouble = ask(&source, &oslo(week())).await.unwrap_err();
        assert_eq!(trouble.code(), code, "{path}");
        let shown = format!("{trouble} {trouble:?}").to_lowercase();
        assert!(
            !shown.contains("hemmelig") && !shown.contains("127.0"),
            "{path}"
        );
    }
    assert_eq!(elsewhere.connections(), 0);
    let port = served.port();
    drop(served);
    let down = feed(&format!("http://127.0.0.1:{port}/404"));
    let trouble = ask(&down, &oslo(week())).await.unwrap_err();
    assert_eq!(trouble.code(), "unreachable");
}

#[tokio::test]
async fn a_feed_cut_anywhere_is_never_taken_for_a_shorter_one() {
    let served = Served::start(|seen, stream| {
        let length: usize = seen.path.trim_start_matches('/').parse().unwrap();
        answer(stream, 200, &[], &FEED.as_bytes()[..length]);
    });
    for length in (0..FEED.len() - 2).step_by(7) {
        let source = feed(&served.url(&format!("/{length}")));
        assert!(ask(&source, &oslo(week())).await.is_err(), "{length}");
    }
}

#[tokio::test]
async fn a_silent_server_is_too_slow_and_an_inside_one_forbidden() {
    let served = Served::start(|_, stream| {
        let _ = stream.read(&mut [0; 1]);
        thread::sleep(Duration::from_secs(3));
    });
    let source = feed(&served.url("/"));
    let _ = loopback_fetcher();
    let patient = samband::http::FetchSettings {
        plain_http: true,
        inside: true,
        total_timeout: Duration::from_millis(500),
        ..samband::http::FetchSettings::default()
    };
    let strict = samband::http::FetchSettings {
        inside: false,
        ..patient.clone()
    };
    let encrypted = samband::http::FetchSettings::default();
    for (settings, code) in [
        (patient, "too_slow"),
        (strict, "address_forbidden"),
        (encrypted, "not_https"),
    ] {
        let fetcher = samband::http::Fetcher::new(&settings).unwrap();
        let got = source::fetch(&fetcher, &source, &oslo(week()), None, None).await;
        assert_eq!(got.unwrap_err().code(), code);
    }
}

#[tokio::test]
async fn a_feed_behind_a_login_gets_it() {
    let served = Served::start(|seen, stream| match seen.header("authorization") {
        Some("Basic dTpw") => answer(stream, 200, &[], FEED.as_bytes()),
        _ => answer(stream, 401, &[("WWW-Authenticate", "basic realm=x")], b""),
    });
    let with = |password: &str| Source::Ics {
        address: served.url("/a.ics").parse().unwrap(),
        login: Some(login("u", password)),
    };
    assert!(ask(&with("p"), &oslo(week())).await.is_ok());
    let wrong = ask(&with("q"), &oslo(week())).await.unwrap_err();
    assert_eq!(wrong.code(), "wrong_password");
}

//! An appointment book behind FHIR R4: slots and appointments as busy time, all of them or a trouble.
//! Against a server written from the specification: the hospital systems that have one can't be
//! installed.

use std::sync::Arc;

use samband::calendars::access::{AccessSettings, ClientSettings, Proof};
use samband::calendars::fhir::{Fhir, FhirSettings, USUAL_LONGEST_DAYS};
use samband::calendars::source::{Source, SourceTrouble};
use samband::domain::{Clock, Draw, Instant, Interval};
use samband::http::Fetcher;
use samband::seal::AssertionKey;
use serde_json::{Value, json};

use crate::support::asking::{ask_again, ask_by, interval, login, loopback_fetcher, oslo, shown};
use crate::support::fhir_server::FhirServer;
use crate::support::graph_server::Instead;
use crate::support::served::{Served, answer};

const SIRI: &str = "Practitioner/siri-1";

fn week() -> Interval {
    interval("2027-03-01T00:00:00Z", "2027-03-08T00:00:00Z")
}

fn of(server: &FhirServer, actor: &str, access: AccessSettings) -> Source {
    let settings = FhirSettings {
        base_url: server.served.url("/r4").parse().unwrap(),
        access,
        longest_days: USUAL_LONGEST_DAYS,
    };
    let now = "2027-03-01T08:00:00Z".parse::<jiff::Timestamp>().unwrap();
    let clock = Clock::new(move || Instant::from(now));
    Source::Fhir {
        fhir: Arc::new(Fhir::new(settings, clock, Draw::from_seed(3))),
        actor: actor.parse().unwrap(),
    }
}

fn open(server: &FhirServer, actor: &str) -> Source {
    of(server, actor, AccessSettings::Open)
}

async fn trouble(fetcher: &Fetcher, source: &Source) -> SourceTrouble {
    let request = oslo(week());
    let trouble = ask_by(fetcher, source, &request).await.unwrap_err();
    let words = format!("{trouble} {trouble:?} {source:?}").to_lowercase();
    assert!(!words.contains("hemmelig") && !words.contains("siri"));
    trouble
}

/// Two books with a slot of every sort, and an appointment of every sort.
fn filled() -> FhirServer {
    let server = FhirServer::start();
    server.put(
        "Practitioner",
        "siri-1",
        json!({"name": [{"text": "Hemmelig Lege"}]}),
    );
    for (id, actor) in [("a", SIRI), ("b", SIRI), ("c", "Practitioner/ola-2")] {
        server.put("Schedule", id, json!({"actor": [{"reference": actor}]}));
    }
    let slot = |id, schedule, status, from: &str, to: &str| {
        let at = |clock: &str| format!("2027-03-02T{clock}:00+01:00");
        server.slot(id, schedule, status, &at(from), &at(to));
    };
    slot("1", "Schedule/a", "busy", "08:00", "09:00");
    slot("2", "Schedule/a", "free", "09:00", "10:00");
    slot("3", "Schedule/b", "busy-tentative", "10:00", "11:00");
    slot("4", "Schedule/b", "busy-unavailable", "11:00", "12:00");
    slot("5", "Schedule/b", "entered-in-error", "12:00", "13:00");
    slot("6", "Schedule/c", "busy", "13:00", "14:00");
    let held = |id, status, from: &str, to: &str| {
        let at = |clock: &str| format!("2027-03-03T{clock}:00.000Z");
        server.appointment(id, SIRI, status, &at(from), &at(to));
    };
    held("1", "booked", "08:00", "08:45");
    held("2", "arrived", "08:45", "09:00");
    held("3", "fulfilled", "09:00", "09:30");
    held("4", "checked-in", "10:00", "10:30");
    held("5", "pending", "11:00", "11:30");
    held("6", "proposed", "11:30", "12:00");
    held("7", "waitlist", "12:00", "12:30");
    held("8", "cancelled", "13:00", "14:00");
    held("9", "noshow", "14:00", "15:00");
    held("10", "entered-in-error", "15:00", "16:00");
    held("11", "in-a-word-of-its-own", "17:00", "18:00");
    // Began before the window and reaches in; and one of somebody else's.
    let far = ("2027-02-20T08:00:00Z", "2027-03-01T10:00:00+01:00");
    server.appointment("12", SIRI, "booked", far.0, far.1);
    let other = ("2027-03-04T08:00:00Z", "2027-03-04T10:00:00Z");
    server.appointment("13", "Practitioner/ola-2", "booked", other.0, other.1);
    server
}

const FILLED: [&str; 8] = [
    "[2027-03-01T00:00:00Z, 2027-03-01T09:00:00Z) Busy",
    "[2027-03-02T07:00:00Z, 2027-03-02T08:00:00Z) Busy",
    "[2027-03-02T09:00:00Z, 2027-03-02T10:00:00Z) Tentative",
    "[2027-03-02T10:00:00Z, 2027-03-02T11:00:00Z) Oof",
    "[2027-03-03T08:00:00Z, 2027-03-03T09:30:00Z) Busy",
    "[2027-03-03T10:00:00Z, 2027-03-03T10:30:00Z) Busy",
    "[2027-03-03T11:00:00Z, 2027-03-03T12:30:00Z) Tentative",
    "[2027-03-03T17:00:00Z, 2027-03-03T18:00:00Z) Busy",
];

#[tokio::test]
async fn slots_and_appointments_are_busy_time_and_only_times_are_asked_for() {
    let server = filled();
    let source = open(&server, SIRI);
    let (state, report) = ask_again(&source, &oslo(week()), None, None).await.unwrap();
    assert_eq!(shown(&report), FILLED);
    let asked = server.asked();
    assert_eq!(asked.len(), 3);
    assert!(asked[0].contains("/r4/Schedule?actor=Practitioner%2Fsiri-1&_elements=id&"));
    for question in &asked[1..] {
        assert!(
            question.contains("&_elements=status%2Cstart%2Cend&"),
            "{question}"
        );
    }
    assert!(asked[1].contains("start=ge2027-01-29T00%3A00%3A00Z&start=lt2027-03-08T"));
    let stored = serde_json::to_string(&state).unwrap();
    let all = format!("{source:?} {state:?} {stored} {report:?}").to_lowercase();
    assert!(!all.contains("hemmelig") && !all.contains("siri") && !all.contains("127.0"));
    assert!(
        ask_again(&source, &oslo(week()), None, Some(&state))
            .await
            .is_none()
    );
}

#[tokio::test]
async fn what_comes_unasked_stops_in_the_reader_and_pages_are_read_to_the_last() {
    let server = filled();
    {
        let mut state = server.state.lock().unwrap();
        (state.shows_all, state.page) = (true, 2);
    }
    let source = open(&server, SIRI);
    let (state, report) = ask_again(&source, &oslo(week()), None, None).await.unwrap();
    assert_eq!(shown(&report), FILLED);
    let stored = serde_json::to_string(&state).unwrap();
    assert!(!format!("{state:?} {stored} {report:?}").contains("emmelig"));
    assert_eq!(server.asked().len(), 1 + 2 + 6);
}

#[tokio::test]
async fn one_book_is_its_slots_alone() {
    let fetcher = loopback_fetcher();
    let server = filled();
    let report = ask_by(&fetcher, &open(&server, "Schedule/b"), &oslo(week()))
        .await
        .unwrap();
    assert_eq!(shown(&report), FILLED[2..4]);
    assert_eq!(server.asked().len(), 1);
    let may = oslo(interval("2027-05-01T00:00:00Z", "2027-05-08T00:00:00Z"));
    let free = ask_by(&fetcher, &open(&server, "Schedule/a"), &may)
        .await
        .unwrap();
    assert!(shown(&free).is_empty());
}

#[tokio::test]
async fn somebody_who_is_not_there_is_not_somebody_who_is_free() {
    let fetcher = loopback_fetcher();
    let server = filled();
    for actor in [
        "Practitioner/siri-7",
        "PractitionerRole/siri-1",
        "Schedule/d",
    ] {
        assert_eq!(
            trouble(&fetcher, &open(&server, actor)).await.code(),
            "not_found",
            "{actor}"
        );
    }
    server.put("PractitionerRole", "ny", json!({}));
    // There, but with no schedule and no appointment: the book is under another reference.
    let nobody = trouble(&fetcher, &open(&server, "PractitionerRole/ny")).await;
    assert_eq!(nobody.code(), "no_calendar");
}

/// A bundle with these entries and whatever more.
fn bundle(entries: Value, more: Value) -> Instead {
    let mut bundle = json!({"resourceType": "Bundle", "type": "searchset", "entry": entries});
    for (key, value) in more.as_object().unwrap() {
        bundle[key] = value.clone();
    }
    Instead::body(&bundle.to_string())
}

fn slot(with: Value) -> Value {
    let mut slot = json!({
        "resourceType": "Slot", "id": "1", "status": "busy", "comment": "Hemmelig",
        "start": "2027-03-02T08:00:00+01:00", "end": "2027-03-02T09:00:00+01:00",
    });
    for (key, value) in with.as_object().unwrap() {
        slot[key] = value.clone();
    }
    json!({"resource": slot, "search": {"mode": "match"}})
}

fn outcome(severity: &str) -> Value {
    let issue = json!([{"severity": severity, "code": "suppressed", "diagnostics": "Hemmelig"}]);
    let resource = json!({"resourceType": "OperationOutcome", "issue": issue});
    json!({"resource": resource, "search": {"mode": "outcome"}})
}

#[tokio::test]
async fn whatever_is_wrong_has_a_code_and_is_never_an_empty_book() {
    let fetcher = loopback_fetcher();
    let server = filled();
    let source = open(&server, "Schedule/a");
    let one = |with| bundle(json!([slot(with)]), json!({}));
    let of_kind = |with| bundle(json!([slot(json!({}))]), with);
    for (instead, code) in [
        (Instead::status(400), "unforeseen"),
        (Instead::status(401), "client_refused"),
        (Instead::status(403), "forbidden"),
        (Instead::status(404), "not_found"),
        (Instead::status(410), "gone"),
        (Instead::status(500), "server_error"),
        (
            Instead::status(429).with("Retry-After", "60"),
            "asked_to_wait",
        ),
        (Instead::body(""), "empty"),
        (Instead::body("<html>Hemmelig"), "not_a_calendar"),
        (Instead::body("{\"resourceType\":\"Bundle\""), "cut_short"),
        (
            Instead::body("{\"resourceType\":\"OperationOutcome\"}"),
            "unforeseen",
        ),
        (of_kind(json!({"type": "history"})), "unforeseen"),
        (of_kind(json!({"resourceType": "List"})), "unforeseen"),
        (of_kind(json!({"total": 2})), "cut_short"),
        (of_kind(json!({"entry": [{}]})), "unforeseen"),
        (
            bundle(json!([slot(json!({})), outcome("warning")]), json!({})),
            "partial",
        ),
        (bundle(json!([outcome("error")]), json!({})), "partial"),
        (bundle(json!([outcome("fatal")]), json!({})), "partial"),
        (one(json!({"resourceType": "Patient"})), "unforeseen"),
        (one(json!({"status": null})), "partial"),
        (one(json!({"start": null})), "partial"),
        (one(json!({"end": null})), "partial"),
        (one(json!({"status": "free", "start": null})), ""),
        (one(json!({"start": "2027-03-02T08:00:00"})), "unforeseen"),
        (one(json!({"start": "2027-03-02"})), "unforeseen"),
        (
            one(json!({"end": "2027-03-02T07:59:59+01:00"})),
            "unforeseen",
        ),
        (one(json!({"end": 7})), "unforeseen"),
        (
            bundle(
                json!([slot(json!({})), outcome("information")]),
                json!({"total": 1}),
            ),
            "",
        ),
        (Instead::body(&" ".repeat(1_100_000)), "too_large"),
    ] {
        let shown = instead.body.chars().take(300).collect::<String>();
        server.state.lock().unwrap().instead = [Some(instead)].into();
        match ask_by(&fetcher, &source, &oslo(week())).await {
            Err(trouble) => assert_eq!(trouble.code(), code, "{shown}"),
            Ok(_) => assert_eq!("", code, "{shown}"),
        }
    }
}

#[tokio::test]
async fn an_appointment_that_is_only_wished_for_may_have_no_time() {
    let fetcher = loopback_fetcher();
    let server = filled();
    let source = open(&server, SIRI);
    let wish = |status: &str, with: Value| {
        let mut wish = json!({"resourceType": "Appointment", "id": "1", "status": status});
        for (key, value) in with.as_object().unwrap() {
            wish[key] = value.clone();
        }
        Some(bundle(json!([{"resource": wish}]), json!({})))
    };
    for (status, with, good) in [
        ("proposed", json!({}), true),
        ("waitlist", json!({}), true),
        ("cancelled", json!({}), true),
        ("booked", json!({}), false),
        ("pending", json!({}), false),
        ("proposed", json!({"start": "2027-03-02T08:00:00Z"}), false),
    ] {
        let instead = [None, None, wish(status, with.clone())].into();
        server.state.lock().unwrap().instead = instead;
        let read = ask_by(&fetcher, &source, &oslo(week())).await;
        assert_eq!(read.is_ok(), good, "{status} {with}");
    }
}

#[tokio::test]
async fn a_later_page_that_fails_lies_or_leads_away_is_no_shorter_book() {
    let fetcher = loopback_fetcher();
    let server = filled();
    server.state.lock().unwrap().page = 3;
    let source = open(&server, SIRI);
    let elsewhere = Served::start(|_, stream| answer(stream, 200, &[], b"{}"));
    let next = |url: &str| {
        let link = json!([{"relation": "next", "url": url}]);
        bundle(json!([]), json!({"link": link}))
    };
    let round = server.asked().len();
    assert_eq!(round, 0);
    for (instead, code) in [
        (Instead::status(500), "server_error"),
        (
            Instead::status(429).with("Retry-After", "9"),
            "asked_to_wait",
        ),
        // The last page is missing an appointment that was counted on the first.
        (bundle(json!([]), json!({})), "cut_short"),
        (next(&elsewhere.url("/r4")), "redirected"),
        (next("http://u:p@127.0.0.1/r4"), "redirected"),
        (next("http://["), "unforeseen"),
        (
            Instead::status(302).with("Location", &elsewhere.url("/")),
            "redirected",
        ),
    ] {
        // Schedules, slots, the first page of appointments, and then this.
        let instead = [None, None, None, Some(instead)].into();
        server.state.lock().unwrap().instead = instead;
        assert_eq!(trouble(&fetcher, &source).await.code(), code);
    }
    let again = next("/r4/Slot?rundt");
    let instead = [None, Some(again.clone()), Some(again)].into();
    server.state.lock().unwrap().instead = instead;
    assert_eq!(trouble(&fetcher, &source).await.code(), "unforeseen");
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn what_moved_between_pages_does_not_make_up_for_what_is_missing() {
    let fetcher = loopback_fetcher();
    let server = filled();
    let twice = json!([slot(json!({})), slot(json!({}))]);
    let instead = [Some(bundle(twice, json!({"total": 2})))].into();
    server.state.lock().unwrap().instead = instead;
    let source = open(&server, "Schedule/a");
    assert_eq!(trouble(&fetcher, &source).await, SourceTrouble::CutShort);
}

#[tokio::test]
async fn each_way_in_is_used_as_the_server_wants_it() {
    let fetcher = loopback_fetcher();
    let server = filled();
    let lets_in = |header: &str| header.clone_into(&mut server.state.lock().unwrap().authorization);
    let basic = AccessSettings::Basic(login("samband", "hemmelig"));
    let token = AccessSettings::Token("hemmelig-token".into());
    lets_in("Basic c2FtYmFuZDpoZW1tZWxpZw==");
    let report = ask_by(&fetcher, &of(&server, SIRI, basic), &oslo(week()))
        .await
        .unwrap();
    assert_eq!(shown(&report), FILLED);
    assert_eq!(
        trouble(&fetcher, &open(&server, SIRI)).await.code(),
        "client_refused"
    );
    lets_in("Bearer hemmelig-token");
    let report = ask_by(&fetcher, &of(&server, SIRI, token), &oslo(week()))
        .await
        .unwrap();
    assert_eq!(shown(&report), FILLED);

    let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384).unwrap();
    let key = AssertionKey::named(key.serialize_pem().as_bytes(), "samband-1").unwrap();
    for proof in [Proof::Key(Arc::new(key)), Proof::Secret("hemmelig".into())] {
        lets_in("ingen");
        let client = AccessSettings::Client(ClientSettings {
            token_url: server.served.url("/token").parse().unwrap(),
            client_id: "samband".to_owned(),
            scope: "system/Schedule.read system/Slot.read system/Appointment.read".to_owned(),
            proof,
        });
        let source = of(&server, SIRI, client);
        let report = ask_by(&fetcher, &source, &oslo(week())).await.unwrap();
        assert_eq!(shown(&report), FILLED);
        assert!(!format!("{source:?}").contains("emmelig"));
    }
    let seen = server.served.seen();
    let forms = seen.iter().filter(|seen| seen.path == "/token");
    let forms: Vec<_> = forms
        .map(|seen| String::from_utf8_lossy(&seen.body).into_owned())
        .collect();
    assert_eq!(forms.len(), 2);
    assert!(forms[0].contains("client_assertion=ey") && !forms[0].contains("client_secret"));
    assert!(forms[1].contains("client_secret=hemmelig"));
}

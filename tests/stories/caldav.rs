//! A person's CalDAV account, on real servers: busy time without titles, and troubles that are never
//! taken for free time.

use std::process::Command;

use crate::support::asking::{ask, ask_again, caldav, interval, oslo, shown};
use crate::support::calendar_account::{
    ENTRIES, holds_title, in_front, make_calendar, month, put, radicale, with_day,
};
use crate::support::calendar_server::CalendarServer;
use crate::support::cyrus::cyrus;

#[tokio::test]
async fn times_are_all_that_travels() {
    let server = radicale().await;
    let (front, wire) = in_front(server.port(), |_| None);
    // The day in UTC, which is what the server says, and the day in Oslo, which was meant.
    let expected = with_day("[2027-03-04T23:00:00Z, 2027-03-06T00:00:00Z) Busy");
    for path in ["", "/", "/u1/", "/.well-known/caldav"] {
        let source = caldav(&front.url(path), "u1", "p1");
        let report = ask(&source, &oslo(month())).await.unwrap();
        assert_eq!(shown(&report), expected, "{path}");
        assert!(!format!("{source:?} {report:?}").contains("Hemmelig"));
    }
    let one = caldav(&front.url("/u1/privat/"), "u1", "p1");
    let report = ask(&one, &oslo(month())).await.unwrap();
    // Without the first, which lies in the other calendar.
    assert_eq!(shown(&report), expected[1..]);
    assert!(!holds_title(&wire));
}

#[tokio::test]
async fn where_times_can_not_be_asked_for_entries_are_and_titles_stop_in_the_reader() {
    let server = radicale().await;
    for status in [400, 403, 405, 501] {
        let (front, wire) = in_front(server.port(), move |body| {
            body.contains("free-busy-query").then_some(status)
        });
        let source = caldav(&front.url("/"), "u1", "p1");
        let (state, report) = ask_again(&source, &oslo(month()), None, None)
            .await
            .unwrap();
        let exact = with_day("[2027-03-04T23:00:00Z, 2027-03-05T23:00:00Z) Busy");
        assert_eq!(shown(&report), exact, "{status}");
        // Radicale withholds nothing, which is why the other way is tried first.
        assert!(holds_title(&wire));
        assert!(!format!("{state:?} {report:?}").contains("Hemmelig"));
        let asked = front.seen();
        let query = asked.iter().find_map(|seen| {
            let body = String::from_utf8_lossy(&seen.body).into_owned();
            body.contains("calendar-query").then_some(body)
        });
        let query = query.unwrap();
        assert!(query.contains("\"DTSTART\"") && !query.contains("SUMMARY"));
        assert!(!query.contains("ATTENDEE"));
    }
}

#[tokio::test]
async fn the_same_on_a_server_that_answers_otherwise() {
    same_on(CalendarServer::xandikos(), false).await;
}

#[tokio::test]
async fn the_same_on_a_server_that_withholds() {
    same_on(cyrus(false), true).await;
}

/// The same busy time by both ways, at first and after changes. `withholds` where titles stay on the
/// server by both.
async fn same_on(server: CalendarServer, withholds: bool) {
    let calendar = format!("{}arbeid/", server.home);
    make_calendar(&server, &calendar).await;
    for (uid, lines) in ENTRIES {
        put(&server, &calendar, uid, lines).await;
    }
    let (front, wire) = in_front(server.port(), |_| None);
    let source = caldav(&front.url("/"), "u1", "p1");
    let report = ask(&source, &oslo(month())).await.unwrap();
    let wide = with_day("[2027-03-04T23:00:00Z, 2027-03-06T00:00:00Z) Busy");
    assert_eq!(shown(&report), wide);
    assert!(!holds_title(&wire));

    let (front, wire) = in_front(server.port(), |body| {
        body.contains("free-busy-query").then_some(501)
    });
    let source = caldav(&front.url("/"), "u1", "p1");
    let (state, report) = ask_again(&source, &oslo(month()), None, None)
        .await
        .unwrap();
    let exact = with_day("[2027-03-04T23:00:00Z, 2027-03-05T23:00:00Z) Busy");
    assert_eq!(shown(&report), exact);

    // A whole day, one that comes again, and one with a length are moved; two stop counting.
    for (uid, lines) in [
        ("allday", "DTSTART;VALUE=DATE:20270308"),
        (
            "weekly",
            "DTSTART;TZID=Europe/Oslo:20270304T130000\r\nDURATION:PT30M\r\n\
             RRULE:FREQ=WEEKLY;COUNT=9\r\nEXDATE;TZID=Europe/Oslo:20270318T130000",
        ),
        (
            "tentative",
            "DTSTART:20270304T110000Z\r\nDTEND:20270304T120000Z\r\nSTATUS:CANCELLED",
        ),
        ("single", "DTSTART:20260302T090000Z\r\nDURATION:PT1H"),
        (
            "later",
            "DTSTART:20270311T080000Z\r\nDTEND:20270311T090000Z\r\nSTATUS:TENTATIVE",
        ),
    ] {
        put(&server, &calendar, uid, lines).await;
    }
    let (_, report) = ask_again(&source, &oslo(month()), None, Some(&state))
        .await
        .unwrap();
    assert_eq!(
        shown(&report),
        [
            "[2027-03-04T12:00:00Z, 2027-03-04T12:30:00Z) Busy",
            "[2027-03-07T23:00:00Z, 2027-03-08T23:00:00Z) Busy",
            "[2027-03-11T08:00:00Z, 2027-03-11T09:00:00Z) Tentative",
            "[2027-03-11T12:00:00Z, 2027-03-11T12:30:00Z) Busy",
            "[2027-03-25T12:00:00Z, 2027-03-25T12:30:00Z) Busy",
        ]
    );
    let asked = front.seen();
    let by_name = asked.iter().filter(|seen| {
        let body = String::from_utf8_lossy(&seen.body);
        body.contains("calendar-multiget")
    });
    assert!(by_name.count() > 0);
    assert_eq!(holds_title(&wire), !withholds);
}

#[tokio::test]
async fn an_unchanged_account_is_not_asked_for_busy_time_again() {
    let server = radicale().await;
    let (front, _) = in_front(server.port(), |_| None);
    let source = caldav(&front.url("/"), "u1", "p1");
    let request = oslo(month());
    let reports = || {
        let seen = front.seen();
        seen.iter().filter(|seen| seen.method == "REPORT").count()
    };
    let (state, _) = ask_again(&source, &request, None, None).await.unwrap();
    let first = reports();
    assert!(
        ask_again(&source, &request, None, Some(&state))
            .await
            .is_none()
    );
    assert_eq!(reports(), first);

    let later = oslo(interval("2027-03-01T00:00:00Z", "2027-06-29T00:00:00Z"));
    let (_, report) = ask_again(&source, &later, None, Some(&state))
        .await
        .unwrap();
    assert!(
        shown(&report)
            .iter()
            .any(|line| line.contains("2027-06-01T08:00"))
    );

    let new = "DTSTART:20270308T080000Z\r\nDTEND:20270308T090000Z";
    put(&server, "/u1/privat/", "new", new).await;
    let (state, report) = ask_again(&source, &request, None, Some(&state))
        .await
        .unwrap();
    assert!(
        shown(&report)
            .iter()
            .any(|line| line.contains("2027-03-08T08:00"))
    );
    assert!(
        ask_again(&source, &request, None, Some(&state))
            .await
            .is_none()
    );

    make_calendar(&server, "/u1/ny/").await;
    assert!(
        ask_again(&source, &request, None, Some(&state))
            .await
            .is_some()
    );
}

#[tokio::test]
async fn troubles_have_codes_and_are_never_a_free_person() {
    let server = radicale().await;
    for (path, user, password, code) in [
        ("/", "u1", "feil", "wrong_password"),
        ("/", "u9", "p1", "wrong_password"),
        ("/u1/slettet/", "u1", "p1", "not_found"),
        ("/u1/", "u2", "p2", "forbidden"),
        ("/", "u2", "p2", "no_calendar"),
    ] {
        let source = caldav(&server.url(path), user, password);
        let got = ask(&source, &oslo(month())).await;
        assert_eq!(got.unwrap_err().code(), code, "{path} {user}");
    }
    for (status, code) in [
        (401, "wrong_password"),
        (404, "not_found"),
        (500, "server_error"),
    ] {
        let (front, _) = in_front(server.port(), move |body| {
            body.contains("free-busy-query").then_some(status)
        });
        let source = caldav(&front.url("/"), "u1", "p1");
        let got = ask(&source, &oslo(month())).await;
        assert_eq!(got.unwrap_err().code(), code, "{status}");
    }
    let (front, _) = in_front(server.port(), |body| {
        let asked = body.contains("free-busy-query") || body.contains("calendar-query");
        asked.then_some(403)
    });
    let source = caldav(&front.url("/"), "u1", "p1");
    let got = ask(&source, &oslo(month())).await;
    assert_eq!(got.unwrap_err().code(), "forbidden");
}

#[tokio::test]
async fn the_command_prints_times_only() {
    let server = radicale().await;
    let file = server.folder.path().join("password");
    std::fs::write(&file, "p1\n").unwrap();
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_samband"))
            .args(["calendar", "busy", "--json"])
            .args(arguments)
            .output()
            .unwrap();
        let out = String::from_utf8(output.stdout).unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(!format!("{out}{err}").contains("Hemmelig"));
        let document: serde_json::Value = serde_json::from_str(&out).unwrap();
        (output.status.code().unwrap(), document)
    };
    let file = file.to_str().unwrap();
    let url = server.url("/");
    let account = [
        "--url",
        &url,
        "--kind",
        "caldav",
        "--user",
        "u1",
        "--password-file",
        file,
    ];
    let day = [
        "--from",
        "2027-03-04T00:00:00+01:00",
        "--to",
        "2027-03-05T00:00:00Z",
    ];
    let (code, document) = run(&[
        account,
        [
            day[0],
            day[1],
            day[2],
            day[3],
            "--tz",
            "Europe/Oslo",
            "--owner",
            "a@b.test",
        ],
    ]
    .concat());
    assert_eq!(code, 0);
    assert_eq!(
        document,
        serde_json::json!({
            "from": "2027-03-04T00:00:00+01:00",
            "to": "2027-03-05T00:00:00Z",
            "busy": [
                {"start": "2027-03-04T11:00:00Z", "end": "2027-03-04T12:00:00Z", "kind": "tentative"},
                {"start": "2027-03-04T23:00:00Z", "end": "2027-03-05T00:00:00Z", "kind": "busy"},
            ],
            "warnings": [],
        })
    );

    let feed = server.url("/u1/arbeid/");
    let as_feed = [
        "--url",
        &feed,
        "--kind",
        "ics",
        "--user",
        "u1",
        "--password-file",
        file,
    ];
    let (code, document) = run(&[&as_feed[..], &day[..]].concat());
    assert_eq!((code, document["busy"].as_array().unwrap().len()), (0, 0));

    for (change, exit, error) in [
        (["--tz", "Europe/Atlantis"], 2, "zone"),
        (["--to", "2027-03-01T00:00:00Z"], 2, "window"),
        (["--to", "i morgen"], 2, "time"),
        (["--url", "file:///etc/passwd"], 2, "bad_address"),
        (["--password-file", "/nowhere/at/all"], 2, "password_file"),
        (["--user", "u2"], 3, "wrong_password"),
    ] {
        let mut arguments: Vec<&str> = [&account[..], &day[..]].concat();
        match arguments.iter().position(|argument| *argument == change[0]) {
            Some(found) => arguments[found + 1] = change[1],
            None => arguments.extend(change),
        }
        let (code, document) = run(&arguments);
        assert_eq!(
            (code, document["error"]["code"].as_str()),
            (exit, Some(error))
        );
    }
}

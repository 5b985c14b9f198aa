//! `samband busy`: a calendar text on the command line becomes busy intervals and nothing else.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

const CALENDAR: &str = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:siri-and-ola@dps.test\r\n\
    SUMMARY:Samtale om medisiner\r\nLOCATION:Rom 4\r\n\
    ATTENDEE;CN=Ola Nordmann;PARTSTAT=ACCEPTED:mailto:ola@dps.test\r\n\
    ATTENDEE;CN=Siri Dahl;PARTSTAT=TENTATIVE:mailto:siri@dps.test\r\n\
    DTSTART;TZID=Et sted:20270301T090000\r\nDURATION:PT1H\r\n\
    RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=2\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

const WINDOW: [&str; 4] = [
    "--from",
    "2027-03-01T00:00:00Z",
    "--to",
    "2027-03-09T00:00:00Z",
];

/// Runs the command with a text on standard input.
fn busy(arguments: &[&str], text: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_samband"))
        .arg("busy")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that has already said no does not read.
    let _ = child.stdin.take().unwrap().write_all(text.as_bytes());
    child.wait_with_output().unwrap()
}

fn said(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_calendar_text_becomes_intervals_and_nothing_else() {
    let output = busy(
        &[&WINDOW[..], &["--owner", "siri@dps.test", "--json"]].concat(),
        CALENDAR,
    );
    assert_eq!(output.status.code(), Some(0));
    let answer = said(&output);
    assert_eq!(answer["from"], "2027-03-01T00:00:00Z");
    assert_eq!(answer["to"], "2027-03-09T00:00:00Z");
    assert_eq!(
        answer["busy"],
        json!([
            {"start": "2027-03-01T08:00:00Z", "end": "2027-03-01T09:00:00Z", "kind": "tentative"},
            {"start": "2027-03-08T08:00:00Z", "end": "2027-03-08T09:00:00Z", "kind": "tentative"},
        ])
    );
    assert_eq!(answer["warnings"][0]["code"], "unknown_zone");
    let all = [output.stdout, output.stderr].concat();
    let all = String::from_utf8(all).unwrap();
    for secret in ["Samtale", "Rom", "Ola", "ola", "Siri", "siri", "Et sted"] {
        assert!(!all.contains(secret), "{secret} in {all}");
    }
}

#[test]
fn a_file_is_read_in_the_zone_that_is_given() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kalender.ics");
    std::fs::write(&path, CALENDAR).unwrap();
    let file = path.to_str().unwrap();
    let day = [
        "--from",
        "2027-03-01",
        "--to",
        "2027-03-02",
        "--tz",
        "America/New_York",
    ];
    let output = busy(&[&[file][..], &day, &["--json"]].concat(), "");
    assert_eq!(
        said(&output)["busy"],
        json!([{"start": "2027-03-01T14:00:00Z", "end": "2027-03-01T15:00:00Z", "kind": "busy"}])
    );
    let output = busy(&[&[file][..], &day].concat(), "");
    assert_eq!(
        output.stdout,
        b"2027-03-01 09:00 to 2027-03-01 10:00  busy\n"
    );
}

#[test]
fn a_text_that_is_cut_off_is_an_error_with_its_line() {
    let output = busy(
        &[&WINDOW[..], &["--json"]].concat(),
        &CALENDAR[..CALENDAR.len() - 20],
    );
    assert_eq!(output.status.code(), Some(2));
    let error = &said(&output)["error"];
    assert_eq!(
        (&error["code"], &error["line"]),
        (&json!("wrong_end"), &json!(11))
    );
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        told.contains("line 11") && told.contains("fetch it again"),
        "{told}"
    );
    assert!(error["message"].as_str().unwrap().contains("line 11"));
}

#[test]
fn what_cannot_be_asked_is_an_error() {
    let exchanged = ["--from", WINDOW[3], "--to", WINDOW[1]];
    for (arguments, code) in [
        (&exchanged[..], "window"),
        (&["--from", "soon", "--to", WINDOW[3]], "time"),
        (&[&WINDOW[..], &["--tz", "Nordnorge"]].concat(), "zone"),
        (
            &[&WINDOW[..], &["there-is-no-such-file.ics"]].concat(),
            "file",
        ),
    ] {
        let output = busy(&[arguments, &["--json"]].concat(), CALENDAR);
        assert_eq!(output.status.code(), Some(2), "{code}");
        assert_eq!(said(&output)["error"]["code"], code);
        assert!(!output.stderr.is_empty());
    }
}

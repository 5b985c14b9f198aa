//! Texts as bytes: what is not UTF-8, NULs, UTF-16.

use jiff::tz::TimeZone;

use crate::calendars::busy::{BusyRequest, NotReadable, read};
use crate::domain::{Instant, Interval};

fn request() -> BusyRequest {
    let at = |text: &str| Instant::from(text.parse::<jiff::Timestamp>().unwrap());
    BusyRequest {
        window: Interval::new(at("2027-03-01T00:00Z"), at("2027-04-01T00:00Z")).unwrap(),
        zone: TimeZone::get("Europe/Oslo").unwrap(),
        owner: None,
    }
}

fn text(line: &[u8]) -> Vec<u8> {
    let before =
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20270302T090000Z\r\nDURATION:PT1H\r\n";
    let after = b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    [before, line, after].concat()
}

#[test]
fn strange_bytes_in_a_text_do_no_harm() {
    for line in [
        &b"SUMMARY:bl\xe5b\xe6r"[..],
        b"SUMMARY:a\0b",
        b"SUMMARY:a\xf0\x9f\r\n \x98\x80",
        b"SUMMARY:a\x1b[31m\x7f",
        b"UID:\xff\0",
        b"STATUS:\xffCANCELLED",
    ] {
        assert_eq!(read(&text(line), &request()).unwrap().busy.len(), 1);
    }
}

#[test]
fn strange_bytes_in_a_name_or_a_time_are_an_error() {
    let malformed = NotReadable::Malformed { line: 5 };
    assert_eq!(read(&text(b"SUMM\xc3\xa5RY:x"), &request()), Err(malformed));
    assert_eq!(
        read(&text(b"RR\0ULE:FREQ=DAILY"), &request()),
        Err(malformed)
    );
    let fault = read(&text(b"RRULE:FREQ=DAILY\0"), &request()).unwrap_err();
    assert_eq!((fault.code(), fault.line()), ("value", Some(5)));
}

#[test]
fn utf16_is_an_error_with_and_without_its_mark() {
    let wide = |big: bool| -> Vec<u8> {
        let text = String::from_utf8(text(b"SUMMARY:x")).unwrap();
        let pair = |unit: u16| {
            if big {
                unit.to_be_bytes()
            } else {
                unit.to_le_bytes()
            }
        };
        text.encode_utf16().flat_map(pair).collect()
    };
    for big in [true, false] {
        assert_eq!(read(&wide(big), &request()), Err(NotReadable::Utf16));
        let mark: &[u8] = if big { b"\xfe\xff" } else { b"\xff\xfe" };
        let marked = [mark, &wide(big)].concat();
        assert_eq!(read(&marked, &request()), Err(NotReadable::Utf16));
    }
}

#[test]
fn an_error_names_no_value_of_the_text() {
    let secret = "Blodprøve";
    for line in [
        format!("RRULE:FREQ={secret}"),
        format!("SUMMARY {secret}"),
        format!("DTEND;TZID={secret}:{secret}"),
        format!("EXDATE:{secret}"),
        format!("BEGIN:{secret}"),
        format!("END:{secret}"),
    ] {
        let fault = read(&text(line.as_bytes()), &request()).unwrap_err();
        assert!(!format!("{fault} {fault:?}").contains(secret));
    }
    let unknown = format!("EXDATE;TZID={secret}:20270101T000000");
    let report = read(&text(unknown.as_bytes()), &request()).unwrap();
    assert_eq!(report.warnings.len(), 1);
    assert!(!format!("{} {report:?}", report.warnings[0]).contains(secret));
}

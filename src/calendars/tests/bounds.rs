//! Large and hostile texts end with an answer or an error, and within their budget.

use jiff::tz::TimeZone;

use crate::calendars::busy::{BusyRequest, NotReadable, read, read_within};
use crate::domain::{Instant, Interval};

fn at(text: &str) -> Instant {
    Instant::from(text.parse::<jiff::Timestamp>().unwrap())
}

fn request() -> BusyRequest {
    BusyRequest {
        window: Interval::new(at("2027-03-01T00:00Z"), at("2027-04-26T00:00Z")).unwrap(),
        zone: TimeZone::get("Europe/Oslo").unwrap(),
        owner: None,
    }
}

fn calendar(inside: &str) -> Vec<u8> {
    format!("BEGIN:VCALENDAR\n{inside}END:VCALENDAR\n").into_bytes()
}

#[test]
fn a_text_over_the_size_is_an_error() {
    let text = calendar(&"X-A:b\n".repeat(2_000_000));
    assert_eq!(read(&text, &request()), Err(NotReadable::TooLarge));
}

#[test]
fn work_is_counted_and_runs_out() {
    let rules = [
        "FREQ=DAILY",
        "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=1000000",
        "FREQ=YEARLY;BYYEARDAY=366;BYHOUR=0,1,2,3;COUNT=4294967295",
        "FREQ=WEEKLY;BYMONTH=2;COUNT=4294967295",
        "FREQ=MONTHLY;BYSETPOS=366;BYDAY=MO",
    ];
    for rule in rules {
        let event = format!(
            "BEGIN:VEVENT\nDTSTART:00010101T000000Z\nDURATION:PT1H\nRRULE:{rule}\nEND:VEVENT\n"
        );
        let one = calendar(&event);
        assert!(read(&one, &request()).is_ok(), "{rule}");
        let fault = read_within(&calendar(&event.repeat(50)), &request(), 500);
        assert_eq!(fault, Err(NotReadable::TooMuchWork), "{rule}");
    }
}

#[test]
fn an_enormous_duration_ends_at_the_window() {
    for duration in ["P999999999W", "PT999999999999999S", "P99999999999D"] {
        let event =
            format!("BEGIN:VEVENT\nDTSTART:20270301T000000Z\nDURATION:{duration}\nEND:VEVENT\n");
        let report = read(&calendar(&event), &request()).unwrap();
        assert_eq!(report.busy.len(), 1, "{duration}");
        assert_eq!(report.busy[0].interval, request().window, "{duration}");
    }
}

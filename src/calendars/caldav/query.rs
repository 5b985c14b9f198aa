//! Asks calendars when they are busy (RFC 4791 §7.10), and only where a server does not know that
//! question for their entries (§7.8), then with as few properties as it will give.

use jiff::tz::TimeZone;

use crate::domain::{Instant, Interval};
use crate::http::Url;

use super::super::apart;
use super::super::busy::{BusyReport, BusyRequest};
use super::super::merge::Diary;
use super::super::trouble::SourceTrouble;
use super::account::{Account, Depth};
use super::discover::Calendar;
use super::xml::Space;
use super::{multistatus, whole_days};

/// What is asked for of an entry: only what decides when it takes its owner's time.
const PROPERTIES: [&str; 12] = [
    "UID",
    "DTSTAMP",
    "SEQUENCE",
    "DTSTART",
    "DTEND",
    "DURATION",
    "RRULE",
    "RDATE",
    "EXDATE",
    "RECURRENCE-ID",
    "STATUS",
    "TRANSP",
];

const EMPTY: &[u8] = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR";

/// Busy time of all the calendars together.
pub(super) async fn busy(
    account: &Account<'_>,
    calendars: &[Calendar],
    request: &BusyRequest,
) -> Result<BusyReport, SourceTrouble> {
    let span = whole_days::around(request.window).ok_or(SourceTrouble::TooLarge)?;
    let wide = BusyRequest {
        window: span,
        ..request.clone()
    };
    let mut diary = Diary::new(request.window);
    let mut warnings = Vec::new();
    for calendar in calendars {
        // Read calendar by calendar: one identifier in two calendars is two entries.
        let report = match free_busy(account, &calendar.url, span).await? {
            Some(text) => {
                let mut report = apart::read(text, &wide).await?;
                let days = whole_days::local(&report.busy, span, &request.zone);
                report.busy.extend(days);
                report
            }
            None => {
                let text = entries(account, &calendar.url, span, request).await?;
                apart::read(text, request).await?
            }
        };
        for busy in &report.busy {
            diary.add(busy.interval.start(), busy.interval.end(), busy.kind);
        }
        warnings.extend(report.warnings);
    }
    Ok(BusyReport {
        busy: diary.merged(),
        warnings,
    })
}

/// The calendar's free-busy text, or nothing where the server can't give one.
async fn free_busy(
    account: &Account<'_>,
    url: &Url,
    span: Interval,
) -> Result<Option<Vec<u8>>, SourceTrouble> {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <c:free-busy-query xmlns:c=\"urn:ietf:params:xml:ns:caldav\">{}</c:free-busy-query>",
        time_range(span)
    );
    let answer = account.report(url, Depth::Members, body).await?;
    match answer.status() {
        // The media type says nothing: one server calls it application/octet-stream.
        200..=299 if holds(answer.body(), b"BEGIN:VFREEBUSY") => Ok(Some(answer.into_body())),
        200..=299 | 400 | 403 | 405 | 406 | 409 | 412 | 415 | 422 | 501 => Ok(None),
        status => Err(SourceTrouble::of_status(status)),
    }
}

fn holds(text: &[u8], wanted: &[u8]) -> bool {
    let mut windows = text.windows(wanted.len());
    windows.any(|bytes| bytes.eq_ignore_ascii_case(wanted))
}

/// The calendar's entries as iCalendar text, with few properties where the server withholds the
/// others. One that can't withhold answers without the text: then it is asked for the whole.
async fn entries(
    account: &Account<'_>,
    url: &Url,
    span: Interval,
    request: &BusyRequest,
) -> Result<Vec<u8>, SourceTrouble> {
    let few = few_properties(request.owner.is_some());
    if let Some(text) = entries_with(account, url, span, &few).await? {
        return Ok(text);
    }
    let all = entries_with(account, url, span, "<c:calendar-data/>").await?;
    all.ok_or(SourceTrouble::Unforeseen)
}

/// As [`entries`], or nothing where an entry came without what was asked for.
async fn entries_with(
    account: &Account<'_>,
    url: &Url,
    span: Interval,
    calendar_data: &str,
) -> Result<Option<Vec<u8>>, SourceTrouble> {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <c:calendar-query xmlns:d=\"DAV:\" xmlns:c=\"urn:ietf:params:xml:ns:caldav\">\
         <d:prop>{calendar_data}</d:prop>\
         <c:filter><c:comp-filter name=\"VCALENDAR\"><c:comp-filter name=\"VEVENT\">{}\
         </c:comp-filter></c:comp-filter></c:filter></c:calendar-query>",
        time_range(span)
    );
    let answer = account.report(url, Depth::Members, body).await?;
    match answer.status() {
        207 => {}
        200..=299 => return Err(SourceTrouble::NotACalendar),
        status => return Err(SourceTrouble::of_status(status)),
    }
    // A calendar without entries is a calendar too.
    let mut text = EMPTY.to_vec();
    for entry in multistatus::read(answer).await? {
        match entry.status {
            None | Some(200..=299) => {}
            // Deleted since the server made its list.
            Some(404 | 410) => continue,
            Some(status) => return Err(SourceTrouble::of_status(status)),
        }
        let data = entry.property(Space::CalDav, "calendar-data");
        match data.map(|data| data.text.trim().as_bytes()) {
            Some(data) if holds(data, b"BEGIN:VEVENT") => {
                text.extend_from_slice(b"\r\n");
                text.extend_from_slice(data);
            }
            _ => return Ok(None),
        }
    }
    Ok(Some(text))
}

fn few_properties(with_answer: bool) -> String {
    let mut properties = PROPERTIES.to_vec();
    properties.push("X-MICROSOFT-CDO-BUSYSTATUS");
    // Whether the owner has declined stands nowhere else.
    if with_answer {
        properties.push("ATTENDEE");
    }
    let named = properties
        .iter()
        .map(|name| format!("<c:prop name=\"{name}\"/>"));
    format!(
        "<c:calendar-data><c:comp name=\"VCALENDAR\"><c:prop name=\"VERSION\"/>\
         <c:comp name=\"VEVENT\">{}</c:comp>\
         <c:comp name=\"VTIMEZONE\"><c:allprop/><c:allcomp/></c:comp></c:comp></c:calendar-data>",
        named.collect::<String>()
    )
}

/// A time as CalDAV writes it, in UTC.
fn utc_text(at: Instant) -> String {
    let zoned = at.timestamp().to_zoned(TimeZone::UTC);
    zoned.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn time_range(span: Interval) -> String {
    format!(
        "<c:time-range start=\"{}\" end=\"{}\"/>",
        utc_text(span.start()),
        utc_text(span.end())
    )
}

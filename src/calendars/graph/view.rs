//! The calendar view of one mailbox (Graph `GET /users/{id}/calendarView`): every single entry and
//! every instance of a recurring one that shares time with the window.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::super::busy::{BusyReport, BusyRequest};
use super::super::merge::Diary;
use super::super::paging::{self, Trail};
use super::super::trouble::SourceTrouble;
use super::{Graph, Mailbox};
use crate::domain::{Busy, BusyKind, Instant};
use crate::http::{Fetcher, Method, Request, Url};

/// The four properties, and the identifier that Graph sends unasked.
const PROPERTIES: &str = "start,end,showAs,isAllDay,isCancelled";
/// The most that Graph gives in one page: almost every calendar then comes in one piece.
const PAGE: &str = "1000";
/// Times come in UTC. Whole days come as midnight to midnight whatever zone is asked for.
const IN_UTC: &str = "outlook.timezone=\"UTC\"";

#[derive(Deserialize)]
struct Page {
    #[serde(rename = "@odata.nextLink")]
    next: Option<String>,
    value: Vec<Entry>,
}

/// One entry; there is no field for what it is about, where, or with whom.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    start: Point,
    end: Point,
    show_as: Option<String>,
    is_all_day: Option<bool>,
    is_cancelled: Option<bool>,
}

/// Graph's dateTimeTimeZone.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Point {
    date_time: DateTime,
    time_zone: String,
}

/// Busy time in the window.
///
/// Graph counts off its pages by number: an entry that goes away meanwhile moves the others, and one
/// may slip from a page not yet read to one already read. So what came in several pages is read
/// twice, and must be the same.
pub(super) async fn busy(
    fetcher: &Fetcher,
    graph: &Graph,
    mailbox: &Mailbox,
    request: &BusyRequest,
) -> Result<BusyReport, SourceTrouble> {
    let first = address(graph, mailbox, request).ok_or(SourceTrouble::BadAddress)?;
    let (busy, pages) = read(fetcher, graph, &first, request).await?;
    if pages > 1 {
        let (again, _) = read(fetcher, graph, &first, request).await?;
        if again != busy {
            return Err(SourceTrouble::CutShort);
        }
    }
    Ok(BusyReport {
        busy,
        warnings: Vec::new(),
    })
}

/// Reads the view once, and says in how many pages it came.
async fn read(
    fetcher: &Fetcher,
    graph: &Graph,
    first: &Url,
    request: &BusyRequest,
) -> Result<(Vec<Busy>, usize), SourceTrouble> {
    let mut url = first.clone();
    let mut trail = Trail::from(first);
    let mut diary = Diary::new(request.window);
    let mut pages = 0;
    loop {
        let asking = Request::new(Method::Get, url.clone())
            .header("accept", "application/json")
            .header("prefer", IN_UTC);
        let answer = graph.access.ask(fetcher, asking).await?;
        let page: Page = paging::read(answer).await?;
        pages += 1;
        trail.count(page.value.len())?;
        for entry in &page.value {
            entry.add_to(&mut diary, &request.zone)?;
        }
        match page.next {
            Some(next) => url = trail.next(&url, &next)?,
            None => return Ok((diary.merged(), pages)),
        }
    }
}

/// Where the view is asked for, with a day more at either end: whole days are local days, which may
/// begin before the window does in UTC.
fn address(graph: &Graph, mailbox: &Mailbox, request: &BusyRequest) -> Option<Url> {
    let at = |instant: Instant, days: i64| {
        let moved = instant.plus_minutes(days * 24 * 60).timestamp();
        let zoned = moved.to_zoned(TimeZone::UTC);
        zoned.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    };
    let mailbox = graph.url.member("users").ok()?.member(mailbox.as_str());
    let view = mailbox.ok()?.member("calendarView").ok()?;
    Some(view.with_query(&[
        ("startDateTime", &at(request.window.start(), -1)),
        ("endDateTime", &at(request.window.end(), 1)),
        ("$select", PROPERTIES),
        ("$top", PAGE),
    ]))
}

impl Entry {
    fn add_to(&self, diary: &mut Diary, zone: &TimeZone) -> Result<(), SourceTrouble> {
        let (start, end) = (self.start.read()?, self.end.read()?);
        if end < start {
            return Err(SourceTrouble::Unforeseen);
        }
        let Some(kind) = self.kind() else {
            return Ok(());
        };
        let (start, end) = match self.is_all_day {
            Some(true) if is_midnight(start) && is_midnight(end) => {
                (local(start.date(), zone)?, local(end.date(), zone)?)
            }
            _ => (utc(start)?, utc(end)?),
        };
        diary.add(start, end, kind);
        Ok(())
    }

    /// How the entry takes its owner's time, if it does. What is not known is busy.
    fn kind(&self) -> Option<BusyKind> {
        if self.is_cancelled == Some(true) {
            return None;
        }
        match self.show_as.as_deref() {
            Some("free" | "workingElsewhere") => None,
            Some("tentative") => Some(BusyKind::Tentative),
            Some("oof") => Some(BusyKind::Oof),
            _ => Some(BusyKind::Busy),
        }
    }
}

impl Point {
    /// The time, where it stands in the zone that was asked for.
    fn read(&self) -> Result<DateTime, SourceTrouble> {
        let in_utc = ["UTC", "Etc/UTC", "Etc/GMT"].contains(&self.time_zone.as_str());
        in_utc
            .then_some(self.date_time)
            .ok_or(SourceTrouble::Unforeseen)
    }
}

fn is_midnight(at: DateTime) -> bool {
    at.time() == Time::midnight()
}

fn utc(at: DateTime) -> Result<Instant, SourceTrouble> {
    let zoned = at.to_zoned(TimeZone::UTC);
    let zoned = zoned.map_err(|_| SourceTrouble::Unforeseen)?;
    Ok(Instant::from(zoned.timestamp()))
}

/// The first moment of a day where the calendar's owner lives.
fn local(date: Date, zone: &TimeZone) -> Result<Instant, SourceTrouble> {
    let zoned = date.to_zoned(zone.clone());
    let zoned = zoned.map_err(|_| SourceTrouble::Unforeseen)?;
    Ok(Instant::from(zoned.timestamp()))
}

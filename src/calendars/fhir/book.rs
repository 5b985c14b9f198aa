//! The appointment book of one actor: its schedules, their slots, and the appointments.

use jiff::tz::TimeZone;

use super::super::busy::{BusyReport, BusyRequest};
use super::super::merge::Diary;
use super::super::trouble::SourceTrouble;
use super::bundle::{Found, search};
use super::{Actor, ActorKind, Fhir, entry, is_id};
use crate::domain::Instant;
use crate::http::{Fetcher, Method, Request};

/// So many schedules are named in one question.
const TOGETHER: usize = 20;
/// More schedules than a person has.
const MOST_SCHEDULES: usize = 200;
/// What is asked for of each.
const TIMES: &str = "status,start,end";
const PAGE: &str = "500";
/// Free slots are many and say nothing. FHIR's list of statuses is closed, so these are the others.
const TAKEN: &str = "busy,busy-unavailable,busy-tentative";

/// Busy time in the window.
pub(super) async fn busy(
    fetcher: &Fetcher,
    fhir: &Fhir,
    actor: &Actor,
    request: &BusyRequest,
) -> Result<BusyReport, SourceTrouble> {
    let span = Span::of(request, fhir.longest_days);
    let mut diary = Diary::new(request.window);
    let schedules = schedules(fetcher, fhir, actor).await?;
    let mut many = match actor.kind {
        ActorKind::Person => schedules.len(),
        // Named, and not found.
        ActorKind::Schedule => 0,
    };
    for together in schedules.chunks(TOGETHER) {
        let slots = slots(fetcher, fhir, together, &span).await?;
        many += slots.len();
        for slot in &slots {
            entry::add(slot, entry::slot, &mut diary)?;
        }
    }
    let mut has_book = actor.kind == ActorKind::Schedule || !schedules.is_empty();
    if actor.kind == ActorKind::Person {
        let appointments = appointments(fetcher, fhir, actor, &span).await?;
        many += appointments.len();
        has_book |= !appointments.is_empty();
        for appointment in &appointments {
            entry::add(appointment, entry::appointment, &mut diary)?;
        }
    }
    // A reference to nobody finds nothing, just as an empty book does.
    if many == 0 {
        exists(fetcher, fhir, actor).await?;
    }
    // Somebody whose book is kept under another reference is not somebody who is free.
    if !has_book {
        return Err(SourceTrouble::NoCalendar);
    }
    Ok(BusyReport {
        busy: diary.merged(),
        warnings: Vec::new(),
    })
}

/// The bounds of a search by start, as FHIR writes them.
struct Span {
    from: String,
    to: String,
}

impl Span {
    fn of(request: &BusyRequest, longest_days: u16) -> Self {
        let text = |prefix: &str, at: Instant| {
            let zoned = at.timestamp().to_zoned(TimeZone::UTC);
            format!("{prefix}{}", zoned.strftime("%Y-%m-%dT%H:%M:%SZ"))
        };
        let earlier = -i64::from(longest_days) * 24 * 60;
        Self {
            from: text("ge", request.window.start().plus_minutes(earlier)),
            to: text("lt", request.window.end()),
        }
    }
}

/// References to the actor's schedules.
async fn schedules(
    fetcher: &Fetcher,
    fhir: &Fhir,
    actor: &Actor,
) -> Result<Vec<String>, SourceTrouble> {
    if actor.kind == ActorKind::Schedule {
        return Ok(vec![actor.reference.clone()]);
    }
    let parameters = [
        ("actor", actor.as_str()),
        ("_elements", "id"),
        ("_count", PAGE),
    ];
    let found = search(fetcher, fhir, "Schedule", &parameters).await?;
    if found.len() > MOST_SCHEDULES {
        return Err(SourceTrouble::TooLarge);
    }
    let reference = |schedule: Found| {
        let id = schedule.id.filter(|id| is_id(id));
        id.map(|id| format!("Schedule/{id}"))
            .ok_or(SourceTrouble::Unforeseen)
    };
    found.into_iter().map(reference).collect()
}

async fn slots(
    fetcher: &Fetcher,
    fhir: &Fhir,
    schedules: &[String],
    span: &Span,
) -> Result<Vec<Found>, SourceTrouble> {
    let schedules = schedules.join(",");
    let parameters = [
        ("schedule", schedules.as_str()),
        ("start", span.from.as_str()),
        ("start", span.to.as_str()),
        ("status", TAKEN),
        ("_elements", TIMES),
        ("_count", PAGE),
    ];
    search(fetcher, fhir, "Slot", &parameters).await
}

/// Of whatever status: one that a server has of its own would be missed by a list of those that
/// count, and it counts.
async fn appointments(
    fetcher: &Fetcher,
    fhir: &Fhir,
    actor: &Actor,
    span: &Span,
) -> Result<Vec<Found>, SourceTrouble> {
    let parameters = [
        ("actor", actor.as_str()),
        ("date", span.from.as_str()),
        ("date", span.to.as_str()),
        ("_elements", TIMES),
        ("_count", PAGE),
    ];
    search(fetcher, fhir, "Appointment", &parameters).await
}

/// Asks whether there is such an actor. What else the answer says is not read.
async fn exists(fetcher: &Fetcher, fhir: &Fhir, actor: &Actor) -> Result<(), SourceTrouble> {
    let (kind, id) = actor.reference.split_once('/').unwrap_or_default();
    let place = fhir.base.member(kind).and_then(|kind| kind.member(id));
    let url = place.map_err(|_| SourceTrouble::BadAddress)?;
    let asking = Request::new(Method::Get, url.with_query(&[("_elements", "id")]))
        .header("accept", "application/fhir+json");
    fhir.access.ask(fetcher, asking).await.map(drop)
}

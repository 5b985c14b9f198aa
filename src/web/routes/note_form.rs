//! Ny gul lapp: the form, its check while one writes, and sending it.

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use super::guard_shown::{mended, shown as guard_shown};
use super::note_fields::{Filled, code, parsed, recipients};
use super::{Desk, Directory};
use crate::domain::note_codes::{NoteReason, Urgency};
use crate::domain::{Interval, NoteId};
use crate::flows::note::NewNote;
use crate::flows::reach::free_stretches;
use crate::flows::{FlowError, note};
use crate::store::{PersonRow, cases};
use crate::web::app::App;
use crate::web::chrome::Section;
use crate::web::form::Sent;
use crate::web::pages::{CheckedPart, Choice, Errors, GuardedText, NewNotePage};
use crate::web::refusal::Refused;
use crate::web::session::Session;

/// So many free stretches are offered.
const REACH_OFFERED: usize = 4;

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/lapper/ny", get(empty).post(sent))
        .route("/lapper/sjekk", post(check))
}

#[derive(Deserialize)]
struct Given {
    til: Option<String>,
    sak: Option<String>,
}

async fn empty(
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    Query(given): Query<Given>,
) -> Result<Response, Refused> {
    let desk = Desk::new(&app, session, &headers);
    let filled = Filled {
        to: given.til,
        case: given.sak,
        reason: Some(code(NoteReason::CallMe)),
        urgency: Some(code(Urgency::ThisWeek)),
        ..Filled::default()
    };
    let text = GuardedText::empty("tekst");
    page(&desk, &filled, text, Errors::default()).await
}

/// The form with what is filled in and what is wrong; with errors it is the answer 422.
async fn page(
    desk: &Desk,
    filled: &Filled,
    text: GuardedText,
    errors: Errors,
) -> Result<Response, Refused> {
    let (app, me) = (&desk.app, desk.me());
    let end = desk.now.plus_minutes(3 * 24 * 60);
    let free = match Interval::new(desk.now, end) {
        Some(window) => {
            app.look(desk.now, async |turn| {
                free_stretches(turn, me, window, 30).await
            })
            .await?
        }
        None => Vec::new(),
    };
    let mut reader = app.read().await?;
    let chrome = desk
        .chrome(&mut reader, Section::Notes, "/lapper/ny")
        .await?;
    let directory = Directory::read(&mut reader, app).await?;
    let own_cases = cases::of_person(&mut reader, me, &app.keyhole()).await?;
    let mut case_choices = vec![Choice {
        label: desk.words.text("new-note-case-none"),
        chosen: filled.case.is_none(),
        ..Choice::default()
    }];
    let mut likely = Vec::new();
    for row in &own_cases {
        let consent = cases::consent(&mut reader, row.case).await?;
        let Some(consent) = consent.filter(|consent| consent.holds(desk.now)) else {
            continue;
        };
        likely.extend(
            consent
                .people
                .into_iter()
                .map(|person| (person.node, person.staff)),
        );
        let value = row.case.to_string();
        case_choices.push(Choice {
            chosen: filled.case.as_deref() == Some(&value),
            label: row
                .label
                .clone()
                .unwrap_or_else(|| desk.words.text("case-unnamed")),
            value,
            ..Choice::default()
        });
    }
    let person = PersonRow::find(&mut reader, me).await?;
    drop(reader);
    let (to, nobody) = recipients(desk, &directory, &likely, filled);
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let shown = NewNotePage {
        once: filled.once.clone().unwrap_or_else(|| desk.once()),
        parent: None,
        to,
        searched: filled.search.clone(),
        nobody,
        reasons: choices(&NoteReason::ALL, filled.reason.as_deref(), |reason| {
            desk.words.note_reason(reason)
        }),
        cases: case_choices,
        text,
        urgencies: choices(&Urgency::ALL, filled.urgency.as_deref(), |urgency| {
            desk.words.urgency(urgency)
        }),
        reach: reach(desk, &free, filled),
        own_days: own_days(desk, filled),
        own_from: filled.own_from.clone().unwrap_or_default(),
        own_to: filled.own_to.clone().unwrap_or_default(),
        phone: person
            .and_then(|person| person.card.phone)
            .map(|phone| phone.to_string()),
        errors,
        chrome,
    };
    Ok((status, super::shown(&shown)).into_response())
}

fn choices<T: Copy + serde::Serialize>(
    all: &[T],
    chosen: Option<&str>,
    label: impl Fn(T) -> String,
) -> Vec<Choice> {
    all.iter()
        .map(|one| {
            let value = code(*one);
            Choice {
                chosen: chosen == Some(&value),
                label: label(*one),
                value,
                ..Choice::default()
            }
        })
        .collect()
}

/// The writer's own free time, cut to what can be said shortly; the first two are chosen at first.
fn reach(desk: &Desk, free: &[Interval], filled: &Filled) -> Vec<Choice> {
    free.iter()
        .take(REACH_OFFERED)
        .zip(0_usize..)
        .map(|(stretch, number)| {
            let value = format!("{}-{}", stretch.start().minutes(), stretch.end().minutes());
            let day = desk.dates.near_day(desk.dates.date_of(stretch.start()));
            let chosen = if filled.was_sent {
                filled.reach.contains(&value)
            } else {
                number < 2
            };
            let label = format!("{day} {}", desk.dates.hours(*stretch));
            Choice {
                value,
                label,
                chosen,
                ..Choice::default()
            }
        })
        .collect()
}

fn own_days(desk: &Desk, filled: &Filled) -> Vec<Choice> {
    (0..5_i64)
        .map(|days| {
            let date = desk.dates.date_of(desk.now.plus_minutes(days * 24 * 60));
            let value = date.to_string();
            Choice {
                chosen: filled.own_day.as_deref() == Some(&value),
                label: desk.dates.near_day(date),
                value,
                ..Choice::default()
            }
        })
        .collect()
}

/// What the guard finds while one writes. Nothing of it is kept.
async fn check(
    State(app): State<App>,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response, Refused> {
    let desk = Desk::new(&app, sent.session.clone(), &headers);
    let written = sent.get("tekst").unwrap_or_default().replace("\r\n", "\n");
    let text = guard_shown(&desk, "tekst", &written).await?;
    let mut reader = app.read().await?;
    let chrome = desk
        .chrome(&mut reader, Section::Notes, "/lapper/ny")
        .await?;
    drop(reader);
    Ok(super::shown(&CheckedPart { chrome, text }))
}

async fn sent(State(app): State<App>, headers: HeaderMap, form: Sent) -> Result<Response, Refused> {
    let desk = Desk::new(&app, form.session.clone(), &headers);
    let me = desk.me();
    let mut filled = Filled::of(&form);
    if let Some(key) = &filled.once
        && let Some(note) = super::was_done(&app, key, me).await?
    {
        return Ok(Redirect::to(&format!("/lapper/{note}")).into_response());
    }
    if let Some(place) = form.get("rett") {
        filled.text = Some(mended(&app, filled.text.as_deref().unwrap_or_default(), place).await?);
        let text = guard_shown(&desk, "tekst", filled.text.as_deref().unwrap_or_default()).await?;
        return page(&desk, &filled, text, Errors::default()).await;
    }
    let written = filled.text.clone().unwrap_or_default();
    if form.get("gjor") == Some("sok") {
        let text = guard_shown(&desk, "tekst", &written).await?;
        return page(&desk, &filled, text, Errors::default()).await;
    }
    if form.get("gjor") == Some("uten-tekst") {
        filled.text = None;
    }
    let mut errors = Errors::default();
    let Some(new) = new_note(&desk, &filled, &mut errors) else {
        let text = guard_shown(&desk, "tekst", &written).await?;
        return page(&desk, &filled, text, errors).await;
    };
    send(&desk, &filled, new, errors, &written).await
}

async fn send(
    desk: &Desk,
    filled: &Filled,
    new: NewNote,
    mut errors: Errors,
    written: &str,
) -> Result<Response, Refused> {
    let (me, key) = (desk.me(), filled.once.clone());
    let done: Result<NoteId, FlowError> = desk
        .app
        .change(desk.now, async |turn| {
            let id = note::write(turn, me, new).await?;
            super::remember(turn, key.as_deref(), me, &id.to_string()).await?;
            Ok(id)
        })
        .await;
    match done {
        Ok(id) => return Ok(Redirect::to(&format!("/lapper/{id}")).into_response()),
        Err(FlowError::Guard(_)) => errors.add("tekst", desk.words.text("text-refused")),
        Err(FlowError::Cannot(why)) => errors.add(field_of(why), super::cannot(desk, why)),
        Err(FlowError::Refused(_)) => errors.add("sak", desk.words.text("cannot-no-consent")),
        Err(error) => return Err(error.into()),
    }
    let text = guard_shown(desk, "tekst", written).await?;
    page(desk, filled, text, errors).await
}

const fn field_of(why: crate::flows::Cannot) -> &'static str {
    use crate::flows::Cannot as C;
    match why {
        C::UnknownPerson | C::Suspended => "til",
        C::NoConsent => "sak",
        C::Reach => "nas",
        _ => "tekst",
    }
}

/// The note that the form describes; what is missing is added to the errors.
fn new_note(desk: &Desk, filled: &Filled, errors: &mut Errors) -> Option<NewNote> {
    let recipient = filled.recipient();
    if recipient.is_none() {
        errors.add("til", desk.words.text("new-note-no-recipient"));
    }
    let reason = filled.reason.as_deref().and_then(parsed::<NoteReason>);
    if reason.is_none() {
        errors.add("grunn", desk.words.text("error-reason-missing"));
    }
    let reach = filled.stretches(desk);
    if reach.is_none() {
        errors.add("nas", desk.words.text("cannot-reach"));
    }
    let urgency = filled.urgency.as_deref().and_then(parsed::<Urgency>);
    let case = match filled.case.as_deref() {
        Some(text) => match text.parse() {
            Ok(case) => Some(case),
            Err(_) => {
                errors.add("sak", desk.words.text("cannot-no-consent"));
                None
            }
        },
        None => None,
    };
    let (to_node, to) = recipient?;
    if !errors.is_empty() {
        return None;
    }
    Some(NewNote {
        to_node,
        to,
        case,
        reason: reason?,
        urgency: urgency.unwrap_or(Urgency::ThisWeek),
        language: desk.words.language(),
        phrase: None,
        text: filled.text.clone(),
        reach: reach?,
        booking: None,
    })
}

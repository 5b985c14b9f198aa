//! Saker: the cases that the reader is on, one case, its own label, and withdrawing its consent.
//! Registering one is in [`super::case_form`].

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};

use super::case_shown::{by_kind, consent_tag, first_names, next, people, scope, title};
use super::roster::Roster;
use super::{Desk, Done};
use crate::domain::CaseRef;
use crate::flows::{FlowError, consent as consents};
use crate::store::{MeetingRow, cases};
use crate::web::app::App;
use crate::web::chrome::{Chrome, Notice, Section, Tone};
use crate::web::form::Sent;
use crate::web::pages::{CasePage, CaseRow, CasesPage, Errors, Tag};
use crate::web::refusal::Refused;
use crate::web::session::Session;

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/saker", get(list))
        .route("/saker/{id}", get(one))
        .route("/saker/{id}/navn", post(rename))
        .route("/saker/{id}/trekk", post(withdraw))
}

/// Whether the reader can register a consent: at a health service, and meets people themselves.
#[must_use]
pub fn may_register(desk: &Desk) -> bool {
    desk.app.here().zone.is_health() && desk.session.person.is_bookable()
}

async fn list(
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let desk = Desk::new(&app, session, &headers);
    let mut reader = app.read().await?;
    let surroundings = Roster::read(&mut reader, &desk).await?.surroundings;
    let mut rows = Vec::new();
    for row in &surroundings.cases {
        let consent = cases::consent(&mut reader, row.case).await?;
        let viewer = &desk.session.viewer;
        let meetings = MeetingRow::of_case(&mut reader, viewer, row.case).await?;
        let open = consent
            .as_ref()
            .is_some_and(|consent| consent.holds(desk.now));
        let row = CaseRow {
            id: row.case.to_string(),
            label: title(&desk, &surroundings, row.case),
            consent: consent
                .as_ref()
                .map_or_else(|| none(&desk), |consent| consent_tag(&desk, consent)),
            next: next(&desk, &meetings),
            due: None,
            people: consent
                .map(|consent| first_names(&desk, &surroundings, &consent))
                .unwrap_or_default(),
        };
        rows.push((open, row));
    }
    // What is over stands last.
    rows.sort_by_key(|(open, _)| !open);
    let page = CasesPage {
        chrome: desk.chrome(&mut reader, Section::Cases, "/saker").await?,
        cases: rows.into_iter().map(|(_, row)| row).collect(),
        may_register: may_register(&desk),
        meets: desk.session.person.is_bookable(),
        may_pair: false,
    };
    Ok(super::shown(&page))
}

fn none(desk: &Desk) -> Tag {
    Tag {
        text: desk.words.text("consent-none"),
        tone: Tone::Danger,
    }
}

async fn one(
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    Path(id): Path<String>,
    Query(done): Query<Done>,
) -> Result<Response, Refused> {
    let case: CaseRef = id.parse().map_err(|_| Refused::NotFound)?;
    let desk = Desk::new(&app, session, &headers);
    let notice = desk.notice(&done, "trukket", "notice-withdrawn");
    page(&desk, case, None, notice, Errors::default()).await
}

async fn page(
    desk: &Desk,
    case: CaseRef,
    typed: Option<String>,
    notice: Option<Notice>,
    errors: Errors,
) -> Result<Response, Refused> {
    let mut reader = desk.app.read().await?;
    let surroundings = Roster::read(&mut reader, desk).await?.surroundings;
    // Only the cases of the one who looks are among them (rule B14).
    if !surroundings.cases.iter().any(|row| row.case == case) {
        return Err(Refused::NotFound);
    }
    let consent = cases::consent(&mut reader, case).await?;
    let consent = consent.ok_or(Refused::NotFound)?;
    let meetings = MeetingRow::of_case(&mut reader, &desk.session.viewer, case).await?;
    let open = consent.holds(desk.now);
    let by = surroundings.directory.organisation(&consent.by);
    let last = consent.until.map(|until| until.plus_minutes(-1));
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let path = format!("/saker/{case}");
    let page = CasePage {
        chrome: Chrome {
            notice,
            ..desk.chrome(&mut reader, Section::Cases, &path).await?
        },
        id: case.to_string(),
        label: title(desk, &surroundings, case),
        name: typed.unwrap_or_else(|| {
            let label = surroundings.label(case);
            label.unwrap_or_default().to_owned()
        }),
        consent: consent_tag(desk, &consent),
        registered: desk
            .words
            .text_with("case-registered-by", &[("who", by.as_str().into())]),
        open,
        pairing: None,
        people: people(desk, &surroundings, &consent),
        meetings: by_kind(desk, &meetings),
        journal: None,
        from: desk.dates.date(desk.dates.date_of(consent.from)),
        until: last.map_or_else(
            || desk.words.text("case-until-none"),
            |last| desk.dates.date(desk.dates.date_of(last)),
        ),
        // Of what no longer holds it would only mislead.
        scope: consent
            .scope
            .iter()
            .filter(|_| open)
            .map(|row| scope(desk, &surroundings, row))
            .collect(),
        cleared: None,
        may_withdraw: consent.withdrawn.is_none(),
        errors,
    };
    Ok((status, super::shown(&page)).into_response())
}

async fn rename(
    State(app): State<App>,
    headers: HeaderMap,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Refused> {
    let case: CaseRef = id.parse().map_err(|_| Refused::NotFound)?;
    let desk = Desk::new(&app, sent.session.clone(), &headers);
    let me = desk.me();
    let typed = sent.get("navn").unwrap_or_default().to_owned();
    let done = app
        .change(desk.now, async |turn| {
            consents::label(turn, me, case, &typed).await
        })
        .await;
    match done {
        Ok(()) => Ok(to(case)),
        Err(error) => {
            let text = label_refused(&desk, &typed, error)?;
            let mut errors = Errors::default();
            errors.add("navn", text);
            page(&desk, case, Some(typed), None, errors).await
        }
    }
}

/// To the page of a case.
#[must_use]
pub fn to(case: CaseRef) -> Response {
    Redirect::to(&format!("/saker/{case}")).into_response()
}

/// Why a label can't be, in words.
///
/// # Errors
/// The flow stopped for another reason.
pub fn label_refused(desk: &Desk, typed: &str, error: FlowError) -> Result<String, Refused> {
    match error {
        FlowError::Cannot(_) if typed.trim().is_empty() => {
            Ok(desk.words.text("error-label-missing"))
        }
        FlowError::Cannot(why) => Ok(super::cannot(desk, why)),
        FlowError::Guard(_) => Ok(desk.words.text("error-label-guarded")),
        other => Err(other.into()),
    }
}

async fn withdraw(
    State(app): State<App>,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Refused> {
    let case: CaseRef = id.parse().map_err(|_| Refused::NotFound)?;
    let me = sent.session.viewer.staff;
    let done = app
        .change(app.now(), async |turn| {
            consents::withdraw(turn, me, case).await
        })
        .await;
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/saker/{case}?gjort=trukket")).into_response()),
        // It was withdrawn already: a second tap changes nothing.
        Err(FlowError::Cannot(_)) => Ok(to(case)),
        Err(error) => Err(error.into()),
    }
}

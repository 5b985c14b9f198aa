//! Kalendere: when each linked calendar was last read, what is wrong in words, and reading it now.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use secrecy::ExposeSecret;

use super::Desk;
use crate::domain::LinkId;
use crate::store::{LinkKind, LinkRow, PersonRow};
use crate::web::app::App;
use crate::web::chrome::{Section, Tone};
use crate::web::form::Sent;
use crate::web::pages::{CalendarRow, CalendarsPage, PersonCalendars, Tag, Trouble};
use crate::web::refusal::Refused;
use crate::web::session::Session;

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/kalendere", get(list))
        .route("/kalendere/{id}/hent", post(fetch))
}

async fn list(
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let desk = Desk::new(&app, session, &headers);
    let viewer = &desk.session.viewer;
    let mut reader = app.read().await?;
    let links = viewer.calendars(&mut reader).await?;
    let mut people = vec![desk.session.person.clone()];
    if viewer.is_administrator() {
        let all = PersonRow::all(&mut reader).await?.into_iter();
        people.extend(all.filter(|person| person.id != desk.me()));
    }
    let page = CalendarsPage {
        chrome: desk
            .chrome(&mut reader, Section::Calendars, "/kalendere")
            .await?,
        may_link: false,
        // Somebody who is never met needs no calendar.
        people: people
            .iter()
            .map(|person| (person, calendars_of(&desk, person, &links)))
            .filter(|(person, shown)| {
                shown.me || person.is_bookable() || !shown.calendars.is_empty()
            })
            .map(|(_, shown)| shown)
            .collect(),
    };
    Ok(super::shown(&page))
}

fn calendars_of(desk: &Desk, person: &PersonRow, links: &[LinkRow]) -> PersonCalendars {
    PersonCalendars {
        name: person.name.to_string(),
        role: desk.role_of(&person.roles),
        me: person.id == desk.me(),
        may_change: true,
        complete: person.rules.complete,
        calendars: links
            .iter()
            .filter(|link| link.person == person.id)
            .map(|link| calendar(desk, link))
            .collect(),
    }
}

fn calendar(desk: &Desk, link: &LinkRow) -> CalendarRow {
    let host = host_of(desk, link);
    let code = link.trouble.as_deref();
    // What does not open with the node key can't be read, whatever the last try said.
    let code = if host.is_none() { Some("locked") } else { code };
    CalendarRow {
        id: link.id.to_string(),
        kind: match link.kind {
            LinkKind::Ics => desk.words.text("calendar-kind-ics"),
            LinkKind::Caldav => desk.words.text("calendar-kind-caldav"),
            LinkKind::Graph => desk.words.text("calendar-kind-graph"),
            LinkKind::Fhir => desk.words.text("calendar-kind-fhir"),
        },
        from: host.unwrap_or_else(|| link.slug.clone()),
        synced: synced(desk, link),
        state: state(desk, link, code),
        trouble: code.map(|code| trouble(desk, code)),
    }
}

/// The host of a link's address; the rest of it may be a secret. In a system of the organisation's
/// the link goes by its own name.
fn host_of(desk: &Desk, link: &LinkRow) -> Option<String> {
    let source = link.source(&desk.app.keyhole()).ok()?;
    if matches!(link.kind, LinkKind::Graph | LinkKind::Fhir) {
        return Some(link.slug.clone());
    }
    let address: Option<Uri> = source.url.expose_secret().parse().ok();
    let host = address.and_then(|address| address.host().map(str::to_owned));
    Some(host.unwrap_or_else(|| link.slug.clone()))
}

fn synced(desk: &Desk, link: &LinkRow) -> String {
    let when = link.last_good.map(|at| desk.dates.stamp(at));
    let soon = link.next_due <= desk.now;
    let next = desk.dates.clock(link.next_due);
    match (when, soon) {
        (None, _) => desk.words.text("calendar-never"),
        (Some(when), true) => desk
            .words
            .text_with("calendar-synced-soon", &[("when", when.as_str().into())]),
        (Some(when), false) => {
            let values = [
                ("when", when.as_str().into()),
                ("next", next.as_str().into()),
            ];
            desk.words.text_with("calendar-synced", &values)
        }
    }
}

fn state(desk: &Desk, link: &LinkRow, trouble: Option<&str>) -> Tag {
    let hours = i64::from(desk.app.here().rules.stale_hours);
    let too_old = desk.now.plus_minutes(-hours * 60);
    let fresh = link.last_good.is_some_and(|at| at > too_old);
    let (text, tone) = match (trouble, link.last_good) {
        (Some(code), _) if !may_pass(code) => (desk.words.text("calendar-broken"), Tone::Danger),
        (None, _) if fresh => (desk.words.text("calendar-fine"), Tone::Success),
        (None, None) => (desk.words.text("calendar-new"), Tone::Neutral),
        _ => (desk.words.text("calendar-old"), Tone::Warning),
    };
    Tag { text, tone }
}

/// Whether it may pass by itself.
fn may_pass(code: &str) -> bool {
    matches!(
        code,
        "unreachable" | "too_slow" | "cut_short" | "server_error" | "empty" | "asked_to_wait"
    )
}

/// What is wrong and what helps, from the code of the last try.
fn trouble(desk: &Desk, code: &str) -> Trouble {
    let text = |key: &str| desk.words.text(key);
    let (title, text) = match code {
        "bad_address" | "not_https" | "address_forbidden" => (
            text("calendar-error-address-title"),
            text("calendar-error-address"),
        ),
        "unreachable" | "too_slow" | "cut_short" | "server_error" | "empty" => (
            text("calendar-error-unreachable-title"),
            text("calendar-error-unreachable"),
        ),
        "asked_to_wait" => (
            text("calendar-error-wait-title"),
            text("calendar-error-wait"),
        ),
        "client_refused" | "not_set_up" => (
            text("calendar-error-system-title"),
            text("calendar-error-system"),
        ),
        "partial" => (
            text("calendar-error-partial-title"),
            text("calendar-error-partial"),
        ),
        "not_secure" => (
            text("calendar-error-secure-title"),
            text("calendar-error-secure"),
        ),
        "too_large" => (
            text("calendar-error-large-title"),
            text("calendar-error-large"),
        ),
        "redirected" | "not_found" | "gone" | "no_calendar" | "not_a_calendar" => (
            text("calendar-error-gone-title"),
            text("calendar-error-gone"),
        ),
        "forbidden" => (
            text("calendar-error-forbidden-title"),
            text("calendar-error-forbidden"),
        ),
        "wrong_password" | "login_unsupported" => (
            text("calendar-error-login-title"),
            text("calendar-error-login"),
        ),
        "locked" => (
            text("calendar-error-locked-title"),
            text("calendar-error-locked"),
        ),
        _ => (
            text("calendar-error-unreadable-title"),
            text("calendar-error-unreadable"),
        ),
    };
    Trouble { title, text }
}

async fn fetch(
    State(app): State<App>,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Refused> {
    let id: LinkId = id.parse().map_err(|_| Refused::NotFound)?;
    let now = app.now();
    let viewer = &sent.session.viewer;
    let there = app
        .change(now, async |turn| {
            Ok(viewer.fetch_now(turn.tx.conn(), id, now).await?)
        })
        .await?;
    if there {
        Ok(Redirect::to("/kalendere").into_response())
    } else {
        Err(Refused::NotFound)
    }
}

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
    // Somebody who is never met needs no calendar.
    let mut people: Vec<_> = people
        .iter()
        .map(|person| (person, calendars_of(&desk, person, &links)))
        .filter(|(person, shown)| shown.me || person.is_bookable() || !shown.calendars.is_empty())
        .map(|(_, shown)| shown)
        .collect();
    // One's own first, then what wants mending.
    people.sort_by_key(|shown| (!shown.me, !shown.is_in_trouble()));
    let all: usize = people.iter().map(|shown| shown.calendars.len()).sum();
    let broken = people.iter().flat_map(|shown| &shown.calendars);
    let broken = broken.filter(|calendar| calendar.trouble.is_some()).count();
    let summary = (viewer.is_administrator() && all > 0).then(|| {
        let values = [("broken", broken.into()), ("all", all.into())];
        desk.words.text_with("calendars-summary", &values)
    });
    let page = CalendarsPage {
        chrome: desk
            .chrome(&mut reader, Section::Calendars, "/kalendere")
            .await?,
        may_link: false,
        summary,
        none_what: theirs(&desk, "calendars-none-what", "calendars-none-what-admin"),
        people,
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
        from: host.filter(|host| *host != link.slug).map_or_else(
            || link.slug.clone(),
            |host| format!("{}, {host}", link.slug),
        ),
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
    let (title, owner, administrator) = match code {
        "bad_address" | "not_https" | "address_forbidden" => (
            "calendar-error-address-title",
            "calendar-error-address",
            "calendar-error-address-admin",
        ),
        "unreachable" | "too_slow" | "cut_short" | "server_error" | "empty" => (
            "calendar-error-unreachable-title",
            "calendar-error-unreachable",
            "calendar-error-unreachable-admin",
        ),
        "asked_to_wait" => (
            "calendar-error-wait-title",
            "calendar-error-wait",
            "calendar-error-wait",
        ),
        "client_refused" | "not_set_up" => (
            "calendar-error-system-title",
            "calendar-error-system",
            "calendar-error-system",
        ),
        "partial" => (
            "calendar-error-partial-title",
            "calendar-error-partial",
            "calendar-error-partial",
        ),
        "not_secure" => (
            "calendar-error-secure-title",
            "calendar-error-secure",
            "calendar-error-secure",
        ),
        "too_large" => (
            "calendar-error-large-title",
            "calendar-error-large",
            "calendar-error-large-admin",
        ),
        "redirected" | "not_found" | "gone" | "no_calendar" | "not_a_calendar" => (
            "calendar-error-gone-title",
            "calendar-error-gone",
            "calendar-error-gone-admin",
        ),
        "forbidden" => (
            "calendar-error-forbidden-title",
            "calendar-error-forbidden",
            "calendar-error-forbidden",
        ),
        "wrong_password" | "login_unsupported" => (
            "calendar-error-login-title",
            "calendar-error-login",
            "calendar-error-login-admin",
        ),
        "locked" => (
            "calendar-error-locked-title",
            "calendar-error-locked",
            "calendar-error-locked-admin",
        ),
        _ => (
            "calendar-error-unreadable-title",
            "calendar-error-unreadable",
            "calendar-error-unreadable",
        ),
    };
    Trouble {
        title: desk.words.text(title),
        text: theirs(desk, owner, administrator),
    }
}

/// A sentence to who can't mend it, or to the administrator, who can.
fn theirs(desk: &Desk, owner: &str, administrator: &str) -> String {
    let administers = desk.session.viewer.is_administrator();
    desk.words
        .text(if administers { administrator } else { owner })
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

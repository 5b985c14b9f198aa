//! Kalendere: when each linked calendar was last read, what is wrong in words, and reading it now.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use jiff::civil::Date;
use secrecy::ExposeSecret;

use super::{Desk, Directory, absence};
use crate::crossing::message::shared_span;
use crate::domain::{Interval, LinkId, NodeId};
use crate::flows::{self, ways};
use crate::store::posts::{self, HomePost};
use crate::store::{Conn, LinkKind, LinkRow, PersonRow};
use crate::web::app::App;
use crate::web::chrome::{Section, Tone};
use crate::web::form::Sent;
use crate::web::pages::{CalendarRow, CalendarsPage, PersonCalendars, Share, Tag, Trouble};
use crate::web::refusal::Refused;
use crate::web::session::Session;

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/kalendere", get(list))
        .route("/kalendere/deling", post(share))
        .route("/kalendere/{id}/hent", post(fetch))
}

async fn list(
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let desk = Desk::new(&app, session, &headers);
    let viewer = &desk.session.viewer;
    let shared = shared(&desk).await?;
    let mut reader = app.read().await?;
    let links = viewer.calendars(&mut reader).await?;
    let mut people = vec![desk.session.person.clone()];
    if viewer.is_administrator() {
        let all = PersonRow::all(&mut reader).await?.into_iter();
        people.extend(all.filter(|person| person.id != desk.me()));
    }
    let back = absence::back(&mut reader, &app, &people).await?;
    let directory = Directory::read(&mut reader, &app).await?;
    let missing_ways = missing_ways(&mut reader, &desk, &directory).await?;
    let home = HomePost::find(&mut reader, desk.me()).await?;
    let posts = other_posts(&desk, &directory, shared);
    // Somebody who is never met needs no calendar.
    let mut people: Vec<_> = people
        .iter()
        .map(|person| {
            let back = back.get(&person.id).copied();
            let mut shown = calendars_of(&desk, person, &links, back);
            if shown.me {
                shown.other_posts.clone_from(&posts);
            }
            (person, shown)
        })
        .filter(|(person, shown)| shown.me || person.is_bookable() || !shown.calendars.is_empty())
        .map(|(_, shown)| shown)
        .collect();
    // One's own first, then what wants mending.
    people.sort_by_key(|shown| (!shown.me, !shown.is_in_trouble()));
    let summary = summary(&desk, &people);
    let page = CalendarsPage {
        chrome: desk
            .chrome(&mut reader, Section::Calendars, "/kalendere")
            .await?,
        may_link: false,
        summary,
        none_what: theirs(&desk, "calendars-none-what", "calendars-none-what-admin"),
        people,
        share: home.map(|post| {
            let who = directory.organisation(&post.node);
            let values = [("who", who.as_str().into())];
            Share {
                what: desk.words.text_with("post-share-what", &values),
                agreed: post.agreed,
            }
        }),
        missing_ways,
    };
    Ok(super::shown(&page))
}

/// The ways that nobody has said anything about, for an administrator.
async fn missing_ways(
    conn: &mut Conn,
    desk: &Desk,
    directory: &Directory,
) -> Result<Vec<String>, Refused> {
    if !desk.session.viewer.is_administrator() {
        return Ok(Vec::new());
    }
    let said = |way: ways::MissingWay| {
        let to = match way.node.map(|node| directory.organisation(&node)) {
            Some(organisation) if organisation != way.to.as_str() => {
                format!("{} ({organisation})", way.to)
            }
            _ => way.to.to_string(),
        };
        format!("{} – {to}", way.from)
    };
    let missing = ways::missing(conn).await?;
    Ok(missing.into_iter().map(said).collect())
}

fn calendars_of(
    desk: &Desk,
    person: &PersonRow,
    links: &[LinkRow],
    back: Option<Date>,
) -> PersonCalendars {
    PersonCalendars {
        name: person.name.to_string(),
        role: desk.role_of(&person.roles),
        away: back.map(|back| absence::said(desk, back)),
        me: person.id == desk.me(),
        may_change: true,
        complete: person.rules.complete,
        calendars: links
            .iter()
            .filter(|link| link.person == person.id)
            .map(|link| calendar(desk, link))
            .collect(),
        other_posts: Vec::new(),
    }
}

/// The nodes of the reader's other posts, with the version of what each shares, where this is their
/// home. Looked up before anything is read: a page holds one reader.
async fn shared(desk: &Desk) -> Result<Vec<(NodeId, Option<u64>)>, Refused> {
    let person = &desk.session.person;
    let shared = desk.app.look(desk.now, async |turn| {
        let mut all = Vec::new();
        for node in posts::others_of(turn.tx.conn(), person.id).await? {
            let shared = flows::share::of_post(turn, &node, person).await?;
            let shared = shared.filter(|shared| shared.list.is_some());
            all.push((node, shared.map(|shared| shared.version)));
        }
        Ok(all)
    });
    Ok(shared.await?)
}

/// What the reader's other posts share, in words.
fn other_posts(
    desk: &Desk,
    directory: &Directory,
    shared: Vec<(NodeId, Option<u64>)>,
) -> Vec<String> {
    let said = |(node, version): (NodeId, Option<u64>)| {
        let who = directory.organisation(&node);
        let at = version.and_then(shared_span).map(Interval::start);
        match at.map(|at| desk.dates.stamp(at)) {
            Some(when) => {
                let values = [("who", who.as_str().into()), ("when", when.as_str().into())];
                desk.words.text_with("post-shared-at", &values)
            }
            None => desk
                .words
                .text_with("post-not-shared", &[("who", who.as_str().into())]),
        }
    };
    shared.into_iter().map(said).collect()
}

/// The reader says whether busy time here is shared with their home post.
async fn share(State(app): State<App>, sent: Sent) -> Result<Response, Refused> {
    let agrees = match sent.get("deles") {
        Some("ja") => true,
        Some("nei") => false,
        _ => return Err(Refused::NotFound),
    };
    let me = sent.session.viewer.staff;
    let now = app.now();
    app.change(now, async |turn| {
        flows::posts::agree(turn, me, agrees).await
    })
    .await?;
    Ok(Redirect::to("/kalendere").into_response())
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
    let fresh = link.is_read_after(desk.app.here().rules.too_old(desk.now));
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
            "calendar-error-system-admin",
        ),
        "partial" => (
            "calendar-error-partial-title",
            "calendar-error-partial",
            "calendar-error-partial-admin",
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
            "calendar-error-forbidden-admin",
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

/// How many calendars do not work, for the administrator.
fn summary(desk: &Desk, people: &[PersonCalendars]) -> Option<String> {
    let calendars = || people.iter().flat_map(|shown| &shown.calendars);
    let (all, broken) = (
        calendars().count(),
        calendars()
            .filter(|calendar| calendar.trouble.is_some())
            .count(),
    );
    let values = [("broken", broken.into()), ("all", all.into())];
    let told = desk.session.viewer.is_administrator() && all > 0;
    told.then(|| desk.words.text_with("calendars-summary", &values))
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

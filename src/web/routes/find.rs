//! Finn tid: the form, and what it begins. Waiting and choosing are in [`super::find_shown`].

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;

use super::find_form::{Filled, fields, kind_code};
use super::find_known::Known;
use super::roster::value_of;
use super::{Desk, came_second};
use crate::crossing::ledger::Direction;
use crate::crossing::message::Refusal;
use crate::domain::meeting::KINDS;
use crate::domain::seat::Who;
use crate::domain::{Minutes, NodeId, StaffId};
use crate::flows::propose::{Search, propose};
use crate::flows::{Cannot, FlowError};
use crate::store::notes::Recipient;
use crate::store::{Conn, ProposalRow, notes};
use crate::web::app::App;
use crate::web::chrome::Section;
use crate::web::form::Sent;
use crate::web::pages::{Choice, Errors, FindFormPage, SeatField};
use crate::web::refusal::Refused;
use crate::web::session::Session;
use crate::words::capital;

/// Lengths that are offered whatever the kind.
const LENGTHS: [Minutes; 4] = [30, 45, 60, 90];

/// The routes.
pub fn routes() -> Router<App> {
    Router::new().route("/finn-tid", get(form).post(search))
}

/// What a link to the form fills in.
#[derive(Deserialize)]
struct Prefilled {
    lapp: Option<String>,
    sak: Option<String>,
    fra_sok: Option<String>,
    periode: Option<String>,
    sted: Option<String>,
    lengde: Option<Minutes>,
    uten: Option<NodeId>,
}

async fn form(
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    Query(wanted): Query<Prefilled>,
) -> Result<Response, Refused> {
    let desk = Desk::new(&app, session, &headers);
    let mut reader = app.read().await?;
    let known = Known::read(&mut reader, &desk).await?;
    let filled = prefilled(&mut reader, &desk, &known, wanted).await?;
    page(&mut reader, &desk, &known, &filled, Errors::default()).await
}

async fn prefilled(
    conn: &mut Conn,
    desk: &Desk,
    known: &Known,
    wanted: Prefilled,
) -> Result<Filled, Refused> {
    if let Some(earlier) = wanted.fra_sok.as_deref().and_then(|id| id.parse().ok()) {
        let row = ProposalRow::<Search>::seen_by(conn, &desk.session.viewer, earlier).await?;
        let search = row.ok_or(Refused::NotFound)?.body;
        let mut filled = Filled::of_search(desk, known, &search);
        if let Some(period) = wanted.periode {
            filled.period = period;
        }
        if let Some(place) = wanted.sted {
            filled.place = place;
        }
        if let Some(length) = wanted.lengde {
            filled.length = length;
        }
        if let Some(node) = wanted.uten {
            let of_node = |value: &str| value.split('.').next() == Some(node.as_str());
            for seat in filled.seats.iter_mut().filter(|seat| of_node(seat)) {
                seat.clear();
            }
        }
        return Ok(filled);
    }
    let mut filled = Filled::new(desk, known);
    filled.case = wanted.sak.and_then(|case| case.parse().ok());
    let mut with = None;
    if let Some(note) = wanted.lapp.and_then(|id| id.parse().ok()) {
        let keyhole = desk.app.keyhole();
        let note = notes::for_reader(conn, desk.me(), note, &keyhole).await?;
        let note = note.ok_or(Refused::NotFound)?;
        filled.case = filled.case.or(note.case);
        with = note.body.as_ref().and_then(|body| {
            let other = match (note.direction, body.to) {
                (Direction::In, _) => body.from,
                (Direction::Out, Recipient::Person(staff)) => staff,
                (Direction::Out, Recipient::Pool(_)) => return None,
            };
            Some((note.peer.clone(), other))
        });
    }
    let held = |case| known.consents.iter().any(|consent| consent.case == case);
    filled.case = filled.case.filter(|case| held(*case));
    let with: Option<(&NodeId, StaffId)> = with.as_ref().map(|(node, staff)| (node, *staff));
    filled.seats = known.seats(desk, &filled, with, &[]);
    if filled.case.is_some() || with.is_some() {
        filled.place = known.usual_place(&filled).unwrap_or(filled.place);
    }
    Ok(filled)
}

async fn search(
    State(app): State<App>,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response, Refused> {
    let desk = Desk::new(&app, sent.session.clone(), &headers);
    let me = desk.me();
    let key = sent.get("nokkel").map(str::to_owned);
    let mut filled = Filled::sent(&sent);
    let mut reader = app.read().await?;
    let known = Known::read(&mut reader, &desk).await?;
    if sent.get("gjor") == Some("oppdater") {
        filled.follow_choice(&desk, &known, sent.get("var").unwrap_or_default());
        return page(&mut reader, &desk, &known, &filled, Errors::default()).await;
    }
    let wish = match filled.wish(&desk, &known) {
        Ok(wish) => wish,
        Err(errors) => return page(&mut reader, &desk, &known, &filled, errors).await,
    };
    drop(reader);
    if let Some(done) = done(&app, key.as_deref(), me).await? {
        return Ok(done);
    }
    let begun = app
        .change(desk.now, async |turn| {
            let id = propose(turn, me, wish).await?;
            super::remember(turn, key.as_deref(), me, &id.to_string()).await?;
            Ok(id)
        })
        .await;
    match begun {
        Ok(id) => Ok(to(&id.to_string())),
        Err(error) if came_second(&error) => {
            done(&app, key.as_deref(), me).await?.ok_or(Refused::Failed)
        }
        Err(error) => {
            let errors = explained(&desk, error)?;
            let mut reader = app.read().await?;
            page(&mut reader, &desk, &known, &filled, errors).await
        }
    }
}

fn to(search: &str) -> Response {
    Redirect::to(&format!("/finn-tid/{search}")).into_response()
}

/// Where the same form led the first time.
async fn done(app: &App, key: Option<&str>, me: StaffId) -> Result<Option<Response>, Refused> {
    let Some(key) = key else { return Ok(None) };
    let first = super::was_done(app, key, me).await?;
    Ok(first.map(|search| to(&search)))
}

/// What stopped the search, beside the field that can mend it.
fn explained(desk: &Desk, error: FlowError) -> Result<Errors, Refused> {
    let mut errors = Errors::default();
    match error {
        FlowError::Cannot(why) => {
            let field = match why {
                Cannot::WindowPast | Cannot::WindowTooShort | Cannot::WindowTooLong => "periode",
                Cannot::Length => "lengde",
                Cannot::NoConsent => "sak",
                _ => "seter",
            };
            errors.add(field, super::cannot(desk, why));
        }
        FlowError::Refused(Refusal::Consent) => {
            errors.add("sak", desk.words.text("find-consent-narrow"));
        }
        FlowError::Refused(_) => errors.add("seter", desk.words.text("find-may-not")),
        other => return Err(other.into()),
    }
    Ok(errors)
}

async fn page(
    conn: &mut Conn,
    desk: &Desk,
    known: &Known,
    filled: &Filled,
    errors: Errors,
) -> Result<Response, Refused> {
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let choice = |value: String, label: String, chosen: bool| Choice {
        value,
        label,
        chosen,
        ..Choice::default()
    };
    let period =
        |value: &str, label: String| choice(value.to_owned(), label, filled.period == value);
    let page = FindFormPage {
        chrome: desk.chrome(conn, Section::FindTime, "/finn-tid").await?,
        once: desk.once(),
        was: filled.was(),
        moves: None,
        cases: case_choices(desk, known, filled),
        kinds: KINDS
            .iter()
            .map(|row| {
                let label = capital(&desk.words.kind(row.kind));
                choice(kind_code(row.kind), label, row.kind == filled.kind)
            })
            .collect(),
        seats: seats(desk, known, filled),
        participant: None,
        guest: None,
        lengths: lengths(filled)
            .map(|n| {
                choice(
                    n.to_string(),
                    desk.dates.short_length(n),
                    n == filled.length,
                )
            })
            .collect(),
        places: known
            .places
            .iter()
            .map(|place| {
                let chosen = place.value == filled.place;
                choice(place.value.clone(), place.label.clone(), chosen)
            })
            .collect(),
        periods: vec![
            period("denne", desk.words.text("period-this-week")),
            period("neste", desk.words.text("period-next-week")),
            period("tre", desk.words.text("period-three-weeks")),
            period("egne", desk.words.text("period-own")),
        ],
        from: filled.from.clone(),
        to: filled.to.clone(),
        errors,
    };
    Ok((status, super::shown(&page)).into_response())
}

fn case_choices(desk: &Desk, known: &Known, filled: &Filled) -> Vec<Choice> {
    let none = Choice {
        label: desk.words.text("find-case-none"),
        chosen: filled.case.is_none(),
        ..Choice::default()
    };
    let cases = known.consents.iter().map(|consent| Choice {
        value: consent.case.to_string(),
        label: super::case_shown::name(desk, &known.roster.surroundings, consent.case),
        chosen: filled.case == Some(consent.case),
        ..Choice::default()
    });
    std::iter::once(none).chain(cases).collect()
}

fn seats(desk: &Desk, known: &Known, filled: &Filled) -> Vec<SeatField> {
    fields(filled.kind)
        .into_iter()
        .enumerate()
        .map(|(index, role)| {
            let chosen = filled.seats.get(index).map_or("", String::as_str);
            SeatField {
                label: role.map_or_else(
                    || desk.words.text("find-seat-other"),
                    |role| capital(&desk.words.role(role)),
                ),
                groups: known.roster.groups(desk, role, chosen, true),
            }
        })
        .collect()
}

/// The usual lengths, with that of the kind and the one that is chosen.
fn lengths(filled: &Filled) -> impl Iterator<Item = Minutes> {
    let mut all: Vec<Minutes> = LENGTHS.to_vec();
    all.push(filled.kind.row().length);
    all.extend((filled.length > 0).then_some(filled.length));
    all.sort_unstable();
    all.dedup();
    all.into_iter()
}

/// The search without one organisation, where at least two seats are left.
#[must_use]
pub fn can_do_without(search: &Search, node: &NodeId) -> bool {
    let left = search.party.iter().filter(|seat| {
        let who: &Who = &seat.who;
        who.node() != node && value_of(who).is_some()
    });
    left.count() >= 2
}

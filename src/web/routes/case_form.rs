//! Registering a consent, on the health side: own label, which organisations it opens to, who is in
//! it, until when.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use jiff::ToSpan;
use jiff::civil::Date;

use super::cases::{label_refused, may_register, to};
use super::find_form::midnight;
use super::roster::{Roster, person_value};
use super::{Desk, came_second};
use crate::domain::consent::CasePerson;
use crate::domain::seat::Who;
use crate::domain::{Instant, NodeId, Role, StaffId};
use crate::flows::consent::{NewConsent, register as register_consent};
use crate::flows::{Cannot, FlowError};
use crate::store::{Conn, PeerState};
use crate::web::app::App;
use crate::web::chrome::Section;
use crate::web::form::Sent;
use crate::web::pages::{Choice, Errors, RegisterPage, SeatField};
use crate::web::refusal::Refused;
use crate::web::session::Session;
use crate::words::capital;

/// Who can be in it from the start.
const ROLES: [Role; 4] = [
    Role::Clinician,
    Role::JobSpecialist,
    Role::Adviser,
    Role::Coordinator,
];
/// Neutral words that are proposed as labels.
const LABELS: [&str; 8] = [
    "Furu", "Bjørk", "Lind", "Selje", "Rogn", "Hegg", "Osp", "Einer",
];
/// How long a consent is proposed to hold, in days.
const PROPOSED_DAYS: i64 = 182;

/// The routes.
pub fn routes() -> Router<App> {
    Router::new().route("/saker/ny", get(form).post(register))
}

struct Filled {
    label: String,
    scope: Vec<String>,
    people: Vec<String>,
    until: String,
    consented: bool,
}

async fn form(
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let desk = Desk::new(&app, session, &headers);
    if !may_register(&desk) {
        return Err(Refused::NotFound);
    }
    let mut reader = app.read().await?;
    let roster = Roster::read(&mut reader, &desk).await?;
    let used = |label: &&&str| {
        let cases = &roster.surroundings.cases;
        cases
            .iter()
            .any(|row| row.label.as_deref() == Some(**label))
    };
    let free = LABELS.iter().find(|label| !used(label));
    let me = person_value(&app.here().node, desk.me());
    let people = ROLES.iter().map(|role| {
        let mine = desk.session.person.card.roles.first() == Some(role);
        if mine { me.clone() } else { String::new() }
    });
    let today = desk.dates.today();
    let until = today.checked_add(PROPOSED_DAYS.days()).unwrap_or(today);
    let filled = Filled {
        label: free.map(|label| (*label).to_owned()).unwrap_or_default(),
        scope: peers(&roster).map(|(node, _)| node.to_string()).collect(),
        people: people.collect(),
        until: until.to_string(),
        consented: false,
    };
    page(&mut reader, &desk, &roster, &filled, Errors::default()).await
}

fn peers(roster: &Roster) -> impl Iterator<Item = (&NodeId, String)> {
    let peers = roster.surroundings.directory.peers();
    peers
        .filter(|(peer, _)| peer.state == PeerState::Active)
        .map(|(peer, _)| (&peer.node, peer.name.to_string()))
}

async fn page(
    conn: &mut Conn,
    desk: &Desk,
    roster: &Roster,
    filled: &Filled,
    errors: Errors,
) -> Result<Response, Refused> {
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let seat = |(index, role): (usize, &Role)| {
        let chosen = filled.people.get(index).map_or("", String::as_str);
        SeatField {
            label: capital(&desk.words.role(*role)),
            groups: roster.groups(desk, Some(*role), chosen, false),
        }
    };
    let page = RegisterPage {
        chrome: desk.chrome(conn, Section::Cases, "/saker/ny").await?,
        once: desk.once(),
        name: filled.label.clone(),
        scope: peers(roster)
            .map(|(node, label)| Choice {
                chosen: filled.scope.iter().any(|chosen| chosen == node.as_str()),
                value: node.to_string(),
                label,
                ..Choice::default()
            })
            .collect(),
        people: ROLES.iter().enumerate().map(seat).collect(),
        until: filled.until.clone(),
        consented: filled.consented,
        errors,
    };
    Ok((status, super::shown(&page)).into_response())
}

async fn register(
    State(app): State<App>,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response, Refused> {
    let desk = Desk::new(&app, sent.session.clone(), &headers);
    if !may_register(&desk) {
        return Err(Refused::NotFound);
    }
    let me = desk.me();
    let key = sent.get("nokkel").map(str::to_owned);
    if let Some(done) = done(&app, key.as_deref(), me).await? {
        return Ok(done);
    }
    let filled = filled(&sent);
    let mut reader = app.read().await?;
    let roster = Roster::read(&mut reader, &desk).await?;
    let new = match checked(&desk, &roster, &filled) {
        Ok(new) => new,
        Err(errors) => return page(&mut reader, &desk, &roster, &filled, errors).await,
    };
    drop(reader);
    let registered = app
        .change(desk.now, async |turn| {
            let case = register_consent(turn, me, new).await?;
            super::remember(turn, key.as_deref(), me, &case.to_string()).await?;
            Ok(case)
        })
        .await;
    let mut errors = Errors::default();
    match registered {
        Ok(case) => return Ok(to(case)),
        Err(error) if came_second(&error) => {
            let first = done(&app, key.as_deref(), me).await?;
            return first.ok_or(Refused::Failed);
        }
        Err(FlowError::Cannot(Cannot::NoConsent)) => {
            errors.add("til", desk.words.text("error-until-past"));
        }
        Err(FlowError::Refused(_)) => errors.add("org", desk.words.text("error-scope-refused")),
        Err(error) => errors.add("navn", label_refused(&desk, &filled.label, error)?),
    }
    let mut reader = app.read().await?;
    page(&mut reader, &desk, &roster, &filled, errors).await
}

async fn done(app: &App, key: Option<&str>, me: StaffId) -> Result<Option<Response>, Refused> {
    let Some(key) = key else { return Ok(None) };
    let first = super::was_done(app, key, me).await?;
    Ok(first.and_then(|case| case.parse().ok()).map(to))
}

fn filled(sent: &Sent) -> Filled {
    let people = (0..ROLES.len()).map(|index| {
        let name = format!("person-{index}");
        sent.get(&name).unwrap_or_default().to_owned()
    });
    Filled {
        label: sent.get("navn").unwrap_or_default().to_owned(),
        scope: sent.all("org").map(str::to_owned).collect(),
        people: people.collect(),
        until: sent.get("til").unwrap_or_default().to_owned(),
        consented: sent.get("samtykket") == Some("ja"),
    }
}

fn checked(desk: &Desk, roster: &Roster, filled: &Filled) -> Result<NewConsent, Errors> {
    let mut errors = Errors::default();
    if filled.label.trim().is_empty() {
        errors.add("navn", desk.words.text("error-label-missing"));
    }
    let nodes: Vec<NodeId> = peers(roster)
        .map(|(node, _)| node.clone())
        .filter(|node| filled.scope.iter().any(|chosen| chosen == node.as_str()))
        .collect();
    if nodes.is_empty() {
        errors.add("org", desk.words.text("error-scope-missing"));
    }
    let mut people = Vec::new();
    let chosen = ROLES.iter().zip(&filled.people);
    for (role, value) in chosen.filter(|(_, value)| !value.is_empty()) {
        match roster.who(desk, Some(*role), value) {
            Some(Who::Person { node, staff })
                if node == desk.app.here().node || nodes.contains(&node) =>
            {
                people.push(CasePerson {
                    role: *role,
                    node,
                    staff,
                });
            }
            _ => {
                errors.add("personer", desk.words.text("error-person-scope"));
                break;
            }
        }
    }
    let until = until(desk, &filled.until);
    if until.is_none() {
        errors.add("til", desk.words.text("error-until-past"));
    }
    if !filled.consented {
        errors.add("samtykket", desk.words.text("error-consent-missing"));
    }
    if errors.is_empty() {
        Ok(NewConsent {
            label: filled.label.clone(),
            nodes,
            people,
            until: until.flatten(),
        })
    } else {
        Err(errors)
    }
}

/// The end of the last day, or no end where none was given; none at all where the day is no day
/// ahead.
fn until(desk: &Desk, text: &str) -> Option<Option<Instant>> {
    if text.is_empty() {
        return Some(None);
    }
    let last: Date = text.parse().ok()?;
    let end = midnight(desk, last.checked_add(1.day()).ok()?);
    (end > desk.now).then_some(Some(end))
}

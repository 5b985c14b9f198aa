//! Who one is, who can be met, and how the own calendars are.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::domain::people::StaffCard;
use crate::domain::{NodeId, Role};
use crate::store::{LinkRow, PeerRow, PersonRow, TeamRow, peers};
use crate::web::app::App;
use crate::web::problem::Problem;
use crate::web::session::Caller;

/// The calls.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(me))
        .routes(routes!(people))
        .routes(routes!(teams))
        .routes(routes!(calendars))
        .routes(routes!(peers_known))
}

/// Who the token belongs to.
#[derive(Debug, Serialize, ToSchema)]
struct Me {
    id: String,
    name: String,
    roles: Vec<String>,
    node: String,
    organisation: String,
}

/// Somebody that can be met.
#[derive(Debug, Serialize, ToSchema)]
struct Person {
    node: String,
    id: String,
    name: String,
    roles: Vec<String>,
    phone: Option<String>,
    mail: Option<String>,
    asks_first: bool,
}

/// A team that can be met.
#[derive(Debug, Serialize, ToSchema)]
struct Team {
    node: String,
    id: String,
    name: String,
    members: Vec<String>,
}

/// One linked calendar of one's own.
#[derive(Debug, Serialize, ToSchema)]
struct Calendar {
    id: String,
    name: String,
    kind: String,
    /// `fine`, `never read`, or the code of what is wrong.
    state: String,
    last_good: Option<String>,
    next_try: String,
}

/// Another node.
#[derive(Debug, Serialize, ToSchema)]
struct Peer {
    node: String,
    name: String,
    zone: String,
    state: String,
    fingerprint: String,
    last_heard: Option<String>,
}

/// The stable word of a closed code.
pub fn word<T: Serialize>(value: T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

fn roles(roles: &[Role]) -> Vec<String> {
    roles.iter().map(word).collect()
}

/// Who the token belongs to.
#[utoipa::path(get, path = "/me", responses((status = 200, body = Me)))]
async fn me(State(app): State<App>, caller: Caller) -> Json<Me> {
    Json(Me {
        id: caller.person.id.to_string(),
        name: caller.person.name.to_string(),
        roles: roles(&caller.person.roles),
        node: app.here().node.to_string(),
        organisation: app.here().name.to_string(),
    })
}

/// Everybody that can be met, of this organisation and of its peers.
#[utoipa::path(get, path = "/people", responses((status = 200, body = Vec<Person>)))]
async fn people(State(app): State<App>, _: Caller) -> Result<Json<Vec<Person>>, Problem> {
    let mut reader = app.read().await?;
    let here = app.here().node.clone();
    let own = PersonRow::all(&mut reader).await?;
    let mut all: Vec<Person> = own
        .iter()
        .filter(|person| person.is_bookable())
        .map(|person| shown(&here, &person.card))
        .collect();
    for peer in PeerRow::all(&mut reader).await? {
        let people = peers::people(&mut reader, &peer.node).await?;
        all.extend(people.iter().map(|card| shown(&peer.node, card)));
    }
    Ok(Json(all))
}

fn shown(node: &NodeId, card: &StaffCard) -> Person {
    Person {
        node: node.to_string(),
        id: card.id.to_string(),
        name: card.name.to_string(),
        roles: roles(&card.roles),
        phone: card.phone.as_ref().map(ToString::to_string),
        mail: card.mail.as_ref().map(ToString::to_string),
        asks_first: card.asks_first,
    }
}

/// Teams of this organisation and of its peers.
#[utoipa::path(get, path = "/teams", responses((status = 200, body = Vec<Team>)))]
async fn teams(State(app): State<App>, _: Caller) -> Result<Json<Vec<Team>>, Problem> {
    let mut reader = app.read().await?;
    let here = app.here().node.clone();
    let team = |node: &NodeId, card: &crate::domain::people::Team| Team {
        node: node.to_string(),
        id: card.id.to_string(),
        name: card.name.to_string(),
        members: card.members.iter().map(ToString::to_string).collect(),
    };
    let own = TeamRow::all(&mut reader).await?;
    let mut all: Vec<Team> = own.iter().map(|row| team(&here, &row.card)).collect();
    for peer in PeerRow::all(&mut reader).await? {
        let teams = peers::teams(&mut reader, &peer.node).await?;
        all.extend(teams.iter().map(|card| team(&peer.node, card)));
    }
    Ok(Json(all))
}

/// One's own calendars, without their addresses.
#[utoipa::path(get, path = "/calendars", responses((status = 200, body = Vec<Calendar>)))]
async fn calendars(State(app): State<App>, caller: Caller) -> Result<Json<Vec<Calendar>>, Problem> {
    let mut reader = app.read().await?;
    let links = LinkRow::of_person(&mut reader, caller.viewer.staff).await?;
    let state = |link: &LinkRow| match (&link.trouble, link.last_good) {
        (Some(code), _) => code.clone(),
        (None, Some(_)) => "fine".to_owned(),
        (None, None) => "never read".to_owned(),
    };
    let shown = links.iter().map(|link| Calendar {
        id: link.id.to_string(),
        name: link.slug.clone(),
        kind: word(link.kind),
        state: state(link),
        last_good: link.last_good.map(|at| at.to_string()),
        next_try: link.next_due.to_string(),
    });
    Ok(Json(shown.collect()))
}

/// The other nodes; for administrators.
#[utoipa::path(get, path = "/peers", responses((status = 200, body = Vec<Peer>)))]
async fn peers_known(State(app): State<App>, caller: Caller) -> Result<Json<Vec<Peer>>, Problem> {
    if !caller.viewer.is_administrator() {
        return Err(Problem::not_found());
    }
    let mut reader = app.read().await?;
    let peers = PeerRow::all(&mut reader).await?;
    let shown = peers.iter().map(|peer| Peer {
        node: peer.node.to_string(),
        name: peer.name.to_string(),
        zone: word(peer.zone),
        state: word(peer.state),
        fingerprint: peer.identity.fingerprint().to_string(),
        last_heard: peer.last_heard.map(|at| at.to_string()),
    });
    Ok(Json(shown.collect()))
}

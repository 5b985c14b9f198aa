//! Cases that one is on, and their consents.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::seats::{role, time};
use super::{Body, id, wrong};
use crate::domain::CaseRef;
use crate::domain::consent::CasePerson;
use crate::flows::consent::{self, NewConsent};
use crate::store::cases;
use crate::web::app::App;
use crate::web::problem::Problem;
use crate::web::session::Caller;

/// The calls.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(register))
        .routes(routes!(list))
        .routes(routes!(withdraw))
}

/// A consent to register.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ConsentWanted {
    /// This side's own label; never sent.
    label: String,
    /// The other nodes that may tell and hear.
    nodes: Vec<String>,
    /// Who is on the case besides the caller.
    #[serde(default)]
    people: Vec<PersonOn>,
    /// Until when, where it has an end.
    until: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PersonOn {
    role: String,
    node: String,
    person: String,
}

/// A case as it is told to somebody on it.
#[derive(Serialize, ToSchema)]
struct CaseTold {
    case: String,
    label: Option<String>,
    /// The node that registered the consent.
    registered_by: Option<String>,
    from: Option<String>,
    until: Option<String>,
    withdrawn: Option<String>,
    /// Whether it may be named now.
    holds: bool,
}

/// Registers a participant's consent: the case gets its random reference.
#[utoipa::path(post, path = "/consents", request_body = ConsentWanted,
    responses((status = 201, body = CaseTold), (status = 422, body = Problem)))]
async fn register(
    State(app): State<App>,
    caller: Caller,
    Body(wanted): Body<ConsentWanted>,
) -> Result<Response, Problem> {
    let node = |text: &String| text.parse().map_err(|_| wrong("nodes", "names of nodes"));
    let mut people = Vec::new();
    for person in &wanted.people {
        people.push(CasePerson {
            role: role(&person.role)?,
            node: node(&person.node)?,
            staff: id(&person.person)?,
        });
    }
    let new = NewConsent {
        label: wanted.label,
        nodes: wanted.nodes.iter().map(node).collect::<Result<_, _>>()?,
        people,
        until: wanted
            .until
            .as_deref()
            .map(|text| time("until", text))
            .transpose()?,
    };
    let by = caller.viewer.staff;
    let case = app
        .change(app.now(), async |turn| {
            consent::register(turn, by, new).await
        })
        .await?;
    let told = told(&app, &caller).await?;
    let mine = told.into_iter().find(|told| told.case == case.to_string());
    Ok((StatusCode::CREATED, Json(mine)).into_response())
}

/// The cases that one is on.
#[utoipa::path(get, path = "/cases", responses((status = 200, body = Vec<CaseTold>)))]
async fn list(State(app): State<App>, caller: Caller) -> Result<Response, Problem> {
    Ok(Json(told(&app, &caller).await?).into_response())
}

/// Withdraws the consent of a case that one is on: what is pending stops at once.
#[utoipa::path(post, path = "/cases/{case}/withdraw",
    responses((status = 202), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn withdraw(
    State(app): State<App>,
    caller: Caller,
    Path(text): Path<String>,
) -> Result<StatusCode, Problem> {
    let case: CaseRef = id(&text)?;
    let by = caller.viewer.staff;
    app.change(app.now(), async |turn| {
        consent::withdraw(turn, by, case).await
    })
    .await?;
    Ok(StatusCode::ACCEPTED)
}

async fn told(app: &App, caller: &Caller) -> Result<Vec<CaseTold>, Problem> {
    let now = app.now();
    let mut reader = app.read().await?;
    let rows = cases::of_person(&mut reader, caller.viewer.staff, &app.keyhole()).await?;
    let mut all = Vec::new();
    for row in rows {
        let consent = cases::consent(&mut reader, row.case).await?;
        let consent = consent.as_ref();
        all.push(CaseTold {
            case: row.case.to_string(),
            label: row.label,
            registered_by: consent.map(|consent| consent.by.to_string()),
            from: consent.map(|consent| consent.from.to_string()),
            until: consent
                .and_then(|consent| consent.until)
                .map(|at| at.to_string()),
            withdrawn: consent
                .and_then(|consent| consent.withdrawn)
                .map(|at| at.to_string()),
            holds: consent.is_some_and(|consent| consent.holds(now)),
        });
    }
    Ok(all)
}

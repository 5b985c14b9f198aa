//! The ledger's rows, for the privacy officer.

use axum::Json;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::crossing::MessageType;
use crate::domain::Role;
use crate::store::ledger::{StoredRow, rows, to_hex};
use crate::web::app::App;
use crate::web::problem::Problem;
use crate::web::session::Caller;

/// So many rows in one answer.
const A_PAGE: u32 = 500;

/// The calls.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list))
}

#[derive(Deserialize, IntoParams)]
struct After {
    /// Rows after this number; all from the first where it is left out.
    after: Option<u64>,
}

/// A row of the ledger.
#[derive(Serialize, ToSchema)]
struct RowTold {
    number: u64,
    at: String,
    direction: String,
    node: String,
    envelope: String,
    #[serde(rename = "type")]
    kind: Option<String>,
    case: Option<String>,
    consent: Option<String>,
    decision: String,
    size: u64,
    commitment: String,
    hash: String,
}

fn told(stored: StoredRow) -> RowTold {
    let row = stored.row;
    RowTold {
        number: stored.number,
        at: row.at.to_string(),
        direction: row.direction.key().to_owned(),
        node: row.peer.to_string(),
        envelope: row.envelope.to_string(),
        kind: row.kind.map(MessageType::key).map(str::to_owned),
        case: row.case.map(|case| case.to_string()),
        consent: row.consent.map(|consent| consent.to_string()),
        decision: row.decision,
        size: row.size,
        commitment: to_hex(&row.commitment),
        hash: to_hex(&stored.hash),
    }
}

/// Rows in order, at most 500; for privacy officers.
#[utoipa::path(get, path = "/ledger", params(After), responses((status = 200, body = Vec<RowTold>)))]
async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(after): Query<After>,
) -> Result<Json<Vec<RowTold>>, Problem> {
    if !caller.viewer.roles.contains(&Role::PrivacyOfficer) {
        return Err(Problem::not_found());
    }
    let mut reader = app.read().await?;
    let rows = rows(&mut reader, after.after.unwrap_or(0), A_PAGE).await?;
    Ok(Json(rows.into_iter().map(told).collect()))
}

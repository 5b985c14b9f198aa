//! Searches for a time.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::seats::{PlaceWanted, SeatWanted, time};
use super::{Begun, Body, begun, id, wrong};
use crate::domain::seat::Venue;
use crate::domain::{Interval, MeetingKind, Minutes, ProposalId};
use crate::flows::propose::{PeerSaid, Search, Slot, Wish, propose};
use crate::store::ProposalRow;
use crate::web::app::App;
use crate::web::problem::Problem;
use crate::web::session::Caller;

/// The calls.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(begin))
        .routes(routes!(follow))
}

/// A meeting that a time is sought for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// The kind of meeting, such as `three_way`.
    #[schema(value_type = String)]
    kind: MeetingKind,
    /// Minutes, a multiple of 5.
    length: Minutes,
    /// Where; left out, it is not said.
    place: Option<PlaceWanted>,
    /// A case with a consent that holds.
    case: Option<String>,
    /// Everyone who has to be there.
    seats: Vec<SeatWanted>,
    /// The first moment; now, where it is left out.
    from: Option<String>,
    /// The last moment; three weeks later, where it is left out.
    to: Option<String>,
}

/// How a search stands.
#[derive(Debug, Serialize, ToSchema)]
struct Proposal {
    id: String,
    /// `asking`, `ready`, `nothing` or `chosen`.
    state: String,
    /// What each other node has said.
    answers: Vec<NodeAnswer>,
    /// Starts that suit all, the best first.
    slots: Vec<SlotTold>,
}

#[derive(Debug, Serialize, ToSchema)]
struct NodeAnswer {
    node: String,
    /// `waiting`, `named`, `over_budget`, `refused`, `no_consent` or `silent`.
    said: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct SlotTold {
    start: String,
    end: String,
    /// `good`, `tight` or `possible`.
    fit: String,
}

/// Begins a search.
#[utoipa::path(post, path = "/proposals", request_body = Wanted,
    responses((status = 202, body = Begun), (status = 422, body = Problem)))]
async fn begin(
    State(app): State<App>,
    caller: Caller,
    Body(wanted): Body<Wanted>,
) -> Result<Response, Problem> {
    let now = app.now();
    let from = wanted
        .from
        .as_deref()
        .map_or(Ok(now), |text| time("from", text))?;
    let to = match wanted.to.as_deref() {
        Some(text) => time("to", text)?,
        None => from.plus_minutes(21 * 24 * 60),
    };
    let window = Interval::new(from, to).ok_or_else(|| wrong("to", "a time after from"))?;
    let mut party = Vec::new();
    for (seat, number) in wanted.seats.iter().zip(0_u8..=254) {
        party.push(seat.seat(number, wanted.length)?);
    }
    let wish = Wish {
        kind: wanted.kind,
        length: wanted.length,
        venue: wanted
            .place
            .as_ref()
            .map_or(Ok(Venue::Unsaid), PlaceWanted::venue)?,
        case: wanted.case.as_deref().map(id).transpose()?,
        party,
        window,
    };
    let owner = caller.viewer.staff;
    let proposal = app
        .change(now, async |turn| propose(turn, owner, wish).await)
        .await?;
    Ok(begun("proposals", &proposal.to_string()))
}

/// How a search of one's own stands.
#[utoipa::path(get, path = "/proposals/{id}",
    responses((status = 200, body = Proposal), (status = 404, body = Problem)))]
async fn follow(
    State(app): State<App>,
    caller: Caller,
    Path(text): Path<String>,
) -> Result<Json<Proposal>, Problem> {
    let proposal: ProposalId = id(&text)?;
    let mut reader = app.read().await?;
    let row = ProposalRow::<Search>::find(&mut reader, proposal).await?;
    let row = row
        .filter(|row| row.owner == caller.viewer.staff)
        .ok_or_else(Problem::not_found)?;
    let search = row.body;
    let said = |said: &PeerSaid| match said {
        PeerSaid::Waiting => "waiting",
        PeerSaid::Named(_) => "named",
        PeerSaid::OverBudget(_) => "over_budget",
        PeerSaid::Refused => "refused",
        PeerSaid::NoConsent => "no_consent",
        PeerSaid::Silent => "silent",
    };
    let slot = |slot: &Slot| SlotTold {
        start: slot.start.to_string(),
        end: slot
            .start
            .plus_minutes(i64::from(search.length))
            .to_string(),
        fit: super::directory::word(slot.fit),
    };
    Ok(Json(Proposal {
        id: text,
        state: row.state,
        answers: search
            .peers
            .iter()
            .map(|(node, answer)| NodeAnswer {
                node: node.to_string(),
                said: said(answer).to_owned(),
            })
            .collect(),
        slots: search.slots.iter().map(slot).collect(),
    }))
}

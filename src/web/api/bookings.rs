//! Bookings of one's own.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::directory::word;
use super::seats::{SeatTold, time, told};
use super::{Begun, Body, begun, id};
use crate::domain::BookingId;
use crate::domain::booking::{Booking, CancelCode, PartyState};
use crate::flows::book;
use crate::store::BookingRow;
use crate::web::app::App;
use crate::web::problem::Problem;
use crate::web::session::Caller;

/// The calls.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(choose, list))
        .routes(routes!(follow))
        .routes(routes!(cancel))
}

/// A start of a search, to be booked.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Chosen {
    /// The search.
    proposal: String,
    /// One of the starts that it offers.
    start: String,
}

/// Why a meeting is called off.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CallOff {
    /// `illness`, `clash`, `not_needed` or `unsaid`.
    #[schema(value_type = String)]
    code: CancelCode,
}

/// How a booking stands.
#[derive(Debug, Serialize, ToSchema)]
struct BookingTold {
    id: String,
    /// `holding`, `confirming`, `sealed`, `released` or `cancelled`.
    state: String,
    start: String,
    end: String,
    kind: String,
    /// Where each node stands.
    nodes: BTreeMap<String, String>,
    seats: Vec<SeatTold>,
    /// Why it was let go.
    released: Option<String>,
}

fn shown(booking: &Booking) -> BookingTold {
    let terms = &booking.terms;
    let stands = |state: &PartyState| match state {
        PartyState::Refused(code) => format!("refused: {}", word(code)),
        other => word(other),
    };
    BookingTold {
        id: terms.booking.to_string(),
        state: word(booking.state),
        start: terms.start.to_string(),
        end: terms
            .start
            .plus_minutes(i64::from(terms.length))
            .to_string(),
        kind: word(terms.kind),
        nodes: booking
            .nodes
            .iter()
            .map(|(node, state)| (node.to_string(), stands(state)))
            .collect(),
        seats: told(&terms.party),
        released: booking.released.map(word),
    }
}

/// Chooses a start: it is held everywhere, then agreed everywhere or let go.
#[utoipa::path(post, path = "/bookings", request_body = Chosen,
    responses((status = 202, body = Begun), (status = 422, body = Problem)))]
async fn choose(
    State(app): State<App>,
    caller: Caller,
    Body(chosen): Body<Chosen>,
) -> Result<Response, Problem> {
    let (proposal, start) = (id(&chosen.proposal)?, time("start", &chosen.start)?);
    let owner = caller.viewer.staff;
    let booking = app
        .change(app.now(), async |turn| {
            book::choose(turn, owner, proposal, start).await
        })
        .await?;
    Ok(begun("bookings", &booking.to_string()))
}

/// One's own bookings from today on.
#[utoipa::path(get, path = "/bookings", responses((status = 200, body = Vec<BookingTold>)))]
async fn list(State(app): State<App>, caller: Caller) -> Result<Json<Vec<BookingTold>>, Problem> {
    let mut reader = app.read().await?;
    let from = app.now().plus_minutes(-24 * 60);
    let bookings = BookingRow::of_owner(&mut reader, caller.viewer.staff, from).await?;
    Ok(Json(bookings.iter().map(shown).collect()))
}

/// How a booking of one's own stands.
#[utoipa::path(get, path = "/bookings/{id}",
    responses((status = 200, body = BookingTold), (status = 404, body = Problem)))]
async fn follow(
    State(app): State<App>,
    caller: Caller,
    Path(text): Path<String>,
) -> Result<Json<BookingTold>, Problem> {
    let booking: BookingId = id(&text)?;
    let mut reader = app.read().await?;
    let row = BookingRow::find(&mut reader, booking).await?;
    let row = row
        .filter(|row| row.owner == caller.viewer.staff)
        .ok_or_else(Problem::not_found)?;
    Ok(Json(shown(&row)))
}

/// Calls an agreed meeting off.
#[utoipa::path(post, path = "/bookings/{id}/cancel", request_body = CallOff,
    responses((status = 202), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn cancel(
    State(app): State<App>,
    caller: Caller,
    Path(text): Path<String>,
    Body(why): Body<CallOff>,
) -> Result<StatusCode, Problem> {
    let booking: BookingId = id(&text)?;
    let owner = caller.viewer.staff;
    app.change(app.now(), async |turn| {
        book::call_off(turn, owner, booking, why.code).await
    })
    .await?;
    Ok(StatusCode::ACCEPTED)
}

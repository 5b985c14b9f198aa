//! The HTTP API under `/api/v1`: the same flows and the same access as the pages, for programs, with
//! a bearer token. Errors are problem documents (RFC 9457). What other nodes must answer returns 202
//! with a URL to follow. The OpenAPI document is generated from this code.

mod bookings;
mod cases;
mod directory;
mod ledger;
mod notes;
mod proposals;
mod seats;

use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::http::header::{HeaderName, LOCATION};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::openapi::{Info, OpenApiBuilder};
use utoipa_axum::router::OpenApiRouter;

use super::app::App;
use super::problem::Problem;

/// Where the API lies.
pub const BASE: &str = "/api/v1";

/// Every call, and the document that describes them.
pub fn routes() -> Router<App> {
    let calls = OpenApiRouter::new()
        .merge(directory::routes())
        .merge(proposals::routes())
        .merge(bookings::routes())
        .merge(notes::routes())
        .merge(cases::routes())
        .merge(ledger::routes());
    let info = Info::new("samband", env!("CARGO_PKG_VERSION"));
    let document = OpenApiBuilder::new().info(info).build();
    let (router, document) = OpenApiRouter::with_openapi(document)
        .nest(BASE, calls)
        .split_for_parts();
    router
        .route("/api/v1/openapi.json", get(async move || Json(document)))
        .route(
            "/api/v1/{*rest}",
            axum::routing::any(async || Problem::not_found()),
        )
}

/// The body of a call. A body that can't be read is told with its field.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        match Json::<T>::from_request(request, app).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(rejection) => Err(unreadable(&rejection)),
        }
    }
}

fn unreadable(rejection: &JsonRejection) -> Problem {
    let status = rejection.status();
    Problem::new(status, "body", "The body can't be read").with_detail(rejection.body_text())
}

/// Something began that other nodes must answer: follow it at `url`.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Begun {
    /// Its identifier.
    pub id: String,
    /// Where to follow it.
    pub url: String,
}

/// 202 with a URL to follow.
#[must_use]
pub fn begun(path: &str, id: &str) -> Response {
    let url = format!("{BASE}/{path}/{id}");
    let header: [(HeaderName, String); 1] = [(LOCATION, url.clone())];
    (
        StatusCode::ACCEPTED,
        header,
        Json(Begun {
            id: id.to_owned(),
            url,
        }),
    )
        .into_response()
}

/// An identifier in a path or a body.
///
/// # Errors
/// Nothing has an identifier like that.
pub fn id<T: std::str::FromStr>(text: &str) -> Result<T, Problem> {
    text.parse().map_err(|_| Problem::not_found())
}

/// A field of a body that is not what it should be.
#[must_use]
pub fn wrong(field: &str, wanted: &str) -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "field",
        "A field is not what it should be",
    )
    .with_detail(format!("{field}: {wanted}"))
}

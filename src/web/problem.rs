//! Why the API did not do something: a problem document (RFC 9457). Its words are for whoever
//! writes the calling program, in English.

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::flows::FlowError;
use crate::store::StoreError;

/// A problem document.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// A stable name for the sort of problem: `about:blank#code`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The sort of problem in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong here and how to mend it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What the guard found, where it refused a text.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<serde_json::Value>,
}

impl Problem {
    /// A problem with a stable code and words.
    #[must_use]
    pub fn new(status: StatusCode, code: &str, title: &str) -> Self {
        Self {
            kind: format!("about:blank#{code}"),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: None,
            findings: Vec::new(),
        }
    }

    /// The same, with what is wrong in this case.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// No token, or one that opens nothing.
    #[must_use]
    pub fn unauthorised() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "unauthorised",
            "A valid bearer token is needed",
        )
    }

    /// Not there, or not for this person.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not-found",
            "There is no such thing for this person",
        )
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "a call could not be answered");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "failed",
            "Something failed here",
        )
    }
}

impl From<FlowError> for Problem {
    fn from(error: FlowError) -> Self {
        match error {
            FlowError::Store(error) => error.into(),
            FlowError::NotFound => Self::not_found(),
            FlowError::Refused(why) => Self::new(
                StatusCode::CONFLICT,
                why.key(),
                "It may not cross to the other node",
            ),
            FlowError::Cannot(why) => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                why.key(),
                "It can't be done",
            ),
            FlowError::Guard(refusal) => {
                let mut problem = Self::new(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "guard",
                    "The text may not cross; nothing was kept or sent",
                );
                problem.findings = super::findings::json(&refusal);
                problem
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self)).into_response();
        let kind = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(CONTENT_TYPE, kind);
        response
    }
}

//! Why a page is not shown, as the answer that a person gets: to the log-in, or a page that says
//! what went wrong. What failed inside goes to the log, never to the page.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};

use super::chrome::Chrome;
use super::pages::{ErrorKind, ErrorPage};
use crate::domain::Language;
use crate::flows::FlowError;
use crate::store::StoreError;

/// Why a page is not shown.
#[derive(Debug)]
pub enum Refused {
    /// Nobody is logged in; afterwards back to this path.
    LogIn(String),
    /// There is no such page for this person.
    NotFound,
    /// The form is old, or does not come from these pages.
    Forged,
    /// What was asked for is already decided.
    Conflict,
    /// Something failed here.
    Failed,
}

impl Refused {
    /// To the log-in, and afterwards back to `path` (a path of these pages).
    #[must_use]
    pub fn log_in(path: &str) -> Self {
        Self::LogIn(path.to_owned())
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "a page could not be made");
        Self::Failed
    }
}

impl From<FlowError> for Refused {
    fn from(error: FlowError) -> Self {
        match error {
            FlowError::NotFound => Self::NotFound,
            FlowError::Cannot(_) => Self::Conflict,
            error => {
                tracing::error!(%error, "a page's flow could not be finished");
                Self::Failed
            }
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let (status, kind) = match self {
            Self::LogIn(path) => return to_log_in(&path),
            Self::NotFound => (StatusCode::NOT_FOUND, ErrorKind::NotFound),
            Self::Forged => (StatusCode::FORBIDDEN, ErrorKind::Forbidden),
            Self::Conflict => (StatusCode::CONFLICT, ErrorKind::Conflict),
            Self::Failed => (StatusCode::INTERNAL_SERVER_ERROR, ErrorKind::Failed),
        };
        let page = ErrorPage {
            chrome: Chrome::outside(Language::Nb),
            kind,
            number: None,
        };
        match page.render() {
            Ok(html) => (status, Html(html)).into_response(),
            Err(_) => status.into_response(),
        }
    }
}

fn to_log_in(path: &str) -> Response {
    let back: String = path
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' => {
                char::from(byte).to_string()
            }
            byte => format!("%{byte:02X}"),
        })
        .collect();
    Redirect::to(&format!("/logg-inn?til={back}")).into_response()
}

//! Language, and light or dark: a link sets a cookie and leads back. Needs no log-in.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::HeaderValue;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;

use crate::domain::Language;
use crate::web::app::App;
use crate::web::chrome::Scheme;
use crate::web::refusal::Refused;

/// How long the choice is remembered, in seconds: a year.
const LASTS: u32 = 365 * 24 * 3_600;

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/sprak/{code}", get(language))
        .route("/utseende/{code}", get(scheme))
}

#[derive(Deserialize)]
struct To {
    til: Option<String>,
}

async fn language(
    State(app): State<App>,
    Path(code): Path<String>,
    Query(to): Query<To>,
) -> Result<Response, Refused> {
    let language = Language::from_code(&code).ok_or(Refused::NotFound)?;
    Ok(remembered(
        &app,
        "sprak",
        language.code(),
        to.til.as_deref(),
    ))
}

async fn scheme(
    State(app): State<App>,
    Path(code): Path<String>,
    Query(to): Query<To>,
) -> Result<Response, Refused> {
    let scheme = Scheme::ALL.into_iter().find(|scheme| scheme.code() == code);
    let scheme = scheme.ok_or(Refused::NotFound)?;
    Ok(remembered(
        &app,
        "utseende",
        scheme.code(),
        to.til.as_deref(),
    ))
}

fn remembered(app: &App, name: &str, value: &'static str, to: Option<&str>) -> Response {
    let secure = if app.is_https() { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={LASTS}{secure}");
    // Name and value are letters of this program, so the text is a header value.
    let cookie = HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""));
    let to = to.filter(|path| is_own(path)).unwrap_or("/");
    (AppendHeaders([(SET_COOKIE, cookie)]), Redirect::to(to)).into_response()
}

/// Whether this is a path of these pages: browsers take `//host` and `/\host` for another one.
fn is_own(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && path
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

#[cfg(test)]
mod tests {
    use super::is_own;

    #[test]
    fn only_a_path_of_these_pages_is_led_back_to() {
        assert!(is_own("/moter?vis=tidligere"));
        for bad in [
            "//ond.example",
            "/\\ond.example",
            "https://x",
            "",
            "moter",
            "/a\r\nb",
        ] {
            assert!(!is_own(bad), "{bad}");
        }
    }
}

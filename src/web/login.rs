//! Logging in and out. In the demo one chooses who to be; a log-in provider comes with a later
//! version.

use askama::Template;
use axum::Router;
use axum::extract::{Form, Path, Query, State};
use axum::http::header::{ACCEPT_LANGUAGE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{AppendHeaders, Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use super::app::{App, LoginMode};
use super::chrome::{Chrome, initials};
use super::form::{Sent, is_own_origin};
use super::pages::LogInPage;
use super::pages::log_in::DemoUser;
use super::refusal::Refused;
use super::session::{begin, end};
use crate::domain::{Language, StaffId};
use crate::seal::TokenHash;
use crate::store::PersonRow;
use crate::store::sessions::{Purpose, token_person};
use crate::words::{Words, negotiate};

/// The routes of logging in and out.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/inn/{token}", get(by_link))
        .route("/logg-inn", get(page).post(choose))
        .route("/logg-ut", post(log_out))
}

#[derive(Deserialize)]
struct To {
    til: Option<String>,
}

/// Who one can be.
async fn page(
    State(app): State<App>,
    headers: HeaderMap,
    Query(to): Query<To>,
) -> Result<Response, Refused> {
    let language = headers
        .get(ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .map_or(Language::Nb, negotiate);
    let words = Words::new(language);
    let mut people = Vec::new();
    if app.login() == LoginMode::Demo {
        let mut reader = app.read().await?;
        for person in PersonRow::all(&mut reader).await? {
            people.push(DemoUser {
                value: person.id.to_string(),
                name: person.name.to_string(),
                role: person
                    .roles
                    .first()
                    .map(|role| words.role(*role))
                    .unwrap_or_default(),
                initials: initials(person.name.as_str()),
            });
        }
    }
    let mut chrome = Chrome::outside(language);
    chrome.path = to.til.unwrap_or_else(|| "/".to_owned());
    chrome.organisation = app.here().name.to_string();
    let page = LogInPage {
        chrome,
        provider: None,
        people,
        trouble: None,
    };
    match page.render() {
        Ok(html) => Ok(Html(html).into_response()),
        Err(_) => Err(Refused::Failed),
    }
}

/// The demo's log-in link: works any number of times.
async fn by_link(
    State(app): State<App>,
    Path(token): Path<String>,
    Query(to): Query<To>,
) -> Result<Response, Refused> {
    if app.login() != LoginMode::Demo {
        return Err(Refused::NotFound);
    }
    let now = app.now();
    let mut reader = app.read().await?;
    let hash = TokenHash::of(&token).text();
    let person = token_person(&mut reader, &hash, Purpose::DemoLogin, now).await?;
    drop(reader);
    let cookie = begin(&app, person.ok_or(Refused::NotFound)?, now).await?;
    Ok(going(cookie, to.til.as_deref()))
}

#[derive(Deserialize)]
struct Chosen {
    person: String,
    til: Option<String>,
}

/// The demo's log-in page: somebody was chosen.
async fn choose(
    State(app): State<App>,
    headers: HeaderMap,
    Form(chosen): Form<Chosen>,
) -> Result<Response, Refused> {
    if app.login() != LoginMode::Demo {
        return Err(Refused::NotFound);
    }
    // There is no session yet whose token could be checked; the origin is.
    if !is_own_origin(&headers) {
        return Err(Refused::Forged);
    }
    let staff: StaffId = chosen.person.parse().map_err(|_| Refused::NotFound)?;
    let mut reader = app.read().await?;
    let person = PersonRow::find(&mut reader, staff)
        .await?
        .filter(|person| person.active);
    drop(reader);
    let person = person.ok_or(Refused::NotFound)?;
    let cookie = begin(&app, person.id, app.now()).await?;
    Ok(going(cookie, chosen.til.as_deref()))
}

async fn log_out(State(app): State<App>, headers: HeaderMap, _: Sent) -> Result<Response, Refused> {
    let cookie = end(&app, &headers, app.now()).await?;
    Ok((
        AppendHeaders([(SET_COOKIE, cookie)]),
        Redirect::to("/logg-inn"),
    )
        .into_response())
}

/// To a path of these pages; anything else means the first page.
fn going(cookie: HeaderValue, to: Option<&str>) -> Response {
    let own = |path: &&str| {
        path.starts_with('/')
            && !path.starts_with("//")
            && path
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && byte != b'\\')
    };
    let to = to.filter(own).unwrap_or("/");
    (AppendHeaders([(SET_COOKIE, cookie)]), Redirect::to(to)).into_response()
}

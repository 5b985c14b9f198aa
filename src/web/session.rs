//! Who asks: a session behind a cookie for the pages, a bearer token for the API. Roles are read
//! anew with each request, and somebody the directory no longer has is nobody.

use axum::extract::FromRequestParts;
use axum::http::header::{AUTHORIZATION, COOKIE, HeaderValue};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};

use super::app::App;
use super::problem::Problem;
use super::refusal::Refused;
use crate::domain::{Instant, NodeId, StaffId};
use crate::seal::{Token, TokenHash};
use crate::store::sessions::{Purpose, token_person};
use crate::store::{PersonRow, SessionRow, StoreError, Viewer};

/// The name of the session's cookie. It has the node in it, because a browser sends a cookie to
/// every port of a host: without it a log-in at one node would end the one at its neighbour.
fn cookie_name(node: &NodeId) -> String {
    format!("samband-{node}")
}

/// How long a session lasts, in minutes: a working day.
const LASTS_MINUTES: i64 = 10 * 60;

/// Somebody logged in to the pages.
#[derive(Debug, Clone)]
pub struct Session {
    /// Who looks.
    pub viewer: Viewer,
    /// The same, with name and language.
    pub person: PersonRow,
    /// What every form of the session carries.
    pub csrf: String,
}

impl FromRequestParts<App> for Session {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refused> {
        let now = app.now();
        let found = match cookie(&parts.headers, &app.here().node) {
            Some(token) => find(app, &token, now).await?,
            None => None,
        };
        let here = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        found.ok_or_else(|| {
            Refused::log_in(if parts.method == Method::GET {
                here
            } else {
                "/"
            })
        })
    }
}

async fn find(app: &App, token: &str, now: Instant) -> Result<Option<Session>, StoreError> {
    let mut reader = app.read().await?;
    let hash = TokenHash::of(token).text();
    let Some(row) = SessionRow::find(&mut reader, &hash, now).await? else {
        return Ok(None);
    };
    let person = PersonRow::find(&mut reader, row.person).await?;
    Ok(person.filter(|person| person.active).map(|person| Session {
        viewer: Viewer {
            staff: person.id,
            roles: person.roles.clone(),
        },
        person,
        csrf: row.csrf,
    }))
}

/// The token of the session's cookie at this node.
#[must_use]
pub fn cookie(headers: &HeaderMap, node: &NodeId) -> Option<String> {
    let own = cookie_name(node);
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == own)
        .map(|(_, value)| value.to_owned())
}

/// Begins a new session for a person and gives its cookie. Whatever session there was before stays
/// another's: nothing of it is taken over.
///
/// # Errors
/// The database failed.
pub async fn begin(app: &App, person: StaffId, now: Instant) -> Result<HeaderValue, Refused> {
    let mut draw = app.drawn();
    let (token, csrf) = (Token::draw(&mut draw), Token::draw(&mut draw));
    let row = SessionRow {
        person,
        csrf: csrf.reveal().to_owned(),
        expires: now.plus_minutes(LASTS_MINUTES),
    };
    let hash = token.hash().text();
    app.change(now, async |turn| {
        Ok(row.begin(turn.tx.conn(), &hash, now).await?)
    })
    .await?;
    Ok(cookie_of(app, token.reveal(), LASTS_MINUTES))
}

/// Ends the session of a request and gives the cookie that forgets it.
///
/// # Errors
/// The database failed.
pub async fn end(app: &App, headers: &HeaderMap, now: Instant) -> Result<HeaderValue, Refused> {
    if let Some(token) = cookie(headers, &app.here().node) {
        let hash = TokenHash::of(&token).text();
        app.change(now, async |turn| {
            Ok(SessionRow::end(turn.tx.conn(), &hash).await?)
        })
        .await?;
    }
    Ok(cookie_of(app, "", 0))
}

fn cookie_of(app: &App, value: &str, minutes: i64) -> HeaderValue {
    let secure = if app.is_https() { "; Secure" } else { "" };
    let seconds = minutes * 60;
    let name = cookie_name(&app.here().node);
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    // A token is base64url, so the text is a header value.
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

/// Somebody who calls the API with a bearer token.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Who looks.
    pub viewer: Viewer,
    /// The same, with name and language.
    pub person: PersonRow,
}

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let header = parts
            .headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let token = header
            .and_then(|text| text.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim());
        let Some(token) = token else {
            return Err(Problem::unauthorised());
        };
        let mut reader = app.read().await?;
        let hash = TokenHash::of(token).text();
        let staff = token_person(&mut reader, &hash, Purpose::Api, app.now()).await?;
        let person = match staff {
            Some(staff) => PersonRow::find(&mut reader, staff).await?,
            None => None,
        };
        let person = person
            .filter(|person| person.active)
            .ok_or_else(Problem::unauthorised)?;
        Ok(Self {
            viewer: Viewer {
                staff: person.id,
                roles: person.roles.clone(),
            },
            person,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_nodes_on_one_host_keep_their_own_sessions() {
        let (one, two): (NodeId, NodeId) = ("nav".parse().unwrap(), "dps".parse().unwrap());
        let mut headers = HeaderMap::new();
        let cookies = format!("{}=a; {}=b", cookie_name(&one), cookie_name(&two));
        headers.insert(COOKIE, cookies.parse().unwrap());
        assert_eq!(cookie(&headers, &one).as_deref(), Some("a"));
        assert_eq!(cookie(&headers, &two).as_deref(), Some("b"));
        headers.insert(COOKIE, "samband-kommune=c".parse().unwrap());
        assert_eq!(cookie(&headers, &one), None);
    }
}

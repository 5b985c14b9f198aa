//! A form that was sent: its fields, after the check that it comes from these pages and from this
//! session (threat T11). No handler of a POST sees a form in another way.

use axum::extract::{Form, FromRequest, FromRequestParts, Request};
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Uri};

use super::app::App;
use super::refusal::Refused;
use super::session::Session;

/// The fields of a form, and whose it is.
#[derive(Clone)]
pub struct Sent {
    /// Who sent it.
    pub session: Session,
    fields: Vec<(String, String)>,
}

impl std::fmt::Debug for Sent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sent({} fields)", self.fields.len())
    }
}

impl Sent {
    /// The value of a field; none where it is missing or empty.
    #[must_use]
    pub fn get<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.all(name).next()
    }

    /// Every value of a field that may stand there several times.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields
            .iter()
            .filter(move |(field, value)| field == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }
}

impl FromRequest<App> for Sent {
    type Rejection = Refused;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refused> {
        if !is_own_origin(request.headers()) {
            return Err(Refused::Forged);
        }
        let (mut parts, body) = request.into_parts();
        let session = Session::from_request_parts(&mut parts, app).await?;
        let request = Request::from_parts(parts, body);
        let Form(fields) = Form::<Vec<(String, String)>>::from_request(request, app)
            .await
            .map_err(|_| Refused::Forged)?;
        let given = fields.iter().find(|(name, _)| name == "csrf");
        let same = given
            .is_some_and(|(_, value)| crate::seal::TokenHash::of(&session.csrf).matches(value));
        if same {
            Ok(Self { session, fields })
        } else {
            Err(Refused::Forged)
        }
    }
}

/// Whether the request comes from a page of this host. Browsers send `Origin` with every POST; a
/// request without one has no page behind it, and then the token alone decides.
#[must_use]
pub fn is_own_origin(headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(ORIGIN) else {
        return true;
    };
    let origin = origin
        .to_str()
        .ok()
        .and_then(|text| text.parse::<Uri>().ok());
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    match (origin.as_ref().and_then(Uri::authority), host) {
        (Some(authority), Some(host)) => authority.as_str() == host,
        _ => false,
    }
}

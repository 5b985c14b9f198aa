//! What is sent and what comes back. Neither prints its address, headers or body.

use std::fmt;

use reqwest::header::HeaderMap;
use secrecy::SecretString;

use super::trouble::FetchError;
use super::url::Url;

/// The methods in use (RFC 9110, 4918, 3253, 4791).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the RFCs")]
pub enum Method {
    Get,
    Post,
    Put,
    Delete,
    Propfind,
    Report,
    Mkcalendar,
}

impl Method {
    pub(super) fn wire(self) -> Result<reqwest::Method, FetchError> {
        let own = |name: &[u8]| reqwest::Method::from_bytes(name);
        match self {
            Self::Get => Ok(reqwest::Method::GET),
            Self::Post => Ok(reqwest::Method::POST),
            Self::Put => Ok(reqwest::Method::PUT),
            Self::Delete => Ok(reqwest::Method::DELETE),
            Self::Propfind => own(b"PROPFIND"),
            Self::Report => own(b"REPORT"),
            Self::Mkcalendar => own(b"MKCALENDAR"),
        }
        .map_err(|_| FetchError::Unsendable)
    }
}

/// A name and a password for basic (RFC 7617) or digest (RFC 7616) authentication, as the server
/// asks.
#[derive(Clone)]
pub struct Login {
    /// The account's name.
    pub user: String,
    /// Its password.
    pub password: SecretString,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login")
    }
}

/// What shows who asks.
#[derive(Clone)]
pub enum Credentials {
    /// A name and a password.
    Login(Login),
    /// A token that is enough by itself (RFC 6750).
    Bearer(SecretString),
}

impl Credentials {
    /// The account's name, where there is one.
    #[must_use]
    pub fn user(&self) -> Option<&str> {
        match self {
            Self::Login(login) => Some(&login.user),
            Self::Bearer(_) => None,
        }
    }
}

impl From<Login> for Credentials {
    fn from(login: Login) -> Self {
        Self::Login(login)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials")
    }
}

/// One request.
#[derive(Clone)]
pub struct Request {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) credentials: Option<Credentials>,
    pub(super) body: Vec<u8>,
}

impl Request {
    /// A request without headers or body.
    #[must_use]
    pub fn new(method: Method, url: Url) -> Self {
        Self {
            method,
            url,
            headers: Vec::new(),
            credentials: None,
            body: Vec::new(),
        }
    }

    /// With one more header; its name in lower case.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// With a login, which is never sent on to where a redirect leads.
    #[must_use]
    pub fn login(mut self, login: Option<&Login>) -> Self {
        self.credentials = login.cloned().map(Credentials::Login);
        self
    }

    /// With credentials, which are never sent on to where a redirect leads.
    #[must_use]
    pub fn credentials(mut self, credentials: &Credentials) -> Self {
        self.credentials = Some(credentials.clone());
        self
    }

    /// With a body and its media type.
    #[must_use]
    pub fn body(self, media_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        let mut with_type = self.header("content-type", media_type);
        with_type.body = body.into();
        with_type
    }

    /// With a form as its body (`application/x-www-form-urlencoded`).
    #[must_use]
    pub fn form(self, pairs: &[(&str, &str)]) -> Self {
        // Queries and forms are written alike (WHATWG URL §5), and a query is what there is a
        // writer for here.
        let written = self.url.clone().with_query(pairs);
        let body = written.0.query().unwrap_or_default().to_owned();
        self.body("application/x-www-form-urlencoded", body)
    }

    /// Drops all that tells who asks, before the request goes on to where a redirect leads.
    pub(super) fn forget_credentials(&mut self) {
        self.credentials = None;
        self.headers
            .retain(|(name, _)| !["authorization", "cookie"].contains(name));
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Request({:?})", self.method)
    }
}

/// A whole answer, whatever its status.
#[derive(Clone)]
pub struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) url: Url,
    pub(super) location: Option<Url>,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// The status code.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The first header of this name, where it is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// All headers of this name that are text.
    pub fn headers(&self, name: &str) -> impl Iterator<Item = &str> {
        let all = self.headers.get_all(name).into_iter();
        all.filter_map(|value| value.to_str().ok())
    }

    /// The address that answered: another than the one asked where a redirect was followed.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Where the answer sends the asker, within the same origin. Only [`Method::Get`] is followed
    /// by the fetcher itself; with the others the caller decides whether to ask again there.
    #[must_use]
    pub fn location(&self) -> Option<&Url> {
        self.location.as_ref()
    }

    /// The body, decompressed.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The body, taken out.
    #[must_use]
    pub fn into_body(self) -> Vec<u8> {
        self.body
    }
}

#[cfg(test)]
impl Answer {
    /// An answer that nobody gave.
    pub(crate) fn with_body(status: u16, url: Url, body: Vec<u8>) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            url,
            location: None,
            body,
        }
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Answer({}, {} bytes)", self.status, self.body.len())
    }
}

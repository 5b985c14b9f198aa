//! Asks one account's server, always with its login, and tells apart the answers that mean the same
//! whatever was asked.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use crate::http::{Answer, Credentials, Fetcher, FoundServer, Method, Request, Url};

use super::super::feed::refused_login;
use super::super::trouble::SourceTrouble;

const XML: &str = "application/xml; charset=utf-8";

/// The most bytes that one look at an account may bring, all answers together.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// One account on a CalDAV server, for one look at it.
#[derive(Debug)]
pub struct Account<'a> {
    fetcher: &'a Fetcher,
    login: &'a Credentials,
    /// So many bytes may still come.
    left: AtomicUsize,
}

/// How far a question reaches (RFC 4918 §10.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// The resource itself.
    Itself,
    /// The resource and what lies directly in it.
    Members,
}

impl<'a> Account<'a> {
    /// The account with this login.
    #[must_use]
    pub fn new(fetcher: &'a Fetcher, login: &'a Credentials) -> Self {
        Self {
            fetcher,
            login,
            left: AtomicUsize::new(MOST_BYTES),
        }
    }

    /// Where the host of this address says that its calendars lie (RFC 6764).
    pub(super) async fn service(&self, url: &Url) -> Result<Option<FoundServer>, SourceTrouble> {
        match url.domain() {
            Some(domain) => Ok(self.fetcher.service("caldav", domain).await?),
            None => Ok(None),
        }
    }

    /// Asks for properties.
    pub(super) async fn propfind(
        &self,
        url: &Url,
        depth: Depth,
        properties: &str,
    ) -> Result<Answer, SourceTrouble> {
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
             <d:propfind xmlns:d=\"DAV:\" xmlns:c=\"urn:ietf:params:xml:ns:caldav\" \
             xmlns:s=\"http://calendarserver.org/ns/\"><d:prop>{properties}</d:prop></d:propfind>"
        );
        self.ask(Method::Propfind, url, depth, body).await
    }

    /// Asks for a report; `body` is the whole document.
    pub(super) async fn report(
        &self,
        url: &Url,
        depth: Depth,
        body: String,
    ) -> Result<Answer, SourceTrouble> {
        self.ask(Method::Report, url, depth, body).await
    }

    /// Makes a calendar; `body` is the whole document.
    pub(super) async fn mkcalendar(
        &self,
        url: &Url,
        body: String,
    ) -> Result<Answer, SourceTrouble> {
        self.send(Request::new(Method::Mkcalendar, url.clone()).body(XML, body))
            .await
    }

    async fn ask(
        &self,
        method: Method,
        url: &Url,
        depth: Depth,
        body: String,
    ) -> Result<Answer, SourceTrouble> {
        let depth = match depth {
            Depth::Itself => "0",
            Depth::Members => "1",
        };
        let request = Request::new(method, url.clone()).header("depth", depth);
        self.send(request.body(XML, body)).await
    }

    /// Sends a request with the login.
    ///
    /// # Errors
    /// Where there is no answer, the login is refused, or the server failed. Other statuses are the
    /// asker's to judge.
    pub(super) async fn send(&self, request: Request) -> Result<Answer, SourceTrouble> {
        let answer = self.fetcher.send(request.credentials(self.login)).await?;
        let left = self.left.load(Relaxed).checked_sub(answer.body().len());
        self.left
            .store(left.ok_or(SourceTrouble::TooLarge)?, Relaxed);
        match answer.status() {
            401 => Err(refused_login(&answer)),
            // 501 says that the server does not know the request, 507 that an answer is too large.
            429 | 500 | 502..=506 | 508.. => Err(SourceTrouble::of_answer(&answer)),
            _ => Ok(answer),
        }
    }
}

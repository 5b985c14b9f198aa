//! Sends a request and brings the whole answer, or says why not. The caller names the address; this
//! decides whether it may be asked, how often it may send on, how long and how much it may answer.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use super::address::is_public;
use super::authorization::Challenges;
use super::exchange::{Answer, Method, Request};
use super::resolver::{Inside, VettingResolver};
use super::services::{self, FoundServer};
use super::trouble::FetchError;
use super::url::Url;
use reqwest::header::{
    AUTHORIZATION, HeaderMap, HeaderName, HeaderValue, LOCATION, WWW_AUTHENTICATE,
};
use reqwest::{Certificate, Client, Response, redirect};

/// What a fetcher permits. The default is the strict one.
#[derive(Debug, Clone)]
pub struct FetchSettings {
    /// Whether plain http may be fetched.
    pub plain_http: bool,
    /// Whether any host may lie inside the network.
    pub inside: bool,
    /// Hosts that may lie inside the network, such as a hospital's own calendar server.
    pub inside_hosts: Vec<String>,
    /// Certificates in PEM to trust besides the system's, for servers with an own authority.
    pub extra_roots: Vec<Vec<u8>>,
    /// The resolver that is asked where organisations say that their services lie; none is asked
    /// where there is none.
    pub resolver: Option<SocketAddr>,
    /// How long a connection may take to come about.
    pub connect_timeout: Duration,
    /// How long everything may take, redirects and body included.
    pub total_timeout: Duration,
    /// The most bytes that a body may have, decompressed.
    pub max_body: usize,
    /// The most redirects that are followed.
    pub max_redirects: usize,
}

impl Default for FetchSettings {
    fn default() -> Self {
        Self {
            plain_http: false,
            inside: false,
            inside_hosts: Vec::new(),
            extra_roots: Vec::new(),
            resolver: None,
            connect_timeout: Duration::from_secs(10),
            total_timeout: Duration::from_secs(30),
            max_body: 10 * 1024 * 1024,
            max_redirects: 3,
        }
    }
}

/// Fetches within its settings. Cheap to clone; clones share connections.
#[derive(Debug, Clone)]
pub struct Fetcher {
    client: Client,
    inside: Inside,
    challenges: Arc<Challenges>,
    resolver: Option<SocketAddr>,
    plain_http: bool,
    total_timeout: Duration,
    max_body: usize,
    max_redirects: usize,
}

impl Fetcher {
    /// A fetcher with these settings. The program must have installed a TLS provider before.
    ///
    /// # Errors
    /// [`FetchError::Tls`] where a certificate of the settings is not one, or the system has none.
    pub fn new(settings: &FetchSettings) -> Result<Self, FetchError> {
        let inside = Inside {
            any: settings.inside,
            hosts: settings.inside_hosts.iter().cloned().collect(),
        };
        let mut roots = Vec::new();
        for pem in &settings.extra_roots {
            roots.extend(Certificate::from_pem_bundle(pem).map_err(|_| FetchError::Tls)?);
        }
        let client = Client::builder()
            .user_agent(concat!("samband/", env!("CARGO_PKG_VERSION")))
            .no_proxy()
            .referer(false)
            .redirect(redirect::Policy::none())
            .dns_resolver(Arc::new(VettingResolver(inside.clone())))
            .connect_timeout(settings.connect_timeout)
            .tls_certs_merge(roots)
            .build()
            .map_err(|_| FetchError::Tls)?;
        Ok(Self {
            client,
            inside,
            challenges: Arc::default(),
            resolver: settings.resolver,
            plain_http: settings.plain_http,
            total_timeout: settings.total_timeout,
            max_body: settings.max_body,
            max_redirects: settings.max_redirects,
        })
    }

    /// Where `domain` says that the service `name` (as `caldav`) lies, in SRV and TXT records (RFC
    /// 6764). Nothing where it does not say, or where no resolver is given.
    ///
    /// # Errors
    /// [`FetchError::Unreachable`] where the resolver does not answer, and
    /// [`FetchError::Redirected`] where the service lies outside the domain: a password would go
    /// where nobody but the names' own keeper has said that it may.
    pub async fn service(
        &self,
        name: &str,
        domain: &str,
    ) -> Result<Option<FoundServer>, FetchError> {
        match self.resolver {
            None => Ok(None),
            Some(resolver) => services::find(resolver, name, domain, self.plain_http).await,
        }
    }

    /// Sends `request` and reads the whole answer. Redirects of a GET within its origin are
    /// followed, without the login.
    ///
    /// # Errors
    /// [`FetchError`] where there is no whole answer within the limits.
    pub async fn send(&self, request: Request) -> Result<Answer, FetchError> {
        tokio::time::timeout(self.total_timeout, self.send_unhurried(request))
            .await
            .unwrap_or(Err(FetchError::TooSlow))
    }

    async fn send_unhurried(&self, mut request: Request) -> Result<Answer, FetchError> {
        let mut left = self.max_redirects;
        loop {
            let mut response = self.send_once(&request).await?;
            if self.learns_from(&response, &request) {
                response = self.send_once(&request).await?;
                self.learns_from(&response, &request);
            }
            let location = sent_on_to(&response)?;
            let Some(next) = location.filter(|_| request.method == Method::Get) else {
                return self.read(response).await;
            };
            left = left.checked_sub(1).ok_or(FetchError::Redirected)?;
            request.forget_credentials();
            request.url = next;
        }
    }

    async fn send_once(&self, request: &Request) -> Result<Response, FetchError> {
        self.vet(&request.url)?;
        let mut headers = HeaderMap::new();
        for (name, value) in &request.headers {
            let value = HeaderValue::from_str(value).map_err(|_| FetchError::Unsendable)?;
            let name = HeaderName::from_bytes(name.as_bytes());
            headers.append(name.map_err(|_| FetchError::Unsendable)?, value);
        }
        let mut sending = self
            .client
            .request(request.method.wire()?, request.url.0.clone())
            .headers(headers);
        if let Some(credentials) = &request.credentials {
            let method = request.method.wire()?;
            let value = self.challenges.answer(credentials, &method, &request.url.0);
            sending = sending.header(AUTHORIZATION, value.ok_or(FetchError::Unsendable)?);
        }
        if !request.body.is_empty() {
            sending = sending.body(request.body.clone());
        }
        let sent = sending.send().await;
        sent.map_err(|error| FetchError::before_answer(&error))
    }

    /// Whether the answer is a refusal that says how to ask again with the same credentials: a
    /// server that wants another proof of who asks says so only once it is asked.
    fn learns_from(&self, response: &Response, request: &Request) -> bool {
        let Some(credentials) = &request.credentials else {
            return false;
        };
        if response.status().as_u16() != 401 {
            self.challenges.taken(credentials, &request.url.0);
            return false;
        }
        let said = response.headers().get_all(WWW_AUTHENTICATE).iter();
        let said: Vec<&str> = said.filter_map(|value| value.to_str().ok()).collect();
        self.challenges.learn(credentials, &request.url.0, &said)
    }

    /// Whether the address may be asked at all. Names are vetted again by the resolver.
    fn vet(&self, url: &Url) -> Result<(), FetchError> {
        match url.0.scheme() {
            "https" => {}
            "http" if self.plain_http => {}
            _ => return Err(FetchError::NotHttps),
        }
        // A password in an address ends in logs and in other people's hands.
        if url.holds_login() {
            return Err(FetchError::Unsendable);
        }
        let host = url.0.host_str().ok_or(FetchError::Unsendable)?;
        // The resolver never sees a literal address. `Url` has already read odd forms such as
        // 0x7f.1 or 2130706433 as what they are.
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        match bare.parse::<IpAddr>() {
            Ok(literal) if !is_public(literal) && !self.inside.permits(host) => {
                Err(FetchError::AddressForbidden)
            }
            _ => Ok(()),
        }
    }

    async fn read(&self, mut response: Response) -> Result<Answer, FetchError> {
        let announced = response.content_length().unwrap_or(0);
        if usize::try_from(announced).map_or(true, |length| length > self.max_body) {
            return Err(FetchError::TooLarge);
        }
        let location = sent_on_to(&response)?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|_| FetchError::CutShort)? {
            if body.len() + chunk.len() > self.max_body {
                return Err(FetchError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer {
            status: response.status().as_u16(),
            headers: std::mem::take(response.headers_mut()),
            url: Url(response.url().clone()),
            location,
            body,
        })
    }
}

/// Where the response sends the asker, if anywhere.
///
/// # Errors
/// [`FetchError::Redirected`] where that is another origin, or not an address.
fn sent_on_to(response: &Response) -> Result<Option<Url>, FetchError> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let here = Url(response.url().clone());
    response
        .headers()
        .get(LOCATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| here.join(text).ok())
        .filter(|next| next.same_origin(&here) && !next.holds_login())
        .map(Some)
        .ok_or(FetchError::Redirected)
}

//! The organisation's own way in to a system that holds many people's calendars: one login for all
//! of them, written in the settings and never in a link.
//!
//! A token is kept in memory until shortly before it expires, and asked for once even where many
//! calendars are read at one time. Nothing here is printed, and no token follows a redirect.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::trouble::SourceTrouble;
use crate::domain::{Clock, Draw, Instant};
use crate::http::{Answer, Credentials, Fetcher, Login, Method, Request, Url};
use crate::seal::AssertionKey;

/// For how long a token is good where its server does not say.
const USUAL_SECONDS: i64 = 300;
/// So long before its end a token is not used any more.
const MARGIN_SECONDS: i64 = 60;
/// So long a token server that refused is not asked again.
const REST_SECONDS: i64 = 60;

/// How a system lets the organisation in.
#[derive(Debug, Clone)]
pub enum AccessSettings {
    /// Without a login: a server on the same machine, or behind a gateway that knows the node.
    Open,
    /// Basic authentication (RFC 7617).
    Basic(Login),
    /// A token that does not change (RFC 6750).
    Token(SecretString),
    /// A client of a token server.
    Client(ClientSettings),
}

/// A client of a token server (OAuth 2.0 client credentials, RFC 6749 §4.4).
#[derive(Debug, Clone)]
pub struct ClientSettings {
    /// Where tokens are given.
    pub token_url: Url,
    /// The client's name there.
    pub client_id: String,
    /// What the token shall be good for.
    pub scope: String,
    /// How the client proves who it is.
    pub proof: Proof,
}

/// How a client proves who it is.
#[derive(Debug, Clone)]
pub enum Proof {
    /// A secret, sent to the token server (RFC 6749 §2.3.1).
    Secret(SecretString),
    /// A signed assertion (RFC 7523 §2.2): the key never leaves.
    Key(Arc<AssertionKey>),
}

/// The way in, with the token that is held for now.
pub struct Access {
    way: AccessSettings,
    clock: Clock,
    draw: Mutex<Draw>,
    held: tokio::sync::Mutex<Held>,
}

/// What was last heard from the token server.
enum Held {
    Nothing,
    Token(SecretString, Instant),
    Refusal(SourceTrouble, Instant),
}

/// A token server's answer (RFC 6749 §5.1).
#[derive(Deserialize)]
struct Given {
    access_token: String,
    token_type: String,
    expires_in: Option<i64>,
}

impl Access {
    /// The way in of these settings.
    #[must_use]
    pub fn new(way: AccessSettings, clock: Clock, draw: Draw) -> Self {
        Self {
            way,
            clock,
            draw: Mutex::new(draw),
            held: tokio::sync::Mutex::new(Held::Nothing),
        }
    }

    /// Sends `request` with the login, and gives an answer only where it is a success.
    pub(super) async fn ask(
        &self,
        fetcher: &Fetcher,
        request: Request,
    ) -> Result<Answer, SourceTrouble> {
        let answer = match &self.way {
            AccessSettings::Open => fetcher.send(request).await?,
            AccessSettings::Basic(login) => fetcher.send(request.login(Some(login))).await?,
            AccessSettings::Token(token) => fetcher.send(with(request, token)).await?,
            AccessSettings::Client(client) => self.ask_as(client, fetcher, request).await?,
        };
        match answer.status() {
            200 => Ok(answer),
            401 => Err(SourceTrouble::ClientRefused),
            _ => Err(SourceTrouble::of_answer(&answer)),
        }
    }

    /// Asks with a token; one that was taken back before its time is replaced once.
    async fn ask_as(
        &self,
        client: &ClientSettings,
        fetcher: &Fetcher,
        request: Request,
    ) -> Result<Answer, SourceTrouble> {
        let token = self.token(client, fetcher, None).await?;
        let answer = fetcher.send(with(request.clone(), &token)).await?;
        if answer.status() != 401 {
            return Ok(answer);
        }
        let fresh = self.token(client, fetcher, Some(&token)).await?;
        Ok(fetcher.send(with(request, &fresh)).await?)
    }

    /// The token that is held, or a new one where there is none but the `refused`.
    async fn token(
        &self,
        client: &ClientSettings,
        fetcher: &Fetcher,
        refused: Option<&SecretString>,
    ) -> Result<SecretString, SourceTrouble> {
        let mut held = self.held.lock().await;
        let now = self.clock.now();
        match &*held {
            Held::Token(token, until) if now < *until && !is_same(token, refused) => {
                return Ok(token.clone());
            }
            Held::Refusal(trouble, until) if now < *until => return Err(*trouble),
            _ => {}
        }
        let got = self.new_token(client, fetcher, now).await;
        *held = match &got {
            Ok((token, until)) => Held::Token(token.clone(), *until),
            Err(SourceTrouble::AskedToWait { seconds }) => {
                let trouble = SourceTrouble::AskedToWait { seconds: *seconds };
                Held::Refusal(trouble, later(now, i64::from(*seconds)))
            }
            Err(SourceTrouble::ClientRefused) => {
                Held::Refusal(SourceTrouble::ClientRefused, later(now, REST_SECONDS))
            }
            Err(_) => Held::Nothing,
        };
        got.map(|(token, _)| token)
    }

    async fn new_token(
        &self,
        client: &ClientSettings,
        fetcher: &Fetcher,
        now: Instant,
    ) -> Result<(SecretString, Instant), SourceTrouble> {
        let asking = Request::new(Method::Post, client.token_url.clone())
            .header("accept", "application/json");
        let mut form = vec![
            ("grant_type", "client_credentials"),
            ("scope", client.scope.as_str()),
        ];
        let assertion;
        match &client.proof {
            Proof::Secret(secret) => {
                form.push(("client_id", &client.client_id));
                form.push(("client_secret", secret.expose_secret()));
            }
            Proof::Key(key) => {
                assertion = self.assertion(client, key, now)?;
                let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
                form.push(("client_id", &client.client_id));
                form.push(("client_assertion_type", kind));
                form.push(("client_assertion", &assertion));
            }
        }
        let answer = fetcher.send(asking.form(&form)).await?;
        match answer.status() {
            200 => {}
            408 | 425 | 429 => return Err(SourceTrouble::of_answer(&answer)),
            // Which of the several words of RFC 6749 §5.2 it says, the operator finds there.
            400..=499 => return Err(SourceTrouble::ClientRefused),
            _ => return Err(SourceTrouble::of_answer(&answer)),
        }
        let given: Given =
            serde_json::from_slice(answer.body()).map_err(|_| SourceTrouble::Unforeseen)?;
        let token = given.access_token;
        let fits = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
        if !given.token_type.eq_ignore_ascii_case("bearer") || !fits {
            return Err(SourceTrouble::LoginUnsupported);
        }
        let seconds = given.expires_in.unwrap_or(USUAL_SECONDS).clamp(0, 86_400);
        // Half of a very short life is still of use.
        let used = (seconds - MARGIN_SECONDS).max(seconds / 2);
        Ok((token.into(), later(now, used)))
    }

    fn assertion(
        &self,
        client: &ClientSettings,
        key: &AssertionKey,
        now: Instant,
    ) -> Result<String, SourceTrouble> {
        let mut draw = self.draw.lock().unwrap_or_else(PoisonError::into_inner);
        let audience = client.token_url.as_str();
        key.assert(&client.client_id, audience, now, &mut draw)
            .map_err(|_| SourceTrouble::ClientRefused)
    }
}

fn with(request: Request, token: &SecretString) -> Request {
    request.credentials(&Credentials::Bearer(token.clone()))
}

fn is_same(token: &SecretString, other: Option<&SecretString>) -> bool {
    other.is_some_and(|other| other.expose_secret() == token.expose_secret())
}

fn later(now: Instant, seconds: i64) -> Instant {
    Instant::from_millis(now.millis().saturating_add(seconds * 1_000))
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Access")
    }
}

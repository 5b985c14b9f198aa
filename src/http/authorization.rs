//! The header that shows who asks: basic until a server has said that it wants digest, which is then
//! remembered for as long as the program runs. Nothing in here is printed.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::HeaderValue;
use reqwest::{Method, Url};
use secrecy::ExposeSecret;

use super::digest::Challenge;
use super::exchange::Credentials;

/// Far more servers than one node reads from.
const MOST: usize = 1_000;

/// One account at one server.
type Account = (String, String);

/// What servers have said of how they want to be asked.
#[derive(Default)]
pub(super) struct Challenges(Mutex<HashMap<Account, Challenge>>);

impl Challenges {
    /// The header's value, or nothing where the credentials can't be written in one.
    pub(super) fn answer(
        &self,
        credentials: &Credentials,
        method: &Method,
        url: &Url,
    ) -> Option<HeaderValue> {
        let login = match credentials {
            Credentials::Login(login) => login,
            Credentials::Bearer(token) => {
                return secret(format!("Bearer {}", token.expose_secret()).as_bytes());
            }
        };
        let password = login.password.expose_secret();
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(challenge) = known.get_mut(&account(url, &login.user)) {
            let target = target(url);
            let text = challenge.answer(&login.user, password, method.as_str(), &target);
            return secret(text.as_bytes());
        }
        // A colon would end the name there (RFC 7617 §2).
        if login.user.contains(':') {
            return None;
        }
        let pair = STANDARD.encode(format!("{}:{password}", login.user));
        secret(format!("Basic {pair}").as_bytes())
    }

    /// Takes what a refusal says (the values of `WWW-Authenticate`). Says whether asking again with
    /// the same credentials is another question than the one refused.
    pub(super) fn learn(&self, credentials: &Credentials, url: &Url, said: &[&str]) -> bool {
        let Credentials::Login(login) = credentials else {
            return false;
        };
        let Some(challenge) = Challenge::best(said) else {
            return false;
        };
        let account = account(url, &login.user);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A server that has refused this proof would refuse the next, unless it was only too old:
        // which some say, and others show by having taken the one before.
        let again = known
            .get(&account)
            .is_none_or(|before| challenge.stale || before.taken);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(account, challenge);
        again
    }

    /// The server has taken what was shown.
    pub(super) fn taken(&self, credentials: &Credentials, url: &Url) {
        if let Credentials::Login(login) = credentials {
            let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(challenge) = known.get_mut(&account(url, &login.user)) {
                challenge.taken = true;
            }
        }
    }
}

impl fmt::Debug for Challenges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Challenges")
    }
}

fn account(url: &Url, user: &str) -> Account {
    (url.origin().ascii_serialization(), user.to_owned())
}

/// What stands in the request's first line.
fn target(url: &Url) -> String {
    match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    }
}

fn secret(text: &[u8]) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_bytes(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

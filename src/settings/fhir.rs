//! The section `[fhir]`: the organisation's FHIR server with appointment books. Left out where there
//! is none.

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};

use super::graph::safe_url;
use super::section::Section;
use crate::calendars::access::{AccessSettings, ClientSettings, Proof};
use crate::calendars::fhir::{FhirSettings, USUAL_LONGEST_DAYS};
use crate::http::{Login, Url};
use crate::seal::AssertionKey;

const WANT_URL: &str = "an address that begins with https:// (plain http only on this machine)";
const USUAL_SCOPE: &str = "system/Schedule.read system/Slot.read system/Appointment.read";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Auth {
    Open,
    Basic,
    Token,
    Client,
}

const AUTHS: [(&str, Auth); 4] = [
    ("none", Auth::Open),
    ("basic", Auth::Basic),
    ("token", Auth::Token),
    ("client", Auth::Client),
];

/// All that may stand in the section about the way in; what is needed depends on `auth`.
struct Given {
    user: Option<String>,
    password: Option<SecretString>,
    token: Option<SecretString>,
    token_url: Option<Url>,
    client_id: Option<String>,
    client_secret: Option<SecretString>,
    private_key: Option<SecretString>,
    key_id: Option<String>,
    scope: String,
}

impl Given {
    fn is_empty(&self) -> bool {
        let texts = [&self.user, &self.client_id, &self.key_id];
        let secrets = [
            &self.password,
            &self.token,
            &self.client_secret,
            &self.private_key,
        ];
        texts.iter().all(|text| text.is_none())
            && secrets.iter().all(|secret| secret.is_none())
            && self.token_url.is_none()
    }
}

pub(super) fn fhir(section: &mut Section<'_>) -> Option<Option<FhirSettings>> {
    let base_url = section.optional("base_url", WANT_URL, safe_url);
    let auth = section.choice("auth", Auth::Open, &AUTHS);
    let longest = section.whole("longest_days", USUAL_LONGEST_DAYS.into(), 1..=366);
    let given = given(section);
    let (base_url, auth, given) = (base_url?, auth?, given?);
    if base_url.is_none() && auth == Auth::Open && given.is_empty() {
        return Some(None);
    }
    let base_url = section.present("base_url", WANT_URL, base_url);
    let access = access(section, auth, given);
    Some(Some(FhirSettings {
        base_url: base_url?,
        access: access?,
        longest_days: u16::try_from(longest?).ok()?,
    }))
}

fn given(section: &mut Section<'_>) -> Option<Given> {
    let user = section.optional("user", "the user's name at the server", some);
    let password = section.secret("password", "password_file");
    let token = section.secret("token", "token_file");
    let token_url = section.optional("token_url", WANT_URL, safe_url);
    let client_id = section.optional("client_id", "the client's name", some);
    let client_secret = section.secret("client_secret", "client_secret_file");
    let private_key = section.secret("private_key", "private_key_file");
    let key_id = section.optional("key_id", "the key's name in the published key set", some);
    let want = "what the token shall be good for, with spaces between";
    let scope = section.or("scope", USUAL_SCOPE.to_owned(), want, some);
    Some(Given {
        user: user?,
        password: password?,
        token: token?,
        token_url: token_url?,
        client_id: client_id?,
        client_secret: client_secret?,
        private_key: private_key?,
        key_id: key_id?,
        scope: scope?,
    })
}

fn access(section: &mut Section<'_>, auth: Auth, given: Given) -> Option<AccessSettings> {
    match auth {
        Auth::Open if given.is_empty() => Some(AccessSettings::Open),
        Auth::Open => {
            let what = "is \"none\", and a login is given";
            let mend = "write \"basic\", \"token\" or \"client\", or leave the login out";
            section.refuse("auth", what, mend);
            None
        }
        Auth::Basic => {
            let user = section.present("user", "the user's name at the server", given.user);
            let want = "the path of the file that holds the user's password";
            let password = section.present("password_file", want, given.password);
            Some(AccessSettings::Basic(Login {
                user: user?,
                password: password?,
            }))
        }
        Auth::Token => {
            let want = "the path of the file that holds the token";
            let token = section.present("token_file", want, given.token);
            Some(AccessSettings::Token(token?))
        }
        Auth::Client => client(section, given).map(AccessSettings::Client),
    }
}

fn client(section: &mut Section<'_>, given: Given) -> Option<ClientSettings> {
    let token_url = section.present("token_url", WANT_URL, given.token_url);
    let client_id = section.present("client_id", "the client's name", given.client_id);
    let proof = match (given.client_secret, given.private_key) {
        (Some(_), Some(_)) => {
            let what = "is given, and a private key too";
            section.refuse("client_secret", what, "leave one of them out");
            None
        }
        (Some(secret), None) => Some(Proof::Secret(secret)),
        (None, Some(key)) => named_key(section, &key, given.key_id),
        (None, None) => {
            let want = "the path of the key that SMART backend services know the client by, \
                        or take client_secret_file";
            section.present("private_key_file", want, None)
        }
    };
    Some(ClientSettings {
        token_url: token_url?,
        client_id: client_id?,
        scope: given.scope,
        proof: proof?,
    })
}

fn named_key(section: &mut Section<'_>, key: &SecretString, id: Option<String>) -> Option<Proof> {
    let want = "the key's name in the published key set";
    let id = section.present("key_id", want, id)?;
    match AssertionKey::named(key.expose_secret().as_bytes(), &id) {
        Ok(key) => Some(Proof::Key(Arc::new(key))),
        Err(_) => {
            let what = "holds no key that can sign (RS384, ES384)";
            let mend = "name an RSA key of 2048 bits or more, or a P-384 key, as PKCS#8 in PEM";
            section.refuse("private_key_file", what, mend);
            None
        }
    }
}

fn some(text: &str) -> Option<String> {
    let fits = !text.is_empty() && !text.chars().any(char::is_control);
    fits.then(|| text.to_owned())
}

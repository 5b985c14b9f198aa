//! The section `[graph]`: the organisation's application in Microsoft 365. Left out where no
//! calendar lies there.

use std::sync::Arc;

use secrecy::ExposeSecret;

use super::section::Section;
use crate::calendars::access::Proof;
use crate::calendars::graph::{GraphSettings, USUAL_GRAPH, USUAL_LOGIN};
use crate::http::Url;
use crate::seal::AssertionKey;

const WANT_TENANT: &str = "the directory's id or domain, such as \"sykehus.onmicrosoft.com\"";
const WANT_CLIENT: &str = "the application's (client's) id";
const WANT_CERTIFICATE: &str = "the path of the application's certificate, in PEM";
const WANT_URL: &str = "an address that begins with https:// (plain http only on this machine)";

pub(super) fn graph(section: &mut Section<'_>) -> Option<Option<GraphSettings>> {
    let tenant = section.optional("tenant", WANT_TENANT, name);
    let client_id = section.optional("client_id", WANT_CLIENT, name);
    let proof = proof(section);
    let graph_url = url(section, "graph_url", USUAL_GRAPH);
    let login_url = url(section, "login_url", USUAL_LOGIN);
    let (tenant, client_id, proof) = (tenant?, client_id?, proof?);
    if tenant.is_none() && client_id.is_none() && proof.is_none() {
        return Some(None);
    }
    let tenant = section.present("tenant", WANT_TENANT, tenant);
    let client_id = section.present("client_id", WANT_CLIENT, client_id);
    let want = "the path of the file that holds the application's secret, \
                or take certificate_file and private_key_file";
    let proof = section.present("client_secret_file", want, proof);
    let (tenant, client_id, proof) = (tenant?, client_id?, proof?);
    GraphSettings::application(graph_url?, &login_url?, &tenant, client_id, proof).map(Some)
}

/// A secret, or a certificate with its key; not both, and not half of the latter.
fn proof(section: &mut Section<'_>) -> Option<Option<Proof>> {
    let secret = section.secret("client_secret", "client_secret_file");
    let certificate = section.file("certificate_file", WANT_CERTIFICATE);
    let key = section.secret("private_key", "private_key_file");
    match (secret?, certificate?, key?) {
        (None, None, None) => Some(None),
        (Some(secret), None, None) => Some(Some(Proof::Secret(secret))),
        (None, Some(certificate), Some(key)) => {
            let read = AssertionKey::certified(key.expose_secret().as_bytes(), &certificate);
            match read {
                Ok(key) => Some(Some(Proof::Key(Arc::new(key)))),
                Err(_) => {
                    let what = "and private_key_file hold no RSA certificate with its private key";
                    let mend = "name a certificate and its key (2048 bits or more), both in PEM";
                    section.refuse("certificate_file", what, mend);
                    None
                }
            }
        }
        (None, Some(_), None) => {
            let want = "the path of the private key of the certificate, in PEM";
            section.present("private_key_file", want, None)
        }
        (None, None, Some(_)) => section.present("certificate_file", WANT_CERTIFICATE, None),
        (Some(_), ..) => {
            let what = "is given, and a certificate too";
            section.refuse("client_secret", what, "leave one of them out");
            None
        }
    }
}

/// The address of a system that a login is sent to.
pub(super) fn url(section: &mut Section<'_>, key: &'static str, usual: &str) -> Option<Url> {
    let answer = section.optional(key, WANT_URL, safe_url)?;
    answer.or_else(|| usual.parse().ok())
}

/// Encrypted, or on this machine; without query and login.
pub(super) fn safe_url(text: &str) -> Option<Url> {
    let url: Url = text.parse().ok()?;
    let (scheme, rest) = url.as_str().split_once("://")?;
    let host = rest.split('/').next()?;
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let here = ["localhost", "127.0.0.1", "[::1]"].contains(&name) || host == "[::1]";
    let safe = scheme == "https" || (scheme == "http" && here);
    (safe && !rest.contains(['?', '#', '@'])).then_some(url)
}

fn name(text: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
    let fits = (1..=200).contains(&text.len()) && text.chars().all(plain);
    (fits && text.chars().any(char::is_alphanumeric)).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::safe_url;

    #[test]
    fn a_login_is_sent_encrypted_or_not_off_the_machine() {
        for good in [
            "https://graph.microsoft.us/v1.0",
            "http://127.0.0.1:8080/x",
            "http://localhost/",
            "http://[::1]/",
            "http://[::1]:80/",
        ] {
            assert!(safe_url(good).is_some(), "{good}");
        }
        for bad in [
            "http://graph.test/",
            "https://u:p@graph.test/",
            "https://graph.test/?x=1",
            "ftp://127.0.0.1/",
            "graph.test",
            "http://127.0.0.1.test/",
        ] {
            assert!(safe_url(bad).is_none(), "{bad}");
        }
    }
}

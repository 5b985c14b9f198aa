//! The section `[link]`: the way to other nodes.

use secrecy::ExposeSecret;

use super::section::Section;
use crate::link::{Tls, TlsTrouble};

/// The way to other nodes.
#[derive(Debug, Clone)]
pub enum LinkSettings {
    /// None: the node serves its own people only.
    None,
    /// A broker.
    Mqtt {
        /// Its name, as its certificate has it.
        host: String,
        /// Its port.
        port: u16,
        /// Whom to trust, and this node's certificate.
        tls: Tls,
    },
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    None,
    Mqtt,
}

pub(super) fn link(section: &mut Section<'_>) -> Option<LinkSettings> {
    let kind = section.choice(
        "kind",
        Kind::None,
        &[("none", Kind::None), ("mqtt", Kind::Mqtt)],
    );
    let wanted_host = "the broker's name, as its certificate has it";
    let host = section.optional("host", wanted_host, super::mail::host_name);
    let port = section.whole("port", 8883, 1..=65_535);
    let wanted_ca = "the path of the authority's certificate, in PEM";
    let authority = section.file("ca_file", wanted_ca);
    let wanted_certificate = "the path of this node's certificate, in PEM";
    let certificate = section.file("cert_file", wanted_certificate);
    let key = section.secret("key", "key_file");
    if kind? == Kind::None {
        return Some(LinkSettings::None);
    }
    let host = host.and_then(|host| section.present("host", wanted_host, host));
    let authority = authority.and_then(|pem| section.present("ca_file", wanted_ca, pem));
    let certificate =
        certificate.and_then(|pem| section.present("cert_file", wanted_certificate, pem));
    let wanted_key = "the path of the private key of this node's certificate, in PEM";
    let key = key.and_then(|key| section.present("key_file", wanted_key, key));
    let (authority, certificate, key) = (authority?, certificate?, key?);
    let tls = Tls::from_pem(&authority, &certificate, key.expose_secret().as_bytes());
    let tls = tls.map_err(|trouble| refuse(section, trouble)).ok();
    Some(LinkSettings::Mqtt {
        host: host?,
        port: u16::try_from(port?).ok()?,
        tls: tls?,
    })
}

fn refuse(section: &mut Section<'_>, trouble: TlsTrouble) {
    let (key, mend) = match trouble {
        TlsTrouble::Authority => ("ca_file", "name the authority's certificate, in PEM"),
        TlsTrouble::Certificate => ("cert_file", "name this node's certificate, in PEM"),
        TlsTrouble::Key => ("key_file", "name the private key of cert_file, in PEM"),
        TlsTrouble::Mismatch => ("key_file", "name the private key that belongs to cert_file"),
    };
    section.refuse(key, &trouble.to_string(), mend);
}

//! The sections `[node]`, `[store]`, `[keys]` and `[web]`: which organisation's node this is, and
//! where it lies and listens.

use std::net::SocketAddr;
use std::path::PathBuf;

use jiff::tz::TimeZone;
use secrecy::SecretString;

use super::section::Section;
use crate::domain::{NodeId, ShortName, Zone};
use crate::http::Url;
use crate::store::StoreSettings;

/// Which organisation's node this is.
#[derive(Debug, Clone)]
pub struct NodeSettings {
    /// Its name on the link, and in its certificate.
    pub id: NodeId,
    /// The organisation's name for others.
    pub name: ShortName,
    /// Its side of the boundary.
    pub zone: Zone,
    /// The zone of hours and dates.
    pub time_zone: TimeZone,
}

/// Where the node key is: the key that seals everything else at rest.
#[derive(Debug, Clone)]
pub enum KeySettings {
    /// In this file. `samband keys new` makes it, so it may not be there yet.
    File(PathBuf),
    /// Given as it is, by a service manager.
    Text(SecretString),
}

/// Where pages and API are.
#[derive(Debug, Clone)]
pub struct WebSettings {
    /// The address that is listened on.
    pub listen: SocketAddr,
    /// The address that people use, without a path and without a slash at its end.
    pub public_url: String,
}

const ZONES: [(&str, Zone); 5] = [
    ("specialist_health", Zone::SpecialistHealth),
    ("municipal_health", Zone::MunicipalHealth),
    ("nav", Zone::Nav),
    ("child_welfare", Zone::ChildWelfare),
    ("learning", Zone::Learning),
];

pub(super) fn node(section: &mut Section<'_>) -> Option<NodeSettings> {
    let want = "2 to 40 lower-case letters a-z, digits and hyphens, such as \"nav-nordfjell\"";
    let id = section.must("id", want, |text| text.parse().ok());
    let want = "the organisation's name, 1 to 80 characters on one line";
    let name = section.must("name", want, |text| text.parse().ok());
    let zone = section.must_choose("zone", &ZONES);
    let want = "a zone of the IANA database, such as \"Europe/Oslo\"";
    let read = |text: &str| TimeZone::get(text).ok();
    let time_zone = section.optional("time_zone", want, read);
    let time_zone = time_zone.map(|given| given.or_else(|| TimeZone::get("Europe/Oslo").ok()));
    Some(NodeSettings {
        id: id?,
        name: name?,
        zone: zone?,
        time_zone: time_zone??,
    })
}

pub(super) fn store(section: &mut Section<'_>) -> Option<StoreSettings> {
    let want = "the path of the SQLite file, such as \"samband.db\"";
    let path = section.path("path", want)?;
    let path = section.present("path", want, path)?;
    Some(StoreSettings::File(path))
}

pub(super) fn keys(section: &mut Section<'_>) -> Option<KeySettings> {
    let here = section.optional("node_key", "the node key", |text| {
        let text = text.trim();
        (!text.is_empty()).then(|| SecretString::from(text))
    });
    let want = "the path of the file that holds the node key, such as \"node.key\"";
    let file = section.path("node_key_file", want);
    match (here?, file?) {
        (Some(text), None) => Some(KeySettings::Text(text)),
        (None, Some(path)) => Some(KeySettings::File(path)),
        (None, None) => section.present("node_key_file", want, None),
        (Some(_), Some(_)) => {
            let what = "is given, and node_key_file too";
            section.refuse("node_key", what, "leave one of them out");
            None
        }
    }
}

pub(super) fn web(section: &mut Section<'_>) -> Option<WebSettings> {
    let local = SocketAddr::from(([127, 0, 0, 1], 8080));
    let want = "an address and a port, such as \"127.0.0.1:8080\"";
    let listen = section.or("listen", local, want, |text| text.parse().ok());
    let want = "the address that people use, such as \"https://samband.nav.test\" \
                (plain http only on this machine, no path)";
    let public_url = section.must("public_url", want, public_url);
    Some(WebSettings {
        listen: listen?,
        public_url: public_url?,
    })
}

/// Scheme, host and port, and nothing after them.
fn public_url(text: &str) -> Option<String> {
    let url: Url = text.parse().ok()?;
    let bare = url.as_str().strip_suffix('/')?;
    let (scheme, rest) = bare.split_once("://")?;
    let host = rest.rsplit_once(':').map_or(rest, |(host, _)| host);
    let on_this_machine = ["localhost", "127.0.0.1", "[::1]"].contains(&host);
    let safe = scheme == "https" || (scheme == "http" && (on_this_machine || rest == "[::1]"));
    (safe && !rest.contains(['/', '?', '#', '@'])).then(|| bare.to_owned())
}

#[cfg(test)]
mod tests {
    use super::public_url;

    #[test]
    fn the_public_address_is_an_origin_that_is_safe() {
        for good in [
            "https://a.test",
            "https://a.test:8443",
            "http://localhost:8080",
            "http://[::1]:1",
        ] {
            assert_eq!(public_url(good).as_deref(), Some(good));
        }
        assert_eq!(
            public_url("https://A.test/").as_deref(),
            Some("https://a.test")
        );
        for bad in [
            "a.test",
            "http://a.test",
            "https://a.test/x",
            "https://a.test/?q",
            "https://u:p@a.test",
            "ftp://a.test",
        ] {
            assert_eq!(public_url(bad), None, "{bad}");
        }
    }
}

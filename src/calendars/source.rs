//! The one way in to a person's calendar, of whatever kind: a [`Source`] is fetched for a window and
//! gives busy time, or the reason why it can't be relied on. The caller keeps the [`SourceState`]
//! and hands it in the next time, so that an unchanged calendar costs one small request.

use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::str::FromStr;
use std::sync::Arc;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::domain::ids::NodeId;
use crate::domain::time::Interval;
use crate::http::{Credentials, Fetcher, Login, Url};

use super::busy::{BusyReport, BusyRequest};
use super::feed::Validators;
use super::fhir::{Actor, Fhir};
use super::graph::{Graph, Mailbox};
pub use super::trouble::SourceTrouble;
use super::{caldav, feed, fhir, graph};

/// A text that is not the address of a calendar or an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SourceAddressError {
    /// Not an address that begins with https:, http:, webcal: or webcals:.
    #[error("a calendar's address begins with https:// or webcal://")]
    NotWeb,
    /// It holds a user name or password.
    #[error("a name and password belong in their own fields, not in the address")]
    HoldsLogin,
}

/// The address of a calendar. Many are secrets by themselves (a private feed's token), so it is
/// never printed by `Debug` and has no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct SourceAddress {
    url: Url,
    /// Whether only the host was said, so that where on it is for the host to say.
    host_only: bool,
}

impl SourceAddress {
    /// The address of an account as a person says it: whole, or a host, or a mail address, whose
    /// host then has to say where its calendars lie (RFC 6764).
    ///
    /// # Errors
    /// [`SourceAddressError`] where it is none of these.
    pub fn of_account(text: &str) -> Result<Self, SourceAddressError> {
        let text = text.trim();
        if text.contains("://") || text.to_ascii_lowercase().starts_with("webcal") {
            return text.parse();
        }
        let (host, path) = text.split_once('/').unwrap_or((text, ""));
        let host = match mail_address(host).filter(|_| path.is_empty()) {
            Some((_, host)) => host,
            None => host,
        };
        // A word without a dot is more likely a slip than a host.
        let named = host.contains(['.', ':']) || host.eq_ignore_ascii_case("localhost");
        let plain = !host.contains(['@', '?', '#']) && !text.contains(char::is_whitespace);
        if !named || !plain {
            return Err(SourceAddressError::NotWeb);
        }
        let whole: Self = format!("https://{host}/{path}").parse()?;
        Ok(Self {
            host_only: path.is_empty(),
            ..whole
        })
    }

    /// The account's name where it stands in the address: a mail address.
    #[must_use]
    pub fn user_in(text: &str) -> Option<&str> {
        let text = text.trim();
        mail_address(text).map(|_| text)
    }

    /// The address as text, for storing it sealed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.url.as_str()
    }

    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    pub(super) fn host_only(&self) -> bool {
        self.host_only
    }
}

/// A mail address in its two parts.
fn mail_address(text: &str) -> Option<(&str, &str)> {
    let (name, host) = text.rsplit_once('@')?;
    let plain = |c: char| !c.is_whitespace() && !":/@\\".contains(c);
    let good = !name.is_empty() && !host.is_empty() && name.chars().all(plain);
    good.then_some((name, host))
}

impl FromStr for SourceAddress {
    type Err = SourceAddressError;

    /// `webcal:` (and `webcals:`) means https; a fragment is dropped.
    fn from_str(text: &str) -> Result<Self, SourceAddressError> {
        let text = text.trim();
        let (scheme, rest) = text.split_once(':').ok_or(SourceAddressError::NotWeb)?;
        let scheme = match scheme.to_ascii_lowercase().as_str() {
            "https" | "webcal" | "webcals" => "https",
            "http" => "http",
            _ => return Err(SourceAddressError::NotWeb),
        };
        let url: Url = format!("{scheme}:{rest}")
            .parse()
            .map_err(|_| SourceAddressError::NotWeb)?;
        if url.holds_login() {
            return Err(SourceAddressError::HoldsLogin);
        }
        Ok(Self {
            url: url.without_fragment(),
            host_only: false,
        })
    }
}

impl fmt::Debug for SourceAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SourceAddress")
    }
}

/// Where a person's busy time comes from.
#[derive(Debug, Clone)]
pub enum Source {
    /// An iCalendar feed (RFC 5545 over HTTP).
    Ics {
        /// Where it lies.
        address: SourceAddress,
        /// For a feed behind basic authentication.
        login: Option<Login>,
    },
    /// A CalDAV account, or one calendar of it (RFC 4791).
    CalDav {
        /// A server, an account or a calendar.
        address: SourceAddress,
        /// Who asks.
        login: Credentials,
    },
    /// A mailbox in Microsoft 365.
    Graph {
        /// The organisation's access.
        graph: Arc<Graph>,
        /// Whose calendar.
        mailbox: Mailbox,
    },
    /// An appointment book behind FHIR R4.
    Fhir {
        /// The organisation's access.
        fhir: Arc<Fhir>,
        /// Whose.
        actor: Actor,
    },
}

impl Source {
    /// A CalDAV account by the text that names it. A mail address as its address is its user's name
    /// too; a password without a user is a token.
    ///
    /// # Errors
    /// The text names no account.
    pub fn account(
        text: &str,
        user: Option<&str>,
        password: SecretString,
    ) -> Result<Self, SourceAddressError> {
        let address = SourceAddress::of_account(text)?;
        let login = match user.or(SourceAddress::user_in(text)) {
            Some(user) => Credentials::Login(Login {
                user: user.to_owned(),
                password,
            }),
            None => Credentials::Bearer(password),
        };
        Ok(Self::CalDav { address, login })
    }
}

/// What a fetch brought.
#[derive(Debug, Clone)]
pub enum Fetched {
    /// Nothing has changed since the state that was handed in; what it gave then still holds for
    /// the whole of the window asked for now.
    Unchanged,
    /// Busy time for the window.
    Changed {
        /// To be kept beside the busy time and handed in the next time.
        state: SourceState,
        /// The busy time.
        report: BusyReport,
    },
}

/// What is remembered of a fetch in order to ask only for changes. Opaque; holds no address, title
/// or name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceState {
    /// A hash of the source and the question, for noticing that another was asked. It may differ
    /// in another build of the program: that only costs one whole fetch.
    asked: u64,
    /// The window that was read.
    window: Interval,
    kept: Kept,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kept {
    Feed(Validators),
    CalDav(caldav::Memory),
    /// A hash of the busy time itself, of a source that can't say that nothing has changed.
    Times(u64),
}

impl Kept {
    fn only_places(self) -> Option<Self> {
        match self {
            Self::CalDav(memory) => Some(Self::CalDav(memory.only_places())),
            Self::Feed(_) | Self::Times(_) => None,
        }
    }
}

impl SourceState {
    /// What may be handed in after a fetch that failed, so that all is read anew: only where the
    /// calendars of an account lie, of which none may then be missing.
    #[must_use]
    pub fn after_trouble(self) -> Option<Self> {
        let kept = self.kept.only_places()?;
        Some(Self { kept, ..self })
    }

    /// What was kept, where it belongs to this question and a window that holds this one: an
    /// unchanged calendar says nothing about days that were not read.
    fn kept_for(&self, asked: u64, request: &BusyRequest) -> Option<Kept> {
        let inside = self.window.start() <= request.window.start()
            && request.window.end() <= self.window.end();
        let kept = (self.asked == asked).then(|| self.kept.clone())?;
        if inside {
            Some(kept)
        } else {
            kept.only_places()
        }
    }
}

/// Fetches `source` for the window, zone and owner of `request`. `node` is the node's own name: the
/// calendar that it writes itself is left out.
///
/// An [`Fetched::Unchanged`] comes only where the window lies within the one of `state`; so ask for
/// windows that begin and end on a week, and most ticks cost one small request.
///
/// # Errors
/// [`SourceTrouble`] where the source could not be fetched and read in full.
pub async fn fetch(
    fetcher: &Fetcher,
    source: &Source,
    request: &BusyRequest,
    node: Option<&NodeId>,
    state: Option<&SourceState>,
) -> Result<Fetched, SourceTrouble> {
    let asked = question(source, request, node);
    let kept = state.and_then(|state| state.kept_for(asked, request));
    let kept = kept.as_ref();
    let found = match source {
        Source::Ics { address, login } => {
            let known = match kept {
                Some(Kept::Feed(validators)) => Some(validators),
                _ => None,
            };
            let found = feed::fetch(fetcher, address, login.as_ref(), request, known).await?;
            found.map(|(validators, report)| (Kept::Feed(validators), report))
        }
        Source::CalDav { address, login } => {
            let known = match kept {
                Some(Kept::CalDav(memory)) => Some(memory),
                _ => None,
            };
            let account = caldav::Account::new(fetcher, login);
            let found = caldav::fetch(&account, address, request, node, known).await?;
            found.map(|(memory, report)| (Kept::CalDav(memory), report))
        }
        Source::Graph { graph, mailbox } => {
            let report = graph::fetch(fetcher, graph, mailbox, request).await?;
            changed(report, kept)
        }
        Source::Fhir { fhir, actor } => {
            let report = fhir::fetch(fetcher, fhir, actor, request).await?;
            changed(report, kept)
        }
    };
    Ok(match found {
        None => Fetched::Unchanged,
        Some((kept, report)) => Fetched::Changed {
            state: SourceState {
                asked,
                window: request.window,
                kept,
            },
            report,
        },
    })
}

/// The report with what is kept of it, or nothing where the times are the same as before.
fn changed(report: BusyReport, kept: Option<&Kept>) -> Option<(Kept, BusyReport)> {
    let mut hasher = DefaultHasher::new();
    report.busy.hash(&mut hasher);
    let times = Kept::Times(hasher.finish());
    (kept != Some(&times)).then_some((times, report))
}

/// A hash of all but the window that decides what comes back.
fn question(source: &Source, request: &BusyRequest, node: Option<&NodeId>) -> u64 {
    let mut hasher = DefaultHasher::new();
    match source {
        Source::Ics { address, login } => {
            let user = login.as_ref().map(|login| &login.user);
            ("ics", address.as_str(), user).hash(&mut hasher);
        }
        Source::CalDav { address, login } => {
            let host_only = address.host_only();
            ("caldav", address.as_str(), host_only, login.user()).hash(&mut hasher);
        }
        Source::Graph { graph, mailbox } => {
            ("graph", graph.url().as_str(), mailbox).hash(&mut hasher);
        }
        Source::Fhir { fhir, actor } => {
            ("fhir", fhir.url().as_str(), actor).hash(&mut hasher);
        }
    }
    let zone = request.zone.iana_name();
    (zone, &request.owner, node.map(NodeId::as_str)).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_named_by_address_host_or_mail_address() {
        let of = |text: &str| {
            SourceAddress::of_account(text).map(|a| (a.url.as_str().to_owned(), a.host_only))
        };
        for (text, url, host_only) in [
            ("kari.nordmann@dps.test", "https://dps.test/", true),
            (" dav.dps.test ", "https://dav.dps.test/", true),
            ("dav.dps.test:8443/", "https://dav.dps.test:8443/", true),
            (
                "dav.dps.test/dav/kari",
                "https://dav.dps.test/dav/kari",
                false,
            ),
            ("https://dav.dps.test/", "https://dav.dps.test/", false),
            ("localhost", "https://localhost/", true),
        ] {
            assert_eq!(of(text), Ok((url.to_owned(), host_only)), "{text}");
        }
        for bad in [
            "",
            "kari",
            "kari@",
            "@dps.test",
            "a b@dps.test",
            "u:p@dps.test",
            "a@b@dps.test/x",
        ] {
            assert!(of(bad).is_err(), "{bad}");
        }
        assert_eq!(
            SourceAddress::user_in("kari@dps.test "),
            Some("kari@dps.test")
        );
        assert_eq!(SourceAddress::user_in("https://dps.test/@kari"), None);
    }

    #[test]
    fn webcal_means_https_and_other_schemes_are_refused() {
        let address = |text: &str| text.parse::<SourceAddress>();
        let of = |text: &str| address(text).unwrap().as_str().to_owned();
        assert_eq!(
            of("WebCal://a.test/x.ics?t=1#f"),
            "https://a.test/x.ics?t=1"
        );
        assert_eq!(of("webcals://a.test/"), "https://a.test/");
        assert_eq!(of(" http://a.test/b "), "http://a.test/b");
        for bad in [
            "",
            "a.test",
            "file:///etc/passwd",
            "ftp://a.test/",
            "https://",
        ] {
            assert_eq!(address(bad), Err(SourceAddressError::NotWeb), "{bad}");
        }
        assert_eq!(
            address("https://u:p@a.test/"),
            Err(SourceAddressError::HoldsLogin)
        );
        assert_eq!(
            address("webcal://u@a.test/"),
            Err(SourceAddressError::HoldsLogin)
        );
    }
}

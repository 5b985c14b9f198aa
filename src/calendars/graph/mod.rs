//! Microsoft 365 through Microsoft Graph: when a mailbox's owner is busy.
//!
//! The calendar view is asked for, whole each time, and of its entries four properties: when they
//! start and end, how they show, whether they fill days, whether they are called off. The two other
//! ways were weighed and left: `calendarView/delta` knows no `$select`, and `getSchedule` neither,
//! so both send titles and places along (rule B3), and a delta needs entries' identifiers at rest.
//! A view of nineteen weeks with four properties is some ten kilobytes.
//!
//! Nothing is written to a mailbox. It is reached with the organisation's own application, which
//! needs `Calendars.ReadBasic.All` and no more.

mod view;

use std::fmt;
use std::str::FromStr;

use super::access::{Access, AccessSettings, ClientSettings, Proof};
use super::busy::{BusyReport, BusyRequest};
use super::trouble::SourceTrouble;
use crate::domain::{Clock, Draw};
use crate::http::{Fetcher, Url};

/// Where Microsoft Graph lies for most of the world.
pub const USUAL_GRAPH: &str = "https://graph.microsoft.com/v1.0";
/// Where its tokens are given.
pub const USUAL_LOGIN: &str = "https://login.microsoftonline.com";

/// The organisation's application in Microsoft 365.
#[derive(Debug, Clone)]
pub struct GraphSettings {
    /// The address of Graph with its version, another one in a national cloud.
    pub graph_url: Url,
    /// How it lets the organisation in.
    pub access: AccessSettings,
}

impl GraphSettings {
    /// The application `client_id` of `tenant`, whose tokens are given at `login_url`. None where
    /// the tenant can't stand in an address.
    #[must_use]
    pub fn application(
        graph_url: Url,
        login_url: &Url,
        tenant: &str,
        client_id: String,
        proof: Proof,
    ) -> Option<Self> {
        let mut token_url = login_url.member(tenant).ok()?;
        for part in ["oauth2", "v2.0", "token"] {
            token_url = token_url.member(part).ok()?;
        }
        // The scope is the origin's, whatever its version (Microsoft identity platform, .default).
        let origin = graph_url.join("/.default").ok()?;
        let scope = origin.as_str().to_owned();
        Some(Self {
            graph_url,
            access: AccessSettings::Client(ClientSettings {
                token_url,
                client_id,
                scope,
                proof,
            }),
        })
    }
}

/// The organisation's access to Microsoft Graph.
#[derive(Debug)]
pub struct Graph {
    url: Url,
    access: Access,
}

impl Graph {
    /// Access with these settings; `clock` tells when a token has expired.
    #[must_use]
    pub fn new(settings: GraphSettings, clock: Clock, draw: Draw) -> Self {
        Self {
            url: settings.graph_url,
            access: Access::new(settings.access, clock, draw),
        }
    }

    pub(super) fn url(&self) -> &Url {
        &self.url
    }
}

/// A text that names no mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a mailbox is a mail address or an object id, without spaces and slashes")]
pub struct NotMailbox;

/// A mailbox: its user's principal name (mostly the mail address) or object id. Not printed, since
/// it names a person.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Mailbox(String);

impl Mailbox {
    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Mailbox {
    type Err = NotMailbox;

    fn from_str(text: &str) -> Result<Self, NotMailbox> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"@.-_'+!#^~".contains(&byte);
        let fits = (1..=254).contains(&text.len()) && text.bytes().all(plain);
        // A segment of dots would mean another place in the path.
        let names = text.bytes().any(|byte| byte.is_ascii_alphanumeric());
        (fits && names)
            .then(|| Self(text.to_owned()))
            .ok_or(NotMailbox)
    }
}

impl fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mailbox")
    }
}

/// Busy time of the mailbox's own calendar.
pub(super) async fn fetch(
    fetcher: &Fetcher,
    graph: &Graph,
    mailbox: &Mailbox,
    request: &BusyRequest,
) -> Result<BusyReport, SourceTrouble> {
    view::busy(fetcher, graph, mailbox, request).await
}

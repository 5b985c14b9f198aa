//! Asks a calendar as a node would, and shows the answer as text.

use std::time::Duration;

use jiff::tz::TimeZone;
use samband::calendars::busy::{BusyReport, BusyRequest};
use samband::calendars::source::{self, Fetched, Source, SourceState, SourceTrouble};
use samband::domain::{Instant, Interval, NodeId};
use samband::http::{Credentials, FetchSettings, Fetcher, Login};

/// A fetcher that may fetch from loopback, with short limits.
pub fn loopback_fetcher() -> Fetcher {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Fetcher::new(&FetchSettings {
        plain_http: true,
        inside: true,
        total_timeout: Duration::from_secs(20),
        max_body: 1_000_000,
        ..FetchSettings::default()
    })
    .unwrap()
}

pub fn at(text: &str) -> Instant {
    text.parse::<jiff::Timestamp>().unwrap().into()
}

pub fn interval(start: &str, end: &str) -> Interval {
    Interval::new(at(start), at(end)).unwrap()
}

/// A question for a person in Oslo.
pub fn oslo(window: Interval) -> BusyRequest {
    BusyRequest {
        window,
        zone: TimeZone::get("Europe/Oslo").unwrap(),
        owner: None,
    }
}

pub fn login(user: &str, password: &str) -> Login {
    Login {
        user: user.to_owned(),
        password: password.into(),
    }
}

pub fn credentials(user: &str, password: &str) -> Credentials {
    login(user, password).into()
}

pub fn feed(address: &str) -> Source {
    Source::Ics {
        address: address.parse().unwrap(),
        login: None,
    }
}

pub fn caldav(address: &str, user: &str, password: &str) -> Source {
    Source::CalDav {
        address: address.parse().unwrap(),
        login: credentials(user, password),
    }
}

/// Fetches for the first time.
pub async fn ask(source: &Source, request: &BusyRequest) -> Result<BusyReport, SourceTrouble> {
    ask_by(&loopback_fetcher(), source, request).await
}

/// Fetches for the first time with a fetcher of the story's, which takes a while to make.
pub async fn ask_by(
    fetcher: &Fetcher,
    source: &Source,
    request: &BusyRequest,
) -> Result<BusyReport, SourceTrouble> {
    match source::fetch(fetcher, source, request, None, None).await? {
        Fetched::Changed { report, .. } => Ok(report),
        Fetched::Unchanged => panic!("unchanged since nothing"),
    }
}

/// Fetches after `state`; nothing where it is unchanged.
pub async fn ask_again(
    source: &Source,
    request: &BusyRequest,
    node: Option<&NodeId>,
    state: Option<&SourceState>,
) -> Option<(SourceState, BusyReport)> {
    let fetcher = loopback_fetcher();
    let fetched = source::fetch(&fetcher, source, request, node, state).await;
    match fetched.unwrap() {
        Fetched::Changed { state, report } => Some((state, report)),
        Fetched::Unchanged => None,
    }
}

/// Busy time, a line each.
pub fn shown(report: &BusyReport) -> Vec<String> {
    let line = |busy: &samband::domain::Busy| format!("{:?} {:?}", busy.interval, busy.kind);
    report.joined().iter().map(line).collect()
}

//! An iCalendar feed: one address, asked conditionally (RFC 9110 §13) so that an unchanged feed
//! costs an answer without a body.

use jiff::fmt::rfc2822;
use serde::{Deserialize, Serialize};

use crate::http::{Answer, Fetcher, Login, Method, Request};

use super::apart;
use super::busy::{BusyReport, BusyRequest};
use super::source::SourceAddress;
use super::trouble::SourceTrouble;

/// What the server gave for asking only for changes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Validators {
    etag: Option<String>,
    modified: Option<String>,
}

/// The feed's busy time with its new validators, or nothing where it has not changed since `known`.
pub(super) async fn fetch(
    fetcher: &Fetcher,
    address: &SourceAddress,
    login: Option<&Login>,
    request: &BusyRequest,
    known: Option<&Validators>,
) -> Result<Option<(Validators, BusyReport)>, SourceTrouble> {
    let mut asking = Request::new(Method::Get, address.url().clone())
        .header("accept", "text/calendar, */*;q=0.1")
        .login(login);
    let condition = known.and_then(Validators::condition);
    let conditional = condition.is_some();
    if let Some((name, value)) = condition {
        asking = asking.header(name, value);
    }
    let answer = fetcher.send(asking).await?;
    match answer.status() {
        200 => {}
        304 if conditional => return Ok(None),
        401 => return Err(refused_login(&answer)),
        _ => return Err(SourceTrouble::of_answer(&answer)),
    }
    let validators = Validators::of(&answer);
    let text = calendar_text(answer)?;
    let report = apart::read(text, request).await?;
    Ok(Some((validators, report)))
}

impl Validators {
    fn of(answer: &Answer) -> Self {
        let kept = |name: &str| {
            let value = answer.header(name).filter(|value| value.len() <= 300);
            value.map(str::to_owned)
        };
        Self {
            etag: kept("etag"),
            modified: kept("last-modified").filter(|modified| is_settled(modified, answer)),
        }
    }

    /// The header that makes a request conditional. The entity tag where there is one: it is exact,
    /// while a time stands for a whole second.
    fn condition(&self) -> Option<(&'static str, String)> {
        let by_tag = self.etag.clone().map(|tag| ("if-none-match", tag));
        let by_time = || Some(("if-modified-since", self.modified.clone()?));
        by_tag.or_else(by_time)
    }
}

/// Whether the feed was changed last before the second in which it was sent: in that second a
/// later change would carry the same time and never be seen (RFC 9110 §8.8.2.2).
fn is_settled(modified: &str, answer: &Answer) -> bool {
    let second = |text: &str| Some(rfc2822::parse(text).ok()?.timestamp().as_second());
    let sent = answer.header("date").and_then(second);
    matches!((second(modified), sent), (Some(changed), Some(sent)) if changed < sent)
}

/// The body, where it may be a calendar at all. A feed that has been closed often answers 200 with
/// a page for people.
fn calendar_text(answer: Answer) -> Result<Vec<u8>, SourceTrouble> {
    let body = answer.into_body();
    let start = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&body);
    let start = start.trim_ascii_start();
    if start.is_empty() {
        return Err(SourceTrouble::Empty);
    }
    let marker = b"BEGIN:VCALENDAR";
    match start.get(..marker.len()) {
        Some(head) if head.eq_ignore_ascii_case(marker) => Ok(body),
        // Bytes of a marker that broke off inside it are a calendar cut short, not another thing.
        None if marker.starts_with(&start.to_ascii_uppercase()) => Err(SourceTrouble::CutShort),
        _ => Err(SourceTrouble::NotACalendar),
    }
}

/// What a 401 means: a login that is wrong, or one of a kind that is not built in.
pub(super) fn refused_login(answer: &Answer) -> SourceTrouble {
    let mut challenges = answer.headers("www-authenticate").peekable();
    let known = |challenge: &str| {
        let challenge = challenge.to_ascii_lowercase();
        ["basic", "digest", "bearer"]
            .iter()
            .any(|kind| challenge.contains(kind))
    };
    if challenges.peek().is_none() || challenges.any(known) {
        SourceTrouble::WrongPassword
    } else {
        SourceTrouble::LoginUnsupported
    }
}

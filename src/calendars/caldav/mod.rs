//! CalDAV (RFC 4791): the calendars of an account, when they are busy, and a calendar of our own to
//! write entries into.
//!
//! Busy time is asked for as times only, so that titles don't even travel; only where a server
//! can't do that are entries fetched, with as few of their properties as it will withhold. Whatever
//! can't be had in full is a trouble, never a shorter list.

mod account;
mod discover;
mod multistatus;
mod own;
mod query;
mod whole_days;
mod xml;

pub use account::Account;
pub use own::{ETag, OwnCalendar, Written};

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::domain::ids::NodeId;

use super::busy::{BusyReport, BusyRequest};
use super::source::SourceAddress;
use super::trouble::SourceTrouble;

/// More calendars than a person has; beyond it something is wrong.
const MOST_CALENDARS: usize = 50;

/// Busy time of all calendars at `address` with their new state, or nothing where they are still as
/// `known`.
pub(super) async fn fetch(
    account: &Account<'_>,
    address: &SourceAddress,
    request: &BusyRequest,
    node: Option<&NodeId>,
    known: Option<u64>,
) -> Result<Option<(Option<u64>, BusyReport)>, SourceTrouble> {
    let own = node.map(own::path_segment);
    let mut calendars = discover::calendars(account, address.url()).await?;
    calendars.retain(|calendar| Some(last_segment(&calendar.url)) != own.as_deref());
    if calendars.is_empty() {
        return Err(SourceTrouble::NoCalendar);
    }
    if calendars.len() > MOST_CALENDARS {
        return Err(SourceTrouble::TooLarge);
    }
    // Taken before the busy time: a change in between is then seen the next time.
    let state = state_of(&calendars);
    if known.is_some() && state == known {
        return Ok(None);
    }
    let report = query::busy(account, &calendars, request).await?;
    Ok(Some((state, report)))
}

/// One number for the calendars and the tags of what is in them; none where a server gives no tag,
/// so that nothing can be said to be unchanged.
fn state_of(calendars: &[discover::Calendar]) -> Option<u64> {
    let mut tags: Vec<(&str, &str)> = Vec::new();
    for calendar in calendars {
        tags.push((calendar.url.as_str(), calendar.tag.as_deref()?));
    }
    tags.sort_unstable();
    let mut hasher = DefaultHasher::new();
    tags.hash(&mut hasher);
    Some(hasher.finish())
}

/// The last part of an address's path that is not empty.
fn last_segment(url: &crate::http::Url) -> &str {
    let path = url.path().trim_end_matches('/');
    path.rsplit('/').next().unwrap_or(path)
}

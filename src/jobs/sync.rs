//! Reads the calendars that are due, a few at a time, each for itself: a slow server holds up none
//! but its own link.

use std::sync::Arc;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use secrecy::{ExposeSecret, SecretString};

use super::{Desk, JobError};
use crate::calendars::busy::BusyRequest;
use crate::calendars::source::{Fetched, Source, SourceAddress, SourceState, SourceTrouble, fetch};
use crate::domain::{Instant, Interval};
use crate::flows::sync::{Pace, record, window};
use crate::http::{Fetcher, Login};
use crate::store::{LinkKind, LinkRow, LinkSource, SyncOutcome};

/// So many links are read at one time.
const AT_ONCE: u32 = 8;

/// Reads what is due. Says how many links were read.
///
/// # Errors
/// The database failed.
pub async fn run(
    desk: &Desk,
    fetcher: &Arc<Fetcher>,
    pace: Pace,
    now: Instant,
) -> Result<usize, JobError> {
    let Some(window) = window(now) else {
        return Ok(0);
    };
    let mut reader = desk.store.reader().await?;
    let due = LinkRow::due(&mut reader, now, AT_ONCE).await?;
    drop(reader);
    let many = due.len();
    let mut reading: FuturesUnordered<_> = due
        .into_iter()
        .map(|link| async move {
            let outcome = read(desk, fetcher, &link, window).await;
            (link, outcome)
        })
        .collect();
    while let Some((link, outcome)) = reading.next().await {
        desk.change(now, async |turn| {
            record(turn, link.id, &outcome, pace).await
        })
        .await?;
    }
    Ok(many)
}

async fn read(desk: &Desk, fetcher: &Fetcher, link: &LinkRow, window: Interval) -> SyncOutcome {
    let Ok(found) = link.source(&desk.store.keyhole()) else {
        return SyncOutcome::Failed("locked");
    };
    let request = BusyRequest {
        window,
        zone: desk.here.time_zone.clone(),
        owner: found.owner.clone(),
    };
    let source = match source_of(link.kind, &found) {
        Ok(source) => source,
        Err(trouble) => return SyncOutcome::Failed(trouble.code()),
    };
    let state: Option<SourceState> = link
        .state
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok());
    // After trouble everything is read anew: what was known may be gone.
    let known = state.as_ref().filter(|_| link.trouble.is_none());
    match fetch(fetcher, &source, &request, Some(&desk.here.node), known).await {
        Ok(Fetched::Unchanged) => SyncOutcome::Same {
            state: link.state.clone(),
        },
        Ok(Fetched::Changed { state, report }) => SyncOutcome::Fresh {
            state: serde_json::to_string(&state).ok(),
            busy: report.busy,
            known: window,
        },
        Err(trouble) => {
            tracing::info!(link = %link.id, code = trouble.code(), "a calendar was not read");
            SyncOutcome::Failed(trouble.code())
        }
    }
}

/// A link's source as the calendars room wants it.
///
/// # Errors
/// Its address can't be used, or a CalDAV account has no password.
pub fn source_of(kind: LinkKind, found: &LinkSource) -> Result<Source, SourceTrouble> {
    let address: SourceAddress = found
        .url
        .expose_secret()
        .parse()
        .map_err(|_| SourceTrouble::BadAddress)?;
    let login = match (&found.user, &found.password) {
        (Some(user), Some(password)) => {
            let password = SecretString::from(password.expose_secret());
            Some(Login {
                user: user.clone(),
                password,
            })
        }
        _ => None,
    };
    match (kind, login) {
        (LinkKind::Ics, login) => Ok(Source::Ics { address, login }),
        (LinkKind::Caldav, Some(login)) => Ok(Source::CalDav { address, login }),
        (LinkKind::Caldav, None) => Err(SourceTrouble::WrongPassword),
    }
}

//! Writes the neutral entries that wait into people's own calendars, in a calendar named Samband,
//! and removes those that are no longer wanted.

use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt, stream};

use super::letters::{place_for_calendar, uid_of};
use super::sync::source_of;
use super::{Desk, JobError};
use crate::calendars::Occasion;
use crate::calendars::caldav::{Account, ETag, OwnCalendar, Written};
use crate::calendars::entry::{Certainty, text};
use crate::calendars::source::{Source, SourceTrouble};
use crate::domain::Instant;
use crate::flows::announce::{NeutralNotice, Standing, again};
use crate::http::Fetcher;
use crate::store::{EntryRow, LinkRow, WantedEntry};
use crate::words::Words;

/// So many of one server's are written in one go.
const BATCH: u32 = 16;
/// So many servers are written to at one time.
const AT_ONCE: usize = 16;
/// How long one server is written to in one go.
const PATIENCE: Duration = Duration::from_secs(60);

/// Writes and removes what is due: one server's in order, and several servers' at the same time, so
/// that a slow one holds up no other. Says how many entries are as wanted.
///
/// # Errors
/// The database failed.
pub async fn run(desk: &Desk, fetcher: &Arc<Fetcher>, now: Instant) -> Result<usize, JobError> {
    let mut reader = desk.store.reader().await?;
    let due = EntryRow::due(&mut reader, now, BATCH).await?;
    drop(reader);
    let mut servers: BTreeMap<String, Vec<EntryRow>> = BTreeMap::new();
    for row in due {
        servers.entry(row.server.clone()).or_default().push(row);
    }
    let written: Vec<Result<usize, JobError>> = stream::iter(servers.into_values())
        .map(|rows| on_one_server(desk, fetcher, rows, now))
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    written.into_iter().sum()
}

/// Writes these one after the other, until the server shows that it can't be written to now: the
/// others are due still.
async fn on_one_server(
    desk: &Desk,
    fetcher: &Arc<Fetcher>,
    rows: Vec<EntryRow>,
    now: Instant,
) -> Result<usize, JobError> {
    let mut patience = pin!(tokio::time::sleep(PATIENCE));
    let mut done = 0;
    for row in rows {
        let written = tokio::select! {
            written = write(desk, fetcher, &row, now) => written?,
            () = &mut patience => Err(SourceTrouble::TooSlow.into()),
        };
        record(desk, &row, &written, now).await?;
        match written {
            Ok(_) => done += 1,
            Err(Unwritten::Trouble(trouble)) if trouble.may_pass() => break,
            Err(_) => {}
        }
    }
    Ok(done)
}

/// Writes how it went with one entry.
async fn record(
    desk: &Desk,
    row: &EntryRow,
    written: &Result<Mark, Unwritten>,
    now: Instant,
) -> Result<(), JobError> {
    if let Err(why) = written {
        tracing::warn!(link = %row.link, code = why.code(), "an entry was not written");
    }
    desk.change(now, async |turn| {
        match written {
            Ok(etag) => row.done(turn.tx.conn(), etag.as_deref()).await?,
            Err(why) => {
                let next = again(now, row.tries).max(why.not_before(now));
                row.later(turn.tx.conn(), next).await?;
            }
        }
        Ok(())
    })
    .await?;
    Ok(())
}

type Mark = Option<String>;

/// Why an entry was not written.
#[derive(Debug, Clone, Copy, thiserror::Error)]
enum Unwritten {
    #[error(transparent)]
    Trouble(#[from] SourceTrouble),
    /// The entry or the calendar's address does not open with the node key.
    #[error("it does not open with the node key")]
    Locked,
}

impl Unwritten {
    fn code(self) -> &'static str {
        match self {
            Self::Trouble(trouble) => trouble.code(),
            Self::Locked => "locked",
        }
    }

    /// Before when the server wants no other try.
    fn not_before(self, now: Instant) -> Instant {
        match self {
            Self::Trouble(SourceTrouble::AskedToWait { seconds }) => {
                Instant::from_millis(now.millis() + i64::from(seconds) * 1_000)
            }
            _ => now,
        }
    }
}

async fn write(
    desk: &Desk,
    fetcher: &Arc<Fetcher>,
    row: &EntryRow,
    now: Instant,
) -> Result<Result<Mark, Unwritten>, JobError> {
    let mut reader = desk.store.reader().await?;
    let Some(link) = LinkRow::find(&mut reader, row.link).await? else {
        return Ok(Ok(None));
    };
    drop(reader);
    Ok(write_into(desk, fetcher, row, &link, now).await)
}

async fn write_into(
    desk: &Desk,
    fetcher: &Arc<Fetcher>,
    row: &EntryRow,
    link: &LinkRow,
    now: Instant,
) -> Result<Mark, Unwritten> {
    let keyhole = desk.store.keyhole();
    let plain = row.text(&keyhole).map_err(|_| Unwritten::Locked)?;
    let notice: NeutralNotice = serde_json::from_slice(&plain).map_err(|_| Unwritten::Locked)?;
    let found = link.source(&keyhole).map_err(|_| Unwritten::Locked)?;
    let source = source_of(link.kind, &found, &desk.systems)?;
    let Source::CalDav { address, login } = &source else {
        return Err(SourceTrouble::Forbidden.into());
    };
    let account = Account::new(fetcher, login);
    let calendar = OwnCalendar::make(&account, address, &desk.here.node).await?;
    let known: Option<ETag> = row
        .etag
        .as_deref()
        .and_then(|etag| serde_json::from_str(etag).ok());
    let uid = uid_of(&notice);
    let written = match row.wanted {
        WantedEntry::Present => {
            let (title, certainty) = match notice.standing {
                Standing::Agreed => ("mail-meeting-title", Certainty::Confirmed),
                Standing::Reserved => ("entry-reserved-title", Certainty::Tentative),
            };
            let title = Words::new(notice.language).text(title);
            let place = place_for_calendar(&notice.place, notice.language);
            let occasion = Occasion {
                uid: &uid,
                sequence: notice.sequence,
                stamped: now,
                interval: notice.interval,
                title: &title,
                place: place.as_deref(),
            };
            let text = text(&occasion, certainty);
            calendar.put(&account, &uid, &text, known.as_ref()).await?
        }
        WantedEntry::Gone => calendar.remove(&account, &uid, known.as_ref()).await?,
    };
    Ok(match written {
        Written::Done(etag) => etag.and_then(|etag| serde_json::to_string(&etag).ok()),
        // What its owner changed is theirs.
        Written::Altered => None,
    })
}

//! Writes the neutral entries that wait into people's own calendars, in a calendar named Samband,
//! and removes those that are no longer wanted.

use std::sync::Arc;

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
use crate::store::{EntryRow, LinkRow, StoreError, WantedEntry};
use crate::words::Words;

/// So many are written in one go.
const BATCH: u32 = 16;

/// Writes and removes what is due. Says how many entries are as wanted.
///
/// # Errors
/// The database failed.
pub async fn run(desk: &Desk, fetcher: &Arc<Fetcher>, now: Instant) -> Result<usize, JobError> {
    let mut reader = desk.store.reader().await?;
    let due = EntryRow::due(&mut reader, now, BATCH).await?;
    drop(reader);
    let mut done = 0;
    for row in due {
        let written = write(desk, fetcher, &row, now).await?;
        desk.change(now, async |turn| {
            match &written {
                Ok(etag) => row.done(turn.tx.conn(), etag.as_deref()).await?,
                Err(_) => row.later(turn.tx.conn(), again(now, row.tries)).await?,
            }
            Ok(())
        })
        .await?;
        match written {
            Ok(_) => done += 1,
            Err(trouble) => {
                tracing::warn!(link = %row.link, code = trouble.code(), "an entry was not written");
            }
        }
    }
    Ok(done)
}

type Mark = Option<String>;

async fn write(
    desk: &Desk,
    fetcher: &Arc<Fetcher>,
    row: &EntryRow,
    now: Instant,
) -> Result<Result<Mark, SourceTrouble>, JobError> {
    let mut reader = desk.store.reader().await?;
    let Some(link) = LinkRow::find(&mut reader, row.link).await? else {
        return Ok(Ok(None));
    };
    drop(reader);
    let plain = row.text(&desk.store.keyhole())?;
    let notice: NeutralNotice = serde_json::from_slice(&plain)
        .map_err(|_| StoreError::Damaged("calendar_entries.entry"))?;
    let found = link.source(&desk.store.keyhole())?;
    let source = match source_of(link.kind, &found, &desk.systems) {
        Ok(source) => source,
        Err(trouble) => return Ok(Err(trouble)),
    };
    let Source::CalDav { address, login } = &source else {
        return Ok(Err(SourceTrouble::Forbidden));
    };
    let account = Account::new(fetcher, login);
    let calendar = match OwnCalendar::make(&account, address, &desk.here.node).await {
        Ok(calendar) => calendar,
        Err(trouble) => return Ok(Err(trouble)),
    };
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
            calendar.put(&account, &uid, &text, known.as_ref()).await
        }
        WantedEntry::Gone => calendar.remove(&account, &uid, known.as_ref()).await,
    };
    Ok(written.map(|written| match written {
        Written::Done(etag) => etag.and_then(|etag| serde_json::to_string(&etag).ok()),
        // What its owner changed is theirs.
        Written::Altered => None,
    }))
}

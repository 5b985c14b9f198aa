//! CalDAV (RFC 4791): the calendars of an account, when they are busy, and a calendar of our own to
//! write entries into.
//!
//! Busy time is asked for as times only, so that titles don't even travel; only where a server
//! can't do that are entries fetched, with as few of their properties as it will withhold, and then
//! only those that have changed. Whatever can't be had in full is a trouble, never a shorter list.

mod account;
mod changes;
mod discover;
mod entries;
mod memory;
mod multistatus;
mod own;
mod reading;
mod times;
mod whole_days;
mod xml;

pub use account::Account;
pub use memory::Memory;
pub use own::{ETag, OwnCalendar, Written};

use crate::domain::ids::NodeId;

use super::busy::{BusyReport, BusyRequest};
use super::merge::Diary;
use super::source::SourceAddress;
use super::trouble::SourceTrouble;
use discover::Calendar;
use memory::{Remembered, Taken};
use reading::{MOST_KEPT, Reading};

/// More calendars than a person has; beyond it something is wrong.
const MOST_CALENDARS: usize = 50;

/// When the entries are busy that this body of a 207 answer tells of, read as an answer to a query for
/// all entries is; for checks of the reader with bodies that nobody sent.
///
/// # Errors
/// Where the body is no whole answer, or lacks an entry's text so that it would be asked for again.
pub fn busy_in_answer(
    body: &[u8],
    request: &BusyRequest,
    steps: u64,
) -> Result<BusyReport, SourceTrouble> {
    let place = "https://calendars.invalid/own/work/";
    let place = place.parse().map_err(|_| SourceTrouble::BadAddress)?;
    let (resources, _) = multistatus::resources(&place, body)?;
    let mut reading = Reading::within(request, steps);
    let entries = entries::answered(resources, &mut reading)?;
    let mut diary = Diary::new(request.window);
    for stretch in entries.values().flat_map(|entry| &entry.busy) {
        let busy = stretch.busy().ok_or(SourceTrouble::Unforeseen)?;
        diary.add(busy.interval.start(), busy.interval.end(), busy.kind);
    }
    Ok(BusyReport {
        busy: diary.merged(),
        warnings: reading.warnings,
    })
}

/// Busy time of all calendars at `address` with what to remember, or nothing where all is still as
/// `known`, which must be of the same question and of a window that holds this one.
pub(super) async fn fetch(
    account: &Account<'_>,
    address: &SourceAddress,
    request: &BusyRequest,
    node: Option<&NodeId>,
    known: Option<&Memory>,
) -> Result<Option<(Memory, BusyReport)>, SourceTrouble> {
    let own = node.map(own::path_segment);
    let mut calendars = discover::calendars(account, address, known).await?;
    calendars.retain(|calendar| Some(last_segment(&calendar.url)) != own.as_deref());
    if calendars.is_empty() {
        return Err(SourceTrouble::NoCalendar);
    }
    if calendars.len() > MOST_CALENDARS {
        return Err(SourceTrouble::TooLarge);
    }
    let mut memory = Memory::default();
    let mut reading = Reading::new(request);
    for calendar in &calendars {
        let before = known.and_then(|known| known.of(calendar));
        let now = look(account, calendar, before, &mut reading).await?;
        memory.calendars.push(now);
        if memory.size() > MOST_KEPT {
            return Err(SourceTrouble::TooLarge);
        }
    }
    if known == Some(&memory) {
        return Ok(None);
    }
    // Read calendar by calendar: one identifier in two calendars is two entries.
    let mut diary = Diary::new(request.window);
    for calendar in &memory.calendars {
        for busy in calendar.busy().ok_or(SourceTrouble::Unforeseen)? {
            diary.add(busy.interval.start(), busy.interval.end(), busy.kind);
        }
    }
    let busy = diary.merged();
    let warnings = reading.warnings;
    Ok(Some((memory, BusyReport { busy, warnings })))
}

/// One calendar as it is now. Its marks were taken before, so that a change while it is read is
/// seen the next time.
async fn look(
    account: &Account<'_>,
    calendar: &Calendar,
    before: Option<&Remembered>,
    reading: &mut Reading,
) -> Result<Remembered, SourceTrouble> {
    if let Some(same) = before.filter(|before| before.still_holds(calendar)) {
        return Ok(same.clone());
    }
    if let Some(Remembered {
        token,
        taken: Taken::Entries(entries),
        ..
    }) = before
    {
        let token = token.as_deref();
        match changes::since(account, calendar, token, entries, reading).await {
            Ok(now) => return Ok(now),
            // What this server means by its changes is not understood: then all of it is asked for.
            Err(SourceTrouble::Unforeseen | SourceTrouble::NotACalendar) => {}
            Err(trouble) => return Err(trouble),
        }
    }
    let pieces = match before.map(|before| &before.taken) {
        Some(Taken::Times { pieces, .. }) => *pieces,
        _ => 1,
    };
    let said = times::of(account, &calendar.url, pieces, reading).await?;
    if let Some((pieces, busy)) = said {
        let times = Taken::Times { pieces, busy };
        return Ok(Remembered::new(calendar, None, times));
    }
    let entries = entries::all(account, &calendar.url, reading).await?;
    let token = calendar.token.clone();
    Ok(Remembered::new(calendar, token, Taken::Entries(entries)))
}

/// The last part of an address's path that is not empty.
fn last_segment(url: &crate::http::Url) -> &str {
    let path = url.path().trim_end_matches('/');
    path.rsplit('/').next().unwrap_or(path)
}

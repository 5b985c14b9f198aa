//! Reads the calendars that are due, many at a time and each for itself: a slow server takes up a
//! few places and holds up none of the others. What came is written in as few changes as possible;
//! a round in which nothing has changed is mostly one small request for each link.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use secrecy::{ExposeSecret, SecretString};

use super::{Desk, JobError};
use crate::calendars::busy::BusyRequest;
use crate::calendars::source::{Fetched, Source, SourceAddress, SourceState, SourceTrouble, fetch};
use crate::calendars::systems::Systems;
use crate::domain::{Instant, LinkId};
use crate::flows::sync::{Pace, record_read, window_of};
use crate::flows::turn::{FlowError, Turn};
use crate::http::{Fetcher, Login};
use crate::store::{LinkKind, LinkRow, LinkSource, SyncOutcome};

/// So many links are read at one time.
const AT_ONCE: usize = 16;
/// So many of them from one server.
const FROM_ONE_SERVER: usize = 4;
/// So many outcomes are written in one change.
const IN_ONE_CHANGE: usize = 16;
/// How long one link may take, all its requests together.
const PATIENCE: Duration = Duration::from_secs(180);
/// The most bytes that are kept to ask with the next time.
const LONGEST_STATE: usize = 4 * 1024 * 1024;

/// Links that are being read.
#[derive(Debug)]
pub struct Syncing {
    desk: Desk,
    fetcher: Arc<Fetcher>,
    pace: Pace,
    reading: FuturesUnordered<BoxFuture<'static, Read>>,
    /// Which links are being read, and from where.
    servers: BTreeMap<LinkId, String>,
    /// Read and not yet written.
    finished: Vec<Read>,
}

/// How the reading of one link went.
#[derive(Debug)]
struct Read {
    /// The link as it was when the reading began.
    row: LinkRow,
    began: Instant,
    outcome: SyncOutcome,
}

impl Syncing {
    /// Nothing is being read yet.
    #[must_use]
    pub fn new(desk: Desk, fetcher: Arc<Fetcher>, pace: Pace) -> Self {
        Self {
            desk,
            fetcher,
            pace,
            reading: FuturesUnordered::new(),
            servers: BTreeMap::new(),
            finished: Vec::new(),
        }
    }

    /// Begins to read what is due, the longest waiting first, as far as there is room.
    ///
    /// # Errors
    /// The database failed.
    pub async fn begin_due(&mut self, now: Instant) -> Result<(), JobError> {
        // What is full only becomes known while links are begun, so it is looked anew.
        while self.servers.len() < AT_ONCE && self.begin_some(now).await? > 0 {}
        Ok(())
    }

    async fn begin_some(&mut self, now: Instant) -> Result<usize, JobError> {
        let mut begun = 0;
        let mut reader = self.desk.store.reader().await?;
        for (link, server) in LinkRow::due(&mut reader, now, &self.full()).await? {
            if self.servers.len() >= AT_ONCE {
                break;
            }
            if !self.has_room(link, &server) {
                continue;
            }
            let Some(row) = LinkRow::find(&mut reader, link).await? else {
                continue;
            };
            self.servers.insert(link, server);
            begun += 1;
            let (desk, fetcher) = (self.desk.clone(), Arc::clone(&self.fetcher));
            let reading = async move {
                let outcome = read(&desk, &fetcher, &row, now).await;
                Read {
                    row,
                    began: now,
                    outcome,
                }
            };
            self.reading.push(reading.boxed());
        }
        Ok(begun)
    }

    /// The servers that have no room; where all places are taken nothing is looked for.
    fn full(&self) -> Vec<String> {
        let mut many: BTreeMap<&str, usize> = BTreeMap::new();
        for server in self.servers.values() {
            *many.entry(server).or_default() += 1;
        }
        let full = many
            .into_iter()
            .filter(|(_, many)| *many >= FROM_ONE_SERVER);
        full.map(|(server, _)| server.to_owned()).collect()
    }

    fn has_room(&self, link: LinkId, server: &str) -> bool {
        let from_there = self.servers.values().filter(|known| *known == server);
        !self.servers.contains_key(&link) && from_there.count() < FROM_ONE_SERVER
    }

    /// Whether any link is being read.
    #[must_use]
    pub fn is_reading(&self) -> bool {
        !self.reading.is_empty()
    }

    /// Waits until at least one link has been read, for [`write`](Self::write) to write. A wait that
    /// is dropped loses nothing.
    pub async fn finished(&mut self) {
        if let Some(first) = self.reading.next().await {
            self.finished.push(first);
        }
        while self.finished.len() < IN_ONE_CHANGE
            && let Some(Some(next)) = self.reading.next().now_or_never()
        {
            self.finished.push(next);
        }
    }

    /// Writes how the links that are finished went. Says how many.
    ///
    /// # Errors
    /// The database failed: those links are due still.
    pub async fn write(&mut self, now: Instant) -> Result<usize, JobError> {
        let finished = std::mem::take(&mut self.finished);
        for read in &finished {
            self.servers.remove(&read.row.id);
        }
        if finished.is_empty() {
            return Ok(0);
        }
        let (pace, many) = (self.pace, finished.len());
        let links: Vec<LinkId> = finished.iter().map(|read| read.row.id).collect();
        let written = self.desk.change(now, async |turn| {
            for mut read in finished {
                lock_state(turn, &mut read.outcome)?;
                record_read(turn, &read.row, read.began, &read.outcome, pace).await?;
            }
            Ok(many)
        });
        let written = written.await?;
        super::watch::run(&self.desk, &links, now).await?;
        Ok(written)
    }
}

/// Reads all that is due, to the end. Says how many links were read.
///
/// # Errors
/// The database failed.
pub async fn run(
    desk: &Desk,
    fetcher: &Arc<Fetcher>,
    pace: Pace,
    now: Instant,
) -> Result<usize, JobError> {
    let mut syncing = Syncing::new(desk.clone(), Arc::clone(fetcher), pace);
    let mut many = 0;
    loop {
        syncing.begin_due(now).await?;
        syncing.finished().await;
        match syncing.write(now).await? {
            0 => return Ok(many),
            written => many += written,
        }
    }
}

/// Locks what was given anew to ask with the next time. What was the same is locked as it was.
fn lock_state(turn: &mut Turn<'_>, outcome: &mut SyncOutcome) -> Result<(), FlowError> {
    if let SyncOutcome::Fresh {
        state: Some(state), ..
    } = outcome
    {
        *state = LinkRow::lock_state(turn.tx, state.as_bytes(), turn.draw)?;
    }
    Ok(())
}

/// Gives a fetch up that goes on and on: each answer of it may come in time and the whole never end.
///
/// # Errors
/// As the fetch itself; [`SourceTrouble::TooSlow`] where it takes more than three minutes.
pub async fn in_time<T>(
    fetching: impl Future<Output = Result<T, SourceTrouble>>,
) -> Result<T, SourceTrouble> {
    let fetched = tokio::time::timeout(PATIENCE, fetching).await;
    fetched.unwrap_or(Err(SourceTrouble::TooSlow))
}

async fn read(desk: &Desk, fetcher: &Fetcher, link: &LinkRow, now: Instant) -> SyncOutcome {
    let Some(window) = window_of(link.id, now) else {
        return SyncOutcome::Failed(SourceTrouble::Unforeseen.code());
    };
    let Ok(found) = link.source(&desk.store.keyhole()) else {
        return SyncOutcome::Failed("locked");
    };
    let request = BusyRequest {
        window,
        zone: desk.here.time_zone.clone(),
        owner: found.owner.clone(),
    };
    let source = match source_of(link.kind, &found, &desk.systems) {
        Ok(source) => source,
        Err(trouble) => return SyncOutcome::Failed(trouble.code()),
    };
    let state: Option<SourceState> = link
        .state(&desk.store.keyhole())
        .and_then(|text| serde_json::from_slice(&text).ok());
    // After trouble everything is read anew: what was known may be gone.
    let known = match link.trouble {
        None => state,
        Some(_) => state.and_then(SourceState::after_trouble),
    };
    let here = Some(&desk.here.node);
    match in_time(fetch(fetcher, &source, &request, here, known.as_ref())).await {
        Ok(Fetched::Unchanged) => SyncOutcome::Same {
            state: link.state_locked.clone(),
        },
        Ok(Fetched::Changed { state, report }) => SyncOutcome::Fresh {
            // Too long a one is not kept: then the next look is a whole one.
            state: serde_json::to_string(&state)
                .ok()
                .filter(|text| text.len() <= LONGEST_STATE),
            busy: report.busy,
            known: window,
        },
        Err(trouble) => {
            tracing::info!(link = %link.id, code = trouble.code(), "a calendar was not read");
            match trouble {
                SourceTrouble::AskedToWait { seconds } => SyncOutcome::AskedToWait { seconds },
                _ => SyncOutcome::Failed(trouble.code()),
            }
        }
    }
}

/// A link's source as the calendars room wants it.
///
/// # Errors
/// Its address can't be used, a CalDAV account has no password, or the settings don't name the
/// system that it is in.
pub fn source_of(
    kind: LinkKind,
    found: &LinkSource,
    systems: &Systems,
) -> Result<Source, SourceTrouble> {
    let place = found.url.expose_secret();
    match kind {
        LinkKind::Ics => Ok(Source::Ics {
            address: address(place)?,
            login: login(found),
        }),
        LinkKind::Caldav => account(place, found),
        LinkKind::Graph => Ok(Source::Graph {
            graph: systems.graph.clone().ok_or(SourceTrouble::NotSetUp)?,
            mailbox: place.parse().map_err(|_| SourceTrouble::BadAddress)?,
        }),
        LinkKind::Fhir => Ok(Source::Fhir {
            fhir: systems.fhir.clone().ok_or(SourceTrouble::NotSetUp)?,
            actor: place.parse().map_err(|_| SourceTrouble::BadAddress)?,
        }),
    }
}

fn address(place: &str) -> Result<SourceAddress, SourceTrouble> {
    place.parse().map_err(|_| SourceTrouble::BadAddress)
}

fn login(found: &LinkSource) -> Option<Login> {
    let password = found.password.as_ref()?;
    Some(Login {
        user: found.user.clone()?,
        password: SecretString::from(password.expose_secret()),
    })
}

fn account(place: &str, found: &LinkSource) -> Result<Source, SourceTrouble> {
    let password = found.password.as_ref();
    let password = password.ok_or(SourceTrouble::WrongPassword)?;
    let password = SecretString::from(password.expose_secret());
    let source = Source::account(place, found.user.as_deref(), password);
    source.map_err(|_| SourceTrouble::BadAddress)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_fetch_that_never_ends_is_given_up() {
        let never = std::future::pending::<Result<(), SourceTrouble>>();
        assert_eq!(in_time(never).await, Err(SourceTrouble::TooSlow));
        let soon = async { Ok(1) };
        assert_eq!(in_time(soon).await, Ok(1));
    }
}

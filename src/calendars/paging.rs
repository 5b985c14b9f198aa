//! An answer in several pieces, each naming the next: followed within one origin, never twice to the
//! same place, and not for ever. And what a piece holds, read as JSON.

use std::collections::HashSet;

use serde::de::DeserializeOwned;

use super::apart;
use super::trouble::SourceTrouble;
use crate::http::{Answer, Url};

/// More pieces than the fullest calendar has.
const MOST_PAGES: usize = 200;
/// More entries than the fullest calendar has.
const MOST_ENTRIES: usize = 50_000;

/// The pieces read so far.
pub(super) struct Trail {
    seen: HashSet<Url>,
    entries: usize,
}

impl Trail {
    /// A trail that begins at `first`.
    pub(super) fn from(first: &Url) -> Self {
        Self {
            seen: HashSet::from([first.clone()]),
            entries: 0,
        }
    }

    /// Notes that `many` more entries came.
    pub(super) fn count(&mut self, many: usize) -> Result<(), SourceTrouble> {
        self.entries = self.entries.saturating_add(many);
        if self.entries > MOST_ENTRIES {
            return Err(SourceTrouble::TooLarge);
        }
        Ok(())
    }

    /// The next piece, as `here` names it. The login goes along, so it must be the same origin.
    pub(super) fn next(&mut self, here: &Url, named: &str) -> Result<Url, SourceTrouble> {
        let next = here.join(named).map_err(|_| SourceTrouble::Unforeseen)?;
        if !next.same_origin(here) || next.holds_login() {
            return Err(SourceTrouble::Redirected);
        }
        if self.seen.len() >= MOST_PAGES {
            return Err(SourceTrouble::TooLarge);
        }
        if !self.seen.insert(next.clone()) {
            return Err(SourceTrouble::Unforeseen);
        }
        Ok(next)
    }
}

/// The body as `T`. What `T` has no field for is passed over and never held.
pub(super) async fn read<T>(answer: Answer) -> Result<T, SourceTrouble>
where
    T: DeserializeOwned + Send + 'static,
{
    let body = answer.into_body();
    let start = body.trim_ascii_start();
    match start.first() {
        None => return Err(SourceTrouble::Empty),
        Some(b'{') => {}
        Some(_) => return Err(SourceTrouble::NotACalendar),
    }
    let read = apart::run(move || serde_json::from_slice(&body)).await?;
    read.map_err(|error: serde_json::Error| {
        if error.is_eof() {
            SourceTrouble::CutShort
        } else {
            SourceTrouble::Unforeseen
        }
    })
}

//! What is remembered of an account between two looks, so that a look costs what has changed: the
//! marks of its calendars and of their entries, and when those are busy. An address is kept as a
//! hash only, because an entry's own name may be its title; a hash of a title can be guessed at, so the
//! whole is stored under lock.

use std::collections::BTreeMap;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};

use crate::domain::{Busy, BusyKind, Instant, Interval};
use crate::http::Url;

use super::discover::Calendar;

/// Longer than any token that a server has been seen to give.
const LONGEST_TOKEN: usize = 2_000;

/// What is remembered of one account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Memory {
    pub(super) calendars: Vec<Remembered>,
    /// Whether only where the calendars lie is still to be relied on.
    #[serde(skip)]
    only_places: bool,
}

/// What is remembered of one calendar.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Remembered {
    pub(super) place: Place,
    /// Of what changes with every change; none where the server gives no such thing.
    pub(super) tag: Option<u64>,
    /// What the changes since then are asked for with.
    pub(super) token: Option<String>,
    pub(super) taken: Taken,
}

/// When the calendar is busy, by the way in which it was learnt.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Taken {
    /// Times were asked for, and nothing is known of entries.
    Times {
        /// In so many pieces.
        pieces: u8,
        busy: Vec<Stretch>,
    },
    /// Entry by entry.
    Entries(BTreeMap<Place, Entry>),
}

/// One entry that was read.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Of the mark of its version; none where the server gives none.
    pub(super) tag: Option<u64>,
    pub(super) busy: Vec<Stretch>,
}

/// [`Busy`] in few bytes: start and end in milliseconds.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stretch(i64, i64, BusyKind);

impl From<&Busy> for Stretch {
    fn from(busy: &Busy) -> Self {
        let interval = busy.interval;
        Self(
            interval.start().millis(),
            interval.end().millis(),
            busy.kind,
        )
    }
}

impl Stretch {
    /// The stretch, or nothing where what was kept is damaged.
    pub(super) fn busy(self) -> Option<Busy> {
        let at = Instant::from_millis;
        let interval = Interval::new(at(self.0), at(self.1))?;
        Some(Busy {
            interval,
            kind: self.2,
        })
    }
}

/// A hash of where a resource lies on its server, the same for every way of writing it. Of 128 bits,
/// so that two are not taken for one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Place(String);

impl Place {
    pub(super) fn of(url: &Url) -> Self {
        let path: Vec<u8> = percent_decode_str(url.path()).collect();
        let half = |which: u8| hash((which, path.as_slice()));
        Self(format!("{:016x}{:016x}", half(0), half(1)))
    }
}

/// A hash that is the same in every run of one build. Another build may hash otherwise: then what is
/// kept belongs to another question, and all is read anew.
pub(super) fn hash(what: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}

impl Memory {
    /// What is remembered of this calendar.
    pub(super) fn of(&self, calendar: &Calendar) -> Option<&Remembered> {
        let place = Place::of(&calendar.url);
        let mut known = self.calendars.iter().filter(|_| !self.only_places);
        known.find(|known| known.place == place)
    }

    /// Whether a calendar was seen here.
    pub(super) fn holds(&self, url: &Url) -> bool {
        let place = Place::of(url);
        self.calendars.iter().any(|known| known.place == place)
    }

    /// Only where the calendars lie, so that all of them are read anew.
    pub(in super::super) fn only_places(mut self) -> Self {
        self.only_places = true;
        self
    }

    /// How many entries and stretches are kept.
    pub(super) fn size(&self) -> usize {
        let of_one = |known: &Remembered| match &known.taken {
            Taken::Times { busy, .. } => busy.len(),
            Taken::Entries(entries) => entries.values().map(|entry| 1 + entry.busy.len()).sum(),
        };
        self.calendars.iter().map(of_one).sum()
    }
}

impl Remembered {
    pub(super) fn new(calendar: &Calendar, token: Option<String>, taken: Taken) -> Self {
        Self {
            place: Place::of(&calendar.url),
            tag: calendar.tag.as_deref().map(hash),
            token: token.filter(|token| token.len() <= LONGEST_TOKEN),
            taken,
        }
    }

    /// Whether the calendar says that nothing has changed in it since.
    pub(super) fn still_holds(&self, calendar: &Calendar) -> bool {
        let tag = calendar.tag.as_deref().map(hash);
        tag.is_some() && tag == self.tag
    }

    /// All stretches, or nothing where what was kept is damaged.
    pub(super) fn busy(&self) -> Option<Vec<Busy>> {
        let all: Box<dyn Iterator<Item = &Stretch>> = match &self.taken {
            Taken::Times { busy, .. } => Box::new(busy.iter()),
            Taken::Entries(entries) => Box::new(entries.values().flat_map(|entry| &entry.busy)),
        };
        all.map(|stretch| stretch.busy()).collect()
    }
}

impl fmt::Debug for Remembered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Remembered")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_resource_has_one_place_however_it_is_written() {
        let of = |path: &str| Place::of(&format!("https://a.test{path}").parse().unwrap());
        assert!(of("/u%40b/m%C3%B8te.ics") == of("/u@b/m%c3%b8te.ics"));
        assert!(of("/x/../a.ics") == of("/a.ics"));
        assert!(of("/a.ics") != of("/b.ics"));
        assert!(of("/a%2Fb") != of("/a%252Fb"));
    }
}

//! The sections `[sync]`, `[holds]`, `[notes]`, `[peers]` and `[retention]`: how the node goes
//! about things, and how long it keeps them.

use super::section::Section;
use crate::domain::Minutes;
use crate::flows::Rules;
use crate::flows::sync::Pace;

/// How many days things are kept after their purpose has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetentionSettings {
    /// A note and its answers, after the last of them.
    pub notes: u32,
    /// A booking, after the meeting.
    pub bookings: u32,
    /// A case's label and who is on it, after it was closed.
    pub cases: u32,
    /// A search for a time, after it was made.
    pub searches: u32,
    /// A mail that was sent.
    pub mails: u32,
    /// The bytes that crossed, behind the ledger's rows; the rows stay.
    pub crossings: u32,
    /// Who opened a case, and when.
    pub openings: u32,
}

#[derive(Clone, Copy)]
pub(super) struct Sync {
    pub(super) pace: Pace,
    max_age_hours: u16,
}

#[derive(Clone, Copy)]
pub(super) struct Holds {
    choosing: Minutes,
    pub(super) asking: Minutes,
}

#[derive(Clone, Copy)]
pub(super) struct Notes {
    undo_seconds: u16,
}

#[derive(Clone, Copy)]
pub(super) struct Peers {
    weekly_starts: u32,
    asks_a_day: u32,
    open_holds: u32,
}

pub(super) fn sync(section: &mut Section<'_>) -> Option<Sync> {
    let every = section.whole("every_minutes", 10, 1..=1_440);
    let jitter = section.whole("jitter_seconds", 60, 0..=3_600);
    let max_age = section.whole("max_age_hours", 24, 1..=168);
    Some(Sync {
        pace: Pace {
            every_minutes: small(every?)?,
            jitter_seconds: small(jitter?)?,
        },
        max_age_hours: small(max_age?)?,
    })
}

pub(super) fn holds(section: &mut Section<'_>) -> Option<Holds> {
    let choosing = section.whole("choosing_minutes", 10, 2..=30);
    let asking = section.whole("asking_hours", 24, 2..=72);
    Some(Holds {
        choosing: small(choosing?)?,
        asking: small(asking?.saturating_mul(60))?,
    })
}

pub(super) fn notes(section: &mut Section<'_>) -> Option<Notes> {
    let undo = section.whole("undo_seconds", 60, 0..=120);
    Some(Notes {
        undo_seconds: small(undo?)?,
    })
}

pub(super) fn peers(section: &mut Section<'_>) -> Option<Peers> {
    let usual = Rules::default();
    let starts = u32::try_from(usual.weekly_milli_starts / 1_000).unwrap_or(u32::MAX);
    let asks = u32::try_from(usual.asks_a_day).unwrap_or(u32::MAX);
    let holds = u32::try_from(usual.open_holds).unwrap_or(u32::MAX);
    let weekly_starts = section.whole("weekly_starts", starts, 1..=10_000);
    let asks_a_day = section.whole("asks_a_day", asks, 1..=10_000);
    let open_holds = section.whole("open_holds", holds, 1..=100);
    Some(Peers {
        weekly_starts: weekly_starts?,
        asks_a_day: asks_a_day?,
        open_holds: open_holds?,
    })
}

pub(super) fn retention(section: &mut Section<'_>) -> Option<RetentionSettings> {
    let mut days = |key, usual| section.whole(key, usual, 1..=3_650);
    let notes = days("notes_days", 90);
    let bookings = days("bookings_days", 365);
    let cases = days("cases_days", 90);
    let searches = days("searches_days", 14);
    let mails = days("mails_days", 30);
    let crossings = days("crossings_days", 365);
    let openings = days("openings_days", 365);
    Some(RetentionSettings {
        notes: notes?,
        bookings: bookings?,
        cases: cases?,
        searches: searches?,
        mails: mails?,
        crossings: crossings?,
        openings: openings?,
    })
}

pub(super) fn rules(holds: Holds, notes: Notes, peers: Peers, sync: Sync) -> Rules {
    Rules {
        choosing: holds.choosing,
        undo_seconds: notes.undo_seconds,
        weekly_milli_starts: u64::from(peers.weekly_starts) * 1_000,
        asks_a_day: peers.asks_a_day.into(),
        open_holds: peers.open_holds.into(),
        stale_hours: sync.max_age_hours,
        fresh_minutes: sync.pace.every_minutes.saturating_mul(2),
    }
}

/// The bounds of each setting fit.
fn small(number: u32) -> Option<u16> {
    u16::try_from(number).ok()
}

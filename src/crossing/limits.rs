//! How much a message may hold, beyond what its types say. The sending side keeps the same limits.

use super::message::{
    Ask, BusyShare, Hold, MOST_RECEIPT_ROWS, Message, Note, Query, StaffCards, Starts,
};
use crate::domain::people::DayHours;
use crate::domain::seat::PartySeat;
use crate::domain::{Instant, Minutes};

const MOST_QUERIES: usize = 64;
const MOST_CANDIDATES: usize = 96;
/// An answer names at most so many starts; a query with no more candidates is answered in full.
pub const MOST_NAMED: usize = 12;
const MOST_SEATS: usize = 16;
const MOST_CARDS: usize = 400;
const MOST_REACH: usize = 4;
/// Stretches of busy time in eight weeks: some twenty a day.
const MOST_SHARED: usize = 1_000;
/// No meeting is longer than a day.
const LONGEST: Minutes = 24 * 60;
/// Proposed starts lie on this grid; starts and lengths of bookings on 5 minutes.
pub const START_GRID: i64 = 15;

/// Whether the message keeps its limits.
#[must_use]
pub fn keeps(message: &Message) -> bool {
    match message {
        Message::StaffCards(cards) => cards_keep(cards),
        Message::BusyShare(share) => share_keeps(share),
        Message::Ask(ask) => ask_keeps(ask),
        Message::Answer(answer) => {
            answer.answers.len() <= MOST_QUERIES
                && answer.answers.iter().all(|row| match &row.starts {
                    Starts::Named(starts) => starts.len() <= MOST_NAMED && in_order(starts),
                    Starts::Refused(..) => true,
                })
        }
        Message::Hold(hold) => hold_keeps(hold),
        Message::Seal(seal) => party_keeps(&seal.party),
        Message::Held(held) => held.seated.len() <= MOST_SEATS * 8,
        Message::Confirmed(confirmed) => confirmed.seated.len() <= MOST_SEATS * 8,
        Message::Note(note) => note_keeps(note),
        Message::ConsentGiven(given) => {
            given.consent.scope.len() <= MOST_SEATS && given.consent.people.len() <= 64
        }
        Message::Receipt(receipt) => receipt.rows.len() <= MOST_RECEIPT_ROWS,
        _ => true,
    }
}

fn cards_keep(cards: &StaffCards) -> bool {
    cards.people.len() <= MOST_CARDS
        && cards.teams.len() <= MOST_CARDS
        && cards.places.len() <= MOST_CARDS
        && (1..=cards.parts).contains(&cards.part)
        && cards.people.iter().all(|card| {
            card.office_days.len() <= 14
                && card.telephone_hours.len() <= 14
                && card.telephone_hours.iter().all(hours_keep)
        })
}

/// In order, apart, not empty of cells, and within the weeks that it is for.
fn share_keeps(share: &BusyShare) -> bool {
    let Some(span) = share.covers() else {
        return false;
    };
    let busy = share.busy.as_deref().unwrap_or_default();
    busy.len() <= MOST_SHARED
        && busy.windows(2).all(|pair| pair[0].end() < pair[1].start())
        && busy.iter().all(|one| one.clip(span) == Some(*one))
}

fn hours_keep(hours: &DayHours) -> bool {
    hours.from < hours.to && hours.to <= LONGEST
}

fn ask_keeps(ask: &Ask) -> bool {
    (1..=MOST_QUERIES).contains(&ask.queries.len()) && ask.queries.iter().all(query_keeps)
}

fn query_keeps(query: &Query) -> bool {
    (1..=MOST_CANDIDATES).contains(&query.starts.len())
        && (1..=MOST_SEATS).contains(&query.seats.len())
        && length_keeps(query.length)
        && in_order(&query.starts)
        && query.starts.iter().all(|start| on_grid(*start, START_GRID))
        && query
            .seats
            .iter()
            .all(|seat| seat.from < seat.to && seat.to <= query.length)
}

fn hold_keeps(hold: &Hold) -> bool {
    length_keeps(hold.length)
        && on_grid(hold.start, 5)
        && (2..=72 * 60).contains(&hold.life)
        && party_keeps(&hold.party)
        && !hold.yours.is_empty()
        && hold.party.iter().all(|seat| seat.to <= hold.length)
}

fn party_keeps(party: &[PartySeat]) -> bool {
    let mut numbers: Vec<_> = party.iter().map(|seat| seat.seat).collect();
    numbers.sort_unstable();
    numbers.dedup();
    (1..=MOST_SEATS).contains(&party.len())
        && numbers.len() == party.len()
        && party
            .iter()
            .all(|seat| seat.from < seat.to && seat.staff.len() <= 8)
}

fn note_keeps(note: &Note) -> bool {
    note.reach.len() <= MOST_REACH
}

fn length_keeps(length: Minutes) -> bool {
    (5..=LONGEST).contains(&length) && length.is_multiple_of(5)
}

fn on_grid(at: Instant, minutes: i64) -> bool {
    at.millis() % (minutes * 60_000) == 0
}

fn in_order(starts: &[Instant]) -> bool {
    starts.windows(2).all(|pair| pair[0] < pair[1])
}

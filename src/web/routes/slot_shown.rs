//! What a search found, in words: who answered what, each time with why it is good, and what else
//! could be tried. Of other organisations nothing shows but the starts that they named.

use super::meeting_shown::{place, with_case};
use super::roster::{Roster, first, joined};
use super::{Desk, find};
use crate::domain::booking::{Booking, BookingState, ReleaseCode};
use crate::domain::seat::Venue;
use crate::domain::{Instant, Interval, Minutes, NodeId, ProposalId, StaffId};
use crate::flows::propose::{PeerSaid, Search, Slot, SlotFit, SlotReason, Stage};
use crate::web::chrome::Link;
use crate::web::pages::{PartyLine, SearchSummary, Sign, Slot as SlotRow};
use crate::web::refusal::Refused;
use crate::words::capital;

/// The times of a search that can still be chosen.
pub struct Offered<'a>(Vec<&'a Slot>);

impl<'a> Offered<'a> {
    /// Those ahead that no organisation has already said no to.
    #[must_use]
    pub fn of(search: &'a Search, bookings: &[Booking], now: Instant) -> Self {
        let tried = |start: Instant| {
            bookings.iter().any(|booking| {
                booking.terms.start == start
                    && booking.state == BookingState::Released
                    && booking.released != Some(ReleaseCode::Withdrawn)
            })
        };
        let slots = search.slots.iter();
        Self(
            slots
                .filter(|slot| slot.start > now && !tried(slot.start))
                .collect(),
        )
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Them, the best first.
    pub fn slots(&self) -> impl Iterator<Item = &'a Slot> {
        self.0.iter().copied()
    }

    /// Whether this start is one of them.
    #[must_use]
    pub fn has(&self, start: Instant) -> bool {
        self.0.iter().any(|slot| slot.start == start)
    }
}

/// "Velg tid for trekantsamtale, sak Furu".
#[must_use]
pub fn title(desk: &Desk, roster: &Roster, search: &Search) -> String {
    let kind = desk.words.kind(search.kind);
    let mut letters = kind.chars();
    let small: String = letters
        .next()
        .map(|letter| letter.to_lowercase().chain(letters).collect())
        .unwrap_or_default();
    let what = with_case(desk, &roster.surroundings, search.case, small);
    desk.words
        .text_with("find-title", &[("what", what.as_str().into())])
}

/// What was searched for.
///
/// # Errors
/// The database failed.
pub async fn summary(
    desk: &Desk,
    roster: &Roster,
    id: ProposalId,
    search: &Search,
) -> Result<SearchSummary, Refused> {
    let mut reader = desk.app.read().await?;
    let place = place(&mut reader, desk, &search.venue).await?;
    let first = desk.dates.date_of(search.window.start());
    let last = Instant::from_millis(search.window.end().millis() - 1);
    let last = desk.dates.date_of(last);
    let period = if first == last {
        capital(&desk.dates.day(first))
    } else if first.iso_week_date().week() == last.iso_week_date().week() {
        capital(&desk.dates.week(first))
    } else {
        format!("{} – {}", desk.dates.date(first), desk.dates.date(last))
    };
    Ok(SearchSummary {
        who: roster.spoken(desk, &search.party),
        length: desk.dates.length(search.length),
        place: place.map(|place| place.text).unwrap_or_default(),
        period,
        change: format!("/finn-tid?fra_sok={id}"),
    })
}

/// Each organisation in a search and what it answered; our own first, with the colleagues who are
/// `unsure`: their time counts as taken.
#[must_use]
pub fn parties(desk: &Desk, roster: &Roster, search: &Search, unsure: &[String]) -> Vec<PartyLine> {
    let here = &desk.app.here().node;
    let line = |node: &NodeId, (sign, words)| {
        let seats = search.party.iter().filter(|seat| seat.who.node() == node);
        let names: Vec<String> = seats.flat_map(|seat| roster.names(desk, seat)).collect();
        PartyLine {
            organisation: roster.surroundings.directory.organisation(node),
            who: joined(desk, &names),
            sign,
            words,
        }
    };
    let mut lines = Vec::new();
    if search.party.iter().any(|seat| seat.who.node() == here) {
        // Nobody was asked: our own people have no time in common.
        let none = search.stage == Stage::Nothing && search.round == 0;
        let said = if none {
            (Sign::No, desk.words.text("answer-none"))
        } else {
            (Sign::Yes, desk.words.text("answer-came"))
        };
        let said = if unsure.is_empty() {
            said
        } else {
            let who = joined(desk, unsure);
            let values = [("who", who.as_str().into())];
            (Sign::No, desk.words.text_with("answer-unsure", &values))
        };
        lines.push(line(here, said));
    }
    let nobody_asked = search.stage == Stage::Nothing && search.round == 0;
    for (node, said) in &search.peers {
        let named = search.named.iter().find(|(named, _)| named == node);
        let any = named.is_some_and(|(_, starts)| !starts.is_empty());
        let said = if nobody_asked {
            (Sign::Off, desk.words.text("answer-not-asked"))
        } else {
            peer_said(desk, said, any)
        };
        lines.push(line(node, said));
    }
    lines
}

fn peer_said(desk: &Desk, said: &PeerSaid, any: bool) -> (Sign, String) {
    match said {
        PeerSaid::Waiting => (Sign::Waiting, desk.words.text("answer-waiting")),
        PeerSaid::Named(0) if !any => (Sign::No, desk.words.text("answer-none")),
        PeerSaid::Named(_) => (Sign::Yes, desk.words.text("answer-came")),
        PeerSaid::OverBudget(Some(until)) => {
            let when = desk.dates.stamp(*until);
            let words = desk
                .words
                .text_with("answer-budget", &[("when", when.as_str().into())]);
            (Sign::No, words)
        }
        PeerSaid::OverBudget(None) => (Sign::No, desk.words.text("answer-budget-full")),
        PeerSaid::Refused => (Sign::No, desk.words.text("answer-refused")),
        PeerSaid::NoConsent => (Sign::No, desk.words.text("answer-no-consent")),
        PeerSaid::Silent => (Sign::No, desk.words.text("answer-silent")),
    }
}

/// One time, with why it is good or less good.
#[must_use]
pub fn slot(desk: &Desk, roster: &Roster, search: &Search, slot: &Slot) -> Option<SlotRow> {
    let meeting = meeting(search, slot)?;
    let fit = match slot.fit {
        SlotFit::Good => desk.words.text("fit-good"),
        SlotFit::Tight => desk.words.text("fit-tight"),
        SlotFit::Possible => desk.words.text("fit-possible"),
    };
    let reasons = slot.reasons.iter();
    let reasons = reasons.filter_map(|reason| reason_said(desk, roster, *reason));
    let why: Vec<String> = std::iter::once(fit).chain(reasons).collect();
    Some(SlotRow {
        value: slot.start.minutes(),
        when: desk.dates.slot(meeting),
        why: why.join(" "),
    })
}

/// From when until when a slot's meeting lasts.
#[must_use]
pub fn meeting(search: &Search, slot: &Slot) -> Option<Interval> {
    let end = slot.start.plus_minutes(i64::from(search.length));
    Interval::new(slot.start, end)
}

/// A reason as a sentence; only our own people are ever named in one.
fn reason_said(desk: &Desk, roster: &Roster, reason: SlotReason) -> Option<String> {
    let directory = &roster.surroundings.directory;
    let named = |key: &str, staff: StaffId, minutes: Minutes| {
        let name = first(&directory.name(&desk.app.here().node, staff, desk.words));
        let values = [("name", name.as_str().into()), ("minutes", minutes.into())];
        desk.words.text_with(key, &values)
    };
    let text = |key: &str| desk.words.text(key);
    Some(match reason {
        // The day itself stands in the line above.
        SlotReason::Soon(_) => return None,
        SlotReason::SamePlace(staff) => named("why-same-place", staff, 0),
        SlotReason::Travel(staff, minutes) => named("why-travel", staff, minutes),
        SlotReason::Tight(staff, minutes) => named("why-tight", staff, minutes),
        SlotReason::Tentative(staff) => named("why-tentative", staff, 0),
        SlotReason::Early(Some(staff)) => named("why-early-for", staff, 0),
        SlotReason::Early(None) => text("why-early"),
        SlotReason::Late(Some(staff)) => named("why-late-for", staff, 0),
        SlotReason::Late(None) => text("why-late"),
        SlotReason::OverLunch => text("why-lunch"),
    })
}

/// What is not as it should be: somebody was silent, somebody wants to be asked first.
#[must_use]
pub fn warnings(desk: &Desk, roster: &Roster, search: &Search) -> Vec<String> {
    let here = &desk.app.here().node;
    let silent = search
        .peers
        .iter()
        .filter(|(_, said)| *said == PeerSaid::Silent)
        .map(|(node, _)| {
            let who = roster.surroundings.directory.organisation(node);
            desk.words
                .text_with("find-silent", &[("who", who.as_str().into())])
        });
    let asks_first = search
        .party
        .iter()
        .filter(|seat| seat.who.node() != here && roster.asks_first(&seat.who))
        .map(|seat| {
            let name = joined(desk, &roster.names(desk, seat));
            desk.words
                .text_with("find-asks-first", &[("name", name.as_str().into())])
        });
    silent.chain(asks_first).collect()
}

/// Searches that may find more.
#[must_use]
pub fn tries(desk: &Desk, roster: &Roster, id: ProposalId, search: &Search) -> Vec<Link> {
    let link = |query: &str, label: String| Link {
        href: format!("/finn-tid?fra_sok={id}&{query}"),
        label,
    };
    let mut tries = Vec::new();
    let days = (search.window.end() - search.window.start()).as_hours() / 24;
    if days < 20 {
        tries.push(link("periode=tre", desk.words.text("find-try-longer")));
    }
    if matches!(search.venue, Venue::At { .. }) {
        tries.push(link("sted=video", desk.words.text("find-try-video")));
        tries.push(link("sted=telefon", desk.words.text("find-try-phone")));
    }
    if search.length > 30 {
        let length = desk.dates.length(30);
        let label = desk
            .words
            .text_with("find-try-shorter", &[("length", length.as_str().into())]);
        tries.push(link("lengde=30", label));
    }
    for (node, said) in &search.peers {
        let helped = matches!(said, PeerSaid::Named(n) if *n > 0);
        if !helped && find::can_do_without(search, node) {
            let who = roster.surroundings.directory.organisation(node);
            let label = desk
                .words
                .text_with("find-try-without", &[("who", who.as_str().into())]);
            tries.push(link(&format!("uten={node}"), label));
        }
    }
    if tries.is_empty() {
        tries.push(link("periode=egne", desk.words.text("find-change")));
    }
    tries
}

//! Finding a time: the asker's side. Candidate starts are asked of every node with a seat, the
//! answers are joined, and the starts that all can fill are ranked with reasons.

use super::cross::{Sending, send, standing};
use super::posts;
pub use super::search::{PeerSaid, Search, Slot, SlotFit, SlotReason, Stage, Wish};
use super::search_own::Own;
use super::turn::{Cannot, FlowError, Turn};
use crate::crossing::message::{Answer, Ask, AskRefusal, AskSeat, Message, Query, Refusal, Starts};
use crate::domain::bitmap::Grid;
use crate::domain::{AskId, Instant, Interval, NodeId, ProposalId, StaffId};
use crate::planning::availability::office_time;
use crate::planning::joint::Joint;
use crate::planning::rank::{self, Wanted};
use crate::store::{AskRow, PeerRow, PeerState, ProposalRow, cases};

/// So many candidates are asked about in the first round: enough to meet, few enough that a peer's
/// budget lasts for several searches.
const FIRST_ROUND: usize = 24;
/// And in a second round, answered in full.
const SECOND_ROUND: usize = 12;
/// Rounds at the most.
const MOST_ROUNDS: u8 = 3;
/// So many starts are shown.
const SHOWN: usize = 6;
/// The longest window that is searched, in days.
const LONGEST_WINDOW_DAYS: i64 = 70;
/// A peer that has not answered after so many minutes is named as silent.
pub const SILENT_AFTER_MINUTES: i64 = 2;

/// Begins a search: asks every other node with a seat about the best candidate starts.
///
/// # Errors
/// Something in the wish can't be, or the case has no valid consent.
pub async fn propose(
    turn: &mut Turn<'_>,
    owner: StaffId,
    mut wish: Wish,
) -> Result<ProposalId, FlowError> {
    for seat in &mut wish.party {
        seat.who = posts::at_home(turn, seat.who.clone()).await?;
    }
    check(turn, owner, &wish).await?;
    let from = wish.window.start().max(turn.now);
    let window =
        Interval::new(from, wish.window.end()).ok_or(FlowError::Cannot(Cannot::WindowPast))?;
    let mut peers: Vec<NodeId> = wish
        .party
        .iter()
        .map(|seat| seat.who.node().clone())
        .filter(|node| *node != turn.here.node)
        .collect();
    peers.sort();
    peers.dedup();
    let search = Search {
        kind: wish.kind,
        length: wish.length,
        venue: wish.venue,
        case: wish.case,
        party: wish.party,
        window,
        round: 0,
        asked: Vec::new(),
        peers: peers
            .iter()
            .cloned()
            .map(|node| (node, PeerSaid::Waiting))
            .collect(),
        named: peers.into_iter().map(|node| (node, Vec::new())).collect(),
        slots: Vec::new(),
        stage: Stage::Asking,
        waits_until: turn.now.plus_minutes(SILENT_AFTER_MINUTES),
    };
    let mut row = ProposalRow {
        id: ProposalId::draw(turn.draw),
        owner,
        created: turn.now,
        state: Stage::Asking.word().to_owned(),
        body: search,
    };
    row.put(turn.tx.conn()).await?;
    go_on(turn, &mut row).await?;
    save(turn, &mut row).await?;
    Ok(row.id)
}

async fn save(turn: &mut Turn<'_>, row: &mut ProposalRow<Search>) -> Result<(), FlowError> {
    row.state = row.body.stage.word().to_owned();
    Ok(row.put(turn.tx.conn()).await?)
}

async fn check(turn: &mut Turn<'_>, owner: StaffId, wish: &Wish) -> Result<(), FlowError> {
    let cannot = |why| Err(FlowError::Cannot(why));
    let longest = turn.now.plus_minutes(LONGEST_WINDOW_DAYS * 24 * 60);
    let room = wish.window.end().minutes() - wish.window.start().max(turn.now).minutes();
    if !(15..=480).contains(&wish.length) || !wish.length.is_multiple_of(5) {
        return cannot(Cannot::Length);
    }
    if wish.window.end() <= turn.now {
        return cannot(Cannot::WindowPast);
    }
    if room < i64::from(wish.length) {
        return cannot(Cannot::WindowTooShort);
    }
    if wish.window.end() > longest {
        return cannot(Cannot::WindowTooLong);
    }
    if wish.party.len() < 2 || wish.party.len() > 16 {
        return cannot(Cannot::Seats);
    }
    let mut people: Vec<_> = wish
        .party
        .iter()
        .filter_map(|seat| match &seat.who {
            crate::domain::seat::Who::Person { node, staff } => Some((node, staff)),
            _ => None,
        })
        .collect();
    let named = people.len();
    people.sort_unstable();
    people.dedup();
    if people.len() != named {
        return cannot(Cannot::SamePersonTwice);
    }
    for seat in &wish.party {
        let node = seat.who.node();
        if *node == turn.here.node {
            continue;
        }
        match PeerRow::find(turn.tx.conn(), node).await? {
            Some(peer) if peer.state == PeerState::Active => {}
            Some(_) => return cannot(Cannot::Suspended),
            None => return cannot(Cannot::UnknownPerson),
        }
    }
    if let Some(case) = wish.case {
        // A case is used by those on it only (boundary rule B14).
        if !cases::is_on(turn.tx.conn(), case, owner).await? {
            return cannot(Cannot::NoConsent);
        }
        let consent = standing(turn, Some(case)).await?;
        if !consent.is_some_and(|consent| consent.holds(turn.now)) {
            return cannot(Cannot::NoConsent);
        }
    }
    Ok(())
}

/// Goes on where a round is over: joins what was named, and ranks, asks again or gives up.
async fn go_on(turn: &mut Turn<'_>, row: &mut ProposalRow<Search>) -> Result<(), FlowError> {
    let own = Own::find(turn, &row.body).await?;
    let grid = Grid::covering(row.body.window).ok_or(FlowError::Cannot(Cannot::WindowTooLong))?;
    let zone = turn.here.time_zone.clone();
    let seats = own.seating.search_seats();
    let joint = Joint::search(grid, &own.people, &seats);
    let wanted = Wanted {
        window: row.body.window,
        length: row.body.length,
        now: turn.now,
        zone: &zone,
        load: &own.load,
    };
    let search = &mut row.body;
    if !own.enough {
        search.stage = Stage::Nothing;
        return Ok(());
    }
    // Without a seat of our own, ordinary office time is the frame.
    let frame = seats.is_empty().then(|| office_time(grid, &zone));
    let possible: Vec<Instant> = joint
        .starts_within(search.window, search.length)
        .filter(|start| {
            let meeting = Interval::new(*start, start.plus_minutes(i64::from(search.length)));
            match (&frame, meeting) {
                (Some(frame), Some(meeting)) => frame.covers(meeting),
                (None, _) => true,
                (Some(_), None) => false,
            }
        })
        .collect();
    if search.round > 0 || search.peers.is_empty() {
        let common = common(search, &possible);
        search.slots = rank::rank(&joint, &common, &wanted, SHOWN)
            .into_iter()
            .map(|ranked| own.slot(&ranked))
            .collect();
        if search.slots.len() >= 3 || search.round >= MOST_ROUNDS || search.peers.is_empty() {
            search.settle();
            return Ok(());
        }
    }
    let next = next_round(search, &joint, &possible, &wanted);
    if next.is_empty() {
        search.settle();
        return Ok(());
    }
    ask(turn, row, next).await
}

/// The starts that every peer has named, and our own people can fill.
fn common(search: &Search, possible: &[Instant]) -> Vec<Instant> {
    possible
        .iter()
        .copied()
        .filter(|start| search.named.iter().all(|(_, named)| named.contains(start)))
        .collect()
}

/// What each peer is asked next: in the first round the best of ours; then the best of what the
/// others have named and it has not been asked about; then the next best of ours.
fn next_round(
    search: &Search,
    joint: &Joint<'_>,
    possible: &[Instant],
    wanted: &Wanted<'_>,
) -> Vec<(NodeId, Vec<Instant>)> {
    let same_for_all = |starts: Vec<Instant>| -> Vec<(NodeId, Vec<Instant>)> {
        if starts.is_empty() {
            return Vec::new();
        }
        search
            .named
            .iter()
            .map(|(node, _)| (node.clone(), starts.clone()))
            .collect()
    };
    let unasked = || {
        possible
            .iter()
            .copied()
            .filter(|start| !search.asked.contains(start))
    };
    if search.round == 0 {
        return same_for_all(rank::candidates(joint, unasked(), wanted, FIRST_ROUND));
    }
    if search.round == 1 && search.named.len() > 1 {
        let crossed: Vec<_> = search
            .named
            .iter()
            .filter_map(|(node, own)| {
                let others = search.named.iter().filter(|(other, _)| other != node);
                let mut theirs: Vec<Instant> = others
                    .flat_map(|(_, named)| named.iter().copied())
                    .collect();
                theirs.retain(|start| !own.contains(start) && possible.contains(start));
                theirs.sort_unstable();
                theirs.dedup();
                let best = rank::candidates(joint, theirs, wanted, SECOND_ROUND);
                (!best.is_empty()).then(|| (node.clone(), best))
            })
            .collect();
        if !crossed.is_empty() {
            return crossed;
        }
    }
    same_for_all(rank::candidates(joint, unasked(), wanted, FIRST_ROUND))
}

async fn ask(
    turn: &mut Turn<'_>,
    row: &mut ProposalRow<Search>,
    next: Vec<(NodeId, Vec<Instant>)>,
) -> Result<(), FlowError> {
    let search = &mut row.body;
    search.round += 1;
    search.waits_until = turn.now.plus_minutes(SILENT_AFTER_MINUTES);
    for (peer, starts) in next {
        let id = AskId::draw(turn.draw);
        for start in &starts {
            if !search.asked.contains(start) {
                search.asked.push(*start);
            }
        }
        if let Some((_, said)) = search.peers.iter_mut().find(|(node, _)| *node == peer) {
            *said = PeerSaid::Waiting;
        }
        let query = Query {
            q: 0,
            kind: search.kind,
            length: search.length,
            venue: search.venue.clone(),
            seats: search
                .party
                .iter()
                .filter(|seat| *seat.who.node() == peer)
                .map(|seat| AskSeat {
                    seat: seat.seat,
                    who: seat.who.clone(),
                    from: seat.from,
                    to: seat.to,
                })
                .collect(),
            starts: starts.clone(),
            case: search.case,
            replaces: None,
            plan: None,
        };
        let message = Message::Ask(Ask {
            ask: id,
            round: search.round,
            queries: vec![query],
        });
        let sending = Sending {
            deadline: Some(search.waits_until),
            about: Some(id.to_string()),
            ..Sending::default()
        };
        match send(turn, &peer, &message, sending).await {
            Ok(_) => {}
            // In a later round one peer that may no longer be asked spoils nobody else's answer.
            Err(FlowError::Refused(why)) if search.round > 1 => {
                let said = if why == Refusal::Consent {
                    PeerSaid::NoConsent
                } else {
                    PeerSaid::Refused
                };
                if let Some((_, last)) = search.peers.iter_mut().find(|(node, _)| *node == peer) {
                    *last = said;
                }
                continue;
            }
            Err(error) => return Err(error),
        }
        let asked = AskRow {
            id,
            proposal: row.id,
            peer,
            round: search.round,
            asked: turn.now,
            starts,
            answer: None,
        };
        asked.put(turn.tx.conn()).await?;
    }
    if search.has_all_answers() {
        search.settle();
    }
    Ok(())
}

/// Takes a peer's answer. What it names beyond what was asked is not looked at.
///
/// # Errors
/// The database failed, or there is no such ask of that peer.
pub async fn take_answer(
    turn: &mut Turn<'_>,
    from: &NodeId,
    answer: &Answer,
) -> Result<(), FlowError> {
    let Some(asked) = AskRow::find(turn.tx.conn(), answer.ask, from).await? else {
        return Err(FlowError::Refused(Refusal::Unknown));
    };
    let starts = match answer.answers.iter().find(|row| row.q == 0) {
        Some(row) => row.starts.clone(),
        None => Starts::Named(Vec::new()),
    };
    settle_ask(turn, asked, starts).await
}

/// The ask itself was refused: as an answer that says so.
///
/// # Errors
/// The database failed.
pub async fn ask_refused(
    turn: &mut Turn<'_>,
    from: &NodeId,
    ask: AskId,
    why: Refusal,
) -> Result<(), FlowError> {
    let Some(asked) = AskRow::find(turn.tx.conn(), ask, from).await? else {
        return Ok(());
    };
    let starts = match why {
        Refusal::Budget(until) => Starts::Refused(AskRefusal::Budget, Some(until)),
        Refusal::Consent => Starts::Refused(AskRefusal::Consent, None),
        _ => Starts::Refused(AskRefusal::Policy, None),
    };
    settle_ask(turn, asked, starts).await
}

async fn settle_ask(
    turn: &mut Turn<'_>,
    mut asked: AskRow,
    starts: Starts,
) -> Result<(), FlowError> {
    if asked.answer.is_some() {
        return Ok(());
    }
    asked.answer = Some("answered".to_owned());
    asked.put(turn.tx.conn()).await?;
    let Some(mut row) = ProposalRow::<Search>::find(turn.tx.conn(), asked.proposal).await? else {
        return Ok(());
    };
    let search = &mut row.body;
    let said = match starts {
        Starts::Named(mut named) => {
            named.retain(|start| asked.starts.contains(start));
            let count = named.len();
            if let Some((_, all)) = search
                .named
                .iter_mut()
                .find(|(node, _)| *node == asked.peer)
            {
                all.extend(named);
                all.sort_unstable();
                all.dedup();
            }
            PeerSaid::Named(count)
        }
        Starts::Refused(AskRefusal::Budget, until) => PeerSaid::OverBudget(until),
        Starts::Refused(AskRefusal::Policy, _) => PeerSaid::Refused,
        Starts::Refused(AskRefusal::Consent, _) => PeerSaid::NoConsent,
    };
    if let Some((_, last)) = search
        .peers
        .iter_mut()
        .find(|(node, _)| *node == asked.peer)
    {
        *last = said;
    }
    if search.stage == Stage::Asking && asked.round == search.round && search.has_all_answers() {
        go_on(turn, &mut row).await?;
    }
    save(turn, &mut row).await
}

/// Searches that have waited long enough: who has not answered is named as silent, and what the
/// others have said counts only where all have spoken.
///
/// # Errors
/// The database failed.
pub async fn give_up_waiting(turn: &mut Turn<'_>) -> Result<usize, FlowError> {
    let waiting = ProposalRow::<Search>::in_state(turn.tx.conn(), Stage::Asking.word()).await?;
    let mut ended = 0;
    for mut row in waiting {
        if row.body.waits_until <= turn.now {
            row.body.silent();
            row.body.settle();
            save(turn, &mut row).await?;
            ended += 1;
        }
    }
    Ok(ended)
}

/// Remembers that a start of a search was chosen.
///
/// # Errors
/// The database failed.
pub async fn mark_chosen(
    turn: &mut Turn<'_>,
    mut row: ProposalRow<Search>,
) -> Result<(), FlowError> {
    row.body.stage = Stage::Chosen;
    save(turn, &mut row).await
}

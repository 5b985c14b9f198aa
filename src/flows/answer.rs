//! Answering another node's ask: at which of its candidate starts the seats asked for could all be
//! filled, within the budget (boundary rule B7). The same ask gets the same answer and costs once.

use super::availability::{Looking, Seating, loads, of_people};
use super::cross::{Sending, send, standing};
use super::turn::{FlowError, Turn};
use crate::crossing::guard::Guard;
use crate::crossing::message::{
    Answer, AnswerRow, Ask, AskRefusal, Message, Query, Refusal, Starts,
};
use crate::crossing::{body, budget};
use crate::domain::bitmap::Grid;
use crate::domain::{Instant, Interval, NodeId};
use crate::planning::availability::Audience;
use crate::planning::joint::Joint;
use crate::planning::wishes;
use crate::store::proposals;

/// How far ahead a peer may ask, in days.
const HORIZON_DAYS: i64 = 120;

/// Takes an ask and answers it.
///
/// # Errors
/// The database failed, or the ask speaks of seats that are not this node's.
pub async fn take_ask(turn: &mut Turn<'_>, from: &NodeId, ask: &Ask) -> Result<(), FlowError> {
    let seats = ask.queries.iter().flat_map(|query| &query.seats);
    if seats.clone().any(|seat| *seat.who.node() != turn.here.node) {
        return Err(FlowError::Refused(Refusal::NotYours));
    }
    let known: Option<String> = proposals::answered(turn.tx.conn(), from, ask.ask).await?;
    let answer = match known.and_then(|text| read(&text)) {
        Some(answer) => answer,
        None => {
            let mut answers = Vec::with_capacity(ask.queries.len());
            for query in &ask.queries {
                let starts = answer_query(turn, from, ask, query).await?;
                answers.push(AnswerRow { q: query.q, starts });
            }
            let answer = Answer {
                ask: ask.ask,
                round: ask.round,
                answers,
            };
            let kept = write(&answer);
            proposals::remember_answer(turn.tx.conn(), from, ask.ask, &kept, turn.now).await?;
            answer
        }
    };
    let sending = Sending {
        deadline: Some(turn.now.plus_minutes(2)),
        about: Some(ask.ask.to_string()),
        ..Sending::default()
    };
    send(turn, from, &Message::Answer(answer), sending).await?;
    Ok(())
}

/// An answer is kept as the bytes it crosses in, so that it is given again to the letter.
fn write(answer: &Answer) -> String {
    let bytes = body::encode(&Message::Answer(answer.clone()));
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn read(text: &str) -> Option<Answer> {
    let bytes: Option<Vec<u8>> = (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok())
        .collect();
    match body::decode(&bytes?, Guard::builtin()) {
        Ok(Message::Answer(answer)) => Some(answer),
        _ => None,
    }
}

async fn answer_query(
    turn: &mut Turn<'_>,
    from: &NodeId,
    ask: &Ask,
    query: &Query,
) -> Result<Starts, FlowError> {
    // A move and a month plan have budgets and cells of their own, which this node does not speak.
    if query.replaces.is_some() || query.plan.is_some() {
        return Ok(Starts::Refused(AskRefusal::Policy, None));
    }
    // The gate has looked at one case; each query may name another.
    if let Some(case) = query.case {
        let here = turn.here.node.clone();
        let consent = standing(turn, Some(case)).await?;
        if !consent.is_some_and(|consent| consent.allows(from, &here, turn.now)) {
            return Ok(Starts::Refused(AskRefusal::Consent, None));
        }
    }
    let Some(window) = window(query, turn.now) else {
        return Ok(Starts::Refused(AskRefusal::Policy, None));
    };
    let mut seating = Seating::default();
    let mut enough = true;
    for seat in &query.seats {
        if seat.who.is_staff() {
            enough &= seating.add(turn, &seat.who, seat.from, seat.to).await?;
        }
    }
    if let Some(until) = over_budget(turn, from, query, &seating).await? {
        return Ok(Starts::Refused(AskRefusal::Budget, Some(until)));
    }
    let named = if enough {
        find(turn, from, query, &seating, window).await?
    } else {
        Vec::new()
    };
    for (person, pool) in charged(&seating) {
        let milli = budget::cost(query.starts.len(), named.len(), pool);
        let staff = seating.people[person].id;
        proposals::settle(turn.tx.conn(), from, staff, ask.ask, milli, turn.now).await?;
    }
    Ok(Starts::Named(named))
}

/// The stretch that the candidates lie in; none where one is past or beyond the horizon.
fn window(query: &Query, now: Instant) -> Option<Interval> {
    let first = query.starts.first()?;
    let last = query.starts.last()?;
    let end = last.plus_minutes(i64::from(query.length));
    let inside = now <= *first && end <= now.plus_minutes(HORIZON_DAYS * 24 * 60);
    Interval::new(*first, end).filter(|_| inside)
}

/// Who is charged for a query, each once, with the size of the smallest pool that they stand in.
fn charged(seating: &Seating) -> Vec<(usize, usize)> {
    (0..seating.people.len())
        .filter_map(|person| {
            let pools = seating
                .seats
                .iter()
                .filter(|(pool, ..)| pool.contains(&person));
            pools
                .map(|(pool, ..)| pool.len())
                .min()
                .map(|pool| (person, pool))
        })
        .collect()
}

/// Until when nothing is answered, where the peer has settled too much about somebody.
async fn over_budget(
    turn: &mut Turn<'_>,
    from: &NodeId,
    query: &Query,
    seating: &Seating,
) -> Result<Option<Instant>, FlowError> {
    let rules = turn.here.rules;
    for (person, pool) in charged(seating) {
        let staff = seating.people[person].id;
        let settled = proposals::settled(turn.tx.conn(), from, staff, turn.now).await?;
        let cost = budget::entry_cost(query.starts.len(), pool);
        if settled.week + cost > rules.weekly_milli_starts || settled.today >= rules.asks_a_day {
            let later = turn.now.plus_minutes(24 * 60);
            return Ok(Some(settled.eases.map_or(later, |eases| eases.max(later))));
        }
    }
    Ok(None)
}

async fn find(
    turn: &mut Turn<'_>,
    from: &NodeId,
    query: &Query,
    seating: &Seating,
    window: Interval,
) -> Result<Vec<Instant>, FlowError> {
    let looking = Looking {
        window,
        venue: query.venue.clone(),
        audience: Audience::Peer,
        beside: None,
        with_notice: true,
    };
    let people = of_people(turn, &seating.people, &looking).await?;
    let load = loads(turn, &seating.people, window).await?;
    let Some(grid) = Grid::covering(window) else {
        return Ok(Vec::new());
    };
    let seats = seating.search_seats();
    let joint = Joint::search(grid, &people, &seats);
    let most = budget::most_named(keyed(from, query, window));
    Ok(wishes::named(
        &joint,
        &query.starts,
        query.length,
        most,
        &load,
        &turn.here.time_zone,
    ))
}

/// A number that depends on the peer, the seats and the week only: how many starts are named says
/// nothing about the diary.
fn keyed(from: &NodeId, query: &Query, window: Interval) -> u64 {
    let week = window.start().minutes().div_euclid(budget::WEEK_MINUTES);
    let seats = query
        .seats
        .iter()
        .map(|seat| u64::from(seat.seat.0) + 1)
        .sum::<u64>();
    let name = from
        .as_str()
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    (name ^ seats ^ week.unsigned_abs()).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32
}

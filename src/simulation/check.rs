//! What must hold after every step: the ledger's chain as it grows, what left and what was taken
//! against it, and nobody held twice at one time.

use std::collections::{BTreeMap, BTreeSet};

use super::oracle::{Oracle, Seen};
use crate::crossing::gate::needs_consent;
use crate::crossing::ledger::{ACCEPTED, Direction, Verifier};
use crate::crossing::message::Verdict;
use crate::crossing::{Label, MessageType};
use crate::domain::booking::ReleaseCode;
use crate::domain::hold::{Hold, HoldState};
use crate::domain::{BookingId, CaseRef, EnvelopeId, Instant, Interval, NoteId, StaffId};
use crate::store::{Conn, LetterRow, OutboxRow, StoreError, holds, ledger};

/// An invariant that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Broken {
    /// Which.
    pub(super) invariant: &'static str,
    /// What was seen; identifiers only.
    pub(super) detail: String,
}

/// What stops a seed.
#[derive(Debug, thiserror::Error)]
pub(super) enum Stop {
    /// An invariant does not hold.
    #[error("an invariant does not hold")]
    Broken(Broken),
    /// The simulation itself could not go on.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A broken invariant, to be returned.
pub(super) fn broken(invariant: &'static str, detail: impl Into<String>) -> Stop {
    Stop::Broken(Broken {
        invariant,
        detail: detail.into(),
    })
}

/// What is known of one node's ledger.
#[derive(Default)]
pub(super) struct Book {
    verifier: Verifier,
    out: BTreeMap<EnvelopeId, (MessageType, Option<CaseRef>)>,
    taken: BTreeMap<EnvelopeId, bool>,
    notes: BTreeSet<NoteId>,
    withdrawn: BTreeSet<CaseRef>,
    held: BTreeMap<BookingId, Instant>,
    ended: BTreeSet<BookingId>,
}

impl Book {
    /// How many rows the ledger has.
    pub(super) const fn rows(&self) -> u64 {
        self.verifier.head().rows
    }

    /// The hash of its last row.
    pub(super) const fn head(&self) -> [u8; 32] {
        self.verifier.head().hash
    }

    /// Reads the rows that are new. `sent` says whether another node's ledger has sent an envelope.
    ///
    /// # Errors
    /// I4, I6, I9 or I3 does not hold.
    pub(super) async fn read_on(
        &mut self,
        conn: &mut Conn,
        oracle: &Oracle,
        sent: impl Fn(EnvelopeId) -> Option<MessageType>,
    ) -> Result<(), Stop> {
        loop {
            let rows = ledger::rows(conn, self.rows(), 256).await?;
            if rows.is_empty() {
                return Ok(());
            }
            for stored in rows {
                self.verifier
                    .next(stored.number, &stored.row, &stored.hash)
                    .map_err(|fault| broken("I6", fault.to_string()))?;
                self.row(&stored.row, oracle, &sent)?;
            }
        }
    }

    fn row(
        &mut self,
        row: &crate::crossing::ledger::LedgerRow,
        oracle: &Oracle,
        sent: impl Fn(EnvelopeId) -> Option<MessageType>,
    ) -> Result<(), Stop> {
        let accepted = row.decision == ACCEPTED;
        let id = row.envelope;
        match (row.direction, row.kind) {
            (Direction::Out, Some(kind)) => {
                self.out.insert(id, (kind, row.case));
                self.needs(kind, row.case, id, "is queued")?;
            }
            (Direction::In, Some(kind)) if accepted => {
                if kind != MessageType::Receipt && sent(id) != Some(kind) {
                    return Err(broken("I4", format!("{id} was taken, and never sent")));
                }
                let seen = oracle.known(id);
                self.needs(kind, seen.and_then(|seen| seen.case), id, "was taken")?;
                if let Some((note, _)) = seen.and_then(|seen| seen.note)
                    && !self.notes.insert(note)
                {
                    return Err(broken("I3", format!("note {note} was taken twice")));
                }
                self.ended.extend(seen.and_then(|seen| seen.ends));
            }
            _ => {}
        }
        if row.direction == Direction::In {
            self.taken.insert(id, accepted);
        }
        if accepted && row.kind == Some(MessageType::ConsentWithdrawn) {
            self.withdrawn.extend(row.case);
        }
        Ok(())
    }

    fn needs(
        &self,
        kind: MessageType,
        case: Option<CaseRef>,
        envelope: EnvelopeId,
        what: &str,
    ) -> Result<(), Stop> {
        let withdrawn = case.is_some_and(|case| self.withdrawn.contains(&case));
        if withdrawn && needs_consent(kind) {
            let detail = format!("{} {envelope} {what} after the withdrawal", kind.key());
            return Err(broken("I9", detail));
        }
        Ok(())
    }

    /// Whether this node has sent an envelope, and what was in it.
    pub(super) fn sent(&self, envelope: EnvelopeId) -> Option<MessageType> {
        self.out.get(&envelope).map(|(kind, _)| *kind)
    }

    /// An envelope leaves this node.
    ///
    /// # Errors
    /// I4 or I9 does not hold.
    pub(super) fn leaves(&self, label: &Label, seen: &Seen) -> Result<(), Stop> {
        let id = label.id;
        if seen.kind == MessageType::Receipt {
            for row in &seen.receipt {
                let said = row.verdict == Verdict::Accepted;
                if self.taken.get(&row.envelope) != Some(&said) {
                    let what = format!("a receipt speaks of {}, which has no row", row.envelope);
                    return Err(broken("I4", what));
                }
            }
            return Ok(());
        }
        match self.out.get(&id) {
            Some((kind, case)) if *kind == seen.kind => {
                if needs_consent(*kind) && *case != seen.case {
                    return Err(broken("I4", format!("the row of {id} names another case")));
                }
            }
            _ => return Err(broken("I4", format!("{id} leaves and has no row"))),
        }
        self.needs(seen.kind, seen.case, id, "leaves")
    }

    /// A hold that was only held is confirmed within its time, by this node's own clock; and what was
    /// let go or called off does not come to life again.
    ///
    /// # Errors
    /// I2 or L3 does not hold.
    pub(super) fn went_on(&mut self, live: &[Hold], now: Instant) -> Result<(), Stop> {
        let mut held = BTreeMap::new();
        for hold in live {
            if self.ended.contains(&hold.booking) {
                let what = format!("{} was let go, and is held again", hold.booking);
                return Err(broken("L3", what));
            }
            let until = self.held.get(&hold.booking);
            if hold.state == HoldState::Held {
                held.insert(hold.booking, hold.expires);
            } else if until.is_some_and(|until| *until <= now) {
                let what = format!("{} was confirmed past its time", hold.booking);
                return Err(broken("I2", what));
            }
        }
        self.held = held;
        Ok(())
    }

    /// Every outbox row has its ledger row.
    ///
    /// # Errors
    /// I4 does not hold.
    pub(super) fn covers(&self, outbox: &[OutboxRow]) -> Result<(), Stop> {
        for row in outbox {
            if self.sent(row.envelope) != Some(row.kind) {
                let what = format!("{} waits in the outbox and has no row", row.envelope);
                return Err(broken("I4", what));
            }
        }
        Ok(())
    }
}

/// Nobody is held twice at one time: by the holds, and by the cells, which must agree with them.
///
/// # Errors
/// I1 does not hold.
pub(super) async fn nobody_twice(conn: &mut Conn) -> Result<Vec<Hold>, Stop> {
    let live = holds::live(conn).await?;
    let mut taken: BTreeMap<StaffId, Vec<(Interval, BookingId)>> = BTreeMap::new();
    let mut wanted = BTreeSet::new();
    for hold in &live {
        let Some(terms) = &hold.terms else { continue };
        for seated in &hold.seated {
            let seat = terms.party.iter().find(|seat| seat.seat == seated.seat);
            let Some(presence) = seat.and_then(|seat| holds::presence(terms.start, seat)) else {
                return Err(broken(
                    "I1",
                    format!("{} seats nobody's seat", hold.booking),
                ));
            };
            let of = taken.entry(seated.staff).or_default();
            if let Some((_, other)) = of.iter().find(|(other, _)| other.overlaps(presence)) {
                let what = format!("{} and {other} share time of one person", hold.booking);
                return Err(broken("I1", what));
            }
            of.push((presence, hold.booking));
            let cells = presence.start().minutes() / 5..(presence.end().minutes() + 4) / 5;
            wanted.extend(cells.map(|cell| (seated.staff, cell, hold.booking)));
        }
    }
    let cells: BTreeSet<_> = holds::cells(conn).await?.into_iter().collect();
    if let Some((_, _, booking)) = cells.symmetric_difference(&wanted).next() {
        let what = format!("the cells of {booking} are not those of its hold");
        return Err(broken("I1", what));
    }
    Ok(live)
}

/// What is sealed was confirmed at this node, whatever became of it since.
///
/// # Errors
/// I5 does not hold.
pub(super) async fn was_confirmed(conn: &mut Conn, booking: BookingId) -> Result<(), Stop> {
    let state = holds::find(conn, booking).await?.map(|hold| hold.state);
    match state {
        Some(
            HoldState::Confirmed
            | HoldState::Sealed
            | HoldState::Lapsed
            | HoldState::Cancelled(_)
            | HoldState::Released(ReleaseCode::Consent),
        ) => Ok(()),
        _ => {
            let what = format!("{booking} is being sealed, and a party has {state:?}");
            Err(broken("I5", what))
        }
    }
}

/// No hold outlives its time, by its holder's own clock, after a tick at `now`.
///
/// # Errors
/// I2 does not hold.
pub(super) fn none_outlived(live: &[Hold], now: Instant) -> Result<(), Stop> {
    let outlived = live
        .iter()
        .find(|hold| hold.state == HoldState::Held && hold.expires <= now);
    match outlived {
        Some(hold) => Err(broken(
            "I2",
            format!("{} is held past its time", hold.booking),
        )),
        None => Ok(()),
    }
}

/// A note that came was told of to each of its readers once.
///
/// # Errors
/// I3 does not hold.
pub(super) async fn told_once(conn: &mut Conn, note: NoteId, readers: u64) -> Result<(), Stop> {
    let (sent, waiting) = LetterRow::about(conn, &note.to_string()).await?;
    if sent + waiting > readers {
        return Err(broken("I3", format!("note {note} was told of twice")));
    }
    Ok(())
}

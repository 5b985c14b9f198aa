//! What must hold after every step of one node: the ledger's chain as it grows, what left and what
//! was taken against it, and how holds may go on.

use std::collections::{BTreeMap, BTreeSet};

use super::oracle::{Oracle, Seen};
use crate::crossing::gate::needs_consent;
use crate::crossing::ledger::{ACCEPTED, Direction, Verifier};
use crate::crossing::message::Verdict;
use crate::crossing::{Label, MessageType};
use crate::domain::hold::{Hold, HoldState};
use crate::domain::{BookingId, CaseRef, EnvelopeId, Instant, NoteId};
use crate::store::{Conn, LetterRow, OutboxRow, StoreError, ledger};

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
    promised: BTreeSet<BookingId>,
    standing: (Vec<(String, String)>, u64),
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

    /// Whether the holds and cells stand otherwise than when this was last asked.
    pub(super) fn stands_otherwise(&mut self, standing: (Vec<(String, String)>, u64)) -> bool {
        let otherwise = self.standing != standing;
        self.standing = standing;
        otherwise
    }

    /// A hold that was only held is confirmed within its time, by this node's own clock; and what was
    /// let go or called off does not come to life again. Gives the holds that are newly confirmed.
    ///
    /// # Errors
    /// I2 or L3 does not hold.
    pub(super) fn went_on<'a>(
        &mut self,
        live: &'a [Hold],
        now: Instant,
    ) -> Result<Vec<&'a Hold>, Stop> {
        let (mut held, mut promised) = (BTreeMap::new(), BTreeSet::new());
        let mut newly = Vec::new();
        for hold in live {
            let id = hold.booking;
            if self.ended.contains(&id) {
                return Err(broken("L3", format!("{id} was let go, and is held again")));
            }
            if hold.state == HoldState::Held {
                held.insert(id, hold.expires);
                continue;
            }
            if self.held.get(&id).is_some_and(|until| *until <= now) {
                return Err(broken("I2", format!("{id} was confirmed past its time")));
            }
            promised.insert(id);
            if !self.promised.contains(&id) {
                newly.push(hold);
            }
        }
        (self.held, self.promised) = (held, promised);
        Ok(newly)
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

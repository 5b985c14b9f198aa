//! Takes one envelope: recognised when it comes again, decoded, decided by the gate, handed to its
//! flow, and recorded with what became of it.

use std::sync::{Arc, Mutex};

use super::dispatch::{case_of, dispatch};
use super::open::{Opened, open};
use crate::crossing::guard::Guard;
use crate::crossing::ledger::{ACCEPTED, Direction, LedgerRow};
use crate::crossing::message::{Message, Receipt, ReceiptRow, Refusal, Verdict};
use crate::crossing::{Header, Label, MessageType, Route, body, gate};
use crate::domain::consent::Consent;
use crate::domain::{CaseRef, Draw, EnvelopeId, Instant, NodeId};
use crate::flows::cross::as_standing;
use crate::flows::identity::Identity;
use crate::flows::{FlowError, Here, Turn, guarding};
use crate::link::envelope::wrap;
use crate::store::{
    Heard, InboxRow, NodeKey, PeerRow, PeerState, Store, StoreError, cases, ledger, notes,
};

/// What takes envelopes: this node's keys and rows.
#[derive(Clone)]
pub struct Receiver {
    /// The rows.
    pub store: Store,
    /// This node.
    pub here: Arc<Here>,
    /// Its keys.
    pub identity: Arc<Identity>,
    /// The randomness.
    pub draw: Arc<Mutex<Draw>>,
}

impl std::fmt::Debug for Receiver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Receiver({})", self.here.node)
    }
}

/// What is to be said to the sender.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// This, in a receipt.
    Receipt(ReceiptRow),
    /// Nothing: it was a receipt itself, or nobody that is known signed it.
    Quiet,
}

impl Receiver {
    /// Takes one envelope that came on the topic of `from`.
    ///
    /// # Errors
    /// The database failed: nothing is written, and the envelope must not be acknowledged.
    pub async fn take(
        &self,
        from: &NodeId,
        bytes: Vec<u8>,
        now: Instant,
    ) -> Result<Outcome, StoreError> {
        let peer = {
            let mut reader = self.store.reader().await?;
            PeerRow::find(&mut reader, from).await?
        };
        let Some(peer) = peer.filter(|peer| peer.state == PeerState::Active) else {
            tracing::warn!(peer = %from, "an envelope of no active peer was put aside");
            return Ok(Outcome::Quiet);
        };
        let Opened { header, body } = match open(bytes, &peer, &self.here.node, &self.identity) {
            Ok(opened) => opened,
            Err(why) => {
                tracing::warn!(peer = %from, %why, "an envelope was put aside");
                return Ok(Outcome::Quiet);
            }
        };
        let message = self.decoded(&body).await?;
        match (&message, header.label.sequence) {
            // Receipts stand outside the row of envelopes, and nothing else does.
            (Ok(Message::Receipt(receipt)), 0) => {
                self.take_receipt(&peer, &header, receipt, &body, now)
                    .await?;
                Ok(Outcome::Quiet)
            }
            (Ok(Message::Receipt(_)), _) | (_, 0) => Ok(Outcome::Quiet),
            _ => {
                let envelope = header.label.id;
                let verdict = self.record(&peer, &header, message, &body, now).await?;
                Ok(Outcome::Receipt(ReceiptRow { envelope, verdict }))
            }
        }
    }

    /// Records an envelope and what became of it; one that came before keeps its verdict.
    async fn record(
        &self,
        peer: &PeerRow,
        header: &Header,
        message: Result<Message, Refusal>,
        body: &[u8],
        now: Instant,
    ) -> Result<Verdict, StoreError> {
        let kind = message.as_ref().ok().map(Message::kind);
        let refusal = match message {
            Ok(message) => match self.act(peer, header, &message, body, now).await? {
                Acted::Before(verdict) => return Ok(verdict),
                Acted::Now => return Ok(Verdict::Accepted),
                Acted::Refused(refusal) => refusal,
            },
            Err(refusal) => refusal,
        };
        self.refuse(peer, header, kind, refusal, body, now).await
    }

    /// Reads a message. A text that the built-in rules refuse is judged once more with the names in
    /// the directory, which are allowed.
    async fn decoded(&self, body: &[u8]) -> Result<Result<Message, Refusal>, StoreError> {
        match body::decode(body, Guard::builtin()) {
            Err(Refusal::Guard) => {
                let mut reader = self.store.reader().await?;
                let guard = guarding::guard(&mut reader).await?;
                Ok(body::decode(body, &guard))
            }
            other => Ok(other),
        }
    }

    async fn act(
        &self,
        peer: &PeerRow,
        header: &Header,
        message: &Message,
        body: &[u8],
        now: Instant,
    ) -> Result<Acted, StoreError> {
        let mut tx = self.store.begin().await?;
        let mut draw = self.drawn();
        let mut turn = Turn {
            tx: &mut tx,
            here: &self.here,
            now,
            draw: &mut draw,
        };
        let acted = self.try_it(&mut turn, peer, header, message, body).await?;
        match acted {
            Acted::Now => tx.commit().await?,
            Acted::Before(_) | Acted::Refused(_) => tx.rollback().await?,
        }
        Ok(acted)
    }

    async fn try_it(
        &self,
        turn: &mut Turn<'_>,
        peer: &PeerRow,
        header: &Header,
        message: &Message,
        body: &[u8],
    ) -> Result<Acted, StoreError> {
        if let Some(verdict) = seen_before(turn.tx.conn(), header, peer).await? {
            return Ok(Acted::Before(verdict));
        }
        let label = &header.label;
        let heard = Heard::of(turn.tx.conn(), &peer.node, label.epoch, label.sequence).await?;
        if heard.envelope.is_some() {
            return Ok(Acted::Refused(Refusal::Behind(heard.highest)));
        }
        let case = case_of(turn, message).await?;
        let consent = match case {
            Some(case) => cases::consent(turn.tx.conn(), case).await?,
            None => None,
        };
        let route = Route {
            from: &peer.node,
            from_zone: peer.zone,
            to: &self.here.node,
            to_zone: self.here.zone,
        };
        let standing = as_standing(case, consent.as_ref());
        if let Err(refusal) = gate::decide(message, route, standing, turn.now) {
            return Ok(Acted::Refused(refusal));
        }
        match dispatch(turn, &peer.node, (label.epoch, label.sequence), message).await {
            Ok(()) => {}
            Err(FlowError::Store(error)) => return Err(error),
            Err(FlowError::Refused(refusal)) => return Ok(Acted::Refused(refusal)),
            Err(FlowError::Guard(_)) => return Ok(Acted::Refused(Refusal::Guard)),
            Err(FlowError::NotFound | FlowError::Cannot(_)) => {
                return Ok(Acted::Refused(Refusal::Policy));
            }
        }
        let said = message_row(message, case, consent.as_ref(), ACCEPTED);
        let row = ledger_row(peer, label.id, said, turn.now);
        let number = ledger::append(turn.tx, row, body, true, turn.draw).await?;
        if let Some(note) = message.text_of() {
            ledger::holds_text_of(turn.tx.conn(), number, note).await?;
            // It came after it was taken back: nothing of it is kept.
            if notes::is_taken_back(turn.tx.conn(), note).await? {
                ledger::forget_texts_of(turn.tx.conn(), note).await?;
            }
        }
        write_verdict(turn.tx.conn(), header, peer, Verdict::Accepted, turn.now).await?;
        Ok(Acted::Now)
    }

    /// Writes a refusal in a change of its own. A text that the guard refused is not kept.
    async fn refuse(
        &self,
        peer: &PeerRow,
        header: &Header,
        kind: Option<MessageType>,
        refusal: Refusal,
        body: &[u8],
        now: Instant,
    ) -> Result<Verdict, StoreError> {
        let mut tx = self.store.begin().await?;
        if let Some(verdict) = seen_before(tx.conn(), header, peer).await? {
            return Ok(verdict);
        }
        let verdict = Verdict::Refused(refusal);
        let mut draw = self.drawn();
        let said = Said {
            kind,
            case: None,
            consent: None,
            decision: refusal.key(),
        };
        let row = ledger_row(peer, header.label.id, said, now);
        // The bytes of a refused text are committed to by a salt that is thrown away.
        ledger::append(&mut tx, row, body, false, &mut draw).await?;
        // A number that was used before belongs to another envelope: only that one is remembered.
        if !matches!(refusal, Refusal::Behind(_)) {
            write_verdict(tx.conn(), header, peer, verdict, now).await?;
        }
        tx.commit().await?;
        Ok(verdict)
    }

    async fn take_receipt(
        &self,
        peer: &PeerRow,
        header: &Header,
        receipt: &Receipt,
        body: &[u8],
        now: Instant,
    ) -> Result<(), StoreError> {
        let mut tx = self.store.begin().await?;
        let mut draw = self.drawn();
        let mut turn = Turn {
            tx: &mut tx,
            here: &self.here,
            now,
            draw: &mut draw,
        };
        let settled = match crate::flows::receipt::take(&mut turn, &peer.node, receipt).await {
            Ok(settled) => settled,
            Err(FlowError::Store(error)) => return Err(error),
            Err(error) => {
                tracing::error!(peer = %peer.node, %error, "a receipt could not be settled");
                return Ok(());
            }
        };
        // A receipt that settles nothing was taken before; a row each would let replays fill the
        // ledger.
        if settled > 0 {
            let message = Message::Receipt(receipt.clone());
            let row = ledger_row(
                peer,
                header.label.id,
                message_row(&message, None, None, ACCEPTED),
                now,
            );
            ledger::append(&mut tx, row, body, true, &mut draw).await?;
        }
        PeerRow::heard(tx.conn(), &peer.node, now).await?;
        tx.commit().await
    }

    /// A receipt, closed for the wire; none where the peer is gone.
    ///
    /// # Errors
    /// The database failed.
    pub async fn receipt(
        &self,
        to: &NodeId,
        rows: Vec<ReceiptRow>,
        now: Instant,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let mut reader = self.store.reader().await?;
        let Some(peer) = PeerRow::find(&mut reader, to).await? else {
            return Ok(None);
        };
        let head = ledger::head(&mut reader).await?;
        let epoch = NodeKey::Epoch.number(&mut reader).await?.max(1);
        drop(reader);
        let mut draw = self.drawn();
        let label = Label {
            id: EnvelopeId::draw(&mut draw),
            from: self.here.node.clone(),
            to: to.clone(),
            epoch,
            sequence: 0,
            created: now,
            deadline: None,
        };
        let bytes = body::encode(&Message::Receipt(Receipt { rows, head }));
        let sealed = wrap(
            label,
            &bytes,
            &self.identity.signing,
            &peer.identity.sealing,
            &mut draw,
        );
        Ok(sealed.ok())
    }

    /// Randomness for one envelope, so that no lock is held over a change.
    fn drawn(&self) -> Draw {
        let shared = Arc::clone(&self.draw);
        Draw::new(move |out| match shared.lock() {
            Ok(mut draw) => draw.fill(out),
            Err(poisoned) => poisoned.into_inner().fill(out),
        })
    }
}

enum Acted {
    Now,
    Before(Verdict),
    Refused(Refusal),
}

async fn seen_before(
    conn: &mut crate::store::Conn,
    header: &Header,
    peer: &PeerRow,
) -> Result<Option<Verdict>, StoreError> {
    let known = InboxRow::<String>::verdict(conn, header.label.id, &peer.node).await?;
    known
        .map(|text| read_verdict(&text).ok_or(StoreError::Damaged("inbox.verdict")))
        .transpose()
}

async fn write_verdict(
    conn: &mut crate::store::Conn,
    header: &Header,
    peer: &PeerRow,
    verdict: Verdict,
    now: Instant,
) -> Result<(), StoreError> {
    let row = InboxRow {
        envelope: header.label.id,
        peer: peer.node.clone(),
        epoch: header.label.epoch,
        sequence: header.label.sequence,
        at: now,
        verdict: text_of(verdict),
    };
    row.put(conn).await?;
    PeerRow::heard(conn, &peer.node, now).await
}

/// A verdict as it is kept: `accepted`, or `refused` with its CBOR in hexadecimal, so that the same
/// receipt can be given again.
fn text_of(verdict: Verdict) -> String {
    body::verdict_bytes(verdict)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn read_verdict(text: &str) -> Option<Verdict> {
    let bytes: Option<Vec<u8>> = (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok())
        .collect();
    body::verdict_from(&bytes?)
}

struct Said {
    kind: Option<MessageType>,
    case: Option<CaseRef>,
    consent: Option<crate::domain::ConsentId>,
    decision: &'static str,
}

fn message_row(
    message: &Message,
    case: Option<CaseRef>,
    consent: Option<&Consent>,
    decision: &'static str,
) -> Said {
    Said {
        kind: Some(message.kind()),
        case,
        consent: consent.map(|consent| consent.id),
        decision,
    }
}

fn ledger_row(peer: &PeerRow, envelope: EnvelopeId, said: Said, now: Instant) -> LedgerRow {
    LedgerRow {
        at: now,
        direction: Direction::In,
        peer: peer.node.clone(),
        envelope,
        kind: said.kind,
        case: said.case,
        consent: said.consent,
        decision: said.decision.to_owned(),
        size: 0,
        commitment: [0; 32],
    }
}

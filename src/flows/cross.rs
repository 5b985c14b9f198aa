//! The way out: the gate, the ledger row and the outbox row, in the change of the fact itself.
//! Nothing leaves this node but what was put in the outbox here, and receipts.

use super::share;
use super::turn::{FlowError, Turn};
use crate::crossing::gate::{self, CaseStanding, Route};
use crate::crossing::ledger::{ACCEPTED, Direction, LedgerRow};
use crate::crossing::message::Refusal;
use crate::crossing::{Message, MessageType, body, limits};
use crate::domain::consent::Consent;
use crate::domain::{CaseRef, EnvelopeId, Instant, NodeId};
use crate::store::outbox::NewOutbox;
use crate::store::{NodeKey, OutboxRow, PeerRow, PeerState, cases, ledger};

/// How a message is to be sent.
#[derive(Debug, Clone, Default)]
pub struct Sending {
    /// After this it is no longer sent; none for decisions, which are sent until receipted.
    pub deadline: Option<Instant>,
    /// Not sent before this; none for at once.
    pub not_before: Option<Instant>,
    /// The booking or note that it is about.
    pub about: Option<String>,
    /// The case that it belongs to, where the message itself does not name it.
    pub case: Option<CaseRef>,
}

/// Queues a message for a peer: decided by the gate, written in the ledger and put in the outbox.
///
/// # Errors
/// The gate's refusal, or the peer is not known or suspended; the caller's change is then given up,
/// or goes another way.
pub async fn send(
    turn: &mut Turn<'_>,
    to: &NodeId,
    message: &Message,
    sending: Sending,
) -> Result<EnvelopeId, FlowError> {
    let Some(peer) = PeerRow::find(turn.tx.conn(), to).await? else {
        return Err(FlowError::Refused(Refusal::Unknown));
    };
    // What is decided or taken back waits until the peer is let in again; nothing new is asked.
    if peer.state == PeerState::Suspended && !waits(message) {
        return Err(FlowError::Refused(Refusal::Policy));
    }
    if !limits::keeps(message) {
        return Err(FlowError::Refused(Refusal::Malformed));
    }
    let case = message.case().or(sending.case);
    let consent = standing(turn, case).await?;
    let route = Route {
        from: &turn.here.node,
        from_zone: turn.here.zone,
        to,
        to_zone: peer.zone,
    };
    if let Message::BusyShare(busy) = message {
        share::may_leave(turn, busy, route).await?;
    }
    gate::decide(
        message,
        route,
        as_standing(case, consent.as_ref()),
        turn.now,
    )
    .map_err(FlowError::Refused)?;
    // What names a case is not sent any more when its consent has ended.
    let names_case = message.case().is_some() && gate::needs_consent(message.kind());
    let consent_ends = consent
        .as_ref()
        .and_then(|consent| consent.until.filter(|_| names_case));
    let envelope = EnvelopeId::draw(turn.draw);
    let bytes = body::encode(message);
    let row = LedgerRow {
        at: turn.now,
        direction: Direction::Out,
        peer: to.clone(),
        envelope,
        kind: Some(message.kind()),
        case,
        consent: consent.map(|consent| consent.id),
        decision: ACCEPTED.to_owned(),
        size: 0,
        commitment: [0; 32],
    };
    let number = ledger::append(turn.tx, row, &bytes, true, turn.draw).await?;
    if let Some(note) = message.text_of() {
        ledger::holds_text_of(turn.tx.conn(), number, note).await?;
    }
    let epoch = NodeKey::Epoch.number(turn.tx.conn()).await?.max(1);
    let deadline = match consent_ends {
        Some(until) => Some(sending.deadline.map_or(until, |at| at.min(until))),
        None => sending.deadline,
    };
    let new = NewOutbox {
        envelope,
        peer: to,
        kind: message.kind(),
        epoch,
        now: turn.now,
        deadline,
        due: sending.not_before.unwrap_or(turn.now),
        about: sending.about,
        case,
        body: &bytes,
    };
    OutboxRow::put(turn.tx, new, turn.draw).await?;
    Ok(envelope)
}

/// What is sent until it is receipted, however long that takes: decisions and withdrawals.
fn waits(message: &Message) -> bool {
    // A person's word that nothing more is shared.
    if let Message::BusyShare(share) = message {
        return share.busy.is_none();
    }
    matches!(
        message.kind(),
        MessageType::Seal
            | MessageType::Release
            | MessageType::Cancel
            | MessageType::NoteWithdraw
            | MessageType::NoteRedact
            | MessageType::ConsentWithdrawn
            | MessageType::SeatAnswered
    )
}

/// The consent that counts for a case, where there is a case.
///
/// # Errors
/// The database failed.
pub async fn standing(
    turn: &mut Turn<'_>,
    case: Option<CaseRef>,
) -> Result<Option<Consent>, FlowError> {
    match case {
        Some(case) => Ok(cases::consent(turn.tx.conn(), case).await?),
        None => Ok(None),
    }
}

/// The same, as the gate wants it.
#[must_use]
pub const fn as_standing(case: Option<CaseRef>, consent: Option<&Consent>) -> CaseStanding<'_> {
    match (case, consent) {
        (None, _) => CaseStanding::NoCase,
        (Some(_), None) => CaseStanding::Unknown,
        (Some(_), Some(consent)) => CaseStanding::Registered(consent),
    }
}

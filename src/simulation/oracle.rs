//! What only the simulation sees: the inside of every envelope, opened with the receiver's own key
//! as it leaves. So the checks do not have to take the sender's ledger at its word.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::crossing::guard::Guard;
use crate::crossing::message::{BusyShare, NoteTo, ReceiptRow};
use crate::crossing::{Label, Message, MessageType, body};
use crate::domain::{BookingId, CaseRef, Draw, EnvelopeId, NodeId, NoteId};
use crate::flows::identity::Identity;
use crate::link::Parcel;
use crate::link::envelope::{unwrap_header, wrap};
use crate::seal::SigningKey;

/// One envelope, opened.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    /// What sort of message it holds.
    pub(super) kind: MessageType,
    /// The case that it belongs to.
    pub(super) case: Option<CaseRef>,
    /// The note that it delivers, and to how many people: one, or a team.
    pub(super) note: Option<(NoteId, bool)>,
    /// The booking that it asks to confirm.
    pub(super) confirms: Option<BookingId>,
    /// The booking that it lets go of or calls off.
    pub(super) ends: Option<BookingId>,
    /// The booking that it seals, and the nodes with seats in it.
    pub(super) seals: Option<(BookingId, Vec<NodeId>)>,
    /// What it shares of somebody's time.
    pub(super) shares: Option<BusyShare>,
    /// What it says of other envelopes.
    pub(super) receipt: Vec<ReceiptRow>,
}

/// Knows every envelope that was published.
#[derive(Default)]
pub(super) struct Oracle {
    keys: BTreeMap<NodeId, Arc<Identity>>,
    seen: BTreeMap<EnvelopeId, Seen>,
    bookings: BTreeMap<BookingId, Option<CaseRef>>,
    notes: BTreeMap<NoteId, Option<CaseRef>>,
}

impl Oracle {
    /// Learns the keys of a node.
    pub(super) fn learn(&mut self, node: &NodeId, keys: &Arc<Identity>) {
        self.keys.insert(node.clone(), Arc::clone(keys));
    }

    /// Looks into a parcel as it leaves, and says whether it is the first time that this envelope
    /// does. None where it is not an envelope that its sender signed for its receiver.
    pub(super) fn open(&mut self, parcel: &Parcel) -> Option<(Label, Seen, bool)> {
        let sealed = unwrap_header(parcel.bytes.clone()).ok()?;
        let label = sealed.claims().label.clone();
        if let Some(seen) = self.seen.get(&label.id) {
            return Some((label, seen.clone(), false));
        }
        let (from, to) = (self.keys.get(&parcel.from)?, self.keys.get(&parcel.to)?);
        let verified = sealed.verify(&[from.signing.public()]).ok()?;
        let keys = std::slice::from_ref(&to.sealing);
        let body = verified.open(&parcel.to, &parcel.from, keys).ok()?;
        let message = body::decode(&body, Guard::builtin()).ok()?;
        let seen = self.read(&message);
        self.seen.insert(label.id, seen.clone());
        Some((label, seen, true))
    }

    /// What is known of an envelope that has left somewhere.
    pub(super) fn known(&self, envelope: EnvelopeId) -> Option<&Seen> {
        self.seen.get(&envelope)
    }

    /// The same envelope as a stranger would make it: sealed to the receiver, signed by another key.
    pub(super) fn forged(&mut self, parcel: &Parcel, label: &Label) -> Vec<u8> {
        let mut draw = Draw::from_seed(label.sequence);
        let stranger = SigningKey::generate(&mut draw);
        let forged = self.keys.get(&parcel.to).and_then(|to| {
            let sealing = to.sealing.public();
            wrap(label.clone(), &[0; 40], &stranger, &sealing, &mut draw).ok()
        });
        forged.unwrap_or_default()
    }

    fn read(&mut self, message: &Message) -> Seen {
        let mut seen = Seen {
            kind: message.kind(),
            case: message.case(),
            note: None,
            confirms: None,
            ends: None,
            seals: None,
            shares: None,
            receipt: Vec::new(),
        };
        match message {
            Message::Hold(hold) => {
                self.bookings.insert(hold.booking, hold.case);
            }
            Message::Note(note) => {
                self.notes.insert(note.note, note.case);
                let one = matches!(note.to, NoteTo::Person(_));
                seen.note = Some((note.note, one));
            }
            Message::Confirm(confirm) => {
                seen.case = self.case_of(confirm.booking);
                seen.confirms = Some(confirm.booking);
            }
            Message::Seal(seal) => {
                seen.case = self.case_of(seal.booking);
                let mut nodes: Vec<_> = seal
                    .party
                    .iter()
                    .map(|seat| seat.who.node().clone())
                    .collect();
                nodes.dedup();
                seen.seals = Some((seal.booking, nodes));
            }
            Message::Release(release) => seen.ends = Some(release.booking),
            Message::Cancel(cancel) => seen.ends = Some(cancel.booking),
            Message::BusyShare(share) => seen.shares = Some(share.clone()),
            Message::NoteAnswer(answer) => {
                seen.case = self.notes.get(&answer.note).copied().flatten();
            }
            Message::Receipt(receipt) => seen.receipt.clone_from(&receipt.rows),
            _ => {}
        }
        seen
    }

    fn case_of(&self, booking: BookingId) -> Option<CaseRef> {
        self.bookings.get(&booking).copied().flatten()
    }
}

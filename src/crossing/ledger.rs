//! The ledger's chain: one row for each crossing, out and in, each covering the one before it.
//!
//! A row holds a salted commitment to the message's bytes, never the bytes; these lie apart and may
//! be deleted without breaking the chain. The same function makes and checks a hash.

use sha2::{Digest, Sha256};

use super::message::{LedgerHead, MessageType};
use crate::domain::{CaseRef, ConsentId, EnvelopeId, Instant, NodeId};

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From this node.
    Out,
    /// To this node.
    In,
}

impl Direction {
    /// A stable word.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Out => "out",
            Self::In => "in",
        }
    }

    /// The direction with this word.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        match key {
            "out" => Some(Self::Out),
            "in" => Some(Self::In),
            _ => None,
        }
    }
}

/// What was decided about a crossing: a stable word, `accepted` or the key of a refusal.
pub type Decision = &'static str;

/// The decision of what crosses.
pub const ACCEPTED: Decision = "accepted";

/// One row before it is chained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerRow {
    /// When.
    pub at: Instant,
    /// Which way.
    pub direction: Direction,
    /// The other node.
    pub peer: NodeId,
    /// The envelope.
    pub envelope: EnvelopeId,
    /// What sort of message; none where it could not be read.
    pub kind: Option<MessageType>,
    /// The case that it belongs to.
    pub case: Option<CaseRef>,
    /// The consent that it crossed under.
    pub consent: Option<ConsentId>,
    /// `accepted` or why not.
    pub decision: String,
    /// Bytes of the message.
    pub size: u64,
    /// SHA-256 over salt and bytes.
    pub commitment: [u8; 32],
}

/// The hash that stands before the first row.
pub const GENESIS: [u8; 32] = [0; 32];

/// A commitment to bytes that may be deleted later: without the salt nobody can test a guess.
#[must_use]
pub fn commit(salt: &[u8; 32], body: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"samband/ledger/body/1");
    hash.update(salt);
    hash.update(body);
    hash.finalize().into()
}

/// The hash of row `number` (from 1) after a row with hash `before`.
#[must_use]
pub fn chain(before: &[u8; 32], number: u64, row: &LedgerRow) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"samband/ledger/row/1");
    hash.update(before);
    hash.update(number.to_be_bytes());
    hash.update(row.at.millis().to_be_bytes());
    let mut text = |part: &str| {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    };
    text(row.direction.key());
    text(row.peer.as_str());
    text(&row.envelope.to_string());
    text(row.kind.map_or("", MessageType::key));
    text(&row.case.map(|case| case.to_string()).unwrap_or_default());
    text(
        &row.consent
            .map(|consent| consent.to_string())
            .unwrap_or_default(),
    );
    text(&row.decision);
    hash.update(row.size.to_be_bytes());
    hash.update(row.commitment);
    hash.finalize().into()
}

/// Walks a chain from its beginning and stops at the first row that does not fit.
#[derive(Debug, Clone)]
pub struct Verifier {
    head: LedgerHead,
}

/// A row that does not follow from those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("ledger row {number} does not follow from the rows before it")]
pub struct BrokenAt {
    /// Its number.
    pub number: u64,
}

impl Default for Verifier {
    fn default() -> Self {
        Self {
            head: LedgerHead {
                rows: 0,
                hash: GENESIS,
            },
        }
    }
}

impl Verifier {
    /// Checks the next row as it is stored.
    ///
    /// # Errors
    /// The row is not the next one, or was altered.
    pub fn next(&mut self, number: u64, row: &LedgerRow, hash: &[u8; 32]) -> Result<(), BrokenAt> {
        let expected = self.head.rows + 1;
        if number != expected || chain(&self.head.hash, number, row) != *hash {
            return Err(BrokenAt { number: expected });
        }
        self.head = LedgerHead {
            rows: number,
            hash: *hash,
        };
        Ok(())
    }

    /// Where the chain stands after the rows seen.
    #[must_use]
    pub const fn head(&self) -> LedgerHead {
        self.head
    }
}

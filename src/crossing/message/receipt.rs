//! What became of envelopes. A receipt has no receipt: it is remembered with the envelope and sent
//! again when the envelope comes again.

use minicbor::{Decode, Encode};

use crate::domain::{EnvelopeId, Instant};

/// At most so many envelopes in one receipt.
pub const MOST_RECEIPT_ROWS: usize = 64;

/// What became of up to 64 envelopes, and where the receiver's ledger stands.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Receipt {
    /// One row an envelope.
    #[n(0)]
    pub rows: Vec<ReceiptRow>,
    /// The head of the receiver's ledger, so that a cut tail shows.
    #[n(1)]
    pub head: LedgerHead,
}

/// What became of one envelope.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ReceiptRow {
    /// Which envelope.
    #[n(0)]
    pub envelope: EnvelopeId,
    /// What became of it.
    #[n(1)]
    pub verdict: Verdict,
}

/// Accepted, or refused for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub enum Verdict {
    /// It is recorded and acted on.
    #[n(0)]
    Accepted,
    /// It is refused; sending it again changes nothing.
    #[n(1)]
    Refused(#[n(0)] Refusal),
}

/// Why an envelope was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub enum Refusal {
    /// Its message version is not spoken here; the lowest and highest that are.
    #[n(0)]
    Version(#[n(0)] u16, #[n(1)] u16),
    /// It can't be read as a message of its version.
    #[n(1)]
    Malformed,
    /// This sort of node may not send this type.
    #[n(2)]
    Direction,
    /// The case's consent does not hold here.
    #[n(3)]
    Consent,
    /// Its text did not pass the guard here.
    #[n(4)]
    Guard,
    /// Too many starts settled; try again at this time.
    #[n(5)]
    Budget(#[n(0)] Instant),
    /// Not allowed by the rules here.
    #[n(6)]
    Policy,
    /// It speaks of something that is not known here.
    #[n(7)]
    Unknown,
    /// It speaks of something that belongs to another node.
    #[n(8)]
    NotYours,
    /// Its sequence number was used for another envelope; the highest seen.
    #[n(9)]
    Behind(#[n(0)] u64),
    /// The recipient named is not here.
    #[n(10)]
    UnknownRecipient,
}

impl Refusal {
    /// A stable word for the ledger.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Version(..) => "version",
            Self::Malformed => "malformed",
            Self::Direction => "direction",
            Self::Consent => "consent",
            Self::Guard => "guard",
            Self::Budget(_) => "budget",
            Self::Policy => "policy",
            Self::Unknown => "unknown",
            Self::NotYours => "not_yours",
            Self::Behind(_) => "behind",
            Self::UnknownRecipient => "unknown_recipient",
        }
    }
}

/// Where a ledger stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct LedgerHead {
    /// How many rows it has.
    #[n(0)]
    pub rows: u64,
    /// The hash of its last row.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub hash: [u8; 32],
}

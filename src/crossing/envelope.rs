//! The header of an envelope: what stands outside in clear, and is signed. It says which nodes,
//! which keys, which place in the row of envelopes and how long, and nothing of what is inside.
//!
//! CBOR (RFC 8949): a map with integer keys that are never used again for anything else. What is
//! read is written again and must be the same bytes, so nothing can be hidden in an unknown field
//! or a second spelling.

use minicbor::{Decode, Decoder, Encode};

use super::bucket::{Bucket, HEADER_LIMIT};
use crate::domain::{EnvelopeId, Instant, NodeId};

/// The only version there is.
pub const VERSION: u8 = 1;

/// What the sender writes on an envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Which envelope; the same each time it is sent again.
    pub id: EnvelopeId,
    /// The node that sends.
    pub from: NodeId,
    /// The node that it is for.
    pub to: NodeId,
    /// The sender's epoch; a restored node begins a new one.
    pub epoch: u64,
    /// Place in the row from this node to that one, from 1 in each epoch; 0 outside the row
    /// (receipts and Reconcile).
    pub sequence: u64,
    /// When it was first made, by the sender's clock.
    pub created: Instant,
    /// After this the sender no longer wants it done; none where it always does.
    pub deadline: Option<Instant>,
}

/// The whole header: the label and how the envelope is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// What the sender wrote.
    pub label: Label,
    /// Names the key that it is signed with.
    pub signing_key: [u8; 8],
    /// Names the key that it is sealed to.
    pub sealing_key: [u8; 8],
    /// How long the envelope is.
    pub bucket: Bucket,
}

/// Why bytes are no header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// Longer than any header.
    #[error("the header is too long")]
    TooLong,
    /// A version that this node does not speak.
    #[error("the envelope has version {0}, and only version 1 is spoken here")]
    Version(u8),
    /// Not a header, or a field that is not what it should be.
    #[error("the header is malformed")]
    Malformed,
    /// A header, but written in another way than the one there is.
    #[error("the header has an unknown field or is not in its canonical form")]
    NotCanonical,
}

/// The fields as they lie in CBOR.
#[derive(Encode, Decode)]
#[cbor(map)]
struct Fields<'b> {
    #[n(0)]
    version: u8,
    #[cbor(n(1), with = "minicbor::bytes")]
    id: [u8; 16],
    #[b(2)]
    from: &'b str,
    #[b(3)]
    to: &'b str,
    #[cbor(n(4), with = "minicbor::bytes")]
    signing_key: [u8; 8],
    #[cbor(n(5), with = "minicbor::bytes")]
    sealing_key: [u8; 8],
    #[n(6)]
    epoch: u64,
    #[n(7)]
    sequence: u64,
    /// Milliseconds since 1970 UTC, as the deadline.
    #[n(8)]
    created: i64,
    #[n(9)]
    deadline: Option<i64>,
    #[n(10)]
    bucket: u8,
}

impl Header {
    /// Its bytes. How many does not depend on the bucket.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let label = &self.label;
        let fields = Fields {
            version: VERSION,
            id: *label.id.bytes(),
            from: label.from.as_str(),
            to: label.to.as_str(),
            signing_key: self.signing_key,
            sealing_key: self.sealing_key,
            epoch: label.epoch,
            sequence: label.sequence,
            created: label.created.millis(),
            deadline: label.deadline.map(Instant::millis),
            bucket: self.bucket.code(),
        };
        // Writing to memory does not fail; an empty header would be refused by every reader.
        minicbor::to_vec(&fields).unwrap_or_default()
    }

    /// Reads a header: all of `bytes`, in the one form there is.
    ///
    /// # Errors
    /// See [`HeaderError`]. The version is looked at first: another one may look quite different.
    pub fn decode(bytes: &[u8]) -> Result<Self, HeaderError> {
        if bytes.len() > HEADER_LIMIT {
            return Err(HeaderError::TooLong);
        }
        let version = version_of(bytes).map_err(|_| HeaderError::Malformed)?;
        if version != VERSION {
            return Err(HeaderError::Version(version));
        }
        let fields: Fields<'_> = minicbor::decode(bytes).map_err(|_| HeaderError::Malformed)?;
        let header = Self {
            label: Label {
                id: EnvelopeId::from_bytes(fields.id),
                from: fields.from.parse().map_err(|_| HeaderError::Malformed)?,
                to: fields.to.parse().map_err(|_| HeaderError::Malformed)?,
                epoch: fields.epoch,
                sequence: fields.sequence,
                created: Instant::from_millis(fields.created),
                deadline: fields.deadline.map(Instant::from_millis),
            },
            signing_key: fields.signing_key,
            sealing_key: fields.sealing_key,
            bucket: Bucket::from_code(fields.bucket).ok_or(HeaderError::Malformed)?,
        };
        if header.encode() != bytes {
            return Err(HeaderError::NotCanonical);
        }
        Ok(header)
    }
}

/// The version stands first, under key 0, whatever follows.
fn version_of(bytes: &[u8]) -> Result<u8, minicbor::decode::Error> {
    let mut decoder = Decoder::new(bytes);
    decoder.map()?;
    match decoder.u8()? {
        0 => decoder.u8(),
        _ => Err(minicbor::decode::Error::message("no version")),
    }
}

#[cfg(test)]
#[path = "tests/envelope.rs"]
mod tests;

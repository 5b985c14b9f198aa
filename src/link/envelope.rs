//! Envelopes closed and opened: the body padded and sealed to the peer, then header and ciphertext
//! signed. On the wire: length of the header (2 bytes, big-endian), header, ciphertext, signature
//! (64 bytes); in all exactly the bytes of the header's bucket.
//!
//! Opening goes by steps, and the types keep their order. [`unwrap_header`] finds the parts and
//! believes nothing; [`Sealed::verify`] checks the signature by a pinned key; only what it gives,
//! [`Verified`], can be opened.

use std::fmt;

use crate::crossing::bucket::{self, Bucket, HEADER_LIMIT};
use crate::crossing::{Header, HeaderError, Label};
use crate::domain::{Draw, NodeId};
use crate::seal::{self, SIGNATURE_LENGTH, SealingKey, SealingPublic, SigningKey, VerifyingKey};

/// What the signature and the sealing are for: they fit nothing else.
const PURPOSE: &str = "samband/v1/envelope";

/// Length of the header's length.
const PREFIX: usize = 2;

/// Why an envelope can't be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WrapError {
    /// The body is longer than [`BODY_LIMIT`](crate::crossing::BODY_LIMIT).
    #[error("the body is too long for an envelope")]
    TooLong,
    /// The peer's sealing key is unusable.
    #[error("nothing can be sealed to the peer's key")]
    PeerKey,
}

/// Why bytes are not an envelope that some pinned key signed. Nothing in them is believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Not as long as its header says an envelope of its bucket is.
    #[error("the envelope has not the length of its bucket")]
    Length,
    /// Its parts can't be found.
    #[error("the envelope is cut or malformed")]
    Frame,
    /// The header is none, or of another version.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// Signed, it says, with a key that is not pinned for this peer.
    #[error("the envelope names a signing key that is not pinned for this peer")]
    UnknownKey,
    /// The signature is not of that key over these bytes.
    #[error("the signature does not fit")]
    Signature,
}

/// Why a signed envelope is refused all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is for another node.
    #[error("the envelope is for another node")]
    OtherRecipient,
    /// It came on the topic of another node than the one it says it is from.
    #[error("the envelope did not come on its sender's topic")]
    OtherSender,
    /// It is sealed to a key that this node has not, or no longer.
    #[error("the envelope is sealed to a key that is not ours, or no longer")]
    OtherKey,
    /// It does not open with the key it names.
    #[error("the envelope does not open")]
    Closed,
    /// The padding is not what it must be.
    #[error("the padding is not empty")]
    Padding,
}

/// Closes an envelope: the bytes for the wire.
///
/// # Errors
/// See [`WrapError`].
pub fn wrap(
    label: Label,
    body: &[u8],
    own: &SigningKey,
    peer: &SealingPublic,
    draw: &mut Draw,
) -> Result<Vec<u8>, WrapError> {
    let mut header = Header {
        label,
        signing_key: own.id().bytes(),
        sealing_key: peer.id().bytes(),
        bucket: Bucket::One,
    };
    // The header is as long in every bucket, so its length can be known before the bucket is.
    let length = header.encode().len();
    header.bucket = Bucket::fitting(length, body.len()).ok_or(WrapError::TooLong)?;
    let header_bytes = header.encode();
    let plaintext = header.bucket.pad(length, body).ok_or(WrapError::TooLong)?;
    let prefix = u16::try_from(length).map_err(|_| WrapError::TooLong)?;
    let sealed = seal::seal_to(peer, PURPOSE.as_bytes(), &header_bytes, &plaintext, draw)
        .map_err(|_| WrapError::PeerKey)?;
    let mut bytes = Vec::with_capacity(header.bucket.bytes());
    bytes.extend_from_slice(&prefix.to_be_bytes());
    bytes.extend_from_slice(&header_bytes);
    bytes.extend_from_slice(&sealed);
    let signature = own.sign(PURPOSE, &bytes);
    bytes.extend_from_slice(&signature);
    Ok(bytes)
}

/// Finds the parts of an envelope. The header it gives is only what somebody wrote: good for
/// looking up keys, and for nothing else until [`Sealed::verify`].
///
/// # Errors
/// See [`Unreadable`].
pub fn unwrap_header(bytes: Vec<u8>) -> Result<Sealed, Unreadable> {
    let (prefix, rest) = bytes
        .split_first_chunk::<PREFIX>()
        .ok_or(Unreadable::Frame)?;
    let length = usize::from(u16::from_be_bytes(*prefix));
    if length > HEADER_LIMIT {
        return Err(HeaderError::TooLong.into());
    }
    let header = Header::decode(rest.get(..length).ok_or(Unreadable::Frame)?)?;
    if bytes.len() != header.bucket.bytes() {
        return Err(Unreadable::Length);
    }
    let ciphertext_at = PREFIX + length;
    let signature_at = bytes
        .len()
        .checked_sub(SIGNATURE_LENGTH)
        .filter(|&at| at >= ciphertext_at)
        .ok_or(Unreadable::Frame)?;
    Ok(Sealed {
        header,
        bytes,
        ciphertext_at,
        signature_at,
    })
}

/// An envelope whose signature has not been checked.
pub struct Sealed {
    header: Header,
    bytes: Vec<u8>,
    ciphertext_at: usize,
    signature_at: usize,
}

impl Sealed {
    /// What the header claims.
    #[must_use]
    pub const fn claims(&self) -> &Header {
        &self.header
    }

    /// Checks the signature by the key it names among `pinned`: the keys of the node whose topic it
    /// came on (two for some days after a rotation).
    ///
    /// # Errors
    /// [`Unreadable::UnknownKey`] or [`Unreadable::Signature`].
    pub fn verify(self, pinned: &[VerifyingKey]) -> Result<Verified, Unreadable> {
        let key = pinned
            .iter()
            .find(|key| key.id().bytes() == self.header.signing_key)
            .ok_or(Unreadable::UnknownKey)?;
        let (signed, signature) = self
            .bytes
            .split_at_checked(self.signature_at)
            .ok_or(Unreadable::Frame)?;
        let signature = signature.first_chunk().ok_or(Unreadable::Frame)?;
        key.verify(PURPOSE, signed, signature)
            .map_err(|_| Unreadable::Signature)?;
        Ok(Verified(self))
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({})", self.header.label.id)
    }
}

/// An envelope that a pinned key signed: its header may be believed, and answered.
pub struct Verified(Sealed);

impl Verified {
    /// The header.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.0.header
    }

    /// The body, where the envelope is for `own`, came on the topic of the node that signed it,
    /// and one of `keys` opens it (older keys are kept for a while after a rotation).
    ///
    /// # Errors
    /// See [`Refused`].
    pub fn open(
        &self,
        own: &NodeId,
        topic_from: &NodeId,
        keys: &[SealingKey],
    ) -> Result<Vec<u8>, Refused> {
        let Sealed { header, bytes, .. } = &self.0;
        if header.label.to != *own {
            return Err(Refused::OtherRecipient);
        }
        if header.label.from != *topic_from {
            return Err(Refused::OtherSender);
        }
        let key = keys
            .iter()
            .find(|key| key.id().bytes() == header.sealing_key)
            .ok_or(Refused::OtherKey)?;
        let header_bytes = bytes
            .get(PREFIX..self.0.ciphertext_at)
            .ok_or(Refused::Closed)?;
        let ciphertext = bytes
            .get(self.0.ciphertext_at..self.0.signature_at)
            .ok_or(Refused::Closed)?;
        let plaintext = seal::open(key, PURPOSE.as_bytes(), header_bytes, ciphertext)
            .map_err(|_| Refused::Closed)?;
        bucket::unpad(plaintext).ok_or(Refused::Padding)
    }
}

impl fmt::Debug for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Verified({})", self.0.header.label.id)
    }
}

#[cfg(test)]
#[path = "tests/envelope.rs"]
mod tests;

//! Encryption and signatures live here only: envelopes between nodes, secrets and bodies at rest,
//! the node's keys, client assertions, and random tokens.
//!
//! Bytes in, bytes out. Nothing here knows a message, a file, a database or the clock; randomness
//! is drawn by the caller's [`Draw`](crate::domain::Draw). A private key, a token or a plaintext is
//! never in a `Debug` output or an error.

pub mod assertion;
pub mod at_rest;
pub mod envelope;
pub mod identity;
pub mod keys;
pub mod token;

mod text;

pub use assertion::AssertionKey;
pub use at_rest::AtRest;
pub use envelope::{SEALING_OVERHEAD, open, seal_to};
pub use identity::{Fingerprint, PublicIdentity};
pub use keys::{KeyId, SIGNATURE_LENGTH, SealingKey, SealingPublic, SigningKey, VerifyingKey};
pub use token::{Token, TokenHash};

/// What went wrong with a key, a signature or something sealed. It says nothing of the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The bytes are no key of the wanted kind, or a weak one.
    #[error("these bytes are not a usable key")]
    Key,
    /// The text is not base64url of the expected length.
    #[error("this text is not base64url of the expected length")]
    Text,
    /// The signature is not of this key over these bytes.
    #[error("the signature does not fit")]
    Signature,
    /// It does not open: another key, another context, or altered bytes. These are not told apart.
    #[error("what was sealed does not open")]
    Opening,
    /// It could not be sealed to this key.
    #[error("nothing can be sealed to this key")]
    Sealing,
}

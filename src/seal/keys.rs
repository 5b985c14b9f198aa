//! The keys of a node: Ed25519 to sign, X25519 to be sealed to. Private ones are erased when they
//! are dropped, and none of them shows more than its [`KeyId`].

use std::fmt;

use ed25519_dalek::Signer;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, Serializable};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{SealError, text};
use crate::domain::Draw;

type HpkePrivate = <X25519HkdfSha256 as Kem>::PrivateKey;
type HpkePublic = <X25519HkdfSha256 as Kem>::PublicKey;

/// Length of a signature in bytes.
pub const SIGNATURE_LENGTH: usize = 64;

/// Names a key: the first 8 bytes of SHA-256 over its kind and its public half. It finds a key and
/// proves nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; 8]);

impl KeyId {
    fn of(kind: &[u8], public: &[u8; 32]) -> Self {
        let hash = Sha256::new()
            .chain_update(b"samband/v1/key/")
            .chain_update(kind)
            .chain_update(public)
            .finalize();
        let mut id = [0_u8; 8];
        for (to, from) in id.iter_mut().zip(hash.iter()) {
            *to = *from;
        }
        Self(id)
    }

    /// Its bytes, as they stand in an envelope's header.
    #[must_use]
    pub const fn bytes(self) -> [u8; 8] {
        self.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

macro_rules! shows_only_its_id {
    ($($name:ident)*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.id)
            }
        }
    )*};
}

shows_only_its_id!(SigningKey VerifyingKey SealingKey SealingPublic);

/// The private key that a node signs its envelopes with (Ed25519, RFC 8032).
#[derive(Clone)]
pub struct SigningKey {
    id: KeyId,
    inner: ed25519_dalek::SigningKey,
}

impl SigningKey {
    /// A new key from 32 random bytes.
    #[must_use]
    pub fn generate(draw: &mut Draw) -> Self {
        Self::from_private(&Zeroizing::new(draw.bytes()))
    }

    /// The key with these private bytes, as [`private_bytes`](Self::private_bytes) gave them.
    #[must_use]
    pub fn from_private(bytes: &[u8; 32]) -> Self {
        let inner = ed25519_dalek::SigningKey::from_bytes(bytes);
        let id = KeyId::of(b"sign/", inner.verifying_key().as_bytes());
        Self { id, inner }
    }

    /// The private bytes, to be kept sealed at rest and nowhere else.
    #[must_use]
    pub fn private_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.inner.to_bytes())
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> VerifyingKey {
        VerifyingKey {
            id: self.id,
            inner: self.inner.verifying_key(),
        }
    }

    /// Which key it is; the same as its public half's.
    #[must_use]
    pub const fn id(&self) -> KeyId {
        self.id
    }

    /// Signs `bytes` for one `purpose`. A signature for one purpose never fits another.
    #[must_use]
    pub fn sign(&self, purpose: &'static str, bytes: &[u8]) -> [u8; SIGNATURE_LENGTH] {
        self.inner.sign(&for_purpose(purpose, bytes)).to_bytes()
    }
}

/// The public key that a peer's signatures are checked by.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifyingKey {
    id: KeyId,
    inner: ed25519_dalek::VerifyingKey,
}

impl VerifyingKey {
    /// The key with these public bytes.
    ///
    /// # Errors
    /// [`SealError::Key`] where they are no point of the curve, or a weak one.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, SealError> {
        let inner = ed25519_dalek::VerifyingKey::from_bytes(bytes).map_err(|_| SealError::Key)?;
        if inner.is_weak() {
            return Err(SealError::Key);
        }
        let id = KeyId::of(b"sign/", bytes);
        Ok(Self { id, inner })
    }

    /// The key from its text (base64url of 32 bytes).
    ///
    /// # Errors
    /// [`SealError::Text`] or [`SealError::Key`].
    pub fn from_text(text: &str) -> Result<Self, SealError> {
        Self::from_bytes(&*text::decode_32(text)?)
    }

    /// The public bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 32] {
        self.inner.as_bytes()
    }

    /// The public bytes as base64url.
    #[must_use]
    pub fn text(&self) -> String {
        text::encode(self.bytes())
    }

    /// Which key it is.
    #[must_use]
    pub const fn id(&self) -> KeyId {
        self.id
    }

    /// Checks a signature made by [`SigningKey::sign`] for the same purpose, strictly: no key or
    /// signature of small order, no second encoding of the same signature.
    ///
    /// # Errors
    /// [`SealError::Signature`].
    pub fn verify(
        &self,
        purpose: &'static str,
        bytes: &[u8],
        signature: &[u8; SIGNATURE_LENGTH],
    ) -> Result<(), SealError> {
        let signature = ed25519_dalek::Signature::from_bytes(signature);
        self.inner
            .verify_strict(&for_purpose(purpose, bytes), &signature)
            .map_err(|_| SealError::Signature)
    }
}

/// The purpose, a zero byte, the bytes: no purpose has a zero byte, so the border is certain.
fn for_purpose(purpose: &'static str, bytes: &[u8]) -> Vec<u8> {
    let mut message = Vec::with_capacity(purpose.len() + 1 + bytes.len());
    message.extend_from_slice(purpose.as_bytes());
    message.push(0);
    message.extend_from_slice(bytes);
    message
}

/// The private key that opens what was sealed to a node (DHKEM-X25519, RFC 9180).
#[derive(Clone)]
pub struct SealingKey {
    id: KeyId,
    pub(super) inner: HpkePrivate,
    public: [u8; 32],
}

impl SealingKey {
    /// A new key from 32 random bytes (RFC 9180 section 7.1.3, DeriveKeyPair).
    #[must_use]
    pub fn generate(draw: &mut Draw) -> Self {
        let ikm = Zeroizing::new(draw.bytes::<32>());
        let (private, public) = X25519HkdfSha256::derive_keypair(&*ikm);
        Self::with(private, &public)
    }

    /// The key with these private bytes, as [`private_bytes`](Self::private_bytes) gave them.
    ///
    /// # Errors
    /// [`SealError::Key`] where they are none.
    pub fn from_private(bytes: &[u8; 32]) -> Result<Self, SealError> {
        let private = HpkePrivate::from_bytes(bytes).map_err(|_| SealError::Key)?;
        let public = X25519HkdfSha256::sk_to_pk(&private);
        Ok(Self::with(private, &public))
    }

    fn with(inner: HpkePrivate, public: &HpkePublic) -> Self {
        let public: [u8; 32] = public.to_bytes().into();
        let id = KeyId::of(b"seal/", &public);
        Self { id, inner, public }
    }

    /// The private bytes, to be kept sealed at rest and nowhere else.
    #[must_use]
    pub fn private_bytes(&self) -> Zeroizing<[u8; 32]> {
        let mut bytes = Zeroizing::new([0_u8; 32]);
        self.inner.write_exact(&mut *bytes);
        bytes
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> SealingPublic {
        SealingPublic {
            id: self.id,
            bytes: self.public,
        }
    }

    /// Which key it is; the same as its public half's.
    #[must_use]
    pub const fn id(&self) -> KeyId {
        self.id
    }
}

/// The public key that envelopes to a node are sealed to.
#[derive(Clone, PartialEq, Eq)]
pub struct SealingPublic {
    id: KeyId,
    bytes: [u8; 32],
}

impl SealingPublic {
    /// The key with these public bytes. Any 32 bytes are one; sealing to a bad one fails.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self {
            id: KeyId::of(b"seal/", bytes),
            bytes: *bytes,
        }
    }

    /// The key from its text (base64url of 32 bytes).
    ///
    /// # Errors
    /// [`SealError::Text`].
    pub fn from_text(text: &str) -> Result<Self, SealError> {
        Ok(Self::from_bytes(&*text::decode_32(text)?))
    }

    /// The public bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    /// The public bytes as base64url.
    #[must_use]
    pub fn text(&self) -> String {
        text::encode(&self.bytes)
    }

    /// Which key it is.
    #[must_use]
    pub const fn id(&self) -> KeyId {
        self.id
    }

    pub(super) fn inner(&self) -> Result<HpkePublic, SealError> {
        HpkePublic::from_bytes(&self.bytes).map_err(|_| SealError::Key)
    }
}

#[cfg(test)]
#[path = "tests/keys.rs"]
mod tests;

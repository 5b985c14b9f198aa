//! What lies encrypted in the database: private keys, passwords, bodies. XChaCha20-Poly1305, whose
//! nonce of 24 bytes is long enough to be drawn at random for as long as the key lives.

use std::fmt;

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::{SealError, text};
use crate::domain::Draw;

/// First byte of what is locked: the form that follows.
const FORM: u8 = 1;
const NONCE: usize = 24;

/// A key that locks and unlocks what lies at rest: the node's, or that of one row.
#[derive(Clone)]
pub struct AtRest {
    cipher: XChaCha20Poly1305,
}

impl AtRest {
    /// With this key.
    #[must_use]
    pub fn new(key: &[u8; 32]) -> Self {
        Self {
            cipher: XChaCha20Poly1305::new(key.into()),
        }
    }

    /// With the key that this text holds: base64url of 32 bytes, as [`new_key`](Self::new_key)
    /// makes it. White space around is left out.
    ///
    /// # Errors
    /// [`SealError::Text`].
    pub fn from_text(text: &str) -> Result<Self, SealError> {
        Ok(Self::new(&*text::decode_32(text)?))
    }

    /// The text of a new key.
    #[must_use]
    pub fn new_key(draw: &mut Draw) -> Zeroizing<String> {
        let key = Zeroizing::new(draw.bytes::<32>());
        Zeroizing::new(text::encode(&*key))
    }

    /// Locks `plaintext` for the place where it will lie (`"peer-password/…"`, say, with the row's
    /// identifier): it unlocks only with the same place, so that two rows can't be swapped.
    ///
    /// # Errors
    /// [`SealError::Sealing`], which needs a plaintext of many gigabytes.
    pub fn lock(
        &self,
        place: &str,
        plaintext: &[u8],
        draw: &mut Draw,
    ) -> Result<String, SealError> {
        let nonce = draw.bytes::<NONCE>();
        let payload = Payload {
            msg: plaintext,
            aad: place.as_bytes(),
        };
        let ciphertext = self
            .cipher
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| SealError::Sealing)?;
        Ok(text::encode(&[&[FORM][..], &nonce, &ciphertext].concat()))
    }

    /// Unlocks what [`lock`](Self::lock) made.
    ///
    /// # Errors
    /// [`SealError::Text`] where it is not such a text, [`SealError::Opening`] where the key, the
    /// place or a bit differs.
    pub fn unlock(&self, place: &str, locked: &str) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let bytes = text::decode(locked)?;
        let Some((&FORM, rest)) = bytes.split_first() else {
            return Err(SealError::Text);
        };
        let (nonce, ciphertext) = rest.split_first_chunk::<NONCE>().ok_or(SealError::Text)?;
        let payload = Payload {
            msg: ciphertext,
            aad: place.as_bytes(),
        };
        self.cipher
            .decrypt(&XNonce::from(*nonce), payload)
            .map(Zeroizing::new)
            .map_err(|_| SealError::Opening)
    }
}

impl fmt::Debug for AtRest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AtRest")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_unlocks_with_its_key_in_its_place_only() {
        let mut draw = Draw::from_seed(1);
        let key = AtRest::new_key(&mut draw);
        let own = AtRest::from_text(&format!("{}\n", key.as_str())).unwrap();
        let other = AtRest::new(&[7; 32]);
        let locked = own.lock("link/1", b"passord", &mut draw).unwrap();
        assert_eq!(
            own.unlock("link/1", &locked).unwrap().as_slice(),
            b"passord"
        );
        assert_eq!(own.unlock("link/2", &locked), Err(SealError::Opening));
        assert_eq!(other.unlock("link/1", &locked), Err(SealError::Opening));
        let again = own.lock("link/1", b"passord", &mut draw).unwrap();
        assert_ne!(locked, again);
    }

    #[test]
    fn no_altered_bit_unlocks() {
        let mut draw = Draw::from_seed(2);
        let own = AtRest::new(&[1; 32]);
        let locked = own.lock("", b"x", &mut draw).unwrap();
        let bytes = text::decode(&locked).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(
                own.unlock("", &text::encode(&flipped)).is_err(),
                "bit {bit}"
            );
        }
        for cut in 0..locked.len() {
            assert!(own.unlock("", &locked[..cut]).is_err(), "cut {cut}");
        }
    }

    #[test]
    fn a_key_text_of_another_length_is_refused() {
        for bad in ["", "AA", &"A".repeat(42), &"A".repeat(86), &"!".repeat(43)] {
            assert_eq!(AtRest::from_text(bad).unwrap_err(), SealError::Text);
        }
    }
}

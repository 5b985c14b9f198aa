//! Sealing between two nodes: HPKE base mode (RFC 9180) with DHKEM(X25519, HKDF-SHA256),
//! HKDF-SHA256 and ChaCha20-Poly1305. Who sent it is not its business: that is the signature's.

use std::convert::Infallible;

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::rand_core::{TryCryptoRng, TryRng};
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};

use super::{SealError, SealingKey, SealingPublic};
use crate::domain::Draw;

type Encapsulated = <X25519HkdfSha256 as Kem>::EncappedKey;

/// Length of the encapsulated key that comes first.
const ENCAPSULATED: usize = 32;

/// How many bytes longer the sealed form is than the plaintext: encapsulated key and tag.
pub const SEALING_OVERHEAD: usize = ENCAPSULATED + 16;

/// Seals `plaintext` so that only `peer` opens it, and only with the same `info` and `aad`. Each
/// call draws a new ephemeral key, so the same plaintext never looks the same.
///
/// # Errors
/// [`SealError::Sealing`] where the peer's key is none that one can agree on a secret with.
pub fn seal_to(
    peer: &SealingPublic,
    info: &[u8],
    aad: &[u8],
    plaintext: &[u8],
    draw: &mut Draw,
) -> Result<Vec<u8>, SealError> {
    let (encapsulated, ciphertext) =
        hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeS::Base,
            &peer.inner()?,
            info,
            plaintext,
            aad,
            &mut Drawn(draw),
        )
        .map_err(|_| SealError::Sealing)?;
    let mut sealed = Vec::with_capacity(plaintext.len() + SEALING_OVERHEAD);
    sealed.extend_from_slice(&encapsulated.to_bytes());
    sealed.extend_from_slice(&ciphertext);
    Ok(sealed)
}

/// Opens what [`seal_to`] made for this key.
///
/// # Errors
/// [`SealError::Opening`] where anything differs: key, context or a bit.
pub fn open(
    own: &SealingKey,
    info: &[u8],
    aad: &[u8],
    sealed: &[u8],
) -> Result<Vec<u8>, SealError> {
    let (encapsulated, ciphertext) = sealed
        .split_at_checked(ENCAPSULATED)
        .ok_or(SealError::Opening)?;
    let encapsulated = Encapsulated::from_bytes(encapsulated).map_err(|_| SealError::Opening)?;
    hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        &own.inner,
        &encapsulated,
        info,
        ciphertext,
        aad,
    )
    .map_err(|_| SealError::Opening)
}

/// The caller's randomness in the form that hpke takes.
struct Drawn<'a>(&'a mut Draw);

impl TryRng for Drawn<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_le_bytes(self.0.bytes()))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_le_bytes(self.0.bytes()))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill(out);
        Ok(())
    }
}

impl TryCryptoRng for Drawn<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        text.as_bytes()
            .chunks(2)
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect()
    }

    #[test]
    fn only_the_peer_opens_it_and_only_in_its_context() {
        let mut draw = Draw::from_seed(1);
        let own = SealingKey::generate(&mut draw);
        let stranger = SealingKey::generate(&mut draw);
        let sealed = seal_to(&own.public(), b"info", b"aad", b"hei", &mut draw).unwrap();
        assert_eq!(sealed.len(), 3 + SEALING_OVERHEAD);
        assert_eq!(
            open(&own, b"info", b"aad", &sealed).as_deref(),
            Ok(&b"hei"[..])
        );
        for refused in [
            open(&stranger, b"info", b"aad", &sealed),
            open(&own, b"inf", b"aad", &sealed),
            open(&own, b"info", b"aa", &sealed),
            open(&own, b"info", b"aad", &sealed[..sealed.len() - 1]),
            open(&own, b"info", b"aad", &sealed[..31]),
            open(&own, b"info", b"aad", b""),
        ] {
            assert_eq!(refused, Err(SealError::Opening));
        }
        for bit in 0..sealed.len() * 8 {
            let mut flipped = sealed.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            let opened = open(&own, b"info", b"aad", &flipped);
            assert_eq!(opened, Err(SealError::Opening), "bit {bit}");
        }
    }

    #[test]
    fn the_callers_randomness_alone_decides_the_bytes() {
        let own = SealingKey::generate(&mut Draw::from_seed(1));
        let with =
            |seed| seal_to(&own.public(), b"", b"", b"hei", &mut Draw::from_seed(seed)).unwrap();
        assert_eq!(with(2), with(2));
        assert_ne!(with(2), with(3));
    }

    #[test]
    fn a_key_of_small_order_is_not_sealed_to() {
        let nobody = SealingPublic::from_bytes(&[0; 32]);
        let sealed = seal_to(&nobody, b"", b"", b"hei", &mut Draw::from_seed(1));
        assert_eq!(sealed, Err(SealError::Sealing));
    }

    #[test]
    fn the_vector_of_rfc_9180_opens() {
        // Appendix A.2.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305, base, seq 0.
        let private: [u8; 32] =
            hex("8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb")
                .try_into()
                .unwrap();
        let sealed = [
            hex("1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a"),
            hex(
                "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28",
            ),
        ]
        .concat();
        let opened = open(
            &SealingKey::from_private(&private).unwrap(),
            &hex("4f6465206f6e2061204772656369616e2055726e"),
            b"Count-0",
            &sealed,
        );
        assert_eq!(opened.as_deref(), Ok(&b"Beauty is truth, truth beauty"[..]));
    }
}

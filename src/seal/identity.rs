//! The public face of a node: its two public keys together, and the fingerprint by which two people
//! compare them over the telephone.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

use super::{SealError, SealingPublic, VerifyingKey, text};

/// Crockford's base32: no I, L, O or U, so that nothing is misheard or misread.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Both public keys of a node, as its peers pin them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicIdentity {
    /// Checks its signatures.
    pub verifying: VerifyingKey,
    /// What is meant for it is sealed to this.
    pub sealing: SealingPublic,
}

impl PublicIdentity {
    /// What two people compare; it stands for both keys.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        let hash = Sha256::new()
            .chain_update(b"samband/v1/fingerprint/")
            .chain_update(self.verifying.bytes())
            .chain_update(self.sealing.bytes())
            .finalize();
        let mut first = [0_u8; 16];
        for (to, from) in first.iter_mut().zip(hash.iter()) {
            *to = *from;
        }
        Fingerprint(u128::from_be_bytes(first) >> 3)
    }
}

impl fmt::Display for PublicIdentity {
    /// base64url of the 64 bytes: first the verifying, then the sealing key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let both = [*self.verifying.bytes(), *self.sealing.bytes()].concat();
        f.write_str(&text::encode(&both))
    }
}

impl FromStr for PublicIdentity {
    type Err = SealError;

    fn from_str(text: &str) -> Result<Self, SealError> {
        let bytes = text::decode(text.trim())?;
        let (verifying, sealing) = bytes.split_first_chunk::<32>().ok_or(SealError::Text)?;
        let sealing = <&[u8; 32]>::try_from(sealing).map_err(|_| SealError::Text)?;
        Ok(Self {
            verifying: VerifyingKey::from_bytes(verifying)?,
            sealing: SealingPublic::from_bytes(sealing),
        })
    }
}

/// 125 bits of SHA-256 over both public keys, shown as five groups of five characters.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint(u128);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for place in (0..25_u32).rev() {
            let digit = usize::try_from((self.0 >> (place * 5)) & 31).unwrap_or(0);
            let letter = ALPHABET.get(digit).copied().unwrap_or(b'0');
            write!(f, "{}", char::from(letter))?;
            if place % 5 == 0 && place > 0 {
                f.write_str("-")?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Draw;
    use crate::seal::{SealingKey, SigningKey};

    fn identity(seed: u64) -> PublicIdentity {
        let mut draw = Draw::from_seed(seed);
        PublicIdentity {
            verifying: SigningKey::generate(&mut draw).public(),
            sealing: SealingKey::generate(&mut draw).public(),
        }
    }

    #[test]
    fn an_identity_reads_back_what_it_prints() {
        let one = identity(1);
        assert_eq!(one.to_string().len(), 86);
        assert_eq!(one.to_string().parse(), Ok(one.clone()));
        assert_eq!(
            one.verifying.text().parse::<PublicIdentity>(),
            Err(SealError::Text)
        );
        assert_eq!("!".parse::<PublicIdentity>(), Err(SealError::Text));
    }

    #[test]
    fn the_fingerprint_stands_for_both_keys() {
        let (one, two) = (identity(1), identity(2));
        let text = one.fingerprint().to_string();
        assert_eq!(text, "GTQ8Q-8F26F-MGWS2-ZQRPB-TJ7BA");
        for mixed in [
            PublicIdentity {
                sealing: two.sealing.clone(),
                ..one.clone()
            },
            PublicIdentity {
                verifying: two.verifying.clone(),
                ..one.clone()
            },
        ] {
            assert_ne!(mixed.fingerprint().to_string(), text);
        }
    }
}

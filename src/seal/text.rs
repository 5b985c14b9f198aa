//! Bytes as base64url without padding: the one text form of keys, tokens and what lies at rest.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use super::SealError;

pub(super) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(super) fn decode(text: &str) -> Result<Vec<u8>, SealError> {
    URL_SAFE_NO_PAD
        .decode(text.as_bytes())
        .map_err(|_| SealError::Text)
}

/// 32 bytes, as every key has. White space around is left out: a key may come from a file.
pub(super) fn decode_32(text: &str) -> Result<Zeroizing<[u8; 32]>, SealError> {
    let bytes = Zeroizing::new(decode(text.trim())?);
    <[u8; 32]>::try_from(bytes.as_slice())
        .map(Zeroizing::new)
        .map_err(|_| SealError::Text)
}

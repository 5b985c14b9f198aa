//! A message as bytes inside an envelope, and back.
//!
//! The receiver decodes, encodes again and refuses unequal bytes, so nothing unknown can hide in
//! what was understood. What is unknown is refused, never guessed.

use minicbor::{Decoder, Encoder};

use super::guard::Guard;
use super::limits;
use super::message::{MESSAGE_VERSION, Message, Refusal, Verdict};

/// The message as bytes: `[version, message]`.
#[must_use]
pub fn encode(message: &Message) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes);
    // Writing to a Vec can't fail: its error type has no values.
    let written = encoder
        .array(2)
        .and_then(|e| e.u16(MESSAGE_VERSION))
        .and_then(|e| e.encode(message));
    debug_assert!(written.is_ok());
    bytes
}

/// Reads a message; `guard` judges its text again.
///
/// # Errors
/// The refusal that goes into the receipt: another version, not a message of this version, over a
/// limit, or with a text that does not pass the guard.
pub fn decode(bytes: &[u8], guard: &Guard) -> Result<Message, Refusal> {
    let mut decoder = Decoder::new(bytes);
    if decoder.array().map_err(|_| Refusal::Malformed)? != Some(2) {
        return Err(Refusal::Malformed);
    }
    let version = decoder.u16().map_err(|_| Refusal::Malformed)?;
    if version != MESSAGE_VERSION {
        return Err(Refusal::Version(MESSAGE_VERSION, MESSAGE_VERSION));
    }
    let message: Message = decoder.decode_with(&mut guard.clone()).map_err(|error| {
        // The guard is the only decoder that gives an error of its own.
        if error.is_custom() {
            Refusal::Guard
        } else {
            Refusal::Malformed
        }
    })?;
    if encode(&message) != bytes || !limits::keeps(&message) {
        return Err(Refusal::Malformed);
    }
    Ok(message)
}

/// A verdict as bytes, as it is kept in order to be given again.
#[must_use]
pub fn verdict_bytes(verdict: Verdict) -> Vec<u8> {
    minicbor::to_vec(verdict).unwrap_or_default()
}

/// A verdict that was kept.
#[must_use]
pub fn verdict_from(bytes: &[u8]) -> Option<Verdict> {
    minicbor::decode(bytes).ok()
}

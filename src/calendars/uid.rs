//! The identifier of an invitation or entry (RFC 5545 §3.8.4.7). It also names a file on a server
//! and comes back in replies, so it holds nothing that would have to be escaped anywhere.

use std::fmt;
use std::str::FromStr;

/// A text that is not an identifier of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an identifier is 1 to 160 letters, digits, hyphens, dots and @")]
pub struct NotUid;

/// The identifier that stays the same while a meeting is moved and cancelled.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uid(String);

impl Uid {
    /// The identifier with these bytes, drawn anew for each calendar a meeting is written to: two
    /// calendars can't be joined on it.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 16]) -> Self {
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Self(format!("{hex}@samband"))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Uid {
    type Err = NotUid;

    fn from_str(text: &str) -> Result<Self, NotUid> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"-.@".contains(&b);
        let good = (1..=160).contains(&text.len())
            && text.bytes().all(plain)
            && text.bytes().any(|b| b != b'.');
        good.then(|| Self(text.to_owned())).ok_or(NotUid)
    }
}

impl fmt::Display for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_texts_are_identifiers() {
        let drawn = Uid::from_bytes(&[0xab; 16]);
        assert_eq!(drawn.as_str().parse(), Ok(drawn));
        for bad in [
            "",
            ".",
            "..",
            "a/b",
            "a b",
            "a\r\nSUMMARY:x",
            "\u{e6}",
            &"a".repeat(161),
        ] {
            assert_eq!(bad.parse::<Uid>(), Err(NotUid), "{bad}");
        }
    }
}

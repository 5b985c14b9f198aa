//! Short texts that administrators set: names, telephone numbers, mail addresses. They are the only
//! texts besides a guarded note that may cross, so each is checked once, when it is made.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Why a short text was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ShortError {
    /// A name.
    #[error("a name is 1 to 80 characters on one line, without control characters")]
    Name,
    /// A telephone number.
    #[error("a telephone number is 3 to 20 digits, spaces and hyphens, with an optional leading +")]
    Phone,
    /// A mail address.
    #[error("a mail address is name@domain, in ASCII, at most 120 characters")]
    Address,
    /// A link to a video room.
    #[error("a video link begins with https:// and is at most 200 characters, without spaces")]
    VideoLink,
}

macro_rules! short_text {
    ($($(#[$doc:meta])* $name:ident, $check:path, $error:path;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = ShortError;
            fn from_str(text: &str) -> Result<Self, ShortError> {
                if $check(text) { Ok(Self(text.to_owned())) } else { Err($error) }
            }
        }

        impl TryFrom<String> for $name {
            type Error = ShortError;
            fn try_from(text: String) -> Result<Self, ShortError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> String {
                text.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            /// Only the length: a name is personal data and does not belong in a log.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({} bytes)"), self.0.len())
            }
        }
    )*};
}

short_text! {
    /// The name of a person, a team, a place or an organisation.
    ShortName, is_name, ShortError::Name;
    /// A work telephone number.
    Phone, is_phone, ShortError::Phone;
    /// A work mail address.
    Address, is_address, ShortError::Address;
    /// A link to a video room, set by the person who owns it.
    VideoLink, is_video_link, ShortError::VideoLink;
}

fn is_name(text: &str) -> bool {
    let length = text.chars().count();
    (1..=80).contains(&length) && text.trim() == text && !text.chars().any(char::is_control)
}

fn is_phone(text: &str) -> bool {
    let rest = text.strip_prefix('+').unwrap_or(text);
    let digits = rest.bytes().filter(u8::is_ascii_digit).count();
    (3..=20).contains(&digits)
        && rest.len() <= 30
        && rest
            .bytes()
            .all(|b| b.is_ascii_digit() || b == b' ' || b == b'-')
}

fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"._%+-".contains(&b);
    text.len() <= 120
        && !local.is_empty()
        && local.bytes().all(plain)
        && !domain.is_empty()
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && domain
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-')
}

fn is_video_link(text: &str) -> bool {
    text.len() <= 200
        && text
            .strip_prefix("https://")
            .is_some_and(|rest| !rest.is_empty())
        && text
            .bytes()
            .all(|b| b.is_ascii_graphic() && !b"<>\"'`".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_texts_refuse_what_could_break_a_line_or_a_header() {
        assert!("Siri Dahl".parse::<ShortName>().is_ok());
        for bad in ["", " a", "a\nb", "a\u{7f}"] {
            assert_eq!(bad.parse::<ShortName>(), Err(ShortError::Name));
        }
        assert!("+47 55 00 12 34".parse::<Phone>().is_ok());
        assert!("ring meg".parse::<Phone>().is_err());
        assert!("siri.dahl@dps.test".parse::<Address>().is_ok());
        for bad in ["a@", "@b", "a b@c", "a@b\r\nBcc: x@y", "a@.b"] {
            assert_eq!(bad.parse::<Address>(), Err(ShortError::Address));
        }
    }

    #[test]
    fn debug_does_not_show_the_text() {
        let name: ShortName = "Siri Dahl".parse().unwrap();
        assert!(!format!("{name:?}").contains("Siri"));
    }
}

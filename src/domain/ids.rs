//! Identifiers. Each kind is its own type, so that a booking can't be given where a note is meant.
//!
//! All but [`NodeId`] are 16 random bytes: they say nothing about what they name, not even when it
//! was made. They print as 32 lower-case hexadecimal digits.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::clock::Draw;

/// A text that is not an identifier of the wanted kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Not 32 hexadecimal digits.
    #[error("an identifier is 32 hexadecimal digits")]
    NotHex,
    /// Not a node name.
    #[error(
        "a node name is 2 to 40 lower-case letters a-z, digits and hyphens, beginning with a letter"
    )]
    NotNodeName,
}

fn parse_hex(text: &str) -> Result<[u8; 16], IdError> {
    let bytes = text.as_bytes();
    if bytes.len() != 32 {
        return Err(IdError::NotHex);
    }
    let mut out = [0_u8; 16];
    for (slot, pair) in out.iter_mut().zip(bytes.chunks_exact(2)) {
        let [high, low] = pair else {
            return Err(IdError::NotHex);
        };
        *slot = (hex_digit(*high)? << 4) | hex_digit(*low)?;
    }
    Ok(out)
}

fn hex_digit(byte: u8) -> Result<u8, IdError> {
    match byte {
        b'0'..=b'9' => Ok(byte - b'0'),
        b'a'..=b'f' => Ok(byte - b'a' + 10),
        _ => Err(IdError::NotHex),
    }
}

macro_rules! random_id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// A new identifier from the caller's randomness.
            #[must_use]
            pub fn draw(draw: &mut Draw) -> Self {
                Self(draw.bytes())
            }

            /// The identifier with these bytes.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// Its bytes.
            #[must_use]
            pub const fn bytes(&self) -> &[u8; 16] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                parse_hex(text).map(Self)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.to_string()
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}

random_id! {
    /// One envelope on the link; also how repeats of it are recognised.
    EnvelopeId;
    /// One booking: the same at the asker and at every holder.
    BookingId;
    /// One search for a time, at its asker only.
    ProposalId;
    /// One question about candidate starts.
    AskId;
    /// Repeating bookings that belong together.
    SeriesId;
    /// One yellow note.
    NoteId;
    /// A note with all that was answered to it.
    ThreadId;
    /// One answer to a note.
    AnswerId;
    /// A case: a random reference, shared only under a consent (boundary rule B5).
    CaseRef;
    /// One registered consent.
    ConsentId;
    /// A person of one organisation, as others know them.
    StaffId;
    /// A team of one organisation.
    TeamId;
    /// A place where people meet.
    PlaceId;
    /// The link to one calendar of one person; never leaves the node.
    LinkId;
}

/// The name of an organisation's node: part of its topic on the broker and of its certificate.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NodeId(String);

impl NodeId {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for NodeId {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        let good_length = (2..=40).contains(&text.len());
        let good_start = text.starts_with(|c: char| c.is_ascii_lowercase());
        let good_rest = text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if good_length && good_start && good_rest {
            Ok(Self(text.to_owned()))
        } else {
            Err(IdError::NotNodeName)
        }
    }
}

impl TryFrom<String> for NodeId {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

impl From<NodeId> for String {
    fn from(id: NodeId) -> String {
        id.0
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_reads_back_what_it_prints() {
        let id = BookingId::from_bytes([0xab; 16]);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!("AB".repeat(16).parse::<BookingId>(), Err(IdError::NotHex));
        assert_eq!("ab".parse::<BookingId>(), Err(IdError::NotHex));
    }

    #[test]
    fn a_node_name_is_safe_in_a_topic() {
        assert!("nav-nordfjell".parse::<NodeId>().is_ok());
        for bad in ["", "a", "Nav", "a/b", "a+", "#", "1nav", "nav nord"] {
            assert_eq!(bad.parse::<NodeId>(), Err(IdError::NotNodeName), "{bad}");
        }
    }
}

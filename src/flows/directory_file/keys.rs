//! The keys of the directory file: short names by which one entry refers to another. Each sort has
//! its own type. They stay in this node: what crosses are random identifiers.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

/// A text that is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key is 1 to 60 lower-case letters a-z, digits and hyphens, beginning with a letter")]
pub struct NotAKey;

fn is_key(text: &str) -> bool {
    (1..=60).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

macro_rules! key {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub struct $name(String);

        impl $name {
            /// The key as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = NotAKey;
            fn from_str(text: &str) -> Result<Self, NotAKey> {
                if is_key(text) { Ok(Self(text.to_owned())) } else { Err(NotAKey) }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

key! {
    /// A place.
    PlaceKey;
    /// A team.
    TeamKey;
    /// A person.
    PersonKey;
    /// One calendar of one person; two people may have calendars of the same key.
    CalendarKey;
}

//! What a mail says. Its parts are types that can't hold a line break where a header is made of
//! them, so a header can't be smuggled in.

use std::fmt;
use std::str::FromStr;

use crate::domain::{Address, Instant, ShortName};

/// One mail to one receiver, ready to be carried.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// The sender's address.
    pub from: Address,
    /// The name beside it; none where the sender's organisation must not be told (rule B10).
    pub from_name: Option<ShortName>,
    /// The receiver.
    pub to: Address,
    /// What it is about.
    pub subject: Subject,
    /// What it says, in plain text, lines of any length.
    pub text: String,
    /// A calendar entry that goes with it.
    pub calendar: Option<Calendar>,
    /// The same for a letter that is sent again, so that it can be recognised.
    pub message_id: MessageId,
    /// When it was written.
    pub date: Instant,
}

impl fmt::Debug for Letter {
    /// Neither address, subject nor text: they are personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Letter")
            .field("message_id", &self.message_id)
            .field("calendar", &self.calendar)
            .finish_non_exhaustive()
    }
}

/// A calendar entry on its way (iMIP, RFC 6047).
#[derive(Clone, PartialEq, Eq)]
pub struct Calendar {
    /// What the receiver's calendar is to do; must be the METHOD in `bytes`.
    pub method: Method,
    /// The iCalendar text, as it was made.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Calendar({:?}, {} bytes)", self.method, self.bytes.len())
    }
}

/// The methods of iTIP (RFC 5546) that samband sends and understands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// An invitation, or a change of one.
    Request,
    /// A meeting called off.
    Cancel,
    /// An entry that asks for no answer.
    Publish,
    /// An answer to an invitation; received, never sent.
    Reply,
}

impl Method {
    /// Every method.
    pub const ALL: [Self; 4] = [Self::Request, Self::Cancel, Self::Publish, Self::Reply];

    /// As the `method` parameter of `text/calendar` has it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
            Self::Publish => "PUBLISH",
            Self::Reply => "REPLY",
        }
    }
}

/// A text that can't stand in a mail's header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WordingError {
    /// Not a subject.
    #[error("a subject is 1 to 150 characters on one line, without control characters")]
    Subject,
    /// Not a message identifier.
    #[error("a message identifier is left@right of letters, digits, `.`, `-` and `_`")]
    MessageId,
}

/// A mail's subject: 1 to 150 characters on one line.
#[derive(Clone, PartialEq, Eq)]
pub struct Subject(String);

impl Subject {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Subject {
    type Err = WordingError;

    fn from_str(text: &str) -> Result<Self, WordingError> {
        let good_length = (1..=150).contains(&text.chars().count());
        let breaks_line = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
        if good_length && !text.contains(breaks_line) {
            Ok(Self(text.to_owned()))
        } else {
            Err(WordingError::Subject)
        }
    }
}

impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Subject({} bytes)", self.0.len())
    }
}

/// What makes a mail the same mail when it is sent again (RFC 5322, 3.6.4), without the angle
/// brackets. Whoever writes the letter derives it from what the letter is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MessageId(String);

impl MessageId {
    /// The identifier as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for MessageId {
    type Err = WordingError;

    fn from_str(text: &str) -> Result<Self, WordingError> {
        let plain = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
        let is_atom = |part: &str| {
            let dotted = part.starts_with('.') || part.ends_with('.') || part.contains("..");
            !part.is_empty() && !dotted && part.chars().all(plain)
        };
        match text.split_once('@') {
            Some((left, right)) if text.len() <= 120 && is_atom(left) && is_atom(right) => {
                Ok(Self(text.to_owned()))
            }
            _ => Err(WordingError::MessageId),
        }
    }
}

//! Why a calendar could not be fetched or written. No case holds an address, a title or a password,
//! so each may be logged, stored and shown as it is.

use jiff::fmt::rfc2822;

use crate::http::{Answer, FetchError};

use super::unreadable::NotReadable;

/// Why a source gave no answer that can be relied on. Whoever gets one of these must treat the
/// person as not known to be free (threat T8: unknown is never free).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SourceTrouble {
    /// The address can't be asked as it is written.
    #[error("the calendar's address can't be used")]
    BadAddress,
    /// The address is not https, and plain http is not permitted.
    #[error("the calendar's address is not https")]
    NotHttps,
    /// The address leads to a network that may not be fetched from.
    #[error("the calendar's address leads inside the network")]
    AddressForbidden,
    /// Nobody answers there.
    #[error("the calendar's server does not answer")]
    Unreachable,
    /// The server's certificate does not hold.
    #[error("the connection to the calendar's server is not secure")]
    NotSecure,
    /// No whole answer in time.
    #[error("the calendar's server is too slow")]
    TooSlow,
    /// More than may be fetched, or a part of more that the server would not send.
    #[error("the calendar is too large")]
    TooLarge,
    /// The answer broke off.
    #[error("the calendar's answer broke off")]
    CutShort,
    /// The calendar has moved to an address that may not be followed.
    #[error("the calendar has moved")]
    Redirected,
    /// The name and password are not accepted, or missing.
    #[error("the calendar's server does not accept the login")]
    WrongPassword,
    /// The server wants a way of logging in that samband does not have.
    #[error("the calendar's server wants another kind of login")]
    LoginUnsupported,
    /// The login does not give access.
    #[error("there is no access to the calendar")]
    Forbidden,
    /// Nothing at the address.
    #[error("there is no calendar at the address")]
    NotFound,
    /// The server says that it is gone for good.
    #[error("the calendar is gone")]
    Gone,
    /// An error on the server's side, or too many requests for it.
    #[error("the calendar's server failed")]
    ServerError,
    /// The server wants to be left alone for a while (RFC 9110 §10.2.3).
    #[error("the calendar's server asks to wait")]
    AskedToWait {
        /// How long from the answer on.
        seconds: u32,
    },
    /// The organisation's own access to the system is not accepted, so no calendar in it is read.
    #[error("the system does not accept the organisation's access to it")]
    ClientRefused,
    /// The link is to a system that the settings don't name.
    #[error("the settings don't say how to reach the system that the calendar is in")]
    NotSetUp,
    /// The server says itself, or it shows, that something is left out.
    #[error("the calendar's server gave only a part")]
    Partial,
    /// The server answered what has no meaning for what was asked, or what can't be read.
    #[error("the calendar's server answered something that can't be understood")]
    Unforeseen,
    /// What came is no calendar: a web page, for instance.
    #[error("what the address holds is not a calendar")]
    NotACalendar,
    /// Nothing came.
    #[error("the calendar's answer is empty")]
    Empty,
    /// The account has no calendar with meetings in it.
    #[error("the account has no calendar")]
    NoCalendar,
    /// A calendar came, but not one that can be read in full.
    #[error("the calendar can't be read in full: {0}")]
    NotReadable(NotReadable),
}

impl SourceTrouble {
    /// A short, stable code for the database, scripts and the choice of words.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::BadAddress => "bad_address",
            Self::NotHttps => "not_https",
            Self::AddressForbidden => "address_forbidden",
            Self::Unreachable => "unreachable",
            Self::NotSecure => "not_secure",
            Self::TooSlow => "too_slow",
            Self::TooLarge => "too_large",
            Self::CutShort => "cut_short",
            Self::Redirected => "redirected",
            Self::WrongPassword => "wrong_password",
            Self::LoginUnsupported => "login_unsupported",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::Gone => "gone",
            Self::ServerError => "server_error",
            Self::AskedToWait { .. } => "asked_to_wait",
            Self::ClientRefused => "client_refused",
            Self::NotSetUp => "not_set_up",
            Self::Partial => "partial",
            Self::Unforeseen => "unforeseen",
            Self::NotACalendar => "not_a_calendar",
            Self::Empty => "empty",
            Self::NoCalendar => "no_calendar",
            Self::NotReadable(_) => "not_readable",
        }
    }

    /// Whether it may pass by itself, so that trying again soon makes sense. The others want a
    /// person.
    #[must_use]
    pub const fn may_pass(self) -> bool {
        matches!(
            self,
            Self::Unreachable
                | Self::TooSlow
                | Self::CutShort
                | Self::ServerError
                | Self::AskedToWait { .. }
                | Self::Empty
        )
    }

    /// What an answer of an unexpected status means, and how long its server wants to be left alone
    /// where it says so.
    pub(super) fn of_answer(answer: &Answer) -> Self {
        match (answer.status(), retry_after(answer)) {
            (429 | 503 | 504, Some(seconds)) => Self::AskedToWait { seconds },
            (status, _) => Self::of_status(status),
        }
    }

    /// What a status that is none of the expected ones means.
    pub(super) fn of_status(status: u16) -> Self {
        match status {
            300..=303 | 305..=399 => Self::Redirected,
            401 => Self::WrongPassword,
            403 => Self::Forbidden,
            404 => Self::NotFound,
            410 => Self::Gone,
            413 | 507 => Self::TooLarge,
            408 | 423 | 425 | 429 | 500..=599 => Self::ServerError,
            _ => Self::Unforeseen,
        }
    }
}

/// Retry-After in seconds, given as seconds or as a date; a day at the most.
fn retry_after(answer: &Answer) -> Option<u32> {
    const DAY: i64 = 86_400;
    let said = answer.header("retry-after")?.trim();
    let seconds = match said.parse::<u32>() {
        Ok(seconds) => i64::from(seconds),
        Err(_) => {
            let second = |text: &str| Some(rfc2822::parse(text).ok()?.timestamp().as_second());
            second(said)? - second(answer.header("date")?)?
        }
    };
    u32::try_from(seconds.clamp(1, DAY)).ok()
}

impl From<FetchError> for SourceTrouble {
    fn from(error: FetchError) -> Self {
        match error {
            FetchError::Unsendable => Self::BadAddress,
            FetchError::NotHttps => Self::NotHttps,
            FetchError::AddressForbidden => Self::AddressForbidden,
            FetchError::Unreachable => Self::Unreachable,
            FetchError::Tls => Self::NotSecure,
            FetchError::TooSlow => Self::TooSlow,
            FetchError::TooLarge => Self::TooLarge,
            FetchError::Redirected => Self::Redirected,
            FetchError::CutShort => Self::CutShort,
        }
    }
}

//! Why a fetch did not bring an answer. No case holds an address, a header or a word of the body.

use std::error::Error;
use std::io;

/// Why there is no answer. An answer with a status of refusal is an answer, not one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The address or a header is one that HTTP can't carry, or the address holds a password.
    #[error("the request can't be sent as it is")]
    Unsendable,
    /// The address is not https, and plain http is not permitted.
    #[error("the address is not https")]
    NotHttps,
    /// The address leads inside the network, and that is not permitted.
    #[error("the address leads to a network that may not be fetched from")]
    AddressForbidden,
    /// The name is unknown, or nobody answers there.
    #[error("nobody answers at the address")]
    Unreachable,
    /// The other side's certificate does not hold, or TLS failed in another way.
    #[error("the connection is not secure")]
    Tls,
    /// The answer was not whole within the time limit.
    #[error("the answer took too long")]
    TooSlow,
    /// The answer is larger than the size limit (after decompression).
    #[error("the answer is too large")]
    TooLarge,
    /// Sent on to another origin, too often, or nowhere.
    #[error("the address has moved")]
    Redirected,
    /// The answer broke off, or is not HTTP.
    #[error("the answer broke off")]
    CutShort,
}

/// The mark that the resolver leaves when a name leads inside.
#[derive(Debug, thiserror::Error)]
#[error("an address of the host is not public")]
pub(super) struct LeadsInside;

impl FetchError {
    /// What went wrong before the head of an answer came.
    pub(super) fn before_answer(error: &reqwest::Error) -> Self {
        if error.is_builder() {
            return Self::Unsendable;
        }
        let mut cause: Option<&(dyn Error + 'static)> = error.source();
        while let Some(at) = cause {
            if at.is::<LeadsInside>() {
                return Self::AddressForbidden;
            }
            if at.is::<rustls::Error>() {
                return Self::Tls;
            }
            // An `io::Error` skips the error that it wraps in `source`, so ask it for that one.
            cause = match at.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
                Some(wrapped) => Some(wrapped),
                None => at.source(),
            };
        }
        if error.is_timeout() {
            Self::TooSlow
        } else if error.is_connect() {
            Self::Unreachable
        } else {
            Self::CutShort
        }
    }
}

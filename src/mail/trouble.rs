//! Why a mail was not carried, by what can be done about it.

/// Why a mail was not carried. No variant holds what the server said: it may repeat an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MailTrouble {
    /// No connection to the server, or it was lost.
    #[error("the mail server can't be reached")]
    Unreachable,
    /// The server did not answer in time.
    #[error("the mail server did not answer in time")]
    TimedOut,
    /// No encrypted connection: the server's certificate is not trusted or has run out.
    #[error("the mail server's certificate is not trusted")]
    Untrusted,
    /// The server said "not now" (4xx).
    #[error("the mail server said to try later ({status})")]
    Later {
        /// The SMTP reply code.
        status: u16,
    },
    /// The folder or its disk did not take the file.
    #[error("the mail could not be written to its folder")]
    NotWritten,
    /// The user name or password is wrong, or a login is wanted and none is set.
    #[error("the mail server refused the login ({status})")]
    Login {
        /// The SMTP reply code.
        status: u16,
    },
    /// The server refused this mail (5xx): its sender, its receiver or what it says.
    #[error("the mail server refused the mail ({status})")]
    Refused {
        /// The SMTP reply code.
        status: u16,
    },
    /// The server can't do what the settings ask for: no STARTTLS, no way to log in, or it does not
    /// speak SMTP.
    #[error("the mail server does not offer what the settings ask for")]
    NotOffered,
    /// The letter can't be made into a mail.
    #[error("the letter can't be made into a mail")]
    Unsendable,
    /// The settings hold a certificate that is none.
    #[error("the certificate file for the mail server holds no certificate")]
    BadCertificate,
}

impl MailTrouble {
    /// Whether the same letter may get through later, with nothing changed.
    #[must_use]
    pub const fn is_temporary(self) -> bool {
        match self {
            Self::Unreachable
            | Self::TimedOut
            | Self::Untrusted
            | Self::Later { .. }
            | Self::NotWritten => true,
            Self::Login { .. }
            | Self::Refused { .. }
            | Self::NotOffered
            | Self::Unsendable
            | Self::BadCertificate => false,
        }
    }

    /// A short, stable code for rows and scripts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::TimedOut => "timed_out",
            Self::Untrusted => "untrusted",
            Self::Later { .. } => "later",
            Self::NotWritten => "not_written",
            Self::Login { .. } => "login",
            Self::Refused { .. } => "refused",
            Self::NotOffered => "not_offered",
            Self::Unsendable => "unsendable",
            Self::BadCertificate => "bad_certificate",
        }
    }
}

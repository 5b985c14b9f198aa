//! Mail sent and kept. The home of lettre and MIME.
//!
//! A [`Letter`] is made by whoever has something to say, and a [`Mailer`] carries it: to an SMTP
//! server, into a folder as `.eml` files, or into memory. Calendar text goes with it as bytes; what
//! they mean is not known here. [`read`] shows a mail again, for the demo's mail page and the tests.
//!
//! Nothing here retries, queues or logs: a failure says whether trying again can help, and the one
//! that carries mail decides.

mod letter;
mod mailer;
mod mime;
mod read;
mod smtp;
#[cfg(test)]
mod tests;
mod trouble;

pub use letter::{Calendar, Letter, MessageId, Method, Subject, WordingError};
pub use mailer::{Mailer, SentMail};
pub use read::{ReadCalendar, ReadLetter, read};
pub use smtp::{SmtpLogin, SmtpSettings, SmtpTls};
pub use trouble::MailTrouble;

use std::path::PathBuf;

use crate::domain::Address;

/// How a node sends mail.
#[derive(Debug, Clone)]
pub struct MailSettings {
    /// The sender's address.
    pub from: Address,
    /// What carries it.
    pub carrier: MailCarrier,
}

/// What carries mail out of the node.
#[derive(Debug, Clone)]
pub enum MailCarrier {
    /// An SMTP server.
    Smtp(SmtpSettings),
    /// A folder, one `.eml` file a mail; nobody gets them.
    Folder(PathBuf),
}

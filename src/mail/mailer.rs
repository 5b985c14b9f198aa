//! What carries letters: a closed set of ways, one of them memory, so that tests use the real type.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::MailCarrier;
use super::letter::Letter;
use super::mime;
use super::smtp::Smtp;
use super::trouble::MailTrouble;

/// Carries letters. Cheap to clone; clones share their connections and their memory.
#[derive(Debug, Clone)]
pub enum Mailer {
    /// To an SMTP server.
    Smtp(Smtp),
    /// Into a folder, as `<message id>.eml`; a letter that is sent again replaces itself.
    File(PathBuf),
    /// Into memory.
    Memory(SentMail),
}

impl Mailer {
    /// The mailer that the settings ask for. Makes no connection and no folder yet.
    ///
    /// # Errors
    /// [`MailTrouble::BadCertificate`] where the settings hold a certificate that is none.
    pub fn new(carrier: &MailCarrier) -> Result<Self, MailTrouble> {
        match carrier {
            MailCarrier::Smtp(settings) => Smtp::new(settings).map(Self::Smtp),
            MailCarrier::Folder(folder) => Ok(Self::File(folder.clone())),
        }
    }

    /// A mailer that keeps everything in memory, and what it keeps.
    #[must_use]
    pub fn memory() -> (Self, SentMail) {
        let sent = SentMail::default();
        (Self::Memory(sent.clone()), sent)
    }

    /// Carries one letter. When this returns well, the server, the disk or the memory has it.
    ///
    /// # Errors
    /// Why it was not carried; [`MailTrouble::is_temporary`] says whether to try again.
    pub async fn send(&self, letter: &Letter) -> Result<(), MailTrouble> {
        let message = mime::message(letter)?;
        match self {
            Self::Smtp(smtp) => smtp.send(message).await,
            Self::File(folder) => {
                let name = format!("{}.eml", letter.message_id.as_str());
                let written = keep(folder, &name, &message.formatted()).await;
                written.map_err(|_| MailTrouble::NotWritten)
            }
            Self::Memory(sent) => {
                sent.push(message.formatted());
                Ok(())
            }
        }
    }

    /// Whether a letter could be carried now: connects and logs in, or looks for the folder, and
    /// sends nothing.
    ///
    /// # Errors
    /// What would stop a letter.
    pub async fn probe(&self) -> Result<(), MailTrouble> {
        match self {
            Self::Smtp(smtp) => smtp.probe().await,
            Self::File(folder) => {
                let made = tokio::fs::create_dir_all(folder).await;
                made.map_err(|_| MailTrouble::NotWritten)
            }
            Self::Memory(_) => Ok(()),
        }
    }
}

/// Writes beside and renames, so that nobody reads half a mail.
async fn keep(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    tokio::fs::create_dir_all(folder).await?;
    let half = folder.join(format!("{name}.part"));
    tokio::fs::write(&half, bytes).await?;
    tokio::fs::rename(&half, folder.join(name)).await
}

/// The mails that a memory mailer carried, oldest first, as they would have gone out.
#[derive(Clone, Default)]
pub struct SentMail(Arc<Mutex<Vec<Vec<u8>>>>);

impl SentMail {
    /// All of them.
    #[must_use]
    pub fn all(&self) -> Vec<Vec<u8>> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn push(&self, mail: Vec<u8>) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(mail);
    }
}

impl fmt::Debug for SentMail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SentMail({})", self.all().len())
    }
}

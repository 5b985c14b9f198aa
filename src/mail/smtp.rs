//! Letters to an SMTP server, and what its refusals mean (RFC 5321).

use std::error::Error;
use std::fmt;
use std::io;
use std::time::Duration;

use lettre::message::Message;
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, CertificateStore, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use secrecy::{ExposeSecret, SecretString};

use super::trouble::MailTrouble;

/// How to reach the mail server.
#[derive(Debug, Clone)]
pub struct SmtpSettings {
    /// Its name, as its certificate has it.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is encrypted.
    pub tls: SmtpTls,
    /// Who logs in; none where the server takes mail from this machine as it is.
    pub login: Option<SmtpLogin>,
    /// Certificates in PEM to trust instead of the system's, for a server with an own authority.
    pub trusted: Option<Vec<u8>>,
    /// How long it may take to hand over one letter, from connecting to the server's last word.
    pub patience: Duration,
}

/// How the connection to the mail server is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpTls {
    /// Asked for after connecting (STARTTLS, RFC 3207); a server without it is refused.
    StartTls,
    /// From the first byte (RFC 8314).
    Tls,
    /// Not at all: a relay on this machine.
    None,
}

/// Who logs in to the mail server.
#[derive(Clone)]
pub struct SmtpLogin {
    /// The user's name.
    pub user: String,
    /// The password.
    pub password: SecretString,
}

impl fmt::Debug for SmtpLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SmtpLogin")
    }
}

/// A mail server, with connections kept for a short while.
#[derive(Clone)]
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    patience: Duration,
}

impl Smtp {
    pub(super) fn new(settings: &SmtpSettings) -> Result<Self, MailTrouble> {
        let tls = match settings.tls {
            SmtpTls::StartTls => Tls::Required(parameters(settings)?),
            SmtpTls::Tls => Tls::Wrapper(parameters(settings)?),
            SmtpTls::None => Tls::None,
        };
        // A server that closes idle connections must not cost the next letter a failure.
        let pool = PoolConfig::new()
            .max_size(2)
            .idle_timeout(Duration::from_secs(5));
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&*settings.host)
            .port(settings.port)
            .tls(tls)
            .timeout(Some(settings.patience))
            .pool_config(pool);
        if let Some(login) = &settings.login {
            let password = login.password.expose_secret().to_owned();
            builder = builder.credentials(Credentials::new(login.user.clone(), password));
        }
        Ok(Self {
            transport: builder.build(),
            patience: settings.patience,
        })
    }

    pub(super) async fn send(&self, message: Message) -> Result<(), MailTrouble> {
        self.in_time(self.transport.send(message)).await.map(drop)
    }

    pub(super) async fn probe(&self) -> Result<(), MailTrouble> {
        let answers = self.in_time(self.transport.test_connection()).await?;
        answers.then_some(()).ok_or(MailTrouble::NotOffered)
    }

    /// lettre's own timeout covers connecting only; a server that falls silent is waited for here.
    async fn in_time<T>(
        &self,
        work: impl Future<Output = Result<T, lettre::transport::smtp::Error>>,
    ) -> Result<T, MailTrouble> {
        match tokio::time::timeout(self.patience, work).await {
            Ok(outcome) => outcome.map_err(|error| why(&error)),
            Err(_) => Err(MailTrouble::TimedOut),
        }
    }
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Smtp")
    }
}

fn parameters(settings: &SmtpSettings) -> Result<TlsParameters, MailTrouble> {
    let mut builder = TlsParameters::builder(settings.host.clone());
    if let Some(pem) = &settings.trusted {
        let certificate = Certificate::from_pem(pem).map_err(|_| MailTrouble::BadCertificate)?;
        builder = builder
            .certificate_store(CertificateStore::None)
            .add_root_certificate(certificate);
    }
    builder.build().map_err(|_| MailTrouble::BadCertificate)
}

fn why(error: &lettre::transport::smtp::Error) -> MailTrouble {
    if let Some(code) = error.status() {
        let status = u16::from(code);
        return match status {
            // RFC 4954, section 6: authentication needed, too weak, failed, or only encrypted.
            530 | 534 | 535 | 538 => MailTrouble::Login { status },
            400..500 => MailTrouble::Later { status },
            _ => MailTrouble::Refused { status },
        };
    }
    if error.is_timeout() {
        MailTrouble::TimedOut
    } else if is_certificate_refused(error) {
        MailTrouble::Untrusted
    } else if error.is_client() || error.is_response() {
        MailTrouble::NotOffered
    } else {
        MailTrouble::Unreachable
    }
}

/// The handshake's failure comes wrapped in an I/O error.
fn is_certificate_refused(error: &lettre::transport::smtp::Error) -> bool {
    let mut cause = error.source();
    while let Some(inner) = cause {
        let io = inner.downcast_ref::<io::Error>();
        let wrapped = io.and_then(|io| io.get_ref()).map(|e| e as &dyn Error);
        let tls = [Some(inner), wrapped].into_iter().flatten();
        if tls.into_iter().any(|e| e.is::<rustls::Error>()) {
            return true;
        }
        cause = inner.source();
    }
    error.is_tls()
}

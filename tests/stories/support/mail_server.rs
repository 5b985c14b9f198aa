//! A real SMTP server (aiosmtpd) on a free loopback port, with a certificate of its own.

use std::fs;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rcgen::{CertificateParams, KeyPair};
use samband::mail::{SmtpLogin, SmtpSettings, SmtpTls};
use tempfile::TempDir;

const USER: &str = "samband";
const PASSWORD: &str = "riktig hest";

/// A mail server. Dropping it kills it.
pub struct MailServer {
    child: Child,
    folder: TempDir,
    port: u16,
    tls: SmtpTls,
}

impl MailServer {
    /// Starts one that wants its connections encrypted this way.
    pub fn start(tls: SmtpTls) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(["localhost".to_owned()]).unwrap();
        let certificate = params.self_signed(&key).unwrap();
        fs::write(folder.path().join("server.crt"), certificate.pem()).unwrap();
        fs::write(folder.path().join("server.key"), key.serialize_pem()).unwrap();

        let port = free_port();
        let said = fs::File::create(folder.path().join("said")).unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let child = Command::new(root.join(".tools/py/bin/python"))
            .arg(root.join("tests/stories/support/mail_server.py"))
            .arg(port.to_string())
            .arg(folder.path())
            .args([word(tls), USER, PASSWORD])
            .stdin(Stdio::null())
            .stderr(said)
            .spawn()
            .expect("the Python servers are installed (tests/tools/python.sh)");
        let mut server = Self {
            child,
            folder,
            port,
            tls,
        };
        server.wait_until_ready();
        server
    }

    fn wait_until_ready(&mut self) {
        let began = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_err() {
            let ended = self.child.try_wait().unwrap();
            assert!(ended.is_none(), "it ended: {}", self.said());
            assert!(began.elapsed() < Duration::from_secs(20), "{}", self.said());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn said(&self) -> String {
        fs::read_to_string(self.folder.path().join("said")).unwrap_or_default()
    }

    /// How a node reaches it.
    pub fn settings(&self) -> SmtpSettings {
        let login = SmtpLogin {
            user: USER.to_owned(),
            password: PASSWORD.into(),
        };
        SmtpSettings {
            host: "localhost".to_owned(),
            port: self.port,
            tls: self.tls,
            login: (self.tls != SmtpTls::None).then_some(login),
            trusted: Some(fs::read(self.folder.path().join("server.crt")).unwrap()),
            patience: Duration::from_secs(10),
        }
    }

    /// What it was given, oldest first.
    pub fn mails(&self) -> Vec<Vec<u8>> {
        let path = |number: usize| -> PathBuf { self.folder.path().join(format!("{number}.eml")) };
        (1..)
            .map_while(|number| fs::read(path(number)).ok())
            .collect()
    }

    /// Stops it.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn word(tls: SmtpTls) -> &'static str {
    match tls {
        SmtpTls::StartTls => "starttls",
        SmtpTls::Tls => "tls",
        SmtpTls::None => "none",
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.local_addr().unwrap().port()
}

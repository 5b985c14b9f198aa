//! A real Mosquitto for a story: `deploy/mosquitto.conf` and its access list on a free loopback
//! port in a temporary folder, with an authority of its own.

use std::fs;
use std::net::{Ipv4Addr, TcpStream};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use tempfile::TempDir;

use super::ports::free_port;

/// A certificate authority that lives as long as its story.
pub struct Authority {
    pub pem: String,
    issuer: Issuer<'static, KeyPair>,
}

/// A certificate and its private key, in PEM.
pub struct Certified {
    pub certificate: String,
    pub key: String,
}

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params
            .distinguished_name
            .push(DnType::CommonName, "samband test authority");
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        let issuer = Issuer::new(params, key);
        Self { pem, issuer }
    }

    /// A client certificate for the node of this name.
    pub fn node(&self, name: &str) -> Certified {
        self.certify(name, ExtendedKeyUsagePurpose::ClientAuth)
    }

    /// A server certificate for localhost.
    pub fn server(&self) -> Certified {
        self.certify("broker", ExtendedKeyUsagePurpose::ServerAuth)
    }

    fn certify(&self, name: &str, usage: ExtendedKeyUsagePurpose) -> Certified {
        let names = [name.to_owned(), "localhost".to_owned()];
        let mut params = CertificateParams::new(names).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.extended_key_usages = vec![usage];
        let key = KeyPair::generate().unwrap();
        Certified {
            certificate: params.signed_by(&key, &self.issuer).unwrap().pem(),
            key: key.serialize_pem(),
        }
    }
}

/// A broker. Dropping it kills it.
pub struct Mosquitto {
    pub authority: Authority,
    pub port: u16,
    folder: TempDir,
    child: Option<Child>,
}

impl Mosquitto {
    /// Starts one as deployed.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// Starts one with some settings otherwise: the first word of each line names the setting.
    pub fn start_with(changes: &[&str]) -> Self {
        let authority = Authority::new();
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name).display().to_string();
        let broker = authority.server();
        fs::write(at("ca.crt"), &authority.pem).unwrap();
        fs::write(at("broker.crt"), &broker.certificate).unwrap();
        fs::write(at("broker.key"), &broker.key).unwrap();
        let acl = concat!(env!("CARGO_MANIFEST_DIR"), "/deploy/mosquitto.acl");
        fs::copy(acl, at("acl")).unwrap();

        let port = free_port();
        let mut lines = vec![
            format!("listener {port} 127.0.0.1"),
            format!("cafile {}", at("ca.crt")),
            format!("certfile {}", at("broker.crt")),
            format!("keyfile {}", at("broker.key")),
            format!("acl_file {}", at("acl")),
            format!("persistence_location {}/", folder.path().display()),
            format!("log_dest file {}", at("log")),
            "log_type all".to_owned(),
        ];
        // As root it would drop to the user mosquitto, who can't read the folder.
        if fs::metadata(folder.path()).unwrap().uid() == 0 {
            lines.push("user root".to_owned());
        }
        lines.extend(changes.iter().map(|&change| change.to_owned()));
        fs::write(at("conf"), deployed_with(&lines)).unwrap();
        let mut broker = Self {
            authority,
            port,
            folder,
            child: None,
        };
        broker.run();
        broker
    }

    /// Starts it again in the same folder, on the same port.
    pub fn run(&mut self) {
        let conf = self.folder.path().join("conf");
        let out = fs::File::create(self.folder.path().join("out")).unwrap();
        let child = Command::new(program())
            .arg("-c")
            .arg(conf)
            .stdin(Stdio::null())
            .stdout(out.try_clone().unwrap())
            .stderr(out)
            .spawn()
            .expect("mosquitto is installed (apt-get install mosquitto)");
        self.child = Some(child);
        let began = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_err() {
            let ended = self.child.as_mut().unwrap().try_wait().unwrap();
            assert!(ended.is_none(), "mosquitto ended: {}", self.said());
            assert!(began.elapsed() < Duration::from_secs(5), "{}", self.said());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Kills it as a power cut would.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// Stops it from running without ending it, as a broker that hangs.
    pub fn hang(&self) {
        self.signal("-STOP");
    }

    /// Lets it run again.
    pub fn go_on(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let pid = self.child.as_ref().unwrap().id().to_string();
        let status = Command::new("kill").args([signal, &pid]).status().unwrap();
        assert!(status.success());
    }

    /// Its log so far.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    fn said(&self) -> String {
        let out = fs::read_to_string(self.folder.path().join("out")).unwrap_or_default();
        format!("{out}\n{}", self.log())
    }
}

impl Drop for Mosquitto {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The deployed file with `lines` in place of those that name the same setting: in their place,
/// because what follows a listener belongs to it.
fn deployed_with(lines: &[String]) -> String {
    let name = |line: &str| line.split(' ').next().unwrap_or_default().to_owned();
    let mut left: Vec<&String> = lines.iter().collect();
    let mut conf = String::new();
    for deployed in include_str!("../../../deploy/mosquitto.conf").lines() {
        let changed = lines.iter().any(|line| name(line) == name(deployed));
        if !changed {
            conf.push_str(deployed);
        } else if let Some(at) = left.iter().position(|line| name(line) == name(deployed)) {
            conf.push_str(left.remove(at));
        }
        conf.push('\n');
    }
    for line in left {
        conf.push_str(line);
        conf.push('\n');
    }
    conf
}

fn program() -> &'static str {
    let debian = "/usr/sbin/mosquitto";
    if Path::new(debian).exists() {
        debian
    } else {
        "mosquitto"
    }
}

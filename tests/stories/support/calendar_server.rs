//! Real CalDAV servers, each in a folder of its own, stopped when dropped: two from PyPI here, and Cyrus
//! beside.

use std::fs;
use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Once;
use std::thread;
use std::time::{Duration, Instant};

use super::served::{Seen, send};

/// A program of the Python tools, which are installed where they are missing.
pub fn python_tool(name: &str) -> PathBuf {
    static MADE: Once = Once::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    MADE.call_once(|| {
        let made = Command::new(root.join("tests/tools/python.sh")).status();
        assert!(made.unwrap().success(), "tests/tools/python.sh failed");
    });
    root.join(".tools/py/bin").join(name)
}

/// A port nobody listens on now.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// A running CalDAV server.
pub struct CalendarServer {
    port: u16,
    child: Child,
    command: Command,
    /// Where `u1` has calendars.
    pub home: &'static str,
    /// Where it keeps everything.
    pub folder: tempfile::TempDir,
}

impl CalendarServer {
    /// Radicale with the accounts `u1` (password `p1`) and `u2` (`p2`); homes are `/u1/` and `/u2/`.
    pub fn radicale() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = free_port();
        let at = folder.path().display();
        fs::write(folder.path().join("users"), "u1:p1\nu2:p2\n").unwrap();
        let config = format!(
            "[server]\nhosts = 127.0.0.1:{port}\n\
             [auth]\ntype = htpasswd\nhtpasswd_filename = {at}/users\n\
             htpasswd_encryption = plain\ndelay = 0\n\
             [rights]\ntype = owner_only\n[storage]\nfilesystem_folder = {at}/col\n"
        );
        fs::write(folder.path().join("config"), config).unwrap();
        let mut command = Command::new(python_tool("python"));
        command.args(["-m", "radicale", "--config"]);
        command.arg(folder.path().join("config"));
        Self::start(command, port, folder, "/u1/")
    }

    /// Xandikos, which asks for no password; the home is `/u1/calendars/`.
    pub fn xandikos() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = free_port();
        let mut command = Command::new(python_tool("xandikos"));
        command
            .arg("serve")
            .arg("-d")
            .arg(folder.path().join("dav"));
        command.args([
            "--current-user-principal",
            "/u1/",
            "--autocreate",
            "--defaults",
        ]);
        command.args(["-l", "127.0.0.1", "-p", &port.to_string()]);
        Self::start(command, port, folder, "/u1/calendars/")
    }

    /// Starts a server that `command` runs on `port` of loopback.
    pub fn start(
        mut command: Command,
        port: u16,
        folder: tempfile::TempDir,
        home: &'static str,
    ) -> Self {
        let log = fs::File::create(folder.path().join("log")).unwrap();
        command.stdout(Stdio::null()).stderr(log);
        let child = command.spawn().unwrap();
        let server = Self {
            port,
            child,
            command,
            home,
            folder,
        };
        server.wait();
        server
    }

    /// Stops it and starts it again on the same port, with what it has kept.
    pub fn restart(&mut self) {
        self.stop();
        self.child = self.command.spawn().unwrap();
        self.wait();
    }

    /// Ends it in an orderly way: Cyrus has processes of its own to end.
    fn stop(&mut self) {
        let id = self.child.id().to_string();
        let _ = Command::new("kill").arg(id).status();
        let _ = self.child.wait();
    }

    fn wait(&self) {
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            let waited = begun.elapsed();
            assert!(waited < Duration::from_secs(60), "the server did not start");
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// The address of a path on it.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for CalendarServer {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Sends a request on to the server at `port` and gives its whole answer, uncompressed so that it
/// can be searched.
pub fn answer_of(port: u16, seen: &Seen) -> Vec<u8> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let line = seen.raw.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    send(&mut stream, &seen.raw[..line]);
    for (name, value) in &seen.headers {
        if !["accept-encoding", "connection"].contains(&name.as_str()) {
            send(&mut stream, format!("{name}: {value}\r\n").as_bytes());
        }
    }
    send(&mut stream, b"Connection: close\r\n\r\n");
    send(&mut stream, &seen.body);
    let mut all = Vec::new();
    stream.read_to_end(&mut all).unwrap();
    all
}

//! Cyrus, the one calendar server in the tests that has schools and hospitals among its users. From
//! Debian's packages; its first user is made over IMAP, which is how it learns of users at all.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Once;
use std::thread;
use std::time::{Duration, Instant};

use super::calendar_server::{CalendarServer, free_port};

const BINARIES: &str = "/usr/lib/cyrus/bin";

/// Cyrus with the account `u1` (password `p1`), which takes basic authentication, or digest only.
pub fn cyrus(digest_only: bool) -> CalendarServer {
    let (plain, mechanisms) = match digest_only {
        true => ("no", "DIGEST-MD5"),
        false => ("yes", "PLAIN LOGIN"),
    };
    let folder = tempfile::tempdir().unwrap();
    let (port, imap) = (free_port(), free_port());
    let at = folder.path().display().to_string();
    for name in ["run", "var", "var/socket", "spool"] {
        fs::create_dir(folder.path().join(name)).unwrap();
    }
    // Started by root, it goes on as nobody.
    let root = output("id", &["-u"]) == "0";
    let (user, group) = match root {
        true => ("nobody".to_owned(), "nogroup".to_owned()),
        false => (output("id", &["-un"]), output("id", &["-gn"])),
    };
    let settings = format!(
        "configdirectory: {at}/var\npartition-default: {at}/spool\ndefaultpartition: default\n\
         servername: localhost\nvirtdomains: off\nunixhierarchysep: yes\n\
         cyrus_user: {user}\ncyrus_group: {group}\nadmins: admin\n\
         allowplaintext: yes\nhttp_allowplaintext: {plain}\n\
         sasl_pwcheck_method: auxprop\nsasl_auxprop_plugin: sasldb\n\
         sasl_sasldb_path: {at}/sasldb2\nsasl_mech_list: {mechanisms}\n\
         imap_sasl_mech_list: PLAIN LOGIN\n\
         httpmodules: caldav freebusy\ncaldav_create_default: yes\n"
    );
    fs::write(folder.path().join("imapd.conf"), settings).unwrap();
    let imapd = imapd();
    let services = format!(
        "START {{\n recover cmd=\"{BINARIES}/ctl_cyrusdb -C {at}/imapd.conf -r\"\n}}\n\
         SERVICES {{\n\
         imap cmd=\"{} -C {at}/imapd.conf -U 30\" listen=\"127.0.0.1:{imap}\" prefork=0\n\
         http cmd=\"{BINARIES}/httpd -C {at}/imapd.conf\" listen=\"127.0.0.1:{port}\" prefork=1\n\
         }}\nEVENTS {{\n}}\n",
        imapd.display()
    );
    fs::write(folder.path().join("cyrus.conf"), services).unwrap();
    for (name, password) in [("u1", "p1"), ("admin", "adm")] {
        set_password(&format!("{at}/sasldb2"), name, password);
    }
    if root {
        output("chown", &["-R", "nobody:nogroup", &at]);
    }
    let mut command = Command::new(format!("{BINARIES}/master"));
    command.args(["-C", &format!("{at}/imapd.conf")]);
    command.args(["-M", &format!("{at}/cyrus.conf")]);
    command.args(["-p", &format!("{at}/run/master.pid"), "-D"]);
    let server = CalendarServer::start(command, port, folder, "/dav/calendars/user/u1/");
    make_inbox(imap);
    server
}

fn imapd() -> PathBuf {
    static TAKEN: Once = Once::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    TAKEN.call_once(|| {
        let taken = Command::new(root.join("tests/tools/cyrus.sh")).status();
        assert!(taken.unwrap().success(), "tests/tools/cyrus.sh failed");
    });
    root.join(".tools/cyrus/usr/lib/cyrus/bin/imapd")
}

fn output(program: &str, arguments: &[&str]) -> String {
    let done = Command::new(program).args(arguments).output().unwrap();
    assert!(done.status.success(), "{program} failed");
    String::from_utf8(done.stdout).unwrap().trim().to_owned()
}

fn set_password(file: &str, name: &str, password: &str) {
    let mut child = Command::new("/usr/sbin/saslpasswd2")
        .args(["-p", "-c", "-f", file, "-u", "localhost", name])
        .stdin(Stdio::piped())
        .spawn()
        .expect("saslpasswd2: run tests/tools/install.sh");
    let mut stdin = child.stdin.take().unwrap();
    writeln!(stdin, "{password}").unwrap();
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

fn make_inbox(imap: u16) {
    let begun = Instant::now();
    let stream = loop {
        match TcpStream::connect(("127.0.0.1", imap)) {
            Ok(stream) => break stream,
            Err(_) => thread::sleep(Duration::from_millis(20)),
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "no imapd");
    };
    let mut lines = BufReader::new(stream.try_clone().unwrap());
    let mut stream = stream;
    for said in ["a LOGIN admin adm", "b CREATE user/u1", "c LOGOUT"] {
        writeln!(stream, "{said}\r").unwrap();
        let mark = format!("{} OK", &said[..1]);
        let mut line = String::new();
        while !line.starts_with(&mark) {
            line.clear();
            assert!(lines.read_line(&mut line).unwrap() > 0, "{said}");
            assert!(!line.starts_with(&format!("{} NO", &said[..1])), "{line}");
        }
    }
}

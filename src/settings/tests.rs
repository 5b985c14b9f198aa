//! Settings as a person writes them: right, empty, missing, mistyped. And the example file, which
//! must show every setting with the default that is true.

use std::collections::BTreeSet;
use std::fs;

mod systems;

use super::*;
use tempfile::TempDir;

const EXAMPLE: &str = include_str!("../../config/samband.example.toml");

const LEAST: &str = r#"
[node]
id = "nav-nordfjell"
name = "Nav Nordfjell"
zone = "nav"
[store]
path = "samband.db"
[keys]
node_key_file = "node.key"
[web]
public_url = "https://samband.nav.test"
[mail]
from = "samband@nav.test"
host = "smtp.nav.test"
"#;

/// A folder with a settings file in it.
struct Written(TempDir);

impl Written {
    fn new(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("samband.toml"), text).unwrap();
        Self(folder)
    }

    fn and(self, name: &str, text: &str) -> Self {
        fs::write(self.0.path().join(name), text).unwrap();
        self
    }

    fn load(&self, environment: &[(&str, &str)]) -> Result<Settings, Problems> {
        let file = self.0.path().join("samband.toml");
        let pairs = environment.iter();
        Settings::load(
            &file,
            pairs.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        )
    }

    /// What is wrong, without the folder's name.
    fn wrong(&self, environment: &[(&str, &str)]) -> Vec<String> {
        let folder = format!("{}/", self.0.path().display());
        let problems = self.load(environment).unwrap_err();
        let lines = problems.all().iter().map(ToString::to_string);
        lines.map(|line| line.replace(&folder, "")).collect()
    }
}

fn with(change: &str, to: &str) -> Written {
    assert!(LEAST.contains(change), "{change}");
    Written::new(&LEAST.replace(change, to))
}

#[test]
fn the_least_file_is_enough_and_paths_start_at_its_folder() {
    let written = Written::new(LEAST);
    let settings = written.load(&[]).unwrap();
    assert_eq!(settings.node.id.as_str(), "nav-nordfjell");
    assert_eq!(settings.node.time_zone.iana_name(), Some("Europe/Oslo"));
    assert_eq!(settings.web.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(settings.rules, Rules::default());
    let database = written.0.path().join("samband.db");
    assert_eq!(settings.store, StoreSettings::File(database));
    let crate::mail::MailCarrier::Smtp(smtp) = settings.mail.carrier else {
        panic!("smtp is the default");
    };
    assert_eq!((smtp.port, smtp.tls), (587, crate::mail::SmtpTls::StartTls));
}

#[test]
fn five_mistakes_are_five_problems_in_the_order_of_the_file() {
    let written = with("[store]", "time_zone = \"Europe/Olso\"\n[store]");
    let text = fs::read_to_string(written.0.path().join("samband.toml")).unwrap();
    let text = text
        .replace("\"nav-nordfjell\"", "\"Nav Nordfjell\"")
        .replace("zone = \"nav\"", "zone = \"NAV\"")
        .replace("from = ", "form = ")
        .replace("[web]", "[web]\nlisten = 8080");
    assert_eq!(
        Written::new(&text).wrong(&[]),
        [
            "samband.toml:3: node.id: `Nav Nordfjell` will not do: write 2 to 40 lower-case letters a-z, digits and hyphens, such as \"nav-nordfjell\"",
            "samband.toml:5: node.zone: `NAV` will not do: write \"specialist_health\", \"municipal_health\", \"nav\", \"child_welfare\" or \"learning\"",
            "samband.toml:6: node.time_zone: `Europe/Olso` will not do: write a zone of the IANA database, such as \"Europe/Oslo\"",
            "samband.toml:12: web.listen: is a whole number, and must be a text: write in \"quotes\" an address and a port, such as \"127.0.0.1:8080\"",
            "samband.toml:15: mail.form: there is no such setting: did you mean `from`?",
            "samband.toml: mail.from: is missing: add it: the address that invitations come from, as name@domain",
        ]
    );
}

#[test]
fn an_empty_file_misses_just_what_has_no_default() {
    let keys: Vec<String> = Written::new("")
        .load(&[])
        .unwrap_err()
        .all()
        .iter()
        .map(|p| p.key.clone())
        .collect();
    let missing = [
        "node.id",
        "node.name",
        "node.zone",
        "store.path",
        "keys.node_key_file",
        "web.public_url",
        "mail.from",
        "mail.host",
    ];
    assert_eq!(keys, missing);
}

#[test]
fn a_file_that_is_not_there_or_not_toml_is_one_problem() {
    let folder = tempfile::tempdir().unwrap();
    let problems = Settings::load(&folder.path().join("none.toml"), []).unwrap_err();
    assert!(
        problems
            .to_string()
            .contains("none.toml: there is no such file: give the settings file with --config")
    );
    let problems = Settings::load(folder.path(), []).unwrap_err();
    assert!(
        problems.to_string().contains("this is a folder"),
        "{problems}"
    );
    let broken = Written::new("[node]\nid = \"a\nname = 1");
    let [line] = &broken.wrong(&[])[..] else {
        panic!("one problem")
    };
    assert!(
        line.starts_with("samband.toml:2: this is not TOML"),
        "{line}"
    );
    let twice = Written::new("[node]\nid = \"ab\"\nid = \"ac\"\n");
    assert!(twice.wrong(&[])[0].starts_with("samband.toml:3: this is not TOML"));
    let latin = Written::new("");
    fs::write(latin.0.path().join("samband.toml"), b"name = \"\xe5\"").unwrap();
    assert!(latin.wrong(&[])[0].contains("the file is not UTF-8 text"));
}

#[test]
fn what_nobody_asks_for_is_named_with_what_was_meant() {
    let wrong = Written::new(&format!("node_id = \"x\"\n{LEAST}\n[retension]\nnotes_days = 1\n[sync]\nevery = 5\nmax_age_hour = 3\nx = 1\n")).wrong(&[]);
    assert_eq!(
        wrong,
        [
            "samband.toml:1: node_id: is not a section: did you mean `node`?",
            "samband.toml:17: retension: there is no such section: did you mean `retention`?",
            "samband.toml:20: sync.every: there is no such setting: did you mean `every_minutes`?",
            "samband.toml:21: sync.max_age_hour: there is no such setting: did you mean `max_age_hours`?",
            "samband.toml:22: sync.x: there is no such setting: leave it out; config/samband.example.toml shows every setting",
        ]
    );
    let stray = Written::new(
        &LEAST
            .replace("[store]\npath = \"samband.db\"\n", "")
            .replace("\n[node]", "store = \"samband.db\"\n[node]"),
    );
    assert_eq!(
        stray.wrong(&[]),
        ["samband.toml:1: store: is not a section: write `[store]` and its keys below"]
    );
}

#[test]
fn wrong_kinds_and_numbers_out_of_bounds_are_told_apart() {
    let text = format!(
        "{LEAST}port = \"many\"\npatience_seconds = 1\n[fetch]\nallow_http = \"yes\"\ninside_hosts = \"a\"\nmax_bytes = 1.5\nmax_redirects = -1\n[log]\nlevel = [1]\n"
    );
    assert_eq!(
        Written::new(&text).wrong(&[]),
        [
            "samband.toml:15: mail.port: `many` will not do: write a whole number from 1 to 65535",
            "samband.toml:16: mail.patience_seconds: 1 is out of bounds: write a whole number from 5 to 600",
            "samband.toml:18: fetch.allow_http: is a text: write true or false",
            "samband.toml:19: fetch.inside_hosts: is a text, and must be a list of texts: write in [brackets] names of hosts",
            "samband.toml:20: fetch.max_bytes: is a number with decimals: write a whole number from 1024 to 536870912",
            "samband.toml:21: fetch.max_redirects: -1 is out of bounds: write a whole number from 0 to 10",
            "samband.toml:23: log.level: is a list, and must be a text: write in \"quotes\" \"error\", \"warn\", \"info\" or \"debug\"",
        ]
    );
}

#[test]
fn the_environment_goes_before_the_file_and_is_named_where_it_is_wrong() {
    let written = Written::new(LEAST);
    let settings = written
        .load(&[
            ("SAMBAND__NODE__ID", "dps-nordfjell"),
            ("SAMBAND__WEB__LISTEN", "0.0.0.0:80"),
            ("SAMBAND__FETCH__ALLOW_HTTP", "true"),
            ("SAMBAND__FETCH__INSIDE_HOSTS", "a.test, b.test"),
            ("SAMBAND__HOLDS__ASKING_HOURS", "48"),
            ("SAMBAND_TEST_POSTGRES_URL", "postgres://x"),
            ("PATH", "/bin"),
        ])
        .unwrap();
    assert_eq!(settings.node.id.as_str(), "dps-nordfjell");
    assert_eq!(settings.web.listen.port(), 80);
    assert!(settings.fetch.plain_http);
    assert_eq!(settings.fetch.inside_hosts, ["a.test", "b.test"]);
    assert_eq!(settings.asking, 48 * 60);
    assert_eq!(
        written.wrong(&[
            ("SAMBAND__NODE__ZONE", "nab"),
            ("SAMBAND__SINK__EVERY", "5"),
            ("SAMBAND__MAIL__PORT", "x")
        ]),
        [
            "SAMBAND__NODE__ZONE: node.zone: `nab` will not do: write \"specialist_health\", \"municipal_health\", \"nav\", \"child_welfare\" or \"learning\"",
            "SAMBAND__MAIL__PORT: mail.port: `x` will not do: write a whole number from 1 to 65535",
            "SAMBAND__SINK__EVERY: sink.every: there is no such section: did you mean `link`?",
        ]
    );
}

#[test]
fn secrets_come_from_files_and_are_never_shown() {
    let text = format!("{LEAST}user = \"samband\"\npassword_file = \"smtp.password\"\n");
    let written = Written::new(&text).and("smtp.password", "riktig hest\n");
    let settings = written.load(&[]).unwrap();
    assert!(!format!("{settings:?}").contains("hest"), "{settings:?}");
    let crate::mail::MailCarrier::Smtp(smtp) = settings.mail.carrier else {
        panic!("smtp")
    };
    let password = smtp.login.unwrap().password;
    assert_eq!(
        secrecy::ExposeSecret::expose_secret(&password),
        "riktig hest"
    );

    let both = [("SAMBAND__MAIL__PASSWORD", "gal hest")];
    assert_eq!(
        written.wrong(&both),
        [
            "SAMBAND__MAIL__PASSWORD: mail.password: is given, and password_file too: leave one of them out"
        ]
    );
    let [missing] = &Written::new(&text).wrong(&[])[..] else {
        panic!("one problem")
    };
    assert!(
        missing.starts_with("samband.toml:16: mail.password_file: smtp.password can't be read"),
        "{missing}"
    );
    let empty = Written::new(&text).and("smtp.password", "\n");
    assert!(empty.wrong(&[])[0].contains("holds no text"));
    let number = format!("{LEAST}user = \"samband\"\npassword = 1234\n");
    assert!(!Written::new(&number).wrong(&[])[0].contains("1234"));
}

#[test]
fn a_password_is_not_sent_in_clear_and_not_without_a_user() {
    let text = format!("{LEAST}user = \"samband\"\npassword = \"x\"\ntls = \"none\"\n");
    assert_eq!(
        Written::new(&text).wrong(&[]),
        [
            "samband.toml:17: mail.tls: \"none\" would send the password in clear: write \"starttls\" or \"tls\""
        ]
    );
    for (half, missing) in [
        ("user = \"samband\"", "mail.password_file"),
        ("password = \"x\"", "mail.user"),
    ] {
        let problems = Written::new(&format!("{LEAST}{half}\n"))
            .load(&[])
            .unwrap_err();
        assert_eq!(problems.all().len(), 1);
        assert_eq!(problems.all()[0].key, missing);
    }
}

#[test]
fn a_broker_needs_all_of_its_keys_and_only_then() {
    let keys = |text: &str| -> Vec<String> {
        let problems = Written::new(&format!("{LEAST}[link]\n{text}")).load(&[]);
        problems.map_or_else(
            |p| p.all().iter().map(|p| p.key.clone()).collect(),
            |_| Vec::new(),
        )
    };
    assert!(keys("").is_empty());
    assert!(keys("kind = \"none\"\nhost = \"broker.test\"\n").is_empty());
    assert_eq!(
        keys("kind = \"mqtt\"\n"),
        [
            "link.host",
            "link.ca_file",
            "link.cert_file",
            "link.key_file"
        ]
    );
    assert_eq!(
        keys("kind = \"mqtt\"\nhost = \"mqtts://broker.test\"\nca_file = \"gone\"\n"),
        [
            "link.host",
            "link.ca_file",
            "link.cert_file",
            "link.key_file"
        ]
    );
}

#[test]
fn the_brokers_certificates_are_read_and_checked() {
    let key = rcgen::KeyPair::generate().unwrap();
    let other = rcgen::KeyPair::generate().unwrap();
    let params = rcgen::CertificateParams::new(["nav-nordfjell".to_owned()]).unwrap();
    let pem = params.self_signed(&key).unwrap().pem();
    let link = "[link]\nkind = \"mqtt\"\nhost = \"broker.test\"\nca_file = \"ca\"\ncert_file = \"cert\"\nkey_file = \"key\"\n";
    let written = |ca: &str, cert: &str, key: &str| {
        Written::new(&format!("{LEAST}{link}"))
            .and("ca", ca)
            .and("cert", cert)
            .and("key", key)
    };
    let settings = written(&pem, &pem, &key.serialize_pem()).load(&[]).unwrap();
    assert!(matches!(
        settings.link,
        LinkSettings::Mqtt { port: 8883, .. }
    ));
    let wrong = |written: Written| written.load(&[]).unwrap_err().all()[0].key.clone();
    assert_eq!(
        wrong(written("x", &pem, &key.serialize_pem())),
        "link.ca_file"
    );
    assert_eq!(
        wrong(written(&pem, "x", &key.serialize_pem())),
        "link.cert_file"
    );
    assert_eq!(wrong(written(&pem, &pem, "x")), "link.key_file");
    assert_eq!(
        wrong(written(&pem, &pem, &other.serialize_pem())),
        "link.key_file"
    );
}

#[test]
fn an_authority_that_is_none_is_found_before_a_node_starts() {
    let text = format!("{LEAST}ca_file = \"ca\"\n[fetch]\nca_file = \"ca\"\n");
    let wrong = Written::new(&text)
        .and("ca", "not a certificate")
        .wrong(&[]);
    assert_eq!(wrong.len(), 2);
    assert!(
        wrong[0]
            .starts_with("samband.toml:15: mail.ca_file: names a file that holds no certificate")
    );
    assert!(wrong[1].starts_with("samband.toml:17: fetch.ca_file: names"));
    let key = rcgen::KeyPair::generate().unwrap();
    let params = rcgen::CertificateParams::new(["ca.test".to_owned()]).unwrap();
    let pem = params.self_signed(&key).unwrap().pem();
    let settings = Written::new(&text).and("ca", &pem).load(&[]).unwrap();
    assert_eq!(settings.fetch.extra_roots, [pem.into_bytes()]);
}

#[test]
fn mails_can_go_to_a_folder_without_a_server() {
    let written = with(
        "host = \"smtp.nav.test\"",
        "kind = \"folder\"\nfolder = \"mails\"",
    );
    let settings = written.load(&[]).unwrap();
    let crate::mail::MailCarrier::Folder(folder) = settings.mail.carrier else {
        panic!("folder")
    };
    assert_eq!(folder, written.0.path().join("mails"));
    let missing = with("host = \"smtp.nav.test\"", "kind = \"folder\"");
    assert_eq!(missing.load(&[]).unwrap_err().all()[0].key, "mail.folder");
}

#[test]
fn the_example_loads_and_its_defaults_are_true() {
    let as_it_is = Written::new(EXAMPLE).load(&[]).unwrap();
    let default_taken = |line: &str| -> String {
        let shown = line
            .strip_prefix('#')
            .filter(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()));
        format!("{}\n", shown.unwrap_or(line))
    };
    let spelled_out: String = EXAMPLE.lines().map(default_taken).collect();
    assert_ne!(spelled_out, EXAMPLE);
    let written = Written::new(&spelled_out);
    let spelled_out = written
        .load(&[])
        .unwrap_or_else(|problems| panic!("{problems}"));
    let shown = |settings: &Settings| {
        // The two stand in folders of their own.
        let text = format!("{settings:#?}");
        let lines = text
            .lines()
            .filter(|line| !line.contains("/samband.db") && !line.contains("/node.key"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(shown(&as_it_is), shown(&spelled_out));
}

#[test]
fn the_example_shows_every_setting_and_no_other() {
    let mut section = String::new();
    let mut shown = BTreeSet::new();
    for line in EXAMPLE.lines() {
        if let Some(name) = line.strip_prefix('[') {
            section = name.trim_end_matches(']').to_owned();
        }
        let setting = line
            .strip_prefix("# Example: ")
            .or(line.strip_prefix('#'))
            .unwrap_or(line);
        let (key, _) = setting.split_once(" = ").unwrap_or_default();
        if !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c == '_') {
            assert!(
                shown.insert(format!("{section}.{key}")),
                "{section}.{key} is shown twice"
            );
        }
    }
    let mut reading = Reading::new(Path::new("samband.toml"), given::Given::default());
    assert!(read(&mut reading).is_none());
    let asked: BTreeSet<String> = reading.keys().into_iter().map(str::to_owned).collect();
    assert_eq!(asked, shown);
}

//! Calendars in the organisation's own systems, linked by the directory file: what a node keeps of
//! them, what it does when a system falls silent half-way, and the same by the command line.

use std::io::Write;
use std::process::Command;
use std::sync::{Arc, Mutex};

use samband::calendars::access::{AccessSettings, Proof};
use samband::calendars::fhir::{Fhir, FhirSettings};
use samband::calendars::graph::{Graph, GraphSettings};
use samband::calendars::systems::Systems;
use samband::domain::Draw;
use samband::flows::directory;
use samband::flows::directory_file::DirectoryFile;
use samband::flows::sync::Pace;
use samband::http::Fetcher;
use samband::jobs::sync;
use samband::store::{LinkKind, LinkRow, busy_rows};
use serde_json::{Value, json};

use super::support::asking::{interval, loopback_fetcher};
use super::support::fhir_server::FhirServer;
use super::support::graph_server::{CLIENT, GraphServer, Instead, SECRET, TENANT};
use super::support::rows;
use super::support::searching::Search;
use super::support::three::{DPS, Three};

const DIRECTORY: &str = r#"
[organisation]
name = "dps samlet"

[[person]]
key = "siri-dahl"
name = "Siri Dahl"
roles = ["clinician"]
hours = ["monday-friday 08:00-16:00"]
complete = true
mail = "siri@dps.test"

[[person.calendar]]
key = "outlook"
kind = "graph"
mailbox = "siri.dahl@dps.test"

[[person.calendar]]
key = "timebok"
kind = "fhir"
actor = "Practitioner/siri-1"
"#;

/// A DPS with both systems, where Siri has a calendar in each.
async fn linked() -> (Three, GraphServer, FhirServer, Arc<Fetcher>) {
    let mut three = Three::by_hand().await;
    let (graph, fhir) = (GraphServer::start(), FhirServer::start());
    let title = json!({"subject": "Hemmelig tittel"});
    for (day, with) in [("24", title.clone()), ("25", title.clone()), ("26", title)] {
        let at = |clock: &str| format!("2026-11-{day}T{clock}:00.0000000");
        graph.put("siri.dahl@dps.test", &at("09:00"), &at("10:00"), with);
    }
    fhir.put("Practitioner", "siri-1", json!({}));
    let (start, end) = ("2026-11-24T12:00:00+01:00", "2026-11-24T13:00:00+01:00");
    fhir.appointment("1", "Practitioner/siri-1", "booked", start, end);
    let proof = Proof::Secret(SECRET.into());
    let url = |text: String| text.parse().unwrap();
    let settings = GraphSettings::application(
        url(graph.served.url("/v1.0")),
        &url(graph.served.url("")),
        TENANT,
        CLIENT.to_owned(),
        proof,
    );
    let clock = three.nodes[DPS].node.clock.clone();
    let graph_access = Graph::new(settings.unwrap(), clock.clone(), Draw::from_seed(1));
    let fhir_settings = FhirSettings {
        base_url: url(fhir.served.url("/r4")),
        access: AccessSettings::Open,
        longest_days: 31,
    };
    let fhir_access = Fhir::new(fhir_settings, clock, Draw::from_seed(2));
    three.nodes[DPS].node.desk.systems = Systems {
        graph: Some(Arc::new(graph_access)),
        fhir: Some(Arc::new(fhir_access)),
    };
    let file = DirectoryFile::read(DIRECTORY).unwrap();
    let applied = three.change(DPS, async |turn| directory::apply(turn, &file).await);
    applied.await.unwrap();
    (three, graph, fhir, Arc::new(loopback_fetcher()))
}

/// Reads what is due after so many minutes; says for each kind its trouble and how many stretches
/// are known.
async fn read(three: &Three, fetcher: &Arc<Fetcher>, minutes: i64) -> Vec<(Option<String>, usize)> {
    three.tick_seconds(minutes * 60);
    let pace = Pace {
        every_minutes: 10,
        jitter_seconds: 0,
    };
    let desk = &three.nodes[DPS].node.desk;
    sync::run(desk, fetcher, pace, three.now()).await.unwrap();
    let mut said = Vec::new();
    for kind in [LinkKind::Graph, LinkKind::Fhir] {
        let link = link(three, kind).await;
        let mut reader = desk.store.reader().await.unwrap();
        let week = interval("2026-11-23T00:00:00Z", "2026-11-30T00:00:00Z");
        let busy = busy_rows::of_link(&mut reader, link.id, week)
            .await
            .unwrap();
        said.push((link.trouble, busy.len()));
    }
    said
}

async fn link(three: &Three, kind: LinkKind) -> LinkRow {
    let mut reader = three.nodes[DPS].node.desk.store.reader().await.unwrap();
    let all = LinkRow::all(&mut reader).await.unwrap();
    all.into_iter().find(|link| link.kind == kind).unwrap()
}

fn code(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// What is logged on this thread, as far as no other story has made it uninteresting before.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<u8>>>);

impl Write for Heard {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_system_that_fails_half_way_leaves_what_was_known_and_the_rest_unknown() {
    let heard = Heard::default();
    let writer = heard.clone();
    let listening = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let guard = tracing::subscriber::set_default(listening);
    let (three, graph, fhir, fetcher) = linked().await;
    graph.state.lock().unwrap().selects_nothing = true;
    fhir.state.lock().unwrap().shows_all = true;
    let good = [(None, 3), (None, 1)];
    assert_eq!(read(&three, &fetcher, 11).await, good);

    // The second page fails, and the appointments do: nothing is taken for a shorter calendar.
    {
        let mut state = graph.state.lock().unwrap();
        state.page = 2;
        state.view_instead = [None, Some(Instead::status(502))].into();
        fhir.state.lock().unwrap().instead = [None, Some(Instead::status(500))].into();
    }
    let failed = [(code("server_error"), 3), (code("server_error"), 1)];
    assert_eq!(read(&three, &fetcher, 11).await, failed);
    assert_eq!(read(&three, &fetcher, 11).await, good);

    // A server that wants rest is left alone for just as long.
    let wait = Instead::status(429).with("Retry-After", "2400");
    graph.state.lock().unwrap().view_instead = [Some(wait)].into();
    let waiting = [(code("asked_to_wait"), 3), (None, 1)];
    assert_eq!(read(&three, &fetcher, 11).await, waiting);
    let until = three.now().plus_minutes(40);
    assert_eq!(link(&three, LinkKind::Graph).await.next_due, until);
    // Even where somebody would like to know at once.
    let hurry = link(&three, LinkKind::Graph).await.id;
    let now = three.now();
    let hurried = three.change(DPS, async |turn| {
        Ok(LinkRow::make_due(turn.tx.conn(), hurry, now).await?)
    });
    hurried.await.unwrap();
    assert_eq!(read(&three, &fetcher, 39).await, waiting);
    assert_eq!(read(&three, &fetcher, 1).await, good);
    drop(guard);

    let rows = rows::dump(&three.nodes[DPS].database).await;
    let database = &three.nodes[DPS].database;
    let files = ["", "-wal"].map(|end| format!("{}{end}", database.display()));
    let files = files.iter().filter_map(|file| std::fs::read(file).ok());
    let words = [
        "Hemmelig",
        "siri.dahl@dps",
        "Practitioner/siri",
        SECRET,
        CLIENT,
    ];
    let search = Search::new(words.map(str::to_owned));
    for bytes in files {
        assert_eq!(search.found(&bytes), []);
    }
    let log = String::from_utf8(heard.0.lock().unwrap().clone()).unwrap();
    let own: Vec<&str> = log
        .lines()
        .filter(|line| line.contains(" samband::"))
        .collect();
    for word in ["emmelig", "siri.dahl@", "Practitioner", SECRET, CLIENT] {
        assert!(!format!("{rows:?}").contains(word), "{word} is stored");
        assert!(!own.concat().contains(word), "{word} is logged");
    }
}

#[tokio::test]
async fn a_link_into_a_system_that_is_not_set_up_says_so() {
    let (mut three, ..) = linked().await;
    three.nodes[DPS].node.desk.systems = Systems::default();
    let fetcher = Arc::new(loopback_fetcher());
    let said = read(&three, &fetcher, 11).await;
    assert_eq!(said, [(code("not_set_up"), 0), (code("not_set_up"), 0)]);
}

#[tokio::test]
async fn the_command_asks_the_systems_too() {
    let (_three, graph, fhir, _) = linked().await;
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let settings = format!(
        "[node]\nid = \"dps\"\nname = \"DPS\"\nzone = \"specialist_health\"\n\
         [store]\npath = \"x.db\"\n[keys]\nnode_key_file = \"x.key\"\n\
         [web]\npublic_url = \"https://dps.test\"\n\
         [mail]\nfrom = \"a@dps.test\"\nhost = \"smtp.dps.test\"\n\
         [graph]\ntenant = \"{TENANT}\"\nclient_id = \"{CLIENT}\"\nclient_secret_file = \"secret\"\n\
         graph_url = \"{}\"\nlogin_url = \"{}\"\n[fhir]\nbase_url = \"{}\"\n",
        graph.served.url("/v1.0"),
        graph.served.url(""),
        fhir.served.url("/r4"),
    );
    file("secret", &format!("{SECRET}\n"));
    let config = file("samband.toml", &settings);
    let wrong_token = file("token", "feil");
    let run = |url: &str, kind: &str, more: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_samband"))
            .args(["calendar", "busy", "--json", "--url", url, "--kind", kind])
            .args(["--from", "2026-11-24", "--to", "2026-11-25"])
            .args(more)
            .output()
            .unwrap();
        let (out, err) = (output.stdout, output.stderr);
        let text = format!(
            "{}{}",
            String::from_utf8_lossy(&out),
            String::from_utf8_lossy(&err)
        );
        assert!(!text.contains("emmelig"), "{text}");
        let document: Value = serde_json::from_slice(&out).unwrap_or(Value::Null);
        (output.status.code().unwrap(), document)
    };
    let busy = |start: &str, end: &str| json!([{"start": start, "end": end, "kind": "busy"}]);
    let mailbox = graph.served.url("/v1.0/users/siri.dahl@dps.test");
    let (exit, document) = run(&mailbox, "graph", &["--config", &config]);
    let expected = busy("2026-11-24T09:00:00Z", "2026-11-24T10:00:00Z");
    assert_eq!((exit, &document["busy"]), (0, &expected), "{document}");
    let book = fhir.served.url("/r4/Practitioner/siri-1/");
    let expected = busy("2026-11-24T11:00:00Z", "2026-11-24T12:00:00Z");
    for more in [&["--config", config.as_str()][..], &[]] {
        let (exit, document) = run(&book, "fhir", more);
        assert_eq!((exit, &document["busy"]), (0, &expected), "{document}");
    }
    let elsewhere = graph.served.url("/v2.0/users/siri.dahl@dps.test");
    let stranger = fhir.served.url("/r4/Patient/1");
    for (url, kind, more, exit, error) in [
        (&mailbox, "graph", &[][..], 2, "no_login"),
        (
            &mailbox,
            "graph",
            &["--password-file", &wrong_token],
            3,
            "client_refused",
        ),
        (
            &elsewhere,
            "graph",
            &["--config", &config],
            2,
            "bad_address",
        ),
        (&book, "graph", &["--config", &config], 2, "bad_address"),
        (&stranger, "fhir", &[], 2, "bad_address"),
        (
            &book,
            "ics",
            &["--password-file", &wrong_token],
            2,
            "no_login",
        ),
        (
            &book,
            "fhir",
            &["--password-file", &wrong_token],
            3,
            "client_refused",
        ),
    ] {
        let (code, document) = run(url, kind, more);
        assert_eq!(
            (code, document["error"]["code"].as_str()),
            (exit, Some(error)),
            "{url} {more:?}"
        );
    }
}

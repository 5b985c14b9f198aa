//! One organisation of a region: its folder with database, keys, settings and mails, its commands,
//! and its node, running or not.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use reqwest::Client;
use samband::domain::{Draw, Instant as Moment};
use samband::seal::{AtRest, Token};
use samband::store::sessions::{Purpose, give_token};
use samband::store::{PersonRow, Store, StoreSettings};

use super::process::{self, Process};
use super::{Person, eventually, texts};
use crate::support::mosquitto::Mosquitto;
use crate::support::ports::free_port;
use crate::support::rows;

/// One organisation.
pub struct House {
    pub name: &'static str,
    folder: PathBuf,
    port: u16,
    process: Option<Process>,
}

impl House {
    /// One whose folder will lie under `folder`.
    pub fn new(house: usize, folder: &Path) -> Self {
        let name = texts::NODES[house].0;
        Self {
            name,
            folder: folder.join(name),
            port: free_port(),
            process: None,
        }
    }

    /// A file of this node.
    pub fn at(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub(super) fn write(&self, name: &str, text: &str) {
        fs::write(self.at(name), text).unwrap();
    }

    pub(super) fn settle(&self, house: usize, broker: &Mosquitto) {
        fs::create_dir_all(&self.folder).unwrap();
        let certified = broker.authority.node(self.name);
        self.write("ca.crt", &broker.authority.pem);
        self.write("node.crt", &certified.certificate);
        self.write("link.key", &certified.key);
        let settings = texts::settings(house, self.port, broker.port);
        self.write("samband.toml", &settings);
    }

    /// Runs a command of the program for this node, which must succeed: what it printed.
    pub fn command(&self, words: &[&str]) -> String {
        process::command(&self.at("samband.toml"), words)
    }

    /// Begins to serve.
    pub fn begin(&mut self) {
        let process = Process::serve(&self.at("samband.toml"), &self.at("log"));
        self.process = Some(process);
    }

    /// Whether the node is running.
    pub fn is_running(&self) -> bool {
        self.process.is_some()
    }

    /// Waits until the started node answers.
    pub async fn ready(&mut self, client: &Client) {
        let url = format!("http://127.0.0.1:{}/readyz", self.port);
        eventually("a node is ready", Duration::from_secs(120), async || {
            let ended = self.process.as_mut().unwrap().ended();
            assert!(ended.is_none(), "{} ended: {}", self.name, self.told(30));
            let answer = client.get(&url).send().await.ok()?;
            answer.status().is_success().then_some(())
        })
        .await;
    }

    /// Kills it as a power cut would.
    pub fn kill(&mut self) {
        self.process.take().unwrap().kill();
    }

    /// Stops it in order.
    pub async fn stop(&mut self) {
        let status = self.process.take().unwrap().stop().await;
        let told = self.told(30);
        assert!(status.success(), "{} stopped {status}: {told}", self.name);
    }

    /// The last lines of what the node told its operator.
    pub fn told(&self, lines: usize) -> String {
        let all = fs::read_to_string(self.at("log")).unwrap_or_default();
        let mut last: Vec<_> = all.lines().rev().take(lines).collect();
        last.reverse();
        last.join("\n")
    }

    /// The node's database.
    pub fn database(&self) -> PathBuf {
        self.at("samband.db")
    }

    /// Every mail that it has sent, as text.
    pub fn mails(&self) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.at("mails")) else {
            return Vec::new();
        };
        let paths = entries.map(|entry| entry.unwrap().path());
        let whole = paths.filter(|path| path.extension().is_some_and(|end| end == "eml"));
        whole
            .map(|path| String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned())
            .collect()
    }

    /// A number out of the node's database, read beside the node.
    pub async fn count(&self, sql: &str) -> usize {
        rows::lines(&self.database(), sql).await[0].parse().unwrap()
    }

    /// As if these people's calendars had not been read for half an hour, so that the next Hold of
    /// them waits for that.
    pub async fn calendars_age(&self, people: &[Person]) {
        let ids: Vec<String> = people.iter().map(|one| format!("'{}'", one.id)).collect();
        let sql = format!(
            "UPDATE calendar_links
             SET last_good = MIN(last_good, strftime('%s', 'now') * 1000 - 1800000),
                 last_tried = MIN(last_tried, strftime('%s', 'now') * 1000 - 1800000)
             WHERE person IN ({})",
            ids.join(", ")
        );
        rows::change(&self.database(), &sql).await;
    }

    /// The notes that have come here, by identifier.
    pub async fn notes(&self) -> Vec<String> {
        let sql = "SELECT id AS line FROM notes WHERE direction = 'in' ORDER BY id";
        rows::lines(&self.database(), sql).await
    }

    /// What is still under way here.
    pub(super) async fn open(&self) -> Vec<String> {
        let sql = "SELECT 'booking ' || state AS line FROM bookings
                   WHERE state IN ('holding', 'confirming')
             UNION ALL SELECT 'hold ' || state FROM holds WHERE state IN ('held', 'confirmed')
             UNION ALL SELECT 'hold that waits' FROM waiting_holds
             UNION ALL SELECT 'outbox ' || kind || ' to ' || peer || ' tried ' || tries FROM outbox
             UNION ALL SELECT 'letter' FROM letters WHERE state = 'waiting'";
        rows::lines(&self.database(), sql).await
    }

    /// The database as the library opens it. The node must not be running.
    pub(super) async fn store(&self) -> Store {
        let key = fs::read_to_string(self.at("node.key")).unwrap();
        let locker = AtRest::from_text(&key).unwrap();
        let settings = StoreSettings::File(self.database());
        Store::open(&settings, locker).await.unwrap()
    }

    /// Gives everybody a token: `serve` has no log-in of its own yet.
    pub(super) async fn tokens(&self, house: usize, people: usize, client: &Client) -> Vec<Person> {
        let store = self.store().await;
        let mut tx = store.begin().await.unwrap();
        let mut all = Vec::new();
        for number in 0..people {
            let slug = texts::slug(house, number);
            let row = PersonRow::by_slug(tx.conn(), &slug).await.unwrap().unwrap();
            let token = Token::draw(&mut Draw::from_seed((house * 100 + number) as u64));
            let (hash, now) = (token.hash().text(), Moment::from_millis(0));
            let given = give_token(tx.conn(), &hash, row.id, Purpose::Api, now, None);
            given.await.unwrap();
            all.push(Person {
                node: self.name.to_owned(),
                id: row.id.to_string(),
                api: format!("http://127.0.0.1:{}/api/v1", self.port),
                token: token.reveal().to_owned(),
                client: client.clone(),
            });
        }
        tx.commit().await.unwrap();
        store.close().await;
        all
    }
}

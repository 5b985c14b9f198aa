//! Three organisations as three processes over a real broker, with calendars served over loopback
//! HTTP. Each has its own folder with database, keys, settings and mails, and can be killed, stopped
//! and started again; people act through its API.

mod books;
mod meeting;
mod person;
mod process;
mod texts;
mod waiting;

pub use books::Books;
pub use meeting::{Offer, Search, day};
pub use person::Person;
pub use waiting::eventually;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use reqwest::Client;
use samband::domain::{Draw, Instant as Moment};
use samband::seal::{AtRest, Token};
use samband::store::sessions::{Purpose, give_token};
use samband::store::{PersonRow, Store, StoreSettings};
use serde_json::Value;
use tempfile::TempDir;

use super::mosquitto::Mosquitto;
use super::ports::free_port;
use super::rows;
use super::served::{self, Served};
use process::Process;
pub use texts::NODES;

/// How long anything may take on a slow machine.
const LONG: Duration = Duration::from_secs(120);

/// One organisation.
pub struct House {
    pub name: &'static str,
    folder: PathBuf,
    port: u16,
    process: Option<Process>,
}

/// The three of them.
pub struct Region {
    pub broker: Mosquitto,
    pub houses: Vec<House>,
    /// Everybody, by house and number.
    pub people: Vec<Vec<Person>>,
    client: Client,
    _feeds: Served,
    // Last: the processes end before their folders go.
    _folder: TempDir,
}

impl Region {
    /// Sets the three up with so many people each, starts them, and waits until they know each other
    /// and each other's calendars can be trusted.
    pub async fn start(people: usize) -> Self {
        Self::start_with(people, &[]).await
    }

    /// The same with some settings of the broker otherwise than deployed.
    pub async fn start_with(people: usize, changes: &[&str]) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let broker = Mosquitto::start_with(changes);
        let feeds = Served::start(|seen, stream| {
            let slug = seen.path.trim_start_matches('/').trim_end_matches(".ics");
            let headers = [("Content-Type", "text/calendar")];
            served::answer(stream, 200, &headers, texts::calendar(slug).as_bytes());
        });
        let folder = tempfile::tempdir().unwrap();
        let client = Client::builder()
            .no_proxy()
            // A connection that was killed must not be taken for one that stands.
            .pool_max_idle_per_host(0)
            .timeout(Duration::from_secs(40))
            .build()
            .unwrap();
        let houses = (0..NODES.len()).map(|house| House {
            name: NODES[house].0,
            folder: folder.path().join(NODES[house].0),
            port: free_port(),
            process: None,
        });
        let mut region = Self {
            houses: houses.collect(),
            people: Vec::new(),
            client,
            broker,
            _feeds: feeds,
            _folder: folder,
        };
        let feeds = region._feeds.url("");
        region.found(people, &feeds);
        for house in 0..NODES.len() {
            let tokens = region.houses[house].tokens(house, people, &region.client);
            region.people.push(tokens.await);
        }
        for house in &mut region.houses {
            house.begin();
        }
        for house in 0..NODES.len() {
            region.ready(house).await;
        }
        region.acquainted().await;
        region
    }

    /// What an administrator does once at each: settings, keys, directory, and the peers.
    fn found(&self, people: usize, feeds: &str) {
        let all_at_once = |work: &(dyn Fn(usize) + Sync)| {
            std::thread::scope(|scope| {
                for house in 0..NODES.len() {
                    scope.spawn(move || work(house));
                }
            });
        };
        all_at_once(&|house| {
            self.houses[house].settle(house, &self.broker);
            let text = texts::directory(house, people, feeds);
            self.houses[house].write("people.toml", &text);
            let file = self.houses[house].at("people.toml");
            self.houses[house].command(&["keys", "new"]);
            self.houses[house].command(&["directory", "apply", file.to_str().unwrap()]);
        });
        all_at_once(&|house| {
            let shown = self.houses[house].command(&["keys", "show", "--json"]);
            let shown: Value = serde_json::from_str(&shown).unwrap();
            let (name, called, zone, _) = NODES[house];
            let (zone, identity) = (zone.replace('_', "-"), shown["identity"].as_str().unwrap());
            for (other, there) in self.houses.iter().enumerate() {
                if other != house {
                    let words = ["peer", "add", name, "--name", called, "--zone", &zone];
                    there.command(&[&words[..], &["--identity", identity]].concat());
                }
            }
        });
    }

    /// Waits until a started node answers.
    async fn ready(&mut self, house: usize) {
        let client = self.client.clone();
        let house = &mut self.houses[house];
        let url = format!("http://127.0.0.1:{}/readyz", house.port);
        eventually("a node is ready", LONG, async || {
            let ended = house.process.as_mut().unwrap().ended();
            assert!(ended.is_none(), "{} ended: {}", house.name, house.told(30));
            let answer = client.get(&url).send().await.ok()?;
            answer.status().is_success().then_some(())
        })
        .await;
    }

    async fn acquainted(&self) {
        let all: usize = self.people.iter().map(Vec::len).sum();
        for (house, people) in self.houses.iter().zip(&self.people) {
            eventually("everybody is known everywhere", LONG, async || {
                let known = people[0].get("/people").await;
                (known.as_array()?.len() == all).then_some(())
            })
            .await;
            let unread = "SELECT COUNT(*) AS line FROM calendar_links WHERE last_good IS NULL";
            eventually("every calendar is read", LONG, async || {
                (house.count(unread).await == 0).then_some(())
            })
            .await;
        }
    }

    /// Kills a node as a power cut would.
    pub fn kill(&mut self, house: usize) {
        self.houses[house].process.take().unwrap().kill();
    }

    /// Stops a node in order.
    pub async fn stop(&mut self, house: usize) {
        let process = self.houses[house].process.take().unwrap();
        let status = process.stop().await;
        let told = self.houses[house].told(30);
        assert!(status.success(), "{} stopped {status}: {told}", house);
    }

    /// Begins to start a node that was killed or stopped.
    pub fn begin(&mut self, house: usize) {
        self.houses[house].begin();
    }

    /// Starts a node that was killed or stopped, and waits until it answers.
    pub async fn restart(&mut self, house: usize) {
        self.begin(house);
        self.ready(house).await;
    }

    /// Whether a node is running.
    pub fn is_running(&self, house: usize) -> bool {
        self.houses[house].process.is_some()
    }

    /// Waits until nothing is under way any more: no booking undecided, no seat held without an end,
    /// no message without its receipt, no mail unsent.
    pub async fn at_rest(&self, limit: Duration) {
        let began = Instant::now();
        for house in &self.houses {
            loop {
                let open = house.open().await;
                if open.is_empty() {
                    break;
                }
                assert!(
                    began.elapsed() < limit,
                    "{} is not at rest: {open:?}",
                    house.name
                );
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
        // What one sent last, another may have had to answer.
        for house in &self.houses {
            if !house.open().await.is_empty() {
                return Box::pin(self.at_rest(limit)).await;
            }
        }
    }

    /// Whether a booking is undecided, or not every node of it knows how it ended.
    pub async fn is_any_booking_open(&self) -> bool {
        for house in &self.houses {
            let open = house.open().await;
            if open.iter().any(|line| !line.starts_with("letter")) {
                return true;
            }
        }
        false
    }

    /// Stops every node that runs and reads all there is in their databases.
    pub async fn close(&mut self) -> Books {
        for house in 0..NODES.len() {
            if self.is_running(house) {
                self.stop(house).await;
            }
        }
        Books::read(&self.houses).await
    }
}

impl Drop for Region {
    fn drop(&mut self) {
        if std::thread::panicking() {
            for house in &self.houses {
                eprintln!("--- {}\n{}", house.name, house.told(40));
            }
        }
    }
}

impl House {
    /// A file of this node.
    pub fn at(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.at(name), text).unwrap();
    }

    fn settle(&self, house: usize, broker: &Mosquitto) {
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

    fn begin(&mut self) {
        let process = Process::serve(&self.at("samband.toml"), &self.at("log"));
        self.process = Some(process);
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

    /// Where the node's mails lie.
    pub fn mails(&self) -> PathBuf {
        self.at("mails")
    }

    /// A number out of the node's database, read beside the node.
    pub async fn count(&self, sql: &str) -> usize {
        rows::lines(&self.database(), sql).await[0].parse().unwrap()
    }

    /// As if no calendar had been read for half an hour, so that the next Hold waits for one.
    pub async fn calendars_age(&self) {
        let sql = "UPDATE calendar_links
            SET last_good = MIN(last_good, strftime('%s', 'now') * 1000 - 1800000),
                last_tried = MIN(last_tried, strftime('%s', 'now') * 1000 - 1800000)";
        rows::change(&self.database(), sql).await;
    }

    /// The notes that have come here, by identifier.
    pub async fn notes(&self) -> Vec<String> {
        let sql = "SELECT id AS line FROM notes WHERE direction = 'in' ORDER BY id";
        rows::lines(&self.database(), sql).await
    }

    /// What is still under way here.
    async fn open(&self) -> Vec<String> {
        let sql = "SELECT 'booking ' || state AS line FROM bookings
                   WHERE state IN ('holding', 'confirming')
             UNION ALL SELECT 'hold ' || state FROM holds WHERE state IN ('held', 'confirmed')
             UNION ALL SELECT 'hold that waits' FROM waiting_holds
             UNION ALL SELECT 'outbox ' || kind || ' to ' || peer || ' tried ' || tries FROM outbox
             UNION ALL SELECT 'letter' FROM letters WHERE state = 'waiting'";
        rows::lines(&self.database(), sql).await
    }

    /// The database as the library opens it. The node must not be running.
    async fn store(&self) -> Store {
        let key = fs::read_to_string(self.at("node.key")).unwrap();
        let locker = AtRest::from_text(&key).unwrap();
        let settings = StoreSettings::File(self.database());
        Store::open(&settings, locker).await.unwrap()
    }

    /// Gives everybody a token: `serve` has no log-in of its own yet.
    async fn tokens(&self, house: usize, people: usize, client: &Client) -> Vec<Person> {
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

/// Every mail in a folder, as text.
pub fn mails(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|end| end == "eml"))
        .map(|path| String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned())
        .collect()
}

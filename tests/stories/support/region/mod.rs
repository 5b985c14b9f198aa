//! Three organisations as three processes over a real broker, with calendars served over loopback
//! HTTP. Each has its own folder with database, keys, settings and mails, and can be killed, stopped
//! and started again; people act through its API.

mod books;
mod house;
mod meeting;
mod person;
mod process;
mod texts;
mod waiting;

pub use books::Books;
pub use house::House;
pub use meeting::{Offer, Search, day};
pub use person::Person;
pub use waiting::eventually;

use std::time::{Duration, Instant};

use reqwest::Client;
use serde_json::Value;
use tempfile::TempDir;

use super::mosquitto::Mosquitto;
use super::served::{self, Served};
pub use texts::NODES;

/// How long anything may take on a slow machine.
const LONG: Duration = Duration::from_secs(120);

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
        let houses = (0..NODES.len()).map(|house| House::new(house, folder.path()));
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
        for house in &mut region.houses {
            house.ready(&region.client).await;
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
            let here = &self.houses[house];
            here.settle(house, &self.broker);
            here.write("people.toml", &texts::directory(house, people, feeds));
            let file = here.at("people.toml");
            here.command(&["keys", "new"]);
            here.command(&["directory", "apply", file.to_str().unwrap()]);
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
        self.houses[house].kill();
    }

    /// Stops a node in order.
    pub async fn stop(&mut self, house: usize) {
        self.houses[house].stop().await;
    }

    /// Begins to start a node that was killed or stopped.
    pub fn begin(&mut self, house: usize) {
        self.houses[house].begin();
    }

    /// Starts a node that was killed or stopped, and waits until it answers.
    pub async fn restart(&mut self, house: usize) {
        self.begin(house);
        self.houses[house].ready(&self.client).await;
    }

    /// Waits until nothing is under way any more: no booking undecided, no seat held without an end,
    /// no message without its receipt, no mail unsent.
    pub async fn at_rest(&self, limit: Duration) {
        let (began, mut quiet) = (Instant::now(), 0);
        // Looked at twice: what one sent last, another may have had to answer.
        while quiet < 2 {
            let mut all = Vec::new();
            for house in &self.houses {
                let open = house.open().await;
                all.extend(open.into_iter().map(|line| (house.name, line)));
            }
            quiet = if all.is_empty() { quiet + 1 } else { 0 };
            assert!(began.elapsed() < limit, "not at rest: {all:?}");
            tokio::time::sleep(Duration::from_millis(100)).await;
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
            if self.houses[house].is_running() {
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

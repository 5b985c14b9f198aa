//! Three small nodes in one process and in virtual time: a DPS, a municipality and a Nav office, each
//! with a database on disk. Nothing moves but when a story says so.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::tz::TimeZone;
use samband::calendars::systems::Systems;
use samband::crossing::body;
use samband::crossing::guard::Guard;
use samband::crossing::message::{Message, ReceiptRow};
use samband::domain::{Clock, Draw, Instant, NodeId, Zone};
use samband::flows::directory_file::DirectoryFile;
use samband::flows::sync::Pace;
use samband::flows::{Here, Rules, directory};
use samband::inbound::{Outcome, Receiver};
use samband::jobs::{carry, letters, tick};
use samband::link::envelope::unwrap_header;
use samband::link::{Parcel, Switchboard};
use samband::mail::{Mailer, SentMail};
use samband::node::{Node, Parts};
use samband::seal::AtRest;
use samband::store::{PeerRow, Store, StoreError, StoreSettings};
use tempfile::TempDir;

use super::asking::{at, loopback_fetcher};

/// The specialist health service, the municipality and the Nav office.
pub const DPS: usize = 0;
pub const KOMMUNE: usize = 1;
pub const NAV: usize = 2;

const NODES: [(&str, Zone); 3] = [
    ("dps", Zone::SpecialistHealth),
    ("kommune", Zone::MunicipalHealth),
    ("nav", Zone::Nav),
];

/// Who works where, in which role.
const PEOPLE: [(&str, &str, usize, &str); 5] = [
    ("siri-dahl", "Siri Dahl", DPS, "clinician"),
    ("ola-vik", "Ola Vik", DPS, "clinician"),
    ("kari-nes", "Kari Nes", KOMMUNE, "job_specialist"),
    ("arne-moe", "Arne Moe", NAV, "adviser"),
    ("tone-berge", "Tone Berge", NAV, "adviser"),
];

/// One node.
pub struct Small {
    pub id: NodeId,
    pub node: Node,
    pub receiver: Receiver,
    pub mail: SentMail,
    pub database: PathBuf,
    mailer: Mailer,
}

/// The three nodes.
pub struct Three {
    pub board: Switchboard,
    pub nodes: Vec<Small>,
    /// Everything that was published, where the board is worked by hand.
    pub wire: Vec<Parcel>,
    /// What a story keeps back.
    pub kept: Vec<Parcel>,
    clock: Arc<AtomicI64>,
    folder: TempDir,
    pub(super) drawn: u8,
}

impl Three {
    /// Over a board that delivers at once.
    pub async fn start() -> Self {
        Self::over(Switchboard::new(1_000)).await
    }

    /// Over a board worked by hand, so that everything published is seen and may be kept back.
    pub async fn by_hand() -> Self {
        Self::over(Switchboard::by_hand(1_000)).await
    }

    async fn over(board: Switchboard) -> Self {
        let millis = at("2026-11-23T08:00:00+01:00").millis();
        let mut three = Self {
            board,
            nodes: Vec::new(),
            wire: Vec::new(),
            kept: Vec::new(),
            clock: Arc::new(AtomicI64::new(millis)),
            folder: tempfile::tempdir().unwrap(),
            drawn: 0,
        };
        for index in 0..NODES.len() {
            let small = three.build(index, index as u8).await.unwrap();
            let file = DirectoryFile::read(&directory_text(index)).unwrap();
            small
                .node
                .change(async |turn| directory::apply(turn, &file).await)
                .await
                .unwrap();
            three.nodes.push(small);
        }
        three.introduce().await;
        for (slug, ..) in PEOPLE {
            three.is_busy(slug, &[]).await;
        }
        three.settle().await;
        three
    }

    /// The node at its database, with the node key of these bytes.
    pub async fn build(&self, index: usize, key: u8) -> Result<Small, StoreError> {
        let (name, zone) = NODES[index];
        let id: NodeId = name.parse().unwrap();
        let database = self.folder.path().join(format!("{name}.sqlite"));
        let settings = StoreSettings::File(database.clone());
        let store = Store::open(&settings, AtRest::new(&[key; 32]));
        let (mailer, mail) = Mailer::memory();
        let clock = self.clock();
        let parts = Parts {
            here: Here {
                node: id.clone(),
                zone,
                name: format!("{name} samlet").parse().unwrap(),
                time_zone: TimeZone::get("Europe/Oslo").unwrap(),
                from: format!("samband@{name}.test").parse().unwrap(),
                rules: Rules {
                    undo_seconds: 0,
                    weekly_milli_starts: 1_000_000,
                    asks_a_day: 1_000,
                    ..Rules::default()
                },
            },
            store: store.await?,
            link: self.board.connect(&id, clock.clone()),
            mailer: mailer.clone(),
            fetcher: Arc::new(loopback_fetcher()),
            systems: Systems::default(),
            pace: Pace::default(),
            clock,
            draw: Draw::from_seed(1_000 + index as u64),
        };
        let node = Node::build(parts).await?;
        let receiver = Receiver {
            store: node.desk.store.clone(),
            here: Arc::clone(&node.desk.here),
            identity: Arc::clone(&node.identity),
            draw: Arc::clone(&node.desk.draw),
        };
        Ok(Small {
            id,
            node,
            receiver,
            mail,
            database,
            mailer,
        })
    }

    async fn introduce(&self) {
        for here in &self.nodes {
            for (other, (_, zone)) in self.nodes.iter().zip(NODES) {
                if other.id == here.id {
                    continue;
                }
                let identity = other.node.identity.public();
                let name = other.node.desk.here.name.clone();
                here.node
                    .change(async |turn| {
                        let put = PeerRow::put(turn.tx.conn(), &other.id, &name, zone, &identity);
                        Ok(put.await?)
                    })
                    .await
                    .unwrap();
            }
        }
    }

    /// The node's process ends and begins again on the same database.
    pub async fn restart(&mut self, index: usize) {
        self.nodes[index].node.desk.store.close().await;
        let mut again = self.build(index, index as u8).await.unwrap();
        again.mail = self.nodes[index].mail.clone();
        again.mailer = self.nodes[index].mailer.clone();
        self.nodes[index] = again;
    }

    /// The virtual clock.
    pub fn clock(&self) -> Clock {
        let clock = Arc::clone(&self.clock);
        Clock::new(move || Instant::from_millis(clock.load(Ordering::SeqCst)))
    }

    pub fn now(&self) -> Instant {
        Instant::from_millis(self.clock.load(Ordering::SeqCst))
    }

    /// Time passes, a few minutes at a time, and the nodes do what is due.
    pub async fn pass(&mut self, minutes: i64) {
        let step = (minutes / 12).max(1);
        let mut passed = 0;
        while passed < minutes {
            let now = step.min(minutes - passed);
            self.clock.fetch_add(now * 60_000, Ordering::SeqCst);
            passed += now;
            self.settle().await;
        }
    }

    /// So many seconds go by, in which nobody does anything.
    pub fn tick_seconds(&self, seconds: i64) {
        self.clock.fetch_add(seconds * 1_000, Ordering::SeqCst);
    }

    /// The nodes work until nothing moves.
    pub async fn settle(&mut self) {
        self.settle_but(|_| false).await;
    }

    /// The nodes work until nothing moves; messages that are to be kept back are.
    pub async fn settle_but(&mut self, keep: impl Fn(&Message) -> bool) {
        for _ in 0..200 {
            let mut moved = 0;
            for small in &self.nodes {
                moved += small.work(self.now()).await;
            }
            for parcel in self.board.take_published() {
                moved += 1;
                self.wire.push(parcel.clone());
                if keep(&self.opened(&parcel)) {
                    self.kept.push(parcel);
                } else {
                    self.board.deliver(parcel).unwrap();
                }
            }
            for small in &self.nodes {
                moved += small.receive(self.now()).await;
            }
            if moved == 0 {
                return;
            }
        }
        panic!("the nodes never come to rest");
    }

    /// What was kept back arrives.
    pub async fn deliver_kept(&mut self) {
        for parcel in std::mem::take(&mut self.kept) {
            self.board.deliver(parcel).unwrap();
        }
        self.settle().await;
    }

    /// What is in a parcel, as its receiver reads it.
    pub fn opened(&self, parcel: &Parcel) -> Message {
        let sender = self.small(&parcel.from).node.identity.public().verifying;
        let receiver = &self.small(&parcel.to).node.identity;
        let sealed = unwrap_header(parcel.bytes.clone()).unwrap();
        let verified = sealed.verify(&[sender]).unwrap();
        let keys = std::slice::from_ref(&receiver.sealing);
        let bytes = verified.open(&parcel.to, &parcel.from, keys).unwrap();
        body::decode(&bytes, Guard::builtin()).unwrap()
    }

    /// Everything that was published, opened.
    pub fn said(&self) -> Vec<(NodeId, NodeId, Message)> {
        let opened =
            |parcel: &Parcel| (parcel.from.clone(), parcel.to.clone(), self.opened(parcel));
        self.wire.iter().map(opened).collect()
    }

    pub fn small(&self, id: &NodeId) -> &Small {
        self.nodes.iter().find(|small| small.id == *id).unwrap()
    }
}

impl Small {
    /// Does what is due. Says how much that was.
    async fn work(&self, now: Instant) -> usize {
        let (desk, link) = (&self.node.desk, &self.node.link);
        tick::run(desk, now).await.unwrap()
            + carry::run(desk, link, &self.node.identity, now)
                .await
                .unwrap()
            + letters::run(desk, &self.mailer, now).await.unwrap()
    }

    /// Takes what waits, and gives receipts.
    async fn receive(&self, now: Instant) -> usize {
        let mut many = 0;
        while let Some(delivery) = self.node.link.try_next() {
            many += 1;
            let from = delivery.from.clone();
            let bytes = delivery.bytes.clone();
            if let Outcome::Receipt(row) = self.receiver.take(&from, bytes, now).await.unwrap() {
                self.give(&from, row, now).await;
            }
            self.node.link.ack(delivery);
        }
        many
    }

    async fn give(&self, to: &NodeId, row: ReceiptRow, now: Instant) {
        let receipt = self.receiver.receipt(to, vec![row], now).await.unwrap();
        // A receipt that is lost is given again when the envelope comes again.
        let _ = self.node.link.publish(to, receipt.unwrap()).await;
    }
}

/// At which node somebody works.
pub fn place_of(slug: &str) -> usize {
    let found = PEOPLE.iter().find(|(name, ..)| *name == slug);
    found.unwrap_or_else(|| panic!("nobody is called {slug}")).2
}

fn directory_text(index: usize) -> String {
    let (name, _) = NODES[index];
    let mut text = format!("[organisation]\nname = \"{name} samlet\"\n");
    for (slug, called, _, role) in PEOPLE.iter().filter(|(_, _, at, _)| *at == index) {
        text.push_str(&format!(
            "\n[[person]]\nkey = \"{slug}\"\nname = \"{called}\"\nroles = [\"{role}\"]\n\
             mail = \"{slug}@{name}.test\"\nhours = [\"monday-friday 08:00-16:00\"]\n\
             complete = true\nminimum_notice_minutes = 0\n\n[[person.calendar]]\nkey = \"outlook\"\n\
             kind = \"ics\"\nurl = \"https://calendar.test/{slug}.ics\"\n",
        ));
    }
    text
}

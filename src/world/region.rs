//! The made-up region brought to life: three nodes in one process over the in-process link, their
//! calendars read from real feeds over loopback HTTP.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::tz::TimeZone;
use tokio::io::AsyncWriteExt;

use super::calendars::SEED;
use super::feeds::FeedServer;
use super::people::{Organisation, organisations};
use crate::calendars::systems::Systems;
use crate::domain::{Clock, Draw, Instant, ShortName, StaffId};
use crate::flows::directory_file::Problems;
use crate::flows::sync::Pace;
use crate::flows::{FlowError, Here, Rules, directory};
use crate::http::{FetchError, FetchSettings, Fetcher};
use crate::link::Switchboard;
use crate::mail::{MailCarrier, MailTrouble, Mailer};
use crate::node::{Node, Parts, Running, os_draw, system_clock};
use crate::seal::{AtRest, SealError, Token};
use crate::store::sessions::{Purpose, give_token};
use crate::store::{PeerRow, PersonRow, Store, StoreError, StoreSettings};

/// How the region is to be made.
#[derive(Debug, Clone)]
pub struct RegionSettings {
    /// Where databases and keys lie; made where it is missing.
    pub data: PathBuf,
    /// Where mails are kept as `.eml` files.
    pub mail: PathBuf,
    /// Seconds in which a note can be taken back unseen.
    pub undo_seconds: u16,
}

/// Why the region could not be made.
#[derive(Debug, thiserror::Error)]
pub enum RegionError {
    /// A folder, a key file or the feed server.
    #[error("a file or a port of the demo could not be had")]
    Io(#[from] std::io::Error),
    /// A database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A flow.
    #[error(transparent)]
    Flow(#[from] FlowError),
    /// The key file of an earlier demo is damaged.
    #[error("a node key of the demo can't be read")]
    Key(#[from] SealError),
    /// The fetcher.
    #[error("nothing can be fetched here")]
    Fetch(#[from] FetchError),
    /// The mailer.
    #[error(transparent)]
    Mail(#[from] MailTrouble),
    /// The demo's own directory files; they are tested.
    #[error("the demo's directory can't be read")]
    Directory(#[from] Problems),
    /// A name or address of the demo; they are tested.
    #[error("a name of the demo is not one")]
    Name,
}

/// Somebody to log in as.
#[derive(Debug)]
pub struct DemoUser {
    /// Who.
    pub person: PersonRow,
    /// Opens the API.
    pub token: Token,
    /// Logs in by a link, any number of times.
    pub login: Token,
}

/// One organisation at work.
#[derive(Debug)]
pub struct RegionNode {
    /// Its directory.
    pub organisation: Organisation,
    /// Its node.
    pub running: Running,
    /// Who to log in as.
    pub users: Vec<DemoUser>,
}

impl RegionNode {
    /// The node.
    #[must_use]
    pub const fn node(&self) -> &Node {
        &self.running.node
    }

    /// The person that the directory names so.
    #[must_use]
    pub fn staff(&self, slug: &str) -> Option<StaffId> {
        self.users
            .iter()
            .find(|user| user.person.slug == slug)
            .map(|user| user.person.id)
    }
}

/// The region at work.
#[derive(Debug)]
pub struct Region {
    /// Its organisations.
    pub nodes: Vec<RegionNode>,
    /// Their calendars.
    pub feeds: FeedServer,
    /// Where mails are kept.
    pub mail: PathBuf,
}

impl Region {
    /// Makes the region and starts it.
    ///
    /// # Errors
    /// See [`RegionError`].
    pub async fn start(settings: &RegionSettings) -> Result<Self, RegionError> {
        Self::start_over(settings, &Switchboard::new(10_000)).await
    }

    /// The same over this switchboard, which somebody may listen to.
    ///
    /// # Errors
    /// See [`RegionError`].
    pub async fn start_over(
        settings: &RegionSettings,
        switchboard: &Switchboard,
    ) -> Result<Self, RegionError> {
        let mut draw = os_draw();
        let clock = system_clock(Instant::from_millis(0));
        let loopback = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let feeds = FeedServer::start(loopback, &mut draw).await?;
        let region = organisations(feeds.base())?;
        feeds.fill(&region, clock.now(), SEED);
        let mut built = Vec::new();
        for organisation in region {
            let node = build(settings, &organisation, switchboard, &clock, &mut draw).await?;
            built.push((organisation, node));
        }
        introduce(&built).await?;
        let mut nodes = Vec::new();
        for (organisation, node) in built {
            let users = users(&node, &mut draw).await?;
            nodes.push(RegionNode {
                organisation,
                running: node.start(),
                users,
            });
        }
        Ok(Self {
            nodes,
            feeds,
            mail: settings.mail.clone(),
        })
    }

    /// The organisation with this node.
    #[must_use]
    pub fn node(&self, id: &str) -> Option<&RegionNode> {
        self.nodes
            .iter()
            .find(|node| node.organisation.node.as_str() == id)
    }

    /// Stops everything.
    pub async fn stop(self) {
        for node in self.nodes {
            node.running.stop().await;
        }
        self.feeds.stop().await;
    }
}

async fn build(
    settings: &RegionSettings,
    organisation: &Organisation,
    switchboard: &Switchboard,
    clock: &Clock,
    draw: &mut Draw,
) -> Result<Node, RegionError> {
    let folder = settings.data.join(organisation.node.as_str());
    tokio::fs::create_dir_all(&folder).await?;
    let locker = AtRest::from_text(&node_key(&folder.join("node.key"), draw).await?)?;
    let store = Store::open(&StoreSettings::File(folder.join("samband.sqlite")), locker).await?;
    let fetcher = Fetcher::new(&FetchSettings {
        plain_http: true,
        inside: true,
        total_timeout: std::time::Duration::from_secs(10),
        ..FetchSettings::default()
    })?;
    let parts = Parts {
        here: here(settings, organisation)?,
        store,
        link: switchboard.connect(&organisation.node, clock.clone()),
        mailer: Mailer::new(&MailCarrier::Folder(settings.mail.clone()))?,
        fetcher: Arc::new(fetcher),
        systems: Systems::default(),
        pace: Pace {
            every_minutes: 2,
            jitter_seconds: 5,
        },
        clock: clock.clone(),
        draw: os_draw(),
    };
    let node = Node::build(parts).await?;
    node.change(async |turn| directory::apply(turn, &organisation.directory).await)
        .await?;
    Ok(node)
}

/// The key of a node, made where there is none.
async fn node_key(path: &Path, draw: &mut Draw) -> Result<String, RegionError> {
    match tokio::fs::read_to_string(path).await {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let key = AtRest::new_key(draw);
            let mut options = tokio::fs::OpenOptions::new();
            let mut file = options
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(path)
                .await?;
            file.write_all(key.as_bytes()).await?;
            file.flush().await?;
            Ok(key.to_string())
        }
        Err(error) => Err(error.into()),
    }
}

fn here(settings: &RegionSettings, organisation: &Organisation) -> Result<Here, RegionError> {
    let own = &organisation.directory.organisation;
    let name: ShortName = own.neutral_name.clone().unwrap_or_else(|| own.name.clone());
    let from = organisation.sender();
    Ok(Here {
        node: organisation.node.clone(),
        zone: organisation.zone,
        name,
        time_zone: TimeZone::get("Europe/Oslo").map_err(|_| RegionError::Name)?,
        from: from.parse().map_err(|_| RegionError::Name)?,
        rules: Rules {
            undo_seconds: settings.undo_seconds,
            // The three have agreed on a wide budget, so that a day of trying does not use it up.
            weekly_milli_starts: 1_000_000,
            asks_a_day: 1_000,
            open_holds: 20,
            ..Rules::default()
        },
    })
}

/// Every node pins the keys of every other, as their administrators would by telephone.
async fn introduce(built: &[(Organisation, Node)]) -> Result<(), RegionError> {
    for (_, node) in built {
        for (other, peer) in built
            .iter()
            .filter(|(other, _)| other.node != node.desk.here.node)
        {
            let identity = peer.identity.public();
            let name = peer.desk.here.name.clone();
            node.change(async |turn| {
                let (id, zone) = (&other.node, other.zone);
                Ok(PeerRow::put(turn.tx.conn(), id, &name, zone, &identity).await?)
            })
            .await?;
        }
    }
    Ok(())
}

async fn users(node: &Node, draw: &mut Draw) -> Result<Vec<DemoUser>, RegionError> {
    let mut reader = node.desk.store.reader().await.map_err(RegionError::Store)?;
    let people = PersonRow::all(&mut reader).await?;
    drop(reader);
    let mut users = Vec::new();
    for person in people {
        users.push(DemoUser {
            person,
            token: Token::draw(draw),
            login: Token::draw(draw),
        });
    }
    let now = node.clock.now();
    node.change(async |turn| {
        for user in &users {
            let api = user.token.hash().text();
            give_token(
                turn.tx.conn(),
                &api,
                user.person.id,
                Purpose::Api,
                now,
                None,
            )
            .await?;
            let login = user.login.hash().text();
            let purpose = Purpose::DemoLogin;
            give_token(turn.tx.conn(), &login, user.person.id, purpose, now, None).await?;
        }
        Ok(())
    })
    .await?;
    Ok(users)
}

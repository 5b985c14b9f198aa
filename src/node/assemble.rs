//! From checked settings to a node: opens what the settings name, and says in a person's words what
//! could not be opened.

use std::path::PathBuf;
use std::sync::Arc;

use secrecy::ExposeSecret;

use super::{Node, Parts, os_draw, system_clock};
use crate::calendars::fhir::Fhir;
use crate::calendars::graph::Graph;
use crate::calendars::systems::Systems;
use crate::domain::{Clock, Instant};
use crate::flows::Here;
use crate::http::{FetchError, Fetcher};
use crate::link::{Link, MqttSettings, Switchboard};
use crate::mail::{MailTrouble, Mailer};
use crate::seal::{AtRest, SealError};
use crate::settings::{KeySettings, LinkSettings, Settings};
use crate::store::{Store, StoreError, ledger};

/// Why a node can't be built from its settings.
#[derive(Debug, thiserror::Error)]
pub enum AssembleError {
    /// The file with the node key can't be read.
    #[error(
        "the node key file {path} can't be read; where there is none yet, make it with `samband keys new --config FILE`"
    )]
    NoKey {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The node key is not one.
    #[error("the node key is not one; it is 43 characters, as `samband keys new` makes it")]
    BadKey(#[source] SealError),
    /// The database.
    #[error("the database can't be opened")]
    Store(#[source] StoreError),
    /// Its keys do not open.
    #[error("what is locked in the database does not open: is it another node's key?")]
    OtherKey(#[source] StoreError),
    /// The fetcher.
    #[error("calendars can't be fetched with these settings")]
    Fetch(#[source] FetchError),
    /// The mailer.
    #[error("mail can't be sent with these settings")]
    Mail(#[source] MailTrouble),
}

/// Opens the database that the settings name.
///
/// # Errors
/// See [`AssembleError`].
pub async fn open_store(settings: &Settings) -> Result<Store, AssembleError> {
    let locker = node_key(&settings.keys)?;
    Store::open(&settings.store, locker)
        .await
        .map_err(AssembleError::Store)
}

fn node_key(keys: &KeySettings) -> Result<AtRest, AssembleError> {
    let text = match keys {
        KeySettings::Text(text) => text.expose_secret().to_owned(),
        KeySettings::File(path) => {
            std::fs::read_to_string(path).map_err(|source| AssembleError::NoKey {
                path: path.clone(),
                source,
            })?
        }
    };
    AtRest::from_text(&text).map_err(AssembleError::BadKey)
}

/// How far a node reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// To its peers: the one process that is the node.
    Peers,
    /// To its rows only: a command beside it. It has no link, because a second connection under the
    /// node's name would throw the first one out.
    Rows,
}

/// Builds the node of these settings.
///
/// # Errors
/// See [`AssembleError`].
pub async fn assemble(settings: &Settings, reach: Reach) -> Result<Node, AssembleError> {
    let store = open_store(settings).await?;
    let last = last_written(&store).await.map_err(AssembleError::Store)?;
    let clock = system_clock(last);
    let parts = Parts {
        here: here(settings),
        link: link(settings, reach, &clock),
        mailer: Mailer::new(&settings.mail.carrier).map_err(AssembleError::Mail)?,
        fetcher: Arc::new(Fetcher::new(&settings.fetch).map_err(AssembleError::Fetch)?),
        systems: systems(settings, &clock),
        pace: settings.pace,
        store,
        clock,
        draw: os_draw(),
    };
    Node::build(parts).await.map_err(|error| match error {
        StoreError::Locked(_) => AssembleError::OtherKey(error),
        other => AssembleError::Store(other),
    })
}

fn here(settings: &Settings) -> Here {
    Here {
        node: settings.node.id.clone(),
        zone: settings.node.zone,
        name: settings.node.name.clone(),
        time_zone: settings.node.time_zone.clone(),
        from: settings.mail.from.clone(),
        rules: settings.rules,
    }
}

fn systems(settings: &Settings, clock: &Clock) -> Systems {
    let graph = settings.graph.clone();
    let fhir = settings.fhir.clone();
    Systems {
        graph: graph.map(|graph| Arc::new(Graph::new(graph, clock.clone(), os_draw()))),
        fhir: fhir.map(|fhir| Arc::new(Fhir::new(fhir, clock.clone(), os_draw()))),
    }
}

fn link(settings: &Settings, reach: Reach, clock: &Clock) -> Link {
    match (mqtt(settings), reach) {
        (Some(mqtt), Reach::Peers) => Link::mqtt(mqtt, clock.clone(), os_draw()),
        // A switchboard with nobody else on it.
        _ => Switchboard::new(0).connect(&settings.node.id, clock.clone()),
    }
}

/// The way to the broker, where there is one.
pub(super) fn mqtt(settings: &Settings) -> Option<MqttSettings> {
    match &settings.link {
        LinkSettings::Mqtt { host, port, tls } => {
            let node = &settings.node.id;
            Some(MqttSettings::new(host, *port, node, tls.clone()))
        }
        LinkSettings::None => None,
    }
}

/// The latest time that the database knows: node time never runs backwards.
async fn last_written(store: &Store) -> Result<Instant, StoreError> {
    let mut reader = store.reader().await?;
    let head = ledger::head(&mut reader).await?;
    let last = ledger::rows(&mut reader, head.rows.saturating_sub(1), 1).await?;
    Ok(last
        .first()
        .map_or(Instant::from_millis(0), |row| row.row.at))
}

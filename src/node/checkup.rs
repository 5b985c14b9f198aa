//! Tries everything outside the node, one thing at a time and each for itself: the database, the
//! broker, the mail server, every peer and every linked calendar. It changes nothing, and what it
//! gives holds no address, password or title.

use std::time::Duration;

use futures_util::{StreamExt, stream};

use super::Node;
use super::assemble::mqtt;
use super::os_draw;
use crate::calendars::busy::BusyRequest;
use crate::calendars::source::{SourceTrouble, fetch};
use crate::domain::Instant;
use crate::flows::sync::window_of;
use crate::jobs::sync::{in_time, source_of};
use crate::link::{Link, LinkState, Why};
use crate::mail::MailTrouble;
use crate::settings::Settings;
use crate::store::{LinkRow, OutboxRow, PeerRow, PeerState, PersonRow, StoreError};

/// How long the broker may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// So many calendars are tried at one time.
const AT_ONCE: usize = 8;
/// An envelope that has waited longer than this, in minutes, is worth a look.
const LONG_WAIT: i64 = 15;

/// What was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The database file.
    Database,
    /// The MQTT broker.
    Broker,
    /// The mail server.
    Mail,
    /// Another node.
    Peer,
    /// A linked calendar.
    Calendar,
}

/// How it went with one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// What was tried.
    pub part: Part,
    /// Which: a node, or person and calendar as the directory file names them; empty where there
    /// is only one.
    pub name: String,
    /// What is wrong; none where it is fine.
    pub trouble: Option<Trouble>,
}

/// What is wrong with one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// These pragmas are not what they should be.
    Unsound(Vec<&'static str>),
    /// The link does not come up.
    Link(Why),
    /// Mail can't be sent.
    Mail(MailTrouble),
    /// The peer is suspended.
    Suspended,
    /// Nothing has ever come from the peer.
    NeverHeard,
    /// So many envelopes wait for the peer's receipt, some for long.
    Waiting(usize),
    /// The calendar can't be read.
    Calendar(SourceTrouble),
    /// The calendar's address does not open with the node key.
    Locked,
}

/// Tries everything.
///
/// # Errors
/// The database failed.
pub async fn checkup(node: &Node, settings: &Settings) -> Result<Vec<Checked>, StoreError> {
    let unsound = node.desk.store.soundness().await?;
    let unsound = (!unsound.is_empty()).then_some(Trouble::Unsound(unsound));
    let mut checked = vec![one(Part::Database, unsound)];
    if let Some(trouble) = broker(node, settings).await {
        checked.push(one(Part::Broker, trouble));
    }
    let mail = node.mailer.probe().await.err();
    checked.push(one(Part::Mail, mail.map(Trouble::Mail)));
    checked.extend(peers(node).await?);
    checked.extend(calendars(node).await?);
    Ok(checked)
}

const fn one(part: Part, trouble: Option<Trouble>) -> Checked {
    Checked {
        part,
        name: String::new(),
        trouble,
    }
}

/// Connects beside the running node, under another client identifier and for a moment; what comes
/// meanwhile is not acknowledged. None where there is no broker.
async fn broker(node: &Node, settings: &Settings) -> Option<Option<Trouble>> {
    let mut beside = mqtt(settings)?;
    beside.client_id.push_str("-doctor");
    beside.session_expiry = Duration::ZERO;
    let link = Link::mqtt(beside, node.clock.clone(), os_draw());
    let mut state = link.state();
    let up = state.wait_for(|state| matches!(state, LinkState::Up { .. }));
    let came_up = matches!(tokio::time::timeout(PATIENCE, up).await, Ok(Ok(_)));
    let last = *state.borrow();
    link.stop().await;
    let why = match last {
        LinkState::Down { why, .. } if !came_up => Some(Trouble::Link(why)),
        _ => None,
    };
    Some(why)
}

async fn peers(node: &Node) -> Result<Vec<Checked>, StoreError> {
    let mut reader = node.desk.store.reader().await?;
    let waiting = OutboxRow::waiting(&mut reader).await?;
    let long_ago = node.clock.now().plus_minutes(-LONG_WAIT);
    let peers = PeerRow::all(&mut reader).await?;
    Ok(peers
        .into_iter()
        .map(|peer| Checked {
            part: Part::Peer,
            name: peer.node.to_string(),
            trouble: peer_trouble(&peer, &waiting, long_ago),
        })
        .collect())
}

fn peer_trouble(peer: &PeerRow, waiting: &[OutboxRow], long_ago: Instant) -> Option<Trouble> {
    if peer.state == PeerState::Suspended {
        return Some(Trouble::Suspended);
    }
    let theirs = waiting.iter().filter(|row| row.peer == peer.node);
    let waits: Vec<_> = theirs.collect();
    if waits.iter().any(|row| row.created < long_ago) {
        return Some(Trouble::Waiting(waits.len()));
    }
    peer.last_heard.is_none().then_some(Trouble::NeverHeard)
}

async fn calendars(node: &Node) -> Result<Vec<Checked>, StoreError> {
    let mut reader = node.desk.store.reader().await?;
    let people = PersonRow::all(&mut reader).await?;
    let links = LinkRow::all(&mut reader).await?;
    drop(reader);
    let named = links.into_iter().filter_map(|link| {
        let person = people.iter().find(|person| person.id == link.person)?;
        Some((format!("{}/{}", person.slug, link.slug), link))
    });
    let mut checked: Vec<_> = stream::iter(named)
        .map(async |(name, link)| Checked {
            part: Part::Calendar,
            name,
            trouble: calendar(node, &link).await,
        })
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    checked.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(checked)
}

async fn calendar(node: &Node, link: &LinkRow) -> Option<Trouble> {
    let Ok(found) = link.source(&node.desk.store.keyhole()) else {
        return Some(Trouble::Locked);
    };
    let here = &node.desk.here;
    let request = BusyRequest {
        window: window_of(link.id, node.clock.now())?,
        zone: here.time_zone.clone(),
        owner: found.owner.clone(),
    };
    let read = match source_of(link.kind, &found, &node.desk.systems) {
        Ok(source) => {
            let fetching = fetch(&node.fetcher, &source, &request, Some(&here.node), None);
            in_time(fetching).await
        }
        Err(trouble) => Err(trouble),
    };
    read.err().map(Trouble::Calendar)
}

//! Peers: the other nodes, their pinned keys, and the cards they have told.

use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;

use super::column::{count, from_word, maybe_instant, parsed, to_json, word};
use super::column::{json, maybe_text};
use super::{Conn, StoreError};
use crate::domain::people::{Place, StaffCard, Team};
use crate::domain::{Instant, NodeId, PlaceId, ShortName, StaffId, TeamId, Zone};
use crate::seal::PublicIdentity;

/// Whether anything is said to a peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PeerState {
    /// Yes.
    Active,
    /// Nothing is sent, and what comes is not acted on.
    Suspended,
}

/// One peer.
#[derive(Debug, Clone)]
pub struct PeerRow {
    /// Its node.
    pub node: NodeId,
    /// Its name: the administrator's, then its own neutral one.
    pub name: ShortName,
    /// Its zone, as the agreement says; its own word does not change it.
    pub zone: Zone,
    /// Its pinned public keys.
    pub identity: PublicIdentity,
    /// Whether anything is said to it.
    pub state: PeerState,
    /// The version of its cards that is known here.
    pub cards_version: u64,
    /// The version of our cards that it was sent.
    pub cards_sent: u64,
    /// When something signed by it last came.
    pub last_heard: Option<Instant>,
}

fn peer(row: &AnyRow) -> Result<PeerRow, StoreError> {
    Ok(PeerRow {
        node: parsed(row, "node")?,
        name: parsed(row, "name")?,
        zone: from_word(row, "zone")?,
        identity: parsed(row, "identity")?,
        state: from_word(row, "state")?,
        cards_version: count(row, "cards_version")?,
        cards_sent: count(row, "cards_sent")?,
        last_heard: maybe_instant(row, "last_heard")?,
    })
}

impl PeerRow {
    /// Every peer, by name.
    ///
    /// # Errors
    /// The database failed.
    pub async fn all(conn: &mut Conn) -> Result<Vec<Self>, StoreError> {
        let rows = sqlx::query("SELECT * FROM peers ORDER BY name, node")
            .fetch_all(conn)
            .await?;
        rows.iter().map(peer).collect()
    }

    /// One peer.
    ///
    /// # Errors
    /// The database failed.
    pub async fn find(conn: &mut Conn, node: &NodeId) -> Result<Option<Self>, StoreError> {
        let row = sqlx::query("SELECT * FROM peers WHERE node = $1")
            .bind(node.as_str())
            .fetch_optional(conn)
            .await?;
        row.as_ref().map(peer).transpose()
    }

    /// Adds a peer, or changes what the administrator says of it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn put(
        conn: &mut Conn,
        node: &NodeId,
        name: &ShortName,
        zone: Zone,
        identity: &PublicIdentity,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO peers (node, name, zone, identity, state, cards_version, cards_sent)
             VALUES ($1, $2, $3, $4, 'active', 0, 0)
             ON CONFLICT (node) DO UPDATE SET name = excluded.name, zone = excluded.zone,
               identity = excluded.identity",
        )
        .bind(node.as_str())
        .bind(name.as_str())
        .bind(word(&zone, "peers.zone")?)
        .bind(identity.to_string())
        .execute(conn)
        .await?;
        Ok(())
    }

    /// Suspends a peer or lets it in again.
    ///
    /// # Errors
    /// The database failed.
    pub async fn set_state(
        conn: &mut Conn,
        node: &NodeId,
        state: PeerState,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE peers SET state = $2 WHERE node = $1")
            .bind(node.as_str())
            .bind(word(&state, "peers.state")?)
            .execute(conn)
            .await?;
        Ok(())
    }

    /// Remembers that our cards of this version were queued for it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn cards_queued(
        conn: &mut Conn,
        node: &NodeId,
        version: u64,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE peers SET cards_sent = $2 WHERE node = $1")
            .bind(node.as_str())
            .bind(i64::try_from(version).unwrap_or(i64::MAX))
            .execute(conn)
            .await?;
        Ok(())
    }

    /// Remembers that something signed by it came.
    ///
    /// # Errors
    /// The database failed.
    pub async fn heard(conn: &mut Conn, node: &NodeId, at: Instant) -> Result<(), StoreError> {
        sqlx::query("UPDATE peers SET last_heard = $2 WHERE node = $1")
            .bind(node.as_str())
            .bind(at.millis())
            .execute(conn)
            .await?;
        Ok(())
    }

    /// Remembers the head of its ledger as it last told it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn set_head(
        conn: &mut Conn,
        node: &NodeId,
        rows: u64,
        hash: &str,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE peers SET head_rows = $2, head_hash = $3
             WHERE node = $1 AND (head_rows IS NULL OR head_rows <= $2)",
        )
        .bind(node.as_str())
        .bind(i64::try_from(rows).unwrap_or(i64::MAX))
        .bind(hash)
        .execute(conn)
        .await?;
        Ok(())
    }

    /// The head of its ledger as it last told it: rows and hash.
    ///
    /// # Errors
    /// The database failed.
    pub async fn head(conn: &mut Conn, node: &NodeId) -> Result<Option<(u64, String)>, StoreError> {
        let row = sqlx::query(
            "SELECT head_rows, head_hash FROM peers WHERE node = $1 AND head_rows IS NOT NULL",
        )
        .bind(node.as_str())
        .fetch_optional(conn)
        .await?;
        match row {
            Some(row) => Ok(Some((
                count(&row, "head_rows")?,
                maybe_text(&row, "head_hash")?.unwrap_or_default(),
            ))),
            None => Ok(None),
        }
    }
}

/// One card to keep: a person, a team or a place of a peer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PeerCard {
    /// A person.
    Person(StaffCard),
    /// A team.
    Team(Team),
    /// A place.
    Place(Place),
}

impl PeerCard {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Person(_) => "person",
            Self::Team(_) => "team",
            Self::Place(_) => "place",
        }
    }

    fn id(&self) -> String {
        match self {
            Self::Person(card) => card.id.to_string(),
            Self::Team(card) => card.id.to_string(),
            Self::Place(card) => card.id.to_string(),
        }
    }

    /// Keeps the card under the version it came with.
    ///
    /// # Errors
    /// The database failed.
    pub async fn put(
        &self,
        conn: &mut Conn,
        node: &NodeId,
        version: u64,
    ) -> Result<(), StoreError> {
        let body = match self {
            Self::Person(card) => to_json(card, "peer_cards.card"),
            Self::Team(card) => to_json(card, "peer_cards.card"),
            Self::Place(card) => to_json(card, "peer_cards.card"),
        }?;
        sqlx::query(
            "INSERT INTO peer_cards (node, kind, id, card, version) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (node, kind, id) DO UPDATE SET card = excluded.card,
               version = excluded.version",
        )
        .bind(node.as_str())
        .bind(self.kind())
        .bind(self.id())
        .bind(body)
        .bind(i64::try_from(version).unwrap_or(i64::MAX))
        .execute(conn)
        .await?;
        Ok(())
    }
}

/// Drops the cards of a peer that are older than `version`, and remembers that version.
///
/// # Errors
/// The database failed.
pub async fn settle_cards(
    conn: &mut Conn,
    node: &NodeId,
    version: u64,
    name: &ShortName,
) -> Result<(), StoreError> {
    let version = i64::try_from(version).unwrap_or(i64::MAX);
    sqlx::query("DELETE FROM peer_cards WHERE node = $1 AND version < $2")
        .bind(node.as_str())
        .bind(version)
        .execute(&mut *conn)
        .await?;
    sqlx::query("UPDATE peers SET cards_version = $2, name = $3 WHERE node = $1")
        .bind(node.as_str())
        .bind(version)
        .bind(name.as_str())
        .execute(conn)
        .await?;
    Ok(())
}

async fn cards<T: serde::de::DeserializeOwned>(
    conn: &mut Conn,
    node: &NodeId,
    kind: &'static str,
) -> Result<Vec<T>, StoreError> {
    let rows = sqlx::query("SELECT card FROM peer_cards WHERE node = $1 AND kind = $2 ORDER BY id")
        .bind(node.as_str())
        .bind(kind)
        .fetch_all(conn)
        .await?;
    rows.iter().map(|row| json(row, "card")).collect()
}

/// The bookable people of a peer, by name.
///
/// # Errors
/// The database failed.
pub async fn people(conn: &mut Conn, node: &NodeId) -> Result<Vec<StaffCard>, StoreError> {
    let mut people: Vec<StaffCard> = cards(conn, node, "person").await?;
    people.sort_by(|a, b| a.name.cmp(&b.name).then(a.id.cmp(&b.id)));
    Ok(people)
}

/// The teams of a peer.
///
/// # Errors
/// The database failed.
pub async fn teams(conn: &mut Conn, node: &NodeId) -> Result<Vec<Team>, StoreError> {
    cards(conn, node, "team").await
}

/// The places of a peer.
///
/// # Errors
/// The database failed.
pub async fn places(conn: &mut Conn, node: &NodeId) -> Result<Vec<Place>, StoreError> {
    cards(conn, node, "place").await
}

/// One person of a peer.
///
/// # Errors
/// The database failed.
pub async fn person(
    conn: &mut Conn,
    node: &NodeId,
    id: StaffId,
) -> Result<Option<StaffCard>, StoreError> {
    card(conn, node, "person", &id.to_string()).await
}

/// One team of a peer.
///
/// # Errors
/// The database failed.
pub async fn team(conn: &mut Conn, node: &NodeId, id: TeamId) -> Result<Option<Team>, StoreError> {
    card(conn, node, "team", &id.to_string()).await
}

/// One place of a peer.
///
/// # Errors
/// The database failed.
pub async fn place(
    conn: &mut Conn,
    node: &NodeId,
    id: PlaceId,
) -> Result<Option<Place>, StoreError> {
    card(conn, node, "place", &id.to_string()).await
}

async fn card<T: serde::de::DeserializeOwned>(
    conn: &mut Conn,
    node: &NodeId,
    kind: &'static str,
    id: &str,
) -> Result<Option<T>, StoreError> {
    let row = sqlx::query("SELECT card FROM peer_cards WHERE node = $1 AND kind = $2 AND id = $3")
        .bind(node.as_str())
        .bind(kind)
        .bind(id)
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(|row| json(row, "card")).transpose()
}

//! Searches for a time, the asks they made of other nodes, and the asks that other nodes made here
//! with what they settled.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::any::AnyRow;

use super::column::{count, from_json, instant, json, maybe_text, parsed, text, to_json};
use super::{Conn, StoreError, Viewer};
use crate::crossing::budget;
use crate::domain::{AskId, Instant, NodeId, ProposalId, StaffId};

/// A search for a time at its asker.
#[derive(Debug, Clone)]
pub struct ProposalRow<B> {
    /// Which search.
    pub id: ProposalId,
    /// Whose.
    pub owner: StaffId,
    /// When it began.
    pub created: Instant,
    /// A word for how far it has come.
    pub state: String,
    /// The search itself.
    pub body: B,
}

/// One ask that this node made.
#[derive(Debug, Clone)]
pub struct AskRow {
    /// Which ask.
    pub id: AskId,
    /// For which search.
    pub proposal: ProposalId,
    /// Of whom.
    pub peer: NodeId,
    /// Which round.
    pub round: u8,
    /// When.
    pub asked: Instant,
    /// The starts asked about.
    pub starts: Vec<Instant>,
    /// What was answered, as JSON of the caller's own.
    pub answer: Option<String>,
}

impl<B: Serialize + DeserializeOwned> ProposalRow<B> {
    fn read(row: &AnyRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: parsed(row, "id")?,
            owner: parsed(row, "owner")?,
            created: instant(row, "created")?,
            state: text(row, "state")?,
            body: json(row, "body")?,
        })
    }

    /// One search.
    ///
    /// # Errors
    /// The database failed.
    pub async fn find(conn: &mut Conn, id: ProposalId) -> Result<Option<Self>, StoreError> {
        let row = sqlx::query("SELECT * FROM proposals WHERE id = $1")
            .bind(id.to_string())
            .fetch_optional(conn)
            .await?;
        row.as_ref().map(Self::read).transpose()
    }

    /// The search, where it is this viewer's own.
    ///
    /// # Errors
    /// The database failed.
    pub async fn seen_by(
        conn: &mut Conn,
        viewer: &Viewer,
        id: ProposalId,
    ) -> Result<Option<Self>, StoreError> {
        let found = Self::find(conn, id).await?;
        Ok(found.filter(|row| row.owner == viewer.staff))
    }

    /// Searches in this state.
    ///
    /// # Errors
    /// The database failed.
    pub async fn in_state(conn: &mut Conn, state: &str) -> Result<Vec<Self>, StoreError> {
        let rows = sqlx::query("SELECT * FROM proposals WHERE state = $1 ORDER BY created")
            .bind(state)
            .fetch_all(conn)
            .await?;
        rows.iter().map(Self::read).collect()
    }

    /// Writes the search, new or changed.
    ///
    /// # Errors
    /// The database failed.
    pub async fn put(&self, conn: &mut Conn) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO proposals (id, owner, created, state, body) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (id) DO UPDATE SET state = excluded.state, body = excluded.body",
        )
        .bind(self.id.to_string())
        .bind(self.owner.to_string())
        .bind(self.created.millis())
        .bind(&self.state)
        .bind(to_json(&self.body, "proposals.body")?)
        .execute(conn)
        .await?;
        Ok(())
    }
}

fn ask(row: &AnyRow) -> Result<AskRow, StoreError> {
    Ok(AskRow {
        id: parsed(row, "id")?,
        proposal: parsed(row, "proposal")?,
        peer: parsed(row, "peer")?,
        round: u8::try_from(count(row, "round")?).map_err(|_| StoreError::Damaged("asks.round"))?,
        asked: instant(row, "asked")?,
        starts: json(row, "starts")?,
        answer: maybe_text(row, "answer")?,
    })
}

impl AskRow {
    /// One ask that this node made of this peer.
    ///
    /// # Errors
    /// The database failed.
    pub async fn find(
        conn: &mut Conn,
        id: AskId,
        peer: &NodeId,
    ) -> Result<Option<Self>, StoreError> {
        let row = sqlx::query("SELECT * FROM asks WHERE id = $1 AND peer = $2")
            .bind(id.to_string())
            .bind(peer.as_str())
            .fetch_optional(conn)
            .await?;
        row.as_ref().map(ask).transpose()
    }

    /// All asks of one search.
    ///
    /// # Errors
    /// The database failed.
    pub async fn of_proposal(
        conn: &mut Conn,
        proposal: ProposalId,
    ) -> Result<Vec<Self>, StoreError> {
        let rows = sqlx::query("SELECT * FROM asks WHERE proposal = $1 ORDER BY round, peer")
            .bind(proposal.to_string())
            .fetch_all(conn)
            .await?;
        rows.iter().map(ask).collect()
    }

    /// Writes the ask, or its answer.
    ///
    /// # Errors
    /// The database failed.
    pub async fn put(&self, conn: &mut Conn) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO asks (id, proposal, peer, round, asked, starts, answer)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (id) DO UPDATE SET answer = excluded.answer",
        )
        .bind(self.id.to_string())
        .bind(self.proposal.to_string())
        .bind(self.peer.as_str())
        .bind(i64::from(self.round))
        .bind(self.asked.millis())
        .bind(to_json(&self.starts, "asks.starts")?)
        .bind(self.answer.clone())
        .execute(conn)
        .await?;
        Ok(())
    }
}

/// What was answered to an ask of a peer: the same ask gets the same answer, and costs once.
///
/// # Errors
/// The database failed.
pub async fn answered<A: DeserializeOwned>(
    conn: &mut Conn,
    peer: &NodeId,
    ask: AskId,
) -> Result<Option<A>, StoreError> {
    let row = sqlx::query("SELECT answer FROM asked WHERE peer = $1 AND ask = $2")
        .bind(peer.as_str())
        .bind(ask.to_string())
        .fetch_optional(conn)
        .await?;
    row.map(|row| from_json(&text(&row, "answer")?, "asked.answer"))
        .transpose()
}

/// Remembers what was answered.
///
/// # Errors
/// The database failed.
pub async fn remember_answer<A: Serialize>(
    conn: &mut Conn,
    peer: &NodeId,
    ask: AskId,
    answer: &A,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO asked (ask, peer, at, answer) VALUES ($1, $2, $3, $4)")
        .bind(ask.to_string())
        .bind(peer.as_str())
        .bind(now.millis())
        .bind(to_json(answer, "asked.answer")?)
        .execute(conn)
        .await?;
    Ok(())
}

/// What a peer has settled about a person: milli-starts of the last week and asks of the last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    /// Milli-starts in the last week.
    pub week: u64,
    /// Asks in the last day.
    pub today: u64,
    /// When the oldest spending of the week falls out of it.
    pub eases: Option<Instant>,
}

/// What a peer has settled about a person.
///
/// # Errors
/// The database failed.
pub async fn settled(
    conn: &mut Conn,
    peer: &NodeId,
    person: StaffId,
    now: Instant,
) -> Result<Settled, StoreError> {
    let row = sqlx::query(
        "SELECT CAST(COALESCE(SUM(milli), 0) AS BIGINT) AS week, MIN(at) AS oldest FROM settled
         WHERE peer = $1 AND person = $2 AND at > $3",
    )
    .bind(peer.as_str())
    .bind(person.to_string())
    .bind(budget::counts_from(now).millis())
    .fetch_one(&mut *conn)
    .await?;
    let week = count(&row, "week")?;
    let eases = super::column::maybe_instant(&row, "oldest")?
        .map(|oldest| oldest.plus_minutes(budget::WEEK_MINUTES));
    let row = sqlx::query(
        "SELECT COUNT(DISTINCT ask) AS today FROM settled WHERE peer = $1 AND person = $2 AND at > $3",
    )
    .bind(peer.as_str())
    .bind(person.to_string())
    .bind(now.plus_minutes(-24 * 60).millis())
    .fetch_one(conn)
    .await?;
    Ok(Settled {
        week,
        today: count(&row, "today")?,
        eases,
    })
}

/// Writes what an answer settled about a person.
///
/// # Errors
/// The database failed.
pub async fn settle(
    conn: &mut Conn,
    peer: &NodeId,
    person: StaffId,
    ask: AskId,
    milli: u64,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO settled (peer, person, ask, at, milli) VALUES ($1, $2, $3, $4, $5)")
        .bind(peer.as_str())
        .bind(person.to_string())
        .bind(ask.to_string())
        .bind(now.millis())
        .bind(i64::try_from(milli).unwrap_or(i64::MAX))
        .execute(conn)
        .await?;
    Ok(())
}

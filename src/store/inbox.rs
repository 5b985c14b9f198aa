//! The inbox: which envelopes have come, and what became of each. It is how a repeat is recognised
//! and given the same receipt.

use super::column::{json, parsed, to_json};
use super::{Conn, StoreError};
use crate::domain::{EnvelopeId, Instant, NodeId};

/// An envelope that came.
#[derive(Debug, Clone)]
pub struct InboxRow<V> {
    /// Which.
    pub envelope: EnvelopeId,
    /// From whom.
    pub peer: NodeId,
    /// The sender's epoch.
    pub epoch: u64,
    /// Its number in it.
    pub sequence: u64,
    /// When it came.
    pub at: Instant,
    /// What became of it.
    pub verdict: V,
}

/// What the inbox knows of an (epoch, sequence) of a peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard {
    /// The envelope that used this number.
    pub envelope: Option<EnvelopeId>,
    /// The highest number seen in this epoch.
    pub highest: u64,
}

impl<V: serde::Serialize + serde::de::DeserializeOwned> InboxRow<V> {
    /// What became of an envelope that has come before.
    ///
    /// # Errors
    /// The database failed.
    pub async fn verdict(
        conn: &mut Conn,
        envelope: EnvelopeId,
        peer: &NodeId,
    ) -> Result<Option<V>, StoreError> {
        let row = sqlx::query("SELECT verdict FROM inbox WHERE envelope = $1 AND peer = $2")
            .bind(envelope.to_string())
            .bind(peer.as_str())
            .fetch_optional(conn)
            .await?;
        row.as_ref().map(|row| json(row, "verdict")).transpose()
    }

    /// Remembers an envelope.
    ///
    /// # Errors
    /// The database failed, or the envelope is there already.
    pub async fn put(&self, conn: &mut Conn) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO inbox (envelope, peer, epoch, sequence, at, verdict)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(self.envelope.to_string())
        .bind(self.peer.as_str())
        .bind(i64::try_from(self.epoch).unwrap_or(i64::MAX))
        .bind(i64::try_from(self.sequence).unwrap_or(i64::MAX))
        .bind(self.at.millis())
        .bind(to_json(&self.verdict, "inbox.verdict")?)
        .execute(conn)
        .await?;
        Ok(())
    }
}

impl Heard {
    /// What is known of this number of a peer.
    ///
    /// # Errors
    /// The database failed.
    pub async fn of(
        conn: &mut Conn,
        peer: &NodeId,
        epoch: u64,
        sequence: u64,
    ) -> Result<Self, StoreError> {
        let epoch = i64::try_from(epoch).unwrap_or(i64::MAX);
        let row = sqlx::query(
            "SELECT envelope FROM inbox WHERE peer = $1 AND epoch = $2 AND sequence = $3",
        )
        .bind(peer.as_str())
        .bind(epoch)
        .bind(i64::try_from(sequence).unwrap_or(i64::MAX))
        .fetch_optional(&mut *conn)
        .await?;
        let envelope = row
            .as_ref()
            .map(|row| parsed(row, "envelope"))
            .transpose()?;
        let row = sqlx::query(
            "SELECT COALESCE(MAX(sequence), 0) AS highest FROM inbox
             WHERE peer = $1 AND epoch = $2",
        )
        .bind(peer.as_str())
        .bind(epoch)
        .fetch_one(conn)
        .await?;
        Ok(Self {
            envelope,
            highest: super::column::count(&row, "highest")?,
        })
    }
}

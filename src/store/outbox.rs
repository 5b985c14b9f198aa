//! The outbox: what is on its way to other nodes. A row lives until the other node's receipt, its
//! deadline, or the administrator removes the peer; never until the broker's word.

use sqlx::any::AnyRow;

use super::column::{count, instant, maybe_instant, maybe_parsed, parsed, text};
use super::{Conn, Keyhole, StoreError, Tx};
use crate::crossing::MessageType;
use crate::domain::{CaseRef, Draw, EnvelopeId, Instant, NodeId};

const PLACE: &str = "outbox.body";

/// One message on its way.
#[derive(Debug, Clone)]
pub struct OutboxRow {
    /// Its envelope.
    pub envelope: EnvelopeId,
    /// To whom.
    pub peer: NodeId,
    /// What sort of message.
    pub kind: MessageType,
    /// The epoch that it was made in.
    pub epoch: u64,
    /// Its number in that epoch.
    pub sequence: u64,
    /// When it was made.
    pub created: Instant,
    /// After this it is no longer sent.
    pub deadline: Option<Instant>,
    /// When it is next sent.
    pub due: Instant,
    /// How often it was sent.
    pub tries: u64,
    /// The booking or note that it is about.
    pub about: Option<String>,
    /// The case that it belongs to.
    pub case: Option<CaseRef>,
    /// Its bytes, locked; see [`Self::body`].
    body_locked: String,
}

fn outbox(row: &AnyRow) -> Result<OutboxRow, StoreError> {
    let kind = text(row, "kind")?;
    Ok(OutboxRow {
        envelope: parsed(row, "envelope")?,
        peer: parsed(row, "peer")?,
        kind: MessageType::from_key(&kind).ok_or(StoreError::Damaged("outbox.kind"))?,
        epoch: count(row, "epoch")?,
        sequence: count(row, "sequence")?,
        created: instant(row, "created")?,
        deadline: maybe_instant(row, "deadline")?,
        due: instant(row, "due")?,
        tries: count(row, "tries")?,
        about: super::column::maybe_text(row, "about")?,
        case: maybe_parsed(row, "case_ref")?,
        body_locked: text(row, "body_locked")?,
    })
}

/// A message to put in the outbox.
#[derive(Debug, Clone)]
pub struct NewOutbox<'a> {
    /// Its envelope.
    pub envelope: EnvelopeId,
    /// To whom.
    pub peer: &'a NodeId,
    /// What sort of message.
    pub kind: MessageType,
    /// The epoch.
    pub epoch: u64,
    /// When it is made.
    pub now: Instant,
    /// After this it is no longer sent.
    pub deadline: Option<Instant>,
    /// Not sent before this.
    pub due: Instant,
    /// The booking or note that it is about.
    pub about: Option<String>,
    /// The case that it belongs to.
    pub case: Option<CaseRef>,
    /// Its bytes.
    pub body: &'a [u8],
}

impl OutboxRow {
    /// Its bytes.
    ///
    /// # Errors
    /// They do not open with the node key.
    pub fn body(&self, keyhole: &Keyhole) -> Result<Vec<u8>, StoreError> {
        keyhole.unlock(PLACE, &self.body_locked)
    }

    /// Puts a message in the outbox under the next sequence number for its peer.
    ///
    /// # Errors
    /// The database failed.
    pub async fn put(tx: &mut Tx, new: NewOutbox<'_>, draw: &mut Draw) -> Result<(), StoreError> {
        let epoch = i64::try_from(new.epoch).unwrap_or(i64::MAX);
        let row = sqlx::query(
            "INSERT INTO sequences (peer, epoch, last) VALUES ($1, $2, 1)
             ON CONFLICT (peer, epoch) DO UPDATE SET last = sequences.last + 1 RETURNING last",
        )
        .bind(new.peer.as_str())
        .bind(epoch)
        .fetch_one(tx.conn())
        .await?;
        let sequence = super::column::number(&row, "last")?;
        let locked = tx.lock(PLACE, new.body, draw)?;
        sqlx::query(
            "INSERT INTO outbox (envelope, peer, kind, epoch, sequence, created, deadline, due,
               tries, about, case_ref, body_locked)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10, $11)",
        )
        .bind(new.envelope.to_string())
        .bind(new.peer.as_str())
        .bind(new.kind.key())
        .bind(epoch)
        .bind(sequence)
        .bind(new.now.millis())
        .bind(new.deadline.map(Instant::millis))
        .bind(new.due.millis())
        .bind(new.about)
        .bind(new.case.map(|case| case.to_string()))
        .bind(locked)
        .execute(tx.conn())
        .await?;
        Ok(())
    }

    /// What is due to active peers, in the order it was made.
    ///
    /// # Errors
    /// The database failed.
    pub async fn due(conn: &mut Conn, now: Instant, most: u32) -> Result<Vec<Self>, StoreError> {
        let rows = sqlx::query(
            "SELECT outbox.* FROM outbox JOIN peers ON peers.node = outbox.peer
             WHERE due <= $1 AND peers.state = 'active' ORDER BY due, sequence LIMIT $2",
        )
        .bind(now.millis())
        .bind(i64::from(most))
        .fetch_all(conn)
        .await?;
        rows.iter().map(outbox).collect()
    }

    /// When something to an active peer is next due; none where nothing waits.
    ///
    /// # Errors
    /// The database failed.
    pub async fn next_due(conn: &mut Conn) -> Result<Option<Instant>, StoreError> {
        let row = sqlx::query(
            "SELECT MIN(due) AS due FROM outbox JOIN peers ON peers.node = outbox.peer
             WHERE peers.state = 'active'",
        )
        .fetch_one(conn)
        .await?;
        maybe_instant(&row, "due")
    }

    /// All that waits, for the health page and the simulation.
    ///
    /// # Errors
    /// The database failed.
    pub async fn waiting(conn: &mut Conn) -> Result<Vec<Self>, StoreError> {
        let rows = sqlx::query("SELECT * FROM outbox ORDER BY created, sequence")
            .fetch_all(conn)
            .await?;
        rows.iter().map(outbox).collect()
    }

    /// One row.
    ///
    /// # Errors
    /// The database failed.
    pub async fn find(conn: &mut Conn, envelope: EnvelopeId) -> Result<Option<Self>, StoreError> {
        let row = sqlx::query("SELECT * FROM outbox WHERE envelope = $1")
            .bind(envelope.to_string())
            .fetch_optional(conn)
            .await?;
        row.as_ref().map(outbox).transpose()
    }

    /// Remembers that it was sent and when it will be again.
    ///
    /// # Errors
    /// The database failed.
    pub async fn sent(
        conn: &mut Conn,
        envelope: EnvelopeId,
        due: Instant,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE outbox SET tries = tries + 1, due = $2 WHERE envelope = $1")
            .bind(envelope.to_string())
            .bind(due.millis())
            .execute(conn)
            .await?;
        Ok(())
    }

    /// Takes a message out: receipted, past its deadline, or stopped.
    ///
    /// # Errors
    /// The database failed.
    pub async fn remove(conn: &mut Conn, envelope: EnvelopeId) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM outbox WHERE envelope = $1")
            .bind(envelope.to_string())
            .execute(conn)
            .await?;
        Ok(())
    }

    /// Takes out what is of this type, to this peer, and about this booking or note.
    ///
    /// # Errors
    /// The database failed.
    pub async fn remove_about(
        conn: &mut Conn,
        kind: MessageType,
        peer: &NodeId,
        about: &str,
    ) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM outbox WHERE kind = $1 AND peer = $2 AND about = $3")
            .bind(kind.key())
            .bind(peer.as_str())
            .bind(about)
            .execute(conn)
            .await?;
        Ok(())
    }

    /// What waits and belongs to this case.
    ///
    /// # Errors
    /// The database failed.
    pub async fn of_case(conn: &mut Conn, case: CaseRef) -> Result<Vec<Self>, StoreError> {
        let rows = sqlx::query("SELECT * FROM outbox WHERE case_ref = $1")
            .bind(case.to_string())
            .fetch_all(conn)
            .await?;
        rows.iter().map(outbox).collect()
    }

    /// What is past its deadline.
    ///
    /// # Errors
    /// The database failed.
    pub async fn past(conn: &mut Conn, now: Instant) -> Result<Vec<Self>, StoreError> {
        let rows =
            sqlx::query("SELECT * FROM outbox WHERE deadline IS NOT NULL AND deadline <= $1")
                .bind(now.millis())
                .fetch_all(conn)
                .await?;
        rows.iter().map(outbox).collect()
    }
}

//! The ledger's rows and the bodies that lie apart from them.
//!
//! Rows are only ever added: there is no function here that changes or removes one, and triggers
//! are not needed because the chain shows it.

use sqlx::any::AnyRow;

use super::column::{count, instant, maybe_parsed, parsed, text};
use super::open::{Keyhole, lock};
use super::{Conn, StoreError, Tx};
use crate::crossing::MessageType;
use crate::crossing::ledger::{self, Direction, GENESIS, LedgerRow, Verifier};
use crate::crossing::message::LedgerHead;
use crate::domain::{Draw, NoteId};
use crate::seal::AtRest;

const PLACE: &str = "ledger_bodies.body";

/// A row as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRow {
    /// Its number, from 1.
    pub number: u64,
    /// What it says.
    pub row: LedgerRow,
    /// Its hash, over itself and all before it.
    pub hash: [u8; 32],
}

/// The bytes that a row commits to, and the salt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyOfRow {
    /// The salt.
    pub salt: [u8; 32],
    /// The message's bytes.
    pub body: Vec<u8>,
}

/// What a look over the whole chain found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LedgerReport {
    /// Where the chain stands.
    pub head: LedgerHead,
    /// The first row that does not follow from those before it.
    pub broken_at: Option<u64>,
}

fn bytes_32(row: &AnyRow, column: &'static str) -> Result<[u8; 32], StoreError> {
    from_hex(&text(row, column)?).ok_or(StoreError::Damaged(column))
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
    let mut out = [0_u8; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (slot, at) in out.iter_mut().zip((0..64).step_by(2)) {
        *slot = u8::from_str_radix(text.get(at..at + 2)?, 16).ok()?;
    }
    // In one spelling only: an altered letter is found, whatever it stands for.
    (to_hex(&out) == text).then_some(out)
}

/// 32 bytes as the ledger writes them: 64 hexadecimal digits.
#[must_use]
pub fn to_hex(bytes: &[u8; 32]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn stored(row: &AnyRow) -> Result<StoredRow, StoreError> {
    let kind = text(row, "kind")?;
    Ok(StoredRow {
        number: count(row, "number")?,
        hash: bytes_32(row, "hash")?,
        row: LedgerRow {
            at: instant(row, "at")?,
            direction: Direction::from_key(&text(row, "direction")?)
                .ok_or(StoreError::Damaged("ledger.direction"))?,
            peer: parsed(row, "peer")?,
            envelope: parsed(row, "envelope")?,
            kind: match kind.as_str() {
                "" => None,
                kind => {
                    Some(MessageType::from_key(kind).ok_or(StoreError::Damaged("ledger.kind"))?)
                }
            },
            case: maybe_parsed(row, "case_ref")?,
            consent: maybe_parsed(row, "consent")?,
            decision: text(row, "decision")?,
            size: count(row, "size")?,
            commitment: bytes_32(row, "commitment")?,
        },
    })
}

/// Where the chain stands: the last row.
///
/// # Errors
/// The database failed.
pub async fn head(conn: &mut Conn) -> Result<LedgerHead, StoreError> {
    let row = sqlx::query("SELECT number, hash FROM ledger ORDER BY number DESC LIMIT 1")
        .fetch_optional(conn)
        .await?;
    match row {
        None => Ok(LedgerHead {
            rows: 0,
            hash: GENESIS,
        }),
        Some(row) => Ok(LedgerHead {
            rows: count(&row, "number")?,
            hash: bytes_32(&row, "hash")?,
        }),
    }
}

/// Adds a row. `row.commitment` is set here: over a fresh salt and `body`. With `keep` the body is
/// kept apart, locked; a refused text is never kept.
///
/// # Errors
/// The database failed.
pub async fn append(
    tx: &mut Tx,
    mut row: LedgerRow,
    body: &[u8],
    keep: bool,
    draw: &mut Draw,
) -> Result<u64, StoreError> {
    let head = head(tx.conn()).await?;
    let number = head.rows + 1;
    let salt = draw.bytes::<32>();
    row.commitment = ledger::commit(&salt, body);
    row.size = body.len() as u64;
    let hash = ledger::chain(&head.hash, number, &row);
    let number_column = i64::try_from(number).unwrap_or(i64::MAX);
    sqlx::query(
        "INSERT INTO ledger (number, at, direction, peer, envelope, kind, case_ref, consent,
           decision, size, commitment, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(number_column)
    .bind(row.at.millis())
    .bind(row.direction.key())
    .bind(row.peer.as_str())
    .bind(row.envelope.to_string())
    .bind(row.kind.map_or("", MessageType::key))
    .bind(row.case.map(|case| case.to_string()).unwrap_or_default())
    .bind(
        row.consent
            .map(|consent| consent.to_string())
            .unwrap_or_default(),
    )
    .bind(&row.decision)
    .bind(i64::try_from(row.size).unwrap_or(i64::MAX))
    .bind(to_hex(&row.commitment))
    .bind(to_hex(&hash))
    .execute(tx.conn())
    .await?;
    if keep {
        // A key of its own for each row, so that a body can be made unreadable by itself.
        let row_key = draw.bytes::<32>();
        let sealed = lock(
            &AtRest::new(&row_key),
            PLACE,
            &[&salt[..], body].concat(),
            draw,
        )?;
        let bundle = [&row_key[..], sealed.as_bytes()].concat();
        let locked = tx.lock(PLACE, &bundle, draw)?;
        sqlx::query("INSERT INTO ledger_bodies (number, body_locked) VALUES ($1, $2)")
            .bind(number_column)
            .bind(locked)
            .execute(tx.conn())
            .await?;
    }
    Ok(number)
}

/// Rows after `after`, at most `most`, in order.
///
/// # Errors
/// The database failed.
pub async fn rows(conn: &mut Conn, after: u64, most: u32) -> Result<Vec<StoredRow>, StoreError> {
    let rows = raw_rows(conn, after, most).await?;
    rows.iter().map(stored).collect()
}

async fn raw_rows(conn: &mut Conn, after: u64, most: u32) -> Result<Vec<AnyRow>, StoreError> {
    let rows = sqlx::query("SELECT * FROM ledger WHERE number > $1 ORDER BY number LIMIT $2")
        .bind(i64::try_from(after).unwrap_or(i64::MAX))
        .bind(i64::from(most))
        .fetch_all(conn)
        .await?;
    Ok(rows)
}

/// Walks the whole chain.
///
/// # Errors
/// The database failed. A broken chain is no error: see [`LedgerReport::broken_at`].
pub async fn verify(conn: &mut Conn) -> Result<LedgerReport, StoreError> {
    let mut verifier = Verifier::default();
    loop {
        let batch = raw_rows(conn, verifier.head().rows, 1_000).await?;
        if batch.is_empty() {
            return Ok(LedgerReport {
                head: verifier.head(),
                broken_at: None,
            });
        }
        for row in &batch {
            let follows = match stored(row) {
                Ok(row) => verifier.next(row.number, &row.row, &row.hash).is_ok(),
                // A column that can't even be read was altered.
                Err(StoreError::Damaged(_)) => false,
                Err(StoreError::Failed(sqlx::Error::ColumnDecode { .. })) => false,
                Err(error) => return Err(error),
            };
            if !follows {
                let head = verifier.head();
                return Ok(LedgerReport {
                    head,
                    broken_at: Some(head.rows + 1),
                });
            }
        }
    }
}

/// Remembers that the body of a row holds what somebody wrote in this note or in an answer to it.
///
/// # Errors
/// The database failed.
pub async fn holds_text_of(conn: &mut Conn, number: u64, note: NoteId) -> Result<(), StoreError> {
    sqlx::query("UPDATE ledger_bodies SET note = $2 WHERE number = $1")
        .bind(i64::try_from(number).unwrap_or(i64::MAX))
        .bind(note.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets the bodies that hold what was written in a note and in the answers to it: it was taken
/// back. The rows stay, and the chain verifies as before.
///
/// # Errors
/// The database failed.
pub async fn forget_texts_of(conn: &mut Conn, note: NoteId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM ledger_bodies WHERE note = $1")
        .bind(note.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// The bytes of a row, where they are still there.
///
/// # Errors
/// The database failed, they do not open with the node key, or they are not what the row commits to.
pub async fn body(
    conn: &mut Conn,
    number: u64,
    keyhole: &Keyhole,
) -> Result<Option<BodyOfRow>, StoreError> {
    let row = sqlx::query(
        "SELECT body_locked, commitment FROM ledger_bodies
         JOIN ledger ON ledger.number = ledger_bodies.number WHERE ledger_bodies.number = $1",
    )
    .bind(i64::try_from(number).unwrap_or(i64::MAX))
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let damaged = || StoreError::Damaged(PLACE);
    let bundle = keyhole.unlock(PLACE, &text(&row, "body_locked")?)?;
    let (row_key, sealed) = bundle.split_first_chunk::<32>().ok_or_else(damaged)?;
    let sealed = std::str::from_utf8(sealed).map_err(|_| damaged())?;
    let plain = Keyhole::new(AtRest::new(row_key)).unlock(PLACE, sealed)?;
    let (salt, body) = plain.split_first_chunk::<32>().ok_or_else(damaged)?;
    if ledger::commit(salt, body) != bytes_32(&row, "commitment")? {
        return Err(damaged());
    }
    Ok(Some(BodyOfRow {
        salt: *salt,
        body: body.to_vec(),
    }))
}

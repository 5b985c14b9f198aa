//! Cases and consents. A case has a random reference; its label is this side's own, locked here and
//! never sent.

use sqlx::any::AnyRow;

use super::column::{instant, json, maybe_instant, maybe_text, parsed, to_json};
use super::{Conn, Keyhole, StoreError, Tx};
use crate::domain::consent::Consent;
use crate::domain::{CaseRef, ConsentId, Draw, Instant, NodeId, StaffId};

const PLACE: &str = "cases.label";

/// One case, with this side's label for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRow {
    /// Its reference.
    pub case: CaseRef,
    /// This side's label; none where nobody gave one yet.
    pub label: Option<String>,
    /// When it came to be here.
    pub created: Instant,
}

fn case(row: &AnyRow, keyhole: &Keyhole) -> Result<CaseRow, StoreError> {
    let label = match maybe_text(row, "label_locked")? {
        Some(locked) => Some(
            String::from_utf8(keyhole.unlock(PLACE, &locked)?)
                .map_err(|_| StoreError::Damaged(PLACE))?,
        ),
        None => None,
    };
    Ok(CaseRow {
        case: parsed(row, "case_ref")?,
        label,
        created: instant(row, "created")?,
    })
}

/// Opens a case here, where it is not yet.
///
/// # Errors
/// The database failed.
pub async fn open(conn: &mut Conn, case: CaseRef, now: Instant) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO cases (case_ref, created) VALUES ($1, $2)
         ON CONFLICT (case_ref) DO NOTHING",
    )
    .bind(case.to_string())
    .bind(now.millis())
    .execute(conn)
    .await?;
    Ok(())
}

/// Sets this side's label.
///
/// # Errors
/// The database failed.
pub async fn set_label(
    tx: &mut Tx,
    case: CaseRef,
    label: &str,
    draw: &mut Draw,
) -> Result<(), StoreError> {
    let locked = tx.lock(PLACE, label.as_bytes(), draw)?;
    sqlx::query("UPDATE cases SET label_locked = $2 WHERE case_ref = $1")
        .bind(case.to_string())
        .bind(locked)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Puts a person of this node on a case: only those on it see it.
///
/// # Errors
/// The database failed.
pub async fn add_person(conn: &mut Conn, case: CaseRef, person: StaffId) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO case_people (case_ref, person) VALUES ($1, $2)
         ON CONFLICT (case_ref, person) DO NOTHING",
    )
    .bind(case.to_string())
    .bind(person.to_string())
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether a person is on a case.
///
/// # Errors
/// The database failed.
pub async fn is_on(conn: &mut Conn, case: CaseRef, person: StaffId) -> Result<bool, StoreError> {
    let row = sqlx::query("SELECT 1 AS one FROM case_people WHERE case_ref = $1 AND person = $2")
        .bind(case.to_string())
        .bind(person.to_string())
        .fetch_optional(conn)
        .await?;
    Ok(row.is_some())
}

/// The cases that a person is on, the newest first.
///
/// # Errors
/// The database failed.
pub async fn of_person(
    conn: &mut Conn,
    person: StaffId,
    keyhole: &Keyhole,
) -> Result<Vec<CaseRow>, StoreError> {
    let rows = sqlx::query(
        "SELECT cases.* FROM cases JOIN case_people ON case_people.case_ref = cases.case_ref
         WHERE case_people.person = $1 ORDER BY created DESC, cases.case_ref",
    )
    .bind(person.to_string())
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| case(row, keyhole)).collect()
}

/// Registers a consent, or its withdrawal.
///
/// # Errors
/// The database failed.
pub async fn put_consent(
    conn: &mut Conn,
    consent: &Consent,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO consents (id, case_ref, registered, withdrawn, body)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (id) DO UPDATE SET withdrawn = excluded.withdrawn, body = excluded.body",
    )
    .bind(consent.id.to_string())
    .bind(consent.case.to_string())
    .bind(now.millis())
    .bind(consent.withdrawn.map(Instant::millis))
    .bind(to_json(consent, "consents.body")?)
    .execute(conn)
    .await?;
    Ok(())
}

/// The consents of a case, the newest first, with when each was registered here.
///
/// # Errors
/// The database failed.
pub async fn consents(
    conn: &mut Conn,
    case: CaseRef,
) -> Result<Vec<(Consent, Instant)>, StoreError> {
    let rows =
        sqlx::query("SELECT * FROM consents WHERE case_ref = $1 ORDER BY registered DESC, id")
            .bind(case.to_string())
            .fetch_all(conn)
            .await?;
    rows.iter()
        .map(|row| {
            let mut consent: Consent = json(row, "body")?;
            consent.withdrawn = maybe_instant(row, "withdrawn")?;
            Ok((consent, instant(row, "registered")?))
        })
        .collect()
}

/// The consent of a case that counts: the newest.
///
/// # Errors
/// The database failed.
pub async fn consent(conn: &mut Conn, case: CaseRef) -> Result<Option<Consent>, StoreError> {
    Ok(consents(conn, case)
        .await?
        .into_iter()
        .next()
        .map(|(consent, _)| consent))
}

/// The consent with this identifier, of whatever case.
///
/// # Errors
/// The database failed.
pub async fn find_consent(conn: &mut Conn, id: ConsentId) -> Result<Option<Consent>, StoreError> {
    let row = sqlx::query("SELECT body FROM consents WHERE id = $1")
        .bind(id.to_string())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(|row| json(row, "body")).transpose()
}

/// Remembers that a peer has withdrawn a case that is not known here: its consent is still on the
/// way.
///
/// # Errors
/// The database failed.
pub async fn remember_withdrawal(
    conn: &mut Conn,
    case: CaseRef,
    peer: &NodeId,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO withdrawals (case_ref, peer, at) VALUES ($1, $2, $3)
         ON CONFLICT (case_ref, peer) DO NOTHING",
    )
    .bind(case.to_string())
    .bind(peer.as_str())
    .bind(now.millis())
    .execute(conn)
    .await?;
    Ok(())
}

/// When a peer withdrew a case before its consent came; none where it did not.
///
/// # Errors
/// The database failed.
pub async fn withdrawal(
    conn: &mut Conn,
    case: CaseRef,
    peer: &NodeId,
) -> Result<Option<Instant>, StoreError> {
    let row = sqlx::query("SELECT at FROM withdrawals WHERE case_ref = $1 AND peer = $2")
        .bind(case.to_string())
        .bind(peer.as_str())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(|row| instant(row, "at")).transpose()
}

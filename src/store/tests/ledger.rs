//! The ledger in the database: every column of every row altered by hand, rows removed, renumbered,
//! cut, bodies exchanged; all of it is found.

use super::*;
use crate::crossing::MessageType;
use crate::crossing::ledger::{ACCEPTED, Direction, LedgerRow};
use crate::domain::{CaseRef, ConsentId, EnvelopeId, NoteId};
use crate::store::ledger;

const ROWS: u64 = 12;

fn row(at: u64) -> LedgerRow {
    let byte = u8::try_from(at).unwrap();
    LedgerRow {
        at: NOW.plus_minutes(i64::from(byte)),
        direction: if at.is_multiple_of(2) {
            Direction::In
        } else {
            Direction::Out
        },
        peer: node("nav-nord"),
        envelope: EnvelopeId::from_bytes([byte; 16]),
        kind: at.is_multiple_of(3).then_some(MessageType::Note),
        case: at
            .is_multiple_of(2)
            .then(|| CaseRef::from_bytes([byte; 16])),
        consent: at
            .is_multiple_of(4)
            .then(|| ConsentId::from_bytes([byte; 16])),
        decision: ACCEPTED.to_owned(),
        size: 0,
        commitment: [0; 32],
    }
}

async fn filled(store: &Store) {
    let mut draw = draw();
    let mut tx = store.begin().await.unwrap();
    for at in 1..=ROWS {
        let body = [at as u8; 40];
        let number = ledger::append(&mut tx, row(at), &body, true, &mut draw).await;
        assert_eq!(number.unwrap(), at);
    }
    tx.commit().await.unwrap();
}

/// Runs the statements on a whole ledger and says where it is found broken; the change is undone.
async fn found(store: &Store, statements: &[String]) -> Option<u64> {
    let mut tx = store.begin().await.unwrap();
    // Bodies go along with what is done to their rows; the chain is what is looked at.
    run(tx.conn(), "DELETE FROM ledger_bodies").await.unwrap();
    for statement in statements {
        let sql = sqlx::AssertSqlSafe(statement.clone());
        sqlx::query(sql).execute(tx.conn()).await.unwrap();
    }
    let report = ledger::verify(tx.conn()).await.unwrap();
    tx.rollback().await.unwrap();
    report.broken_at
}

#[tokio::test]
async fn a_ledger_verifies_and_its_bodies_read_back() {
    let store = memory().await;
    filled(&store).await;
    let mut reader = store.reader().await.unwrap();
    let report = ledger::verify(&mut reader).await.unwrap();
    assert_eq!(report.broken_at, None);
    assert_eq!(report.head, ledger::head(&mut reader).await.unwrap());
    assert_eq!(report.head.rows, ROWS);
    let body = ledger::body(&mut reader, 3, &store.keyhole())
        .await
        .unwrap();
    assert_eq!(body.unwrap().body, [3; 40]);
    assert_eq!(
        ledger::body(&mut reader, 99, &store.keyhole())
            .await
            .unwrap(),
        None
    );
}

#[tokio::test]
async fn every_column_of_every_row_is_covered() {
    let store = memory().await;
    filled(&store).await;
    let other_id = "'ffffffffffffffffffffffffffffffff'";
    let other_hash = format!("'{}'", "ab".repeat(32));
    let changes = [
        ("at", "at + 1"),
        ("at", "'yesterday'"),
        (
            "direction",
            "CASE direction WHEN 'in' THEN 'out' ELSE 'in' END",
        ),
        ("direction", "'up'"),
        ("peer", "'dps-sor'"),
        ("peer", "'NOT A NODE'"),
        ("envelope", other_id),
        ("envelope", "''"),
        ("kind", "CASE kind WHEN '' THEN 'note' ELSE '' END"),
        ("kind", "'letter'"),
        ("case_ref", other_id),
        ("consent", other_id),
        ("decision", "'consent'"),
        ("decision", "''"),
        ("size", "size + 1"),
        ("size", "-size"),
        ("size", "'large'"),
        ("commitment", &other_hash),
        ("commitment", "''"),
        ("hash", &other_hash),
        ("hash", "UPPER(hash) || 'x'"),
        ("hash", "'+' || SUBSTR(hash, 2)"),
    ];
    for number in 1..=ROWS {
        for (column, value) in changes {
            let sql = format!("UPDATE ledger SET {column} = {value} WHERE number = {number}");
            let broken = found(&store, &[sql]).await;
            assert_eq!(broken, Some(number), "{column} = {value} in row {number}");
        }
    }
}

#[tokio::test]
async fn rows_taken_out_exchanged_or_renumbered_are_found() {
    let store = memory().await;
    filled(&store).await;
    for number in 1..ROWS {
        let gone = format!("DELETE FROM ledger WHERE number = {number}");
        assert_eq!(
            found(&store, std::slice::from_ref(&gone)).await,
            Some(number)
        );
        let closed = format!("UPDATE ledger SET number = -number WHERE number > {number}");
        let again = "UPDATE ledger SET number = -number - 1 WHERE number < 0".to_owned();
        assert_eq!(found(&store, &[gone, closed, again]).await, Some(number));
        let next = number + 1;
        let exchanged = [
            format!("UPDATE ledger SET number = -1 WHERE number = {number}"),
            format!("UPDATE ledger SET number = {number} WHERE number = {next}"),
            format!("UPDATE ledger SET number = {next} WHERE number = -1"),
        ];
        assert_eq!(found(&store, &exchanged).await, Some(number));
    }
}

#[tokio::test]
async fn a_cut_tail_shows_against_what_a_peer_was_told() {
    let store = memory().await;
    filled(&store).await;
    let mut tx = store.begin().await.unwrap();
    peer(&mut tx, "nav-nord").await;
    let told = ledger::head(tx.conn()).await.unwrap();
    let hash = ledger::to_hex(&told.hash);
    PeerRow::set_head(tx.conn(), &node("nav-nord"), told.rows, &hash)
        .await
        .unwrap();
    // An older word does not take the place of a newer one.
    PeerRow::set_head(tx.conn(), &node("nav-nord"), told.rows - 1, "older")
        .await
        .unwrap();
    run(tx.conn(), "DELETE FROM ledger_bodies").await.unwrap();
    run(tx.conn(), "DELETE FROM ledger WHERE number > 9")
        .await
        .unwrap();
    let report = ledger::verify(tx.conn()).await.unwrap();
    assert_eq!((report.broken_at, report.head.rows), (None, 9));
    let kept = PeerRow::head(tx.conn(), &node("nav-nord")).await.unwrap();
    assert_eq!(kept, Some((ROWS, hash)));
}

#[tokio::test]
async fn a_body_that_is_not_its_rows_is_not_given() {
    let store = memory().await;
    filled(&store).await;
    let mut tx = store.begin().await.unwrap();
    for sql in [
        "UPDATE ledger_bodies SET number = -1 WHERE number = 1",
        "UPDATE ledger_bodies SET number = 1 WHERE number = 2",
        "UPDATE ledger_bodies SET body_locked = 'AQ' WHERE number = 3",
    ] {
        run(tx.conn(), "PRAGMA defer_foreign_keys = ON")
            .await
            .unwrap();
        run(tx.conn(), sql).await.unwrap();
    }
    let keyhole = store.keyhole();
    for number in [1, 3] {
        let body = ledger::body(tx.conn(), number, &keyhole).await;
        assert!(
            matches!(body, Err(StoreError::Damaged(_) | StoreError::Locked(_))),
            "{number}: {body:?}"
        );
    }
}

#[tokio::test]
async fn a_body_may_go_and_the_chain_stays() {
    let store = memory().await;
    filled(&store).await;
    let mut draw = draw();
    let mut tx = store.begin().await.unwrap();
    ledger::append(&mut tx, row(13), b"refused", false, &mut draw)
        .await
        .unwrap();
    assert_eq!(
        ledger::body(tx.conn(), 13, &store.keyhole()).await.unwrap(),
        None
    );
    let note = NoteId::from_bytes([1; 16]);
    ledger::holds_text_of(tx.conn(), 5, note).await.unwrap();
    ledger::forget_texts_of(tx.conn(), note).await.unwrap();
    assert_eq!(
        ledger::body(tx.conn(), 5, &store.keyhole()).await.unwrap(),
        None
    );
    assert!(
        ledger::body(tx.conn(), 6, &store.keyhole())
            .await
            .unwrap()
            .is_some()
    );
    let report = ledger::verify(tx.conn()).await.unwrap();
    assert_eq!((report.broken_at, report.head.rows), (None, 13));
}

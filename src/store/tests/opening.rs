//! Opening: connection settings, migrations, changes that are made or not.

use sqlx::Row;

use super::*;

async fn pragma(conn: &mut Conn, sql: &'static str) -> String {
    let row = sqlx::query(sql).fetch_one(conn).await.unwrap();
    row.try_get::<String, _>(0)
        .or_else(|_| row.try_get::<i64, _>(0).map(|number| number.to_string()))
        .unwrap()
}

async fn is_as_it_must_be(conn: &mut Conn, journal: &str) {
    assert_eq!(pragma(conn, "PRAGMA journal_mode").await, journal);
    assert_eq!(pragma(conn, "PRAGMA synchronous").await, "2", "FULL");
    assert_eq!(pragma(conn, "PRAGMA foreign_keys").await, "1");
    assert_eq!(pragma(conn, "PRAGMA busy_timeout").await, "10000");
    assert_eq!(pragma(conn, "PRAGMA secure_delete").await, "1");
}

#[tokio::test]
async fn every_connection_is_set_as_it_must_be() {
    let folder = tempfile::tempdir().unwrap();
    let store = file(folder.path()).await;
    let mut readers = Vec::new();
    for _ in 0..5 {
        readers.push(store.reader().await.unwrap());
    }
    for reader in &mut readers {
        is_as_it_must_be(reader, "wal").await;
    }
    let mut tx = store.begin().await.unwrap();
    is_as_it_must_be(tx.conn(), "wal").await;
    drop(tx);
    drop(readers);
    store.close().await;
    let memory = memory().await;
    is_as_it_must_be(&mut memory.reader().await.unwrap(), "memory").await;
}

#[tokio::test]
async fn a_reference_to_nothing_is_refused_by_the_database() {
    let store = memory().await;
    let mut tx = store.begin().await.unwrap();
    let sql = "INSERT INTO seated (booking, seat, person) VALUES ('a', 0, 'b')";
    let refused = run(tx.conn(), sql).await.unwrap_err();
    assert!(matches!(refused, sqlx::Error::Database(e) if e.is_foreign_key_violation()));
}

#[tokio::test]
async fn the_schema_is_brought_up_to_date_once_and_what_is_there_stays() {
    let folder = tempfile::tempdir().unwrap();
    for times in 0..3 {
        let store = file(folder.path()).await;
        let mut tx = store.begin().await.unwrap();
        let before = NodeKey::Epoch.number(tx.conn()).await.unwrap();
        assert_eq!(before, times);
        let after = (before + 1).to_string();
        NodeKey::Epoch.set(tx.conn(), &after).await.unwrap();
        tx.commit().await.unwrap();
        store.close().await;
    }
}

#[tokio::test]
async fn two_openings_at_once_are_one_database() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (file(folder.path()).await, file(folder.path()).await);
    let mut tx = one.begin().await.unwrap();
    NodeKey::Epoch.set(tx.conn(), "5").await.unwrap();
    tx.commit().await.unwrap();
    let mut reader = other.reader().await.unwrap();
    assert_eq!(NodeKey::Epoch.number(&mut reader).await.unwrap(), 5);
}

#[tokio::test]
async fn a_schema_of_a_newer_program_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let store = file(folder.path()).await;
    let sql = "INSERT INTO _sqlx_migrations
        (version, description, success, checksum, execution_time) VALUES (9999, 'x', 1, x'00', 0)";
    run(&mut store.reader().await.unwrap(), sql).await.unwrap();
    store.close().await;
    let path = folder.path().join("samband.sqlite");
    let again = Store::open(&StoreSettings::File(path), locker()).await;
    assert!(matches!(again, Err(StoreError::Migration(_))));
}

#[tokio::test]
async fn a_change_that_is_given_up_dropped_or_made_to_fail_leaves_no_trace() {
    let store = memory().await;
    let failing = store.clone().with_fates(|_| Fate::Fails);
    let mut changes = store.changes();
    changes.mark_unchanged();
    let mut tx = store.begin().await.unwrap();
    NodeKey::Epoch.set(tx.conn(), "5").await.unwrap();
    tx.rollback().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    NodeKey::Epoch.set(tx.conn(), "6").await.unwrap();
    drop(tx);
    let mut tx = failing.begin().await.unwrap();
    NodeKey::Epoch.set(tx.conn(), "7").await.unwrap();
    assert!(matches!(tx.commit().await, Err(StoreError::CommitFailed)));
    assert!(!changes.has_changed().unwrap());
    let mut tx = store.begin().await.unwrap();
    assert_eq!(NodeKey::Epoch.get(tx.conn()).await.unwrap(), None);
    NodeKey::Epoch.set(tx.conn(), "8").await.unwrap();
    tx.commit().await.unwrap();
    assert!(changes.has_changed().unwrap());
}

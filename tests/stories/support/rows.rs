//! What a node's database holds, read beside the node.

use std::collections::BTreeMap;
use std::path::Path;

use sqlx::{AnyConnection, AssertSqlSafe, Connection, Row};

async fn open(database: &Path) -> AnyConnection {
    sqlx::any::install_default_drivers();
    let url = format!("sqlite://{}?mode=rw", database.display());
    AnyConnection::connect(&url).await.unwrap()
}

/// The first column of every row, as text.
pub async fn lines(database: &Path, sql: &str) -> Vec<String> {
    let mut conn = open(database).await;
    read(&mut conn, sql).await
}

async fn read(conn: &mut AnyConnection, sql: &str) -> Vec<String> {
    let sql = format!("SELECT CAST(line AS TEXT) AS line FROM ({sql})");
    let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(conn).await;
    rows.unwrap().iter().map(|row| row.get("line")).collect()
}

/// Changes rows by hand.
pub async fn change(database: &Path, sql: &str) {
    let mut conn = open(database).await;
    let sql = AssertSqlSafe(sql.to_owned());
    sqlx::query(sql).execute(&mut conn).await.unwrap();
}

/// Every row of every table, a line each.
pub async fn dump(database: &Path) -> BTreeMap<String, Vec<String>> {
    let mut conn = open(database).await;
    let tables = "SELECT name AS line FROM sqlite_master WHERE type = 'table'
        AND name NOT LIKE 'sqlite_%' ORDER BY name";
    let mut all = BTreeMap::new();
    for table in read(&mut conn, tables).await {
        let columns = format!("SELECT name AS line FROM pragma_table_info('{table}')");
        let columns = read(&mut conn, &columns).await;
        let quoted: Vec<_> = columns
            .iter()
            .map(|name| format!("quote({name})"))
            .collect();
        let line = quoted.join(" || '|' || ");
        let every = format!("SELECT {line} AS line FROM {table} ORDER BY line");
        let rows = read(&mut conn, &every).await;
        all.insert(table, rows);
    }
    all
}

/// Says which tables differ, for a readable failure.
pub fn same(before: &BTreeMap<String, Vec<String>>, after: &BTreeMap<String, Vec<String>>) {
    for (table, rows) in before {
        assert_eq!(rows, &after[table], "table {table}");
    }
    assert_eq!(before.len(), after.len());
}

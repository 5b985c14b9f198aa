//! The database as it must be: settings, what it forbids by itself, what it never shows, the chain.

mod cells;
mod entries;
mod inbox;
mod ledger;
mod links;
mod locked;
mod opening;
mod outbox;

use std::path::Path;

use sqlx::Row;

use super::*;
use crate::domain::{Draw, Instant, NodeId, ShortName, StaffId, Zone};
use crate::seal::{AtRest, PublicIdentity, SealingKey, SigningKey};

const NOW: Instant = Instant::from_minutes(29_924_160);

fn locker() -> AtRest {
    AtRest::new(&[7; 32])
}

async fn memory() -> Store {
    Store::open(&StoreSettings::Memory, locker()).await.unwrap()
}

async fn file(folder: &Path) -> Store {
    let path = folder.join("samband.sqlite");
    Store::open(&StoreSettings::File(path), locker())
        .await
        .unwrap()
}

fn draw() -> Draw {
    Draw::from_seed(1)
}

fn node(name: &str) -> NodeId {
    name.parse().unwrap()
}

fn staff(number: u8) -> StaffId {
    StaffId::from_bytes([number; 16])
}

/// A peer with keys of its own.
async fn peer(tx: &mut Tx, name: &str) {
    let mut draw = Draw::from_seed(9);
    let identity = PublicIdentity {
        verifying: SigningKey::generate(&mut draw).public(),
        sealing: SealingKey::generate(&mut draw).public(),
    };
    let called: ShortName = name.parse().unwrap();
    PeerRow::put(tx.conn(), &node(name), &called, Zone::Nav, &identity)
        .await
        .unwrap();
}

async fn count(conn: &mut Conn, sql: &'static str) -> i64 {
    let row = sqlx::query(sql).fetch_one(conn).await.unwrap();
    row.try_get(0).unwrap()
}

async fn run(conn: &mut Conn, sql: &'static str) -> Result<u64, sqlx::Error> {
    Ok(sqlx::query(sql).execute(conn).await?.rows_affected())
}

//! Entries that wait to be written: what was tried in vain puts off nothing newer, and one server's do
//! not stand in the way of another's.

use super::*;
use crate::domain::{BookingId, LinkId};
use crate::store::links::NewLink;

async fn links(tx: &mut Tx) -> Vec<LinkRow> {
    let person = "INSERT INTO people VALUES
        ('01010101010101010101010101010101', 's', 'S', '[]', NULL, 'nb', '{}', '{}', 1)";
    run(tx.conn(), person).await.unwrap();
    let mut draw = draw();
    for slug in ["a", "b"] {
        let source = LinkSource {
            url: format!("https://{slug}.test/").into(),
            user: None,
            password: None,
            owner: None,
        };
        let new = NewLink {
            person: staff(1),
            slug,
            kind: LinkKind::Caldav,
            source: &source,
            writable: true,
            now: NOW,
        };
        LinkRow::put(tx, new, &mut draw).await.unwrap();
    }
    LinkRow::all(tx.conn()).await.unwrap()
}

async fn want(tx: &mut Tx, number: u8, link: LinkId, text: &[u8], now: Instant) {
    let booking = BookingId::from_bytes([number; 16]);
    let wanted = WantedEntry::Present;
    EntryRow::want(tx, booking, link, wanted, text, now, &mut draw())
        .await
        .unwrap();
}

#[tokio::test]
async fn what_was_tried_in_vain_puts_off_nothing_newer() {
    let store = memory().await;
    let mut tx = store.begin().await.unwrap();
    let link = links(&mut tx).await[0].id;
    want(&mut tx, 1, link, b"old", NOW).await;
    let tried = EntryRow::due(tx.conn(), NOW, 9).await.unwrap().remove(0);
    let soon = NOW.plus_minutes(1);
    want(&mut tx, 1, link, b"new", soon).await;
    tried.later(tx.conn(), NOW.plus_minutes(60)).await.unwrap();
    let due = EntryRow::due(tx.conn(), soon, 9).await.unwrap();
    assert_eq!((due.len(), due[0].tries), (1, 0));
    due[0].later(tx.conn(), NOW.plus_minutes(60)).await.unwrap();
    assert!(EntryRow::due(tx.conn(), soon, 9).await.unwrap().is_empty());
}

#[tokio::test]
async fn so_many_are_due_of_each_server() {
    let store = memory().await;
    let mut tx = store.begin().await.unwrap();
    let both = links(&mut tx).await;
    for number in 0..5 {
        want(&mut tx, number, both[0].id, b"x", NOW).await;
    }
    let later = NOW.plus_minutes(1);
    want(&mut tx, 9, both[1].id, b"x", later).await;
    let due = EntryRow::due(tx.conn(), later, 2).await.unwrap();
    let servers: Vec<&str> = due.iter().map(|row| row.server.as_str()).collect();
    assert_eq!(servers, ["a.test", "a.test", "b.test"]);
}

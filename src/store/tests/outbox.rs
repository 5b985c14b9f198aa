//! The outbox: one row of numbers for each peer and epoch, no number twice, none for what was given
//! up.

use super::*;
use crate::crossing::MessageType;
use crate::domain::EnvelopeId;
use crate::store::outbox::NewOutbox;

async fn put(tx: &mut Tx, to: &str, epoch: u64, due: i64, draw: &mut Draw) -> EnvelopeId {
    let envelope = EnvelopeId::draw(draw);
    let to = node(to);
    let new = NewOutbox {
        envelope,
        peer: &to,
        kind: MessageType::Note,
        epoch,
        now: NOW,
        deadline: Some(NOW.plus_minutes(60)),
        due: NOW.plus_minutes(due),
        about: Some("about".to_owned()),
        case: None,
        body: b"body",
    };
    OutboxRow::put(tx, new, draw).await.unwrap();
    envelope
}

async fn number(tx: &mut Tx, envelope: EnvelopeId) -> (u64, u64) {
    let row = OutboxRow::find(tx.conn(), envelope).await.unwrap().unwrap();
    (row.epoch, row.sequence)
}

#[tokio::test]
async fn numbers_rise_by_one_for_each_peer_and_epoch() {
    let store = memory().await;
    let mut draw = draw();
    let mut tx = store.begin().await.unwrap();
    for (to, epoch, wanted) in [
        ("nav-nord", 1, 1),
        ("nav-nord", 1, 2),
        ("dps-sor", 1, 1),
        ("nav-nord", 1, 3),
        ("nav-nord", 2, 1),
        ("dps-sor", 1, 2),
    ] {
        let envelope = put(&mut tx, to, epoch, 0, &mut draw).await;
        assert_eq!(number(&mut tx, envelope).await, (epoch, wanted), "{to}");
    }
}

#[tokio::test]
async fn a_number_is_not_used_again_when_its_message_is_gone_nor_lost_with_a_change_given_up() {
    let store = memory().await;
    let mut draw = draw();
    let mut tx = store.begin().await.unwrap();
    let first = put(&mut tx, "nav-nord", 1, 0, &mut draw).await;
    OutboxRow::remove(tx.conn(), first).await.unwrap();
    let second = put(&mut tx, "nav-nord", 1, 0, &mut draw).await;
    assert_eq!(number(&mut tx, second).await, (1, 2));
    tx.commit().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    put(&mut tx, "nav-nord", 1, 0, &mut draw).await;
    tx.rollback().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    let third = put(&mut tx, "nav-nord", 1, 0, &mut draw).await;
    assert_eq!(number(&mut tx, third).await, (1, 3), "no gap");
}

#[tokio::test]
async fn what_is_due_goes_to_active_peers_in_order() {
    let store = memory().await;
    let mut draw = draw();
    let mut tx = store.begin().await.unwrap();
    peer(&mut tx, "nav-nord").await;
    peer(&mut tx, "dps-sor").await;
    let later = put(&mut tx, "nav-nord", 1, 5, &mut draw).await;
    let first = put(&mut tx, "nav-nord", 1, 0, &mut draw).await;
    let second = put(&mut tx, "nav-nord", 1, 0, &mut draw).await;
    let other = put(&mut tx, "dps-sor", 1, 1, &mut draw).await;
    put(&mut tx, "stranger", 1, 0, &mut draw).await;
    let due = async |tx: &mut Tx, minutes: i64| -> Vec<EnvelopeId> {
        let rows = OutboxRow::due(tx.conn(), NOW.plus_minutes(minutes), 64);
        let rows = rows.await.unwrap();
        rows.iter().map(|row| row.envelope).collect()
    };
    assert_eq!(due(&mut tx, 0).await, [first, second]);
    assert_eq!(due(&mut tx, 5).await, [first, second, other, later]);
    PeerRow::set_state(tx.conn(), &node("dps-sor"), PeerState::Suspended)
        .await
        .unwrap();
    assert_eq!(due(&mut tx, 5).await, [first, second, later]);
    OutboxRow::sent(tx.conn(), first, NOW.plus_minutes(9))
        .await
        .unwrap();
    assert_eq!(due(&mut tx, 5).await, [second, later]);
    let past = OutboxRow::past(tx.conn(), NOW.plus_minutes(60))
        .await
        .unwrap();
    assert_eq!(past.len(), 5);
    let about = "about";
    OutboxRow::remove_about(tx.conn(), MessageType::Hold, &node("nav-nord"), about)
        .await
        .unwrap();
    assert_eq!(OutboxRow::waiting(tx.conn()).await.unwrap().len(), 5);
    OutboxRow::remove_about(tx.conn(), MessageType::Note, &node("nav-nord"), about)
        .await
        .unwrap();
    assert_eq!(OutboxRow::waiting(tx.conn()).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_body_reads_back() {
    let store = memory().await;
    let mut tx = store.begin().await.unwrap();
    let envelope = put(&mut tx, "nav-nord", 1, 0, &mut draw()).await;
    let row = OutboxRow::find(tx.conn(), envelope).await.unwrap().unwrap();
    assert_eq!(row.body(&store.keyhole()).unwrap(), b"body");
}

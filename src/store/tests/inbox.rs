//! The inbox: an envelope is known again by who sent it and its identifier.

use super::*;
use crate::domain::EnvelopeId;

fn row(peer: &str, envelope: u8, sequence: u64, verdict: &str) -> InboxRow<String> {
    InboxRow {
        envelope: EnvelopeId::from_bytes([envelope; 16]),
        peer: node(peer),
        epoch: 1,
        sequence,
        at: NOW,
        verdict: verdict.to_owned(),
    }
}

async fn verdict(tx: &mut Tx, peer: &str, envelope: u8) -> Option<String> {
    let id = EnvelopeId::from_bytes([envelope; 16]);
    InboxRow::<String>::verdict(tx.conn(), id, &node(peer))
        .await
        .unwrap()
}

#[tokio::test]
async fn one_peer_can_neither_use_up_nor_answer_for_an_identifier_of_another() {
    let store = memory().await;
    let mut tx = store.begin().await.unwrap();
    row("nav-nord", 1, 1, "yes").put(tx.conn()).await.unwrap();
    assert_eq!(
        verdict(&mut tx, "nav-nord", 1).await.as_deref(),
        Some("yes")
    );
    assert_eq!(verdict(&mut tx, "dps-sor", 1).await, None);
    row("dps-sor", 1, 1, "no").put(tx.conn()).await.unwrap();
    assert_eq!(
        verdict(&mut tx, "nav-nord", 1).await.as_deref(),
        Some("yes")
    );
    assert_eq!(verdict(&mut tx, "dps-sor", 1).await.as_deref(), Some("no"));
    let again = row("nav-nord", 1, 2, "no")
        .put(tx.conn())
        .await
        .unwrap_err();
    assert!(again.is_taken());
}

#[tokio::test]
async fn the_highest_number_heard_is_told_of_each_peer_and_epoch() {
    let store = memory().await;
    let mut tx = store.begin().await.unwrap();
    row("nav-nord", 1, 3, "").put(tx.conn()).await.unwrap();
    row("nav-nord", 2, 7, "").put(tx.conn()).await.unwrap();
    row("dps-sor", 3, 9, "").put(tx.conn()).await.unwrap();
    let of = async |tx: &mut Tx, epoch, sequence| {
        Heard::of(tx.conn(), &node("nav-nord"), epoch, sequence)
            .await
            .unwrap()
    };
    let known = of(&mut tx, 1, 7).await;
    assert_eq!(known.envelope, Some(EnvelopeId::from_bytes([2; 16])));
    assert_eq!(known.highest, 7);
    assert_eq!(of(&mut tx, 1, 5).await.envelope, None);
    assert_eq!(
        of(&mut tx, 2, 7).await,
        Heard {
            envelope: None,
            highest: 0
        }
    );
}

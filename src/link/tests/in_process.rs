//! The switchboard keeps what a broker promises, and no more.

use super::*;
use crate::domain::Instant;
use crate::link::Link;

fn clock() -> Clock {
    Clock::new(|| Instant::from_millis(1_000))
}

fn node(name: &str) -> NodeId {
    name.parse().unwrap()
}

fn bytes(link: &Link) -> Option<Vec<u8>> {
    link.try_next().map(|delivery| delivery.bytes)
}

async fn two(board: &Switchboard) -> (Link, Link) {
    (
        board.connect(&node("dps"), clock()),
        board.connect(&node("nav"), clock()),
    )
}

#[tokio::test]
async fn what_is_published_arrives_with_its_sender_and_is_gone_once_acknowledged() {
    let board = Switchboard::new(10);
    let (dps, nav) = two(&board).await;
    dps.publish(&node("nav"), b"hei".to_vec()).await.unwrap();
    let delivery = nav.next().await;
    assert_eq!(
        (&delivery.from, &delivery.bytes[..]),
        (&node("dps"), &b"hei"[..])
    );
    assert!(!format!("{delivery:?}").contains("hei"));
    nav.ack(delivery);
    let nav = board.connect(&node("nav"), clock());
    assert!(nav.try_next().is_none());
}

#[tokio::test]
async fn what_is_not_acknowledged_comes_again_first_and_in_order() {
    let board = Switchboard::new(10);
    let (dps, nav) = two(&board).await;
    for body in [b"1", b"2", b"3", b"4"] {
        dps.publish(&node("nav"), body.to_vec()).await.unwrap();
    }
    let first = nav.next().await;
    let (second, third) = (nav.next().await, nav.next().await);
    nav.ack(second);
    let again = board.connect(&node("nav"), clock());
    assert_eq!(bytes(&again), Some(b"1".to_vec()));
    assert_eq!(bytes(&again), Some(b"3".to_vec()));
    assert_eq!(bytes(&again), Some(b"4".to_vec()));
    assert_eq!(bytes(&again), None);
    // Acknowledgements from before the crash count for nothing.
    nav.ack(first);
    nav.ack(third);
    let again = board.connect(&node("nav"), clock());
    assert_eq!(bytes(&again), Some(b"1".to_vec()));
}

#[tokio::test]
async fn a_waiting_reader_wakes() {
    let board = Switchboard::new(10);
    let (dps, nav) = two(&board).await;
    let reader = tokio::spawn(async move { nav.next().await.bytes });
    tokio::task::yield_now().await;
    dps.publish(&node("nav"), b"hei".to_vec()).await.unwrap();
    assert_eq!(reader.await.unwrap(), b"hei");
}

#[tokio::test]
async fn an_off_line_node_is_given_nothing_and_its_post_waits_or_fails() {
    let board = Switchboard::new(10);
    let (dps, nav) = two(&board).await;
    let state = nav.state();
    assert!(matches!(*state.borrow(), LinkState::Up { .. }));
    board.cut(&node("nav"), Outage::Queues);
    assert!(matches!(
        *state.borrow(),
        LinkState::Down { why: Why::Lost, .. }
    ));
    dps.publish(&node("nav"), b"1".to_vec()).await.unwrap();
    assert!(nav.try_next().is_none());
    let sent = nav.publish(&node("dps"), b"x".to_vec()).await;
    assert_eq!(sent, Err(LinkTrouble::NotConnected));
    board.cut(&node("nav"), Outage::Fails);
    let sent = dps.publish(&node("nav"), b"2".to_vec()).await;
    assert_eq!(sent, Err(LinkTrouble::NotTaken));
    board.mend(&node("nav"));
    assert_eq!(bytes(&nav), Some(b"1".to_vec()));
    assert_eq!(bytes(&nav), None);
}

#[tokio::test]
async fn unknown_full_and_too_large_are_told_apart() {
    let board = Switchboard::new(2);
    let (dps, nav) = two(&board).await;
    let sent = dps.publish(&node("ukjent"), b"x".to_vec()).await;
    assert_eq!(sent, Err(LinkTrouble::NoReader));
    let sent = dps.publish(&node("nav"), vec![0; PACKET_LIMIT]).await;
    assert_eq!(sent, Err(LinkTrouble::TooLarge));
    dps.publish(&node("nav"), b"1".to_vec()).await.unwrap();
    let taken = nav.next().await;
    dps.publish(&node("nav"), b"2".to_vec()).await.unwrap();
    let sent = dps.publish(&node("nav"), b"3".to_vec()).await;
    assert_eq!(sent, Err(LinkTrouble::Refused(QUOTA_EXCEEDED)));
    nav.ack(taken);
    dps.publish(&node("nav"), b"3".to_vec()).await.unwrap();
}

#[tokio::test]
async fn by_hand_only_the_owner_delivers() {
    let board = Switchboard::by_hand(10);
    let (dps, nav) = two(&board).await;
    dps.publish(&node("nav"), b"1".to_vec()).await.unwrap();
    dps.publish(&node("nav"), b"2".to_vec()).await.unwrap();
    assert!(nav.try_next().is_none());
    let mut parcels = board.take_published();
    assert_eq!(parcels.len(), 2);
    assert!(board.take_published().is_empty());
    let two = parcels.pop().unwrap();
    board.deliver(two.clone()).unwrap();
    board.deliver(two).unwrap();
    assert_eq!(bytes(&nav), Some(b"2".to_vec()));
    assert_eq!(bytes(&nav), Some(b"2".to_vec()));
    assert_eq!(bytes(&nav), None);
    board.forget(&node("nav"));
    board.mend(&node("nav"));
    assert_eq!(bytes(&nav), None);
}

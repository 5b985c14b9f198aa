//! Watching what was agreed: a calendar that comes to show something else over a meeting is told to
//! the meeting's owner after two good reads in a row, and cancels nothing.

use samband::crossing::message::Message;
use samband::domain::booking::BookingState;
use samband::domain::hold::HoldState;
use samband::domain::seat::SeatAnswer;
use samband::domain::{BookingId, Busy, BusyKind, Instant, Interval, LinkId};
use samband::flows::propose::Search;
use samband::flows::sync::{Pace, record, window_of};
use samband::flows::{FlowError, watch};
use samband::store::clashes::{ClashRow, SeatAnswerRow};
use samband::store::{LinkRow, ProposalRow, SyncOutcome};

use super::support::asking::at;
use super::support::three::{KOMMUNE, NAV, Three, place_of};

const START: &str = "2026-11-24T10:00:00+01:00";

/// A meeting of Kari and Arne, agreed.
async fn agreed(three: &mut Three) -> BookingId {
    let id = three
        .begin(&["kari-nes", "arne-moe"], at(START), None)
        .await;
    let id = id.unwrap();
    three.settle().await;
    assert_eq!(three.booking(KOMMUNE, id).await.state, BookingState::Sealed);
    id
}

/// Minutes from the meeting's start.
fn around(from: i64, to: i64) -> Interval {
    let start = at(START);
    Interval::new(start.plus_minutes(from), start.plus_minutes(to)).unwrap()
}

/// Ten minutes later somebody's calendar is read, as the job does it.
async fn read(three: &mut Three, slug: &str, shown: Result<&[Interval], &'static str>) {
    three.tick_seconds(600);
    let outcome = match shown {
        Ok(busy) => SyncOutcome::Fresh {
            state: None,
            busy: busy
                .iter()
                .map(|interval| Busy {
                    interval: *interval,
                    kind: BusyKind::Busy,
                })
                .collect(),
            known: window_of(LinkId::from_bytes([0; 16]), three.now()).unwrap(),
        },
        Err(code) => SyncOutcome::Failed(code),
    };
    let staff = three.staff(slug).await;
    let read = three.change(place_of(slug), async |turn| {
        let link = LinkRow::of_person(turn.tx.conn(), staff)
            .await?
            .remove(0)
            .id;
        record(turn, link, &outcome, Pace::default()).await?;
        watch::after_sync(turn, link).await
    });
    read.await.unwrap();
    three.settle().await;
}

/// What the owner knows of the seats of others.
async fn answers(three: &Three, id: BookingId) -> Vec<SeatAnswer> {
    let mut reader = three.nodes[KOMMUNE].node.desk.store.reader().await.unwrap();
    let rows = SeatAnswerRow::of_booking(&mut reader, id).await.unwrap();
    rows.into_iter().map(|row| row.answer).collect()
}

/// Reads in a row that showed something over the meeting, at this node.
async fn seen(three: &Three, node: usize, id: BookingId) -> Vec<u64> {
    let mut reader = three.nodes[node].node.desk.store.reader().await.unwrap();
    let rows = ClashRow::of_booking(&mut reader, id).await.unwrap();
    rows.into_iter().map(|row| row.seen).collect()
}

/// It stands with everybody, and nobody was told otherwise.
async fn stands(three: &Three, id: BookingId) {
    assert_eq!(three.booking(KOMMUNE, id).await.state, BookingState::Sealed);
    for node in [KOMMUNE, NAV] {
        assert_eq!(three.hold(node, id).await.unwrap().state, HoldState::Sealed);
        assert_eq!(three.mailed()[node], (1, 0));
    }
    three.check_rest().await;
}

#[tokio::test]
async fn the_owner_at_another_node_is_told_after_two_good_reads_and_when_it_is_over() {
    let mut three = Three::by_hand().await;
    let id = agreed(&mut three).await;
    let course = [around(-60, 30)];
    read(&mut three, "arne-moe", Ok(&course)).await;
    assert_eq!(answers(&three, id).await, [], "once is nothing");
    read(&mut three, "arne-moe", Ok(&course)).await;
    assert_eq!(answers(&three, id).await, [SeatAnswer::Tentative]);
    stands(&three, id).await;
    read(&mut three, "arne-moe", Ok(&course)).await;
    read(&mut three, "arne-moe", Ok(&[])).await;
    assert_eq!(answers(&three, id).await, [SeatAnswer::Accepted]);
    stands(&three, id).await;
    // Twice something was said, and never what it was.
    let said: Vec<_> = three
        .said()
        .into_iter()
        .filter(|(from, ..)| *from == three.nodes[NAV].id)
        .filter_map(|(_, to, message)| match message {
            Message::SeatAnswered(said) => Some((to, said.answer)),
            _ => None,
        })
        .collect();
    let kommune = three.nodes[KOMMUNE].id.clone();
    assert_eq!(
        said,
        [
            (kommune.clone(), SeatAnswer::Tentative),
            (kommune, SeatAnswer::Accepted)
        ]
    );
}

#[tokio::test]
async fn a_flap_a_source_in_trouble_and_the_meeting_itself_are_no_clash() {
    let mut three = Three::by_hand().await;
    let id = agreed(&mut three).await;
    let course = [around(-60, 30)];
    // There, gone, there again: never twice in a row.
    for shown in [&course[..], &[], &course, &[]] {
        read(&mut three, "arne-moe", Ok(shown)).await;
        assert_eq!(answers(&three, id).await, []);
    }
    // There once, then trouble, as long as it lasts.
    read(&mut three, "arne-moe", Ok(&course)).await;
    for _ in 0..4 {
        read(&mut three, "arne-moe", Err("unreachable")).await;
        assert_eq!(answers(&three, id).await, []);
    }
    read(&mut three, "arne-moe", Ok(&[])).await;
    // The invitation as it stands in the calendar, and what lies beside it.
    let itself = [around(0, 45), around(45, 90), around(-30, 0)];
    for _ in 0..3 {
        read(&mut three, "arne-moe", Ok(&itself)).await;
    }
    assert_eq!(answers(&three, id).await, []);
    assert_eq!(seen(&three, NAV, id).await, [0_u64; 0]);
    stands(&three, id).await;
}

#[tokio::test]
async fn the_owners_own_clash_stays_at_home_and_a_new_time_is_one_tap_away() {
    let mut three = Three::by_hand().await;
    let id = agreed(&mut three).await;
    let before = three.wire.len();
    for _ in 0..2 {
        read(&mut three, "kari-nes", Ok(&[around(30, 120)])).await;
    }
    assert_eq!(three.wire.len(), before, "nobody else is told");
    assert_eq!(seen(&three, KOMMUNE, id).await, [2]);
    let kari = three.staff("kari-nes").await;
    let other = three.staff("arne-moe").await;
    let not_hers = three.change(KOMMUNE, async |turn| {
        watch::find_again(turn, other, id).await
    });
    assert!(matches!(not_hers.await, Err(FlowError::NotFound)));
    let search = three.change(KOMMUNE, async |turn| {
        watch::find_again(turn, kari, id).await
    });
    let search = search.await.unwrap();
    three.settle().await;
    let mut reader = three.nodes[KOMMUNE].node.desk.store.reader().await.unwrap();
    let row = ProposalRow::<Search>::find(&mut reader, search)
        .await
        .unwrap();
    let slots = row.unwrap().body.slots;
    assert!(slots.len() >= 3);
    let clear =
        |start: Instant| start.plus_minutes(45) <= at(START) || start >= around(30, 120).end();
    assert!(slots.iter().all(|slot| clear(slot.start)));
    drop(reader);
    stands(&three, id).await;
}

#[tokio::test]
async fn what_comes_while_a_time_is_only_held_is_refused_as_taken_and_told_as_nothing_else() {
    let mut three = Three::by_hand().await;
    let id = three
        .begin(&["kari-nes", "arne-moe"], at(START), None)
        .await;
    let id = id.unwrap();
    three
        .settle_but(|message| matches!(message, Message::Confirm(_)))
        .await;
    let course = [around(-60, 30)];
    let staff = three.staff("arne-moe").await;
    for _ in 0..2 {
        let outcome = SyncOutcome::Fresh {
            state: None,
            busy: vec![Busy {
                interval: course[0],
                kind: BusyKind::Busy,
            }],
            known: window_of(LinkId::from_bytes([0; 16]), three.now()).unwrap(),
        };
        let read = three.change(NAV, async |turn| {
            let link = LinkRow::of_person(turn.tx.conn(), staff)
                .await?
                .remove(0)
                .id;
            record(turn, link, &outcome, Pace::default()).await?;
            watch::after_sync(turn, link).await
        });
        read.await.unwrap();
    }
    three.deliver_kept().await;
    let booking = three.booking(KOMMUNE, id).await;
    assert_eq!(booking.state, BookingState::Released);
    assert_eq!(
        booking.refused.unwrap().1,
        samband::domain::booking::HoldRefusal::Taken
    );
    let answered = |message: &Message| matches!(message, Message::SeatAnswered(_));
    assert!(!three.said().iter().any(|(_, _, message)| answered(message)));
    assert_eq!(three.mailed(), [(0, 0); 3]);
    three.check_rest().await;
}

#[tokio::test]
async fn a_node_speaks_only_of_its_own_seats() {
    let mut three = Three::by_hand().await;
    let id = agreed(&mut three).await;
    let say = |seat| {
        Message::SeatAnswered(samband::crossing::message::SeatAnswered {
            booking: id,
            seat: samband::domain::seat::SeatNo(seat),
            answer: SeatAnswer::Declined,
        })
    };
    three.forge(NAV, KOMMUNE, &say(0)).await;
    three
        .forge(super::support::three::DPS, KOMMUNE, &say(1))
        .await;
    assert_eq!(answers(&three, id).await, []);
    three.forge(NAV, KOMMUNE, &say(1)).await;
    assert_eq!(answers(&three, id).await, [SeatAnswer::Declined]);
    stands(&three, id).await;
}

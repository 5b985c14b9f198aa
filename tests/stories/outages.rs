//! One node down for an hour, whether what is sent to it waits or fails: nothing is lost, nothing
//! comes twice, and nobody else is held up.

use samband::domain::booking::{BookingState, PartyState};
use samband::domain::note::SentState;
use samband::domain::note_codes::{Language, NoteReason, Urgency};
use samband::domain::{NoteId, StaffId};
use samband::flows::note::{self, NewNote};
use samband::link::Outage;
use samband::store::notes::{self, Recipient};
use samband::store::{NoteProgress, NoteRow};

use super::support::asking::at;
use super::support::three::{DPS, KOMMUNE, NAV, Three, place_of};

/// A note as people write them.
pub fn to(three: &Three, slug: &str, staff: StaffId) -> NewNote {
    NewNote {
        to_node: three.nodes[place_of(slug)].id.clone(),
        to: Recipient::Person(staff),
        case: None,
        reason: NoteReason::CallMe,
        urgency: Urgency::Today,
        language: Language::Nb,
        phrase: None,
        text: Some("Kan du ringe meg i dag?".to_owned()),
        reach: Vec::new(),
        booking: None,
    }
}

/// Writes one from somebody to somebody.
pub async fn written(three: &Three, from: &str, whom: &str) -> NoteId {
    let (by, staff) = (three.staff(from).await, three.staff(whom).await);
    let new = to(three, whom, staff);
    let sent = three.change(place_of(from), async |turn| {
        note::write(turn, by, new).await
    });
    sent.await.unwrap()
}

/// A note as a node has it.
pub async fn note_at(three: &Three, at: usize, id: NoteId) -> Option<NoteRow> {
    let mut tx = three.nodes[at].node.desk.store.begin().await.unwrap();
    notes::find(&mut tx, id).await.unwrap()
}

/// The states that a note has had at its sender.
pub async fn history(three: &Three, at: usize, id: NoteId) -> Vec<SentState> {
    let row = note_at(three, at, id).await.unwrap();
    let NoteProgress::Sent(sent) = row.progress else {
        panic!("not a sent note")
    };
    sent.history.iter().map(|(state, _)| *state).collect()
}

async fn an_hour_down(outage: Outage) {
    let mut three = Three::start().await;
    let nav = three.nodes[NAV].id.clone();
    three.board.cut(&nav, outage);
    let tomorrow = at("2026-11-24T10:00:00+01:00");
    let later = at("2026-11-24T13:00:00+01:00");
    let to_nav = written(&three, "siri-dahl", "arne-moe").await;
    let from_nav = written(&three, "arne-moe", "siri-dahl").await;
    let beside = written(&three, "siri-dahl", "kari-nes").await;
    let with_nav = three
        .begin(&["siri-dahl", "arne-moe"], tomorrow, None)
        .await
        .unwrap();
    let without = three
        .begin(&["siri-dahl", "kari-nes"], later, None)
        .await
        .unwrap();
    three.settle().await;
    // The others go on as ever.
    assert_eq!(
        three.booking(DPS, without).await.state,
        BookingState::Sealed
    );
    use SentState::{Delivered, Queued, Unconfirmed};
    assert_eq!(history(&three, DPS, beside).await, [Queued, Delivered]);
    three.pass(60).await;
    assert_eq!(history(&three, DPS, to_nav).await, [Queued, Unconfirmed]);
    assert_eq!(history(&three, NAV, from_nav).await, [Queued, Unconfirmed]);
    assert_eq!(
        three.booking(DPS, with_nav).await.state,
        BookingState::Released
    );
    assert!(note_at(&three, NAV, to_nav).await.is_none());
    three.board.mend(&nav);
    three.pass(12).await;
    for (from, id, there) in [(DPS, to_nav, NAV), (NAV, from_nav, DPS)] {
        assert_eq!(
            history(&three, from, id).await,
            [Queued, Unconfirmed, Delivered]
        );
        assert!(note_at(&three, there, id).await.is_some());
    }
    let booking = three.booking(DPS, with_nav).await;
    assert!(
        booking
            .nodes
            .values()
            .all(|state| *state == PartyState::Released)
    );
    assert_eq!(three.count(NAV, "cells").await, 0);
    assert_eq!(three.count(NAV, "notes").await, 2, "each once");
    let waits = "SELECT COUNT(*) AS line FROM letters";
    assert_eq!(three.lines(NAV, waits).await, ["1"], "told once");
    three.check_rest().await;
}

#[tokio::test]
async fn a_node_whose_envelopes_wait_an_hour_loses_nothing() {
    an_hour_down(Outage::Queues).await;
}

#[tokio::test]
async fn a_node_that_takes_nothing_for_an_hour_loses_nothing_and_holds_up_nobody() {
    an_hour_down(Outage::Fails).await;
}

#[tokio::test]
async fn a_broker_that_forgets_what_waits_loses_nothing() {
    let mut three = Three::start().await;
    let nav = three.nodes[NAV].id.clone();
    three.board.cut(&nav, Outage::Queues);
    let id = written(&three, "siri-dahl", "arne-moe").await;
    let tomorrow = at("2026-11-24T10:00:00+01:00");
    let booking = three
        .begin(&["siri-dahl", "arne-moe"], tomorrow, None)
        .await
        .unwrap();
    three.settle().await;
    three.board.forget(&nav);
    three.board.mend(&nav);
    three.pass(4).await;
    assert!(note_at(&three, NAV, id).await.is_some());
    assert_eq!(
        three.booking(DPS, booking).await.state,
        BookingState::Sealed
    );
    three.check_rest().await;
}

#[tokio::test]
async fn a_process_that_ends_between_taking_and_receipt_begins_again_where_it_was() {
    let mut three = Three::by_hand().await;
    let id = written(&three, "siri-dahl", "kari-nes").await;
    three
        .settle_but(|message| matches!(message, samband::crossing::message::Message::Receipt(_)))
        .await;
    assert!(note_at(&three, KOMMUNE, id).await.is_some());
    three.kept.clear();
    three.restart(KOMMUNE).await;
    three.restart(DPS).await;
    three.pass(2).await;
    use SentState::{Delivered, Queued};
    assert_eq!(history(&three, DPS, id).await, [Queued, Delivered]);
    assert_eq!(three.count(KOMMUNE, "notes").await, 1);
    assert_eq!(three.count(KOMMUNE, "letters").await, 1);
    three.check_rest().await;
}

#[tokio::test]
async fn a_node_that_is_started_with_another_key_says_so_and_changes_nothing() {
    let three = Three::start().await;
    let before = three.dump(DPS).await;
    three.nodes[DPS].node.desk.store.close().await;
    let Err(error) = three.build(DPS, 99).await else {
        panic!("it started")
    };
    let text = error.to_string();
    assert!(
        text.contains("does not open with the node key: node.keys"),
        "{text}"
    );
    assert_eq!(before, three.dump(DPS).await);
    assert!(three.build(DPS, DPS as u8).await.is_ok());
}

#[tokio::test]
async fn a_suspended_peer_is_asked_nothing_new_and_hears_decisions_when_it_is_let_in_again() {
    use samband::store::{PeerRow, PeerState};
    let mut three = Three::by_hand().await;
    let tomorrow = at("2026-11-24T10:00:00+01:00");
    let booking = three
        .begin(&["siri-dahl", "arne-moe"], tomorrow, None)
        .await
        .unwrap();
    three.settle().await;
    let nav = three.nodes[NAV].id.clone();
    let set = async |three: &Three, state| {
        let nav = nav.clone();
        three
            .change(DPS, async |turn| {
                Ok(PeerRow::set_state(turn.tx.conn(), &nav, state).await?)
            })
            .await
            .unwrap();
    };
    set(&three, PeerState::Suspended).await;
    let by = three.staff("siri-dahl").await;
    let new = to(&three, "arne-moe", three.staff("arne-moe").await);
    let note = three.change(DPS, async |turn| note::write(turn, by, new).await);
    assert!(note.await.is_err());
    let code = samband::domain::booking::CancelCode::Illness;
    let off = three.change(DPS, async |turn| {
        samband::flows::book::call_off(turn, by, booking, code).await
    });
    off.await.unwrap();
    let before = three.wire.len();
    three.pass(10).await;
    let to_nav = |parcel: &&samband::link::Parcel| parcel.to == nav;
    assert_eq!(three.wire[before..].iter().filter(to_nav).count(), 0);
    assert_eq!(three.mailed()[NAV], (1, 0));
    set(&three, PeerState::Active).await;
    three.pass(6).await;
    assert_eq!(three.mailed()[NAV], (1, 1));
    three.check_rest().await;
}

//! Consents and withdrawals that overtake each other, end, are forged, or meet peers that are
//! suspended or gone.

use samband::crossing::message::{self, AskRefusal, Message, Refusal, Starts};
use samband::domain::booking::BookingState;
use samband::domain::note::{ReceivedState, SentState};
use samband::domain::{CaseRef, ConsentId};
use samband::flows::{FlowError, consent, note};
use samband::store::{PeerRow, PeerState, cases};

use super::booked::consented;
use super::consents::{about, all_refused_there, refused, tuesday, with_case, withdraw, write};
use super::outages::{history, note_at, to};
use super::support::rows;
use super::support::three::{DPS, KOMMUNE, NAV, Three};

#[tokio::test]
async fn a_withdrawal_that_overtakes_its_consent_holds() {
    let mut three = Three::by_hand().await;
    let case = consented(&mut three).await;
    three
        .settle_but(|m| matches!(m, Message::ConsentGiven(_)))
        .await;
    withdraw(&three, DPS, "siri-dahl", case).await;
    three.settle().await;
    three.deliver_kept().await;
    for at in [KOMMUNE, NAV] {
        let mut reader = three.nodes[at].node.desk.store.reader().await.unwrap();
        let consent = cases::consent(&mut reader, case).await.unwrap().unwrap();
        assert!(!consent.holds(three.now().plus_minutes(60)), "{at}");
    }
    all_refused_there(&mut three, case).await;
    three.check_rest().await;
}

#[tokio::test]
async fn a_consent_that_was_not_yet_told_is_not_told_after_its_withdrawal() {
    let mut three = Three::by_hand().await;
    let case = consented(&mut three).await;
    withdraw(&three, DPS, "siri-dahl", case).await;
    let before = three.wire.len();
    three.settle().await;
    let left = three.said().split_off(before);
    assert!(
        !left
            .iter()
            .any(|(_, _, m)| matches!(m, Message::ConsentGiven(_)))
    );
    assert_eq!(three.count(NAV, "consents").await, 0);
    three.check_rest().await;
}

#[tokio::test]
async fn no_peer_takes_over_a_case_or_a_consent_of_another() {
    let (mut three, case) = with_case().await;
    let columns = "SELECT id || case_ref || COALESCE(withdrawn, 0) || body AS line FROM consents";
    withdraw(&three, DPS, "siri-dahl", case).await;
    three.settle().await;
    let before = three.lines(KOMMUNE, columns).await;
    let mut reader = three.nodes[NAV].node.desk.store.reader().await.unwrap();
    let theirs = cases::consent(&mut reader, case).await.unwrap().unwrap();
    drop(reader);
    let forged = |change: &dyn Fn(&mut samband::domain::consent::Consent)| {
        let mut consent = theirs.clone();
        consent.by = "nav".parse().unwrap();
        consent.basis = samband::domain::consent::Basis::Own;
        consent.withdrawn = None;
        change(&mut consent);
        Message::ConsentGiven(message::ConsentGiven { consent })
    };
    for message in [
        forged(&|_| {}),
        forged(&|consent| consent.id = ConsentId::from_bytes([8; 16])),
        forged(&|consent| consent.case = CaseRef::from_bytes([8; 16])),
    ] {
        let outcome = three.forge(NAV, KOMMUNE, &message).await;
        assert_eq!(refused(&outcome), Some(Refusal::NotYours));
    }
    let withdrawn = Message::ConsentWithdrawn(message::ConsentWithdrawn { case, told: None });
    let outcome = three.forge(NAV, KOMMUNE, &withdrawn).await;
    assert_eq!(refused(&outcome), Some(Refusal::NotYours));
    assert_eq!(three.lines(KOMMUNE, columns).await, before);
}

#[tokio::test]
async fn a_consent_that_has_ended_opens_nothing() {
    let mut three = Three::by_hand().await;
    let by = three.staff("siri-dahl").await;
    let new = consent::NewConsent {
        label: "Furu".to_owned(),
        nodes: vec![three.nodes[KOMMUNE].id.clone()],
        people: Vec::new(),
        until: Some(three.now().plus_minutes(60)),
    };
    let case = three.change(DPS, async |turn| consent::register(turn, by, new).await);
    let case = case.await.unwrap();
    three.settle().await;
    assert!(write(&three, case).await.is_ok());
    three.settle().await;
    let waiting = write(&three, case).await.unwrap();
    let slow = |m: &Message| matches!(m, Message::Note(_));
    for _ in 0..12 {
        three.settle_but(slow).await;
        three.tick_seconds(300);
    }
    let ended = three.wire.len();
    for _ in 0..3 {
        three.settle_but(slow).await;
        three.tick_seconds(300);
    }
    let left = three.said().split_off(ended);
    assert!(
        !left.iter().any(|(_, _, m)| slow(m)),
        "it is no longer sent"
    );
    assert!(matches!(
        write(&three, case).await,
        Err(FlowError::Refused(Refusal::Consent))
    ));
    all_refused_there(&mut three, case).await;
    // What was under way comes too late.
    three.deliver_kept().await;
    let row = note_at(&three, KOMMUNE, waiting).await.unwrap();
    assert_eq!(row.progress.received(), Some(ReceivedState::Withdrawn));
    let last = *history(&three, DPS, waiting).await.last().unwrap();
    assert_eq!(last, SentState::Expired);
    three.check_rest().await;
}

#[tokio::test]
async fn a_hold_is_not_sent_again_when_its_consent_has_ended_meanwhile() {
    let mut three = Three::by_hand().await;
    let by = three.staff("siri-dahl").await;
    let new = consent::NewConsent {
        label: "Furu".to_owned(),
        nodes: vec![three.nodes[KOMMUNE].id.clone()],
        people: Vec::new(),
        until: Some(three.now().plus_minutes(1)),
    };
    let case = three.change(DPS, async |turn| consent::register(turn, by, new).await);
    let case = case.await.unwrap();
    three.settle().await;
    let people = ["siri-dahl", "kari-nes"];
    let id = three.begin(&people, tuesday(), Some(case)).await.unwrap();
    let hold = |m: &Message| matches!(m, Message::Hold(_));
    three.settle_but(hold).await;
    assert_eq!(three.kept.len(), 1);
    three.tick_seconds(90);
    three.settle_but(hold).await;
    assert_eq!(three.kept.len(), 1, "once and no more");
    three.deliver_kept().await;
    three.pass(5).await;
    let booking = three.booking(DPS, id).await;
    assert_eq!(booking.state, BookingState::Released);
    assert_eq!(three.count(KOMMUNE, "cells").await, 0);
    three.check_rest().await;
}

#[tokio::test]
async fn each_question_of_an_ask_needs_a_consent_of_its_own() {
    let (mut three, case) = with_case().await;
    let Some(Message::Ask(mut ask)) = about(&mut three, case).await.into_iter().next() else {
        panic!("not an ask")
    };
    let mut other = ask.queries[0].clone();
    other.q = 1;
    other.case = Some(CaseRef::from_bytes([77; 16]));
    ask.queries.push(other);
    let outcome = three.forge(KOMMUNE, DPS, &Message::Ask(ask)).await;
    assert_eq!(refused(&outcome), None);
    three.settle().await;
    let answer = three.said().into_iter().find_map(|(_, _, m)| match m {
        Message::Answer(answer) => Some(answer),
        _ => None,
    });
    let rows = answer.unwrap().answers;
    assert_eq!(rows[0].starts, Starts::Named(vec![tuesday()]));
    assert_eq!(rows[1].starts, Starts::Refused(AskRefusal::Consent, None));
}

#[tokio::test]
async fn a_withdrawal_does_not_wait_for_a_suspended_or_forgotten_peer() {
    let (mut three, case) = with_case().await;
    let to_nav = {
        let by = three.staff("siri-dahl").await;
        let mut new = to(&three, "arne-moe", three.staff("arne-moe").await);
        new.case = Some(case);
        three
            .change(DPS, async |turn| note::write(turn, by, new).await)
            .await
            .unwrap()
    };
    let nav = three.nodes[NAV].id.clone();
    let set = three.change(DPS, async |turn| {
        Ok(PeerRow::set_state(turn.tx.conn(), &nav, PeerState::Suspended).await?)
    });
    set.await.unwrap();
    withdraw(&three, DPS, "siri-dahl", case).await;
    three.settle().await;
    let mut reader = three.nodes[KOMMUNE].node.desk.store.reader().await.unwrap();
    let consent = cases::consent(&mut reader, case).await.unwrap().unwrap();
    assert!(consent.withdrawn.is_some(), "the others know at once");
    drop(reader);
    let again = three.change(DPS, async |turn| {
        Ok(PeerRow::set_state(turn.tx.conn(), &nav, PeerState::Active).await?)
    });
    again.await.unwrap();
    three.pass(6).await;
    let mut reader = three.nodes[NAV].node.desk.store.reader().await.unwrap();
    let consent = cases::consent(&mut reader, case).await.unwrap().unwrap();
    assert!(consent.withdrawn.is_some());
    drop(reader);
    let last = *history(&three, DPS, to_nav).await.last().unwrap();
    assert_eq!(last, SentState::Withdrawn);
    three.check_rest().await;
}

#[tokio::test]
async fn a_peer_that_is_gone_holds_up_neither_a_withdrawal_nor_the_clock() {
    let (mut three, case) = with_case().await;
    let by = three.staff("siri-dahl").await;
    let mut new = to(&three, "arne-moe", three.staff("arne-moe").await);
    new.case = Some(case);
    let note = three.change(DPS, async |turn| note::write(turn, by, new.clone()).await);
    note.await.unwrap();
    new.case = None;
    let other = three.change(DPS, async |turn| note::write(turn, by, new).await);
    other.await.unwrap();
    let gone = "DELETE FROM peers WHERE node = 'nav'";
    rows::change(&three.nodes[DPS].database, gone).await;
    withdraw(&three, DPS, "siri-dahl", case).await;
    // The other note runs out of time, with nobody left to ask.
    three.pass(25 * 60).await;
    let mut reader = three.nodes[KOMMUNE].node.desk.store.reader().await.unwrap();
    let consent = cases::consent(&mut reader, case).await.unwrap().unwrap();
    assert!(consent.withdrawn.is_some());
}

//! A meeting among three organisations: agreed by all, refused by one, timed out, fought over; and
//! what each database holds at the end.

use samband::crossing::message::Message;
use samband::domain::booking::{BookingState, HoldRefusal, PartyState, ReleaseCode};
use samband::domain::consent::CasePerson;
use samband::domain::hold::HoldState;
use samband::domain::seat::Venue;
use samband::domain::{CaseRef, Interval, MeetingKind, Role};
use samband::flows::consent::{self, NewConsent};
use samband::flows::propose::{self, Search, Stage, Wish};
use samband::flows::{FlowError, book};
use samband::link::Outage;
use samband::store::ProposalRow;

use super::support::asking::at;
use super::support::three::{DPS, KOMMUNE, NAV, Three};

const THREE: [&str; 3] = ["kari-nes", "siri-dahl", "arne-moe"];
/// Tuesday morning in Oslo.
const TUESDAY: &str = "2026-11-24T10:00:00+01:00";

/// The clinician registers a consent for all three.
pub async fn consented(three: &mut Three) -> CaseRef {
    let mut people = Vec::new();
    for (slug, role) in [
        ("kari-nes", Role::JobSpecialist),
        ("arne-moe", Role::Adviser),
    ] {
        people.push(CasePerson {
            role,
            node: three.nodes[super::support::three::place_of(slug)]
                .id
                .clone(),
            staff: three.staff(slug).await,
        });
    }
    let nodes = vec![three.nodes[KOMMUNE].id.clone(), three.nodes[NAV].id.clone()];
    let by = three.staff("siri-dahl").await;
    let new = NewConsent {
        label: "Furu".to_owned(),
        nodes,
        people,
        until: None,
    };
    let case = three.change(DPS, async |turn| consent::register(turn, by, new).await);
    case.await.unwrap()
}

async fn found(three: &Three, id: samband::domain::ProposalId) -> Search {
    let mut reader = three.nodes[KOMMUNE].node.desk.store.reader().await.unwrap();
    let row = ProposalRow::<Search>::find(&mut reader, id).await.unwrap();
    row.unwrap().body
}

/// The job specialist looks for a time this week and takes the best.
async fn searched(three: &mut Three, case: CaseRef) -> samband::domain::BookingId {
    let owner = three.staff("kari-nes").await;
    let party = three.terms(&THREE, three.now(), None).await.party;
    let wish = Wish {
        kind: MeetingKind::ThreeWay,
        length: 45,
        venue: Venue::Phone,
        case: Some(case),
        party,
        window: Interval::new(three.now(), three.now().plus_minutes(4 * 24 * 60)).unwrap(),
    };
    let search = three.change(KOMMUNE, async |turn| {
        propose::propose(turn, owner, wish).await
    });
    let search = search.await.unwrap();
    three.settle().await;
    let found = found(three, search).await;
    assert_eq!(found.stage, Stage::Ready);
    let start = found.slots[0].start;
    let stranger = three.staff("siri-dahl").await;
    let not_hers = three.change(KOMMUNE, async |turn| {
        book::choose(turn, stranger, search, start).await
    });
    assert!(matches!(not_hers.await, Err(FlowError::NotFound)));
    let booking = three.change(KOMMUNE, async |turn| {
        book::choose(turn, owner, search, start).await
    });
    booking.await.unwrap()
}

#[tokio::test]
async fn a_meeting_is_agreed_by_all_before_anybody_is_told_and_each_database_holds_its_part() {
    let mut three = Three::by_hand().await;
    let case = consented(&mut three).await;
    three.settle().await;
    let id = searched(&mut three, case).await;
    // The seal is kept back: the asker's own people know, and nobody else.
    three
        .settle_but(|message| matches!(message, Message::Seal(_)))
        .await;
    assert_eq!(three.kept.len(), 2);
    for at in [DPS, NAV] {
        assert_eq!(
            three.hold(at, id).await.unwrap().state,
            HoldState::Confirmed
        );
        assert_eq!(three.count(at, "letters").await, 0);
    }
    three.deliver_kept().await;
    let booking = three.booking(KOMMUNE, id).await;
    assert_eq!(booking.state, BookingState::Sealed);
    assert!(
        booking
            .nodes
            .values()
            .all(|state| *state == PartyState::Sealed)
    );
    three.check_rest().await;
    assert_eq!(three.mailed(), [(1, 0); 3]);
    for (at, slug) in [(DPS, "siri-dahl"), (KOMMUNE, "kari-nes"), (NAV, "arne-moe")] {
        let who = three.staff(slug).await;
        let hold = three.hold(at, id).await.unwrap();
        assert_eq!(hold.state, HoldState::Sealed);
        assert_eq!(hold.asker, three.nodes[KOMMUNE].id);
        let seated = "SELECT person || ' ' || seat AS line FROM seated";
        let number = THREE.iter().position(|name| *name == slug).unwrap();
        assert_eq!(three.lines(at, seated).await, [format!("{who} {number}")]);
        let cells = "SELECT person || ' ' || COUNT(*) AS line FROM cells GROUP BY person";
        assert_eq!(three.lines(at, cells).await, [format!("{who} 9")]);
        assert_eq!(
            three.count(at, "bookings").await,
            usize::from(at == KOMMUNE)
        );
        assert_eq!(
            three.count(at, "proposals").await,
            usize::from(at == KOMMUNE)
        );
        assert_eq!(
            three.lines(at, "SELECT state AS line FROM letters").await,
            ["sent"]
        );
        let seats = &hold.terms.unwrap().party;
        assert!(
            seats.iter().all(|seat| seat.staff.len() == 1),
            "all know who comes"
        );
    }
    ledgers(&three, case).await;
}

/// Each crossing of the booking is one row on each side, and names the case where it may.
async fn ledgers(three: &Three, case: CaseRef) {
    let of = async |at: usize, direction: &str| {
        let sql = format!(
            "SELECT kind || ' ' || COUNT(*) || ' ' || SUM(case_ref = '{case}') AS line FROM ledger
             WHERE direction = '{direction}' AND decision = 'accepted'
               AND kind NOT IN ('staff_cards', 'receipt', 'consent_given')
             GROUP BY kind ORDER BY kind"
        );
        three.lines(at, &sql).await
    };
    let asks = async |at: usize, direction: &str| {
        let all = of(at, direction).await;
        let rest = all.iter().filter(|line| !line.starts_with("a"));
        rest.cloned().collect::<Vec<_>>()
    };
    for at in [DPS, NAV] {
        assert_eq!(
            asks(at, "in").await,
            ["confirm 1 1", "hold 1 1", "seal 1 1"]
        );
        let answers = ["confirmed 1 0", "held 1 0", "sealed 1 0"];
        assert_eq!(asks(at, "out").await, answers);
    }
    assert_eq!(
        asks(KOMMUNE, "out").await,
        ["confirm 2 2", "hold 2 2", "seal 2 2"]
    );
    let answers = ["confirmed 2 0", "held 2 0", "sealed 2 0"];
    assert_eq!(asks(KOMMUNE, "in").await, answers);
    let refused = "SELECT kind AS line FROM ledger WHERE decision <> 'accepted'";
    for at in [DPS, KOMMUNE, NAV] {
        assert_eq!(three.lines(at, refused).await, [""; 0]);
        let bodies = "SELECT number AS line FROM ledger WHERE number NOT IN
            (SELECT number FROM ledger_bodies)";
        assert_eq!(three.lines(at, bodies).await, [""; 0]);
    }
}

#[tokio::test]
async fn one_refusal_lets_everything_go() {
    let mut three = Three::by_hand().await;
    let start = at(TUESDAY);
    let taken = Interval::new(start.plus_minutes(40), start.plus_minutes(60)).unwrap();
    three.is_busy("arne-moe", &[taken]).await;
    let id = three.begin(&THREE, start, None).await.unwrap();
    three.settle().await;
    let booking = three.booking(KOMMUNE, id).await;
    assert_eq!(booking.state, BookingState::Released);
    assert_eq!(booking.released, Some(ReleaseCode::PartyRefused));
    let told = three
        .said()
        .into_iter()
        .find_map(|(_, _, message)| match message {
            Message::HoldRefused(refused) => Some(refused.code),
            _ => None,
        });
    assert_eq!(told, Some(HoldRefusal::Taken));
    let state = |hold: Option<samband::domain::hold::Hold>| hold.unwrap().state;
    let released = HoldState::Released(ReleaseCode::PartyRefused);
    assert_eq!(state(three.hold(DPS, id).await), released);
    assert_eq!(state(three.hold(KOMMUNE, id).await), released);
    let refused = HoldState::Refused(HoldRefusal::Taken);
    assert_eq!(state(three.hold(NAV, id).await), refused);
    nobody_is_taken_or_told(&three).await;
}

async fn nobody_is_taken_or_told(three: &Three) {
    three.check_rest().await;
    for at in [DPS, KOMMUNE, NAV] {
        assert_eq!(three.count(at, "cells").await, 0);
        assert_eq!(three.count(at, "letters").await, 0);
        assert_eq!(three.count(at, "calendar_entries").await, 0);
    }
    assert_eq!(three.mailed(), [(0, 0); 3]);
}

#[tokio::test]
async fn nobody_else_is_asked_where_the_own_people_cannot() {
    let mut three = Three::by_hand().await;
    let start = at(TUESDAY);
    let taken = Interval::new(start, start.plus_minutes(15)).unwrap();
    three.is_busy("kari-nes", &[taken]).await;
    let before = three.wire.len();
    let id = three.begin(&THREE, start, None).await.unwrap();
    three.settle().await;
    assert_eq!(
        three.booking(KOMMUNE, id).await.state,
        BookingState::Released
    );
    assert_eq!(three.wire.len(), before);
    nobody_is_taken_or_told(&three).await;
}

#[tokio::test]
async fn a_silent_party_times_everything_out_and_its_late_hold_revives_nothing() {
    let mut three = Three::start().await;
    let nav = three.nodes[NAV].id.clone();
    three.board.cut(&nav, Outage::Queues);
    let id = three.begin(&THREE, at(TUESDAY), None).await.unwrap();
    three.settle().await;
    assert_eq!(three.hold(DPS, id).await.unwrap().state, HoldState::Held);
    assert_eq!(three.count(DPS, "cells").await, 9);
    three.pass(4).await;
    assert_eq!(
        three.booking(KOMMUNE, id).await.state,
        BookingState::Holding
    );
    three.pass(1).await;
    let booking = three.booking(KOMMUNE, id).await;
    assert_eq!(booking.released, Some(ReleaseCode::TimedOut));
    assert_eq!(three.count(DPS, "cells").await, 0);
    three.board.mend(&nav);
    three.settle().await;
    three.pass(6).await;
    let late = three.hold(NAV, id).await.unwrap();
    assert_eq!(late.state, HoldState::Released(ReleaseCode::TimedOut));
    let booking = three.booking(KOMMUNE, id).await;
    assert!(
        booking
            .nodes
            .values()
            .all(|state| *state == PartyState::Released)
    );
    nobody_is_taken_or_told(&three).await;
}

#[tokio::test]
async fn a_holder_lets_go_by_its_own_clock_when_the_asker_is_gone() {
    let mut three = Three::start().await;
    let kommune = three.nodes[KOMMUNE].id.clone();
    let nav = three.nodes[NAV].id.clone();
    three.board.cut(&nav, Outage::Queues);
    let id = three.begin(&THREE, at(TUESDAY), None).await.unwrap();
    three.settle().await;
    three.board.cut(&kommune, Outage::Queues);
    three.pass(9).await;
    assert_eq!(three.hold(DPS, id).await.unwrap().state, HoldState::Held);
    three.pass(1).await;
    assert_eq!(three.hold(DPS, id).await.unwrap().state, HoldState::Expired);
    assert_eq!(three.count(DPS, "cells").await, 0);
    three.board.mend(&kommune);
    three.board.mend(&nav);
    three.pass(15).await;
    nobody_is_taken_or_told(&three).await;
}

#[tokio::test]
async fn two_askers_of_one_time_get_it_once() {
    let mut three = Three::by_hand().await;
    let start = at(TUESDAY);
    let one = three.begin(&["kari-nes", "arne-moe"], start, None).await;
    let later = start.plus_minutes(30);
    let other = three.begin(&["siri-dahl", "arne-moe"], later, None).await;
    let (one, other) = (one.unwrap(), other.unwrap());
    three.settle().await;
    let states = [
        three.booking(KOMMUNE, one).await.state,
        three.booking(DPS, other).await.state,
    ];
    assert!(states.contains(&BookingState::Sealed), "{states:?}");
    assert!(states.contains(&BookingState::Released), "{states:?}");
    assert_eq!(three.count(NAV, "cells").await, 9);
    three.check_rest().await;
}

#[tokio::test]
async fn a_booking_that_loses_every_envelope_once_is_sealed_all_the_same() {
    let mut three = Three::by_hand().await;
    let id = three.begin(&THREE, at(TUESDAY), None).await.unwrap();
    // Each of these messages is lost the first time that it is sent, to each node.
    let kinds: [fn(&Message) -> bool; 5] = [
        |message| matches!(message, Message::Hold(_)),
        |message| matches!(message, Message::Held(_)),
        |message| matches!(message, Message::Confirm(_)),
        |message| matches!(message, Message::Confirmed(_)),
        |message| matches!(message, Message::Seal(_) | Message::Receipt(_)),
    ];
    for lost in kinds {
        three.settle_but(lost).await;
        assert!(!three.kept.is_empty());
        three.kept.clear();
        three.tick_seconds(6);
    }
    three.pass(60).await;
    let booking = three.booking(KOMMUNE, id).await;
    assert!(
        booking
            .nodes
            .values()
            .all(|state| *state == PartyState::Sealed)
    );
    assert_eq!(three.mailed(), [(1, 0); 3]);
    three.check_rest().await;
}

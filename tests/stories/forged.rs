//! Envelopes that come again, altered, forged, spliced or on the wrong topic change nothing; and a
//! true peer can't speak for another.

use std::collections::BTreeMap;

use samband::crossing::body;
use samband::crossing::message::{self, Message, Refusal, Verdict};
use samband::domain::booking::{BookingState, CancelCode, HoldRefusal, ReleaseCode};
use samband::domain::hold::HoldState;
use samband::domain::seat::{SeatNo, Seated, Who};
use samband::domain::{AskId, BookingId, Draw, EnvelopeId, NodeId, NoteId};
use samband::inbound::Outcome;
use samband::link::Parcel;
use samband::seal::SigningKey;

use super::outages::written;
use super::support::acting::ask_for;
use super::support::asking::at;
use super::support::rows::same;
use super::support::three::{DPS, KOMMUNE, NAV, Three};

type Dump = BTreeMap<String, Vec<String>>;

/// Three nodes after a meeting and a note, with all that went over the wire.
async fn after_a_day() -> (Three, BookingId, NoteId) {
    let mut three = Three::by_hand().await;
    let people = ["kari-nes", "siri-dahl", "arne-moe"];
    let start = at("2026-11-24T10:00:00+01:00");
    let booking = three.begin(&people, start, None).await.unwrap();
    let note = written(&three, "siri-dahl", "kari-nes").await;
    three.settle().await;
    assert_eq!(
        three.booking(KOMMUNE, booking).await.state,
        BookingState::Sealed
    );
    (three, booking, note)
}

async fn dumps(three: &Three) -> Vec<Dump> {
    let mut all = Vec::new();
    for at in [DPS, KOMMUNE, NAV] {
        all.push(three.dump(at).await);
    }
    all
}

async fn unchanged(three: &Three, before: &[Dump]) {
    for (before, after) in before.iter().zip(dumps(three).await) {
        same(before, &after);
    }
}

fn index(three: &Three, parcel: &Parcel) -> (usize, usize) {
    let place = |id: &NodeId| {
        three
            .nodes
            .iter()
            .position(|small| small.id == *id)
            .unwrap()
    };
    (place(&parcel.from), place(&parcel.to))
}

#[tokio::test]
async fn everything_that_was_ever_sent_comes_again_and_changes_nothing_also_after_a_restart() {
    let (mut three, ..) = after_a_day().await;
    let wire = three.wire.clone();
    assert!(wire.len() > 30, "{}", wire.len());
    let before = dumps(&three).await;
    for round in 0..2 {
        for parcel in wire.iter().rev() {
            let (from, to) = index(&three, parcel);
            let outcome = three.hand(from, to, parcel.bytes.clone()).await;
            if let Outcome::Receipt(row) = outcome {
                assert_eq!(row.verdict, Verdict::Accepted);
            }
        }
        three.settle().await;
        unchanged(&three, &before).await;
        if round == 0 {
            for at in [DPS, KOMMUNE, NAV] {
                three.restart(at).await;
            }
        }
    }
}

#[tokio::test]
async fn an_altered_envelope_changes_nothing() {
    let (three, ..) = after_a_day().await;
    let before = dumps(&three).await;
    let hold = three
        .wire
        .iter()
        .find(|p| matches!(three.opened(p), Message::Hold(_)));
    let note = three
        .wire
        .iter()
        .find(|p| matches!(three.opened(p), Message::Note(_)));
    for parcel in [hold.unwrap(), note.unwrap()] {
        let (from, to) = index(&three, parcel);
        let length = parcel.bytes.len();
        // Every byte of the header, and here and there in what is sealed and the signature.
        let places = (0..160)
            .chain((160..length).step_by(37))
            .chain(length - 3..length);
        for place in places {
            let mut altered = parcel.bytes.clone();
            altered[place] ^= 1 << (place % 8);
            let outcome = three.hand(from, to, altered).await;
            assert_eq!(outcome, Outcome::Quiet, "byte {place}");
        }
        for cut in [0, 1, 2, 100, length - 1] {
            let outcome = three.hand(from, to, parcel.bytes[..cut].to_vec()).await;
            assert_eq!(outcome, Outcome::Quiet);
        }
    }
    unchanged(&three, &before).await;
}

#[tokio::test]
async fn a_forged_or_spliced_envelope_changes_nothing() {
    let (three, booking, _) = after_a_day().await;
    let before = dumps(&three).await;
    let cancel = Message::Cancel(message::Cancel {
        booking,
        code: CancelCode::Illness,
    });
    let bytes = body::encode(&cancel);
    let label = three.label(KOMMUNE, DPS, 900);
    // Signed by another peer, or by nobody that is known, in the asker's name.
    let by_nav = three.sealed(label.clone(), NAV, DPS, &bytes);
    assert_eq!(
        three.hand(KOMMUNE, DPS, by_nav.clone()).await,
        Outcome::Quiet
    );
    assert_eq!(three.hand(NAV, DPS, by_nav).await, Outcome::Quiet);
    let stranger = SigningKey::generate(&mut Draw::from_seed(77));
    let peer = three.nodes[DPS].node.identity.public().sealing;
    let mut draw = Draw::from_seed(78);
    let forged = samband::link::envelope::wrap(label.clone(), &bytes, &stranger, &peer, &mut draw);
    assert_eq!(
        three.hand(KOMMUNE, DPS, forged.unwrap()).await,
        Outcome::Quiet
    );
    // True, and on another topic, for another node, or sealed to another's key.
    let true_one = three.sealed(label.clone(), KOMMUNE, DPS, &bytes);
    assert_eq!(three.hand(NAV, DPS, true_one.clone()).await, Outcome::Quiet);
    assert_eq!(
        three.hand(KOMMUNE, NAV, true_one.clone()).await,
        Outcome::Quiet
    );
    let elsewhere = three.sealed(label, KOMMUNE, NAV, &bytes);
    assert_eq!(three.hand(KOMMUNE, DPS, elsewhere).await, Outcome::Quiet);
    // The head of one and the body of another.
    let other = three.sealed(three.label(KOMMUNE, DPS, 901), KOMMUNE, DPS, &bytes);
    let half = true_one.len() / 2;
    let spliced = [&true_one[..half], &other[half..]].concat();
    assert_eq!(three.hand(KOMMUNE, DPS, spliced).await, Outcome::Quiet);
    unchanged(&three, &before).await;
}

fn refused(outcome: Outcome) -> Refusal {
    match outcome {
        Outcome::Receipt(row) => match row.verdict {
            Verdict::Refused(refusal) => refusal,
            Verdict::Accepted => panic!("accepted"),
        },
        Outcome::Quiet => panic!("not answered"),
    }
}

#[tokio::test]
async fn another_peer_can_not_decide_about_a_booking_or_a_note() {
    let (mut three, booking, note) = after_a_day().await;
    let hold = three.hold(DPS, booking).await.unwrap();
    let party = hold.terms.clone().unwrap().party;
    let venue = samband::domain::seat::Venue::Phone;
    let code = CancelCode::Illness;
    let released = ReleaseCode::Withdrawn;
    let to_holder = [
        Message::Confirm(message::Confirm { booking }),
        Message::Seal(message::Seal {
            booking,
            party,
            venue,
        }),
        Message::Release(message::Release {
            booking,
            code: released,
        }),
        Message::Cancel(message::Cancel { booking, code }),
        Message::NoteWithdraw(message::NoteWithdraw { note }),
        Message::NoteRedact(message::NoteRedact { note }),
    ];
    for message in to_holder {
        let at = if matches!(message, Message::NoteWithdraw(_) | Message::NoteRedact(_)) {
            KOMMUNE
        } else {
            DPS
        };
        let outcome = three.forge(NAV, at, &message).await;
        assert_eq!(refused(outcome), Refusal::NotYours, "{:?}", message.kind());
    }
    assert_eq!(three.hold(DPS, booking).await.unwrap(), hold);
    // And what only holders and recipients say, from one that is none.
    let unknown = BookingId::from_bytes([99; 16]);
    let sealed = Message::Sealed(message::Sealed { booking: unknown });
    assert_eq!(
        refused(three.forge(NAV, KOMMUNE, &sealed).await),
        Refusal::Unknown
    );
    let by = three.staff("arne-moe").await;
    let seen = Message::NoteSeen(message::NoteSeen {
        note,
        by,
        at: three.now(),
    });
    assert_eq!(
        refused(three.forge(NAV, DPS, &seen).await),
        Refusal::NotYours
    );
    assert_eq!(
        refused(three.forge(NAV, KOMMUNE, &seen).await),
        Refusal::Unknown
    );
    let refuses = Message::HoldRefused(message::HoldRefused {
        booking,
        code: HoldRefusal::Taken,
    });
    assert!(matches!(
        three.forge(DPS, KOMMUNE, &refuses).await,
        Outcome::Receipt(_)
    ));
    assert_eq!(
        three.booking(KOMMUNE, booking).await.state,
        BookingState::Sealed
    );
}

#[tokio::test]
async fn a_node_speaks_for_its_own_people_only() {
    let mut three = Three::by_hand().await;
    let start = at("2026-11-24T10:00:00+01:00");
    let terms = three.terms(&["kari-nes", "siri-dahl"], start, None).await;
    let hold = |change: &dyn Fn(&mut message::Hold)| {
        let mut hold = message::Hold {
            booking: terms.booking,
            hold: terms.hold,
            life: terms.life,
            start: terms.start,
            length: terms.length,
            kind: terms.kind,
            venue: terms.venue.clone(),
            case: None,
            replaces: None,
            series: None,
            group: None,
            note: None,
            party: terms.party.clone(),
            yours: vec![SeatNo(1)],
        };
        change(&mut hold);
        Message::Hold(hold)
    };
    let siri = three.staff("siri-dahl").await;
    for (message, why) in [
        (
            hold(&|hold| hold.party[1].staff = vec![siri]),
            Refusal::Policy,
        ),
        (
            hold(&|hold| hold.yours = vec![SeatNo(0)]),
            Refusal::NotYours,
        ),
        (hold(&|hold| hold.party.truncate(1)), Refusal::NotYours),
        (
            hold(&|hold| hold.replaces = Some(hold.booking)),
            Refusal::Policy,
        ),
        (hold(&|hold| hold.life = 31), Refusal::Policy),
    ] {
        assert_eq!(refused(three.forge(KOMMUNE, DPS, &message).await), why);
    }
    assert_eq!(three.count(DPS, "holds").await, 0);
    let ask = Message::Ask(message::Ask {
        ask: AskId::from_bytes([1; 16]),
        ..ask_for(&terms, 0, vec![start])
    });
    assert_eq!(
        refused(three.forge(KOMMUNE, DPS, &ask).await),
        Refusal::NotYours
    );
    // Sealed with another party than was held.
    let outcome = three.forge(KOMMUNE, DPS, &hold(&|_| {})).await;
    assert!(matches!(outcome, Outcome::Receipt(row) if row.verdict == Verdict::Accepted));
    let confirm = Message::Confirm(message::Confirm {
        booking: terms.booking,
    });
    three.forge(KOMMUNE, DPS, &confirm).await;
    let mut party = terms.party.clone();
    party[0].who = Who::Guest {
        node: three.nodes[NAV].id.clone(),
    };
    let seal = Message::Seal(message::Seal {
        booking: terms.booking,
        party,
        venue: terms.venue.clone(),
    });
    assert_eq!(
        refused(three.forge(KOMMUNE, DPS, &seal).await),
        Refusal::Policy
    );
    let held = three.hold(DPS, terms.booking).await.unwrap();
    assert_eq!(held.state, HoldState::Confirmed);
}

#[tokio::test]
async fn a_number_that_was_used_and_a_message_outside_the_row_are_refused() {
    let (three, booking, _) = after_a_day().await;
    let cancel = Message::Cancel(message::Cancel {
        booking,
        code: CancelCode::Illness,
    });
    let bytes = body::encode(&cancel);
    let mut label = three.label(KOMMUNE, DPS, 1);
    label.id = EnvelopeId::from_bytes([200; 16]);
    let again = three.sealed(label.clone(), KOMMUNE, DPS, &bytes);
    let Refusal::Behind(highest) = refused(three.hand(KOMMUNE, DPS, again).await) else {
        panic!("another refusal")
    };
    assert!(highest >= 4, "{highest}");
    label.sequence = 0;
    let outside = three.sealed(label, KOMMUNE, DPS, &bytes);
    assert_eq!(three.hand(KOMMUNE, DPS, outside).await, Outcome::Quiet);
    assert_eq!(
        three.hold(DPS, booking).await.unwrap().state,
        HoldState::Sealed
    );
    // A receipt for what was sent to another node settles nothing.
    let waiting = written(&three, "siri-dahl", "kari-nes").await;
    let envelope = three
        .lines(DPS, "SELECT envelope AS line FROM outbox")
        .await;
    let receipt = Message::Receipt(message::Receipt {
        rows: vec![message::ReceiptRow {
            envelope: envelope[0].parse().unwrap(),
            verdict: Verdict::Accepted,
        }],
        head: message::LedgerHead {
            rows: 0,
            hash: [0; 32],
        },
    });
    let mut label = three.label(NAV, DPS, 0);
    label.id = EnvelopeId::from_bytes([201; 16]);
    let sealed = three.sealed(label, NAV, DPS, &body::encode(&receipt));
    assert_eq!(three.hand(NAV, DPS, sealed).await, Outcome::Quiet);
    assert_eq!(three.count(DPS, "outbox").await, 1);
    let history = super::outages::history(&three, DPS, waiting).await;
    assert_eq!(history, [samband::domain::note::SentState::Queued]);
}

#[tokio::test]
async fn one_peer_can_not_use_up_an_envelope_of_another() {
    let mut three = Three::by_hand().await;
    let note = written(&three, "siri-dahl", "kari-nes").await;
    let envelope = three
        .lines(DPS, "SELECT envelope AS line FROM outbox")
        .await;
    let id: EnvelopeId = envelope[0].parse().unwrap();
    // Another peer saw the identifier and is faster.
    let mut label = three.label(NAV, KOMMUNE, 700);
    label.id = id;
    let withdraw = Message::NoteWithdraw(message::NoteWithdraw {
        note: NoteId::from_bytes([50; 16]),
    });
    let sealed = three.sealed(label, NAV, KOMMUNE, &body::encode(&withdraw));
    assert!(matches!(
        three.hand(NAV, KOMMUNE, sealed).await,
        Outcome::Receipt(_)
    ));
    three.settle().await;
    assert!(
        super::outages::note_at(&three, KOMMUNE, note)
            .await
            .is_some()
    );
    three.check_rest().await;
}

#[tokio::test]
async fn a_held_that_names_seats_of_others_fills_only_its_own() {
    let mut three = Three::by_hand().await;
    let people = ["kari-nes", "siri-dahl", "arne-moe"];
    let start = at("2026-11-24T10:00:00+01:00");
    let id = three.begin(&people, start, None).await.unwrap();
    three
        .settle_but(|message| matches!(message, Message::Hold(_)))
        .await;
    let siri = three.staff("siri-dahl").await;
    let arne = three.staff("arne-moe").await;
    let seated = |seat, staff| Seated {
        seat: SeatNo(seat),
        staff,
    };
    let held = Message::Held(message::Held {
        booking: id,
        seated: vec![seated(1, siri), seated(2, arne), seated(0, siri)],
    });
    three.forge(DPS, KOMMUNE, &held).await;
    let kari = three.staff("kari-nes").await;
    let party = three.booking(KOMMUNE, id).await.terms.party;
    let staff: Vec<_> = party.iter().map(|seat| seat.staff.clone()).collect();
    assert_eq!(staff, [vec![kari], vec![siri], vec![]]);
}

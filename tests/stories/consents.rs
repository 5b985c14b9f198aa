//! A case crosses only under a consent that holds: without one nothing leaves and nothing is taken,
//! and a withdrawal stops what is under way wherever it meets it.

use samband::crossing::message::{self, Message, NoteTo, Refusal, Verdict};
use samband::domain::booking::{BookingState, CancelCode, ReleaseCode};
use samband::domain::hold::HoldState;
use samband::domain::note::{ReceivedState, SentState};
use samband::domain::note_codes::{Language, NoteReason, Urgency};
use samband::domain::seat::SeatNo;
use samband::domain::{CaseRef, Instant, NoteId, StaffId, ThreadId};
use samband::flows::{Cannot, FlowError, consent, note};
use samband::inbound::Outcome;
use samband::store::cases;

use super::booked::consented;
use super::outages::{history, note_at, to};
use super::support::acting::ask_for;
use super::support::asking::at;
use super::support::rows::same;
use super::support::three::{DPS, KOMMUNE, NAV, Three};

const THREE: [&str; 3] = ["kari-nes", "siri-dahl", "arne-moe"];

pub fn tuesday() -> Instant {
    at("2026-11-24T10:00:00+01:00")
}

/// Three nodes that all know a case.
pub async fn with_case() -> (Three, CaseRef) {
    let mut three = Three::by_hand().await;
    let case = consented(&mut three).await;
    three.settle().await;
    (three, case)
}

pub async fn withdraw(three: &Three, at: usize, slug: &str, case: CaseRef) {
    let by = three.staff(slug).await;
    let done = three.change(at, async |turn| consent::withdraw(turn, by, case).await);
    done.await.unwrap();
}

pub async fn write(three: &Three, case: CaseRef) -> Result<NoteId, FlowError> {
    let by = three.staff("siri-dahl").await;
    let mut new = to(three, "kari-nes", three.staff("kari-nes").await);
    new.case = Some(case);
    three
        .change(DPS, async |turn| note::write(turn, by, new).await)
        .await
}

pub fn refused(outcome: &Outcome) -> Option<Refusal> {
    match outcome {
        Outcome::Receipt(row) => match row.verdict {
            Verdict::Refused(refusal) => Some(refusal),
            Verdict::Accepted => None,
        },
        Outcome::Quiet => panic!("not answered"),
    }
}

/// What a peer could send about a case: an ask, a hold and a note.
pub async fn about(three: &mut Three, case: CaseRef) -> Vec<Message> {
    let terms = three
        .terms(&["kari-nes", "siri-dahl"], tuesday(), Some(case))
        .await;
    let ask = ask_for(&terms, 1, vec![tuesday()]);
    let hold = message::Hold {
        booking: terms.booking,
        hold: terms.hold,
        life: terms.life,
        start: terms.start,
        length: terms.length,
        kind: terms.kind,
        venue: terms.venue.clone(),
        case: Some(case),
        replaces: None,
        series: None,
        group: None,
        note: None,
        party: terms.party.clone(),
        yours: vec![SeatNo(1)],
    };
    let note = message::Note {
        note: NoteId::from_bytes(*terms.booking.bytes()),
        thread: ThreadId::from_bytes([1; 16]),
        parent: None,
        booking: None,
        from: StaffId::from_bytes([1; 16]),
        to: NoteTo::Person(three.staff("siri-dahl").await),
        case: Some(case),
        reason: NoteReason::CallMe,
        urgency: Urgency::Today,
        language: Language::Nb,
        phrase: None,
        text: None,
        reach: Vec::new(),
        answer_by: None,
    };
    vec![Message::Ask(ask), Message::Hold(hold), Message::Note(note)]
}

/// Whatever of it comes to the DPS is refused, and leaves no more than a row that says so.
pub async fn all_refused_there(three: &mut Three, case: CaseRef) {
    for message in about(three, case).await {
        let outcome = three.forge(KOMMUNE, DPS, &message).await;
        assert_eq!(
            refused(&outcome),
            Some(Refusal::Consent),
            "{:?}",
            message.kind()
        );
    }
}

#[tokio::test]
async fn a_case_without_consent_neither_leaves_nor_is_taken() {
    let mut three = Three::by_hand().await;
    let case = CaseRef::from_bytes([3; 16]);
    let wire = three.wire.len();
    assert!(matches!(
        write(&three, case).await,
        Err(FlowError::Cannot(Cannot::NoConsent))
    ));
    let before = three.dump(DPS).await;
    let id = three.begin(&THREE, tuesday(), Some(case)).await.unwrap();
    three.settle().await;
    let booking = three.booking(KOMMUNE, id).await;
    assert_eq!(booking.released, Some(ReleaseCode::Consent));
    assert_eq!(three.wire.len(), wire, "nothing left");
    same(&before, &three.dump(DPS).await);
    all_refused_there(&mut three, case).await;
    for table in ["notes", "holds", "asked", "cells", "letters", "settled"] {
        assert_eq!(three.count(DPS, table).await, 0, "{table}");
    }
    let decided = "SELECT decision AS line FROM ledger WHERE kind IN ('ask', 'hold', 'note')";
    assert_eq!(three.lines(DPS, decided).await, ["consent"; 3]);
}

#[tokio::test]
async fn after_a_withdrawal_nothing_of_the_case_leaves_or_is_taken() {
    let (mut three, case) = with_case().await;
    withdraw(&three, DPS, "siri-dahl", case).await;
    three.settle().await;
    let wire = three.wire.len();
    let id = three.begin(&THREE, tuesday(), Some(case)).await.unwrap();
    assert!(matches!(
        write(&three, case).await,
        Err(FlowError::Refused(Refusal::Consent))
    ));
    three.settle().await;
    let booking = three.booking(KOMMUNE, id).await;
    assert_eq!(booking.released, Some(ReleaseCode::Consent));
    assert_eq!(three.wire.len(), wire);
    all_refused_there(&mut three, case).await;
    let twice = three.staff("siri-dahl").await;
    let again = three.change(DPS, async |turn| consent::withdraw(turn, twice, case).await);
    assert!(matches!(
        again.await,
        Err(FlowError::Cannot(Cannot::TooLate))
    ));
}

#[tokio::test]
async fn a_withdrawal_between_hold_and_confirm_lets_everything_go_and_says_why_to_the_asker() {
    let (mut three, case) = with_case().await;
    let id = three.begin(&THREE, tuesday(), Some(case)).await.unwrap();
    three.settle_but(|m| matches!(m, Message::Confirm(_))).await;
    assert_eq!(three.hold(DPS, id).await.unwrap().state, HoldState::Held);
    withdraw(&three, DPS, "siri-dahl", case).await;
    // The word of it is slower than what is under way.
    let confirms = std::mem::take(&mut three.kept);
    three
        .settle_but(|m| matches!(m, Message::ConsentWithdrawn(_)))
        .await;
    let words = std::mem::replace(&mut three.kept, confirms);
    three.deliver_kept().await;
    let booking = three.booking(KOMMUNE, id).await;
    assert_eq!(booking.released, Some(ReleaseCode::Consent));
    three.kept = words;
    three.deliver_kept().await;
    assert_eq!(three.mailed(), [(0, 0); 3]);
    for at in [DPS, KOMMUNE, NAV] {
        assert_eq!(three.count(at, "cells").await, 0);
        let hold = three.hold(at, id).await.unwrap();
        assert_eq!(
            hold.state,
            HoldState::Released(ReleaseCode::Consent),
            "{at}"
        );
    }
    three.check_rest().await;
}

#[tokio::test]
async fn a_withdrawal_that_meets_the_seal_calls_the_meeting_off_everywhere() {
    let (mut three, case) = with_case().await;
    let id = three.begin(&THREE, tuesday(), Some(case)).await.unwrap();
    three.settle_but(|m| matches!(m, Message::Seal(_))).await;
    assert_eq!(three.booking(KOMMUNE, id).await.state, BookingState::Sealed);
    withdraw(&three, DPS, "siri-dahl", case).await;
    three.deliver_kept().await;
    let booking = three.booking(KOMMUNE, id).await;
    assert_eq!(booking.state, BookingState::Cancelled);
    assert_eq!(booking.cancelled, Some(CancelCode::Unsaid));
    let dps = three.hold(DPS, id).await.unwrap();
    assert_eq!(dps.state, HoldState::Released(ReleaseCode::Consent));
    for (invited, called_off) in three.mailed() {
        assert_eq!(invited, called_off, "who was told is told");
    }
    assert_eq!(three.mailed()[DPS], (0, 0));
    assert_eq!(three.mailed()[KOMMUNE], (1, 1));
    for at in [DPS, KOMMUNE, NAV] {
        assert_eq!(three.count(at, "cells").await, 0);
    }
    three.check_rest().await;
}

#[tokio::test]
async fn a_withdrawal_after_the_seal_calls_the_meeting_off_without_a_reason() {
    let (mut three, case) = with_case().await;
    let id = three.begin(&THREE, tuesday(), Some(case)).await.unwrap();
    three.settle().await;
    assert_eq!(three.mailed(), [(1, 0); 3]);
    // The participant told Nav; Nav tells the node that registered the consent, which tells all.
    withdraw(&three, NAV, "arne-moe", case).await;
    three.settle().await;
    let booking = three.booking(KOMMUNE, id).await;
    assert_eq!(booking.state, BookingState::Cancelled);
    assert_eq!(three.mailed(), [(1, 1); 3]);
    for small in &three.nodes {
        for mail in small.mail.all() {
            let text = String::from_utf8_lossy(&mail).to_lowercase();
            assert!(
                !text.contains("samtykke") && !text.contains("furu"),
                "{text}"
            );
        }
    }
    for at in [DPS, KOMMUNE, NAV] {
        let mut reader = three.nodes[at].node.desk.store.reader().await.unwrap();
        let consent = cases::consent(&mut reader, case).await.unwrap().unwrap();
        assert!(consent.withdrawn.is_some(), "{at}");
        drop(reader);
        assert_eq!(three.count(at, "cells").await, 0);
    }
    let told = |m: &Message| matches!(m, Message::ConsentWithdrawn(_));
    let said = three.said();
    let told: Vec<_> = said.iter().filter(|(_, _, m)| told(m)).collect();
    assert_eq!(told.len(), 2, "Nav to the DPS, the DPS to the municipality");
    three.check_rest().await;
}

#[tokio::test]
async fn a_withdrawal_takes_unread_notes_of_the_case_back_and_leaves_what_was_read() {
    let (mut three, case) = with_case().await;
    let read = write(&three, case).await.unwrap();
    let unread = write(&three, case).await.unwrap();
    three.settle().await;
    let by = three.staff("kari-nes").await;
    let seen = three.change(KOMMUNE, async |turn| {
        samband::flows::note_received::seen(turn, by, read).await
    });
    seen.await.unwrap();
    three.settle().await;
    let queued = write(&three, case).await.unwrap();
    withdraw(&three, DPS, "siri-dahl", case).await;
    let before = three.wire.len();
    three.settle().await;
    let left = three.said().split_off(before);
    let notes = left
        .iter()
        .filter(|(_, _, m)| matches!(m, Message::Note(_)));
    assert_eq!(notes.count(), 0, "what was queued does not leave");
    let last = async |three: &Three, id| *history(three, DPS, id).await.last().unwrap();
    assert_eq!(last(&three, read).await, SentState::Seen);
    assert_eq!(last(&three, unread).await, SentState::Withdrawn);
    assert_eq!(last(&three, queued).await, SentState::Withdrawn);
    let state = async |id| {
        note_at(&three, KOMMUNE, id)
            .await
            .unwrap()
            .progress
            .received()
    };
    assert_eq!(state(read).await, Some(ReceivedState::Seen));
    assert_eq!(state(unread).await, Some(ReceivedState::Withdrawn));
    assert_eq!(state(queued).await, Some(ReceivedState::Withdrawn));
    three.check_rest().await;
}

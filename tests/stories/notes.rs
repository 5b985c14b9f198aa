//! Yellow notes that go wrong: to nobody, with words that may not cross, taken back in time and too
//! late, and never delivered.

use samband::crossing::body;
use samband::crossing::message::{self, Message, NoteTo, Refusal, Verdict};
use samband::domain::note::{ReceivedState, SentState};
use samband::domain::note_codes::{AnswerKind, Language, NoteReason, NoteRefusal, Urgency};
use samband::domain::{NoteId, StaffId, ThreadId};
use samband::flows::note_received::{self, NewAnswer};
use samband::flows::{Cannot, FlowError, note};
use samband::inbound::Outcome;
use samband::link::Outage;

use super::outages::{history, note_at, to, written};
use super::support::rows::same;
use super::support::three::{DPS, KOMMUNE, NAV, Three};

async fn from_siri(
    three: &Three,
    change: impl FnOnce(&mut note::NewNote),
) -> Result<NoteId, FlowError> {
    let by = three.staff("siri-dahl").await;
    let mut new = to(three, "kari-nes", three.staff("kari-nes").await);
    change(&mut new);
    three
        .change(DPS, async |turn| note::write(turn, by, new).await)
        .await
}

fn crafted(three: &Three, id: u8, whom: NoteTo) -> message::Note {
    message::Note {
        note: NoteId::from_bytes([id; 16]),
        thread: ThreadId::from_bytes([id; 16]),
        parent: None,
        booking: None,
        from: StaffId::from_bytes([1; 16]),
        to: whom,
        case: None,
        reason: NoteReason::CallMe,
        urgency: Urgency::Today,
        language: Language::Nb,
        phrase: None,
        text: None,
        reach: Vec::new(),
        answer_by: Some(three.now()),
    }
}

fn refused(outcome: Outcome) -> Option<Refusal> {
    match outcome {
        Outcome::Receipt(row) => match row.verdict {
            Verdict::Refused(refusal) => Some(refusal),
            Verdict::Accepted => None,
        },
        Outcome::Quiet => panic!("not answered"),
    }
}

#[tokio::test]
async fn a_note_to_nobody_is_refused_where_it_is_written_and_where_it_comes() {
    let mut three = Three::by_hand().await;
    let nobody = StaffId::from_bytes([42; 16]);
    let before = three.dump(DPS).await;
    let unknown = from_siri(&three, |new| {
        new.to = samband::store::notes::Recipient::Person(nobody);
    });
    let error = unknown.await.unwrap_err();
    assert!(matches!(error, FlowError::Cannot(Cannot::UnknownPerson)));
    same(&before, &three.dump(DPS).await);
    for whom in [
        NoteTo::Person(nobody),
        NoteTo::Team(samband::domain::TeamId::from_bytes([42; 16])),
        NoteTo::Role(samband::domain::Role::Clinician),
    ] {
        let note = Message::Note(crafted(&three, 9, whom));
        let outcome = three.forge(DPS, KOMMUNE, &note).await;
        assert_eq!(refused(outcome), Some(Refusal::UnknownRecipient));
    }
    assert_eq!(three.count(KOMMUNE, "notes").await, 0);
    assert_eq!(three.count(KOMMUNE, "letters").await, 0);
}

#[tokio::test]
async fn somebody_who_left_after_the_note_was_written_gets_it_refused_and_its_writer_is_told() {
    let mut three = Three::by_hand().await;
    let id = written(&three, "siri-dahl", "kari-nes").await;
    let file = "[organisation]\nname = \"kommune samlet\"\n";
    let file = samband::flows::directory_file::DirectoryFile::read(file).unwrap();
    let left = three.change(KOMMUNE, async |turn| {
        samband::flows::directory::apply(turn, &file).await
    });
    left.await.unwrap();
    three.settle().await;
    let refused = SentState::Refused(NoteRefusal::UnknownRecipient);
    assert_eq!(history(&three, DPS, id).await, [SentState::Queued, refused]);
    assert_eq!(three.count(KOMMUNE, "notes").await, 0);
    three.check_rest().await;
}

#[tokio::test]
async fn a_text_that_the_guard_refuses_leaves_no_trace_where_it_was_written() {
    let mut three = Three::by_hand().await;
    let before = three.dump(DPS).await;
    let wire = three.wire.len();
    for text in [
        "Gjelder 02013299997, ring meg",
        "Han har schizofreni",
        "Hun er suicidal, ring nå",
        &"Ring meg. ".repeat(40),
    ] {
        let error = from_siri(&three, |new| new.text = Some(text.to_owned())).await;
        let Err(FlowError::Guard(refusal)) = error else {
            panic!("{text}: {error:?}")
        };
        assert!(refusal.too_long || !refusal.findings.is_empty());
        let shown = format!("{refusal:?} {refusal}");
        assert!(!shown.contains("schizofreni") && !shown.contains("02013299997"));
    }
    three.settle().await;
    same(&before, &three.dump(DPS).await);
    assert_eq!(three.wire.len(), wire);
    assert_eq!(three.mailed(), [(0, 0); 3]);
    assert!(three.nodes[DPS].mail.all().is_empty());
}

#[tokio::test]
async fn a_text_that_slipped_past_the_sender_is_kept_nowhere_by_the_receiver() {
    let mut three = Three::by_hand().await;
    let kari = three.staff("kari-nes").await;
    let mut note = crafted(&three, 9, NoteTo::Person(kari));
    let guard = samband::crossing::guard::Guard::builtin();
    let good = "Kan du ringe meg i dag?";
    let bad = "Han har schizofreni  ok";
    assert_eq!(good.len(), bad.len());
    note.text = Some(samband::crossing::guard::GuardedText::new(guard, good).unwrap());
    let bytes = body::encode(&Message::Note(note));
    let place = bytes
        .windows(good.len())
        .position(|part| part == good.as_bytes());
    let place = place.unwrap();
    let mut forged = bytes.clone();
    forged[place..place + bad.len()].copy_from_slice(bad.as_bytes());
    let outcome = three.forge_bytes(DPS, KOMMUNE, &forged).await;
    assert_eq!(refused(outcome), Some(Refusal::Guard));
    let said = "SELECT direction || ' ' || decision || ' ' || size || ' ' ||
        (number IN (SELECT number FROM ledger_bodies)) AS line FROM ledger
        WHERE decision <> 'accepted'";
    let wanted = format!("in guard {} 0", forged.len());
    assert_eq!(three.lines(KOMMUNE, said).await, [wanted]);
    for table in ["notes", "letters", "note_readers"] {
        assert_eq!(three.count(KOMMUNE, table).await, 0, "{table}");
    }
    three.settle().await;
    assert!(three.nodes[KOMMUNE].mail.all().is_empty());
}

/// The bodies that a node keeps of a note's words, and what the note's row holds of them.
async fn words_kept(three: &Three, at: usize) -> (Vec<String>, Vec<String>) {
    let bodies = "SELECT kind AS line FROM ledger JOIN ledger_bodies
        ON ledger.number = ledger_bodies.number WHERE kind IN ('note', 'note_answer')";
    let rows = "SELECT state || ' ' || (body_locked <> '') AS line FROM notes";
    (three.lines(at, bodies).await, three.lines(at, rows).await)
}

async fn take_back(three: &Three, id: NoteId) {
    let by = three.staff("siri-dahl").await;
    let taken = three.change(DPS, async |turn| note::take_back(turn, by, id).await);
    taken.await.unwrap();
}

#[tokio::test]
async fn a_note_taken_back_before_it_came_never_comes() {
    let mut three = Three::by_hand().await;
    let id = written(&three, "siri-dahl", "kari-nes").await;
    three
        .settle_but(|message| matches!(message, Message::Note(_)))
        .await;
    take_back(&three, id).await;
    three.settle().await;
    use SentState::{Queued, Withdrawn};
    assert_eq!(history(&three, DPS, id).await, [Queued, Withdrawn]);
    // It was only late, not lost.
    three.deliver_kept().await;
    let row = note_at(&three, KOMMUNE, id).await.unwrap();
    assert_eq!(row.progress.received(), Some(ReceivedState::Withdrawn));
    let (bodies, rows) = words_kept(&three, KOMMUNE).await;
    assert_eq!((bodies.len(), rows), (0, vec!["withdrawn 0".to_owned()]));
    assert_eq!(words_kept(&three, DPS).await.0.len(), 0);
    assert_eq!(three.count(KOMMUNE, "letters").await, 0);
    assert_eq!(three.count(KOMMUNE, "note_readers").await, 0);
    three.check_rest().await;
}

#[tokio::test]
async fn an_unread_note_that_is_taken_back_is_gone_with_its_words() {
    let mut three = Three::by_hand().await;
    let id = written(&three, "siri-dahl", "kari-nes").await;
    three.settle().await;
    assert_eq!(words_kept(&three, KOMMUNE).await.0, ["note"]);
    take_back(&three, id).await;
    three.settle().await;
    use SentState::{Delivered, Queued, Withdrawn};
    assert_eq!(
        history(&three, DPS, id).await,
        [Queued, Delivered, Withdrawn]
    );
    let (bodies, rows) = words_kept(&three, KOMMUNE).await;
    assert_eq!((bodies.len(), rows), (0, vec!["withdrawn 0".to_owned()]));
    assert_eq!(words_kept(&three, DPS).await.0.len(), 0);
    let by = three.staff("kari-nes").await;
    let too_late = three.change(KOMMUNE, async |turn| {
        let answer = NewAnswer {
            kind: AnswerKind::Yes,
            time: None,
            text: None,
            booking: None,
        };
        note_received::answer(turn, by, id, answer).await
    });
    assert!(matches!(
        too_late.await,
        Err(FlowError::Cannot(Cannot::TooLate))
    ));
    three.check_rest().await;
}

#[tokio::test]
async fn a_note_that_was_read_and_answered_is_redacted_when_it_is_taken_back() {
    let mut three = Three::by_hand().await;
    let id = written(&three, "siri-dahl", "kari-nes").await;
    three.settle().await;
    let by = three.staff("kari-nes").await;
    let answered = three.change(KOMMUNE, async |turn| {
        let answer = NewAnswer {
            kind: AnswerKind::Text,
            time: None,
            text: Some("Jeg ringer etter lunsj.".to_owned()),
            booking: None,
        };
        note_received::answer(turn, by, id, answer).await
    });
    answered.await.unwrap();
    // The news that it was read has not come when its writer takes it back.
    three
        .settle_but(|m| matches!(m, Message::NoteSeen(_) | Message::NoteAnswer(_)))
        .await;
    take_back(&three, id).await;
    three.settle().await;
    use SentState::{Delivered, Queued, Redacted};
    assert_eq!(
        history(&three, DPS, id).await,
        [Queued, Delivered, Redacted]
    );
    three.deliver_kept().await;
    assert_eq!(
        history(&three, DPS, id).await,
        [Queued, Delivered, Redacted]
    );
    let (bodies, rows) = words_kept(&three, KOMMUNE).await;
    assert_eq!((bodies.len(), rows), (0, vec!["redacted 0".to_owned()]));
    assert_eq!(three.count(KOMMUNE, "note_answers").await, 0);
    assert_eq!(words_kept(&three, DPS).await.0.len(), 0);
    three.check_rest().await;
}

#[tokio::test]
async fn a_note_that_never_arrives_is_called_expired_only_when_the_other_side_says_so() {
    let mut three = Three::start().await;
    let nav = three.nodes[NAV].id.clone();
    three.board.cut(&nav, Outage::Fails);
    let id = written(&three, "siri-dahl", "arne-moe").await;
    three.pass(26 * 60).await;
    use SentState::{Expired, Queued, Unconfirmed};
    assert_eq!(history(&three, DPS, id).await, [Queued, Unconfirmed]);
    three.board.mend(&nav);
    three.pass(70).await;
    assert_eq!(
        history(&three, DPS, id).await,
        [Queued, Unconfirmed, Expired]
    );
    let row = note_at(&three, NAV, id).await.unwrap();
    assert_eq!(row.progress.received(), Some(ReceivedState::Withdrawn));
    three.check_rest().await;
}

#[tokio::test]
async fn a_note_whose_receipts_are_all_lost_is_there_once_and_is_not_taken_from_its_reader() {
    let mut three = Three::by_hand().await;
    let id = written(&three, "siri-dahl", "kari-nes").await;
    let news = |m: &Message| matches!(m, Message::Receipt(_) | Message::NoteSeen(_));
    three.settle_but(news).await;
    let by = three.staff("kari-nes").await;
    let read = three.change(KOMMUNE, async |turn| {
        note_received::seen(turn, by, id).await
    });
    read.await.unwrap();
    for _ in 0..26 {
        three.tick_seconds(3_600);
        three.settle_but(news).await;
        three.kept.clear();
    }
    assert_eq!(three.count(KOMMUNE, "notes").await, 1);
    assert_eq!(three.count(KOMMUNE, "letters").await, 1);
    let states = history(&three, DPS, id).await;
    assert_eq!(states.last(), Some(&SentState::Seen), "{states:?}");
    let row = note_at(&three, KOMMUNE, id).await.unwrap();
    assert!(row.body.is_some());
    assert_eq!(row.progress.received(), Some(ReceivedState::Seen));
    three.pass(120).await;
    three.check_rest().await;
}

#[tokio::test]
async fn an_answer_can_not_change_one_that_was_given_here() {
    let mut three = Three::by_hand().await;
    let id = written(&three, "siri-dahl", "kari-nes").await;
    let back = written(&three, "kari-nes", "siri-dahl").await;
    three.settle().await;
    let by = three.staff("kari-nes").await;
    let given = three.change(KOMMUNE, async |turn| {
        let answer = NewAnswer {
            kind: AnswerKind::Yes,
            time: None,
            text: None,
            booking: None,
        };
        note_received::answer(turn, by, id, answer).await
    });
    let given = given.await.unwrap();
    three.settle().await;
    let columns =
        "SELECT id || note || direction || state || body_locked AS line FROM note_answers";
    let before = three.lines(KOMMUNE, columns).await;
    let forged = Message::NoteAnswer(message::NoteAnswer {
        answer: given,
        note: back,
        by: three.staff("siri-dahl").await,
        kind: AnswerKind::No,
        time: None,
        language: Language::Nb,
        text: None,
        booking: None,
    });
    three.forge(DPS, KOMMUNE, &forged).await;
    assert_eq!(three.lines(KOMMUNE, columns).await, before);
}

//! What is locked is nowhere readable: not in the database file, not in its journal; and with
//! another key it is said to be locked.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use super::*;
use crate::crossing::MessageType;
use crate::crossing::ledger::{ACCEPTED, Direction, LedgerRow};
use crate::domain::note::SentNote;
use crate::domain::note_codes::{AnswerKind, Language, NoteReason, Urgency};
use crate::domain::{AnswerId, BookingId, CaseRef, EnvelopeId, LinkId, NoteId, ThreadId};
use crate::store::links::NewLink;
use crate::store::notes::Recipient;
use crate::store::outbox::NewOutbox;
use crate::store::{AnswerRow, NoteBody, NoteProgress, NoteRow};

const SECRET: &str = "Kvernhusvik-Blåklokke";

/// The secret in the forms in which it could lie somewhere.
fn forms() -> Vec<(&'static str, Vec<u8>)> {
    let plain = SECRET.as_bytes();
    let hex: String = plain.iter().map(|byte| format!("{byte:02x}")).collect();
    let wide: Vec<u8> = SECRET.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let json = serde_json::to_string(&plain).unwrap();
    let mut forms = vec![
        ("plain", plain.to_vec()),
        ("hexadecimal", hex.to_uppercase().into_bytes()),
        ("hexadecimal", hex.into_bytes()),
        ("UTF-16", wide),
        ("numbers", json.trim_matches(['[', ']']).as_bytes().to_vec()),
    ];
    // Within other bytes it may begin at any of three places of base64; its middle is the same.
    for skip in 0..3 {
        let part = &plain[skip..skip + (plain.len() - skip) / 3 * 3];
        forms.push(("base64", STANDARD_NO_PAD.encode(part).into_bytes()));
        forms.push(("base64url", URL_SAFE_NO_PAD.encode(part).into_bytes()));
    }
    forms
}

fn look(folder: &Path) {
    let mut looked_at = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        looked_at += bytes.len();
        for (form, needle) in forms() {
            let found = bytes.windows(needle.len()).any(|part| part == needle);
            assert!(!found, "{form} in {}", path.display());
        }
    }
    assert!(looked_at > 50_000, "{looked_at}");
}

fn note() -> NoteRow {
    NoteRow {
        id: NoteId::from_bytes([1; 16]),
        thread: ThreadId::from_bytes([1; 16]),
        direction: Direction::Out,
        peer: node("nav-nord"),
        created: NOW,
        case: None,
        body: Some(NoteBody {
            from: staff(1),
            to: Recipient::Person(staff(2)),
            reason: NoteReason::CallMe,
            urgency: Urgency::Today,
            language: Language::Nb,
            phrase: None,
            text: Some(SECRET.to_owned()),
            reach: Vec::new(),
            answer_by: None,
            parent: None,
            booking: None,
        }),
        progress: NoteProgress::Sent(SentNote::queued(NOW, NOW)),
    }
}

async fn plant(tx: &mut Tx) {
    let draw = &mut draw();
    notes::put(tx, &note(), &[staff(1)], draw).await.unwrap();
    let answer = AnswerRow {
        id: AnswerId::from_bytes([1; 16]),
        note: note().id,
        direction: Direction::In,
        at: NOW,
        state: "received".to_owned(),
        by: staff(2),
        kind: AnswerKind::Text,
        time: None,
        text: Some(SECRET.to_owned()),
        booking: None,
    };
    notes::put_answer(tx, &answer, draw).await.unwrap();
    let letter = [SECRET];
    LetterRow::put(tx, "about", &letter, NOW, draw)
        .await
        .unwrap();
    let case = CaseRef::from_bytes([1; 16]);
    cases::open(tx.conn(), case, NOW).await.unwrap();
    cases::set_label(tx, case, SECRET, draw).await.unwrap();
    let to = node("nav-nord");
    let new = NewOutbox {
        envelope: EnvelopeId::from_bytes([1; 16]),
        peer: &to,
        kind: MessageType::Note,
        epoch: 1,
        now: NOW,
        deadline: None,
        due: NOW,
        about: None,
        case: None,
        body: SECRET.as_bytes(),
    };
    OutboxRow::put(tx, new, draw).await.unwrap();
    let row = LedgerRow {
        at: NOW,
        direction: Direction::Out,
        peer: to,
        envelope: EnvelopeId::from_bytes([1; 16]),
        kind: Some(MessageType::Note),
        case: None,
        consent: None,
        decision: ACCEPTED.to_owned(),
        size: 0,
        commitment: [0; 32],
    };
    crate::store::ledger::append(tx, row, SECRET.as_bytes(), true, draw)
        .await
        .unwrap();
    for key in [NodeKey::Keys, NodeKey::Directory] {
        let locked = tx.lock("node.test", SECRET.as_bytes(), draw).unwrap();
        key.set(tx.conn(), &locked).await.unwrap();
    }
}

/// A link needs its person, and an entry its link.
async fn plant_calendar(tx: &mut Tx) {
    let person = "INSERT INTO people VALUES
        ('01010101010101010101010101010101', 's', 'S', '[]', NULL, 'nb', '{}', '{}', 1)";
    run(tx.conn(), person).await.unwrap();
    let source = LinkSource {
        url: format!("https://a.test/{SECRET}").into(),
        user: Some(SECRET.to_owned()),
        password: Some(SECRET.into()),
        owner: Some(SECRET.to_owned()),
    };
    let new = NewLink {
        person: staff(1),
        slug: "outlook",
        kind: LinkKind::Caldav,
        source: &source,
        writable: true,
        now: NOW,
    };
    let draw = &mut draw();
    LinkRow::put(tx, new, draw).await.unwrap();
    let link: LinkId = LinkRow::all(tx.conn()).await.unwrap()[0].id;
    let booking = BookingId::from_bytes([1; 16]);
    let wanted = WantedEntry::Present;
    EntryRow::want(tx, booking, link, wanted, SECRET.as_bytes(), NOW, draw)
        .await
        .unwrap();
}

#[tokio::test]
async fn what_is_locked_is_readable_neither_in_the_file_nor_in_its_journal() {
    let folder = tempfile::tempdir().unwrap();
    let store = file(folder.path()).await;
    let mut tx = store.begin().await.unwrap();
    plant(&mut tx).await;
    plant_calendar(&mut tx).await;
    tx.commit().await.unwrap();
    assert!(folder.path().join("samband.sqlite-wal").exists());
    look(folder.path());
    store.close().await;
    look(folder.path());
}

#[tokio::test]
async fn another_node_key_is_told_as_such_for_every_locked_column() {
    let folder = tempfile::tempdir().unwrap();
    let store = file(folder.path()).await;
    let mut tx = store.begin().await.unwrap();
    plant(&mut tx).await;
    plant_calendar(&mut tx).await;
    tx.commit().await.unwrap();
    store.close().await;
    let path = folder.path().join("samband.sqlite");
    let other = Store::open(&StoreSettings::File(path), AtRest::new(&[8; 32]))
        .await
        .unwrap();
    let mut tx = other.begin().await.unwrap();
    let keyhole = other.keyhole();
    let mut told = Vec::new();
    told.push(notes::find(&mut tx, note().id).await.unwrap_err());
    let conn = tx.conn();
    told.push(notes::answers(conn, note().id, &keyhole).await.unwrap_err());
    let letters = LetterRow::due(conn, NOW, 9).await.unwrap();
    told.push(letters[0].letter::<Vec<String>>(&keyhole).unwrap_err());
    let waiting = OutboxRow::waiting(conn).await.unwrap();
    told.push(waiting[0].body(&keyhole).unwrap_err());
    told.push(
        crate::store::ledger::body(conn, 1, &keyhole)
            .await
            .unwrap_err(),
    );
    let links = LinkRow::all(conn).await.unwrap();
    told.push(links[0].source(&keyhole).unwrap_err());
    let entries = EntryRow::due(conn, NOW, 9).await.unwrap();
    told.push(entries[0].text(&keyhole).unwrap_err());
    let case = CaseRef::from_bytes([1; 16]);
    cases::add_person(conn, case, staff(1)).await.unwrap();
    told.push(
        cases::of_person(conn, staff(1), &keyhole)
            .await
            .unwrap_err(),
    );
    for error in &told {
        assert!(matches!(error, StoreError::Locked(_)), "{error:?}");
        let text = error.to_string();
        assert!(text.contains("does not open with the node key"), "{text}");
    }
    assert_eq!(told.len(), 8);
}

#[tokio::test]
async fn a_locked_text_does_not_open_in_another_column() {
    let store = memory().await;
    let tx = store.begin().await.unwrap();
    let locked = tx.lock("cases.label", b"Furu", &mut draw()).unwrap();
    let keyhole = tx.keyhole();
    assert_eq!(keyhole.unlock("cases.label", &locked).unwrap(), b"Furu");
    let moved = keyhole.unlock("notes.body", &locked);
    assert!(matches!(moved, Err(StoreError::Locked("notes.body"))));
}

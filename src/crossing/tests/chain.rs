//! The ledger's chain: whatever is changed, taken out, moved or cut is found, and where.

use sha2::{Digest, Sha256};

use crate::crossing::MessageType;
use crate::crossing::ledger::{ACCEPTED, Direction, GENESIS, LedgerRow, Verifier, chain, commit};
use crate::domain::{CaseRef, ConsentId, EnvelopeId, Instant, NodeId};

type Stored = (u64, LedgerRow, [u8; 32]);

fn row(at: u8) -> LedgerRow {
    LedgerRow {
        at: Instant::from_millis(1_000 + i64::from(at)),
        direction: Direction::Out,
        peer: "nav-nord".parse().unwrap(),
        envelope: EnvelopeId::from_bytes([at; 16]),
        kind: Some(MessageType::Note),
        case: Some(CaseRef::from_bytes([at + 1; 16])),
        consent: Some(ConsentId::from_bytes([at + 2; 16])),
        decision: ACCEPTED.to_owned(),
        size: 100,
        commitment: commit(&[at; 32], b"body"),
    }
}

fn ledger(rows: u8) -> Vec<Stored> {
    let mut before = GENESIS;
    (1..=rows)
        .map(|at| {
            let row = row(at);
            before = chain(&before, u64::from(at), &row);
            (u64::from(at), row, before)
        })
        .collect()
}

/// The first row that does not follow; none where all do.
fn broken(rows: &[Stored]) -> Option<u64> {
    let mut verifier = Verifier::default();
    let wrong = |(number, row, hash): &Stored| verifier.next(*number, row, hash).err();
    rows.iter().find_map(wrong).map(|at| at.number)
}

type Change = fn(&mut LedgerRow);

/// Every column, changed to another value that it may hold.
const CHANGES: [(&str, Change); 13] = [
    ("time", |row| row.at = row.at.plus_minutes(1)),
    ("direction", |row| row.direction = Direction::In),
    ("peer", |row| {
        row.peer = "nav-nor".parse::<NodeId>().unwrap()
    }),
    ("envelope", |row| {
        row.envelope = EnvelopeId::from_bytes([99; 16])
    }),
    ("type", |row| row.kind = Some(MessageType::NoteSeen)),
    ("no type", |row| row.kind = None),
    ("case", |row| row.case = Some(CaseRef::from_bytes([99; 16]))),
    ("no case", |row| row.case = None),
    ("consent", |row| {
        row.consent = Some(ConsentId::from_bytes([99; 16]))
    }),
    ("no consent", |row| row.consent = None),
    ("decision", |row| row.decision = "consent".to_owned()),
    ("size", |row| row.size += 1),
    ("commitment", |row| row.commitment[31] ^= 1),
];

#[test]
fn a_whole_chain_verifies() {
    assert_eq!(broken(&ledger(20)), None);
    assert_eq!(broken(&[]), None);
}

#[test]
fn a_changed_column_is_found_in_its_row() {
    for number in [1, 10, 20] {
        for (column, change) in CHANGES {
            let mut rows = ledger(20);
            change(&mut rows[number - 1].1);
            assert_eq!(broken(&rows), Some(number as u64), "{column}");
        }
        let mut rows = ledger(20);
        rows[number - 1].2[0] ^= 1;
        assert_eq!(broken(&rows), Some(number as u64), "hash");
    }
}

#[test]
fn a_changed_row_with_a_new_hash_is_found_in_the_next() {
    let mut rows = ledger(20);
    rows[9].1.decision = "consent".to_owned();
    rows[9].2 = chain(&rows[8].2, 10, &rows[9].1);
    assert_eq!(broken(&rows), Some(11));
}

#[test]
fn the_same_letters_in_another_column_are_another_row() {
    let mut named = row(1);
    named.consent = None;
    let mut moved = named.clone();
    moved.consent = named.case.map(|case| ConsentId::from_bytes(*case.bytes()));
    moved.case = None;
    assert_ne!(chain(&GENESIS, 1, &named), chain(&GENESIS, 1, &moved));
}

#[test]
fn a_number_that_is_left_out_is_found_whatever_the_hash() {
    let mut rows = ledger(3);
    rows[2].0 = 4;
    rows[2].2 = chain(&rows[1].2, 4, &rows[2].1);
    assert_eq!(broken(&rows), Some(3));
}

#[test]
fn a_row_that_is_taken_out_moved_or_put_in_is_found() {
    for number in 1..20 {
        let mut rows = ledger(20);
        rows.remove(number - 1);
        assert_eq!(broken(&rows), Some(number as u64));
        // Also where those after it are numbered anew.
        for later in &mut rows[number - 1..] {
            later.0 -= 1;
        }
        assert_eq!(broken(&rows), Some(number as u64));
        let mut rows = ledger(20);
        rows.swap(number - 1, number);
        assert_eq!(broken(&rows), Some(number as u64));
        let (a, b) = (rows[number - 1].0, rows[number].0);
        (rows[number - 1].0, rows[number].0) = (b, a);
        assert_eq!(broken(&rows), Some(number as u64));
        let mut rows = ledger(20);
        rows.insert(number, rows[number - 1].clone());
        assert_eq!(broken(&rows), Some(number as u64 + 1));
    }
}

#[test]
fn a_cut_tail_shows_against_the_head_that_others_were_told() {
    let whole = ledger(20);
    let mut told = Verifier::default();
    let mut cut = Verifier::default();
    for (number, row, hash) in &whole {
        told.next(*number, row, hash).unwrap();
        if *number <= 15 {
            cut.next(*number, row, hash).unwrap();
        }
    }
    assert_eq!((told.head().rows, told.head().hash), (20, whole[19].2));
    assert!(cut.head().rows < told.head().rows);
}

#[test]
fn a_commitment_is_a_salted_hash_of_the_bytes() {
    let plain = |salt: [u8; 32], body: &[u8]| -> [u8; 32] {
        let parts = [&b"samband/ledger/body/1"[..], &salt, body].concat();
        Sha256::digest(parts).into()
    };
    assert_eq!(commit(&[1; 32], b"hei"), plain([1; 32], b"hei"));
    assert_ne!(commit(&[1; 32], b"hei"), commit(&[2; 32], b"hei"));
    assert_ne!(commit(&[1; 32], b"hei"), commit(&[1; 32], b"he"));
}

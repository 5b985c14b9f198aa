//! One message, one byte string: whatever else decodes to something is refused, and nothing panics.

use proptest::prelude::*;

use super::samples::{bare, drawn, full};
use super::tree::{self, Item, long, pair, short};
use crate::crossing::guard::Guard;
use crate::crossing::message::{Message, Refusal};
use crate::crossing::{MessageType, body};

fn decode(bytes: &[u8]) -> Result<Message, Refusal> {
    body::decode(bytes, Guard::builtin())
}

fn samples() -> Vec<Message> {
    let kinds = MessageType::ALL.iter();
    kinds.flat_map(|kind| [full(*kind), bare(*kind)]).collect()
}

/// Refuses every variant of every sample; says how many there were.
fn all_refused(change: &dyn Fn(&Item) -> Vec<Item>) -> usize {
    let mut tried = 0;
    for sample in samples() {
        let bytes = body::encode(&sample);
        let whole = tree::read(&bytes);
        assert_eq!(whole.bytes(), bytes);
        for other in whole.each(change) {
            tried += 1;
            let found = decode(&other.bytes());
            assert!(found.is_err(), "{:?}: {other}", sample.kind());
            assert_ne!(found, Err(Refusal::Guard), "{:?}: {other}", sample.kind());
        }
    }
    tried
}

#[test]
fn an_unknown_key_is_refused_in_every_map() {
    let tried = all_refused(&|item| match item {
        Item::Map(pairs) => [12_u64, 23, 63, 1_000]
            .into_iter()
            .filter(|key| pairs.iter().all(|(k, _)| *k != Item::Int(0, *key)))
            // Keys below 14 may be fields that were left out, of whatever type: text fits none
            // that is left out in a sample.
            .map(|key| {
                let mut pairs = pairs.clone();
                pairs.push((Item::Int(0, key), Item::Text("\u{7f}".to_owned())));
                Item::Map(pairs)
            })
            .collect(),
        _ => Vec::new(),
    });
    assert!(tried > 200, "{tried}");
}

#[test]
fn another_order_of_keys_is_refused() {
    let tried = all_refused(&|item| match item {
        Item::Map(pairs) if pairs.len() > 1 => {
            let mut turned = pairs.clone();
            turned.reverse();
            let mut swapped = pairs.clone();
            let last = swapped.len() - 1;
            swapped.swap(0, last);
            vec![Item::Map(turned), Item::Map(swapped)]
        }
        _ => Vec::new(),
    });
    assert!(tried > 60, "{tried}");
}

#[test]
fn a_key_twice_is_refused() {
    let tried = all_refused(&|item| match item {
        Item::Map(pairs) => pairs
            .iter()
            .map(|one| {
                let mut pairs = pairs.clone();
                pairs.push(one.clone());
                Item::Map(pairs)
            })
            .collect(),
        _ => Vec::new(),
    });
    assert!(tried > 200, "{tried}");
}

#[test]
fn a_longer_number_or_length_is_refused() {
    let tried = all_refused(&|item| match item {
        Item::Int(major, argument) => vec![Item::Raw(long(*major, *argument))],
        Item::Bytes(bytes) => vec![Item::Raw(
            [long(2, bytes.len() as u64), bytes.clone()].concat(),
        )],
        Item::Text(text) => {
            let bytes = text.as_bytes().to_vec();
            vec![Item::Raw([long(3, text.len() as u64), bytes].concat())]
        }
        Item::Array(items) => {
            let body = items.iter().flat_map(Item::bytes).collect();
            vec![Item::Raw([long(4, items.len() as u64), body].concat())]
        }
        Item::Map(pairs) => {
            let body = pairs.iter().flat_map(pair).collect();
            vec![Item::Raw([long(5, pairs.len() as u64), body].concat())]
        }
        Item::Simple(value) => vec![Item::Raw(vec![0xf8, *value])],
        Item::Raw(_) => Vec::new(),
    });
    assert!(tried > 1_000, "{tried}");
}

#[test]
fn what_has_no_stated_length_is_refused() {
    let tried = all_refused(&|item| match item {
        Item::Bytes(bytes) => {
            let chunk = [short(2, bytes.len() as u64), bytes.clone()].concat();
            vec![Item::Raw([vec![0x5f], chunk, vec![0xff]].concat())]
        }
        Item::Text(text) => {
            let chunk = [short(3, text.len() as u64), text.as_bytes().to_vec()].concat();
            vec![Item::Raw([vec![0x7f], chunk, vec![0xff]].concat())]
        }
        Item::Array(items) => {
            let body = items.iter().flat_map(Item::bytes).collect();
            vec![Item::Raw([vec![0x9f], body, vec![0xff]].concat())]
        }
        Item::Map(pairs) => {
            let body = pairs.iter().flat_map(pair).collect();
            vec![Item::Raw([vec![0xbf], body, vec![0xff]].concat())]
        }
        _ => Vec::new(),
    });
    assert!(tried > 500, "{tried}");
}

#[test]
fn a_tag_a_null_and_another_type_are_refused() {
    let tried = all_refused(&|item| {
        let tagged = [vec![0xc1], item.bytes()].concat();
        let nothing = Item::Simple(22);
        let float = Item::Raw(vec![0xf9, 0x3c, 0x00]);
        vec![Item::Raw(tagged), nothing, float]
    });
    assert!(tried > 2_000, "{tried}");
}

#[test]
fn what_is_left_out_may_not_be_written_as_nothing() {
    for sample in samples() {
        let whole = tree::read(&body::encode(&sample));
        let with_null = whole.each(&|item| match item {
            Item::Map(pairs) => (0_u64..16)
                .filter(|key| pairs.iter().all(|(k, _)| *k != Item::Int(0, *key)))
                .map(|key| {
                    let mut pairs = pairs.clone();
                    pairs.push((Item::Int(0, key), Item::Simple(22)));
                    pairs.sort_by_key(|(key, _)| key.bytes());
                    Item::Map(pairs)
                })
                .collect(),
            _ => Vec::new(),
        });
        for other in with_null {
            assert!(decode(&other.bytes()).is_err(), "{other}");
        }
    }
}

#[test]
fn bytes_after_it_and_a_part_of_it_are_refused() {
    for sample in samples() {
        let bytes = body::encode(&sample);
        for extra in [0x00, 0xf6, 0xff] {
            let longer = [&bytes[..], &[extra]].concat();
            assert_eq!(decode(&longer), Err(Refusal::Malformed));
        }
        for cut in 0..bytes.len() {
            assert_eq!(decode(&bytes[..cut]), Err(Refusal::Malformed), "{cut}");
        }
    }
}

#[test]
fn another_version_is_told_which_one_is_spoken() {
    for version in [0_u64, 2, 23, 24, 65_535] {
        let other = Item::Array(vec![Item::Int(0, version), Item::Array(vec![])]);
        assert_eq!(decode(&other.bytes()), Err(Refusal::Version(1, 1)));
    }
    let huge = Item::Array(vec![Item::Int(0, 65_536), Item::Array(vec![])]);
    assert_eq!(decode(&huge.bytes()), Err(Refusal::Malformed));
}

#[test]
fn a_type_that_is_not_in_the_list_is_refused() {
    let known: Vec<u64> = MessageType::ALL
        .iter()
        .map(|kind| match tree::read(&body::encode(&bare(*kind))) {
            Item::Array(parts) => match &parts[1] {
                Item::Array(message) => match message[0] {
                    Item::Int(0, number) => number,
                    _ => panic!("not a number"),
                },
                _ => panic!("not a message"),
            },
            _ => panic!("not a body"),
        })
        .collect();
    assert_eq!(known.len(), 26);
    for number in (0..256).filter(|number| !known.contains(number)) {
        let message = Item::Array(vec![
            Item::Int(0, number),
            Item::Array(vec![Item::Map(vec![])]),
        ]);
        let body = Item::Array(vec![Item::Int(0, 1), message]);
        assert_eq!(decode(&body.bytes()), Err(Refusal::Malformed), "{number}");
    }
}

#[test]
fn a_changed_byte_is_refused_or_makes_another_message_in_the_one_form() {
    for sample in samples() {
        let bytes = body::encode(&sample);
        for at in 0..bytes.len() {
            for value in [
                0x00,
                0x01,
                0x18,
                0x5f,
                0x7f,
                0x9f,
                0xbf,
                0xf6,
                0xff,
                bytes[at] ^ 1,
            ] {
                let mut changed = bytes.clone();
                changed[at] = value;
                if let Ok(message) = decode(&changed) {
                    assert_eq!(body::encode(&message), changed);
                }
            }
        }
    }
}

#[test]
fn a_text_that_may_not_cross_is_refused_by_the_receiver_too() {
    for kind in [MessageType::Note, MessageType::NoteAnswer] {
        let whole = tree::read(&body::encode(&full(kind)));
        for bad in [
            "Han har schizofreni",
            "Ring 02013299997",
            "",
            " ",
            "Ring\tmeg",
        ] {
            let forged = whole.each(&|item| match item {
                Item::Text(text) if text.contains(' ') => vec![Item::Text(bad.to_owned())],
                _ => Vec::new(),
            });
            assert_eq!(forged.len(), 1);
            assert_eq!(decode(&forged[0].bytes()), Err(Refusal::Guard), "{bad}");
        }
        let longest = "å ".repeat(140);
        for (text, found) in [(longest.clone(), true), (longest + "å", false)] {
            let forged = whole.each(&|item| match item {
                Item::Text(old) if old.contains(' ') => vec![Item::Text(text.clone())],
                _ => Vec::new(),
            });
            assert_eq!(decode(&forged[0].bytes()).is_ok(), found);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_is_read_back(seed in any::<u64>()) {
        for kind in MessageType::ALL {
            let message = drawn(*kind, seed);
            prop_assert_eq!(message.kind(), *kind);
            let bytes = body::encode(&message);
            prop_assert_eq!(tree::read(&bytes).bytes(), bytes.clone());
            prop_assert_eq!(decode(&bytes), Ok(message));
        }
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = decode(&bytes);
        let framed = [&[0x82, 0x01][..], &bytes].concat();
        let _ = decode(&framed);
    }
}

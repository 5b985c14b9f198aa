//! Headers there and back, the bytes that are fixed for other implementers, and what is refused.

use proptest::prelude::*;

use super::*;

fn header() -> Header {
    Header {
        label: Label {
            id: EnvelopeId::from_bytes([0x11; 16]),
            from: "dps-sor".parse().unwrap(),
            to: "nav-nord".parse().unwrap(),
            epoch: 2,
            sequence: 300,
            created: Instant::from_millis(1_772_000_000_000),
            deadline: Some(Instant::from_millis(1_772_000_120_000)),
        },
        signing_key: [0x22; 8],
        sealing_key: [0x33; 8],
        bucket: Bucket::Four,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A map of `entries`, each a key and CBOR already written.
fn map(entries: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = vec![0xa0 + u8::try_from(entries.len()).unwrap()];
    for (key, value) in entries {
        bytes.push(*key);
        bytes.extend_from_slice(value);
    }
    bytes
}

fn entries() -> Vec<(u8, Vec<u8>)> {
    let value = |write: &dyn Fn(&mut minicbor::Encoder<&mut Vec<u8>>)| {
        let mut bytes = Vec::new();
        write(&mut minicbor::Encoder::new(&mut bytes));
        bytes
    };
    vec![
        (0, value(&|e| drop(e.u8(1)))),
        (1, value(&|e| drop(e.bytes(&[0x11; 16])))),
        (2, value(&|e| drop(e.str("dps-sor")))),
        (3, value(&|e| drop(e.str("nav-nord")))),
        (4, value(&|e| drop(e.bytes(&[0x22; 8])))),
        (5, value(&|e| drop(e.bytes(&[0x33; 8])))),
        (6, value(&|e| drop(e.u64(2)))),
        (7, value(&|e| drop(e.u64(300)))),
        (8, value(&|e| drop(e.i64(1_772_000_000_000)))),
        (9, value(&|e| drop(e.i64(1_772_000_120_000)))),
        (10, value(&|e| drop(e.u8(1)))),
    ]
}

#[test]
fn the_bytes_are_these_for_ever() {
    let golden = concat!(
        "ab",
        "0001",
        "015011111111111111111111111111111111",
        "02676470732d736f72",
        "03686e61762d6e6f7264",
        "04482222222222222222",
        "05483333333333333333",
        "0602",
        "0719012c",
        "081b0000019c936e3800",
        "091b0000019c93700cc0",
        "0a01",
    );
    assert_eq!(hex(&header().encode()), golden);
    assert_eq!(map(&entries()), header().encode());
    assert_eq!(Header::decode(&header().encode()), Ok(header()));
}

#[test]
fn the_length_does_not_depend_on_the_bucket_and_keeps_its_limit() {
    let mut long = header();
    long.label.from = "a".repeat(40).parse().unwrap();
    long.label.to = "b".repeat(40).parse().unwrap();
    long.label.epoch = u64::MAX;
    long.label.sequence = u64::MAX;
    long.label.created = Instant::from_millis(i64::MIN);
    long.label.deadline = Some(Instant::from_millis(i64::MAX));
    let length = long.encode().len();
    assert!(length <= HEADER_LIMIT);
    for bucket in Bucket::ALL {
        let header = Header {
            bucket,
            ..long.clone()
        };
        assert_eq!(header.encode().len(), length);
        assert_eq!(Header::decode(&header.encode()), Ok(header));
    }
}

#[test]
fn unknown_fields_and_second_spellings_are_refused() {
    let mut unknown = entries();
    unknown.push((11, vec![0x01]));
    let mut twice = entries();
    twice.push((10, vec![0x01]));
    let mut swapped = entries();
    swapped.swap(2, 3);
    let mut long_integer = entries();
    long_integer[6].1 = vec![0x18, 0x02];
    let mut null_deadline = entries();
    null_deadline[9].1 = vec![0xf6];
    for (what, entries) in [
        ("unknown", unknown),
        ("twice", twice),
        ("swapped", swapped),
        ("long integer", long_integer),
        ("null deadline", null_deadline),
    ] {
        assert_eq!(
            Header::decode(&map(&entries)),
            Err(HeaderError::NotCanonical),
            "{what}"
        );
    }
    let mut trailing = header().encode();
    trailing.push(0);
    assert_eq!(Header::decode(&trailing), Err(HeaderError::NotCanonical));
    let mut indefinite = vec![0xbf];
    indefinite.extend_from_slice(&map(&entries())[1..]);
    indefinite.push(0xff);
    assert_eq!(Header::decode(&indefinite), Err(HeaderError::NotCanonical));
}

#[test]
fn another_version_is_told_from_a_malformed_header() {
    let future = map(&[(0, vec![0x02]), (40, vec![0x01])]);
    assert_eq!(Header::decode(&future), Err(HeaderError::Version(2)));
    for at in 0..entries().len() {
        let mut missing = entries();
        missing.remove(at);
        let expected = match at {
            9 => Ok(()),
            _ => Err(HeaderError::Malformed),
        };
        assert_eq!(
            Header::decode(&map(&missing)).map(drop),
            expected,
            "without {at}"
        );
    }
    let mut bad_name = entries();
    bad_name[2].1 = vec![0x61, b'X'];
    let mut bad_bucket = entries();
    bad_bucket[10].1 = vec![0x04];
    let mut short_id = entries();
    short_id[1].1 = vec![0x41, 0x11];
    for entries in [bad_name, bad_bucket, short_id] {
        assert_eq!(Header::decode(&map(&entries)), Err(HeaderError::Malformed));
    }
    assert_eq!(Header::decode(&[]), Err(HeaderError::Malformed));
    assert_eq!(Header::decode(&[0; 257]), Err(HeaderError::TooLong));
}

proptest! {
    #[test]
    fn what_is_read_is_what_would_be_written(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(header) = Header::decode(&bytes) {
            prop_assert_eq!(header.encode(), bytes);
        }
    }

    #[test]
    fn an_altered_header_is_refused_or_reads_as_altered(at in 0_usize..110, to in any::<u8>()) {
        let mut bytes = header().encode();
        let at = at % bytes.len();
        let changed = bytes[at] != to;
        bytes[at] = to;
        if let Ok(read) = Header::decode(&bytes) {
            prop_assert_eq!(read != header(), changed);
        }
    }
}

//! What is wrapped opens for its peer, and no altered, spliced or misdirected envelope does.

use super::*;
use crate::crossing::BODY_LIMIT;
use crate::crossing::bucket::FRAMING;
use crate::domain::{EnvelopeId, Instant};
use crate::seal::SEALING_OVERHEAD;

struct Party {
    node: NodeId,
    signing: SigningKey,
    sealing: SealingKey,
}

fn party(name: &str, seed: u64) -> Party {
    let mut draw = Draw::from_seed(seed);
    Party {
        node: name.parse().unwrap(),
        signing: SigningKey::generate(&mut draw),
        sealing: SealingKey::generate(&mut draw),
    }
}

fn label(from: &Party, to: &Party) -> Label {
    Label {
        id: EnvelopeId::from_bytes([9; 16]),
        from: from.node.clone(),
        to: to.node.clone(),
        epoch: 1,
        sequence: 7,
        created: Instant::from_millis(1_772_000_000_000),
        deadline: Some(Instant::from_millis(1_772_000_120_000)),
    }
}

fn wrapped(from: &Party, to: &Party, body: &[u8]) -> Vec<u8> {
    let mut draw = Draw::from_seed(99);
    let peer = to.sealing.public();
    wrap(label(from, to), body, &from.signing, &peer, &mut draw).unwrap()
}

/// Everything a receiver does with bytes that came on the topic of `from`.
fn receive(own: &Party, from: &Party, bytes: &[u8]) -> Result<Vec<u8>, String> {
    let sealed = unwrap_header(bytes.to_vec()).map_err(|error| format!("{error:?}"))?;
    let verified = sealed
        .verify(&[from.signing.public()])
        .map_err(|error| format!("{error:?}"))?;
    verified
        .open(&own.node, &from.node, std::slice::from_ref(&own.sealing))
        .map_err(|error| format!("{error:?}"))
}

fn refused(own: &Party, from: &Party, bytes: &[u8]) -> String {
    receive(own, from, bytes).unwrap_err()
}

#[test]
fn the_peer_reads_what_was_wrapped_and_every_length_is_a_buckets() {
    let (dps, nav) = (party("dps", 1), party("nav", 2));
    assert_eq!(FRAMING, 2 + SEALING_OVERHEAD + SIGNATURE_LENGTH);
    let lengths: Vec<usize> = Bucket::ALL.iter().map(|bucket| bucket.bytes()).collect();
    for length in [0, 1, 700, 1_000, 4_000, 16_000, BODY_LIMIT] {
        let body = vec![b'x'; length];
        let bytes = wrapped(&dps, &nav, &body);
        assert!(lengths.contains(&bytes.len()), "{length}");
        assert_eq!(receive(&nav, &dps, &bytes), Ok(body));
    }
    let peer = nav.sealing.public();
    let much = vec![0; 65_536];
    let mut draw = Draw::from_seed(1);
    assert_eq!(
        wrap(label(&dps, &nav), &much, &dps.signing, &peer, &mut draw),
        Err(WrapError::TooLong)
    );
}

#[test]
fn the_body_is_not_in_the_bytes() {
    let (dps, nav) = (party("dps", 1), party("nav", 2));
    let bytes = wrapped(&dps, &nav, b"Kan vi ta en prat?");
    assert!(
        !bytes
            .windows(4)
            .any(|four| b"Kan vi ta en prat?".windows(4).any(|w| w == four))
    );
}

#[test]
fn no_envelope_with_a_flipped_bit_is_accepted() {
    let (dps, nav) = (party("dps", 1), party("nav", 2));
    let bytes = wrapped(&dps, &nav, b"hei");
    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(receive(&nav, &dps, &flipped).is_err(), "bit {bit}");
    }
}

#[test]
fn no_cut_or_lengthened_envelope_is_accepted() {
    let (dps, nav) = (party("dps", 1), party("nav", 2));
    let bytes = wrapped(&dps, &nav, b"hei");
    for cut in 0..bytes.len() {
        assert!(receive(&nav, &dps, &bytes[..cut]).is_err(), "cut {cut}");
    }
    for more in [1, 4_096 - bytes.len(), 70_000] {
        let mut longer = bytes.clone();
        longer.resize(bytes.len() + more, 0);
        assert_eq!(refused(&nav, &dps, &longer), "Length");
    }
}

#[test]
fn parts_of_two_envelopes_do_not_make_a_third() {
    let (dps, nav) = (party("dps", 1), party("nav", 2));
    let one = wrapped(&dps, &nav, b"one");
    let mut draw = Draw::from_seed(100);
    let mut other_label = label(&dps, &nav);
    other_label.id = EnvelopeId::from_bytes([8; 16]);
    let peer = nav.sealing.public();
    let two = wrap(other_label, b"two", &dps.signing, &peer, &mut draw).unwrap();
    assert_eq!(one.len(), two.len());
    let header_end = PREFIX + usize::from(u16::from_be_bytes([one[0], one[1]]));
    let signature_at = one.len() - SIGNATURE_LENGTH;
    for (what, at) in [("header", header_end), ("signature", signature_at)] {
        let spliced = [&one[..at], &two[at..]].concat();
        assert_eq!(refused(&nav, &dps, &spliced), "Signature", "{what}");
    }
    let mut inner = one.clone();
    inner[header_end..signature_at].copy_from_slice(&two[header_end..signature_at]);
    assert_eq!(refused(&nav, &dps, &inner), "Signature");
}

#[test]
fn a_ciphertext_moved_under_another_header_does_not_open_even_when_signed() {
    // A peer that signs what another peer sealed to us must not pass it off as its own.
    let (dps, nav, thief) = (party("dps", 1), party("nav", 2), party("tyv", 3));
    let bytes = wrapped(&dps, &nav, b"hei");
    let own = wrapped(&thief, &nav, b"hei");
    let header_end = |bytes: &[u8]| PREFIX + usize::from(u16::from_be_bytes([bytes[0], bytes[1]]));
    assert_eq!(header_end(&bytes), header_end(&own));
    let mut stolen = own[..header_end(&own)].to_vec();
    stolen.extend_from_slice(&bytes[header_end(&bytes)..bytes.len() - SIGNATURE_LENGTH]);
    let signature = thief.signing.sign(PURPOSE, &stolen);
    stolen.extend_from_slice(&signature);
    assert_eq!(refused(&nav, &thief, &stolen), "Closed");
}

#[test]
fn each_misdirection_has_its_own_code() {
    let (dps, nav, other) = (party("dps", 1), party("nav", 2), party("andre", 3));
    let bytes = wrapped(&dps, &nav, b"hei");
    // Another node's topic, with that node's pinned key.
    assert_eq!(refused(&nav, &other, &bytes), "UnknownKey");
    // The right key pinned for a node of another name.
    let renamed = Party {
        node: other.node.clone(),
        ..party("dps", 1)
    };
    assert_eq!(refused(&nav, &renamed, &bytes), "OtherSender");
    // Another recipient's topic.
    let elsewhere = Party {
        node: other.node.clone(),
        ..party("nav", 2)
    };
    assert_eq!(refused(&elsewhere, &dps, &bytes), "OtherRecipient");
    // Sealed to a key that is gone.
    let rekeyed = Party {
        sealing: other.sealing.clone(),
        ..party("nav", 2)
    };
    assert_eq!(refused(&rekeyed, &dps, &bytes), "OtherKey");
    // Another version, told before anything else is looked at.
    let mut future = bytes.clone();
    future[4] = 2;
    assert_eq!(refused(&nav, &dps, &future), "Header(Version(2))");
    assert_eq!(refused(&nav, &dps, &[]), "Frame");
    assert_eq!(refused(&nav, &dps, &[0xff; 1_024]), "Header(TooLong)");
}

#[test]
fn a_key_that_names_anothers_id_is_no_use() {
    // The id only finds the key; the signature is checked by the key itself.
    let (dps, nav, forger) = (party("dps", 1), party("nav", 2), party("falsk", 3));
    let mut forged = wrapped(&dps, &nav, b"hei");
    let signed = forged.len() - SIGNATURE_LENGTH;
    let signature = forger.signing.sign(PURPOSE, &forged[..signed]);
    forged[signed..].copy_from_slice(&signature);
    assert_eq!(refused(&nav, &dps, &forged), "Signature");
}

#[test]
fn old_and_new_keys_work_side_by_side_after_a_rotation() {
    let (dps, nav) = (party("dps", 1), party("nav", 2));
    let (dps_new, nav_new) = (party("dps", 4), party("nav", 5));
    for (from, to) in [(&dps, &nav), (&dps_new, &nav), (&dps, &nav_new)] {
        let sealed = unwrap_header(wrapped(from, to, b"hei")).unwrap();
        let verified = sealed
            .verify(&[dps_new.signing.public(), dps.signing.public()])
            .unwrap();
        let keys = [nav_new.sealing.clone(), nav.sealing.clone()];
        assert_eq!(
            verified.open(&nav.node, &dps.node, &keys).as_deref(),
            Ok(&b"hei"[..])
        );
    }
}

#[test]
fn a_replay_opens_as_the_same_envelope() {
    // Telling it from a new one is the inbox's work, by the envelope id; here it must only be sure
    // that a replay can't take another id.
    let (dps, nav) = (party("dps", 1), party("nav", 2));
    let bytes = wrapped(&dps, &nav, b"hei");
    for _ in 0..2 {
        let verified = unwrap_header(bytes.clone())
            .unwrap()
            .verify(&[dps.signing.public()])
            .unwrap();
        assert_eq!(verified.header().label, label(&dps, &nav));
    }
}
#[test]
fn the_bytes_are_these_for_ever() {
    // The signature is made from every byte before it and is always the same (RFC 8032), so its
    // own bytes stand for all. A change here is a new version of the envelope.
    let (dps, nav) = (party("dps", 1), party("nav", 2));
    let bytes = wrapped(&dps, &nav, b"hei");
    let signature: String = bytes[bytes.len() - SIGNATURE_LENGTH..]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(bytes.len(), 1_024);
    let golden = concat!(
        "b78cafdbf1cb42e8ccb810ef87a3a552088e29b6291907b777db9a224c96ffe2",
        "879cf1f1d8a95a1ce6140282e68de1fcad23f98c5db8984787b61e29c8c4c706",
    );
    assert_eq!(signature, golden);
}

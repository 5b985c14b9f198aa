//! Keys there and back, what a signature fits, and which keys are refused.

use super::*;

#[test]
fn keys_come_back_from_their_bytes_and_texts() {
    let mut draw = Draw::from_seed(1);
    let signing = SigningKey::generate(&mut draw);
    let again = SigningKey::from_private(&signing.private_bytes());
    assert_eq!(again.id(), signing.id());
    let verifying = VerifyingKey::from_text(&signing.public().text()).unwrap();
    assert_eq!(verifying, signing.public());

    let sealing = SealingKey::generate(&mut draw);
    let again = SealingKey::from_private(&sealing.private_bytes()).unwrap();
    assert_eq!(again.public(), sealing.public());
    let public = SealingPublic::from_text(&sealing.public().text()).unwrap();
    assert_eq!(public.id(), sealing.id());
    assert_ne!(sealing.id(), signing.id());
}

#[test]
fn the_same_public_bytes_have_another_id_in_another_use() {
    let bytes = *SigningKey::generate(&mut Draw::from_seed(2))
        .public()
        .bytes();
    assert_ne!(
        VerifyingKey::from_bytes(&bytes).unwrap().id(),
        SealingPublic::from_bytes(&bytes).id()
    );
}

#[test]
fn a_signature_fits_its_key_purpose_and_bytes_only() {
    let mut draw = Draw::from_seed(3);
    let key = SigningKey::generate(&mut draw);
    let other = SigningKey::generate(&mut draw);
    let signature = key.sign("envelope", b"abc");
    let public = key.public();
    assert_eq!(public.verify("envelope", b"abc", &signature), Ok(()));
    for (key, purpose, bytes) in [
        (&public, "envelope", &b"abd"[..]),
        (&public, "peer-keys", b"abc"),
        (&public, "envelop", b"eabc"),
        (&other.public(), "envelope", b"abc"),
    ] {
        assert_eq!(
            key.verify(purpose, bytes, &signature),
            Err(SealError::Signature)
        );
    }
}

#[test]
fn a_signature_with_the_group_order_added_is_refused() {
    // S + L is the same signature to a careless check (RFC 8032 section 8.4).
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
        0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let key = SigningKey::generate(&mut Draw::from_seed(4));
    let mut signature = key.sign("envelope", b"abc");
    let mut carry = 0_u16;
    for (byte, add) in signature[32..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    assert_eq!(
        key.public().verify("envelope", b"abc", &signature),
        Err(SealError::Signature)
    );
}

#[test]
fn weak_and_malformed_verifying_keys_are_refused() {
    let mut identity = [0_u8; 32];
    identity[0] = 1;
    assert_eq!(VerifyingKey::from_bytes(&identity), Err(SealError::Key));
    let mut no_point = [0_u8; 32];
    no_point[0] = 2;
    assert_eq!(VerifyingKey::from_bytes(&no_point), Err(SealError::Key));
    for text in ["", "AAAA", "ikke en nøkkel", &"A".repeat(44)] {
        assert_eq!(VerifyingKey::from_text(text), Err(SealError::Text));
        assert_eq!(SealingPublic::from_text(text), Err(SealError::Text));
    }
}

#[test]
fn debug_shows_the_id_and_no_key() {
    let mut draw = Draw::from_seed(5);
    let signing = SigningKey::generate(&mut draw);
    let sealing = SealingKey::generate(&mut draw);
    assert_eq!(
        format!("{signing:?}"),
        format!("SigningKey({})", signing.id())
    );
    assert_eq!(
        format!("{sealing:?}"),
        format!("SealingKey({})", sealing.id())
    );
}

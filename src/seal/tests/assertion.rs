//! Client assertions, checked with the public half as a token server checks them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{ECDSA_P384_SHA384_FIXED, UnparsedPublicKey};
use serde_json::Value;

use crate::domain::{Draw, Instant};
use crate::seal::{AssertionKey, SealError};

fn part(text: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
}

#[test]
fn a_named_key_signs_what_a_token_server_wants_to_know() {
    let made = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384).unwrap();
    let key = AssertionKey::named(made.serialize_pem().as_bytes(), "samband-1").unwrap();
    let now = Instant::from_seconds(1_800_000_000);
    let mut draw = Draw::from_seed(1);
    let mut assert = || key.assert("klient", "https://login.test/token", now, &mut draw);
    let (one, two) = (assert().unwrap(), assert().unwrap());
    let [header, claims, signature] = one.split('.').collect::<Vec<_>>()[..] else {
        panic!("three parts");
    };
    let expected = serde_json::json!({"alg": "ES384", "typ": "JWT", "kid": "samband-1"});
    assert_eq!(part(header), expected);
    let claims = part(claims);
    assert_eq!(
        (&claims["iss"], &claims["sub"]),
        (&"klient".into(), &"klient".into())
    );
    assert_eq!(claims["aud"], "https://login.test/token");
    assert_eq!(claims["iat"], 1_800_000_000_i64);
    assert_eq!(claims["exp"], 1_800_000_240_i64);
    let second = part(two.split('.').nth(1).unwrap());
    assert_ne!(claims["jti"], second["jti"]);
    let said = one.rsplit_once('.').unwrap().0;
    let public = UnparsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, made.public_key_raw());
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    public.verify(said.as_bytes(), &signature).unwrap();
}

#[test]
fn a_key_of_another_sort_is_refused_and_none_is_shown() {
    let p256 = rcgen::KeyPair::generate().unwrap().serialize_pem();
    for pem in [p256.as_str(), "", "hemmelig"] {
        let refused = AssertionKey::named(pem.as_bytes(), "k").unwrap_err();
        assert_eq!(refused, SealError::Key);
        assert!(AssertionKey::certified(pem.as_bytes(), pem.as_bytes()).is_err());
    }
    let made = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384).unwrap();
    let key = AssertionKey::named(made.serialize_pem().as_bytes(), "k").unwrap();
    assert_eq!(format!("{key:?}"), "AssertionKey");
}

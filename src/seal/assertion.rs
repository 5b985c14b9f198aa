//! Client assertions: how this program proves with a private key who it is to a token server
//! (RFC 7523 §2.2), instead of sending a secret. The form is a signed JWT (RFC 7515, RFC 7519).
//!
//! RSA and P-384 are here for this alone; between nodes only Ed25519 is used. ring's signatures take
//! their randomness from the operating system: it has no way to be handed any.

use std::fmt;

use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, RSA_PKCS1_SHA384, RSA_PSS_SHA256, RsaEncoding,
    RsaKeyPair,
};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{SealError, text};
use crate::domain::{Draw, Instant};

/// For how long an assertion is good. It is sent at once; SMART and Microsoft ask for five to ten
/// minutes at most.
const GOOD_MINUTES: i64 = 4;

/// A private key that signs assertions.
pub struct AssertionKey {
    key: Key,
    header: String,
}

enum Key {
    Rsa(Box<RsaKeyPair>, &'static dyn RsaEncoding),
    P384(Box<EcdsaKeyPair>),
}

/// The header of an assertion (RFC 7515 §4.1).
#[derive(Serialize)]
struct Header<'a> {
    alg: &'static str,
    typ: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<&'a str>,
    #[serde(rename = "x5t#S256", skip_serializing_if = "Option::is_none")]
    thumbprint: Option<String>,
}

/// What an assertion says (RFC 7523 §3).
#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    jti: String,
    iat: i64,
    nbf: i64,
    exp: i64,
}

impl AssertionKey {
    /// A key that the other side knows by its name in a published key set: RS384 or ES384, as SMART
    /// backend services want it.
    ///
    /// # Errors
    /// [`SealError::Key`] where `pem` holds no RSA key of 2048 bits or more and no P-384 key in
    /// PKCS#8.
    pub fn named(pem: &[u8], name: &str) -> Result<Self, SealError> {
        let key = match rsa(pem) {
            Ok(rsa) => Key::Rsa(Box::new(rsa), &RSA_PKCS1_SHA384),
            Err(_) => Key::P384(Box::new(p384(pem)?)),
        };
        let alg = match &key {
            Key::Rsa(..) => "RS384",
            Key::P384(_) => "ES384",
        };
        Ok(Self {
            key,
            header: part(&Header {
                alg,
                typ: "JWT",
                kid: Some(name),
                thumbprint: None,
            })?,
        })
    }

    /// An RSA key that the other side knows by its certificate: PS256 with the certificate's
    /// thumbprint, as the Microsoft identity platform wants it.
    ///
    /// # Errors
    /// [`SealError::Key`] where `pem` holds no RSA key, `certificate` no certificate in PEM, or the
    /// two do not belong together.
    pub fn certified(pem: &[u8], certificate: &[u8]) -> Result<Self, SealError> {
        let key = rsa(pem)?;
        let certificate =
            CertificateDer::from_pem_slice(certificate).map_err(|_| SealError::Key)?;
        // The public key stands in the certificate as it is: a wrong pair is found here, and not by
        // a refusal that nobody understands.
        let public = key.public().as_ref();
        if !certificate.windows(public.len()).any(|part| part == public) {
            return Err(SealError::Key);
        }
        let thumbprint = text::encode(&Sha256::digest(&certificate));
        Ok(Self {
            key: Key::Rsa(Box::new(key), &RSA_PSS_SHA256),
            header: part(&Header {
                alg: "PS256",
                typ: "JWT",
                kid: None,
                thumbprint: Some(thumbprint),
            })?,
        })
    }

    /// An assertion that this is `client`, for the token server at `audience`.
    ///
    /// # Errors
    /// [`SealError::Key`] where the key can't sign.
    pub fn assert(
        &self,
        client: &str,
        audience: &str,
        now: Instant,
        draw: &mut Draw,
    ) -> Result<String, SealError> {
        let seconds = now.seconds();
        let claims = part(&Claims {
            iss: client,
            sub: client,
            aud: audience,
            jti: text::encode(&draw.bytes::<16>()),
            iat: seconds,
            nbf: seconds,
            exp: seconds + GOOD_MINUTES * 60,
        })?;
        let said = format!("{}.{claims}", self.header);
        let signature = self.sign(said.as_bytes())?;
        Ok(format!("{said}.{}", text::encode(&signature)))
    }

    fn sign(&self, said: &[u8]) -> Result<Vec<u8>, SealError> {
        let random = SystemRandom::new();
        match &self.key {
            Key::Rsa(key, encoding) => {
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(*encoding, &random, said, &mut signature)
                    .map_err(|_| SealError::Key)?;
                Ok(signature)
            }
            Key::P384(key) => {
                let signature = key.sign(&random, said).map_err(|_| SealError::Key)?;
                Ok(signature.as_ref().to_vec())
            }
        }
    }
}

impl fmt::Debug for AssertionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AssertionKey")
    }
}

fn part(of: &impl Serialize) -> Result<String, SealError> {
    let json = serde_json::to_vec(of).map_err(|_| SealError::Text)?;
    Ok(text::encode(&json))
}

fn private(pem: &[u8]) -> Result<PrivateKeyDer<'static>, SealError> {
    PrivateKeyDer::from_pem_slice(pem).map_err(|_| SealError::Key)
}

fn rsa(pem: &[u8]) -> Result<RsaKeyPair, SealError> {
    let read = match private(pem)? {
        PrivateKeyDer::Pkcs1(der) => RsaKeyPair::from_der(der.secret_pkcs1_der()),
        PrivateKeyDer::Pkcs8(der) => RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()),
        _ => return Err(SealError::Key),
    };
    read.map_err(|_| SealError::Key)
}

fn p384(pem: &[u8]) -> Result<EcdsaKeyPair, SealError> {
    let PrivateKeyDer::Pkcs8(der) = private(pem)? else {
        return Err(SealError::Key);
    };
    let algorithm = &ECDSA_P384_SHA384_FIXED_SIGNING;
    EcdsaKeyPair::from_pkcs8(algorithm, der.secret_pkcs8_der(), &SystemRandom::new())
        .map_err(|_| SealError::Key)
}

#[cfg(test)]
#[path = "tests/assertion.rs"]
mod tests;

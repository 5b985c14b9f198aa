//! TLS towards the broker: rustls with ring, its certificate checked by the operator's own
//! authority only, and a client certificate that says which node this is.

use std::fmt;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};

/// Why no TLS set-up comes of these texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TlsTrouble {
    /// No readable certificate of an authority.
    #[error("the authority's file holds no certificate in PEM")]
    Authority,
    /// No readable certificate of this node.
    #[error("the node's certificate file holds no certificate in PEM")]
    Certificate,
    /// No readable private key.
    #[error("the node's key file holds no private key in PEM")]
    Key,
    /// The private key is not the certificate's.
    #[error("the private key is not that of the node's certificate")]
    Mismatch,
}

/// How the broker is trusted and how this node shows who it is.
#[derive(Clone)]
pub struct Tls(Arc<ClientConfig>);

impl Tls {
    /// From PEM texts: the authority that the broker's certificate must come from, this node's
    /// certificate (with its chain) and private key. The broker takes the certificate's common name
    /// for the node's name.
    ///
    /// # Errors
    /// See [`TlsTrouble`].
    pub fn from_pem(authority: &[u8], certificate: &[u8], key: &[u8]) -> Result<Self, TlsTrouble> {
        let mut roots = RootCertStore::empty();
        for root in certificates(authority, TlsTrouble::Authority)? {
            roots.add(root).map_err(|_| TlsTrouble::Authority)?;
        }
        let chain = certificates(certificate, TlsTrouble::Certificate)?;
        let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| TlsTrouble::Key)?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|_| TlsTrouble::Mismatch)?
            .with_root_certificates(roots)
            .with_client_auth_cert(chain, key)
            .map_err(|_| TlsTrouble::Mismatch)?;
        Ok(Self(Arc::new(config)))
    }

    pub(super) fn config(&self) -> Arc<ClientConfig> {
        Arc::clone(&self.0)
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tls")
    }
}

fn certificates(
    pem: &[u8],
    trouble: TlsTrouble,
) -> Result<Vec<CertificateDer<'static>>, TlsTrouble> {
    let found: Vec<_> = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(|_| trouble)?;
    if found.is_empty() {
        return Err(trouble);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certified(name: &str) -> (String, String) {
        let made = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
        (made.cert.pem(), made.signing_key.serialize_pem())
    }

    #[test]
    fn each_wrong_file_is_named() {
        let (certificate, key) = certified("nav");
        let (_, other_key) = certified("dps");
        let tls = |authority: &str, certificate: &str, key: &str| {
            Tls::from_pem(authority.as_bytes(), certificate.as_bytes(), key.as_bytes()).map(drop)
        };
        assert_eq!(tls(&certificate, &certificate, &key), Ok(()));
        assert_eq!(tls("", &certificate, &key), Err(TlsTrouble::Authority));
        assert_eq!(tls(&key, &certificate, &key), Err(TlsTrouble::Authority));
        assert_eq!(tls(&certificate, "x", &key), Err(TlsTrouble::Certificate));
        assert_eq!(tls(&certificate, &certificate, ""), Err(TlsTrouble::Key));
        assert_eq!(
            tls(&certificate, &certificate, &other_key),
            Err(TlsTrouble::Mismatch)
        );
    }
}

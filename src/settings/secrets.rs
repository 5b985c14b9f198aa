//! Settings that name a file: paths, certificates and secrets. What is in a secret's file is never
//! part of a problem.

use std::fs;
use std::path::{Path, PathBuf};

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use secrecy::SecretString;

use super::given::{Kind, Place, Value};
use super::section::Section;

impl Section<'_> {
    /// A path that may be left out; a relative one starts at the settings file's folder.
    pub(super) fn path(&mut self, key: &'static str, want: &str) -> Option<Option<PathBuf>> {
        let folder = self.reading.file.parent().map(Path::to_owned);
        self.optional(key, want, |text| {
            let folder = folder.unwrap_or_default();
            (!text.is_empty()).then(|| folder.join(text))
        })
    }

    /// What stands in a file that the settings name.
    pub(super) fn file(&mut self, key: &'static str, want: &str) -> Option<Option<Vec<u8>>> {
        let place = self.given.get(key).map(|value| value.place);
        let Some(path) = self.path(key, want)? else {
            return Some(None);
        };
        match fs::read(&path) {
            Ok(bytes) => Some(Some(bytes)),
            Err(error) => {
                let what = format!("{} can't be read ({})", path.display(), error.kind());
                let mend = "name a file that the user who runs samband may read".to_owned();
                self.note(place.unwrap_or(Place::File(None)), key, what, mend);
                None
            }
        }
    }

    /// Certificates in PEM, in a file that the settings name.
    pub(super) fn certificates(&mut self, key: &'static str) -> Option<Option<Vec<u8>>> {
        let pem = self.file(key, "the path of an authority's certificate, in PEM")?;
        let good = |pem: &Vec<u8>| {
            let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
            found.is_ok_and(|certificates| !certificates.is_empty())
        };
        if pem.as_ref().is_none_or(good) {
            return Some(pem);
        }
        let what = "names a file that holds no certificate";
        self.refuse(
            key,
            what,
            "name a certificate in PEM (-----BEGIN CERTIFICATE-----)",
        );
        None
    }

    /// A secret that may be left out: itself under `key`, or the path of a file that holds it under
    /// `key_file`. A line end at the file's end is not part of it.
    pub(super) fn secret(
        &mut self,
        key: &'static str,
        key_file: &'static str,
    ) -> Option<Option<SecretString>> {
        let here = self.secret_here(key)?;
        let in_file = self.file(key_file, "the path of the file that holds it")?;
        if here.is_some() && in_file.is_some() {
            let what = format!("is given, and {key_file} too");
            self.refuse(key, &what, "leave one of them out");
            return None;
        }
        let Some(bytes) = in_file else {
            return Some(here);
        };
        let text = String::from_utf8(bytes)
            .ok()
            .filter(|text| !text.trim().is_empty());
        let Some(text) = text else {
            self.refuse(
                key_file,
                "names a file that holds no text",
                "put the secret in it",
            );
            return None;
        };
        let bare = text.strip_suffix('\n').unwrap_or(&text);
        Some(Some(bare.strip_suffix('\r').unwrap_or(bare).into()))
    }

    fn secret_here(&mut self, key: &'static str) -> Option<Option<SecretString>> {
        match self.take(key) {
            None => Some(None),
            Some(Value {
                kind: Kind::Text(text),
                ..
            }) if !text.is_empty() => Some(Some(text.into())),
            Some(value) => {
                let what = "is not a text with something in it".to_owned();
                self.wrong(
                    key,
                    &value,
                    what,
                    "write the secret in \"quotes\"".to_owned(),
                )
            }
        }
    }
}

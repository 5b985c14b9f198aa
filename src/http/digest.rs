//! Digest authentication (RFC 7616): a proof of knowing the password that does not carry it. Pure.
//!
//! Written here because the crate for it rests on hash crates of some years ago. MD5 and SHA-256,
//! with and without `-sess`; quality `auth`, or none as in RFC 2069.

use md5::Md5;
use sha2::{Digest, Sha256};

/// A header of a refusal longer than this is not read.
const LONGEST: usize = 4_096;

/// What a server asks to be proved, and how often it was.
pub(super) struct Challenge {
    realm: String,
    nonce: String,
    opaque: Option<String>,
    algorithm: Algorithm,
    /// Whether to name quality `auth`; servers of RFC 2069 know none.
    quality: bool,
    /// The proof refused was right, only too old.
    pub(super) stale: bool,
    /// A proof of it was taken.
    pub(super) taken: bool,
    count: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Algorithm {
    hash: Hash,
    session: bool,
}

/// In rising order of strength.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Hash {
    Md5,
    Sha256,
}

impl Hash {
    fn of(self, text: &str) -> String {
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        match self {
            Self::Md5 => hex(&Md5::digest(text)),
            Self::Sha256 => hex(&Sha256::digest(text)),
        }
    }
}

impl Algorithm {
    fn of(name: &str) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        let (hash, session) = match lower.strip_suffix("-sess") {
            Some(hash) => (hash, true),
            None => (lower.as_str(), false),
        };
        let hash = match hash {
            "md5" => Hash::Md5,
            "sha-256" => Hash::Sha256,
            _ => return None,
        };
        Some(Self { hash, session })
    }

    const fn name(self) -> &'static str {
        match (self.hash, self.session) {
            (Hash::Md5, false) => "MD5",
            (Hash::Md5, true) => "MD5-sess",
            (Hash::Sha256, false) => "SHA-256",
            (Hash::Sha256, true) => "SHA-256-sess",
        }
    }
}

impl Challenge {
    /// The strongest challenge that can be met, of the values of `WWW-Authenticate`.
    pub(super) fn best(said: &[&str]) -> Option<Self> {
        let all = said.iter().filter(|text| text.len() <= LONGEST);
        let offered = all.flat_map(|text| schemes(text));
        let met = offered.filter_map(|(scheme, said)| {
            let digest = scheme.eq_ignore_ascii_case("digest");
            digest.then(|| Self::of(&said)).flatten()
        });
        met.max_by_key(|challenge| challenge.algorithm.hash)
    }

    fn of(said: &[(String, String)]) -> Option<Self> {
        let named = |name: &str| {
            let mut found = said.iter().filter(|(other, _)| other == name);
            found.next().map(|(_, value)| value.as_str())
        };
        let qualities = named("qop");
        let offers_auth = |list: &str| {
            list.split(',')
                .any(|one| one.trim().eq_ignore_ascii_case("auth"))
        };
        Some(Self {
            realm: named("realm")?.to_owned(),
            nonce: named("nonce")?.to_owned(),
            opaque: named("opaque").map(str::to_owned),
            algorithm: Algorithm::of(named("algorithm").unwrap_or("MD5"))?,
            // Where only the body is to be proved too, nothing here meets it.
            quality: match qualities {
                Some(list) if offers_auth(list) => true,
                Some(_) => return None,
                None => false,
            },
            stale: named("stale").is_some_and(|said| said.eq_ignore_ascii_case("true")),
            taken: false,
            count: 0,
        })
    }

    /// The value of `Authorization` for the next request (RFC 7616 §3.4).
    pub(super) fn answer(
        &mut self,
        user: &str,
        password: &str,
        method: &str,
        target: &str,
    ) -> String {
        self.count = self.count.saturating_add(1);
        let count = format!("{:08x}", self.count);
        // Nobody without the password can foresee it, and that is all it is for: a drawn one would
        // need a source of randomness here.
        let hash = self.algorithm.hash;
        let own = hash.of(&format!(
            "{password}:{}:{count}:{target}:samband",
            self.nonce
        ));
        let own = own.get(..32).unwrap_or(&own).to_owned();
        self.answer_with(user, password, method, target, &count, &own)
    }

    fn answer_with(
        &self,
        user: &str,
        password: &str,
        method: &str,
        target: &str,
        count: &str,
        own: &str,
    ) -> String {
        let (hash, nonce) = (self.algorithm.hash, &self.nonce);
        let mut who = hash.of(&format!("{user}:{}:{password}", self.realm));
        if self.algorithm.session {
            who = hash.of(&format!("{who}:{nonce}:{own}"));
        }
        let what = hash.of(&format!("{method}:{target}"));
        let proof = if self.quality {
            hash.of(&format!("{who}:{nonce}:{count}:{own}:auth:{what}"))
        } else {
            hash.of(&format!("{who}:{nonce}:{what}"))
        };
        let mut text = format!(
            "Digest username={}, realm={}, nonce={}, uri={}, response=\"{proof}\", algorithm={}",
            quoted(user),
            quoted(&self.realm),
            quoted(nonce),
            quoted(target),
            self.algorithm.name(),
        );
        if let Some(opaque) = &self.opaque {
            text.push_str(&format!(", opaque={}", quoted(opaque)));
        }
        if self.quality {
            text.push_str(&format!(", qop=auth, nc={count}, cnonce=\"{own}\""));
        } else if self.algorithm.session {
            text.push_str(&format!(", cnonce=\"{own}\""));
        }
        text
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The challenges in one header value, each a scheme and its parameters (RFC 9110 §11.6.1). What is
/// not understood is passed over.
fn schemes(text: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut found: Vec<(String, Vec<(String, String)>)> = Vec::new();
    for part in parts(text) {
        let (name, value) = match part.split_once('=') {
            Some((name, value)) => (name.trim(), Some(value.trim())),
            None => (part.trim(), None),
        };
        // A scheme stands before its first parameter.
        let name = match name.split_once(char::is_whitespace) {
            Some((scheme, name)) => {
                found.push((scheme.to_owned(), Vec::new()));
                name.trim()
            }
            None if value.is_none() => {
                found.push((name.to_owned(), Vec::new()));
                continue;
            }
            None => name,
        };
        if let (Some((_, parameters)), Some(value)) = (found.last_mut(), value) {
            parameters.push((name.to_ascii_lowercase(), unquoted(value)));
        }
    }
    found
}

/// The text cut at commas outside quotation marks.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut inside, mut escaped) = (0, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if inside => escaped = true,
            b'"' => inside = !inside,
            b',' if !inside => {
                parts.extend(text.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.extend(text.get(start..));
    parts.retain(|part| !part.trim().is_empty());
    parts
}

fn unquoted(value: &str) -> String {
    let inner = value
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    let Some(inner) = inner else {
        return value.to_owned();
    };
    let mut text = String::new();
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => text.extend(letters.next()),
            other => text.push(other),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOTH: [&str; 2] = [
        "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=MD5, \
         nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", \
         opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"",
        "Basic realm=\"x, Digest y\", Digest realm=\"http-auth@example.org\", \
         qop=\"auth, auth-int\", algorithm=SHA-256, \
         nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", \
         opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"",
    ];

    /// The example of RFC 7616 §3.9.1.
    #[test]
    fn the_proof_is_that_of_the_standard() {
        let own = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
        for (said, algorithm, proof) in [
            (&BOTH[..1], "MD5", "8ca523f5e9506fed4657c9700eebdbec"),
            (
                &BOTH[..],
                "SHA-256",
                "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
            ),
        ] {
            let challenge = Challenge::best(said).unwrap();
            let text = challenge.answer_with(
                "Mufasa",
                "Circle of Life",
                "GET",
                "/dir/index.html",
                "00000001",
                own,
            );
            assert!(text.contains(&format!("response=\"{proof}\"")), "{text}");
            assert!(text.contains(&format!("algorithm={algorithm}")));
            assert!(text.contains("nc=00000001") && text.contains("qop=auth,"));
            assert!(!text.contains("Circle"));
        }
    }

    /// The example of RFC 2069 §2.4 as its erratum 749 corrects it.
    #[test]
    fn a_server_of_the_first_standard_is_met() {
        let said = "Digest realm=\"testrealm@host.com\", \
                    nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", \
                    opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"";
        let mut challenge = Challenge::best(&[said]).unwrap();
        let text = challenge.answer("Mufasa", "CircleOfLife", "GET", "/dir/index.html");
        assert!(text.contains("1949323746fe6a43ef61f9606e7febea"), "{text}");
        assert!(!text.contains("qop"));
    }

    #[test]
    fn every_request_counts_and_no_two_proofs_are_alike() {
        let mut challenge = Challenge::best(&BOTH).unwrap();
        let first = challenge.answer("a\"b", "p", "PROPFIND", "/");
        let second = challenge.answer("a\"b", "p", "PROPFIND", "/");
        assert!(first.contains("nc=00000001") && second.contains("nc=00000002"));
        assert!(first.contains("username=\"a\\\"b\""));
        let proof = |text: &str| text.split("response=").nth(1).unwrap()[..66].to_owned();
        assert_ne!(proof(&first), proof(&second));
    }

    #[test]
    fn what_can_not_be_met_is_no_challenge() {
        for said in [
            "",
            "Basic realm=\"x\"",
            "Negotiate",
            "Digest",
            "Digest realm=\"x\"",
            "Digest realm=\"x\", nonce=\"y\", algorithm=SHA-512-256",
            "Digest realm=\"x\", nonce=\"y\", qop=\"auth-int\"",
            "Digest realm=\"x, nonce=\"y\"",
            "Bearer realm=\"x\", nonce=\"y\"",
        ] {
            assert!(Challenge::best(&[said]).is_none(), "{said}");
        }
        let stale = "Negotiate, digest Realm=x, nonce=y, stale=TRUE, Bearer scope=\"a\"";
        assert!(Challenge::best(&[stale]).unwrap().stale);
    }
}

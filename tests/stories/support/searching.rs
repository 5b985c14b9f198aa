//! Looks for words in bytes, in every form in which a program could have written them.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// A word in one form.
struct Needle {
    word: usize,
    form: &'static str,
    bytes: Vec<u8>,
}

/// Words to look for.
pub struct Search {
    words: Vec<String>,
    needles: Vec<Needle>,
    /// For each pair of first bytes, the needles that begin with it.
    by_start: Vec<Vec<usize>>,
}

impl Search {
    pub fn new(words: impl IntoIterator<Item = String>) -> Self {
        let words: Vec<String> = words.into_iter().collect();
        let mut needles = Vec::new();
        let mut by_start = vec![Vec::new(); 1 << 16];
        for (word, text) in words.iter().enumerate() {
            assert!(text.len() >= 7, "{text} is too short to be looked for");
            for (form, bytes) in forms(text) {
                by_start[start(&bytes)].push(needles.len());
                needles.push(Needle { word, form, bytes });
            }
        }
        Self {
            words,
            needles,
            by_start,
        }
    }

    /// Every word that is found, with its form.
    pub fn found(&self, bytes: &[u8]) -> Vec<(&str, &'static str)> {
        let mut all = Vec::new();
        for at in 0..bytes.len().saturating_sub(1) {
            for needle in &self.by_start[start(&bytes[at..])] {
                let needle = &self.needles[*needle];
                if bytes[at..].starts_with(&needle.bytes) {
                    all.push((self.words[needle.word].as_str(), needle.form));
                }
            }
        }
        all.sort_unstable();
        all.dedup();
        all
    }
}

fn start(bytes: &[u8]) -> usize {
    usize::from(bytes[0]) << 8 | usize::from(bytes[1])
}

/// A text in every form.
pub fn forms(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let plain = text.as_bytes();
    let hex: String = plain.iter().map(|byte| format!("{byte:02x}")).collect();
    let escaped = |open: &str, marked: fn(u8) -> String| -> Vec<u8> {
        let one = |byte: &u8| {
            if byte.is_ascii_alphanumeric() {
                char::from(*byte).to_string()
            } else {
                format!("{open}{}", marked(*byte))
            }
        };
        plain.iter().map(one).collect::<String>().into_bytes()
    };
    let json: String = text
        .encode_utf16()
        .map(|unit| match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii() => char::from(byte).to_string(),
            _ => format!("\\u{unit:04x}"),
        })
        .collect();
    let latin: Vec<u8> = text
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
        .collect();
    let mut forms = vec![
        ("plain", plain.to_vec()),
        ("lower case", text.to_lowercase().into_bytes()),
        ("Latin-1", latin),
        ("hexadecimal", hex.to_uppercase().into_bytes()),
        ("hexadecimal", hex.into_bytes()),
        ("percent", escaped("%", |byte| format!("{byte:02X}"))),
        (
            "quoted-printable",
            escaped("=", |byte| format!("{byte:02X}")),
        ),
        ("JSON escapes", json.into_bytes()),
        (
            "UTF-16",
            text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        ),
        (
            "UTF-16",
            text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        ),
    ];
    // Among other bytes it may begin at any of three places of base64; its middle is the same.
    for skip in 0..3 {
        let part = &plain[skip..];
        let part = &part[..part.len() / 3 * 3];
        forms.push(("base64", STANDARD_NO_PAD.encode(part).into_bytes()));
        forms.push(("base64url", URL_SAFE_NO_PAD.encode(part).into_bytes()));
    }
    forms
}

#[test]
fn a_word_is_found_in_every_form() {
    let word = "Blåklokke-77";
    let search = Search::new([word.to_owned(), "Kvernhusvik".to_owned()]);
    assert!(forms(word).len() > 12);
    for (form, bytes) in forms(word) {
        let hidden = [&b"\x00\xffSQLite"[..], &bytes, b"\x01"].concat();
        let found = search.found(&hidden);
        let is = |(found, _): &&(&str, &str)| *found == word;
        assert!(found.iter().any(|one| is(&one)), "{form}");
    }
    for skip in 0..3 {
        let around = format!("{}{word}xyz", "a".repeat(skip));
        let encoded = STANDARD_NO_PAD.encode(around);
        assert!(
            !search.found(encoded.as_bytes()).is_empty(),
            "base64 after {skip}"
        );
    }
    assert_eq!(search.found(b"Kvernhusvi Blaaklokke"), []);
}

//! The bytes of every message type, kept in `tests/golden/messages/`: one file a type, with every
//! field and with none that may be left out. A change here is a new message version.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use super::samples::{bare, full};
use super::tree;
use crate::crossing::guard::Guard;
use crate::crossing::message::Message;
use crate::crossing::{MessageType, body};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/messages")
}

fn as_text(message: &Message) -> String {
    let bytes = body::encode(message);
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let lines: Vec<_> = hex
        .as_bytes()
        .chunks(96)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    format!("# {}\n{}\n", tree::read(&bytes), lines.join("\n"))
}

fn written(kind: MessageType) -> String {
    format!(
        "# {}: every field.\n{}\n# Nothing that may be left out.\n{}",
        kind.key(),
        as_text(&full(kind)),
        as_text(&bare(kind))
    )
}

/// The byte strings in a golden file: lines of hexadecimal, parted by comments.
fn byte_strings(text: &str) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    let mut fresh = true;
    for line in text.lines() {
        if line.starts_with('#') || line.is_empty() {
            fresh = true;
            continue;
        }
        if std::mem::take(&mut fresh) {
            all.push(Vec::new());
        }
        let byte = |at: usize| u8::from_str_radix(&line[at..at + 2], 16).unwrap();
        let bytes: Vec<u8> = (0..line.len()).step_by(2).map(byte).collect();
        all.last_mut().unwrap().extend(bytes);
    }
    all
}

#[test]
fn every_message_type_has_the_bytes_it_always_had() {
    let write = std::env::var_os("SAMBAND_WRITE_GOLDEN").is_some();
    let mut files = BTreeSet::new();
    for kind in MessageType::ALL {
        let path = folder().join(format!("{}.txt", kind.key()));
        files.insert(path.file_name().unwrap().to_owned());
        if write {
            fs::create_dir_all(folder()).unwrap();
            fs::write(&path, written(*kind)).unwrap();
        }
        let kept = fs::read_to_string(&path)
            .unwrap_or_else(|_| panic!("no golden bytes of {}", kind.key()));
        assert_eq!(kept, written(*kind), "{}", kind.key());
        let read: Vec<_> = byte_strings(&kept)
            .iter()
            .map(|bytes| body::decode(bytes, Guard::builtin()))
            .collect();
        assert_eq!(read, [Ok(full(*kind)), Ok(bare(*kind))], "{}", kind.key());
    }
    for entry in fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name();
        let other = ["README.md", "codes.txt"].iter().any(|file| name == *file);
        assert!(other || files.contains(&name), "{name:?} is of no type");
    }
}

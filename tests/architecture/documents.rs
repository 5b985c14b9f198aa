//! The documents name only places that exist: files and folders of the repository and, in
//! `docs/architecture.md`, files of the rooms (`flows/book`).

use std::fs;
use std::path::Path;

use super::map;
use super::source::{Finding, House, Source, assert_clean, read_all, root};

/// Folders at the root whose insides documents may name.
const FOLDERS: [&str; 12] = [
    "src",
    "tests",
    "docs",
    "config",
    "deploy",
    "assets",
    "locales",
    "migrations",
    "benches",
    "fuzz",
    ".ci",
    "tools",
];

/// Places that a document names and that do not exist.
fn gone(document: &Source, rooms: &[String], exists: &dyn Fn(&str) -> bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, line) in document.text.lines().enumerate() {
        let mut report = |place: &str| {
            findings.push(document.finding(index + 1, format!("`{place}` does not exist")));
        };
        for place in line.split(|c: char| !is_path_letter(c)).filter_map(place) {
            if !exists(place) {
                report(place);
            }
        }
        if document.path == "docs/architecture.md" {
            for place in line
                .split('`')
                .skip(1)
                .step_by(2)
                .filter(|text| names_room(text, rooms))
            {
                if ![format!("src/{place}"), format!("src/{place}.rs")]
                    .iter()
                    .any(|path| exists(path))
                {
                    report(place);
                }
            }
        }
    }
    findings
}

fn is_path_letter(letter: char) -> bool {
    letter.is_alphanumeric() || "/._-*<>{}$".contains(letter)
}

/// The part of a word that names a place for sure: before the first part with a placeholder.
fn place(word: &str) -> Option<&str> {
    let word = word.trim_start_matches("./").trim_end_matches(['.', '/']);
    let first = word.split('/').next()?;
    if !word.contains('/') || !FOLDERS.contains(&first) {
        return None;
    }
    let sure = word
        .find(['*', '<', '{', '$', '>', '}'])
        .map_or(word, |end| &word[..end]);
    Some(if sure.len() == word.len() {
        sure
    } else {
        sure.rsplit_once('/')?.0
    })
}

/// `flows/book`: a room and a file in it, both in plain letters.
fn names_room(text: &str, rooms: &[String]) -> bool {
    let plain =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    let known = |room: &str| rooms.iter().any(|name| name == room);
    text.split_once('/')
        .is_some_and(|(room, file)| known(room) && plain(file.trim_end_matches(".rs")))
}

/// Whether a place exists, or is made by a build (so that `.gitignore` names it).
fn exists(place: &str) -> bool {
    let ignored = fs::read_to_string(root().join(".gitignore")).unwrap_or_default();
    let mut made = ignored.lines().filter_map(|line| line.strip_prefix('/'));
    root().join(place).exists() || made.any(|folder| Path::new(place).starts_with(folder))
}

#[test]
fn documents_name_only_what_exists() {
    let rooms: Vec<String> = map::floors(House::real()).into_keys().collect();
    let mut documents = read_all("docs", "md");
    documents.extend(read_all("deploy", "md"));
    for path in ["README.md", "CHANGELOG.md"] {
        if let Ok(text) = fs::read_to_string(root().join(path)) {
            documents.push(Source::made_up(path, &text));
        }
    }
    let findings: Vec<Finding> = documents
        .iter()
        .flat_map(|document| gone(document, &rooms, &exists))
        .collect();
    assert_clean(&findings);
}

#[test]
fn a_place_long_gone_is_found() {
    let rooms = ["flows".to_owned()];
    let there = ["src/flows", "src/flows/book.rs", "docs/guides", "tests"];
    let found = |path: &str, text: &str| {
        let document = Source::made_up(path, text);
        let findings = gone(&document, &rooms, &|place| there.contains(&place));
        findings
            .into_iter()
            .map(|finding| finding.what)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        found("README.md", "See `src/attic/`."),
        ["`src/attic` does not exist"]
    );
    assert_eq!(
        found("README.md", "[guide](docs/gone.md), src/flows/"),
        ["`docs/gone.md` does not exist"]
    );
    assert_eq!(
        found("docs/architecture.md", "`flows/gone` → `flows/book`"),
        ["`flows/gone` does not exist"]
    );
    for text in [
        "https://example.test/docs/gone.md",
        "`src/flows/<name>.rs`, src/flows/*.rs, docs/guides",
        "and/or, `flows/gone` outside the architecture",
        "/data/src/x is not ours",
    ] {
        assert!(found("README.md", text).is_empty(), "{text}");
    }
}

//! No room, file or type is called after nothing: a helper or a manager is a place where anything
//! can be put.

use super::source::{Finding, House, Source, assert_clean, read_all};

/// Last words that say nothing.
const EMPTY: [&str; 18] = [
    "util",
    "utils",
    "helper",
    "helpers",
    "common",
    "misc",
    "manager",
    "managers",
    "data",
    "info",
    "service",
    "handler",
    "dto",
    "impl",
    "processor",
    "wrapper",
    "entity",
    "stuff",
];

/// Names that say nothing.
fn empty_names(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources {
        let name = source.path.trim_end_matches(".rs");
        for part in name
            .split('/')
            .filter(|part| is_empty(last_word(part, '_')))
        {
            findings.push(source.finding(1, format!("`{part}` says nothing about what is in it")));
        }
        for pair in source.tokens().windows(2) {
            let declares = matches!(pair[0].text.as_str(), "struct" | "enum" | "trait" | "union");
            if declares && pair[1].is_word && is_empty(&last_camel_word(&pair[1].text)) {
                let what = format!("type `{}` says nothing about what it is", pair[1].text);
                findings.push(source.finding(pair[1].line, what));
            }
        }
    }
    findings
}

fn is_empty(word: &str) -> bool {
    EMPTY.contains(&word)
}

fn last_word(name: &str, between: char) -> &str {
    name.rsplit(between).next().unwrap_or(name)
}

/// `CalendarData` gives `data`.
fn last_camel_word(name: &str) -> String {
    let start = name.rfind(char::is_uppercase).unwrap_or(0);
    name[start..].to_lowercase()
}

#[test]
fn every_name_says_something() {
    let mut sources = House::real().sources.clone();
    sources.extend(read_all("tests", "rs"));
    assert_clean(&empty_names(&sources));
}

#[test]
fn a_name_that_says_nothing_is_found() {
    let at = |path: &str, text: &str| empty_names(&[Source::made_up(path, text)]).len();
    for path in [
        "src/utils/mod.rs",
        "src/web/helpers.rs",
        "src/web/page_helper.rs",
        "src/common.rs",
    ] {
        assert_eq!(at(path, ""), 1, "{path}");
    }
    for text in [
        "struct Data;",
        "pub enum PeerInfo { A }",
        "trait NoteManager {}",
        "struct UserDto(u8);",
    ] {
        assert_eq!(at("src/web/page.rs", text), 1, "{text}");
    }
    for text in [
        "struct Database;",
        "struct Information;",
        "struct DataFolder;",
        "impl Service for X {}",
    ] {
        assert_eq!(at("src/web/page.rs", text), 0, "{text}");
    }
}

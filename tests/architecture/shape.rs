//! The shape of a file: it opens with what it is for, and is not longer than one idea.

use super::source::{Finding, House, Source, assert_clean, read_all};

/// Lines of the longest file.
const LONGEST: usize = 500;

/// Files without a head comment, and files that are too long.
fn misshapen(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources {
        let head = source.text.lines().next().unwrap_or_default();
        if !head.starts_with("//! ") || head.len() < 12 {
            findings.push(source.finding(1, "opens without a `//!` comment saying what it is for"));
        }
        let lines = source.text.lines().count();
        if lines > LONGEST {
            let what = format!("has {lines} lines: more than {LONGEST} are more than one idea");
            findings.push(source.finding(lines, what));
        }
    }
    findings
}

#[test]
fn every_file_is_one_idea_and_says_which() {
    let mut sources = House::real().sources.clone();
    sources.extend(read_all("tests", "rs"));
    sources.extend(read_all("benches", "rs"));
    assert!(sources.len() > 20, "the code could not be read");
    assert_clean(&misshapen(&sources));
}

#[test]
fn a_file_without_head_or_end_is_found() {
    let at = |text: &str| misshapen(&[Source::made_up("src/x/mod.rs", text)]).len();
    assert_eq!(at("//! What it is for.\nfn f() {}"), 0);
    assert_eq!(at("fn f() {}"), 1);
    assert_eq!(at(""), 1);
    assert_eq!(at("\n//! What it is for."), 1);
    assert_eq!(at("//! \n"), 1);
    let long = format!("//! What it is for.\n{}", "\n".repeat(LONGEST - 1));
    assert_eq!(at(&long), 0);
    assert_eq!(at(&format!("{long}\n")), 1);
}

//! Recall and precision on labelled notes. The known ones may be read while rules are written; the
//! held-out ones may not, so only their figures are printed.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::Guard;

#[derive(Debug, Deserialize)]
struct Labelled {
    id: String,
    leak: bool,
    kinds: Vec<String>,
    #[serde(default)]
    danger: bool,
    text: String,
}

/// What the guard did with a corpus.
#[derive(Debug, Default)]
struct Score {
    leaks: usize,
    caught: usize,
    right_kind: usize,
    clean: usize,
    refused: usize,
    dangers: usize,
    danger_seen: usize,
    wrong: Vec<String>,
}

fn score(corpus: &str) -> Score {
    let mut score = Score::default();
    for line in corpus.lines() {
        let note: Labelled = serde_json::from_str(line).unwrap();
        let verdict = Guard::builtin().judge(&note.text);
        let kinds: Vec<&str> = verdict.findings.iter().map(|f| f.kind.name()).collect();
        let told = || format!("{} {:?} {}: {kinds:?}", note.id, note.kinds, note.text);
        if note.leak {
            score.leaks += 1;
            score.caught += usize::from(!kinds.is_empty());
            let right = note.kinds.iter().all(|kind| kinds.contains(&kind.as_str()));
            score.right_kind += usize::from(right);
            if !right {
                score.wrong.push(told());
            }
        } else {
            score.clean += 1;
            score.refused += usize::from(!kinds.is_empty());
            if !kinds.is_empty() {
                score.wrong.push(told());
            }
        }
        score.dangers += usize::from(note.danger);
        score.danger_seen += usize::from(note.danger && verdict.danger);
        assert!(!verdict.danger || note.danger || note.leak, "{}", told());
    }
    score
}

fn percent(part: usize, whole: usize) -> f64 {
    part as f64 * 100.0 / whole.max(1) as f64
}

fn check(name: &str, corpus: &str, least: f64, show: bool) {
    let score = score(corpus);
    let recall = percent(score.caught, score.leaks);
    let refused = percent(score.refused, score.clean);
    let precision = percent(score.caught, score.caught + score.refused);
    println!(
        "{name}: {} leaks, recall {recall:.1} %, right kind {:.1} %; {} clean, refused {refused:.1} %; \
         precision {precision:.1} %; danger seen {} of {}",
        score.leaks,
        percent(score.right_kind, score.leaks),
        score.clean,
        score.danger_seen,
        score.dangers,
    );
    if show {
        score.wrong.iter().for_each(|line| println!("  {line}"));
    }
    assert!(recall >= least, "{name}: recall {recall}");
    assert!(refused <= 4.0, "{name}: clean refused {refused}");
    assert_eq!(score.danger_seen, score.dangers, "{name}: danger");
}

#[test]
fn known_notes() {
    let corpus = include_str!("../../../../tests/golden/guard/known.jsonl");
    check("known", corpus, 95.0, true);
}

/// Notes written while the rules were mended: what the rules were mended for, not a measure of them.
#[test]
fn later_notes() {
    let corpus = include_str!("../../../../tests/golden/guard/later.jsonl");
    check("later", corpus, 97.0, true);
}

#[test]
fn held_out_notes() {
    let corpus = include_str!("../../../../tests/golden/guard/heldout.jsonl");
    check("held out", corpus, 90.0, false);
}

/// The corpus itself: at least 240 notes, about half of them clean, in three languages.
#[test]
fn the_corpus_is_what_it_says() {
    let mut languages: BTreeMap<String, usize> = BTreeMap::new();
    let (mut leaks, mut clean) = (0_usize, 0_usize);
    for corpus in [
        include_str!("../../../../tests/golden/guard/known.jsonl"),
        include_str!("../../../../tests/golden/guard/heldout.jsonl"),
    ] {
        for line in corpus.lines() {
            let note: serde_json::Value = serde_json::from_str(line).unwrap();
            let language = note["language"].as_str().unwrap();
            *languages.entry(language.to_owned()).or_default() += 1;
            if note["leak"] == true {
                leaks += 1
            } else {
                clean += 1
            }
        }
    }
    assert!(leaks + clean >= 240 && leaks.abs_diff(clean) * 10 < leaks + clean);
    assert_eq!(
        languages.keys().map(String::as_str).collect::<Vec<_>>(),
        ["en", "nb", "nn"]
    );
}

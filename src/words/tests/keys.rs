//! The keys in the code and the pages against the sentences.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::domain::Language;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, ends: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else {
        return found;
    };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            found.extend(files(&path, ends));
        } else if ends
            .iter()
            .any(|end| path.extension().is_some_and(|e| e == *end))
        {
            found.push(path);
        }
    }
    found
}

/// Each sentence by key, with the names of the values it wants.
fn sentences(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    sentences_in(language, |_| true)
}

/// The same for the files whose name is `wanted`.
fn sentences_in(
    language: Language,
    wanted: impl Fn(&str) -> bool,
) -> BTreeMap<String, BTreeSet<String>> {
    let mut all = BTreeMap::new();
    let mut key = String::new();
    for file in files(&root().join("locales").join(language.code()), &["ftl"]) {
        if !wanted(file.file_name().unwrap().to_str().unwrap()) {
            continue;
        }
        for line in fs::read_to_string(file).unwrap().lines() {
            if line.starts_with(|c: char| c.is_ascii_lowercase()) {
                let (name, _) = line.split_once('=').unwrap();
                key = name.trim().to_owned();
                assert!(
                    !all.contains_key(&key),
                    "{key} stands twice in {}",
                    language.code()
                );
                all.insert(key.clone(), BTreeSet::new());
            }
            for value in line.split('$').skip(1) {
                let name: String = value
                    .chars()
                    .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                    .collect();
                all.entry(key.clone()).or_default().insert(name);
            }
        }
    }
    all
}

/// Every string literal that stands as the key of a sentence.
fn used() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for file in files(&root().join("src"), &["rs", "html"]) {
        if file.ends_with("keys.rs") {
            continue;
        }
        let text: String = fs::read_to_string(file)
            .unwrap()
            .split_whitespace()
            .collect();
        for call in ["text(\"", "text_with(\"", "key(\""] {
            for rest in text.split(call).skip(1) {
                let key = rest.split('"').next().unwrap_or_default();
                if key.starts_with(|c: char| c.is_ascii_lowercase())
                    && key.contains('-')
                    && key
                        .chars()
                        .all(|c| c.is_ascii_lowercase() || c == '-' || c.is_ascii_digit())
                {
                    keys.insert(key.to_owned());
                }
            }
        }
    }
    keys
}

#[test]
fn every_key_that_is_used_has_a_sentence() {
    let nb = sentences(Language::Nb);
    let missing: Vec<_> = used()
        .into_iter()
        .filter(|key| !nb.contains_key(key))
        .collect();
    assert!(missing.is_empty(), "no sentence for {missing:?}");
}

#[test]
fn every_sentence_is_used() {
    let code: String = files(&root().join("src"), &["rs", "html"])
        .into_iter()
        .map(|file| fs::read_to_string(file).unwrap())
        .collect();
    let idle: Vec<_> = sentences(Language::Nb)
        .into_keys()
        // The guard's sentences are found by its own codes; a test of `web` goes through them all.
        .filter(|key| !key.starts_with("guard-") && !code.contains(&format!("\"{key}\"")))
        .collect();
    assert!(idle.is_empty(), "nothing uses {idle:?}");
}

#[test]
fn the_languages_say_the_same_things() {
    for language in [Language::Nn, Language::En] {
        let folder = root().join("locales").join(language.code());
        let other = sentences(language);
        // A file that the language does not have yet is read in bokmål.
        let nb = sentences_in(Language::Nb, |file| folder.join(file).is_file());
        for (key, values) in &nb {
            assert_eq!(Some(values), other.get(key), "{key} in {}", language.code());
        }
        for key in other.keys() {
            assert!(nb.contains_key(key), "{key} is only in {}", language.code());
        }
    }
}

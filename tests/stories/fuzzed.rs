//! The corpus of `fuzz/`, read without a fuzzer: what its targets check holds for every file there.

use std::fs;
use std::path::Path;

#[path = "../../fuzz/checks/mod.rs"]
mod checks;

use checks::{calendar_text, multistatus};

#[test]
fn the_corpus_of_calendar_texts_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/calendar_text");
    let mut files = 0;
    for entry in fs::read_dir(folder).unwrap() {
        calendar_text::check(&fs::read(entry.unwrap().path()).unwrap());
        files += 1;
    }
    assert!(files > 30, "only {files} files");
}

#[test]
fn the_corpus_of_answers_about_entries_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/multistatus");
    let (mut files, mut answered) = (0, 0);
    for entry in fs::read_dir(folder).unwrap() {
        answered += usize::from(multistatus::check(
            &fs::read(entry.unwrap().path()).unwrap(),
        ));
        files += 1;
    }
    assert!(files >= 10, "only {files} files");
    assert_eq!(answered, 4);
}

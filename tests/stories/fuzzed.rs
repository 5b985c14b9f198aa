//! The corpus of `fuzz/`, read without a fuzzer: what its targets check holds for every file there.

use std::fs;
use std::path::Path;

#[path = "../../fuzz/checks/calendar_text.rs"]
mod calendar_text;

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

//! Made calendars read by us and by Python's recurring-ical-events, an independent reader and engine.
//!
//! `answers.py` beside this file compares the two: equal as they stand, or equal once the named rules
//! are applied in which the policy differs from what that engine does; nothing else passes.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use serde_json::{Value, json};

use super::made::{Made, calendar};
use crate::calendars::busy::read;

/// How many calendars are compared.
const CALENDARS: u64 = 2_000;

#[derive(Deserialize)]
struct Verdict {
    /// Equal as they stand.
    agreed: u64,
    /// By the rules that were needed.
    explained: BTreeMap<String, u64>,
    /// The questions where the answers differ all the same, with both answers.
    differ: Vec<Value>,
}

/// Python with recurring-ical-events, made where it is not there yet.
fn python() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = root.join(".tools/py/bin/python");
    if !python.exists() {
        let made = Command::new(root.join("tests/tools/python.sh")).status();
        assert!(made.unwrap().success(), "tests/tools/python.sh failed");
    }
    python
}

/// One line for `answers.py`: the calendar, the question, and our answer.
fn question(seed: u64, made: &Made) -> Value {
    let report = read(made.text.as_bytes(), &made.request)
        .unwrap_or_else(|fault| panic!("seed {seed}: {fault}\n{}", made.text));
    let busy: Vec<Value> = report
        .joined()
        .iter()
        .map(|busy| {
            let ends = (busy.interval.start(), busy.interval.end());
            json!([ends.0.seconds(), ends.1.seconds(), busy.kind])
        })
        .collect();
    let window = made.request.window;
    json!({
        "seed": seed,
        "text": made.text,
        "window": [window.start().seconds(), window.end().seconds()],
        "zone": made.zone,
        "owner": made.request.owner,
        "busy": busy,
    })
}

fn verdict(seeds: std::ops::Range<u64>) -> Verdict {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    for seed in seeds {
        writeln!(file, "{}", question(seed, &calendar(seed))).unwrap();
    }
    file.flush().unwrap();
    let script = Path::new(file!()).with_file_name("answers.py");
    let output = Command::new(python())
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(script))
        .arg(file.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "answers.py failed: {said}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn two_readers_find_the_same_stretches() {
    compare(0..CALENDARS);
}

#[test]
#[ignore = "long"]
fn soak_two_readers_find_the_same_stretches_in_many_more() {
    compare(CALENDARS..10 * CALENDARS);
}

fn compare(seeds: std::ops::Range<u64>) {
    let all = seeds.end - seeds.start;
    let verdict = verdict(seeds);
    println!("{} of {all} agree as they stand", verdict.agreed);
    for (rules, times) in &verdict.explained {
        println!("{times} agree by {rules}");
    }
    let shown: Vec<String> = verdict
        .differ
        .iter()
        .take(3)
        .map(|one| {
            format!(
                "seed {}, {} from {}\n{}ours   {}\ntheirs {}\n",
                one["seed"],
                one["zone"],
                one["window"][0],
                one["text"].as_str().unwrap(),
                one["busy"],
                one["theirs"],
            )
        })
        .collect();
    let number = verdict.differ.len();
    assert!(number == 0, "{number} differ\n{}", shown.join("\n"));
    // Most must be equal without any rule, or the rules would be what is compared.
    assert!(verdict.agreed > all * 3 / 4, "{}", verdict.agreed);
}

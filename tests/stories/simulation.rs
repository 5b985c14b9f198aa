//! Many nodes in virtual time under faults: everything holds that must, every fault falls, and the
//! same seed tells the same story; through the library and through the command.

use std::process::{Command, Output};

use samband::simulation::{Only, Options, Report, simulate};
use serde_json::Value;

fn seeds(from: u64, to: u64, only: Only) -> Report {
    simulate(&(from..to), Options { only, at_once: 2 })
}

#[test]
fn everything_holds_and_every_fault_falls() {
    let report = seeds(0, 24, Only::default());
    assert_eq!(report.violations, []);
    assert_eq!(report.unfired(), Vec::<String>::new());
    let counts = report.counts();
    let count = |group: &str, key: &str| {
        let (_, counts) = counts.iter().find(|(name, _)| *name == group).unwrap();
        counts.iter().find(|(name, _)| *name == key).unwrap().1
    };
    assert!(count("bookings", "asked") + count("notes", "accepted") >= 24 * 40);
    assert!(count("bookings", "sealed") > 50);
    assert!(count("bookings", "refused") > 10);
    assert!(count("notes", "delivered") > 50);
    assert!(count("envelopes", "lost") > 100);
}

#[test]
fn the_same_seed_tells_the_same_story() {
    let once = seeds(13, 15, Only::default());
    let again = seeds(13, 15, Only::default());
    let other = seeds(15, 17, Only::default());
    assert_eq!(once.trace_hash, again.trace_hash);
    assert_ne!(once.trace_hash, other.trace_hash);
    assert_eq!(once.trace_hash.len(), 32);
}

fn samband(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_samband"))
        .args(args)
        .output()
        .unwrap()
}

#[test]
fn the_command_prints_one_document_with_these_keys() {
    let only = "crash-after-commit";
    let run = samband(&["simulate", "--seeds", "18..19", "--only", only, "--json"]);
    assert_eq!(run.status.code(), Some(0));
    let document: Value = serde_json::from_slice(&run.stdout).unwrap();
    let keys = |value: &Value| -> Vec<String> {
        let object = value.as_object().unwrap();
        object.keys().cloned().collect()
    };
    let sorted = |names: &str| {
        let mut names: Vec<String> = names.split(' ').map(str::to_owned).collect();
        names.sort();
        names
    };
    let expected = "seeds backend options virtual_hours steps envelopes faults bookings notes \
                    ledger violations trace_hash wall_s";
    assert_eq!(keys(&document), sorted(expected));
    for (group, names) in [
        ("seeds", "from n"),
        ("envelopes", "sent lost duplicated reordered partitions"),
        ("faults", "fired survived points_fired points_total unfired"),
        (
            "bookings",
            "asked sealed refused released double_booked orphan_holds in_doubt",
        ),
        ("notes", "accepted delivered failed_reported lost twice"),
        ("ledger", "rows without_row chains_ok chains_bad"),
    ] {
        assert_eq!(keys(&document[group]), sorted(names), "{group}");
    }
    assert_eq!(document["seeds"], serde_json::json!({"from": 18, "n": 1}));
    assert_eq!(document["backend"], "memory");
    assert_eq!(document["envelopes"]["lost"], 0, "only crashes were drawn");
    assert_eq!(document["violations"], serde_json::json!([]));
}

#[test]
fn a_fault_or_a_range_that_is_none_is_wrong_input() {
    let run = samband(&["simulate", "--seeds", "1..2", "--only", "weather", "--json"]);
    assert_eq!(run.status.code(), Some(2));
    let document: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(document["error"]["code"], "fault");
    for range in ["2..1", "1..1", "1", "a..b", "..2"] {
        let run = samband(&["simulate", "--seeds", range, "--json"]);
        assert_eq!(run.status.code(), Some(2), "{range}");
        let document: Value = serde_json::from_slice(&run.stdout).unwrap();
        assert_eq!(document["error"]["code"], "seeds", "{range}");
    }
}

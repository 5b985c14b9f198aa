//! An administrator keeps people and calendars in a file, and scripts the program around it.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::support::command::{node, samband};

fn directory(folder: &Path, verb: &str) -> (Option<i32>, usize) {
    let arguments = [
        "directory",
        verb,
        "--config",
        "samband.toml",
        "directory.toml",
        "--json",
    ];
    let output = samband(folder, &arguments);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let changes = document["changes"].as_array().unwrap().len();
    (output.status.code(), changes)
}

#[test]
fn applying_twice_changes_nothing_and_a_new_password_is_one_change() {
    let node = node();
    let folder = node.path();
    assert_eq!(directory(folder, "apply").0, Some(0));
    assert_eq!(directory(folder, "apply"), (Some(0), 0));
    assert_eq!(directory(folder, "diff"), (Some(0), 0));

    fs::write(folder.join("anna.password"), "hunter3\n").unwrap();
    assert_eq!(directory(folder, "diff"), (Some(1), 1));
    assert_eq!(directory(folder, "apply"), (Some(0), 1));

    let exported = samband(folder, &["directory", "export", "--config", "samband.toml"]);
    let text = String::from_utf8(exported.stdout).unwrap();
    assert!(!text.contains("hunter"), "{text}");
    fs::write(folder.join("directory.toml"), text).unwrap();
    assert_eq!(
        directory(folder, "diff"),
        (Some(0), 0),
        "the node keeps the password"
    );
}

#[test]
fn a_wrong_call_is_one_document_too() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["busy", "x.ics", "--json"][..],
        &["directory", "apply", "--json"],
        &["nonsense", "--json"],
    ] {
        let output = samband(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(document["error"]["code"], "arguments", "{arguments:?}");
        assert!(!output.stderr.is_empty());
    }
    let add = [
        "peer",
        "add",
        "nav",
        "--name",
        "Nav",
        "--zone",
        "nav",
        "--config",
        "samband.toml",
        "--identity",
        "-hwGDfhpmZjd",
    ];
    let told = String::from_utf8(samband(folder.path(), &add).stderr).unwrap();
    assert!(told.starts_with("samband: --identity is not one"), "{told}");
    let help = samband(folder.path(), &["--help"]);
    assert_eq!(help.status.code(), Some(0));
}

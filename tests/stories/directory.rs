//! An administrator keeps people and calendars in a file, and scripts the program around it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

const SETTINGS: &str = "[node]\nid = \"vik\"\nname = \"Vik legesenter\"\nzone = \"municipal_health\"\n\
     [store]\npath = \"samband.db\"\n[keys]\nnode_key_file = \"node.key\"\n\
     [web]\npublic_url = \"https://samband.vik.test\"\n\
     [mail]\nfrom = \"samband@vik.test\"\nhost = \"smtp.vik.test\"\n";
const DIRECTORY: &str = "[organisation]\nname = \"Vik legesenter\"\nneutral_name = \"Vik\"\n\
     [[person]]\nkey = \"anna-vik\"\nname = \"Anna Vik\"\nroles = [\"clinician\"]\nhours = [\"monday-friday 08:00-15:30\"]\ncomplete = true\n\
     [[person.calendar]]\nkey = \"dav\"\nkind = \"caldav\"\nurl = \"https://cal.vik.test/\"\n\
     user = \"anna\"\npassword_file = \"anna.password\"\n";

fn samband(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_samband"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

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

fn node() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("samband.toml"), SETTINGS).unwrap();
    fs::write(folder.path().join("directory.toml"), DIRECTORY).unwrap();
    fs::write(folder.path().join("anna.password"), "hunter2\n").unwrap();
    let made = samband(folder.path(), &["keys", "new", "--config", "samband.toml"]);
    assert_eq!(made.status.code(), Some(0), "{made:?}");
    folder
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
    let help = samband(folder.path(), &["--help"]);
    assert_eq!(help.status.code(), Some(0));
}

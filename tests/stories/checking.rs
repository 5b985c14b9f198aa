//! An operator checks a settings file before starting a node with it.

use std::fs;
use std::process::{Command, Output};

use serde_json::Value;

const EXAMPLE: &str = include_str!("../../config/samband.example.toml");

fn check(text: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("samband.toml");
    fs::write(&file, text).unwrap();
    Command::new(env!("CARGO_BIN_EXE_samband"))
        .args(["check", "--config"])
        .arg(&file)
        .args(arguments)
        .envs(environment.iter().copied())
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn the_example_is_fine() {
    let output = check(EXAMPLE, &[], &[]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).ends_with("samband.toml: fine, for node nav-nordfjell\n"));
    let told = text(&output.stderr);
    assert!(told.contains("samband keys new --config"), "{told}");
    let output = check(EXAMPLE, &["--json"], &[]);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["valid"], true);
}

#[test]
fn five_mistakes_are_told_at_once_with_code_2() {
    let wrong = EXAMPLE
        .replace("id = \"nav-nordfjell\"", "id = \"Nav\"")
        .replace("zone = \"nav\"", "zone = \"NAV\"")
        .replace("#max_age_hours = 24", "max_age_hour = 24")
        .replace("#format = \"json\"", "format = 1");
    let environment = [("SAMBAND__MAIL__PORT", "70000")];
    let output = check(&wrong, &[], &environment);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let told = text(&output.stderr);
    assert!(
        told.starts_with("samband: 5 problems with the settings:\n"),
        "{told}"
    );
    assert_eq!(told.lines().count(), 6, "{told}");
    for part in [
        "node.id",
        "node.zone",
        "did you mean `max_age_hours`?",
        "log.format",
        "SAMBAND__MAIL__PORT: mail.port",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }

    let output = check(&wrong, &["--json"], &environment);
    assert_eq!(output.status.code(), Some(2));
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["valid"], false);
    assert_eq!(document["error"]["code"], "settings");
    assert!(document["error"]["line"].is_u64());
    assert_eq!(document["problems"].as_array().unwrap().len(), 5);
    assert_eq!(document["problems"][0]["key"], "node.id");
}

#[test]
fn a_missing_file_and_an_empty_one_are_told_with_code_2() {
    let output = Command::new(env!("CARGO_BIN_EXE_samband"))
        .args(["check", "--config", "/nowhere/samband.toml", "--json"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let message = document["error"]["message"].as_str().unwrap();
    assert!(
        message.contains("/nowhere/samband.toml: there is no such file"),
        "{message}"
    );
    assert_eq!(check("", &[], &[]).status.code(), Some(2));
}

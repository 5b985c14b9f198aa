//! A node of one folder, and the program run there as its administrator does.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

const SETTINGS: &str = "[node]\nid = \"vik\"\nname = \"Vik legesenter\"\nzone = \"municipal_health\"\n\
     [store]\npath = \"samband.db\"\n[keys]\nnode_key_file = \"node.key\"\n\
     [web]\npublic_url = \"https://samband.vik.test\"\n\
     [mail]\nfrom = \"samband@vik.test\"\nhost = \"smtp.vik.test\"\n";
const DIRECTORY: &str = "[organisation]\nname = \"Vik legesenter\"\nneutral_name = \"Vik\"\n\
     [[person]]\nkey = \"anna-vik\"\nname = \"Anna Vik\"\nroles = [\"clinician\"]\nhours = [\"monday-friday 08:00-15:30\"]\ncomplete = true\n\
     [[person.calendar]]\nkey = \"dav\"\nkind = \"caldav\"\nurl = \"https://cal.vik.test/\"\n\
     user = \"anna\"\npassword_file = \"anna.password\"\n";

/// The program, run in a folder.
pub fn samband(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_samband"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

/// A node with one person, whose calendar is at an address that nobody answers.
pub fn node() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("samband.toml"), SETTINGS).unwrap();
    fs::write(folder.path().join("directory.toml"), DIRECTORY).unwrap();
    fs::write(folder.path().join("anna.password"), "hunter2\n").unwrap();
    let made = samband(folder.path(), &["keys", "new", "--config", "samband.toml"]);
    assert_eq!(made.status.code(), Some(0), "{made:?}");
    folder
}

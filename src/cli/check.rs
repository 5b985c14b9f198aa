//! `samband check`: whether a settings file will do, without touching anything but the files that
//! it names.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde_json::{Value, json};

use super::Failure;
use crate::settings::{KeySettings, LinkSettings, Problem, Problems, Settings, environment};

/// What to check.
#[derive(Debug, Args)]
pub struct Check {
    /// The settings file; config/samband.example.toml shows every setting.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

impl Check {
    /// Checks, and says what is wrong: exit code 0, or 2 with every problem.
    #[must_use]
    pub fn run(&self) -> ExitCode {
        match Settings::load(&self.config, environment()) {
            Ok(settings) => {
                self.praise(&settings);
                ExitCode::SUCCESS
            }
            Err(problems) => {
                if self.json {
                    println!("{}", document(&problems));
                }
                Failure::from(problems).report(false)
            }
        }
    }

    fn praise(&self, settings: &Settings) {
        if self.json {
            println!(
                "{}",
                json!({"valid": true, "node": settings.node.id.as_str()})
            );
        } else {
            let node = &settings.node.id;
            println!("{}: fine, for node {node}", self.config.display());
        }
        if let KeySettings::File(key) = &settings.keys
            && !key.exists()
        {
            let (key, config) = (key.display(), self.config.display());
            eprintln!("{key} is not there yet: make it with `samband keys new --config {config}`");
        }
        if matches!(settings.link, LinkSettings::None) {
            eprintln!("there is no link: this node serves its own people only");
        }
    }
}

/// The problems as one document.
fn document(problems: &Problems) -> Value {
    let all: Vec<Value> = problems.all().iter().map(entry).collect();
    let line = problems.all().iter().find_map(|problem| problem.line);
    let message = problems.to_string();
    json!({
        "valid": false,
        "error": {"code": "settings", "line": line, "message": message},
        "problems": all,
    })
}

fn entry(problem: &Problem) -> Value {
    json!({
        "place": problem.place,
        "line": problem.line,
        "key": problem.key,
        "what": problem.what,
        "mend": problem.mend,
    })
}

impl From<Problems> for Failure {
    /// For every command with a settings file: one line for each problem.
    fn from(problems: Problems) -> Self {
        Self::Input {
            code: "settings",
            line: problems.all().iter().find_map(|problem| problem.line),
            message: match problems.all() {
                [one] => one.to_string(),
                all => format!("{} problems with the settings:\n{problems}", all.len()),
            },
        }
    }
}

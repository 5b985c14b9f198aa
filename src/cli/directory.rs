//! `samband directory`: people, teams, places and calendar links as a file.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use secrecy::SecretString;
use serde_json::json;

use super::Failure;
use super::config::{Config, node, runtime};
use crate::flows::directory;
use crate::flows::directory_file::{Change, DirectoryFile, Problems};

/// People, teams, places and calendar links as a file.
#[derive(Debug, Subcommand)]
pub(super) enum Directory {
    /// Applies the file and says what it changed. Applied again it changes nothing.
    Apply(WithFile),
    /// Says what applying the file would change: exit code 1 where it would change something.
    Diff(WithFile),
    /// Prints the directory as it was last applied. Passwords are not in it; feed addresses are.
    Export(Export),
}

/// A directory file for a node.
#[derive(Debug, Args)]
pub(super) struct WithFile {
    #[command(flatten)]
    config: Config,
    /// The directory file.
    #[arg(value_name = "DIRECTORY.toml")]
    file: PathBuf,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

/// A node.
#[derive(Debug, Args)]
pub(super) struct Export {
    #[command(flatten)]
    config: Config,
}

impl Directory {
    /// Runs the command and gives the exit code.
    pub(super) fn run(&self) -> ExitCode {
        let (done, json) = match self {
            Self::Apply(with) => (with.apply(), with.json),
            Self::Diff(with) => (with.diff(), with.json),
            Self::Export(export) => (export.export(), false),
        };
        done.unwrap_or_else(|failure| failure.report(json))
    }
}

impl WithFile {
    fn apply(&self) -> Result<ExitCode, Failure> {
        let file = self.read()?;
        let settings = self.config.settings()?;
        let changes = runtime()?.block_on(async {
            let node = node(&settings).await?;
            let done = node
                .change(async |turn| directory::apply(turn, &file).await)
                .await;
            Ok::<_, Failure>(done?)
        })?;
        self.tell(&changes);
        Ok(ExitCode::SUCCESS)
    }

    fn diff(&self) -> Result<ExitCode, Failure> {
        let file = self.read()?;
        let settings = self.config.settings()?;
        let changes = runtime()?.block_on(async {
            let node = node(&settings).await?;
            let done = node
                .change(async |turn| directory::changes(turn, &file).await)
                .await;
            Ok::<_, Failure>(done?)
        })?;
        self.tell(&changes);
        Ok(ExitCode::from(u8::from(!changes.is_empty())))
    }

    fn read(&self) -> Result<DirectoryFile, Failure> {
        let text = std::fs::read_to_string(&self.file).map_err(|error| {
            let path = self.file.display();
            Failure::input("file", format!("{path} can't be read: {error}"))
        })?;
        let folder = self.file.parent().unwrap_or(Path::new("."));
        DirectoryFile::read(&text)
            .and_then(|file| {
                file.with_passwords(|path| {
                    let text = std::fs::read_to_string(folder.join(path)).ok()?;
                    Some(SecretString::from(text))
                })
            })
            .map_err(|problems| self.failure(&problems))
    }

    fn failure(&self, problems: &Problems) -> Failure {
        let path = self.file.display();
        let lines: Vec<String> = problems
            .list()
            .iter()
            .map(|problem| format!("{path}: {problem}"))
            .collect();
        Failure::Input {
            code: "directory",
            line: problems.list().iter().find_map(|problem| problem.line),
            message: lines.join("\n"),
        }
    }

    fn tell(&self, changes: &[Change]) {
        let lines: Vec<String> = changes.iter().map(ToString::to_string).collect();
        if self.json {
            println!("{}", json!({"changes": lines}));
        } else if lines.is_empty() {
            println!("nothing to change");
        } else {
            println!("{}", lines.join("\n"));
        }
    }
}

impl Export {
    fn export(&self) -> Result<ExitCode, Failure> {
        let settings = self.config.settings()?;
        let text = runtime()?.block_on(async {
            let node = node(&settings).await?;
            let done = node
                .change(async |turn| directory::export(turn).await)
                .await;
            Ok::<_, Failure>(done?)
        })?;
        match text {
            Some(text) => {
                print!("{text}");
                Ok(ExitCode::SUCCESS)
            }
            None => Err(Failure::input(
                "no_directory",
                "no directory was applied yet; apply one with `samband directory apply`",
            )),
        }
    }
}

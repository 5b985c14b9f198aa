//! The command line, one file per command.
//!
//! Exit codes are stable: 0 done; 1 done and the answer is "no"; 2 the input or the configuration
//! is wrong; 3 something outside failed. With `--json` one JSON document goes to standard output
//! and nothing else; words for people go to standard error.

mod busy;
mod failure;
mod instance;
mod propose;
mod simulate;

pub use failure::Failure;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Finds time and carries short messages between health services and NAV.
#[derive(Debug, Parser)]
#[command(name = "samband", version, about)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Busy intervals of one iCalendar text.
    Busy(busy::Busy),
    /// Finds the starts at which everybody can meet, for one instance (docs/plan-format.md).
    Propose(propose::Propose),
    /// Runs many nodes in virtual time under faults and says whether everything held that must.
    Simulate(simulate::Simulate),
}

/// Runs the command that the program was called with and gives its exit code.
#[must_use]
pub fn run() -> ExitCode {
    let line = CommandLine::parse();
    match line.command {
        Command::Busy(busy) => busy.run(),
        Command::Propose(propose) => propose.run(),
        Command::Simulate(simulate) => simulate.run(),
    }
}

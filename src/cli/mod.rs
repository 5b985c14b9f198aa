//! The command line, one file per command.
//!
//! Exit codes are stable: 0 done; 1 done and the answer is "no"; 2 the input or the configuration
//! is wrong; 3 something outside failed. With `--json` one JSON document goes to standard output
//! and nothing else; words for people go to standard error.

mod busy;
mod busy_question;
mod calendar;
mod calendar_source;
mod check;
mod config;
mod demo;
mod demo_report;
mod demo_served;
mod directory;
mod doctor;
mod failure;
mod guard;
mod instance;
mod keys;
mod ledger;
mod peer;
mod propose;
mod serve;
mod simulate;

pub use failure::Failure;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Finds time and carries short messages between health services and Nav.
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
    /// Looks at a live calendar.
    #[command(subcommand)]
    Calendar(calendar::CalendarCommand),
    /// The boundary guard over free text.
    Guard(guard::Guard),
    /// One organisation's node.
    Serve(serve::Serve),
    /// People, teams, places and calendar links as a file.
    #[command(subcommand)]
    Directory(directory::Directory),
    /// The node's identity.
    #[command(subcommand)]
    Keys(keys::Keys),
    /// The other nodes.
    #[command(subcommand)]
    Peer(peer::Peer),
    /// What crossed, and that the record of it was not altered.
    #[command(subcommand)]
    Ledger(ledger::Ledger),
    /// Three invented organisations in one process.
    Demo(demo::Demo),
    /// Whether a settings file will do, without touching anything.
    Check(check::Check),
    /// Tries everything outside the node and says what is wrong.
    Doctor(doctor::Doctor),
    /// Finds the starts at which everybody can meet, for one instance (docs/plan-format.md).
    Propose(propose::Propose),
    /// Runs many nodes in virtual time under faults and says whether everything held that must.
    Simulate(simulate::Simulate),
}

/// Runs the command that the program was called with and gives its exit code.
#[must_use]
pub fn run() -> ExitCode {
    let line = match CommandLine::try_parse() {
        Ok(line) => line,
        Err(error) => return misused(&error),
    };
    match line.command {
        Command::Busy(busy) => busy.run(),
        Command::Calendar(command) => calendar::run(&command),
        Command::Guard(guard) => guard.run(),
        Command::Serve(serve) => serve.run(),
        Command::Directory(directory) => directory.run(),
        Command::Keys(keys) => keys.run(),
        Command::Peer(peer) => peer.run(),
        Command::Ledger(ledger) => ledger.run(),
        Command::Demo(demo) => demo.run(),
        Command::Check(check) => check.run(),
        Command::Doctor(doctor) => doctor.run(),
        Command::Propose(propose) => propose.run(),
        Command::Simulate(simulate) => simulate.run(),
    }
}

/// Help and version are what was asked for; anything else is a wrong call, told as every failure is.
fn misused(error: &clap::Error) -> ExitCode {
    let asked_for = !error.use_stderr();
    if !asked_for && std::env::args_os().any(|argument| argument == "--json") {
        let rendered = error.render().to_string();
        let first = rendered.split("\n\n").next().unwrap_or_default();
        let message = first.trim_start_matches("error: ").trim();
        println!("{}", failure::document("arguments", None, message));
    }
    // Nobody is left to tell where standard error is closed.
    let _ = error.print();
    ExitCode::from(if asked_for { 0 } else { 2 })
}

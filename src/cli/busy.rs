//! `samband busy`: one iCalendar text to the stretches in which its owner is not free. Nothing else
//! of the text is printed, not even in an error.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::Failure;
use super::busy_question::BusyQuestion;
use crate::calendars::busy::{BusyReport, BusyRequest, read};

/// More than [`read`] takes, so that it can say so; the rest of an endless file is left alone.
const MOST_BYTES: u64 = 16 << 20;

/// What is asked.
#[derive(Debug, Args)]
pub(super) struct Busy {
    /// The .ics file; standard input without it.
    file: Option<PathBuf>,
    #[command(flatten)]
    question: BusyQuestion,
}

impl Busy {
    /// Reads, prints what it found, and gives the exit code.
    pub(super) fn run(&self) -> ExitCode {
        match self.read() {
            Ok((request, report)) => {
                self.question.print(&request, &report);
                ExitCode::SUCCESS
            }
            Err(failure) => failure.report(self.question.json),
        }
    }

    fn read(&self) -> Result<(BusyRequest, BusyReport), Failure> {
        let request = self.question.request()?;
        let bytes = bytes(self.file.as_deref())?;
        let report = read(&bytes, &request).map_err(|fault| Failure::Input {
            code: fault.code(),
            line: fault.line(),
            message: match &self.file {
                Some(file) => format!("{}: {fault}", file.display()),
                None => fault.to_string(),
            },
        })?;
        Ok((request, report))
    }
}

fn bytes(file: Option<&Path>) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let result = match file {
        Some(path) => File::open(path).and_then(|f| f.take(MOST_BYTES).read_to_end(&mut bytes)),
        None => io::stdin().lock().take(MOST_BYTES).read_to_end(&mut bytes),
    };
    result.map_err(|error| {
        let name = file.map_or("standard input".into(), |path| path.display().to_string());
        Failure::input("file", format!("{name} cannot be read: {error}"))
    })?;
    Ok(bytes)
}

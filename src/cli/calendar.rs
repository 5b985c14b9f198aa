//! `samband calendar busy`: when the owner of a calendar is busy, from the live source and through
//! the code that syncs. Nothing is kept.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::Failure;
use super::busy_question::BusyQuestion;
use super::calendar_source::SourceArgs;
use crate::calendars::busy::{BusyReport, BusyRequest};
use crate::calendars::source::{self, Fetched};
use crate::http::{FetchSettings, Fetcher};

/// Looks at calendars.
#[derive(Debug, Subcommand)]
pub(super) enum CalendarCommand {
    /// Busy intervals from a live calendar.
    Busy(BusyArgs),
}

/// Which calendar, and when.
#[derive(Debug, Args)]
pub(super) struct BusyArgs {
    #[command(flatten)]
    source: SourceArgs,
    #[command(flatten)]
    question: BusyQuestion,
}

/// Runs the command.
pub(super) fn run(command: &CalendarCommand) -> ExitCode {
    let CalendarCommand::Busy(args) = command;
    match busy(args) {
        Ok((request, report)) => {
            args.question.print(&request, &report);
            ExitCode::SUCCESS
        }
        Err(failure) => failure.report(args.question.json),
    }
}

fn busy(args: &BusyArgs) -> Result<(BusyRequest, BusyReport), Failure> {
    let source = args.source.source()?;
    let request = args.question.request()?;
    let settings = FetchSettings {
        plain_http: true,
        inside: true,
        resolver: args.source.resolver,
        ..FetchSettings::default()
    };
    let runtime = tokio::runtime::Runtime::new()
        .map_err(|_| Failure::outside("runtime", "the system gives no threads"))?;
    let fetched = runtime.block_on(async {
        let fetcher = Fetcher::new(&settings)?;
        source::fetch(&fetcher, &source, &request, None, None).await
    });
    match fetched {
        Ok(Fetched::Changed { report, .. }) => Ok((request, report)),
        // Nothing was known before, so nothing can be unchanged.
        Ok(Fetched::Unchanged) => Err(Failure::outside("unforeseen", "no answer")),
        Err(trouble) => Err(Failure::outside(trouble.code(), trouble.to_string())),
    }
}

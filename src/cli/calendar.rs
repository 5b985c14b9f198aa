//! `samband calendar busy`: when the owner of a calendar is busy, from the live source and through
//! the code that syncs. Nothing is kept.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use secrecy::{ExposeSecret, SecretString};

use super::Failure;
use super::busy_question::BusyQuestion;
use crate::calendars::busy::{BusyReport, BusyRequest};
use crate::calendars::source::{self, Fetched, Source};
use crate::http::{FetchSettings, Fetcher, Login};

/// Looks at calendars.
#[derive(Debug, Subcommand)]
pub(super) enum CalendarCommand {
    /// Busy intervals from a live calendar.
    Busy(BusyArgs),
}

/// Which calendar, and when.
#[derive(Debug, Args)]
pub(super) struct BusyArgs {
    /// Address of the calendar; may be plain http and inside the network.
    #[arg(long, value_parser = secret)]
    url: SecretString,
    /// What is at the address.
    #[arg(long)]
    kind: Kind,
    /// The account's name.
    #[arg(long, requires = "password_file")]
    user: Option<String>,
    /// File with the account's password.
    #[arg(long, requires = "user")]
    password_file: Option<PathBuf>,
    #[command(flatten)]
    question: BusyQuestion,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    /// A CalDAV server, account or calendar.
    #[value(name = "caldav")]
    CalDav,
    /// An iCalendar feed.
    Ics,
}

fn secret(text: &str) -> Result<SecretString, std::convert::Infallible> {
    Ok(text.into())
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
    let source = source_of(args)?;
    let request = args.question.request()?;
    let settings = FetchSettings {
        plain_http: true,
        inside: true,
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

fn source_of(args: &BusyArgs) -> Result<Source, Failure> {
    let address =
        args.url
            .expose_secret()
            .parse()
            .map_err(|error: source::SourceAddressError| {
                Failure::input("bad_address", format!("--url: {error}"))
            })?;
    let login = match (&args.user, &args.password_file) {
        (Some(user), Some(file)) => Some(Login {
            user: user.clone(),
            password: password(file)?,
        }),
        _ => None,
    };
    match (args.kind, login) {
        (Kind::Ics, login) => Ok(Source::Ics { address, login }),
        (Kind::CalDav, Some(login)) => Ok(Source::CalDav { address, login }),
        (Kind::CalDav, None) => Err(Failure::input(
            "no_login",
            "--kind caldav needs --user and --password-file",
        )),
    }
}

fn password(file: &Path) -> Result<SecretString, Failure> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        let message = format!("--password-file: {} can't be read: {error}", file.display());
        Failure::input("password_file", message)
    })?;
    Ok(text.trim_end_matches(['\r', '\n']).into())
}

//! `samband calendar busy`: when the owner of a calendar is busy, from the live source and through
//! the code that syncs. Nothing is kept.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use secrecy::{ExposeSecret, SecretString};

use super::Failure;
use super::busy_question::BusyQuestion;
use crate::calendars::busy::{BusyReport, BusyRequest};
use crate::calendars::source::{self, Fetched, Source, SourceAddress, SourceAddressError};
use crate::http::{Credentials, FetchSettings, Fetcher, Login};

/// Looks at calendars.
#[derive(Debug, Subcommand)]
pub(super) enum CalendarCommand {
    /// Busy intervals from a live calendar.
    Busy(BusyArgs),
}

/// Which calendar, and when.
#[derive(Debug, Args)]
pub(super) struct BusyArgs {
    /// Address of the calendar; may be plain http and inside the network. Of a CalDAV account a host
    /// or a mail address will do.
    #[arg(long, value_parser = secret)]
    url: SecretString,
    /// What is at the address.
    #[arg(long)]
    kind: Kind,
    /// The account's name. Without it a CalDAV password is a token, or belongs to the mail address
    /// in --url.
    #[arg(long, requires = "password_file")]
    user: Option<String>,
    /// File with the account's password.
    #[arg(long)]
    password_file: Option<PathBuf>,
    /// Resolver to ask where a host's calendars lie, as 10.0.0.53:53.
    #[arg(long)]
    resolver: Option<SocketAddr>,
    #[command(flatten)]
    question: BusyQuestion,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
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
        resolver: args.resolver,
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
    let bad = |error: SourceAddressError| Failure::input("bad_address", format!("--url: {error}"));
    let text = args.url.expose_secret();
    let password = args.password_file.as_deref().map(password).transpose()?;
    let user = args.user.as_deref();
    if args.kind == Kind::Ics {
        let login = match (user, password) {
            (Some(user), Some(password)) => Some(named(user, password)),
            (None, None) => None,
            _ => return Err(no_login("--password-file needs --user where --kind is ics")),
        };
        let address = text.parse().map_err(bad)?;
        return Ok(Source::Ics { address, login });
    }
    let address = SourceAddress::of_account(text).map_err(bad)?;
    let password = password.ok_or_else(|| no_login("--kind caldav needs --password-file"))?;
    let login = match user.or(SourceAddress::user_in(text)) {
        Some(user) => Credentials::Login(named(user, password)),
        None => Credentials::Bearer(password),
    };
    Ok(Source::CalDav { address, login })
}

fn named(user: &str, password: SecretString) -> Login {
    Login {
        user: user.to_owned(),
        password,
    }
}

fn no_login(what: &'static str) -> Failure {
    Failure::input("no_login", what)
}

fn password(file: &Path) -> Result<SecretString, Failure> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        let message = format!("--password-file: {} can't be read: {error}", file.display());
        Failure::input("password_file", message)
    })?;
    Ok(text.trim_end_matches(['\r', '\n']).into())
}

//! The source that the arguments of `samband calendar busy` mean: an address with what it takes to
//! get in.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};
use secrecy::{ExposeSecret, SecretString};

use super::Failure;
use crate::calendars::access::AccessSettings;
use crate::calendars::fhir::{Actor, Fhir, FhirSettings, USUAL_LONGEST_DAYS};
use crate::calendars::graph::{Graph, GraphSettings, Mailbox};
use crate::calendars::source::{Source, SourceAddress, SourceAddressError};
use crate::domain::{Clock, Instant};
use crate::http::{Login, Url};
use crate::node::{os_draw, system_clock};
use crate::settings::{Settings, environment};

/// Which calendar, and the way in.
#[derive(Debug, Args)]
pub(super) struct SourceArgs {
    /// Address of the calendar; may be plain http and inside the network. Of a CalDAV account a host
    /// or a mail address will do. For graph
    /// https://graph.microsoft.com/v1.0/users/MAILBOX, for fhir that of the practitioner, the role
    /// or the schedule, such as https://fhir.test/r4/Practitioner/123.
    #[arg(long, value_parser = secret)]
    url: SecretString,
    /// What is at the address.
    #[arg(long)]
    kind: Kind,
    /// The account's name. Without it a CalDAV password is a token, or belongs to the mail address in
    /// --url.
    #[arg(long, requires = "password_file")]
    user: Option<String>,
    /// File with the account's password; without --user, but for feeds, with a bearer token.
    #[arg(long)]
    password_file: Option<PathBuf>,
    /// A settings file: for graph and fhir, the way in is the one that it says.
    #[arg(long, value_name = "FILE", conflicts_with = "password_file")]
    config: Option<PathBuf>,
    /// Resolver to ask where a host's calendars lie, as 10.0.0.53:53.
    #[arg(long)]
    pub(super) resolver: Option<SocketAddr>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    /// A CalDAV server, account or calendar.
    #[value(name = "caldav")]
    CalDav,
    /// An iCalendar feed.
    Ics,
    /// A mailbox in Microsoft 365.
    Graph,
    /// An appointment book in a FHIR R4 server.
    Fhir,
}

fn secret(text: &str) -> Result<SecretString, std::convert::Infallible> {
    Ok(text.into())
}

impl SourceArgs {
    /// The source.
    pub(super) fn source(&self) -> Result<Source, Failure> {
        match self.kind {
            Kind::Ics => Ok(Source::Ics {
                address: self.parsed()?,
                login: self.login()?,
            }),
            Kind::CalDav => self.account(),
            Kind::Graph => self.graph(),
            Kind::Fhir => self.fhir(),
        }
    }

    fn account(&self) -> Result<Source, Failure> {
        let missing = || Failure::input("no_login", "--kind caldav needs --password-file");
        let password = password(self.password_file.as_deref().ok_or_else(missing)?)?;
        let source = Source::account(self.url.expose_secret(), self.user.as_deref(), password);
        source.map_err(|error| bad_address(&error.to_string()))
    }

    fn graph(&self) -> Result<Source, Failure> {
        let wrong = || bad_address("for graph it ends with /users/ and the mailbox");
        let text = self.url.expose_secret().trim().trim_end_matches('/');
        let (base, mailbox) = text.rsplit_once("/users/").ok_or_else(wrong)?;
        let mailbox: Mailbox = mailbox.replace("%40", "@").parse().map_err(|_| wrong())?;
        let graph_url = web(base).ok_or_else(wrong)?;
        let settings = match self.settings()? {
            Some(settings) => {
                let known = settings.graph.ok_or_else(|| not_set_up("[graph]"))?;
                same_place(&known.graph_url, &graph_url)?;
                known
            }
            None => {
                let missing = "--kind graph needs --config, or --password-file with a token";
                if self.user.is_some() || self.password_file.is_none() {
                    return Err(Failure::input("no_login", missing));
                }
                let access = self.access()?;
                GraphSettings { graph_url, access }
            }
        };
        Ok(Source::Graph {
            graph: Arc::new(Graph::new(settings, clock(), os_draw())),
            mailbox,
        })
    }

    fn fhir(&self) -> Result<Source, Failure> {
        let wrong = || bad_address("for fhir it ends with Practitioner/…, or the like");
        let text = self.url.expose_secret().trim().trim_end_matches('/');
        let mut slashes = text.rmatch_indices('/').map(|(at, _)| at);
        let at = slashes.nth(1).ok_or_else(wrong)?;
        let (base, actor) = text.split_at(at);
        let actor: Actor = actor.trim_start_matches('/').parse().map_err(|_| wrong())?;
        let base_url = web(base).ok_or_else(wrong)?;
        let settings = match self.settings()? {
            Some(settings) => {
                let known = settings.fhir.ok_or_else(|| not_set_up("[fhir]"))?;
                same_place(&known.base_url, &base_url)?;
                known
            }
            None => FhirSettings {
                base_url,
                access: self.access()?,
                longest_days: USUAL_LONGEST_DAYS,
            },
        };
        Ok(Source::Fhir {
            fhir: Arc::new(Fhir::new(settings, clock(), os_draw())),
            actor,
        })
    }

    fn parsed(&self) -> Result<SourceAddress, Failure> {
        let parsed = self.url.expose_secret().parse();
        parsed.map_err(|error: SourceAddressError| bad_address(&error.to_string()))
    }

    fn settings(&self) -> Result<Option<Settings>, Failure> {
        let Some(file) = &self.config else {
            return Ok(None);
        };
        Ok(Some(Settings::load(file, environment())?))
    }

    /// Basic authentication with a user, a token without one.
    fn access(&self) -> Result<AccessSettings, Failure> {
        match (&self.user, &self.password_file) {
            (Some(user), Some(file)) => Ok(AccessSettings::Basic(Login {
                user: user.clone(),
                password: password(file)?,
            })),
            (None, Some(file)) => Ok(AccessSettings::Token(password(file)?)),
            _ => Ok(AccessSettings::Open),
        }
    }

    fn login(&self) -> Result<Option<Login>, Failure> {
        match (&self.user, &self.password_file) {
            (Some(user), Some(file)) => Ok(Some(Login {
                user: user.clone(),
                password: password(file)?,
            })),
            (None, Some(_)) => Err(Failure::input("no_login", "--password-file needs --user")),
            _ => Ok(None),
        }
    }
}

fn bad_address(what: &str) -> Failure {
    Failure::input("bad_address", format!("--url: {what}"))
}

fn not_set_up(section: &str) -> Failure {
    let message = format!("--config: the settings have no {section}");
    Failure::input("not_set_up", message)
}

/// The settings' login is sent to the settings' address and nowhere else.
fn same_place(known: &Url, given: &Url) -> Result<(), Failure> {
    let bare = |url: &Url| url.as_str().trim_end_matches('/').to_owned();
    if bare(known) == bare(given) {
        return Ok(());
    }
    Err(bad_address(
        "it is not in the system that the settings name",
    ))
}

fn web(text: &str) -> Option<Url> {
    let url: Url = text.parse().ok()?;
    let is_web = url.as_str().starts_with("https:") || url.as_str().starts_with("http:");
    (is_web && !url.holds_login() && !text.contains(['?', '#'])).then_some(url)
}

fn clock() -> Clock {
    system_clock(Instant::from_millis(0))
}

fn password(file: &Path) -> Result<SecretString, Failure> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        let message = format!("--password-file: {} can't be read: {error}", file.display());
        Failure::input("password_file", message)
    })?;
    Ok(text.trim_end_matches(['\r', '\n']).into())
}

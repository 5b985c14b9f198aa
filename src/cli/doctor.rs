//! `samband doctor`: everything outside the node tried once, with a row for each and what to do
//! where something is wrong. Safe beside a running node.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::Failure;
use super::config::{Config, node, runtime};
use crate::calendars::source::SourceTrouble;
use crate::link::Why;
use crate::mail::MailTrouble;
use crate::node::{Checked, Part, Trouble, checkup};

/// Which node.
#[derive(Debug, Args)]
pub(super) struct Doctor {
    #[command(flatten)]
    config: Config,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

impl Doctor {
    /// Tries everything: exit code 1 where something is not fine.
    pub(super) fn run(&self) -> ExitCode {
        match self.checked() {
            Ok(rows) => {
                self.tell(&rows);
                ExitCode::from(u8::from(rows.iter().any(|row| row.trouble.is_some())))
            }
            Err(failure) => failure.report(self.json),
        }
    }

    fn checked(&self) -> Result<Vec<Checked>, Failure> {
        let settings = self.config.settings()?;
        runtime()?.block_on(async {
            let node = node(&settings).await?;
            Ok(checkup(&node, &settings).await?)
        })
    }

    fn tell(&self, rows: &[Checked]) {
        if self.json {
            let rows: Vec<_> = rows.iter().map(document).collect();
            println!("{}", json!({ "rows": rows }));
            return;
        }
        for row in rows {
            let said = row.trouble.as_ref().map(said);
            let state = if said.is_some() { "TROUBLE" } else { "fine" };
            println!("{:<8} {:<28} {state}", part(row.part), row.name);
            if let Some((_, what, mend)) = said {
                println!("         {what}: {mend}");
            }
        }
    }
}

fn document(row: &Checked) -> serde_json::Value {
    let said = row.trouble.as_ref().map(said);
    let (code, what, mend) = match &said {
        Some((code, what, mend)) => (Some(*code), Some(what), Some(*mend)),
        None => (None, None, None),
    };
    json!({
        "part": part(row.part),
        "name": row.name,
        "fine": said.is_none(),
        "code": code,
        "what": what,
        "mend": mend,
    })
}

const fn part(part: Part) -> &'static str {
    match part {
        Part::Database => "database",
        Part::Broker => "broker",
        Part::Mail => "mail",
        Part::Peer => "peer",
        Part::Calendar => "calendar",
    }
}

/// A short code, what is wrong, and the mend.
fn said(trouble: &Trouble) -> (&'static str, String, &'static str) {
    match trouble {
        Trouble::Unsound(pragmas) => (
            "unsound",
            format!("not as it should be: {}", pragmas.join(", ")),
            "stop the node, keep a copy of the file, and restore the last good backup",
        ),
        Trouble::Link(why) => {
            let (what, mend) = link(*why);
            ("link_down", what.to_owned(), mend)
        }
        Trouble::Mail(trouble) => ("mail", trouble.to_string(), mail(*trouble)),
        Trouble::Suspended => (
            "suspended",
            "the peer is suspended".to_owned(),
            "`samband peer resume` lets it in again",
        ),
        Trouble::NeverHeard => (
            "never_heard",
            "nothing has ever come from the peer".to_owned(),
            "ask whether it has added this node, with this node's identity",
        ),
        Trouble::Waiting(many) => (
            "waiting",
            format!("{many} envelopes wait for the peer's receipt"),
            "ask whether its node is running; they are sent again by themselves",
        ),
        Trouble::Calendar(trouble) => (trouble.code(), trouble.to_string(), calendar(*trouble)),
        Trouble::Locked => (
            "locked",
            "its address does not open with the node key".to_owned(),
            "apply the directory file again with the address and password",
        ),
    }
}

const fn link(why: Why) -> (&'static str, &'static str) {
    match why {
        Why::NotYet | Why::Unreachable | Why::Silent | Why::Lost | Why::Stopped => (
            "the broker does not answer",
            "look at link.host and link.port, and whether it is running",
        ),
        Why::Certificate => (
            "one side does not trust the other's certificate",
            "look at the link's certificate files and their dates",
        ),
        Why::NotAllowed => (
            "the broker does not let this node in",
            "its certificate's common name and the broker's access list must name the node",
        ),
        Why::TakenOver => ("another client has the same name", "stop the other process"),
        Why::Protocol => (
            "what answers is not an MQTT 5 broker",
            "look at link.host and link.port",
        ),
    }
}

const fn mail(trouble: MailTrouble) -> &'static str {
    match trouble {
        MailTrouble::Unreachable | MailTrouble::TimedOut | MailTrouble::Later { .. } => {
            "look at mail.host and mail.port, and whether it is running"
        }
        MailTrouble::Untrusted | MailTrouble::BadCertificate => {
            "name the authority that signed its certificate in the settings"
        }
        MailTrouble::NotWritten => "look at the folder's permissions and its disk",
        MailTrouble::Login { .. } => "correct mail.user and the password",
        MailTrouble::Refused { .. } | MailTrouble::Unsendable => {
            "ask whoever runs it whether this node may send as mail.from"
        }
        MailTrouble::NotOffered => "look at mail.tls and whether it wants a login",
    }
}

const fn calendar(trouble: SourceTrouble) -> &'static str {
    if trouble.may_pass() {
        return "it is tried again by itself; if it lasts, ask whoever runs the calendar";
    }
    match trouble {
        SourceTrouble::WrongPassword
        | SourceTrouble::LoginUnsupported
        | SourceTrouble::Forbidden => "correct the login in the directory file and apply it",
        SourceTrouble::AddressForbidden | SourceTrouble::NotHttps => {
            "use an https address outside the network, or allow this one in the settings"
        }
        SourceTrouble::ClientRefused | SourceTrouble::NotSetUp => {
            "correct [graph] or [fhir] in the settings, and start the node again"
        }
        SourceTrouble::Partial => "let the system's own login read all of the calendar",
        SourceTrouble::TooLarge => "ask the owner for a calendar with less of the past in it",
        SourceTrouble::NoCalendar => {
            "name the calendar itself, or the reference that its appointments are kept under"
        }
        _ => "correct the address in the directory file, or the calendar itself, and apply it",
    }
}

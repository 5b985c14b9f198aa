//! Pages of the demo only: who is who, and the mails that the nodes sent. They have an origin of
//! their own.

use askama::Template;

use super::super::chrome::{Chrome, Link, Section};

/// Which entry of the demo's menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum DemoSection {
    Start,
    Mails,
}

/// Who is who.
#[derive(Debug, Clone, Template)]
#[template(path = "demo/start.html")]
pub struct StartPage {
    /// Language; nobody is logged in.
    pub chrome: Chrome,
    /// Always `Start`.
    pub shown: DemoSection,
    /// The organisations.
    pub organisations: Vec<DemoOrganisation>,
}

/// One organisation of the invented region.
#[derive(Debug, Clone)]
pub struct DemoOrganisation {
    /// Name.
    pub name: String,
    /// Which sort.
    pub zone: String,
    /// Its own origin.
    pub url: String,
    /// Its people.
    pub people: Vec<DemoPerson>,
}

/// One person and the address that logs in as them.
#[derive(Debug, Clone)]
pub struct DemoPerson {
    /// Name.
    pub name: String,
    /// What they do.
    pub role: String,
    /// For the round mark.
    pub initials: String,
    /// Logs in.
    pub href: String,
}

/// The mails, the newest first.
#[derive(Debug, Clone, Template)]
#[template(path = "demo/mails.html")]
pub struct MailsPage {
    /// Language; nobody is logged in.
    pub chrome: Chrome,
    /// Always `Mails`.
    pub shown: DemoSection,
    /// The mails.
    pub mails: Vec<MailRow>,
}

/// One mail in the list.
#[derive(Debug, Clone)]
pub struct MailRow {
    /// Its identifier in the demo.
    pub id: String,
    /// To whom.
    pub to: String,
    /// From which organisation.
    pub from: String,
    /// Its subject.
    pub subject: String,
    /// When.
    pub when: String,
    /// Whether an invitation is in it.
    pub invitation: bool,
}

/// One mail.
#[derive(Debug, Clone, Template)]
#[template(path = "demo/mail.html")]
pub struct MailPage {
    /// Language; nobody is logged in.
    pub chrome: Chrome,
    /// Always `Mails`.
    pub shown: DemoSection,
    /// Its head.
    pub mail: MailRow,
    /// Its text.
    pub body: String,
    /// The links in it, to be followed here.
    pub links: Vec<Link>,
    /// The invitation as it stands in the mail.
    pub calendar: Option<String>,
}

//! Log-in: through the organisation's provider, or in the demo by choosing who to be.

use askama::Template;

use super::super::chrome::{Chrome, Link, Section};
use super::today::Trouble;

/// The log-in page.
#[derive(Debug, Clone, Template)]
#[template(path = "log_in.html")]
pub struct LogInPage {
    /// Language; nobody is logged in.
    pub chrome: Chrome,
    /// The provider's name, and its key as `href`.
    pub provider: Option<Link>,
    /// In the demo: who one can be.
    pub people: Vec<DemoUser>,
    /// Why the last try failed.
    pub trouble: Option<Trouble>,
}

/// An invented person to log in as.
#[derive(Debug, Clone)]
pub struct DemoUser {
    /// Sent as `person`.
    pub value: String,
    /// Name.
    pub name: String,
    /// What they do.
    pub role: String,
    /// For the round mark.
    pub initials: String,
}

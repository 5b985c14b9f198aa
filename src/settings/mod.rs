//! Settings: a file, the environment and secret files to checked values, or the list of all
//! problems at once.
//!
//! 1. [`given`] merges the TOML file with `SAMBAND__SECTION__KEY` from the environment, and keeps
//!    where each value stood.
//! 2. Each section's file reads its keys, with their defaults, into the struct of the room that
//!    uses them. A problem is noted and the reading goes on.
//! 3. A key or section that nobody asked for is a problem too.
//!
//! After this, nothing is an unchecked text. Nothing here knows how a setting is used, and nothing
//! outside is touched but the files that the settings name.

mod fetch;
mod fhir;
mod given;
mod graph;
mod link;
mod log;
mod mail;
mod node;
mod problem;
mod reading;
mod rules;
mod secrets;
mod section;
#[cfg(test)]
mod tests;

use std::path::Path;

pub use link::LinkSettings;
pub use log::{LogFormat, LogLevel, LogSettings};
pub use node::{KeySettings, NodeSettings, WebSettings};
pub use problem::{Problem, Problems};
pub use rules::RetentionSettings;

use crate::calendars::fhir::FhirSettings;
use crate::calendars::graph::GraphSettings;
use crate::domain::Minutes;
use crate::flows::Rules;
use crate::flows::sync::Pace;
use crate::http::FetchSettings;
use crate::mail::MailSettings;
use crate::store::StoreSettings;
use reading::Reading;

/// Everything that an operator decides about a node.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Which organisation's node this is.
    pub node: NodeSettings,
    /// The database.
    pub store: StoreSettings,
    /// The key that all other keys are sealed with.
    pub keys: KeySettings,
    /// Pages and API.
    pub web: WebSettings,
    /// The way to other nodes.
    pub link: LinkSettings,
    /// Mail.
    pub mail: MailSettings,
    /// Fetching calendars.
    pub fetch: FetchSettings,
    /// Microsoft 365, where calendars lie there.
    pub graph: Option<GraphSettings>,
    /// The FHIR server, where appointment books lie there.
    pub fhir: Option<FhirSettings>,
    /// How often calendars are fetched.
    pub pace: Pace,
    /// How the node goes about holds, notes and peers.
    pub rules: Rules,
    /// How long an asking hold lives where nobody says otherwise.
    pub asking: Minutes,
    /// How long things are kept.
    pub retention: RetentionSettings,
    /// What is told to the operator.
    pub log: LogSettings,
}

impl Settings {
    /// Reads the settings of this file; what stands in `environment` (names and values) goes before
    /// what stands in the file. Relative paths in the settings start at the file's folder.
    ///
    /// # Errors
    /// All problems there are.
    pub fn load(
        file: &Path,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Problems> {
        let given = given::read(file, environment)?;
        let mut reading = Reading::new(file, given);
        let settings = read(&mut reading);
        let problems = reading.finish();
        settings.filter(|_| problems.is_empty()).ok_or(problems)
    }
}

/// The environment of this process, as [`Settings::load`] wants it.
pub fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os().filter_map(|(name, value)| {
        let name = name.into_string().ok()?;
        Some((name, value.to_string_lossy().into_owned()))
    })
}

/// Every section is read before any is missed.
fn read(reading: &mut Reading) -> Option<Settings> {
    let node = reading.section("node", node::node);
    let store = reading.section("store", node::store);
    let keys = reading.section("keys", node::keys);
    let web = reading.section("web", node::web);
    let link = reading.section("link", link::link);
    let mail = reading.section("mail", mail::mail);
    let fetch = reading.section("fetch", fetch::fetch);
    let graph = reading.section("graph", graph::graph);
    let fhir = reading.section("fhir", fhir::fhir);
    let sync = reading.section("sync", rules::sync);
    let holds = reading.section("holds", rules::holds);
    let notes = reading.section("notes", rules::notes);
    let peers = reading.section("peers", rules::peers);
    let retention = reading.section("retention", rules::retention);
    let log = reading.section("log", log::log);
    let (holds, sync) = (holds?, sync?);
    Some(Settings {
        node: node?,
        store: store?,
        keys: keys?,
        web: web?,
        link: link?,
        mail: mail?,
        fetch: fetch?,
        graph: graph?,
        fhir: fhir?,
        rules: rules::rules(holds, notes?, peers?, sync),
        pace: sync.pace,
        asking: holds.asking,
        retention: retention?,
        log: log?,
    })
}

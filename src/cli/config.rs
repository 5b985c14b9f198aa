//! What commands with a settings file share: the settings, the runtime, and a node that is built and
//! not started.

use std::path::PathBuf;

use clap::Args;
use tokio::runtime::Runtime;

use super::Failure;
use crate::flows::FlowError;
use crate::node::trace::chain;
use crate::node::{AssembleError, Node, Reach, assemble};
use crate::settings::{Settings, environment};
use crate::store::StoreError;

/// The settings file.
#[derive(Debug, Args)]
pub struct Config {
    /// The settings file; config/samband.example.toml shows every setting.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

impl Config {
    /// The settings in it.
    ///
    /// # Errors
    /// All problems there are.
    pub fn settings(&self) -> Result<Settings, Failure> {
        Ok(Settings::load(&self.config, environment())?)
    }
}

/// The runtime that a command runs in.
///
/// # Errors
/// The system gives no threads.
pub fn runtime() -> Result<Runtime, Failure> {
    Runtime::new().map_err(|error| Failure::outside("runtime", error.to_string()))
}

/// The rows of these settings' node, which may be running beside.
///
/// # Errors
/// What could not be opened.
pub async fn node(settings: &Settings) -> Result<Node, Failure> {
    Ok(assemble(settings, Reach::Rows).await?)
}

impl From<AssembleError> for Failure {
    fn from(error: AssembleError) -> Self {
        let message = chain(&error);
        match error {
            AssembleError::NoKey { .. } | AssembleError::BadKey(_) => {
                Self::input("node_key", message)
            }
            AssembleError::OtherKey(_) => Self::input("other_key", message),
            AssembleError::Fetch(_) => Self::input("fetch", message),
            AssembleError::Mail(_) => Self::input("mail", message),
            AssembleError::Store(_) => Self::outside("database", message),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::outside("database", chain(&error))
    }
}

impl From<FlowError> for Failure {
    fn from(error: FlowError) -> Self {
        match error {
            FlowError::Store(error) => error.into(),
            other => Self::input("refused", chain(&other)),
        }
    }
}

//! `samband keys`: the node's key at rest, and its identity for peers.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::json;

use super::Failure;
use super::config::{Config, node, runtime};
use crate::node::os_draw;
use crate::seal::AtRest;
use crate::settings::KeySettings;

/// The node's identity.
#[derive(Debug, Subcommand)]
pub(super) enum Keys {
    /// Makes the node key file and the node's identity; keeps what is there already.
    New(Which),
    /// Shows the public identity that peers pin, and its fingerprint.
    Show(Which),
}

/// Which node.
#[derive(Debug, Args)]
pub(super) struct Which {
    #[command(flatten)]
    config: Config,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

impl Keys {
    /// Runs the command and gives the exit code.
    pub(super) fn run(&self) -> ExitCode {
        let (done, json) = match self {
            Self::New(which) => (which.make(), which.json),
            Self::Show(which) => (which.show(), which.json),
        };
        match done {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => failure.report(json),
        }
    }
}

impl Which {
    fn make(&self) -> Result<(), Failure> {
        let settings = self.config.settings()?;
        if let KeySettings::File(path) = &settings.keys
            && !path.exists()
        {
            let key = AtRest::new_key(&mut os_draw());
            // Readable by its owner alone, from the first moment.
            OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(path)
                .and_then(|mut file| file.write_all(key.as_bytes()))
                .map_err(|error| {
                    let path = path.display();
                    Failure::outside("node_key", format!("{path} can't be written: {error}"))
                })?;
            eprintln!(
                "made {}; keep a copy apart from the database's backup",
                path.display()
            );
        }
        self.show()
    }

    fn show(&self) -> Result<(), Failure> {
        let settings = self.config.settings()?;
        // The mail connections of a node can only be dropped where the runtime is.
        let identity = runtime()?.block_on(async {
            let node = node(&settings).await?;
            Ok::<_, Failure>(node.identity.public())
        })?;
        let fingerprint = identity.fingerprint();
        if self.json {
            let document = json!({
                "node": settings.node.id,
                "identity": identity.to_string(),
                "fingerprint": fingerprint.to_string(),
            });
            println!("{document}");
        } else {
            println!("node         {}", settings.node.id);
            println!("identity     {identity}");
            println!("fingerprint  {fingerprint}   (compare by telephone)");
        }
        Ok(())
    }
}

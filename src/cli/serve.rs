//! `samband serve`: one organisation's node, until it is told to stop. SIGTERM and Ctrl-C stop it in
//! order: pages, then what is due and what comes in, each finishing the piece it is at.

use std::process::ExitCode;

use clap::Args;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use super::Failure;
use super::config::{Config, runtime};
use crate::node::{Reach, Settled, assemble, trace};
use crate::web::app::LoginMode;

/// What is asked.
#[derive(Debug, Args)]
pub(super) struct Serve {
    #[command(flatten)]
    config: Config,
}

impl Serve {
    /// Serves, and gives the exit code.
    pub(super) fn run(&self) -> ExitCode {
        match self.try_run() {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => failure.report(false),
        }
    }

    fn try_run(&self) -> Result<(), Failure> {
        let settings = self.config.settings()?;
        trace::start(settings.log);
        runtime()?.block_on(async {
            let mut term = signal(SignalKind::terminate())
                .map_err(|error| Failure::outside("signal", error.to_string()))?;
            let listen = settings.web.listen;
            let listener = TcpListener::bind(listen).await.map_err(|error| {
                Failure::outside("listen", format!("{listen} can't be listened on: {error}"))
            })?;
            let node = assemble(&settings, Reach::Peers).await?;
            let app = node.app(LoginMode::TokensOnly, &settings.web.public_url);
            let running = node.start();
            running.serve(listener, app);
            tracing::info!(node = %settings.node.id, %listen, "ready");
            tokio::select! {
                _ = term.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            tracing::info!("stopping");
            match running.stop().await {
                Settled::Drained => tracing::info!("stopped"),
                Settled::Left => tracing::warn!("stopped with work left for the next start"),
            }
            Ok(())
        })
    }
}

//! `samband demo`: three invented organisations in one process. With `--once` the main job runs
//! unattended and is reported; otherwise the pages are served until it is stopped.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant as Moment;

use clap::Args;

use super::Failure;
use super::config::runtime;
use super::demo_report::document;
use super::demo_served::serve;
use crate::node::trace::{self, chain};
use crate::settings::{LogFormat, LogLevel, LogSettings};
use crate::world::region::{Region, RegionSettings};
use crate::world::{script, seed};

/// How long a note can be taken back in the demo that people try: long enough to see, short enough
/// not to wait.
const UNDO_SECONDS: u16 = 10;

/// What is asked.
#[derive(Debug, Args)]
pub(super) struct Demo {
    /// Where the start page is served; the organisations follow on the next ports. Port 0 takes
    /// free ones.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Do the main job once, without pages, and report it.
    #[arg(long)]
    once: bool,
    /// Where databases and keys are kept; a temporary folder, removed at the end, without it.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Keep every mail here as an `.eml` file.
    #[arg(long, value_name = "DIR")]
    mail: Option<PathBuf>,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

impl Demo {
    /// Runs the demo and gives the exit code.
    pub(super) fn run(&self) -> ExitCode {
        match self.try_run() {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => failure.report(self.json),
        }
    }

    fn try_run(&self) -> Result<(), Failure> {
        let begun = Moment::now();
        trace::start(LogSettings {
            level: LogLevel::Warn,
            format: LogFormat::Text,
        });
        let folder = Folder::new(self.data.as_ref())?;
        let settings = RegionSettings {
            mail: self
                .mail
                .clone()
                .unwrap_or_else(|| folder.path().join("mail")),
            data: folder.path().to_owned(),
            undo_seconds: if self.once { 0 } else { UNDO_SECONDS },
        };
        runtime()?.block_on(async {
            let region = Region::start(&settings)
                .await
                .map_err(|error| outside(&error))?;
            if self.once {
                self.once(region, begun).await
            } else {
                seed::furnish(&region)
                    .await
                    .map_err(|error| outside(&error))?;
                serve(region, self.listen, self.json).await
            }
        })
    }

    async fn once(&self, region: Region, begun: Moment) -> Result<(), Failure> {
        let report = script::run(&region).await;
        region.stop().await;
        let report = report.map_err(|error| outside(&error))?;
        let document = document(&report, begun.elapsed().as_millis());
        if self.json {
            println!("{document}");
        } else {
            println!("{document:#}");
        }
        Ok(())
    }
}

fn outside(error: &dyn std::error::Error) -> Failure {
    Failure::outside("demo", chain(error))
}

/// The folder of the demo: the one asked for, or a temporary one that goes with it.
struct Folder {
    path: PathBuf,
    temporary: bool,
}

impl Folder {
    fn new(asked: Option<&PathBuf>) -> Result<Self, Failure> {
        let (path, temporary) = match asked {
            Some(path) => (path.clone(), false),
            None => {
                let mut bytes = [0_u8; 8];
                getrandom::fill(&mut bytes)
                    .map_err(|_| Failure::outside("random", "the system gives no randomness"))?;
                let name = format!("samband-demo-{:016x}", u64::from_be_bytes(bytes));
                (std::env::temp_dir().join(name), true)
            }
        };
        std::fs::create_dir_all(&path).map_err(|error| {
            let path = path.display();
            Failure::outside(
                "folder",
                format!("the folder {path} can't be made: {error}"),
            )
        })?;
        Ok(Self { path, temporary })
    }

    fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.temporary {
            // What can't be removed is left to the system's own cleaning.
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}

//! `samband ledger`: the chain checked, and its rows exported for a privacy officer.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::json;

use super::Failure;
use super::config::{Config, runtime};
use crate::crossing::MessageType;
use crate::node::open_store;
use crate::store::ledger::{self, StoredRow, to_hex};

/// So many rows are read at a time.
const BATCH: u32 = 1_000;

/// The ledger.
#[derive(Debug, Subcommand)]
pub(super) enum Ledger {
    /// Checks the whole chain: exit code 1 and the first bad row where it is broken.
    Verify(Verify),
    /// Prints every row, one JSON object a line. What crossed is not in it, only that it did.
    Export(Export),
}

/// Whose ledger.
#[derive(Debug, Args)]
pub(super) struct Verify {
    #[command(flatten)]
    config: Config,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

/// Whose ledger.
#[derive(Debug, Args)]
pub(super) struct Export {
    #[command(flatten)]
    config: Config,
}

impl Ledger {
    /// Runs the command and gives the exit code.
    pub(super) fn run(&self) -> ExitCode {
        match self {
            Self::Verify(verify) => verify
                .run()
                .unwrap_or_else(|failure| failure.report(verify.json)),
            Self::Export(export) => export.run().unwrap_or_else(|failure| failure.report(false)),
        }
    }
}

impl Verify {
    fn run(&self) -> Result<ExitCode, Failure> {
        let settings = self.config.settings()?;
        let report = runtime()?.block_on(async {
            let store = open_store(&settings).await?;
            let mut reader = store.reader().await?;
            Ok::<_, Failure>(ledger::verify(&mut reader).await?)
        })?;
        let rows = report.head.rows;
        if self.json {
            let document = json!({
                "verified": report.broken_at.is_none(),
                "rows": rows,
                "head": to_hex(&report.head.hash),
                "broken_at": report.broken_at,
            });
            println!("{document}");
        } else {
            match report.broken_at {
                None => println!("{rows} rows, and the chain holds"),
                Some(row) => {
                    println!("the chain is broken at row {row}; {rows} rows before it hold")
                }
            }
        }
        Ok(ExitCode::from(u8::from(report.broken_at.is_some())))
    }
}

impl Export {
    fn run(&self) -> Result<ExitCode, Failure> {
        let settings = self.config.settings()?;
        runtime()?.block_on(async {
            let store = open_store(&settings).await?;
            let mut reader = store.reader().await?;
            let mut out = BufWriter::new(io::stdout().lock());
            let mut after = 0;
            loop {
                let rows = ledger::rows(&mut reader, after, BATCH).await?;
                let Some(last) = rows.last() else { break };
                after = last.number;
                for row in &rows {
                    writeln!(out, "{}", document(row)).map_err(unwritten)?;
                }
            }
            out.flush().map_err(unwritten)?;
            Ok(ExitCode::SUCCESS)
        })
    }
}

fn unwritten(error: io::Error) -> Failure {
    Failure::outside(
        "output",
        format!("standard output can't be written: {error}"),
    )
}

fn document(stored: &StoredRow) -> serde_json::Value {
    let row = &stored.row;
    json!({
        "number": stored.number,
        "at": row.at.to_string(),
        "direction": row.direction.key(),
        "peer": row.peer,
        "envelope": row.envelope,
        "type": row.kind.map(MessageType::key),
        "case": row.case,
        "consent": row.consent,
        "decision": row.decision,
        "size": row.size,
        "commitment": to_hex(&row.commitment),
        "hash": to_hex(&stored.hash),
    })
}

//! Parses the command line and runs the command.

use std::process::ExitCode;

fn main() -> ExitCode {
    // The one TLS provider of the whole program; a second call would only say that it is there.
    let _ = rustls::crypto::ring::default_provider().install_default();
    samband::cli::run()
}

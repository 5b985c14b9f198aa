//! How a command says that it could not do its work: one sentence for the person, one code for the
//! script, and with `--json` the same as a document.

use std::process::ExitCode;

use serde_json::{Value, json};

/// What stopped a command.
#[derive(Debug)]
pub enum Failure {
    /// The input or the configuration is wrong: exit code 2.
    Input {
        /// A short, stable code for scripts.
        code: &'static str,
        /// The line of the input, counted from 1, where one line is to blame.
        line: Option<usize>,
        /// What is wrong, where, and how to mend it.
        message: String,
    },
    /// Something outside failed (database, broker, a source): exit code 3.
    Outside {
        /// A short, stable code for scripts.
        code: &'static str,
        /// What failed and what to try.
        message: String,
    },
}

impl Failure {
    /// The input is wrong, on no particular line.
    pub fn input(code: &'static str, message: impl Into<String>) -> Self {
        Self::Input {
            code,
            line: None,
            message: message.into(),
        }
    }

    /// Something outside failed.
    pub fn outside(code: &'static str, message: impl Into<String>) -> Self {
        Self::Outside {
            code,
            message: message.into(),
        }
    }

    /// Prints the failure (the sentence to standard error, with `json` also the document to
    /// standard output) and gives the exit code.
    #[must_use]
    pub fn report(&self, json: bool) -> ExitCode {
        let (code, line, message, exit) = match self {
            Self::Input {
                code,
                line,
                message,
            } => (code, *line, message, 2),
            Self::Outside { code, message } => (code, None, message, 3),
        };
        if json {
            println!("{}", document(code, line, message));
        }
        eprintln!("samband: {message}");
        ExitCode::from(exit)
    }
}

/// The document that a script gets.
pub(super) fn document(code: &str, line: Option<usize>, message: &str) -> Value {
    json!({"error": {"code": code, "line": line, "message": message}})
}

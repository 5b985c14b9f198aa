//! `samband guard check`: judges texts by the boundary guard, one JSON line each. Nothing is kept, and
//! a text is never printed again, not even in an error.

use std::io::{self, BufRead, Write};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Failure;
use crate::crossing::guard::{Finding, Guard as Rules, language_of};
use crate::words::Words;

/// The boundary guard.
#[derive(Debug, Args)]
pub(super) struct Guard {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Reads `{"id","text"}` a line from standard input and prints a verdict a line.
    Check(Check),
}

/// What is asked.
#[derive(Debug, Args)]
struct Check {
    /// Exit with 1 where a text is refused.
    #[arg(long)]
    fail: bool,
}

/// A line in. Other fields are left alone, so that labelled notes can be read as they are.
#[derive(Deserialize)]
struct Question {
    id: Value,
    text: String,
}

/// A line out.
#[derive(Serialize)]
struct Verdict {
    id: Value,
    verdict: &'static str,
    findings: Vec<Found>,
    #[serde(skip_serializing_if = "is_false")]
    too_long: bool,
    #[serde(skip_serializing_if = "is_false")]
    danger: bool,
}

#[derive(Serialize)]
struct Found {
    kind: &'static str,
    start: usize,
    end: usize,
    why: String,
    advice: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
const fn is_false(value: &bool) -> bool {
    !*value
}

impl Guard {
    /// Judges what comes in on standard input, and gives the exit code.
    pub(super) fn run(&self) -> ExitCode {
        let Command::Check(check) = &self.command;
        match judge(&mut io::stdin().lock(), &mut io::stdout().lock()) {
            Ok(refused) if refused && check.fail => ExitCode::from(1),
            Ok(_) => ExitCode::SUCCESS,
            Err(failure) => failure.report(false),
        }
    }
}

/// Judges line by line; whether any text was refused. Empty lines may only stand at the end.
fn judge(input: &mut impl BufRead, output: &mut impl Write) -> Result<bool, Failure> {
    let mut refused = false;
    let mut empty = None;
    let mut output = io::BufWriter::new(output);
    for (number, bytes) in input.split(b'\n').enumerate() {
        let number = number + 1;
        let bytes = bytes.map_err(|_| Failure::outside("input", "standard input can't be read"))?;
        if bytes.trim_ascii().is_empty() {
            empty = empty.or(Some(number));
            continue;
        }
        if let Some(number) = empty {
            written(output.flush())?;
            return Err(bad(number, "is empty"));
        }
        let Ok(question) = serde_json::from_slice::<Question>(&bytes) else {
            written(output.flush())?;
            return Err(bad(number, "is no JSON object with \"id\" and \"text\""));
        };
        let verdict = verdict(question);
        refused |= verdict.verdict == "refuse";
        written(serde_json::to_writer(&mut output, &verdict).map_err(io::Error::from))?;
        written(output.write_all(b"\n"))?;
    }
    written(output.flush())?;
    Ok(refused)
}

/// The text is judged whatever its length; that it is too long is said beside.
fn verdict(question: Question) -> Verdict {
    let judged = Rules::builtin().judge(&question.text);
    let words = Words::new(language_of(&question.text));
    let found = |finding: &Finding| Found {
        kind: finding.kind.name(),
        start: finding.start,
        end: finding.end,
        why: words.text(finding.why.key()),
        advice: words.text(finding.why.advice_key()),
    };
    Verdict {
        id: question.id,
        verdict: if judged.passes() { "pass" } else { "refuse" },
        findings: judged.findings.iter().map(found).collect(),
        too_long: judged.too_long,
        danger: judged.danger,
    }
}

fn bad(line: usize, what: &str) -> Failure {
    Failure::Input {
        code: "guard_line",
        line: Some(line),
        message: format!("line {line} {what}"),
    }
}

fn written<T>(result: io::Result<T>) -> Result<T, Failure> {
    result.map_err(|_| Failure::outside("output", "standard output can't be written"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(input: &str) -> (Result<bool, Failure>, Vec<Value>) {
        let mut output = Vec::new();
        let result = judge(&mut input.as_bytes(), &mut output);
        let lines = String::from_utf8(output).unwrap();
        let lines = lines
            .lines()
            .map(|line| serde_json::from_str(line).unwrap());
        (result, lines.collect())
    }

    #[test]
    fn one_line_out_for_each_line_in() {
        let (result, lines) = judged(
            "{\"id\":\"a\",\"text\":\"Kan du ringe?\"}\n{\"id\":2,\"text\":\"Ho har schizofreni, eg ringjer\",\"leak\":true}\n\n",
        );
        assert!(result.unwrap());
        assert_eq!(
            lines[0],
            serde_json::json!({"id": "a", "verdict": "pass", "findings": []})
        );
        assert_eq!(lines[1]["id"], 2);
        assert_eq!(lines[1]["verdict"], "refuse");
        let finding = &lines[1]["findings"][0];
        assert_eq!(finding["kind"], "diagnosis");
        assert_eq!(
            (finding["start"].as_u64(), finding["end"].as_u64()),
            (Some(7), Some(18))
        );
        assert!(
            finding["why"]
                .as_str()
                .unwrap()
                .starts_with("Ser ut som ein diagnose")
        );
    }

    #[test]
    fn a_long_text_is_judged_all_the_same() {
        let text = "Vi ses. ".repeat(40);
        let (result, lines) = judged(&format!("{{\"id\":1,\"text\":\"{text}\"}}\n"));
        assert!(!result.unwrap());
        assert_eq!(lines[0]["too_long"], true);
    }

    #[test]
    fn a_bad_line_is_named_and_not_shown() {
        for (input, bad) in [
            ("{\"id\":1,\"text\":\"hei\"}\nsecret\n", 2),
            ("{\"id\":1}\n", 1),
            ("{\"text\":\"secret\"}\n", 1),
            (
                "{\"id\":1,\"text\":\"hei\"}\n\n{\"id\":2,\"text\":\"hei\"}\n",
                2,
            ),
        ] {
            let (result, lines) = judged(input);
            let Err(Failure::Input { line, message, .. }) = result else {
                panic!("{input}")
            };
            assert_eq!(line, Some(bad));
            assert!(!message.contains("secret"));
            assert_eq!(lines.len(), bad - 1);
        }
    }
}

//! `samband propose`: the best joint starts for the queries of one instance file. The search itself
//! is `planning::slots`.

use std::io::{ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use super::{Failure, instance};
use crate::planning::slots::{Answer, Engine, Instance};

/// The arguments of `samband propose`.
#[derive(Debug, Args)]
pub struct Propose {
    /// The instance, in the format samband-slots/1.
    #[arg(long, value_name = "FILE")]
    instance: PathBuf,
    /// Prints the answers as one JSON document in the format samband-slots-result/1.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answers {
    format: &'static str,
    answers: Vec<Answer>,
}

impl Propose {
    /// Answers the queries and prints the answers. That there is no slot is an answer too: exit 0.
    pub fn run(&self) -> ExitCode {
        let done = self.answers().and_then(|answers| {
            let text = if self.json {
                // Numbers and lists of numbers can always be written.
                serde_json::to_string(&answers).unwrap_or_default() + "\n"
            } else {
                for_people(&answers)
            };
            write(&text)
        });
        match done {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => failure.report(self.json),
        }
    }

    fn answers(&self) -> Result<Answers, Failure> {
        let instance: Instance = instance::read(&self.instance)?;
        let mut engine = Engine::new(&instance).map_err(|fault| {
            let name = self.instance.display();
            Failure::input("bad_instance", format!("{name}: {fault}"))
        })?;
        Ok(Answers {
            format: "samband-slots-result/1",
            answers: engine.answers(),
        })
    }
}

/// Writes to standard output; that nobody reads on is no failure.
fn write(text: &str) -> Result<(), Failure> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::outside(
            "unwritable",
            format!("standard output can't be written ({error}); is the disk full?"),
        )),
        _ => Ok(()),
    }
}

fn for_people(answers: &Answers) -> String {
    let mut text = String::new();
    for answer in &answers.answers {
        let (query, count) = (answer.query, answer.count);
        text += &format!("query {query}: {count} feasible starts\n");
        for top in &answer.top {
            let (day, minute) = (top.start / 1_440, top.start % 1_440);
            let (hour, minute) = (minute / 60, minute % 60);
            let people = &top.people;
            text += &format!("  day {day} {hour:02}:{minute:02}  people {people:?}\n");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const INSTANCE: &str = r#"{"format":"samband-slots/1","origin":"2026-04-13T00:00",
        "timezone":"Europe/Oslo","grid":5,"horizon":10080,"seed":1,"travel":[[0,15],[15,0]],
        "people":[
          {"id":0,"role":"clinician","team":"a","home":0,"work":[[465,930]],"busy":[[660,690,-1]]},
          {"id":9,"role":"clinician","team":"a","home":0,"work":[[465,930]],"busy":[[480,600,0]]}],
        "teams":{"a":[0,9]},
        "queries":[{"id":5,"seats":[{"any_of":[0]},{"any_of":[9]}],"duration":60,"step":15,
          "earliest":0,"latest":1440,"location":1,"buffer":5,"top_k":10}]}"#;

    /// What the command says to an instance file with this text.
    fn propose(text: &str) -> Result<Answers, Failure> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("instance.json");
        std::fs::write(&path, text).unwrap();
        let propose = Propose {
            instance: path,
            json: true,
        };
        propose.answers()
    }

    #[test]
    fn answers_in_the_format_of_the_result() {
        assert_eq!(
            serde_json::to_string(&propose(INSTANCE).unwrap()).unwrap(),
            r#"{"format":"samband-slots-result/1","answers":[{"query":5,"count":12,"top":[{"start":705,"people":[0,9]},{"start":720,"people":[0,9]}]}]}"#
        );
    }

    #[test]
    fn bad_input_names_the_field() {
        for (good, bad, field) in [
            (
                "\"step\":15",
                "\"step\":0",
                "queries[0].step: must be at least 1",
            ),
            ("\"step\":15,", "", "queries[0]: missing field `step`"),
            (
                "[660,690,-1]",
                "[660,690]",
                "people[0].busy[0]: invalid length 2",
            ),
            (
                "\"top_k\":10",
                "\"top_k\":-1",
                "queries[0].top_k: invalid value",
            ),
            ("\"queries\"", "\"asks\"", "missing field `queries`"),
            ("slots/1", "slots/2", "format: must be"),
            ("\"queries\"", "queries", "not JSON: key must be a string"),
        ] {
            let failure = propose(&INSTANCE.replace(good, bad)).err().unwrap();
            let Failure::Input { code, message, .. } = failure else {
                panic!("{failure:?}");
            };
            assert_eq!(code, "bad_instance");
            assert!(
                message.contains(&format!("instance.json: {field}")),
                "{message}"
            );
        }
    }
}

//! The cases of `tests/golden/ics/`, as its README describes them.

use std::path::Path;
use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::calendars::busy::{BusyRequest, read};
use crate::domain::{Instant, Interval};

/// One case.
pub(super) struct Case {
    /// The file and the case's name, for whoever reads a failure.
    pub(super) name: String,
    pub(super) request: BusyRequest,
    pub(super) text: String,
    /// Expected lines, each as `=`, `~` or `!` has it.
    pub(super) expected: Vec<String>,
    /// Lines that stand before the case's own text.
    offset: usize,
    /// The insides of the VEVENTs, where nothing else is said.
    pub(super) parts: Vec<String>,
}

impl Case {
    pub(super) fn is_error(&self) -> bool {
        self.expected.iter().any(|line| line.starts_with('!'))
    }

    /// What the reader says, in the form of the expected lines.
    pub(super) fn outcome_of(&self, text: &[u8]) -> Vec<String> {
        match read(text, &self.request) {
            Ok(report) => {
                let joined = report.joined();
                let busy = joined.iter().map(|busy| {
                    let (start, end) = (busy.interval.start(), busy.interval.end());
                    let kind = serde_json::to_value(busy.kind).unwrap();
                    format!("= {start} {end} {}", kind.as_str().unwrap())
                });
                let warnings = report.warnings.iter();
                busy.chain(warnings.map(|warning| format!("~ {}", warning.code())))
                    .collect()
            }
            Err(fault) => {
                let named = self.expected.iter().any(|line| line.split(' ').count() > 2);
                let line = fault.line().filter(|_| named);
                let line = line.map(|line| format!(" {}", line - self.offset));
                vec![format!("! {}{}", fault.code(), line.unwrap_or_default())]
            }
        }
    }
}

/// All cases of all files.
pub(super) fn all() -> &'static [Case] {
    static CASES: LazyLock<Vec<Case>> = LazyLock::new(from_files);
    &CASES
}

fn from_files() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/ics");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "txt"))
        .collect();
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let (head, rest) = text.split_once("\n== ").unwrap();
        let window = head.lines().find_map(|line| line.strip_prefix("window "));
        let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
        let owner = head.lines().find_map(|line| line.strip_prefix("owner "));
        for block in rest.split("\n== ") {
            cases.push(case(&stem, block, interval(window.unwrap()), owner));
        }
    }
    cases
}

fn case(file: &str, block: &str, window: Interval, owner: Option<&str>) -> Case {
    let (title, body) = block.split_once('\n').unwrap();
    let mut request = BusyRequest {
        window,
        zone: TimeZone::get("Europe/Oslo").unwrap(),
        owner: owner.map(str::to_owned),
    };
    let (mut around, mut lines, mut expected) = ("event", Vec::new(), Vec::new());
    for line in body.lines() {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            "#" | "" if !line.starts_with(' ') => {}
            "tz" => request.zone = TimeZone::get(rest).unwrap(),
            "window" => request.window = interval(rest),
            "owner" => request.owner = Some(rest.to_owned()).filter(|owner| !owner.is_empty()),
            "raw" | "calendar" => around = word,
            "=" => expected.push(stretch(rest)),
            "~" | "!" => expected.push(line.to_owned()),
            _ => lines.push(line),
        }
    }
    let parts: Vec<String> = match around {
        "event" => lines
            .split(|line| *line == "--")
            .map(|part| part.join("\r\n"))
            .collect(),
        _ => vec![],
    };
    let inside = lines.join("\r\n");
    let (text, offset) = match around {
        "raw" => (format!("{inside}\r\n"), 0),
        "calendar" => (
            format!("BEGIN:VCALENDAR\r\n{inside}\r\nEND:VCALENDAR\r\n"),
            1,
        ),
        _ => (calendar(&parts), 2),
    };
    Case {
        name: format!("{file}: {title}"),
        request,
        text,
        expected,
        offset,
        parts,
    }
}

/// A calendar of events, given their insides.
pub(super) fn calendar(parts: &[String]) -> String {
    let events = parts
        .iter()
        .map(|part| format!("BEGIN:VEVENT\r\n{part}\r\nEND:VEVENT\r\n"));
    let events: String = events.collect();
    format!("BEGIN:VCALENDAR\r\n{events}END:VCALENDAR\r\n")
}

fn interval(text: &str) -> Interval {
    let (from, to) = text.split_once(' ').unwrap();
    Interval::new(instant(from), instant(to)).unwrap()
}

fn instant(text: &str) -> Instant {
    Instant::from(text.parse::<Timestamp>().unwrap())
}

fn stretch(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let [start, end, kind] = words.as_slice() else {
        panic!("not a stretch: {text}");
    };
    format!("= {} {} {kind}", instant(start), instant(end))
}

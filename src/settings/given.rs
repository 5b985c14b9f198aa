//! What was given, before it is checked: the file's values with those of the environment laid over
//! them, each with the place where it stood. The home of the config crate.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use config::{Config, Environment, File, FileFormat, Source, ValueKind};
use toml::de::{DeTable, DeValue};

use super::problem::{Problem, Problems};

/// The values of the whole, by section and key.
#[derive(Debug, Default)]
pub(super) struct Given {
    pub sections: BTreeMap<String, GivenSection>,
    /// Values that stand where a section should.
    pub stray: BTreeMap<String, Place>,
}

/// The values of one section, by key.
#[derive(Debug, Default)]
pub(super) struct GivenSection {
    pub keys: BTreeMap<String, Value>,
    /// The line of its head in the file; none where only the environment has it.
    pub line: Option<usize>,
}

/// One value and where it stood. Not `Debug`: it may be a secret.
pub(super) struct Value {
    pub kind: Kind,
    pub place: Place,
}

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Value({:?})", self.place)
    }
}

/// What a value is.
pub(super) enum Kind {
    Text(String),
    Whole(i64),
    Fraction,
    Switch(bool),
    List(Vec<Kind>),
    Section,
}

impl Kind {
    /// As a person would call it.
    pub(super) fn called(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Whole(_) => "a whole number",
            Self::Fraction => "a number with decimals",
            Self::Switch(_) => "true or false",
            Self::List(_) => "a list",
            Self::Section => "a section",
        }
    }
}

/// Where a value stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In the file, on this line.
    File(Option<usize>),
    /// In the environment.
    Environment,
}

/// The prefix of variables, and what stands between section and key.
const PREFIX: &str = "SAMBAND";
const BETWEEN: &str = "__";

/// The variable that sets this key.
pub(super) fn variable(section: &str, key: &str) -> String {
    format!("{PREFIX}{BETWEEN}{section}{BETWEEN}{key}").to_uppercase()
}

/// Reads the file and lays the environment over it.
pub(super) fn read(
    file: &Path,
    environment: impl IntoIterator<Item = (String, String)>,
) -> Result<Given, Problems> {
    let text = fs::read_to_string(file).map_err(|error| unreadable(file, &error))?;
    let lines = lines(&text).map_err(|error| not_toml(file, &text, &error))?;
    let variables = Environment::with_prefix(PREFIX)
        .prefix_separator(BETWEEN)
        .separator(BETWEEN)
        .source(Some(environment.into_iter().collect()));
    let merged = Config::builder()
        .add_source(File::from_str(&text, FileFormat::Toml))
        .add_source(variables)
        .build()
        .and_then(|config| config.collect());
    // The library's words may repeat a value, which may be a secret.
    let merged = merged.map_err(|_| {
        let what = format!("a variable that begins with {PREFIX}{BETWEEN} can't be understood");
        whole_file(file, None, what, "name each SAMBAND__SECTION__KEY")
    })?;
    Ok(sort(merged, &lines))
}

fn sort(merged: config::Map<String, config::Value>, lines: &BTreeMap<String, usize>) -> Given {
    let mut given = Given::default();
    for (section, value) in merged {
        let place = place(&value, lines.get(&section).copied());
        let ValueKind::Table(table) = value.kind else {
            given.stray.insert(section, place);
            continue;
        };
        let keys = table.into_iter().map(|(key, value)| {
            let line = lines.get(&format!("{section}.{key}")).copied();
            let place = self::place(&value, line);
            let kind = kind(value.kind);
            (key, Value { kind, place })
        });
        let keys = keys.collect();
        let line = lines.get(&section).copied();
        given.sections.insert(section, GivenSection { keys, line });
    }
    given
}

/// Only the environment tells its origin.
fn place(value: &config::Value, line: Option<usize>) -> Place {
    match value.origin() {
        Some(_) => Place::Environment,
        None => Place::File(line),
    }
}

fn kind(value: ValueKind) -> Kind {
    match value {
        ValueKind::String(text) => Kind::Text(text),
        ValueKind::Boolean(switch) => Kind::Switch(switch),
        ValueKind::I64(number) => Kind::Whole(number),
        ValueKind::U64(number) => i64::try_from(number).map_or(Kind::Fraction, Kind::Whole),
        ValueKind::I128(_) | ValueKind::U128(_) | ValueKind::Float(_) | ValueKind::Nil => {
            Kind::Fraction
        }
        ValueKind::Array(items) => {
            let kinds = items.into_iter().map(|item| kind(item.kind));
            Kind::List(kinds.collect())
        }
        ValueKind::Table(_) => Kind::Section,
    }
}

/// The line of each `section` and `section.key`.
fn lines(text: &str) -> Result<BTreeMap<String, usize>, toml::de::Error> {
    let mut lines = BTreeMap::new();
    for (section, value) in DeTable::parse(text)?.into_inner() {
        let name = section.get_ref().clone().into_owned();
        if let DeValue::Table(table) = value.get_ref() {
            for key in table.keys() {
                let line = line_at(text, key.span().start);
                lines.insert(format!("{name}.{}", key.get_ref()), line);
            }
        }
        lines.insert(name, line_at(text, section.span().start));
    }
    Ok(lines)
}

fn line_at(text: &str, offset: usize) -> usize {
    let before = text.bytes().take(offset);
    before.filter(|byte| *byte == b'\n').count() + 1
}

fn unreadable(file: &Path, error: &std::io::Error) -> Problems {
    let (what, mend) = match error.kind() {
        ErrorKind::NotFound => (
            "there is no such file",
            "give the settings file with --config; config/samband.example.toml shows every setting",
        ),
        ErrorKind::PermissionDenied => (
            "the file may not be read",
            "let the user that runs samband read it",
        ),
        ErrorKind::IsADirectory => ("this is a folder", "give the file in it"),
        ErrorKind::InvalidData => ("the file is not UTF-8 text", "save it as UTF-8"),
        _ => ("the file can't be read", "look at its disk"),
    };
    whole_file(file, None, what.to_owned(), mend)
}

fn not_toml(file: &Path, text: &str, error: &toml::de::Error) -> Problems {
    let line = error.span().map(|span| line_at(text, span.start));
    // The message names what was expected; it does not repeat values.
    let what = format!("this is not TOML ({})", error.message());
    let mend = "write `key = value` under a `[section]`, texts in \"quotes\"";
    whole_file(file, line, what, mend)
}

fn whole_file(file: &Path, line: Option<usize>, what: String, mend: &str) -> Problems {
    Problems::new(vec![Problem {
        place: file.display().to_string(),
        line,
        key: String::new(),
        what,
        mend: mend.to_owned(),
    }])
}

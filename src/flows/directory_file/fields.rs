//! Reads one table of a directory file key by key. Each key is asked for once; what nobody asked
//! for is an unknown key. Every problem is noted and reading goes on, so that all of them are told
//! at once (serde stops at the first, and its messages quote values, which may be secrets).

use std::cell::RefCell;
use std::str::FromStr;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problems::{Fault, Problem, Problems, Subject};
use crate::domain::Minutes;

/// The file being read and the problems found so far.
pub(super) struct Sheet<'t> {
    text: &'t str,
    problems: RefCell<Vec<Problem>>,
}

/// A value and the line it stands in.
#[derive(Clone, Copy)]
pub(super) struct Placed<T> {
    pub(super) value: T,
    pub(super) line: usize,
}

/// A table with its line.
pub(super) type Table<'t> = Placed<&'t DeTable<'t>>;

impl<'t> Sheet<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            problems: RefCell::default(),
        }
    }

    /// The line of a byte offset, from 1.
    pub(super) fn line(&self, offset: usize) -> usize {
        let before = self.text.as_bytes().get(..offset).unwrap_or_default();
        1 + before.iter().filter(|byte| **byte == b'\n').count()
    }

    pub(super) fn note(&self, problem: Problem) {
        self.problems.borrow_mut().push(problem);
    }

    pub(super) fn has_problems(&self) -> bool {
        !self.problems.borrow().is_empty()
    }

    /// What was read, or all that is wrong with it. Something is only left out of what was read
    /// with a problem noted, so there is at least one where `read` is none.
    pub(super) fn finish<T>(self, read: Option<T>) -> Result<T, Problems> {
        match (read, Problems::of(self.problems.into_inner())) {
            (Some(read), problems) if problems.list().is_empty() => Ok(read),
            (_, problems) => Err(problems),
        }
    }
}

/// One table while it is read.
pub(super) struct Fields<'t, 's> {
    sheet: &'s Sheet<'t>,
    table: Table<'t>,
    subject: Subject,
    prefix: &'static str,
    asked: Vec<&'static str>,
}

impl<'t, 's> Fields<'t, 's> {
    pub(super) fn new(sheet: &'s Sheet<'t>, table: Table<'t>, subject: Subject) -> Self {
        Self {
            sheet,
            table,
            subject,
            prefix: "",
            asked: Vec::new(),
        }
    }

    /// Notes a problem with `field` in `line`.
    pub(super) fn problem(&self, line: usize, field: &str, fault: Fault) {
        let field = match self.prefix {
            "" => field.to_owned(),
            prefix => format!("{prefix}.{field}"),
        };
        self.sheet.note(Problem {
            line: Some(line),
            subject: self.subject.clone(),
            field: Some(field),
            fault,
        });
    }

    fn value(&mut self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.asked.push(key);
        self.table.value.get(key)
    }

    fn wrong(&self, key: &str, value: &Spanned<DeValue<'_>>, wanted: &'static str) {
        let found = type_name(value.get_ref());
        let line = self.sheet.line(value.span().start);
        self.problem(line, key, Fault::WrongType { found, wanted });
    }

    /// The value of `key` through `read`, or none with a problem where it is another sort.
    fn typed<T>(
        &mut self,
        key: &'static str,
        wanted: &'static str,
        read: impl FnOnce(&'t DeValue<'t>) -> Option<T>,
    ) -> Option<Placed<T>> {
        let spanned = self.value(key)?;
        match read(spanned.get_ref()) {
            Some(value) => Some(Placed {
                value,
                line: self.sheet.line(spanned.span().start),
            }),
            None => {
                self.wrong(key, spanned, wanted);
                None
            }
        }
    }

    /// Whether anything stands under `key`.
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.value.contains_key(key)
    }

    /// Notes that `key` must be there where it is not.
    pub(super) fn require(&self, key: &str, example: &'static str) {
        if !self.has(key) {
            self.problem(self.table.line, key, Fault::Missing(example));
        }
    }

    /// A text as it stands.
    pub(super) fn text(&mut self, key: &'static str) -> Option<Placed<&'t str>> {
        self.typed(key, "a text in quotation marks", |value| value.as_str())
    }

    /// A text through `read`.
    pub(super) fn read<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&str) -> Result<T, Fault>,
    ) -> Option<T> {
        let text = self.text(key)?;
        match read(text.value) {
            Ok(value) => Some(value),
            Err(fault) => {
                self.problem(text.line, key, fault);
                None
            }
        }
    }

    /// A text that is parsed.
    pub(super) fn parsed<T: FromStr<Err: Into<Fault>>>(&mut self, key: &'static str) -> Option<T> {
        self.read(key, |text| text.parse().map_err(Into::into))
    }

    /// Several texts, each through `read`.
    pub(super) fn each<T>(
        &mut self,
        key: &'static str,
        read: impl Fn(&str) -> Result<T, Fault>,
    ) -> Vec<T> {
        const WANTED: &str = "a list of texts, [\"…\", \"…\"]";
        let Some(list) = self.typed(key, WANTED, |value| value.as_array()) else {
            return Vec::new();
        };
        let mut out = Vec::new();
        for item in list.value {
            let Some(text) = item.get_ref().as_str() else {
                self.wrong(key, item, WANTED);
                continue;
            };
            match read(text) {
                Ok(value) => out.push(value),
                Err(fault) => self.problem(self.sheet.line(item.span().start), key, fault),
            }
        }
        out
    }

    /// Yes or no; `otherwise` where nothing stands there.
    pub(super) fn flag(&mut self, key: &'static str, otherwise: bool) -> bool {
        self.typed(key, "true or false", |value| value.as_bool())
            .map_or(otherwise, |flag| flag.value)
    }

    /// A whole number from `least` to `most`.
    pub(super) fn number(&mut self, key: &'static str, least: u16, most: u16) -> Option<Minutes> {
        let number = self.typed(key, "a whole number", |value| {
            let number = value.as_integer()?;
            i64::from_str_radix(number.as_str(), number.radix()).ok()
        })?;
        match u16::try_from(number.value) {
            Ok(value) if (least..=most).contains(&value) => Some(value),
            _ => {
                self.problem(number.line, key, Fault::OutOfBounds(least, most));
                None
            }
        }
    }

    /// The tables of `[[key]]`.
    pub(super) fn tables(&mut self, key: &'static str) -> Vec<Table<'t>> {
        const WANTED: &str = "tables, each under a line in double brackets";
        let Some(list) = self.typed(key, WANTED, |value| value.as_array()) else {
            return Vec::new();
        };
        let mut out = Vec::new();
        for item in list.value {
            match item.get_ref().as_table() {
                Some(value) => out.push(Placed {
                    value,
                    line: self.sheet.line(item.span().start),
                }),
                None => self.wrong(key, item, WANTED),
            }
        }
        out
    }

    /// The table of `key`.
    pub(super) fn table(&mut self, key: &'static str) -> Option<Table<'t>> {
        self.typed(key, "a table, { … = … }", |value| value.as_table())
    }

    /// A table inside this one, whose problems are named with `key` in front.
    pub(super) fn inside(&mut self, key: &'static str) -> Option<Self> {
        let table = self.table(key)?;
        Some(Self {
            prefix: key,
            ..Self::new(self.sheet, table, self.subject.clone())
        })
    }

    /// Every key of this table with its text, whatever the keys are.
    pub(super) fn all_texts(&mut self) -> Vec<(&'t str, Placed<&'t str>)> {
        let mut out = Vec::new();
        for (key, value) in self.table.value {
            match value.get_ref().as_str() {
                Some(text) => {
                    let line = self.sheet.line(value.span().start);
                    out.push((key.get_ref().as_ref(), Placed { value: text, line }));
                }
                None => self.wrong(key.get_ref(), value, "a text in quotation marks"),
            }
        }
        out
    }

    /// The line of the table.
    pub(super) fn line(&self) -> usize {
        self.table.line
    }

    /// Notes every key that nobody asked for.
    pub(super) fn finish(self) {
        for (key, _) in self.table.value {
            if !self.asked.iter().any(|asked| asked == key.get_ref()) {
                let line = self.sheet.line(key.span().start);
                self.problem(line, key.get_ref(), Fault::UnknownKey(self.asked.clone()));
            }
        }
    }
}

fn type_name(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date without quotation marks",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

//! The reading of a whole settings file: hands out its sections and collects what is wrong.

use std::path::{Path, PathBuf};

use super::given::{Given, Place, variable};
use super::problem::{Problem, Problems};
use super::section::Section;

/// The reading of a whole file.
pub(super) struct Reading {
    pub(super) file: PathBuf,
    given: Given,
    pub(super) asked: Vec<String>,
    problems: Vec<Problem>,
}

impl Reading {
    pub(super) fn new(file: &Path, given: Given) -> Self {
        Self {
            file: file.to_owned(),
            given,
            asked: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// Reads a section; one that is not there is read as an empty one.
    pub(super) fn section<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Section<'_>) -> Option<T>,
    ) -> Option<T> {
        self.asked.push(name.to_owned());
        let given = self.given.sections.remove(name).unwrap_or_default().keys;
        let is_stray = self.given.stray.contains_key(name);
        let mut section = Section::new(name, given, self);
        // Its keys would all be missing, which is not what is wrong.
        if is_stray {
            return None;
        }
        let answer = read(&mut section);
        section.note_unknown();
        answer
    }

    /// Every problem, with those sections that nobody asked for.
    pub(super) fn finish(mut self) -> Problems {
        for (name, place) in std::mem::take(&mut self.given.stray) {
            let known = self.asked.contains(&name);
            let mend = if known {
                format!("write `[{name}]` and its keys below")
            } else {
                self.instead(&name)
            };
            self.note(place, &name, "", "is not a section".to_owned(), mend);
        }
        for (name, section) in std::mem::take(&mut self.given.sections) {
            let what = || "there is no such section".to_owned();
            let mend = self.instead(&name);
            if section.line.is_some() {
                let place = Place::File(section.line);
                self.note(place, &name, "", what(), mend.clone());
            }
            for (key, value) in section.keys {
                if value.place == Place::Environment {
                    self.note(value.place, &name, &key, what(), mend.clone());
                }
            }
        }
        Problems::new(self.problems)
    }

    fn instead(&self, name: &str) -> String {
        let known: Vec<&str> = self.asked.iter().map(String::as_str).collect();
        instead(name, &known)
    }

    pub(super) fn note(
        &mut self,
        place: Place,
        section: &str,
        key: &str,
        what: String,
        mend: String,
    ) {
        let (name, line) = match place {
            Place::File(line) => (self.file.display().to_string(), line),
            Place::Environment => (variable(section, key), None),
        };
        let dot = if key.is_empty() { "" } else { "." };
        self.problems.push(Problem {
            place: name,
            line,
            key: format!("{section}{dot}{key}"),
            what,
            mend,
        });
    }
}

/// What somebody who wrote `name` most likely meant.
pub(super) fn instead(name: &str, known: &[&str]) -> String {
    let close = known.iter().filter(|other| !other.contains('.'));
    let close = close.map(|other| (strsim::jaro_winkler(name, other), other));
    let best = close.max_by(|(one, _), (other, _)| one.total_cmp(other));
    match best {
        Some((likeness, other)) if likeness >= 0.8 => format!("did you mean `{other}`?"),
        _ => "leave it out; config/samband.example.toml shows every setting".to_owned(),
    }
}

#[cfg(test)]
impl Reading {
    /// Every `section.key` that was asked for.
    pub(super) fn keys(&self) -> Vec<&str> {
        let keys = self.asked.iter().map(String::as_str);
        keys.filter(|key| key.contains('.')).collect()
    }
}

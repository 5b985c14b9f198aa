//! Reads one section key by key. Each question names a key, so what was never asked for is unknown;
//! each answer is none where a problem was noted, and the reading goes on.

use std::collections::BTreeMap;
use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use secrecy::SecretString;

use super::given::{Given, Kind, Place, Value, variable};
use super::problem::{Problem, Problems};

/// The reading of a whole file.
pub(super) struct Reading {
    file: PathBuf,
    given: Given,
    asked: Vec<String>,
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
        let mut section = Section {
            name,
            given,
            asked: Vec::new(),
            reading: self,
        };
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

    fn note(&mut self, place: Place, section: &str, key: &str, what: String, mend: String) {
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

/// One section while it is read.
pub(super) struct Section<'a> {
    name: &'static str,
    given: BTreeMap<String, Value>,
    asked: Vec<&'static str>,
    reading: &'a mut Reading,
}

impl Section<'_> {
    /// A text that must be there and that `read` makes something of. `want` says what to write.
    pub(super) fn must<T>(
        &mut self,
        key: &'static str,
        want: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let answer = self.optional(key, want, read)?;
        self.present(key, want, answer)
    }

    /// What an optional key gave, where it turns out to be needed.
    pub(super) fn present<T>(
        &mut self,
        key: &'static str,
        want: &str,
        answer: Option<T>,
    ) -> Option<T> {
        if answer.is_none() {
            self.refuse(key, "is missing", &format!("add it: {want}"));
        }
        answer
    }

    /// A text that may be left out.
    pub(super) fn optional<T>(
        &mut self,
        key: &'static str,
        want: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<Option<T>> {
        let Some(value) = self.take(key) else {
            return Some(None);
        };
        let Kind::Text(text) = &value.kind else {
            let what = format!("is {}, and must be a text", value.kind.called());
            let mend = format!("write in \"quotes\" {want}");
            return self.wrong(key, &value, what, mend);
        };
        match read(text) {
            Some(made) => Some(Some(made)),
            None => {
                let what = format!("`{text}` will not do");
                self.wrong(key, &value, what, format!("write {want}"))
            }
        }
    }

    /// A text with a default.
    pub(super) fn or<T>(
        &mut self,
        key: &'static str,
        default: T,
        want: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let answer = self.optional(key, want, read)?;
        Some(answer.unwrap_or(default))
    }

    /// One of a few words.
    pub(super) fn choice<T: Copy>(
        &mut self,
        key: &'static str,
        default: T,
        choices: &[(&str, T)],
    ) -> Option<T> {
        let want = listed(choices.iter().map(|(word, _)| *word));
        self.or(key, default, &want, |text| chosen(text, choices))
    }

    /// One of a few words, without a default.
    pub(super) fn must_choose<T: Copy>(
        &mut self,
        key: &'static str,
        choices: &[(&str, T)],
    ) -> Option<T> {
        let want = listed(choices.iter().map(|(word, _)| *word));
        self.must(key, &want, |text| chosen(text, choices))
    }

    /// A whole number within bounds.
    pub(super) fn whole(
        &mut self,
        key: &'static str,
        default: u32,
        bounds: RangeInclusive<u32>,
    ) -> Option<u32> {
        let Some(value) = self.take(key) else {
            return Some(default);
        };
        let number = match &value.kind {
            Kind::Whole(number) => u32::try_from(*number).ok(),
            Kind::Text(text) => text.trim().parse().ok(),
            _ => None,
        };
        if let Some(number) = number.filter(|number| bounds.contains(number)) {
            return Some(number);
        }
        let what = match &value.kind {
            Kind::Whole(number) => format!("{number} is out of bounds"),
            Kind::Text(text) => format!("`{text}` will not do"),
            other => format!("is {}", other.called()),
        };
        let (least, most) = (bounds.start(), bounds.end());
        let mend = format!("write a whole number from {least} to {most}");
        self.wrong(key, &value, what, mend)
    }

    /// True or false.
    pub(super) fn switch(&mut self, key: &'static str, default: bool) -> Option<bool> {
        let Some(value) = self.take(key) else {
            return Some(default);
        };
        match &value.kind {
            Kind::Switch(switch) => return Some(*switch),
            Kind::Text(text) if value.place == Place::Environment => {
                if let Ok(switch) = text.trim().parse() {
                    return Some(switch);
                }
            }
            _ => {}
        }
        let what = format!("is {}", value.kind.called());
        self.wrong(key, &value, what, "write true or false".to_owned())
    }

    /// A list of texts; in the environment with commas between.
    pub(super) fn list(&mut self, key: &'static str, want: &str) -> Option<Vec<String>> {
        let Some(value) = self.take(key) else {
            return Some(Vec::new());
        };
        let texts: Option<Vec<String>> = match &value.kind {
            Kind::List(items) => items.iter().map(text_of).collect(),
            Kind::Text(text) if value.place == Place::Environment => {
                let parts = text.split(',').map(str::trim);
                Some(
                    parts
                        .filter(|part| !part.is_empty())
                        .map(str::to_owned)
                        .collect(),
                )
            }
            _ => None,
        };
        if texts.is_some() {
            return texts;
        }
        let what = format!("is {}, and must be a list of texts", value.kind.called());
        self.wrong(key, &value, what, format!("write in [brackets] {want}"))
    }

    /// A path that may be left out; a relative one starts at the settings file's folder.
    pub(super) fn path(&mut self, key: &'static str, want: &str) -> Option<Option<PathBuf>> {
        let folder = self.reading.file.parent().map(Path::to_owned);
        self.optional(key, want, |text| {
            let folder = folder.unwrap_or_default();
            (!text.is_empty()).then(|| folder.join(text))
        })
    }

    /// What stands in a file that the settings name.
    pub(super) fn file(&mut self, key: &'static str, want: &str) -> Option<Option<Vec<u8>>> {
        let place = self.given.get(key).map(|value| value.place);
        let Some(path) = self.path(key, want)? else {
            return Some(None);
        };
        match fs::read(&path) {
            Ok(bytes) => Some(Some(bytes)),
            Err(error) => {
                let what = format!("{} can't be read ({})", path.display(), error.kind());
                let mend = "name a file that the user who runs samband may read".to_owned();
                self.note(place.unwrap_or(Place::File(None)), key, what, mend);
                None
            }
        }
    }

    /// Certificates in PEM, in a file that the settings name.
    pub(super) fn certificates(&mut self, key: &'static str) -> Option<Option<Vec<u8>>> {
        let pem = self.file(key, "the path of an authority's certificate, in PEM")?;
        let good = |pem: &Vec<u8>| {
            let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
            found.is_ok_and(|certificates| !certificates.is_empty())
        };
        if pem.as_ref().is_none_or(good) {
            return Some(pem);
        }
        let what = "names a file that holds no certificate";
        self.refuse(
            key,
            what,
            "name a certificate in PEM (-----BEGIN CERTIFICATE-----)",
        );
        None
    }

    /// A secret that may be left out: itself under `key`, or the path of a file that holds it under
    /// `key_file`. A line end at the file's end is not part of it.
    pub(super) fn secret(
        &mut self,
        key: &'static str,
        key_file: &'static str,
    ) -> Option<Option<SecretString>> {
        let here = self.secret_here(key)?;
        let in_file = self.file(key_file, "the path of the file that holds it")?;
        if here.is_some() && in_file.is_some() {
            let what = format!("is given, and {key_file} too");
            self.refuse(key, &what, "leave one of them out");
            return None;
        }
        let Some(bytes) = in_file else {
            return Some(here);
        };
        let text = String::from_utf8(bytes)
            .ok()
            .filter(|text| !text.trim().is_empty());
        let Some(text) = text else {
            self.refuse(
                key_file,
                "names a file that holds no text",
                "put the secret in it",
            );
            return None;
        };
        let bare = text.strip_suffix('\n').unwrap_or(&text);
        Some(Some(bare.strip_suffix('\r').unwrap_or(bare).into()))
    }

    fn secret_here(&mut self, key: &'static str) -> Option<Option<SecretString>> {
        match self.take(key) {
            None => Some(None),
            Some(Value {
                kind: Kind::Text(text),
                ..
            }) if !text.is_empty() => Some(Some(text.into())),
            Some(value) => {
                let what = "is not a text with something in it".to_owned();
                self.wrong(
                    key,
                    &value,
                    what,
                    "write the secret in \"quotes\"".to_owned(),
                )
            }
        }
    }

    /// Notes that a key, given or not, will not do.
    pub(super) fn refuse(&mut self, key: &'static str, what: &str, mend: &str) {
        let place = self
            .given
            .get(key)
            .map_or(Place::File(None), |value| value.place);
        self.note(place, key, what.to_owned(), mend.to_owned());
    }

    /// The value is put back without its content, so that a later refusal can name its line.
    fn take(&mut self, key: &'static str) -> Option<Value> {
        self.asked.push(key);
        let value = self.given.remove(key)?;
        let left = Value {
            kind: Kind::Section,
            place: value.place,
        };
        self.given.insert(key.to_owned(), left);
        Some(value)
    }

    fn wrong<T>(&mut self, key: &str, value: &Value, what: String, mend: String) -> Option<T> {
        self.note(value.place, key, what, mend);
        None
    }

    fn note(&mut self, place: Place, key: &str, what: String, mend: String) {
        self.reading.note(place, self.name, key, what, mend);
    }

    fn note_unknown(mut self) {
        for (key, value) in std::mem::take(&mut self.given) {
            if !self.asked.contains(&key.as_str()) {
                let what = "there is no such setting".to_owned();
                let mend = instead(&key, &self.asked);
                self.note(value.place, &key, what, mend);
            }
        }
        let keys = self.asked.iter().map(|key| format!("{}.{key}", self.name));
        self.reading.asked.extend(keys);
    }
}

fn text_of(kind: &Kind) -> Option<String> {
    match kind {
        Kind::Text(text) => Some(text.clone()),
        _ => None,
    }
}

fn chosen<T: Copy>(text: &str, choices: &[(&str, T)]) -> Option<T> {
    let found = choices.iter().find(|(word, _)| *word == text);
    found.map(|(_, choice)| *choice)
}

/// `a`, `b` or `c`.
fn listed<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = words.map(|word| format!("\"{word}\"")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

/// What somebody who wrote `name` most likely meant.
fn instead(name: &str, known: &[&str]) -> String {
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

//! Reads one section key by key. Each question names a key, so what was never asked for is unknown;
//! each answer is none where a problem was noted, and the reading goes on.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::given::{Kind, Place, Value};
use super::reading::{Reading, instead};

/// One section while it is read.
pub(super) struct Section<'a> {
    name: &'static str,
    pub(super) given: BTreeMap<String, Value>,
    asked: Vec<&'static str>,
    pub(super) reading: &'a mut Reading,
}

impl<'a> Section<'a> {
    pub(super) fn new(
        name: &'static str,
        given: BTreeMap<String, Value>,
        reading: &'a mut Reading,
    ) -> Self {
        Self {
            name,
            given,
            asked: Vec::new(),
            reading,
        }
    }

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

    /// Notes that a key, given or not, will not do.
    pub(super) fn refuse(&mut self, key: &'static str, what: &str, mend: &str) {
        let place = self
            .given
            .get(key)
            .map_or(Place::File(None), |value| value.place);
        self.note(place, key, what.to_owned(), mend.to_owned());
    }

    /// The value is put back without its content, so that a later refusal can name its line.
    pub(super) fn take(&mut self, key: &'static str) -> Option<Value> {
        self.asked.push(key);
        let value = self.given.remove(key)?;
        let left = Value {
            kind: Kind::Section,
            place: value.place,
        };
        self.given.insert(key.to_owned(), left);
        Some(value)
    }

    pub(super) fn wrong<T>(
        &mut self,
        key: &str,
        value: &Value,
        what: String,
        mend: String,
    ) -> Option<T> {
        self.note(value.place, key, what, mend);
        None
    }

    pub(super) fn note(&mut self, place: Place, key: &str, what: String, mend: String) {
        self.reading.note(place, self.name, key, what, mend);
    }

    pub(super) fn note_unknown(mut self) {
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

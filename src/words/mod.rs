//! Every sentence a person reads, by language and key; dates and weeks as people say them. The home
//! of fluent: the sentences lie in `locales/<language>/*.ftl`, bokmål is the whole list.
//!
//! Nothing here knows who reads: a page, a mail and a command ask for the same words. Nothing here
//! reads the clock: [`Dates`] is told what time it is.

mod codes;
mod dates;
mod language;
mod names;
#[cfg(test)]
mod tests;

pub use dates::{Dates, capital};
pub use language::{language_name, negotiate};

use std::collections::HashMap;

use fluent_templates::fluent_bundle::FluentValue;

use crate::domain::Language;

// A new file under `locales` is seen when this file is compiled again; a changed one at once.
fluent_templates::static_loader! {
    static SENTENCES = {
        locales: "./locales",
        fallback_language: "nb",
        // The isolates U+2068 and U+2069 round each value are for text of mixed direction; here
        // they would only stand in the way of searching and copying.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// What may stand in a sentence.
#[derive(Debug, Clone, Copy)]
pub enum Value<'a> {
    /// A name, a time, a word.
    Text(&'a str),
    /// A count; it chooses the plural.
    Number(i64),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

macro_rules! number {
    ($($kind:ty),*) => {$(
        impl From<$kind> for Value<'_> {
            fn from(number: $kind) -> Self {
                Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }
        impl From<&$kind> for Value<'_> {
            fn from(number: &$kind) -> Self {
                Self::from(*number)
            }
        }
    )*};
}

number!(u16, u32, u64, usize, i64);

/// The sentences in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    language: Language,
}

impl Words {
    /// The sentences in `language`.
    #[must_use]
    pub const fn new(language: Language) -> Self {
        Self { language }
    }

    /// Which language.
    #[must_use]
    pub const fn language(self) -> Language {
        self.language
    }

    /// The sentence `key`. A sentence that the language lacks is given in bokmål; a key that bokmål
    /// lacks is given as it is, which a test sees to that nobody meets.
    #[must_use]
    pub fn text(self, key: &str) -> String {
        self.text_with(key, &[])
    }

    /// The sentence `key` with values in it.
    #[must_use]
    pub fn text_with(self, key: &str, values: &[(&'static str, Value<'_>)]) -> String {
        let values: HashMap<&'static str, FluentValue<'_>> = values
            .iter()
            .map(|(name, value)| (*name, fluent(*value)))
            .collect();
        [self.language, Language::Nb]
            .iter()
            .find_map(|wanted| {
                SENTENCES
                    .lookup_single_language(language::identifier(*wanted), key, Some(&values))
                    .ok()
            })
            .unwrap_or_else(|| key.to_owned())
    }
}

fn fluent(value: Value<'_>) -> FluentValue<'_> {
    match value {
        Value::Text(text) => text.into(),
        Value::Number(number) => number.into(),
    }
}

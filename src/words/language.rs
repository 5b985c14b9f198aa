//! The languages that people read samband in.

use std::sync::LazyLock;

use fluent_templates::LanguageIdentifier;

/// A language. Public bodies serve both forms of Norwegian; a person reads the one they use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Language {
    /// Bokmål.
    #[default]
    Nb,
    /// Nynorsk.
    Nn,
    /// English.
    En,
}

impl Language {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Nb, Self::Nn, Self::En];

    /// Its code, as in the `lang` of a page and in a stored row.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Nb => "nb",
            Self::Nn => "nn",
            Self::En => "en",
        }
    }

    /// Its own name, in itself.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nb => "Bokmål",
            Self::Nn => "Nynorsk",
            Self::En => "English",
        }
    }

    /// The language with this code; `no` is bokmål.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "nb" | "no" => Some(Self::Nb),
            "nn" => Some(Self::Nn),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The best of an `Accept-Language` header (RFC 9110, 12.5.4), else bokmål.
    #[must_use]
    pub fn negotiate(header: &str) -> Self {
        let mut best = (0.0_f32, Self::Nb);
        for part in header.split(',') {
            let mut fields = part.split(';').map(str::trim);
            let tag = fields.next().unwrap_or_default().to_ascii_lowercase();
            let weight = fields
                .find_map(|field| field.strip_prefix("q="))
                .map_or(1.0, |q| q.parse().unwrap_or(0.0));
            let language = tag.split('-').next().and_then(Self::from_code);
            if let Some(language) = language
                && weight > best.0
            {
                best = (weight, language);
            }
        }
        best.1
    }

    pub(super) fn identifier(self) -> &'static LanguageIdentifier {
        static ALL: LazyLock<[LanguageIdentifier; 3]> = LazyLock::new(|| {
            Language::ALL.map(|language| language.code().parse().unwrap_or_default())
        });
        &ALL[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_wish_chooses_the_language() {
        assert_eq!(Language::negotiate("nn-NO,nb;q=0.9,en;q=0.8"), Language::Nn);
        assert_eq!(Language::negotiate("de, en;q=0.5, nn;q=0.7"), Language::Nn);
        assert_eq!(Language::negotiate("no"), Language::Nb);
        assert_eq!(Language::negotiate("en;q=0, fr"), Language::Nb);
        assert_eq!(Language::negotiate(""), Language::Nb);
    }
}

//! Which of the languages that people read samband in.

use std::sync::LazyLock;

use fluent_templates::LanguageIdentifier;

use crate::domain::Language;

/// A language's own name, in itself.
#[must_use]
pub const fn language_name(language: Language) -> &'static str {
    match language {
        Language::Nb => "Bokmål",
        Language::Nn => "Nynorsk",
        Language::En => "English",
    }
}

/// The best of an `Accept-Language` header (RFC 9110, 12.5.4), else bokmål.
#[must_use]
pub fn negotiate(header: &str) -> Language {
    let mut best = (0.0_f32, Language::Nb);
    for part in header.split(',') {
        let mut fields = part.split(';').map(str::trim);
        let tag = fields.next().unwrap_or_default().to_ascii_lowercase();
        let weight = fields
            .find_map(|field| field.strip_prefix("q="))
            .map_or(1.0, |q| q.parse().unwrap_or(0.0));
        let language = tag.split('-').next().and_then(Language::from_code);
        if let Some(language) = language
            && weight > best.0
        {
            best = (weight, language);
        }
    }
    best.1
}

pub(super) fn identifier(language: Language) -> &'static LanguageIdentifier {
    static ALL: LazyLock<[LanguageIdentifier; 3]> =
        LazyLock::new(|| Language::ALL.map(|language| language.code().parse().unwrap_or_default()));
    &ALL[language as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_wish_chooses_the_language() {
        assert_eq!(negotiate("nn-NO,nb;q=0.9,en;q=0.8"), Language::Nn);
        assert_eq!(negotiate("de, en;q=0.5, nn;q=0.7"), Language::Nn);
        assert_eq!(negotiate("no"), Language::Nb);
        assert_eq!(negotiate("en;q=0, fr"), Language::Nb);
        assert_eq!(negotiate(""), Language::Nb);
    }
}

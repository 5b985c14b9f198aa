//! What a single word may be: a name, a word that is also a name, something known that is no name, or
//! nothing that the lists know.

use super::super::lists::{Cue, Words};
use super::Search;

/// What a word may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// A given name and hardly anything else.
    Given,
    /// A given name that is also a word.
    AlsoGiven,
    /// A family name and hardly anything else.
    Family,
    /// A family name that is also a word or a place.
    AlsoFamily,
    /// Nothing the lists know.
    Unknown,
    /// Something that is no person.
    Other,
}

impl Search<'_> {
    /// What the token at `index` may be.
    pub(super) fn word(&self, index: usize) -> Word {
        let Some(token) = self.note.tokens.get(index).filter(|token| token.letters) else {
            return Word::Other;
        };
        let (lists, text) = (self.lists, token.text.as_str());
        let genitive = text.strip_suffix('s').filter(|name| name.len() >= 3);
        let listed =
            |set: &Words| set.contains(text) || genitive.is_some_and(|name| set.contains(name));
        if lists.given.contains(text) {
            return Word::Given;
        }
        if lists.given_words.contains(text) {
            return Word::AlsoGiven;
        }
        if listed(&lists.proper) {
            return Word::Other;
        }
        if lists.places.contains(text) {
            let family = lists.family_words.contains(text);
            return if family {
                Word::AlsoFamily
            } else {
                Word::Other
            };
        }
        if listed(&lists.given) {
            return Word::Given;
        }
        if listed(&lists.family) {
            return Word::Family;
        }
        if listed(&lists.family_words) {
            return Word::AlsoFamily;
        }
        let short = text.chars().count() < 2 || token.capitals || token.humped;
        if short || self.is_noun(text) || self.is_listed(text) {
            return Word::Other;
        }
        // Many family names are told by their ending; at the beginning of a sentence so are nouns.
        let ends = |name: &str| {
            let endings = &mut lists.cue_words(Cue::NameEnding);
            endings.any(|end| name.ends_with(end) && name.len() > end.len() + 2)
        };
        if self.is_capital(index) && !token.opens && (ends(text) || genitive.is_some_and(ends)) {
            return Word::Family;
        }
        Word::Unknown
    }

    /// Whether the word lists know it, and better than as somebody's name.
    pub(super) fn is_listed(&self, text: &str) -> bool {
        self.lists.lexicon.word(text).is_some() || self.lists.harmless.word(text).is_some()
    }

    /// Whether a word is a common noun by its ending, or a word of the grammar.
    fn is_noun(&self, text: &str) -> bool {
        const CUES: [Cue; 6] = [
            Cue::PersonVerb,
            Cue::WeakName,
            Cue::StrongName,
            Cue::Room,
            Cue::PlaceAfter,
            Cue::Month,
        ];
        let endings = &mut self.lists.cue_words(Cue::NounEnding);
        CUES.iter().any(|cue| self.cue(*cue, text))
            || endings.any(|end| text.len() > end.len() + 1 && text.ends_with(end))
    }
}

//! Which language a note is written in, by its small words; so that its refusal can be worded in it.

use super::lists::Lists;
use super::note::{Note, Token};
use crate::domain::Language;

/// The language of a text.
#[must_use]
pub fn language_of(text: &str) -> Language {
    let lists = Lists::builtin();
    let note = Note::read(text);
    let count = |section: &str| {
        let words = lists.language(section);
        let known = |token: &&Token| words.is_some_and(|words| words.contains(&token.text));
        note.tokens.iter().filter(known).count()
    };
    let (nynorsk, bokmaal) = (count("nn"), count("nb"));
    if count("en") > bokmaal + nynorsk {
        Language::En
    } else if nynorsk > 0 && count("only nb") == 0 {
        Language::Nn
    } else {
        Language::Nb
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_small_words_tell() {
        assert_eq!(language_of("Kan du ringe meg i dag?"), Language::Nb);
        assert_eq!(language_of("Eg er på kontoret måndag"), Language::Nn);
        assert_eq!(language_of("Please call me at noon"), Language::En);
        assert_eq!(language_of("12345"), Language::Nb);
    }
}

//! Which language a note is written in, by its small words; so that its refusal can be worded in it.

use super::note::Note;
use crate::domain::Language;

const NYNORSK: [&str; 44] = [
    "eg",
    "ikkje",
    "ein",
    "eit",
    "frå",
    "kva",
    "kvar",
    "korleis",
    "kven",
    "dei",
    "ho",
    "me",
    "vere",
    "berre",
    "noko",
    "nokon",
    "meir",
    "mykje",
    "deltakaren",
    "deltakar",
    "arbeidsgjevar",
    "måndag",
    "tysdag",
    "laurdag",
    "veke",
    "veka",
    "vert",
    "vart",
    "gjer",
    "kjem",
    "høyrer",
    "ringje",
    "heiter",
    "ønskjer",
    "treng",
    "dykk",
    "dykkar",
    "heime",
    "nokre",
    "saman",
    "tek",
    "har'kje",
    "gjeld",
    "seinare",
];
const ENGLISH: [&str; 48] = [
    "the", "is", "are", "and", "you", "he", "she", "they", "we", "of", "to", "please", "can",
    "could", "would", "with", "this", "that", "has", "have", "was", "his", "her", "my", "me", "i",
    "call", "at", "on", "about", "will", "be", "not", "it", "do", "does", "our", "your", "who",
    "when", "tomorrow", "today", "meeting", "an", "from", "patient", "been", "by",
];
const BOKMAAL: [&str; 30] = [
    "jeg", "ikke", "fra", "hva", "hvor", "hun", "dere", "noe", "mer", "mye", "bare", "være", "er",
    "og", "som", "det", "på", "til", "av", "han", "kan", "du", "med", "hvordan", "hvem", "uke",
    "vil", "skal", "en", "for",
];

/// The language of a text.
#[must_use]
pub fn language_of(text: &str) -> Language {
    let note = Note::read(text);
    let count = |words: &[&str]| {
        let known = |token: &&super::note::Token| words.contains(&token.text.as_str());
        note.tokens.iter().filter(known).count()
    };
    let (nynorsk, english, bokmaal) = (count(&NYNORSK), count(&ENGLISH), count(&BOKMAAL));
    if english > bokmaal + nynorsk {
        Language::En
    } else if nynorsk > 0
        && !note
            .tokens
            .iter()
            .any(|t| matches!(t.text.as_str(), "jeg" | "ikke"))
    {
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

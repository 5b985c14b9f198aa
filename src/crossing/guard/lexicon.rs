//! Looking words up: as they stand, with endings, inside compounds, as they sound, and one or two
//! slips away; and phrases over several words. What a hit means is the list's, not this file's.

use std::collections::HashMap;

use super::fuzzy::{Term, slips_allowed, within};
use super::kind::FindingKind;
use super::lists::Words;
use super::note::{Note, Token};
use super::pattern::{Line, Part, WordPattern, read_line};
use super::sound::sound;
use super::why::Why;

/// What a hit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its kind.
    pub kind: FindingKind,
    /// Why.
    pub why: Why,
}

/// Letters of the shortest word that is looked for inside a compound.
const LAST_PART: usize = 4;
/// Letters of the longest word that is looked for by sound and by slips; what is longer is no word.
const LONGEST_WORD: usize = 60;
/// Letters of the shortest word that is looked for by sound.
const BY_SOUND: usize = 6;

/// Word lists ready to be searched.
#[derive(Debug)]
pub(super) struct Lexicon {
    endings: Words,
    first_part: usize,
    words: HashMap<String, Vec<(WordPattern, Entry)>>,
    longest: usize,
    capitals: HashMap<String, Entry>,
    sounds: HashMap<String, (bool, Entry)>,
    terms: Vec<(Term, Entry)>,
    phrases: HashMap<char, Vec<(Vec<Part>, Entry)>>,
}

impl Lexicon {
    /// An empty lexicon that knows the endings words take, and how many letters the part of a
    /// compound before a listed word has at least.
    pub fn new(endings: Words, first_part: usize) -> Self {
        Self {
            endings,
            first_part,
            words: HashMap::new(),
            longest: 0,
            capitals: HashMap::new(),
            sounds: HashMap::new(),
            terms: Vec::new(),
            phrases: HashMap::new(),
        }
    }

    /// Takes in a list; every line of it means `entry`.
    pub fn add(&mut self, text: &str, entry: Entry) {
        for line in text.lines().filter_map(read_line) {
            match line {
                Line::Word(word) if word.capitals => {
                    self.capitals.insert(word.text, entry);
                }
                Line::Word(word) => self.add_word(word, entry),
                Line::Phrase(parts) => self.add_phrase(parts, entry),
            }
        }
    }

    fn add_word(&mut self, word: WordPattern, entry: Entry) {
        let length = word.text.chars().count();
        self.longest = self.longest.max(length);
        if length >= BY_SOUND && word.slips {
            self.sounds
                .entry(sound(&word.text))
                .or_insert((word.open, entry));
        }
        if slips_allowed(length) > 0 && word.slips && !word.open {
            self.terms.push((Term::new(&word.text), entry));
        }
        let same = self.words.entry(word.text.clone()).or_default();
        same.push((word, entry));
        same.sort_by_key(|(_, entry)| entry.kind);
    }

    fn add_phrase(&mut self, parts: Vec<Part>, entry: Entry) {
        let mut firsts: Vec<char> = match parts.first() {
            Some(Part::Words(words)) => words
                .iter()
                .filter_map(|word| word.text.chars().next())
                .collect(),
            Some(Part::Number | Part::Single | Part::Gap) | None => vec!['#'],
        };
        firsts.sort_unstable();
        firsts.dedup();
        for first in firsts {
            let same = self.phrases.entry(first).or_default();
            same.push((parts.clone(), entry));
        }
    }

    /// The entry of a word written in capitals.
    pub fn acronym(&self, token: &Token) -> Option<Entry> {
        token
            .capitals
            .then(|| self.capitals.get(&token.text).copied())
            .flatten()
    }

    /// The entry of a word as it stands, with an ending, or as a part of a compound.
    pub fn word(&self, word: &str) -> Option<Entry> {
        self.word_from(word, 0).map(|(entry, _)| entry)
    }

    /// The same for a word whose listed part begins before the letter `before` and ends behind it
    /// (any part with 0), with the length of that part in letters.
    pub fn word_from(&self, word: &str, before: usize) -> Option<(Entry, usize)> {
        let bounds: Vec<usize> = word
            .char_indices()
            .map(|(index, _)| index)
            .chain([word.len()])
            .collect();
        let mut best: Option<(Entry, usize)> = None;
        for start in 0..bounds.len() - 1 {
            if (1..self.first_part).contains(&start) || (before > 0 && start >= before) {
                continue;
            }
            let last = (start + self.longest).min(bounds.len() - 1);
            for end in (start + 2).max(before + 1)..=last {
                let Some(same) = self.words.get(&word[bounds[start]..bounds[end]]) else {
                    continue;
                };
                let rest = &word[bounds[end]..];
                let fits = same.iter().find(|(pattern, _)| {
                    (start == 0 || (pattern.tail && end - start >= LAST_PART))
                        && (rest.is_empty()
                            || pattern.open
                            || (!pattern.exact && rest.len() <= 8 && self.endings.contains(rest)))
                });
                // The longest listed part says most; of two as long, the first kind.
                let length = end - start;
                if let Some((_, entry)) = fits
                    && best
                        .is_none_or(|(other, longest)| (longest, entry.kind) < (length, other.kind))
                {
                    best = Some((*entry, length));
                }
            }
        }
        best
    }

    /// The entry of a word that sounds like a listed one.
    pub fn sounding(&self, word: &str) -> Option<Entry> {
        if !(BY_SOUND..=LONGEST_WORD).contains(&word.chars().count()) {
            return None;
        }
        let key = sound(word);
        let bounds = key.char_indices().map(|(index, _)| index);
        bounds
            .chain([key.len()])
            .filter_map(|end| {
                let (open, entry) = self.sounds.get(&key[..end])?;
                let rest = &key[end..];
                (rest.is_empty() || *open || self.endings.contains(rest)).then_some(*entry)
            })
            .min_by_key(|entry| entry.kind)
    }

    /// The entry of a word that is a slip of the pen away from a listed one.
    pub fn slipped(&self, word: &str) -> Option<Entry> {
        let letters = word.chars().count();
        if slips_allowed(letters + 1) == 0 || letters > LONGEST_WORD {
            return None;
        }
        let whole = Term::new(word);
        let mut forms = vec![whole];
        for ending in [
            "en", "et", "er", "ene", "a", "ane", "s", "ar", "e", "t", "n",
        ] {
            if let Some(stem) = word.strip_suffix(ending)
                && slips_allowed(stem.chars().count() + 1) > 0
            {
                forms.push(Term::new(stem));
            }
        }
        self.terms
            .iter()
            .filter(|(term, _)| forms.iter().any(|form| within(form, term)))
            .map(|(_, entry)| *entry)
            .min_by_key(|entry| entry.kind)
    }

    /// Every phrase in a note, as its entry with the first and the last token.
    pub fn phrases(&self, note: &Note) -> Vec<(Entry, usize, usize)> {
        let mut found = Vec::new();
        for (index, token) in note.tokens.iter().enumerate() {
            let first = token.text.chars().next();
            let word = first.and_then(|first| self.phrases.get(&first));
            for (parts, entry) in word.into_iter().chain(self.phrases.get(&'#')).flatten() {
                if let Some(end) = fit(parts, note, index) {
                    found.push((*entry, index, end - 1));
                }
            }
        }
        found
    }
}

/// Where a phrase that begins at a token ends, if it is there; a sentence's end ends it.
fn fit(parts: &[Part], note: &Note, index: usize) -> Option<usize> {
    let Some((part, rest)) = parts.split_first() else {
        return Some(index);
    };
    if matches!(part, Part::Gap) {
        return (0..=2)
            .take_while(|skip| *skip == 0 || !opens(note, index + skip - 1))
            .find_map(|skip| fit(rest, note, index + skip));
    }
    let token = note.tokens.get(index)?;
    let fits = match part {
        Part::Words(words) => words
            .iter()
            .any(|word| word.fits(&token.text, token.capitals && !note.shouting)),
        Part::Number => token.digits,
        Part::Single => token.digits || token.text.chars().count() == 1,
        Part::Gap => false,
    };
    if !fits {
        return None;
    }
    if !rest.is_empty() && opens(note, index + 1) {
        return None;
    }
    fit(rest, note, index + 1)
}

fn opens(note: &Note, index: usize) -> bool {
    note.tokens.get(index).is_none_or(|token| token.opens)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon(list: &str) -> Lexicon {
        let endings = ["e", "en", "er", "ene"].map(str::to_owned).into();
        let mut lexicon = Lexicon::new(endings, 3);
        let entry = Entry {
            kind: FindingKind::Diagnosis,
            why: Why::Diagnosis,
        };
        lexicon.add(list, entry);
        lexicon
    }

    #[test]
    fn words_fit_with_endings_and_in_compounds() {
        let lexicon = lexicon("+angst+\nkols\nhiv.\n");
        for hit in [
            "angst",
            "angsten",
            "helseangst",
            "angstlidelse",
            "kols",
            "hiv",
        ] {
            assert!(lexicon.word(hit).is_some(), "{hit}");
        }
        for miss in ["fangst", "kolsås", "hive", "helsehiv"] {
            assert!(lexicon.word(miss).is_none(), "{miss}");
        }
    }

    #[test]
    fn misspelled_words_are_found_and_short_ones_left_alone() {
        let lexicon = lexicon("schizofreni~\nskizofreni~\nangst~\n");
        assert!(lexicon.sounding("skizofrenien").is_some());
        assert!(lexicon.slipped("schizfreni").is_some());
        assert!(lexicon.slipped("fangst").is_none());
    }

    #[test]
    fn phrases_stop_at_the_end_of_a_sentence() {
        let lexicon = lexicon("hører .. stemmer\npost #\n");
        let count = |text: &str| lexicon.phrases(&Note::read(text)).len();
        assert_eq!(count("Han hører stemmer"), 1);
        assert_eq!(count("Han hører ofte onde stemmer"), 1);
        assert_eq!(count("Hører fra deg! Det stemmer"), 0);
        assert_eq!(count("på post 4"), 1);
    }
}

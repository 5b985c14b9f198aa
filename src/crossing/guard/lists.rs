//! The guard's word lists, read once from the files in `lists/`. Rules and words are data there;
//! this file only reads them.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::fold::fold_word;
use super::kind::FindingKind;
use super::lexicon::{Entry, Lexicon};
use super::why::Why;

/// A set of folded words.
pub(super) type Words = HashSet<String>;

/// Everything the detectors look words up in.
#[derive(Debug)]
pub(super) struct Lists {
    /// What may not cross, by word.
    pub lexicon: Lexicon,
    /// What only looks like it.
    pub harmless: Lexicon,
    /// Number words and what they stand for.
    pub numbers: HashMap<String, u32>,
    /// Given names that are hardly anything else.
    pub given: Words,
    /// Family names that are hardly anything else.
    pub family: Words,
    /// Given names that are also words.
    pub given_words: Words,
    /// Given names that are words when they are written small.
    pub small_words: Words,
    /// Family names that are also words.
    pub family_words: Words,
    /// Places.
    pub places: Words,
    /// Other capitalised words that are no person.
    pub proper: Words,
    /// Words that tell what their neighbour is, by section.
    cues: HashMap<&'static str, Words>,
    streets: HashMap<&'static str, Words>,
    languages: HashMap<&'static str, Words>,
}

static BUILTIN: LazyLock<Lists> = LazyLock::new(Lists::read);

impl Lists {
    /// The lists that are built into the program.
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    fn read() -> Self {
        use FindingKind as Kind;
        let endings = words(include_str!("lists/endings.txt"));
        let mut lexicon = Lexicon::new(endings.clone(), 3);
        for (kind, why, text) in [
            (
                Kind::Diagnosis,
                Why::Diagnosis,
                include_str!("lists/diagnosis.txt"),
            ),
            (
                Kind::Diagnosis,
                Why::Diagnosis,
                include_str!("lists/illness.txt"),
            ),
            (
                Kind::Medication,
                Why::Medicine,
                include_str!("lists/medicine.txt"),
            ),
            (
                Kind::Medication,
                Why::Medicine,
                include_str!("lists/medicine_use.txt"),
            ),
            (
                Kind::SymptomOrState,
                Why::Danger,
                include_str!("lists/danger.txt"),
            ),
            (
                Kind::SymptomOrState,
                Why::State,
                include_str!("lists/state.txt"),
            ),
            (
                Kind::SymptomOrState,
                Why::State,
                include_str!("lists/everyday.txt"),
            ),
            (
                Kind::SymptomOrState,
                Why::State,
                include_str!("lists/substances.txt"),
            ),
            (Kind::CareEvent, Why::Care, include_str!("lists/care.txt")),
            (Kind::Address, Why::Living, include_str!("lists/living.txt")),
        ] {
            lexicon.add(text, Entry { kind, why });
        }
        let mut harmless = Lexicon::new(endings, 1);
        let nothing = Entry {
            kind: Kind::UnknownWord,
            why: Why::Unreadable,
        };
        harmless.add(include_str!("lists/harmless.txt"), nothing);
        harmless.add(include_str!("lists/harmless_own.txt"), nothing);
        harmless.add(include_str!("lists/harmless_near.txt"), nothing);
        let names = sections(include_str!("lists/ordinary_names.txt"));
        let numbers = include_str!("lists/numbers.txt")
            .lines()
            .filter_map(|line| line.split_once(' '))
            .filter_map(|(word, value)| Some((fold_word(word), value.parse().ok()?)))
            .collect();
        Self {
            lexicon,
            harmless,
            numbers,
            given: words(include_str!("lists/given_names.txt")),
            family: words(include_str!("lists/family_names.txt")),
            given_words: names.get("given").cloned().unwrap_or_default(),
            small_words: names.get("small").cloned().unwrap_or_default(),
            family_words: names.get("family").cloned().unwrap_or_default(),
            places: words(include_str!("lists/places.txt")),
            proper: words(include_str!("lists/proper.txt")),
            cues: sections(include_str!("lists/cues.txt")),
            streets: sections(include_str!("lists/streets.txt")),
            languages: sections(include_str!("lists/languages.txt")),
        }
    }

    /// Whether a word stands in a section of the cues. An unknown section has no words; a test
    /// sees to it that every section asked for exists.
    pub fn cue(&self, section: Cue, word: &str) -> bool {
        !word.is_empty()
            && self
                .cues
                .get(section.name())
                .is_some_and(|s| s.contains(word))
    }

    /// The words of a section of the cues.
    pub fn cue_words(&self, section: Cue) -> impl Iterator<Item = &str> {
        self.cues
            .get(section.name())
            .into_iter()
            .flatten()
            .map(String::as_str)
    }

    /// The small words of a language.
    pub fn language(&self, section: &str) -> Option<&Words> {
        self.languages.get(section)
    }

    /// The words of a section of the street endings.
    pub fn street(&self, section: &str) -> Option<&Words> {
        self.streets.get(section)
    }
}

macro_rules! cues {
    ($($name:ident $section:literal,)*) => {
        /// A section of `lists/cues.txt`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Cue { $($name,)* }

        impl Cue {
            #[cfg(test)]
            const ALL: &[Self] = &[$(Self::$name),*];

            const fn name(self) -> &'static str {
                match self { $(Self::$name => $section,)* }
            }
        }
    };
}

cues! {
    StrongName "strong name", WeakName "weak name", PersonVerb "person verb",
    StrictVerb "strict person verb", Room "room", PlaceAfter "place after",
    PlacePreposition "place preposition", Greeting "greeting", SignOff "sign off",
    AfterGreeting "first word after greeting", Living "living", LivingPreposition "living preposition",
    Journal "journal", JournalWeak "journal weak", NumberOf "number of", Digits "digits cue",
    NotPhone "not phone", Money "money", Phone "phone", Birth "birth", OrdinaryDate "ordinary date",
    AgePerson "age person", AgeVerb "age verb", AgeNotAfter "age not after",
    AgeNotBefore "age not before", GroupAge "group age", Old "old", PlaceWord "place word",
    Clinical "clinical", Social "social", MailHost "mail host", At "at", Dot "dot",
    TopDomain "top domain", PublicSite "public site", Filler "filler", NounEnding "noun ending",
    NameEnding "name ending", IdWord "id word", AgeWord "age word", Month "month",
}

/// All words of a list, folded.
fn words(text: &str) -> Words {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .map(fold_word)
        .collect()
}

/// The words of a list under its `[section]` lines, folded.
fn sections(text: &'static str) -> HashMap<&'static str, Words> {
    let mut found: HashMap<&'static str, Words> = HashMap::new();
    let mut current = "";
    for line in text.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            current = name;
        } else if !line.starts_with('#') {
            let folded = line.split_whitespace().map(fold_word);
            found.entry(current).or_default().extend(folded);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_asked_for_has_words() {
        let lists = Lists::builtin();
        for cue in Cue::ALL {
            assert!(lists.cue_words(*cue).next().is_some(), "{cue:?}");
        }
        let read: Vec<&str> = Cue::ALL.iter().map(|cue| cue.name()).collect();
        let unread = lists
            .cues
            .keys()
            .find(|name| !name.is_empty() && !read.contains(name));
        assert_eq!(unread, None, "a section that nobody reads");
        for section in ["sure", "capital", "own", "not"] {
            assert!(lists.street(section).is_some(), "{section}");
        }
    }

    #[test]
    fn a_name_is_plain_or_also_a_word_but_not_both() {
        let lists = Lists::builtin();
        assert_eq!(lists.given.intersection(&lists.given_words).next(), None);
        assert_eq!(lists.family.intersection(&lists.family_words).next(), None);
    }
}

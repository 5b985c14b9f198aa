//! Finds what the word lists name: words and phrases as they stand, misspelled, and in disguise;
//! then words that nobody can read.

use super::disguise::{Dress, View, views};
use super::kind::FindingKind;
use super::lexicon::Entry;
use super::lists::Lists;
use super::note::{Mark, Note, Token};
use super::why::Why;

/// Adds the listed words and phrases of a note.
pub(super) fn find(note: &Note, lists: &Lists, found: &mut Vec<Mark>) {
    let harmless = harmless(note, lists);
    let covered = |first: usize, last: usize| {
        (first..=last).all(|at| harmless.get(at).copied().unwrap_or(false))
    };
    for (index, token) in note.tokens.iter().enumerate() {
        if !covered(index, index)
            && let Some(entry) = entry(note, lists, token)
        {
            found.push(note.mark(entry.kind, entry.why, index, index));
        }
    }
    for (entry, first, last) in lists.lexicon.phrases(note) {
        if !covered(first, last) {
            found.push(note.mark(entry.kind, entry.why, first, last));
        }
    }
    for view in views(note) {
        let first = note.tokens.partition_point(|token| token.to <= view.from);
        let last = note.tokens.partition_point(|token| token.from < view.to);
        // Signs read as letters make another word than the token that stands there.
        let harmless = match view.dress {
            Dress::Signs | Dress::Filled => lists.harmless.word(&view.word).is_some(),
            _ => last > 0 && covered(first, last - 1),
        };
        if !harmless {
            disguised(lists, &view, found);
        }
    }
    starred(note, found);
    unreadable(note, found);
}

/// For each token whether a harmless word or phrase covers it.
fn harmless(note: &Note, lists: &Lists) -> Vec<bool> {
    let mut covered: Vec<bool> = note
        .tokens
        .iter()
        .map(|token| {
            let acronym = !note.shouting && lists.harmless.acronym(token).is_some();
            acronym || lists.harmless.word(&token.text).is_some()
        })
        .collect();
    for (_, first, last) in lists.harmless.phrases(note) {
        covered[first..=last].fill(true);
    }
    covered
}

/// What a single word is: as it stands, as it sounds, or a slip away.
fn entry(note: &Note, lists: &Lists, token: &Token) -> Option<Entry> {
    let lexicon = &lists.lexicon;
    if token.digits {
        return None;
    }
    if !note.shouting
        && let Some(entry) = lexicon.acronym(token)
    {
        return Some(entry);
    }
    let plain = lexicon.word(&token.text);
    if plain.is_some() || !token.letters {
        return plain;
    }
    lexicon
        .sounding(&token.text)
        .or_else(|| lexicon.slipped(&token.text))
}

/// Letters of the shortest listed word that counts when it is split by a space.
const SHORTEST_SPLIT: usize = 7;
/// Letters of the shortest run of single letters that is suspicious by itself.
const SHORTEST_SPACED: usize = 5;

fn disguised(lists: &Lists, view: &View, found: &mut Vec<Mark>) {
    let lexicon = &lists.lexicon;
    let word = view.word.as_str();
    let entry = match view.dress {
        Dress::Split(head) => {
            let whole = lexicon.word_from(word, head);
            let listed = lexicon
                .word(word)
                .filter(|_| lists.harmless.word(word).is_none());
            whole
                .filter(|(_, length)| *length >= SHORTEST_SPLIT && listed.is_some())
                .map(|(entry, _)| entry)
        }
        Dress::Glued | Dress::Signs => lexicon
            .word(word)
            .or_else(|| lexicon.sounding(word))
            .or_else(|| lexicon.slipped(word)),
        Dress::Filled => lexicon.word(word),
        Dress::Spaced => (0..3)
            .filter_map(|skip| word.char_indices().nth(skip))
            .find_map(|(at, _)| {
                let rest = &word[at..];
                let letters = rest.chars().count();
                lexicon
                    .word(rest)
                    .or_else(|| lexicon.sounding(rest))
                    .filter(|_| letters >= 3)
            })
            .or_else(|| lexicon.slipped(word)),
    };
    let (kind, why) = match entry {
        Some(entry) => (entry.kind, entry.why),
        None if hides_name(lists, view) => (FindingKind::PersonName, Why::Name),
        None if is_spelled_out(view) => (FindingKind::Obfuscated, Why::SpacedLetters),
        None => return,
    };
    found.push(Mark {
        kind,
        why,
        from: view.from,
        to: view.to,
    });
}

fn hides_name(lists: &Lists, view: &View) -> bool {
    let word = view.word.as_str();
    matches!(view.dress, Dress::Spaced | Dress::Signs | Dress::Filled)
        && word.chars().count() >= 4
        && (lists.given.contains(word) || lists.family.contains(word))
}

/// A run of single letters that is no list of rooms (a b c d) and no row of one letter.
fn is_spelled_out(view: &View) -> bool {
    let letters: Vec<char> = view.word.chars().collect();
    let step = |pair: &[char]| u32::from(pair[1]).abs_diff(u32::from(pair[0]));
    view.dress == Dress::Spaced
        && letters.len() >= SHORTEST_SPACED
        && letters.iter().all(|c| c.is_alphabetic())
        && letters.windows(2).filter(|pair| step(pair) > 1).count() * 2 > letters.len()
}

/// Words with a star for a letter.
fn starred(note: &Note, found: &mut Vec<Mark>) {
    for (index, token) in note.tokens.iter().enumerate() {
        let next = note.tokens.get(index + 1);
        let words = token.letters && next.is_some_and(|next| next.letters);
        if words
            && note.gap(index + 1).iter().all(|glyph| glyph.ch == '*')
            && !note.gap(index + 1).is_empty()
        {
            found.push(note.mark(
                FindingKind::Obfuscated,
                Why::SpacedLetters,
                index,
                index + 1,
            ));
        }
    }
}

/// Words of two scripts, words of another script, and long strings that are no words.
fn unreadable(note: &Note, found: &mut Vec<Mark>) {
    for (index, token) in note.tokens.iter().enumerate() {
        let glyphs = &note.folded.glyphs[token.from..token.to];
        let foreign = glyphs.iter().filter(|glyph| glyph.foreign).count();
        let letters = glyphs.iter().filter(|g| g.ch.is_alphabetic()).count();
        let (kind, why) = if foreign > 0 && foreign < letters {
            (FindingKind::Obfuscated, Why::MixedScripts)
        } else if foreign >= 2 || is_cipher(token) {
            (FindingKind::UnknownWord, Why::Unreadable)
        } else {
            continue;
        };
        found.push(note.mark(kind, why, index, index));
    }
}

/// A long token that no language writes: letters and digits mixed many times, or no vowels.
fn is_cipher(token: &Token) -> bool {
    let letters: Vec<char> = token.text.chars().collect();
    if letters.len() < 10 {
        return false;
    }
    let changes = letters
        .windows(2)
        .filter(|pair| pair[0].is_ascii_digit() != pair[1].is_ascii_digit())
        .count();
    let vowels = letters.iter().filter(|c| "aeiouyæøå".contains(**c)).count();
    changes >= 4 || (token.letters && vowels * 8 < letters.len())
}

//! A text as the detectors see it: glyphs, the tokens they make, and what stands between the tokens.
//! It knows grammar of the page (words, gaps, sentences), and no word list but the abbreviations
//! that do not end a sentence.

use super::fold::{Folded, Glyph, fold};
use super::kind::FindingKind;
use super::why::Why;

/// Abbreviations after which a full stop ends no sentence.
const ABBREVIATIONS: [&str; 26] = [
    "kl", "ca", "nr", "tlf", "mob", "tel", "dr", "hr", "fr", "mr", "mrs", "ms", "ang", "vedr",
    "evt", "eks", "f", "jf", "mtp", "inkl", "ev", "st", "gt", "fnr", "ref", "pas",
];

/// A word, a number, or a mixture: a run of letters and digits.
#[derive(Debug)]
pub(super) struct Token {
    /// Folded.
    pub text: String,
    /// First glyph.
    pub from: usize,
    /// Glyph after the last.
    pub to: usize,
    /// Only letters.
    pub letters: bool,
    /// Only digits.
    pub digits: bool,
    /// Begins with a capital.
    pub capital: bool,
    /// At least two letters, all of them capitals.
    pub capitals: bool,
    /// A capital behind a small letter, as in the names of programs.
    pub humped: bool,
    /// Begins a sentence or a line.
    pub opens: bool,
}

/// A stretch of glyphs that a detector found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    /// What it is.
    pub kind: FindingKind,
    /// Why.
    pub why: Why,
    /// First glyph.
    pub from: usize,
    /// Glyph after the last.
    pub to: usize,
}

/// A text as the detectors see it.
#[derive(Debug)]
pub(super) struct Note {
    /// The folded text.
    pub folded: Folded,
    /// Its tokens, in order.
    pub tokens: Vec<Token>,
    /// Whether all of it is in capitals, so that capitals say nothing.
    pub shouting: bool,
}

impl Note {
    /// Folds and divides a text.
    pub fn read(text: &str) -> Self {
        let folded = fold(text);
        let mut tokens: Vec<Token> = Vec::new();
        let mut at = 0;
        while at < folded.glyphs.len() {
            if !folded.glyphs[at].ch.is_alphanumeric() {
                at += 1;
                continue;
            }
            let end = folded.glyphs[at..]
                .iter()
                .position(|glyph| !glyph.ch.is_alphanumeric())
                .map_or(folded.glyphs.len(), |length| at + length);
            let opens = tokens.last().is_none_or(|before| {
                ends_sentence(before, &folded.glyphs[before.to..at], tokens.len())
            });
            tokens.push(Token::new(&folded.glyphs[at..end], at, opens));
            at = end;
        }
        let mut letters = 0;
        let mut lower = 0;
        for glyph in folded.glyphs.iter().filter(|g| g.ch.is_alphabetic()) {
            letters += 1;
            lower += usize::from(!glyph.upper);
        }
        Self {
            shouting: letters >= 8 && lower * 10 <= letters,
            folded,
            tokens,
        }
    }

    /// The folded text of a token, or nothing outside the text.
    pub fn word(&self, index: usize) -> &str {
        self.tokens
            .get(index)
            .map_or("", |token| token.text.as_str())
    }

    /// The word `back` tokens before `index`, or nothing.
    pub fn word_before(&self, index: usize, back: usize) -> &str {
        index.checked_sub(back).map_or("", |i| self.word(i))
    }

    /// The glyphs between a token and the one before it.
    pub fn gap(&self, index: usize) -> &[Glyph] {
        let from = match index.checked_sub(1).and_then(|i| self.tokens.get(i)) {
            Some(before) => before.to,
            None => 0,
        };
        let to = self
            .tokens
            .get(index)
            .map_or(self.folded.glyphs.len(), |token| token.from);
        self.folded.glyphs.get(from..to).unwrap_or(&[])
    }

    /// Whether the gap before a token is exactly this text.
    pub fn gap_is(&self, index: usize, text: &str) -> bool {
        index > 0 && self.gap(index).iter().map(|g| g.ch).eq(text.chars())
    }

    /// Whether the gap before a token holds this character.
    pub fn gap_has(&self, index: usize, ch: char) -> bool {
        self.gap(index).iter().any(|glyph| glyph.ch == ch)
    }

    /// Whether a token follows the one before it with a single space or none, or a hyphen.
    pub fn is_close(&self, index: usize) -> bool {
        let gap = self.gap(index);
        index > 0 && gap.len() <= 2 && gap.iter().all(|g| g.ch == ' ' || g.ch == '-')
    }

    /// A mark over the tokens `first..=last`.
    pub fn mark(&self, kind: FindingKind, why: Why, first: usize, last: usize) -> Mark {
        Mark {
            kind,
            why,
            from: self.tokens.get(first).map_or(0, |token| token.from),
            to: self.tokens.get(last).map_or(0, |token| token.to),
        }
    }
}

impl Token {
    fn new(glyphs: &[Glyph], from: usize, opens: bool) -> Self {
        let letters = glyphs.iter().all(|g| g.ch.is_alphabetic());
        Self {
            text: glyphs.iter().map(|g| g.ch).collect(),
            from,
            to: from + glyphs.len(),
            letters,
            digits: glyphs.iter().all(|g| g.ch.is_ascii_digit()),
            capital: glyphs.first().is_some_and(|g| g.upper),
            humped: glyphs
                .windows(2)
                .any(|pair| !pair[0].upper && pair[1].upper)
                || (glyphs.iter().filter(|g| g.upper).count() > 1
                    && glyphs.iter().any(|g| !g.upper)),
            capitals: letters && glyphs.len() >= 2 && glyphs.iter().all(|g| g.upper),
            opens,
        }
    }

    /// The value of a token of one to four digits.
    pub fn value(&self) -> Option<u32> {
        (self.digits && self.text.len() <= 4)
            .then(|| self.text.parse().ok())
            .flatten()
    }
}

/// Whether the gap after a token ends a sentence: a line break, or a mark of punctuation with a
/// space behind it, unless an abbreviation, an initial or an ordinal owns the full stop.
fn ends_sentence(before: &Token, gap: &[Glyph], tokens: usize) -> bool {
    let has = |wanted: &[char]| gap.iter().any(|g| wanted.contains(&g.ch));
    if has(&['\n', '!', '?', ';', ':', '•', '(']) {
        return true;
    }
    if has(&['-']) && gap.len() >= 3 && tokens > 0 {
        return false;
    }
    let stop = has(&['.', '…']) && has(&[' ']);
    let owned = ABBREVIATIONS.contains(&before.text.as_str())
        || before.text.ends_with("nr")
        || before.text.chars().count() == 1
        || (before.digits && before.text.len() <= 2);
    stop && !owned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_divided_into_words_and_sentences() {
        let note = Note::read("Møt meg kl. 9. Rom 2. Kari-rommet");
        let words: Vec<_> = note.tokens.iter().map(|t| t.text.as_str()).collect();
        assert_eq!(
            words,
            ["møt", "meg", "kl", "9", "rom", "2", "kari", "rommet"]
        );
        assert!(note.tokens[0].opens);
        assert!(!note.tokens[3].opens, "an abbreviation ends no sentence");
        assert!(note.gap_is(7, "-"));
        assert!(note.gap_is(99, "") || note.word(99).is_empty());
    }

    #[test]
    fn capitals_all_over_are_noticed() {
        assert!(Note::read("RING MEG I DAG").shouting);
        assert!(!Note::read("Ring meg, NAV").shouting);
        assert!(!Note::read("LAR").shouting);
    }
}

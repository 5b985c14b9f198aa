//! The notation of the word lists: how one line is read into a word or a phrase.
//!
//! `word` is the whole word with endings; `word+` the start of a word; `+word` the last part of a
//! compound; `+word+` either; `word.` this form alone; `=WORD` capitals only; `word~` also as it
//! sounds and a slip of the pen away. A line with a space is a phrase: `a|b` are alternatives (whole, or `a+` as a start), `..` leaves out up to two words,
//! `#` is a number, `%` a number or a single letter.

use super::fold::fold_word;

/// One word of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WordPattern {
    /// Folded.
    pub text: String,
    /// May stand behind another part in a compound.
    pub tail: bool,
    /// Anything may follow.
    pub open: bool,
    /// Nothing may follow, no ending either.
    pub exact: bool,
    /// Only where it is written in capitals.
    pub capitals: bool,
    /// Also as it sounds, and a slip of the pen away.
    pub slips: bool,
}

/// One place in a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// One of these words.
    Words(Vec<WordPattern>),
    /// None to two words of any sort.
    Gap,
    /// A number.
    Number,
    /// A number or a single letter.
    Single,
}

/// One line of a list.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// A single word.
    Word(WordPattern),
    /// Several words in a row.
    Phrase(Vec<Part>),
}

/// Reads a line; nothing for a comment or an empty one.
pub(super) fn read_line(line: &str) -> Option<Line> {
    let line = line.trim();
    if line.is_empty() || line.starts_with("# ") || line == "#" {
        return None;
    }
    if !line.contains(' ') && !line.contains('|') {
        return Some(Line::Word(read_word(line)));
    }
    let parts = line.split_whitespace().map(|part| match part {
        ".." => Part::Gap,
        "#" => Part::Number,
        "%" => Part::Single,
        words => Part::Words(words.split('|').map(read_word).collect()),
    });
    Some(Line::Phrase(parts.collect()))
}

fn read_word(text: &str) -> WordPattern {
    let (text, capitals) = strip(text, text.strip_prefix('='));
    let (text, slips) = strip(text, text.strip_suffix('~'));
    let (text, tail) = strip(text, text.strip_prefix('+'));
    let (text, open) = strip(text, text.strip_suffix('+'));
    let (text, exact) = strip(text, text.strip_suffix('.'));
    WordPattern {
        text: fold_word(text),
        tail,
        open,
        exact: exact || capitals,
        capitals,
        slips,
    }
}

fn strip<'a>(text: &'a str, stripped: Option<&'a str>) -> (&'a str, bool) {
    stripped.map_or((text, false), |rest| (rest, true))
}

impl WordPattern {
    /// Whether a token of a phrase is this word.
    pub fn fits(&self, text: &str, capitals: bool) -> bool {
        if self.capitals && !capitals {
            return false;
        }
        if self.open {
            text.starts_with(&self.text)
        } else {
            text == self.text
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_notation_is_read() {
        assert_eq!(read_line("# a comment"), None);
        let Some(Line::Word(word)) = read_line("+Angst+") else {
            panic!("one word")
        };
        assert!(word.tail && word.open && word.text == "angst");
        let Some(Line::Phrase(parts)) = read_line("post|posten .. #") else {
            panic!("a phrase")
        };
        assert_eq!(parts.len(), 3);
        assert_eq!(parts[1..], [Part::Gap, Part::Number]);
    }
}

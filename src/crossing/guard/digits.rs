//! Digits wherever they hide: grouped, spelled out as words, with letters for digits, or with words
//! between them. Detectors of numbers read these runs and never the text.

use super::lists::{Cue, Lists};
use super::note::Note;
use super::numerals::{counts_digits, read};

/// One digit and where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Digit {
    /// 0 to 9.
    pub value: u8,
    /// First glyph of what it was read from.
    pub from: usize,
    /// Glyph after the last.
    pub to: usize,
    /// Begins a group, so that a number may begin here.
    pub opens: bool,
    /// Ends a group.
    pub closes: bool,
    /// Was a number word.
    pub spelled: bool,
}

/// Digits with nothing but separators and filling words between them.
#[derive(Debug, Default)]
pub(super) struct Run {
    /// The digits.
    pub digits: Vec<Digit>,
    /// The token that the first was read from.
    pub first_token: usize,
    /// The token that the last was read from.
    pub last_token: usize,
}

/// Separators between two groups of one number are at most this long.
const WIDEST_GAP: usize = 6;
/// Filling words between two groups of one number are at most this many.
const MOST_FILLERS: usize = 3;

/// The runs of a note. Where number words can be read in two ways ("twenty one": 20 1 or 21) both
/// readings are there.
pub(super) fn runs(note: &Note, lists: &Lists) -> Vec<Run> {
    let mut found = collect(note, lists, false);
    let spelled = |run: &Run| run.digits.iter().any(|digit| digit.spelled);
    if found.iter().any(spelled) {
        found.extend(collect(note, lists, true).into_iter().filter(spelled));
    }
    found
}

fn collect(note: &Note, lists: &Lists, joined: bool) -> Vec<Run> {
    let mut found = Vec::new();
    let mut run = Run::default();
    let mut fillers = 0;
    for (index, token) in note.tokens.iter().enumerate() {
        let gap = note.gap(index);
        let label = gap.len() >= 2 && gap[0].ch == ':' && gap[1].ch == ' ';
        if !run.digits.is_empty() && (gap.len() > WIDEST_GAP || label) {
            found.push(std::mem::take(&mut run));
        }
        let piece = read(note, lists, index, !run.digits.is_empty());
        if piece.is_empty() {
            let filler = lists.cue(Cue::Filler, &token.text) || counts_digits(note, index);
            let filler = filler && fillers < MOST_FILLERS;
            fillers += 1;
            if !filler && !run.digits.is_empty() {
                found.push(std::mem::take(&mut run));
            }
            continue;
        }
        fillers = 0;
        // Letters before or behind the digits of a token separate it from its neighbours.
        let alone = piece.first().is_some_and(|d| d.from > token.from);
        if alone && !run.digits.is_empty() {
            found.push(std::mem::take(&mut run));
        }
        if run.digits.is_empty() {
            run.first_token = index;
        }
        run.last_token = index;
        run.append(&piece, joined);
        if piece.last().is_some_and(|d| d.to < token.to) {
            found.push(std::mem::take(&mut run));
        }
    }
    found.push(run);
    found.retain(|run| !run.digits.is_empty());
    found
}

impl Run {
    /// Adds what one token gave. With `joined`, a ten and a one that follow each other are one
    /// number ("tjue en", "fem og tjue").
    fn append(&mut self, piece: &[Digit], joined: bool) {
        let spelled_unit = |d: &Digit| d.spelled && d.opens && d.closes && d.value > 0;
        if joined && let ([.., ten, zero], [unit]) = (&mut *self.digits, piece) {
            let tens = ten.spelled && ten.opens && ten.value >= 2 && zero.closes && zero.value == 0;
            if tens && !zero.opens && spelled_unit(unit) {
                zero.value = unit.value;
                zero.to = unit.to;
                return;
            }
        }
        if joined && let (Some(unit), [ten, zero]) = (self.digits.last_mut(), piece) {
            let tens = ten.spelled && ten.value >= 2 && zero.value == 0;
            if tens && spelled_unit(unit) {
                let (value, from) = (unit.value, unit.from);
                *unit = Digit { from, ..*ten };
                self.digits.push(Digit { value, ..*zero });
                return;
            }
        }
        self.digits.extend_from_slice(piece);
    }

    /// The lengths of the groups that the digits `from..to` are made of.
    pub fn groups(&self, from: usize, to: usize) -> Vec<usize> {
        let mut lengths = Vec::new();
        for (index, digit) in self.digits[from..to].iter().enumerate() {
            match lengths.last_mut() {
                Some(length) if !(digit.opens && index > 0) => *length += 1,
                _ => lengths.push(1),
            }
        }
        lengths
    }

    /// The digits `from..to` as numbers.
    pub fn values(&self, from: usize, to: usize) -> Vec<u8> {
        self.digits[from..to].iter().map(|d| d.value).collect()
    }

    /// The digits `from..to` as one number.
    pub fn number(&self, from: usize, to: usize) -> u64 {
        let digits = self.digits[from..to].iter();
        digits.fold(0, |number: u64, digit| {
            number.wrapping_mul(10).wrapping_add(u64::from(digit.value))
        })
    }

    /// Every stretch of `length` digits that begins and ends with a group.
    pub fn windows(&self, length: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        (length..=self.digits.len())
            .map(move |end| (end - length, end))
            .filter(|&(from, to)| self.digits[from].opens && self.digits[to - 1].closes)
    }

    /// Whether the digits `from..to` were all number words.
    pub fn spelled(&self, from: usize, to: usize) -> bool {
        self.digits[from..to].iter().all(|digit| digit.spelled)
    }

    /// The marks between the groups of the digits `from..to`, each as the characters of its gap.
    pub fn gaps<'a>(&'a self, note: &'a Note, from: usize, to: usize) -> Vec<String> {
        self.digits[from..to]
            .windows(2)
            .filter(|pair| pair[1].opens)
            .map(|pair| {
                let gap = note.folded.glyphs.get(pair[0].to..pair[1].from);
                gap.unwrap_or(&[]).iter().map(|glyph| glyph.ch).collect()
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str) -> String {
        let runs = runs(&Note::read(text), Lists::builtin());
        let longest = runs.iter().max_by_key(|run| run.digits.len());
        longest.map_or_else(String::new, |run| {
            run.digits.iter().map(|d| d.value.to_string()).collect()
        })
    }

    #[test]
    fn digits_are_found_in_every_dress() {
        for text in [
            "nr 120156 12345 takk",
            "12.01.56-12345",
            "1 2 0 1 5 6 1 2 3 4 5",
            "120156 og så 12345",
            "l2Ol56 I2345",
            "fnrl2O15612345",
            "12015612345takk",
            "en to null en fem seks en to tre fire fem",
            "tolv null en femtiseks en to tre førtifem",
            "120156, siste fem 12345",
            "١٢٠١٥٦١٢٣٤٥",
        ] {
            let digits = first(text);
            assert!(digits.ends_with("12015612345"), "{text}: {digits}");
        }
    }

    #[test]
    fn a_ten_and_a_one_are_read_both_ways() {
        let runs = runs(&Note::read("twenty one"), Lists::builtin());
        let read: Vec<_> = runs
            .iter()
            .map(|run| run.values(0, run.digits.len()))
            .collect();
        assert_eq!(read, [vec![2, 0, 1], vec![2, 1]]);
    }
}

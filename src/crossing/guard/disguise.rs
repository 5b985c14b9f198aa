//! Words in disguise: taken apart letter by letter, hyphenated, split by a space, or with digits and
//! signs for letters. Each view is one more word to look up, with the tokens it was made of.

use super::note::Note;

/// A word read in another way than it stands.
#[derive(Debug)]
pub(super) struct View {
    /// The word.
    pub word: String,
    /// First glyph.
    pub from: usize,
    /// Glyph after the last.
    pub to: usize,
    /// How it was hidden.
    pub dress: Dress,
}

/// How a word was hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dress {
    /// Single letters with the same mark between all of them.
    Spaced,
    /// Parts with a hyphen, a full stop or the like between them, without spaces.
    Glued,
    /// Two to four parts with spaces between; the number is the letters of the first part.
    Split(usize),
    /// Digits and signs for letters.
    Signs,
    /// The same, with a letter tried for each sign that only leaves one out.
    Filled,
}

/// All such views of a note.
pub(super) fn views(note: &Note) -> Vec<View> {
    let mut found = Vec::new();
    spaced(note, &mut found);
    glued(note, &mut found);
    split(note, &mut found);
    signs(note, &mut found);
    found
}

/// What stands between two single letters: one mark, however often it is repeated.
fn mark_before(note: &Note, index: usize) -> Option<(char, usize)> {
    let gap = note.gap(index);
    let first = gap.first()?.ch;
    let same = gap.iter().all(|glyph| glyph.ch == first) && first != '\n';
    // ", " and the like between single letters is one mark too.
    let pair = gap.len() == 2 && gap[1].ch == ' ';
    (same || pair).then_some((first, gap.len()))
}

fn is_single(note: &Note, index: usize) -> bool {
    note.tokens
        .get(index)
        .is_some_and(|token| token.to - token.from == 1)
}

fn spaced(note: &Note, found: &mut Vec<View>) {
    let mut first = 0;
    while first < note.tokens.len() {
        let mut last = first;
        if is_single(note, first) {
            let mark = mark_before(note, first + 1);
            while is_single(note, last + 1) && mark.is_some() && mark_before(note, last + 1) == mark
            {
                last += 1;
            }
        }
        if last >= first + 2 {
            found.push(View::new(note, first, last, Dress::Spaced));
        }
        // A wider gap begins a new word, so the last letter may be the first of the next.
        first = last + 1;
    }
}

fn glued(note: &Note, found: &mut Vec<View>) {
    let mut first = 0;
    while first < note.tokens.len() {
        let mut last = first;
        while last + 1 < note.tokens.len() && last - first < 30 && is_glued(note, last + 1) {
            last += 1;
        }
        if last > first {
            found.push(View::new(note, first, last, Dress::Glued));
        }
        first = last + 1;
    }
}

/// One mark without a space, or a hyphen at the end of a line.
fn is_glued(note: &Note, index: usize) -> bool {
    let gap = note.gap(index);
    match gap {
        [one] => one.ch != ' ' && one.ch != '\n',
        [one, two] => {
            (one.ch == '-' && two.ch == '\n')
                || (one.ch == two.ch && one.ch != ' ' && one.ch != '\n')
        }
        _ => false,
    }
}

fn split(note: &Note, found: &mut Vec<View>) {
    for first in 0..note.tokens.len() {
        for last in first + 1..(first + 4).min(note.tokens.len()) {
            let space = note.gap_is(last, " ") || note.gap_is(last, "\n");
            if !space || !note.tokens[last].letters || !note.tokens[first].letters {
                break;
            }
            let short = |i: usize| note.tokens[i].to - note.tokens[i].from <= 4;
            if last > first + 1 && !(first..=last).all(short) {
                break;
            }
            let head = note.tokens[first].to - note.tokens[first].from;
            found.push(View::new(note, first, last, Dress::Split(head)));
        }
    }
}

impl View {
    fn new(note: &Note, first: usize, last: usize, dress: Dress) -> Self {
        Self {
            word: (first..=last).map(|i| note.word(i)).collect(),
            from: note.tokens[first].from,
            to: note.tokens[last].to,
            dress,
        }
    }
}

/// The letter that a digit or a sign may stand for; the second reading of a one is an l.
fn letter_of(c: char, one: char) -> Option<char> {
    Some(match c {
        '0' => 'o',
        '1' | '|' => one,
        '!' | '¡' => 'i',
        '3' | '€' => 'e',
        '4' | '@' => 'a',
        '5' | '$' | '§' => 's',
        '7' | '+' => 't',
        '8' => 'b',
        '9' | '6' => 'g',
        '2' => 'z',
        '(' => 'c',
        _ => return None,
    })
}

/// Letters tried for a sign that only says that something is left out.
const LEFT_OUT: &str = "aeiouyæøåbdfgklmnprstv";
const LEFT_OUT_VOWELS: &str = "aeiouyæøå";

/// Chunks with letters left out that are filled in, in one note. A starred word is found for being
/// one; filling it in only tells what it is.
const MOST_FILLED: usize = 5;

fn signs(note: &Note, found: &mut Vec<View>) {
    let glyphs = &note.folded.glyphs;
    let mut filled = 0;
    let mut at = 0;
    while at < glyphs.len() {
        let length = glyphs[at..]
            .iter()
            .position(|g| g.ch == ' ' || g.ch == '\n')
            .unwrap_or(glyphs.len() - at);
        let chunk: Vec<char> = glyphs[at..at + length].iter().map(|g| g.ch).collect();
        let (head, tail) = trimmed(&chunk);
        if (4..=40).contains(&tail.saturating_sub(head)) {
            let holes = chunk[head..tail].iter().any(|c| is_hole(*c));
            filled += usize::from(holes);
            let words = if holes && filled > MOST_FILLED {
                Vec::new()
            } else {
                readings(&chunk[head..tail])
            };
            for word in words {
                found.push(View {
                    word,
                    from: at + head,
                    to: at + tail,
                    dress: if holes { Dress::Filled } else { Dress::Signs },
                });
            }
        }
        at += length + 1;
    }
}

/// A sign that stands for a letter left out.
fn is_hole(c: char) -> bool {
    matches!(c, '*' | '?' | '_')
}

/// A chunk without the punctuation around it.
fn trimmed(chunk: &[char]) -> (usize, usize) {
    let outside = |c: &char| ".,;:!?()\"'«»".contains(*c);
    let head = chunk.iter().take_while(|c| outside(c)).count();
    let tail = chunk.iter().rev().take_while(|c| outside(c)).count();
    (head, chunk.len().saturating_sub(tail).max(head))
}

/// How a chunk that mixes letters with digits or signs may be read.
fn readings(chunk: &[char]) -> Vec<String> {
    let letters = chunk.iter().filter(|c| c.is_alphabetic()).count();
    let holes = chunk.iter().filter(|c| is_hole(**c)).count();
    let signs = chunk
        .iter()
        .filter(|c| letter_of(**c, 'i').is_some())
        .count();
    if letters < 2 || letters == chunk.len() || signs + holes == 0 || holes > 2 {
        return Vec::new();
    }
    let mut words = Vec::new();
    for one in ['i', 'l'] {
        let plain = chunk
            .iter()
            .map(|c| letter_of(*c, one).unwrap_or(*c))
            .filter(|c| c.is_alphabetic() || is_hole(*c));
        words.push(plain.collect::<String>());
    }
    words.dedup();
    let choices = if holes == 1 {
        LEFT_OUT
    } else {
        LEFT_OUT_VOWELS
    };
    for _ in 0..holes {
        words = words
            .iter()
            .filter_map(|word| Some((word, word.find(is_hole)?)))
            .flat_map(|(word, hole)| {
                choices.chars().map(move |c| {
                    let mut filled = word.clone();
                    filled.replace_range(hole..=hole, c.encode_utf8(&mut [0; 4]));
                    filled
                })
            })
            .collect();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str, word: &str) -> bool {
        views(&Note::read(text))
            .iter()
            .any(|view| view.word == word)
    }

    #[test]
    fn words_taken_apart_are_put_together() {
        assert!(seen("har p s y k o s e nå", "psykose"));
        assert!(seen("har s-c-h-i-z-o", "schizo"));
        assert!(seen("ps.yk.ose", "psykose"));
        assert!(seen("schizo-\nfreni", "schizofreni"));
        assert!(seen("selv mord", "selvmord"));
        assert!(seen("in n la gt", "innlagt"));
        assert!(seen("p, s, y, k", "psyk"));
    }

    #[test]
    fn signs_are_read_as_letters() {
        for (text, word) in [
            ("schiz0freni", "schizofreni"),
            ("b1polar!", "bipolar"),
            ("@ng$t", "angst"),
            ("psyk*se", "psykose"),
            ("imova1ium", "imovalium"),
        ] {
            assert!(seen(text, word), "{text}");
        }
        assert!(
            views(&Note::read("kl. 10.15"))
                .iter()
                .all(|v| v.dress != Dress::Signs)
        );
    }
}

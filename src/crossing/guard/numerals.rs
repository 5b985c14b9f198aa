//! What digits one token stands for: digits as they are, letters that look like them, and number
//! words. Several tokens make a number in `digits`.

use super::digits::Digit;
use super::fold::Glyph;
use super::lists::Lists;
use super::note::Note;

/// The digits of one token.
pub(super) fn read(note: &Note, lists: &Lists, index: usize, within: bool) -> Vec<Digit> {
    let token = &note.tokens[index];
    if token.digits {
        return digits(note, token.from, token.to);
    }
    if token.letters {
        if counts_digits(note, index) {
            return Vec::new();
        }
        if let Some(value) = number_word(lists, &token.text) {
            return spelled(value, token.from, token.to);
        }
        let number_next = note.tokens.get(index + 1).is_some_and(|next| next.digits);
        let letter = matches!(token.text.as_str(), "o" | "l" | "oo" | "ol" | "lo" | "ll");
        return if letter && within && number_next {
            digits(note, token.from, token.to)
        } else {
            Vec::new()
        };
    }
    lookalikes(note, token.from, token.to)
}

/// Whether a word says how many digits there are and is none itself (*siste fem*, *fem sifre*).
pub(super) fn counts_digits(note: &Note, index: usize) -> bool {
    matches!(note.word_before(index, 1), "siste" | "sista" | "last")
        || matches!(
            note.word(index + 1),
            "siste" | "sifre" | "siffer" | "tall" | "digits"
        )
}

fn digit_of(c: char) -> Option<u8> {
    match c {
        '0'..='9' => Some(c as u8 - b'0'),
        'o' => Some(0),
        'l' | 'i' => Some(1),
        's' => Some(5),
        'b' => Some(8),
        _ => None,
    }
}

fn digits(note: &Note, from: usize, to: usize) -> Vec<Digit> {
    (from..to)
        .filter_map(|at| {
            Some(Digit {
                value: digit_of(note.folded.glyphs[at].ch)?,
                from: at,
                to: at + 1,
                opens: at == from,
                closes: at + 1 == to,
                spelled: false,
            })
        })
        .collect()
}

/// The digits of a token that mixes digits and letters: all of it where the letters are few and
/// look like digits, otherwise its longest stretch of digits where that is long enough to matter.
fn lookalikes(note: &Note, from: usize, to: usize) -> Vec<Digit> {
    let glyphs = &note.folded.glyphs[from..to];
    let real = |part: &[Glyph]| part.iter().filter(|g| g.ch.is_ascii_digit()).count();
    let enough = real(glyphs) * 2 >= glyphs.len() || (glyphs.len() >= 8 && real(glyphs) > 0);
    if enough && glyphs.iter().all(|g| digit_of(g.ch).is_some()) {
        return digits(note, from, to);
    }
    let mut best = (0, 0);
    let mut at = 0;
    while at < glyphs.len() {
        let end = glyphs[at..]
            .iter()
            .position(|g| digit_of(g.ch).is_none())
            .map_or(glyphs.len(), |length| at + length);
        if end - at > best.1 - best.0 && real(&glyphs[at..end]) >= 5 {
            best = (at, end);
        }
        at = end + 1;
    }
    let mut found = digits(note, from + best.0, from + best.1);
    // A letter at either edge may belong to the word beside it: a number may begin or end inside.
    let is_letter = |d: &Digit| note.folded.glyphs[d.from].ch.is_alphabetic();
    for at in 0..found.len() {
        if at + 1 < found.len() && found[..=at].iter().all(is_letter) {
            found[at + 1].opens = true;
        }
        let back = found.len() - 1 - at;
        if back > 0 && found[back..].iter().all(is_letter) {
            found[back - 1].closes = true;
        }
    }
    found
}

fn spelled(value: u32, from: usize, to: usize) -> Vec<Digit> {
    let text = value.to_string();
    let last = text.len() - 1;
    text.bytes()
        .enumerate()
        .map(|(index, byte)| Digit {
            value: byte - b'0',
            from,
            to,
            opens: index == 0,
            closes: index == last,
            spelled: true,
        })
        .collect()
}

/// What a number word stands for, compounds such as *trettifire* and *fireogtredve* included.
pub(super) fn number_word(lists: &Lists, word: &str) -> Option<u32> {
    if let Some(value) = lists.numbers.get(word) {
        return Some(*value);
    }
    // The longest such word has fewer letters by far; what is longer is no number.
    if word.len() > 24 {
        return None;
    }
    let bounds = word.char_indices().skip(2).map(|(index, _)| index);
    bounds
        .filter_map(|at| {
            let (head, tail) = word.split_at(at);
            let tail = tail.strip_prefix("og").unwrap_or(tail);
            let (a, b) = (lists.numbers.get(head)?, lists.numbers.get(tail)?);
            let ten = |n: &u32| *n >= 20 && n.is_multiple_of(10);
            ((ten(a) && (1..10).contains(b)) || (ten(b) && (1..10).contains(a))).then_some(a + b)
        })
        .next()
}

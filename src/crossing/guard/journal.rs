//! Finds numbers of record systems: a word for a record and a number close behind it.

use super::kind::FindingKind;
use super::lists::{Cue, Lists};
use super::note::{Mark, Note};
use super::why::Why;

/// Adds the record numbers of a note.
pub(super) fn find(note: &Note, lists: &Lists, found: &mut Vec<Mark>) {
    for index in 0..note.tokens.len() {
        let word = note.word(index);
        if !lists.cue(Cue::Journal, word) {
            continue;
        }
        if let Some(last) = number(note, lists, index) {
            found.push(note.mark(FindingKind::JournalNumber, Why::Journal, index, last));
        }
    }
}

/// The token of the number that belongs to the record word at `index`.
fn number(note: &Note, lists: &Lists, index: usize) -> Option<usize> {
    let weak = lists.cue(Cue::JournalWeak, note.word(index));
    let mut named = false;
    for at in index + 1..=index + 4 {
        let token = note.tokens.get(at)?;
        if token.opens && !note.gap_has(at, ':') && !note.gap_has(at, '(') {
            return None;
        }
        let digits = token.text.bytes().filter(u8::is_ascii_digit).count();
        if digits >= 3 || (digits >= 2 && named) {
            // A public case number (24/118), a year, an hour or a date is nobody's record.
            let open = note.gap_has(at + 1, '/') || note.gap_has(at, '/');
            let year = token.text.len() == 4 && (token.text.starts_with("20") || is_hour(note, at));
            let dated = note.tokens.get(at + 1).is_some_and(|next| next.digits);
            let date = (dated && note.gap_is(at + 1, ".")) || (note.gap_is(at, ".") && digits < 3);
            let long = grouped(note, at);
            let enough = if weak {
                long.1 >= 5
            } else {
                long.1 >= 3 || named
            };
            return (!open && !year && !date && enough).then_some(long.0);
        }
        if !lists.cue(Cue::NumberOf, &token.text) {
            return None;
        }
        named |= !matches!(token.text.as_str(), "i" | "dips" | "id");
    }
    None
}

fn is_hour(note: &Note, index: usize) -> bool {
    matches!(note.word_before(index, 1), "kl" | "klokka" | "klokken")
}

/// The last token of a number in groups, and how many digits it has in all.
fn grouped(note: &Note, index: usize) -> (usize, usize) {
    let count = |at: usize| note.word(at).bytes().filter(u8::is_ascii_digit).count();
    let mut last = index;
    let mut digits = count(index);
    while note
        .tokens
        .get(last + 1)
        .is_some_and(|token| token.digits && token.text.len() >= 2)
        && (note.gap_is(last + 1, " ") || note.gap_is(last + 1, "-"))
        && digits < 20
    {
        last += 1;
        digits += count(last);
    }
    (last, digits)
}

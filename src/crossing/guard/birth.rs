//! Finds dates of birth: a date or a year beside a word for birth, and full dates that lie too far
//! back to be a meeting's.

use super::kind::FindingKind;
use super::lists::{Cue, Lists};
use super::national::is_day;
use super::note::{Mark, Note};
use super::numerals::number_word;
use super::why::Why;

/// A date in a text: its tokens and its year, where it has one.
#[derive(Debug, Clone, Copy)]
struct Date {
    first: usize,
    last: usize,
    year: Option<u32>,
}

/// The latest year that, written out in a date, is taken for a year of birth. Agreements and
/// meetings are younger than this; people who work are older.
const LATEST_BIRTH: u32 = 2011;

/// Adds the dates of birth of a note.
pub(super) fn find(note: &Note, lists: &Lists, found: &mut Vec<Mark>) {
    let mut index = 0;
    while index < note.tokens.len() {
        let Some(date) = date_at(note, lists, index).or_else(|| compact(note, lists, index)) else {
            if let Some(last) = bare_year(note, lists, index) {
                found.push(mark(note, index, last));
            }
            index += 1;
            continue;
        };
        let born = beside(note, lists, Cue::Birth, date.first, date.last);
        let ordinary = (1..=2).any(|b| lists.cue(Cue::OrdinaryDate, note.word_before(index, b)));
        let old = date
            .year
            .is_some_and(|year| (1900..=LATEST_BIRTH).contains(&year));
        if born || (old && !ordinary) {
            found.push(mark(note, date.first, date.last));
        }
        index = date.last + 1;
    }
}

fn mark(note: &Note, first: usize, last: usize) -> Mark {
    note.mark(FindingKind::BirthDateOrAge, Why::BirthDate, first, last)
}

/// Whether a word of a section stands up to three words before or one word behind.
fn beside(note: &Note, lists: &Lists, cue: Cue, first: usize, last: usize) -> bool {
    let before = (1..=3).any(|back| {
        let word = note.word_before(first, back);
        let single_f = word == "f" && !note.gap_has(first + 1 - back, '.') && back > 1;
        lists.cue(cue, word) && !single_f
    });
    before || (lists.cue(cue, note.word(last + 1)) && note.word(last + 1) != "f")
}

/// A year of two digits is of the last century from 30 on.
fn full_year(token: &super::note::Token) -> Option<u32> {
    let value = token.value()?;
    match token.text.len() {
        4 if (1900..2100).contains(&value) => Some(value),
        2 if value >= 30 => Some(1900 + value),
        2 => Some(2000 + value),
        _ => None,
    }
}

/// A date that begins at a token: `12.03.85`, `1985-03-12`, `3. mai 1990`, `May 3, 1990`.
fn date_at(note: &Note, lists: &Lists, index: usize) -> Option<Date> {
    let token = |offset: usize| note.tokens.get(index + offset);
    let joined = |offset: usize| {
        let gap = note.gap(index + offset);
        gap.len() <= 2 && !gap.is_empty() && gap.iter().all(|g| "./- ,".contains(g.ch))
    };
    let month_word = |offset: usize| lists.cue(Cue::Month, note.word(index + offset));
    let small = |offset: usize| {
        let token = token(offset)?;
        (token.text.len() <= 2).then(|| token.value()).flatten()
    };
    let date = |length: usize, year: Option<u32>| {
        Some(Date {
            first: index,
            last: index + length - 1,
            year,
        })
    };
    let year_at = |offset: usize| {
        let year = token(offset).filter(|_| joined(offset)).and_then(full_year);
        year.filter(|_| !is_hour(note, index + offset))
    };
    if month_word(0) && joined(1) && small(1).is_some() {
        let year = year_at(2).filter(|_| token(2).is_some_and(|t| t.text.len() == 4));
        return date(2 + usize::from(year.is_some()), year);
    }
    if month_word(1) && joined(1) && small(0).is_some_and(|day| (1..=31).contains(&day)) {
        let year = year_at(2);
        return date(2 + usize::from(year.is_some()), year);
    }
    if token(0)?.text.len() == 4 && joined(1) && joined(2) {
        let (month, day) = (small(1)?, small(2)?);
        let year = full_year(token(0)?)?;
        return is_day(u8::try_from(day).ok()?, u8::try_from(month).ok()?)
            .then(|| date(3, Some(year)))
            .flatten();
    }
    let (day, month) = (u8::try_from(small(0)?).ok()?, u8::try_from(small(1)?).ok()?);
    let same = joined(1) && !note.gap_is(index + 1, ", ");
    if !same || !(is_day(day, month) || is_day(month, day)) {
        return None;
    }
    let year = year_at(2).filter(|_| note.gap_has(index + 2, '.') == note.gap_has(index + 1, '.'));
    // Two numbers alone are a date only with a full stop or a slash between them.
    if year.is_none() && !note.gap_has(index + 1, '.') && !note.gap_has(index + 1, '/') {
        return None;
    }
    date(2 + usize::from(year.is_some()), year)
}

/// A number that goes on as an hour (`3. mai 14.30`).
fn is_hour(note: &Note, index: usize) -> bool {
    let next = note.tokens.get(index + 1);
    let pair = next.is_some_and(|t| t.digits && t.text.len() == 2);
    note.tokens[index].text.len() == 2
        && pair
        && (note.gap_is(index + 1, ".") || note.gap_is(index + 1, ":"))
}

/// Six or eight digits that are a date, beside a word for birth.
fn compact(note: &Note, lists: &Lists, index: usize) -> Option<Date> {
    let token = &note.tokens[index];
    if !token.digits || !matches!(token.text.len(), 6 | 8) {
        return None;
    }
    let two = |at: usize| token.text.get(at..at + 2)?.parse::<u8>().ok();
    let day_first = is_day(two(0)?, two(2)?);
    let year_first = token.text.len() == 8 && is_day(two(6)?, two(4)?);
    let born = beside(note, lists, Cue::Birth, index, index);
    (born && (day_first || year_first)).then_some(Date {
        first: index,
        last: index,
        year: None,
    })
}

/// A year alone: `f. 85`, `født i 1991`, `88-modell`, `årgang 1979`. Gives the last token.
fn bare_year(note: &Note, lists: &Lists, index: usize) -> Option<usize> {
    let token = &note.tokens[index];
    if let Some(rest) = token.text.strip_prefix('f')
        && matches!(rest.len(), 4)
        && rest
            .parse()
            .is_ok_and(|year: u32| (1900..=2015).contains(&year))
    {
        return Some(index);
    }
    let spelled = || {
        let value = number_word(lists, &token.text)?;
        (value >= 30 && note.word_before(index, 1).starts_with("nitten")).then_some(1900 + value)
    };
    let decade =
        note.word(index + 1).starts_with("tall") || note.word(index + 1).starts_with("tal");
    if decade && note.gap_is(index + 1, "-") && token.value().is_some_and(|value| value % 10 == 0) {
        let born = (1..=3).any(|back| lists.cue(Cue::Birth, note.word_before(index, back)));
        return born.then_some(index + 1);
    }
    let year = full_year(token).or_else(spelled)?;
    let people = year <= 2015 || token.text.len() == 2;
    let model = note.word(index + 1).starts_with("modell") && note.is_close(index + 1);
    if model && year <= LATEST_BIRTH {
        return Some(index + 1);
    }
    let word = note.word_before(index, 1);
    let born = match word {
        "f" => note.gap_has(index, '.') && note.gap(index).len() <= 2,
        "i" | "in" | "år" | "ca" | "year" => {
            lists.cue(Cue::Birth, note.word_before(index, 2)) && note.word_before(index, 2) != "f"
        }
        "nitten" => (2..=4).any(|back| lists.cue(Cue::Birth, note.word_before(index, back))),
        _ => lists.cue(Cue::Birth, word),
    };
    (born && people && !is_hour(note, index)).then_some(index)
}

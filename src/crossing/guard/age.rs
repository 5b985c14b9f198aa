//! Finds ages: a number of years that is a person's, by what stands around it. Years of experience,
//! of an agreement or since something are no ages, and neither is the age range of an offer.

use super::kind::FindingKind;
use super::lists::{Cue, Lists};
use super::note::{Mark, Note};
use super::numerals::number_word;
use super::why::Why;

/// Adds the ages of a note.
pub(super) fn find(note: &Note, lists: &Lists, found: &mut Vec<Mark>) {
    let mut add = |first, last| {
        found.push(note.mark(FindingKind::BirthDateOrAge, Why::Age, first, last));
    };
    for index in 0..note.tokens.len() {
        let word = note.word(index);
        if lists.cue(Cue::AgeWord, word) && !is_group(note, lists, index) {
            let english = word.ends_with("ties") || word == "teens";
            if !english || ["his", "her", "their"].contains(&note.word_before(index, 1)) {
                add(index, index);
            }
        }
        if let Some(last) = age_at(note, lists, index) {
            add(index, last);
        }
    }
}

/// What a token counts, and what is left of it behind the number ("34år": 34 and "år").
fn count<'a>(note: &'a Note, lists: &Lists, index: usize) -> Option<(u32, &'a str)> {
    let token = note.tokens.get(index)?;
    let text = token.text.as_str();
    if token.letters {
        if let Some(value) = number_word(lists, text) {
            return Some((value, ""));
        }
        let at = ["år", "ar"].iter().find_map(|unit| text.rfind(unit))?;
        let (head, tail) = text.split_at(at);
        return number_word(lists, head).map(|value| (value, tail));
    }
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (head, tail) = text.split_at(end);
    let value = (head.len() <= 3).then(|| head.parse().ok()).flatten()?;
    Some((value, tail))
}

/// The last token of an age that begins at a token.
fn age_at(note: &Note, lists: &Lists, index: usize) -> Option<usize> {
    let (value, rest) = count(note, lists, index)?;
    if !(1..=110).contains(&value) {
        return None;
    }
    let before = |back| note.word_before(index, back);
    let (unit, last) = if rest.is_empty() && note.is_close(index + 1) {
        (note.word(index + 1), index + 1)
    } else {
        (rest, index)
    };
    let hyphen = last == index || !note.gap_has(last, ' ');
    match unit {
        "åring" | "åringen" => return Some(last),
        "åringar" | "åringer" | "åringane" | "åringene" => {
            return (!is_group(note, lists, index) && !is_range(note, index)).then_some(last);
        }
        "årene" | "åra" | "åri" if hyphen && value >= 20 && value % 10 == 0 => {
            let of_person = before(1) != "siste" && before(1) != "på";
            return of_person.then_some(last);
        }
        "årig" | "årige" | "åring-" => {
            let about = note.word(last + 1);
            return (lists.cue(Cue::AgePerson, about) || !lists.cue(Cue::AgeNotAfter, about))
                .then_some(last)
                .filter(|_| value >= 13 || lists.cue(Cue::AgePerson, about));
        }
        "yo" | "yrs" | "yr" | "y" if value >= 10 => return Some(last),
        "år" | "års" | "year" | "years" | "aar" => {
            return years(note, lists, index, last, value);
        }
        _ => {}
    }
    if !rest.is_empty() {
        return None;
    }
    let more = note.tokens.get(index + 2).is_some_and(|token| token.digits);
    let other = counts_something(note, index) || (more && is_range(note, index + 2));
    let named = lists.cue(Cue::AgeVerb, before(1))
        && matches!(
            before(1),
            "aged"
                | "age"
                | "alder"
                | "alderen"
                | "fyller"
                | "fylte"
                | "fyllte"
                | "fylt"
                | "turns"
                | "turned"
                | "fylde"
        );
    if (10..=110).contains(&value) && !other && named {
        return Some(index);
    }
    if (14..=99).contains(&value) && !other && is_told(note, lists, index) {
        return Some(index);
    }
    let grown = (14..=99).contains(&value) && note.tokens[index].digits && !other;
    let person = |back| lists.cue(Cue::AgePerson, before(back));
    if grown && before(1) == "på" && person(2) && !matches!(before(2), "han" | "hun" | "ho") {
        return Some(index);
    }
    let name = |back: usize| index.checked_sub(back).and_then(|i| note.tokens.get(i));
    let parted = note.gap_has(index, '(') && note.gap_has(index + 1, ')');
    let apart = note.gap_is(index, ", ")
        && (note.gap_has(index + 1, ',')
            || note.gap_has(index + 1, '.')
            || index + 1 == note.tokens.len());
    let capital = name(1).is_some_and(|token| token.capital && token.letters && !token.opens);
    if grown && ((parted && (person(1) || capital)) || (apart && person(1))) {
        return Some(index);
    }
    None
}

/// A number that is said of a person and counts nothing: *han er 19*, *hun blir 30 neste år*.
fn is_told(note: &Note, lists: &Lists, index: usize) -> bool {
    let verb = note.word_before(index, 1);
    let is = lists.cue(Cue::AgeVerb, verb) || (verb == "s" && note.gap_has(index - 1, '\''));
    let next = note.tokens.get(index + 1);
    let ends = next.is_none_or(|token| token.opens)
        || note.gap_has(index + 1, ',')
        || matches!(
            note.word(index + 1),
            "og" | "neste" | "i" | "snart" | "men" | "and" | "but" | "next" | "in"
        );
    let clock = matches!(
        note.word_before(index, 2),
        "klokka" | "klokken" | "tid" | "det"
    );
    is && ends && !clock && lists.cue(Cue::AgePerson, note.word_before(index, 2))
}

/// Whether the number counts something else than years: a percentage, hours, a price.
fn counts_something(note: &Note, index: usize) -> bool {
    let next = note.word(index + 1);
    let unit = [
        "prosent", "pst", "timer", "timar", "time", "minutter", "minutt", "min", "kr", "kroner",
        "dager", "dagar", "uker", "veker", "stk", "personer", "hours", "percent", "minutes", "mg",
    ];
    unit.contains(&next) || note.gap_has(index + 1, '%') || note.gap_has(index + 1, ':')
}

/// Whether a number of years is a person's age.
fn years(note: &Note, lists: &Lists, index: usize, last: usize, value: u32) -> Option<usize> {
    let before = |back| note.word_before(index, back);
    let next = note.word(last + 1);
    let group = is_group(note, lists, index);
    if lists.cue(Cue::Old, next) {
        let person = (1..=4).any(|back| lists.cue(Cue::AgePerson, before(back)));
        return (!group || person).then_some(last + 1);
    }
    if lists.cue(Cue::AgeNotAfter, next) || is_range(note, index) {
        return None;
    }
    let person = |back| lists.cue(Cue::AgePerson, before(back));
    if before(1) == "på" && person(2) && value >= 5 {
        return Some(last);
    }
    let verb = lists.cue(Cue::AgeVerb, before(1));
    let opening = index.checked_sub(1).is_some_and(|i| note.tokens[i].opens);
    if verb && (person(2) || person(3) || opening) && (value >= 5 || person(2)) {
        return Some(last);
    }
    if group || verb || lists.cue(Cue::AgeNotBefore, before(1)) || value < 13 {
        return None;
    }
    let runs_on = [
        "bak", "på", "i", "som", "uten", "utan", "in", "of", "av", "foran", "etter",
    ];
    let whole = !note.word(last).ends_with('s') || note.word(last) == "years";
    (whole && !runs_on.contains(&next)).then_some(last)
}

/// Whether the age is that of a group: *unge mellom 18 og 30 år*, *over 18 år*.
fn is_group(note: &Note, lists: &Lists, index: usize) -> bool {
    (1..=3).any(|back| lists.cue(Cue::GroupAge, note.word_before(index, back)))
}

/// Whether the number is the end of a range: *18-30 år*, *18 til 30 år*.
fn is_range(note: &Note, index: usize) -> bool {
    let number = |back: usize| {
        let token = index.checked_sub(back).and_then(|i| note.tokens.get(i));
        token.is_some_and(|token| token.digits)
    };
    let word = matches!(
        note.word_before(index, 1),
        "og" | "til" | "and" | "to" | "eller" | "or"
    );
    (number(1) && note.gap_has(index, '-')) || (word && number(2))
}

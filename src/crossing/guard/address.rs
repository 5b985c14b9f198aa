//! Finds streets with a number, post codes with a town, and where somebody lives.

use super::kind::FindingKind;
use super::lists::{Cue, Lists};
use super::note::{Mark, Note};
use super::why::Why;

/// Adds the addresses of a note.
pub(super) fn find(note: &Note, lists: &Lists, found: &mut Vec<Mark>) {
    let mut add = |why, first, last| {
        found.push(note.mark(FindingKind::Address, why, first, last));
    };
    for index in 0..note.tokens.len() {
        if let Some((first, certain)) = street(note, lists, index) {
            if let Some(last) = house_number(note, index, certain) {
                add(Why::Street, first, last);
            } else if certain && lives_here(note, lists, first) {
                add(Why::Street, first, index);
            }
        }
        if is_postal(note, lists, index) {
            add(Why::Postal, index, index + 1);
        }
        if let Some(last) = living(note, lists, index) {
            add(Why::Living, index, last);
        }
    }
}

/// Whether a token ends the name of a street; gives the first token of the name, and whether the
/// ending is one of streets only.
fn street(note: &Note, lists: &Lists, index: usize) -> Option<(usize, bool)> {
    let token = &note.tokens[index];
    if !token.letters {
        return None;
    }
    let in_section = |name: &str| lists.street(name).is_some_and(|s| s.contains(&token.text));
    let capital = |at: usize| {
        let token = note.tokens.get(at);
        token.is_some_and(|t| t.capital && t.letters && !note.shouting)
    };
    // "Olav Kyrres gate": the street word stands alone behind a capitalised one.
    if in_section("own") {
        let name = index
            .checked_sub(1)
            .filter(|at| capital(*at) && note.is_close(index))?;
        let earlier = name.checked_sub(1);
        let first = earlier
            .filter(|at| capital(*at) && note.is_close(name))
            .unwrap_or(name);
        // A capital that only begins the sentence names nothing: "Bruk gate 12".
        if first == name && note.tokens[name].opens && !note.word(name).ends_with('s') {
            return None;
        }
        return Some((first, true)).filter(|_| !lists.cue(Cue::Room, note.word(name)));
    }
    if in_section("not") {
        return None;
    }
    let ends = |name: &str| {
        let endings = lists.street(name).into_iter().flatten();
        endings.into_iter().any(|ending| {
            let head = token.text.strip_suffix(ending.as_str());
            head.is_some_and(|head| head.chars().count() >= 2)
        })
    };
    let sure = ends("sure");
    (sure || (token.capital && ends("capital"))).then_some((index, sure))
}

/// The last token of the house number behind a street: `14`, `14B`, `14 B`, `nr. 3`, `12-14`.
fn house_number(note: &Note, index: usize, certain: bool) -> Option<usize> {
    let mut at = index + 1;
    if matches!(note.word(at), "nr" | "no" | "nummer") {
        at += 1;
    }
    let token = note.tokens.get(at)?;
    let digits = token.text.bytes().take_while(u8::is_ascii_digit).count();
    let letter = token.text.len() - digits <= 1;
    let near = note.gap(at).len() <= 2 && !token.opens;
    if !(1..=3).contains(&digits) || !letter || !near {
        return None;
    }
    // "Storhaugen 12.30" is an hour, not a house.
    let hour = note
        .tokens
        .get(at + 1)
        .is_some_and(|next| next.digits && next.text.len() == 2)
        && (note.gap_is(at + 1, ".") || note.gap_is(at + 1, ":"));
    let unit = matches!(
        note.word(at + 1),
        "minutter" | "prosent" | "timer" | "kr" | "år" | "dager"
    );
    if hour || unit || (!certain && note.gap_has(at, ',')) {
        return None;
    }
    let next = note.tokens.get(at + 1);
    let stair = next.is_some_and(|t| t.letters && t.to - t.from == 1 && t.capital)
        && note.gap_is(at + 1, " ");
    let range = next.is_some_and(|t| t.digits && t.text.len() <= 3) && note.gap_is(at + 1, "-");
    Some(at + usize::from(stair || range))
}

/// Whether a word for living stands shortly before.
fn lives_here(note: &Note, lists: &Lists, index: usize) -> bool {
    (1..=3).any(|back| lists.cue(Cue::Living, note.word_before(index, back)))
}

/// Four digits and a town that are no year and no hour.
fn is_postal(note: &Note, lists: &Lists, index: usize) -> bool {
    let token = &note.tokens[index];
    let Some(next) = note.tokens.get(index + 1) else {
        return false;
    };
    if !token.digits || token.text.len() != 4 || !note.gap_is(index + 1, " ") || !next.letters {
        return false;
    }
    let named = matches!(
        note.word_before(index, 1),
        "postnr" | "postnummer" | "postadresse"
    );
    let place = lists.places.contains(&next.text) && (next.capital || named);
    let value = token.value().unwrap_or(0);
    let hour = value / 100 < 24 && value % 100 < 60 && value.is_multiple_of(5);
    let room = (1..=2).any(|back| {
        let word = note.word_before(index, back);
        lists.cue(Cue::Room, word) || matches!(word, "kl" | "klokka" | "klokken" | "i")
    });
    let shop = note.word_before(index, 1) == "rema";
    let year = token.text.starts_with("20") || token.text.starts_with("19");
    let town = next.capital
        && !note.shouting
        && !lists.proper.contains(&next.text)
        && !lists.cue(Cue::PersonVerb, &next.text)
        && next.text.len() >= 2;
    named || (!room && !year && !shop && (place || (town && !hour && !next.opens)))
}

/// Where somebody lives: a word for living and a place. Gives the last token.
fn living(note: &Note, lists: &Lists, index: usize) -> Option<usize> {
    let word = note.word(index);
    if !lists.cue(Cue::Living, word) || matches!(word, "hus" | "huset" | "kommer") {
        return None;
    }
    let mut at = index + 1;
    let fetched = word.starts_with("hent");
    for _ in 0..2 {
        let next = note.word(at);
        let passed = lists.cue(Cue::LivingPreposition, next)
            || matches!(
                next,
                "er" | "her" | "nå" | "no" | "fortsatt" | "like" | "utenfor" | "nær"
            );
        if !passed {
            break;
        }
        at += 1;
    }
    let token = note.tokens.get(at)?;
    let place = lists.places.contains(&token.text);
    let labelled = at == index + 1 && note.gap_has(at, ':');
    let capital = token.capital && token.letters && (!token.opens || labelled) && !note.shouting;
    let known = lists.proper.contains(&token.text) && !place;
    let moved = at > index + 1 || labelled;
    // Something may be fetched anywhere; only a named place after a preposition tells of a home.
    let lives = matches!(
        word,
        "bor" | "bur" | "bodde" | "bosatt" | "busett" | "lives" | "lived"
    );
    (moved && !known && ((place && (capital || lives)) || (capital && !fetched))).then_some(at)
}

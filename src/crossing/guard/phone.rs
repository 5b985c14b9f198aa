//! Finds telephone numbers in runs of digits: eight digits in the groupings people use, with or
//! without a country code, and other countries' numbers behind a plus.

use super::digits::Run;
use super::kind::FindingKind;
use super::lists::{Cue, Lists};
use super::national::is_day;
use super::note::{Mark, Note};
use super::why::Why;

/// Numbers that are everybody's: the emergency numbers and Nav's own.
const PUBLIC: [&[u8]; 3] = [
    &[1, 1, 6, 1, 1, 7],
    &[1, 1, 6, 1, 2, 3],
    &[5, 5, 5, 5, 3, 3, 3, 3],
];

/// Adds what one run of digits holds.
pub(super) fn find(note: &Note, lists: &Lists, run: &Run, found: &mut Vec<Mark>) {
    let cued =
        |cue, back| (1..=back).any(|back| lists.cue(cue, note.word_before(run.first_token, back)));
    let named = cued(Cue::Phone, 4) && !cued(Cue::NotPhone, 1);
    let all = run.digits.len();
    let mut add = |from: usize, to: usize| {
        found.push(Mark {
            kind: FindingKind::Contact,
            why: Why::Phone,
            from: run.digits[from].from,
            to: run.digits[to - 1].to,
        });
    };
    if PUBLIC.contains(&run.values(0, all).as_slice()) {
        return;
    }
    if abroad(note, run) && (9..=15).contains(&all) {
        return add(0, all);
    }
    let other = !named
        && (cued(Cue::NotPhone, 2)
            || cued(Cue::Digits, 3)
            || cued(Cue::Journal, 2)
            || is_money(note, lists, run));
    let mut next = 0;
    for (from, to) in run.windows(8) {
        if from >= next && !other && is_number(note, run, from, to, named) {
            add(with_country(run, from), to);
            next = to;
        }
    }
    // The country code written together with the number.
    for (from, to) in run.windows(10).chain(run.windows(12)) {
        let digits = run.values(from, to);
        let code: &[u8] = if to - from == 10 {
            &[4, 7]
        } else {
            &[0, 0, 4, 7]
        };
        let number = digits.strip_prefix(code);
        let mobile = number.is_some_and(|rest| matches!(rest[0], 4 | 9) || (named && rest[0] > 1));
        if mobile && run.groups(from, to).len() == 1 && !other {
            add(from, to);
        }
    }
    // A short number (0xxxx) is one only where it is called so; 113 and the like are everybody's.
    if named && all == 5 && run.digits[0].value == 0 {
        add(0, all);
    }
}

/// Whether eight digits are a telephone number and not a date, hours, years, weeks or a sum.
fn is_number(note: &Note, run: &Run, from: usize, to: usize, named: bool) -> bool {
    let digits = run.values(from, to);
    if !(2..=9).contains(&digits[0]) || is_date(&digits) {
        return false;
    }
    let groups = run.groups(from, to);
    let gaps = run.gaps(note, from, to);
    if run.spelled(from, to) {
        return groups.len() >= 3;
    }
    if is_hours(&groups, &gaps, &digits) {
        return false;
    }
    let mobile = matches!(digits[0], 4 | 9);
    let plain = |gap: &String| {
        let trimmed = gap.trim();
        gap.len() <= 3 && (trimmed.is_empty() || ["-", ".", "/", "·", "*"].contains(&trimmed))
    };
    let customary = match groups[..] {
        [8] | [2, 2, 2, 2] | [3, 2, 3] | [1, 1, 1, 1, 1, 1, 1, 1] => true,
        [4, 4] => !(is_year(&digits[..4]) && is_year(&digits[4..])),
        [2, 3, 3] | [3, 3, 2] | [2, 6] | [3, 5] | [5, 3] | [2, 2, 4] | [4, 2, 2] => mobile || named,
        _ => named && groups.len() <= 6,
    };
    let same = gaps.windows(2).all(|pair| pair[0].trim() == pair[1].trim());
    customary && (named || (same && gaps.iter().all(plain)))
}

fn two(digits: &[u8], at: usize) -> u8 {
    digits[at] * 10 + digits[at + 1]
}

fn is_year(digits: &[u8]) -> bool {
    matches!(digits[..2], [1, 9] | [2, 0])
}

fn is_date(digits: &[u8]) -> bool {
    let day_first = is_day(two(digits, 0), two(digits, 2)) && is_year(&digits[4..]);
    let year_first = is_year(digits) && is_day(two(digits, 6), two(digits, 4));
    day_first || year_first
}

/// From an hour to an hour, or from a day to a day: `20.00-21.30`, `2000-2130`, `27.11-28.11`.
fn is_hours(groups: &[usize], gaps: &[String], digits: &[u8]) -> bool {
    let hour = |at| two(digits, at) < 25 && two(digits, at + 2) < 60;
    let day = |at| is_day(two(digits, at), two(digits, at + 2));
    let either = (hour(0) && hour(4)) || (day(0) && day(4));
    match (groups, gaps) {
        ([2, 2, 2, 2], [a, b, c]) => {
            let inner = |gap: &String| [".", ":", "/"].contains(&gap.as_str());
            either && inner(a) && inner(c) && !inner(b)
        }
        ([4, 4], [between]) => either && (between.contains('-') || between.contains(',')),
        _ => false,
    }
}

/// A sum has its unit beside it.
fn is_money(note: &Note, lists: &Lists, run: &Run) -> bool {
    let glyph = |at: Option<usize>| at.and_then(|at| note.folded.glyphs.get(at)).map(|g| g.ch);
    let sign = |c: Option<char>| matches!(c, Some('€' | '$' | '£' | '%'));
    let first = run.digits.first().map_or(0, |digit| digit.from);
    let last = run.digits.last().map_or(0, |digit| digit.to);
    lists.cue(Cue::Money, note.word_before(run.first_token, 1))
        || lists.cue(Cue::Money, note.word(run.last_token + 1))
        || sign(glyph(first.checked_sub(1)))
        || sign(glyph(Some(last)))
}

/// Another country's number begins with a plus or two zeros.
fn abroad(note: &Note, run: &Run) -> bool {
    let plus = note
        .gap(run.first_token)
        .last()
        .is_some_and(|glyph| glyph.ch == '+');
    plus || (matches!(run.values(0, 2.min(run.digits.len()))[..], [0, 0]) && run.digits.len() >= 11)
}

/// Where the country code before a number begins, if there is one.
fn with_country(run: &Run, from: usize) -> usize {
    let values = run.values(0, from);
    if values.ends_with(&[0, 0, 4, 7]) {
        from - 4
    } else if values.ends_with(&[4, 7]) {
        from - 2
    } else {
        from
    }
}

//! Finds identity numbers in runs of digits: valid ones in any grouping, mistyped ones in the
//! groupings people use, and long numbers that nothing beside them explains.

use super::digits::Run;
use super::kind::FindingKind;
use super::lists::{Cue, Lists};
use super::national::{Fit, fit, is_duf};
use super::note::{Mark, Note};
use super::why::Why;

/// Adds what one run of digits holds.
pub(super) fn find(note: &Note, lists: &Lists, run: &Run, found: &mut Vec<Mark>) {
    let cued =
        |cue, back| (1..=back).any(|back| lists.cue(cue, note.word_before(run.first_token, back)));
    let named = cued(Cue::IdWord, 3);
    let explained = !named && cued(Cue::Digits, 4);
    let mut add = |why, from: usize, to: usize| {
        found.push(Mark {
            kind: FindingKind::NationalId,
            why,
            from: run.digits[from].from,
            to: run.digits[to - 1].to,
        });
    };
    for (from, to) in run.windows(11) {
        let digits = run.values(from, to);
        match fit(&digits) {
            Some(Fit::Strict | Fit::Relaxed | Fit::BareDate)
                if named || !is_timetable(note, run, from, to) =>
            {
                add(Why::NationalId, from, to);
            }
            Some(Fit::DateOnly) if named || is_customary(note, run, from, to, explained) => {
                add(Why::NationalIdTypo, from, to);
            }
            _ => {}
        }
    }
    for (from, to) in run.windows(12) {
        if is_duf(&run.values(from, to)) && !is_timetable(note, run, from, to) {
            add(Why::Duf, from, to);
        }
    }
    for (from, to) in long_numbers(note, run) {
        if !explained {
            add(Why::LongNumber, from, to);
        }
    }
    // The last five digits, or any part of the number, named as what it is.
    if named && (5..11).contains(&run.digits.len()) && run.digits.len() != 6 {
        add(Why::NationalIdTypo, 0, run.digits.len());
    }
}

/// Whether a window has an hour in it: two short groups with a full stop or a colon between them, and
/// another mark on either side (so that neither a date nor a number taken apart is one).
fn is_timetable(note: &Note, run: &Run, from: usize, to: usize) -> bool {
    let gaps = run.gaps(note, from, to);
    let groups = run.groups(from, to);
    let mut at = from;
    for (index, pair) in groups.windows(2).enumerate() {
        let [hours, minutes] = [pair[0], pair[1]];
        let inner = gaps.get(index).map_or("", String::as_str);
        let apart = |other: Option<usize>| {
            other
                .and_then(|i| gaps.get(i))
                .is_none_or(|gap| gap != inner)
        };
        let hour = run.number(at, at + hours) < 25;
        let minute = run.number(at + hours, at + hours + minutes);
        if matches!((hours, minutes), (1 | 2, 2))
            && matches!(inner, "." | ":")
            && hour
            && minute < 60
            && minute.is_multiple_of(5)
            && gaps.len() > 1
            && apart(index.checked_sub(1))
            && apart(Some(index + 1))
        {
            return true;
        }
        at += hours;
    }
    false
}

/// Whether the grouping is one that people write identity numbers in: the date first, by itself,
/// then five digits. Behind a word that explains a number, only the plainest.
fn is_customary(note: &Note, run: &Run, from: usize, to: usize, explained: bool) -> bool {
    let groups = run.groups(from, to);
    if run.spelled(from, to) || groups.len() == 11 {
        return true;
    }
    let gaps = run.gaps(note, from, to);
    let date = match groups[..] {
        [11] => return true,
        [6, 5] => true,
        _ if explained => false,
        [6, ..] | [2, 2, 2, ..] | [3, 3, ..] => true,
        [2, 4, ..] | [4, 2, ..] => groups.len() == 3,
        _ => false,
    };
    let narrow = gaps.iter().all(|gap| gap.len() <= 3 && !gap.contains(':'));
    date && narrow && !is_timetable(note, run, from, to)
}

/// Stretches that are one number of eleven digits or more: written together, digit by digit, as
/// words, or in the even groups of account and meeting numbers.
fn long_numbers(note: &Note, run: &Run) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let all = run.digits.len();
    let mut start = 0;
    for end in 1..=all {
        if end < all && !run.digits[end].opens {
            continue;
        }
        if end - start >= 11 {
            found.push((start, end));
        }
        start = end;
    }
    if !found.is_empty() || all < 11 {
        return found;
    }
    let groups = run.groups(0, all);
    let gaps = run.gaps(note, 0, all);
    let same = gaps.windows(2).all(|pair| pair[0] == pair[1]);
    let even = matches!(
        groups[..],
        [4, 2, 5] | [3, 3, 3, 2] | [3, 3, 3, 3] | [3, 4, 4] | [4, 4, 3] | [6, 5] | [6, 6]
    );
    let single = groups.iter().all(|length| *length == 1);
    if run.spelled(0, all) || (same && (single || even)) {
        found.push((0, all));
    }
    found
}

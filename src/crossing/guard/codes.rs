//! Finds codes by their shape: ICD-10, ICPC-2, ICD-11 and DSM for diagnoses, ATC for medicines; and
//! doses. Rooms, streets and driving licences have the same shapes, so what stands beside a short
//! code decides.

use super::kind::FindingKind;
use super::lists::{Cue, Lists};
use super::note::{Mark, Note};
use super::why::Why;

/// What a token may be by its shape alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// A letter, two digits, a stop and one or two more: only ICD-10 is written so.
    Decimal,
    /// A letter and two or three digits: ICD-10 or ICPC-2, a room, a road.
    Short,
    /// ICD-11.
    Eleven,
    /// ATC.
    Medicine,
}

/// Adds the codes and doses of a note.
pub(super) fn find(note: &Note, lists: &Lists, found: &mut Vec<Mark>) {
    for index in 0..note.tokens.len() {
        if let Some((why, last)) = code_at(note, lists, index) {
            let kind = FindingKind::DiagnosisCode;
            found.push(note.mark(kind, why, index, last));
        }
        if is_coercion_law(note, index) {
            let kind = FindingKind::CareEvent;
            found.push(note.mark(kind, Why::Care, index, index + 1));
        }
        if let Some(last) = dose(note, index) {
            found.push(note.mark(FindingKind::Medication, Why::Dose, index, last));
        }
    }
}

fn code_at(note: &Note, lists: &Lists, index: usize) -> Option<(Why, usize)> {
    let near = |cue, last: usize| {
        (1..=2).any(|back| lists.cue(cue, note.word_before(index, back)))
            || (cue == Cue::PlaceWord && (1..=2).any(|on| lists.cue(cue, note.word(last + on))))
    };
    let (shape, last) = shape_at(note, index)?;
    let letter = note.word(index).chars().next()?;
    let named = (1..=3).any(|back| {
        let word = note.word_before(index, back);
        word.starts_with("diagnos")
            || word.starts_with("icd")
            || word.starts_with("icpc")
            || word == "dsm"
    });
    let clinical = near(Cue::Clinical, last) || note.word(last + 1).starts_with("diagnos");
    let place = near(Cue::PlaceWord, last);
    let found = match shape {
        Shape::Medicine => return Some((Why::MedicineCode, last)),
        Shape::Decimal => {
            !matches!(note.word_before(index, 1), "versjon" | "version" | "v") && letter != 'v'
                || named
        }
        Shape::Eleven => (note.word(index).starts_with('6') && !place) || named,
        Shape::Short if named => true,
        Shape::Short if place => false,
        Shape::Short => clinical || matches!(letter, 'f' | 'p'),
    };
    found.then_some((Why::DiagnosisCode, last))
}

/// The shape of what begins at a token, and the last token of it.
fn shape_at(note: &Note, index: usize) -> Option<(Shape, usize)> {
    let token = &note.tokens[index];
    let text = token.text.as_bytes();
    if token.text.len() > 7 || !token.text.is_ascii() {
        return None;
    }
    let classes: Vec<u8> = text
        .iter()
        .map(|byte| if byte.is_ascii_digit() { b'0' } else { b'a' })
        .collect();
    let glued = |at: usize, marks: &str| {
        note.tokens.get(at).is_some_and(|next| next.digits)
            && note.gap(at).len() == 1
            && marks.contains(note.gap(at)[0].ch)
    };
    let decimals = |at: usize| glued(at, ".,") && note.word(at).len() <= 2;
    match classes.as_slice() {
        b"a00aa00" => Some((Shape::Medicine, index)),
        b"a0a" if text[2] == b'x' && text[0] == b'f' => {
            Some((Shape::Decimal, index + usize::from(decimals(index + 1))))
        }
        b"0a00" | b"aa00" | b"0a0a" | b"aa0a" => {
            let behind = note.gap_is(index + 1, ".") && note.word(index + 1).len() <= 2;
            let digit = text[0].is_ascii_digit() || behind;
            digit.then_some((
                Shape::Eleven,
                index + usize::from(behind && !is_end(note, index + 1)),
            ))
        }
        b"a00" if decimals(index + 1) => Some((Shape::Decimal, index + 1)),
        b"a00" | b"a000" | b"a00a" | b"a000a" => Some((Shape::Short, index)),
        // A letter by itself: "F 20.0", "F-20", "P 76".
        b"a" if glued(index + 1, " -") && note.word(index + 1).len() == 2 => {
            if decimals(index + 2) && is_code_letter(note, index) {
                Some((Shape::Decimal, index + 2))
            } else {
                let upper = token.capital && matches!(text[0], b'f' | b'p');
                upper.then_some((Shape::Short, index + 1))
            }
        }
        // DSM-IV: three digits, a stop, two digits, behind its name.
        b"000" if note.gap_is(index + 1, ".") && note.word(index + 1).len() == 2 => {
            let named = (1..=3).any(|back| note.word_before(index, back) == "dsm");
            named.then_some((Shape::Short, index + 1))
        }
        _ => None,
    }
}

/// A single letter before a decimal number is a code's only as a capital ("i 20.0" is none).
fn is_code_letter(note: &Note, index: usize) -> bool {
    note.tokens[index].capital && !note.tokens[index].opens
}

fn is_end(note: &Note, index: usize) -> bool {
    note.tokens.get(index).is_none_or(|token| token.opens)
}

/// The sections of psykisk helsevernloven on coercion: *§ 3-3*, *§3-2*, and the like.
fn is_coercion_law(note: &Note, index: usize) -> bool {
    let section = note.gap_has(index, '§') || note.word_before(index, 1).starts_with("paragraf");
    section
        && note.gap_is(index + 1, "-")
        && matches!(
            (note.word(index), note.word(index + 1)),
            ("3", "2" | "3" | "5" | "8") | ("4", "4") | ("5", "2" | "3")
        )
}

/// A number with a unit of a dose. Gives the last token.
fn dose(note: &Note, index: usize) -> Option<usize> {
    const UNITS: [&str; 9] = [
        "mg",
        "mcg",
        "ug",
        "ml",
        "mikrogram",
        "milligram",
        "mgs",
        "mg/ml",
        "mmol",
    ];
    let token = &note.tokens[index];
    if token.digits && UNITS.contains(&note.word(index + 1)) && note.is_close(index + 1) {
        return Some(index + 1);
    }
    if token.digits && note.gap(index + 1).is_empty() {
        return None;
    }
    let end = token.text.find(|c: char| !c.is_ascii_digit())?;
    (end > 0 && UNITS.contains(&&token.text[end..])).then_some(index)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> usize {
        let mut marks = Vec::new();
        find(&Note::read(text), Lists::builtin(), &mut marks);
        marks.len()
    }

    #[test]
    fn codes_are_found_and_rooms_are_not() {
        for text in [
            "F20.0",
            "f32,1 satt",
            "Diagnose J45",
            "har P72",
            "ICD-11 6A20",
            "6B40.1",
            "N05AH03",
            "F 60.3",
            "20 mg",
            "20mg",
            "henvist med A98",
            "dsm 296.32",
            "et F20 tilfelle",
        ] {
            assert!(found(text) > 0, "{text}");
        }
        for text in [
            "rom P72",
            "møterom F32",
            "inngang F20",
            "E18",
            "klasse C1",
            "T4",
            "buss F24",
            "B1",
            "v10.2",
            "versjon V10.2",
            "i 20.0",
            "P10 parkering",
            "C21 i dag",
            "A4-ark",
            "6. etasje",
        ] {
            assert_eq!(found(text), 0, "{text}");
        }
    }
}

//! Tables of single characters: what is invisible, which digit a character is, which Latin letter a
//! look-alike is read as. It knows characters only, no words.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::char::is_combining_mark;

/// Characters that leave no mark on the page: Unicode's format characters (category Cf), variation
/// selectors, fillers and tags. They are dropped before anything is matched.
const INVISIBLE: [(u32, u32); 26] = [
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x0600, 0x0605),
    (0x061C, 0x061C),
    (0x06DD, 0x06DD),
    (0x070F, 0x070F),
    (0x0890, 0x0891),
    (0x08E2, 0x08E2),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x2800, 0x2800),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFB),
    (0x110BD, 0x110BD),
    (0x110CD, 0x110CD),
    (0x13430, 0x1343F),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
];

/// Where the ten decimal digits of a script begin (Unicode category Nd, Unicode 15.1). NFKC folds
/// only some of them.
const ZEROS: [u32; 66] = [
    0x0030, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6,
    0x0D66, 0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80,
    0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0,
    0xFF10, 0x104A0, 0x10D30, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0,
    0x11650, 0x116C0, 0x11730, 0x118E0, 0x11950, 0x11C50, 0x11D50, 0x11DA0, 0x11F50, 0x16A60,
    0x16AC0, 0x16B50, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1FBF0,
];

/// Whether the character leaves no mark.
pub(super) fn is_invisible(c: char) -> bool {
    let code = u32::from(c);
    code > 0x7F
        && INVISIBLE
            .iter()
            .any(|&(first, last)| (first..=last).contains(&code))
}

/// The decimal digit that the character is, in whatever script or dress.
pub(super) fn digit(c: char) -> Option<char> {
    let code = u32::from(c);
    if code < 0x80 {
        return c.is_ascii_digit().then_some(c);
    }
    let value = ZEROS
        .iter()
        .find(|&&zero| (zero..zero + 10).contains(&code))
        .map(|zero| code - zero)
        .or(match code {
            // Digits in a filled or a double circle, which NFKC leaves alone.
            0x2776..=0x277E => Some(code - 0x2775),
            0x2780..=0x2788 => Some(code - 0x277F),
            0x278A..=0x2792 => Some(code - 0x2789),
            0x24F5..=0x24FD => Some(code - 0x24F4),
            0x24FF => Some(0),
            _ => None,
        })
        .or_else(|| {
            "〇一二三四五六七八九"
                .chars()
                .zip(0..)
                .find_map(|(han, value)| (han == c).then_some(value))
        })?;
    char::from_digit(value, 10)
}

/// The Latin letter of a letter in a box or circle that NFKC leaves alone.
pub(super) fn boxed(c: char) -> Option<char> {
    let code = u32::from(c);
    let offset = match code {
        0x1F150..=0x1F169 => code - 0x1F150,
        0x1F170..=0x1F189 => code - 0x1F170,
        0x1F1E6..=0x1F1FF => code - 0x1F1E6,
        _ => return None,
    };
    char::from_u32(u32::from('A') + offset)
}

/// Dashes of every length become a hyphen, and spaces of every width a space.
pub(super) fn plain_mark(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{2043}' => '-',
        '\n' => '\n',
        c if c.is_whitespace() || c.is_control() => ' ',
        c => c,
    }
}

/// Whether the letter belongs to the Latin script (after NFKC).
pub(super) fn is_latin(c: char) -> bool {
    matches!(u32::from(c),
        0x41..=0x5A | 0x61..=0x7A | 0xAA | 0xBA | 0xC0..=0x2AF | 0x1D00..=0x1DBF
        | 0x1E00..=0x1EFF | 0x2071 | 0x207F | 0x2C60..=0x2C7F | 0xA720..=0xA7FF | 0xAB30..=0xAB6F)
}

static LOOKALIKES: LazyLock<HashMap<char, &'static str>> = LazyLock::new(|| {
    let mut map = HashMap::new();
    for line in include_str!("lists/confusables.txt").lines() {
        let mut words = line.split_whitespace();
        match words.next() {
            Some(latin) if !latin.starts_with('#') => {
                map.extend(words.flat_map(str::chars).map(|c| (c, latin)));
            }
            _ => {}
        }
    }
    map
});

/// The Latin letters that a look-alike is read as: our own table first, then Unicode's (UTS 39).
pub(super) fn read_as(c: char) -> Option<&'static str> {
    if c.is_ascii() || "æøåäöéÆØÅÄÖÉ".contains(c) {
        return None;
    }
    if let Some(latin) = LOOKALIKES.get(&c) {
        return Some(latin);
    }
    if is_latin(c) && u32::from(c) < 0x250 {
        return None;
    }
    let mut buffer = [0; 4];
    let mut shape =
        unicode_security::confusable_detection::skeleton(c.encode_utf8(&mut buffer)).peekable();
    let first = shape.next()?;
    if shape.any(|rest| !is_combining_mark(rest)) || !first.is_ascii_alphabetic() {
        return None;
    }
    let index = usize::from(first.to_ascii_lowercase() as u8 - b'a');
    "abcdefghijklmnopqrstuvwxyz".get(index..=index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_other_scripts_are_digits() {
        for (c, expected) in [
            ('٣', '3'),
            ('０', '0'),
            ('९', '9'),
            ('𝟕', '7'),
            ('❶', '1'),
            ('五', '5'),
        ] {
            assert_eq!(digit(c), Some(expected), "{c}");
        }
        assert_eq!(digit('x'), None);
    }

    #[test]
    fn cyrillic_and_greek_letters_are_read_as_latin() {
        for (c, expected) in [('а', "a"), ('і', "i"), ('ο', "o"), ('ѕ', "s"), ('һ', "h")] {
            assert_eq!(read_as(c), Some(expected), "{c}");
        }
        assert_eq!(read_as('ø'), None);
    }
}

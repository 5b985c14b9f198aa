//! Folding: a text as the eye reads it, one glyph at a time, with the way back to the original.
//!
//! The steps are: invisible characters dropped; each base character with its marks composed (NFC)
//! and taken to its plain form (NFKC); look-alikes of other scripts read as Latin; marks stripped
//! save those of æ, ø and å; digits of every script as ASCII; dashes and spaces as one of each;
//! lower case. It judges nothing.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::glyphs::{boxed, digit, is_invisible, is_latin, plain_mark, read_as};

/// One folded character and the stretch of the original it stands for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glyph {
    /// Folded: lower case, plain.
    pub ch: char,
    /// Whether the original was a capital.
    pub upper: bool,
    /// Whether the original was a letter of another script than Latin.
    pub foreign: bool,
    /// First scalar of the original, counted from 0.
    pub from: usize,
    /// Scalar after the last.
    pub to: usize,
}

/// A folded text.
#[derive(Debug, Default)]
pub(super) struct Folded {
    /// Its glyphs, in order.
    pub glyphs: Vec<Glyph>,
    /// Scalar offsets of control characters other than the newline.
    pub controls: Vec<usize>,
}

/// Folds a text; offsets count its Unicode scalar values.
pub(super) fn fold(text: &str) -> Folded {
    let mut folded = Folded::default();
    let mut cluster = String::new();
    let mut from = 0;
    let mut to = 0;
    for (offset, c) in text.chars().enumerate() {
        if c.is_control() && c != '\n' {
            folded.controls.push(offset);
        }
        if is_invisible(c) {
            continue;
        }
        if !is_combining_mark(c) || cluster.is_empty() {
            folded.close(&cluster, from, to);
            cluster.clear();
            from = offset;
        }
        cluster.push(c);
        to = offset + 1;
    }
    folded.close(&cluster, from, to);
    folded
}

/// A word of a list, folded as the texts are.
pub(super) fn fold_word(word: &str) -> String {
    fold(word).glyphs.iter().map(|glyph| glyph.ch).collect()
}

impl Folded {
    fn close(&mut self, cluster: &str, from: usize, to: usize) {
        for plain in cluster.chars().map(|c| boxed(c).unwrap_or(c)).nfc().nfkc() {
            if is_combining_mark(plain) {
                continue;
            }
            // NFKC makes a Greek letter of the micro sign, and no other script is meant by it.
            let micro = cluster.starts_with('\u{B5}');
            let foreign = plain.is_alphabetic() && !is_latin(plain) && !micro;
            let upper = plain.is_uppercase();
            let mut push = |ch: char| {
                self.glyphs.push(Glyph {
                    ch,
                    upper,
                    foreign,
                    from,
                    to,
                });
            };
            if let Some(value) = digit(plain) {
                push(value);
            } else if micro {
                push('u');
            } else if let Some(latin) =
                read_as(plain).or_else(|| plain.to_lowercase().next().and_then(read_as))
            {
                latin.chars().for_each(push);
            } else {
                fold_letter(plain, &mut push);
            }
        }
    }
}

/// Lower case and without marks, save those that make another letter in Norwegian.
fn fold_letter(c: char, push: &mut impl FnMut(char)) {
    for lower in c.to_lowercase() {
        match lower {
            'æ' | 'ä' => push('æ'),
            'ø' | 'ö' => push('ø'),
            'œ' => push('ø'),
            'å' => push('å'),
            'ß' => {
                push('s');
                push('s');
            }
            ascii if ascii.is_ascii() => push(plain_mark(ascii)),
            other => std::iter::once(other)
                .nfd()
                .filter(|part| !is_combining_mark(*part))
                .for_each(|part| push(plain_mark(part))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        fold_word(text)
    }

    #[test]
    fn the_dress_of_a_letter_is_taken_off() {
        assert_eq!(plain("ＢＩＰｏｌａｒ"), "bipolar");
        assert_eq!(plain("depre\u{200b}sj\u{ad}on"), "depresjon");
        assert_eq!(plain("sсhіzоfrеni"), "schizofreni");
        assert_eq!(plain("ínnlàgt"), "innlagt");
        assert_eq!(plain("a\u{30a}pen Håp SJØLV"), "åpen håp sjølv");
        assert_eq!(plain("𝓪𝓷𝓰𝓼𝓽 🅰"), "angst a");
        assert_eq!(plain("12–14 ٣"), "12-14 3");
    }

    #[test]
    fn offsets_point_into_the_original() {
        let folded = fold("x\u{200b}ﬁy");
        let spans: Vec<_> = folded.glyphs.iter().map(|g| (g.ch, g.from, g.to)).collect();
        assert_eq!(spans, [('x', 0, 1), ('f', 2, 3), ('i', 2, 3), ('y', 3, 4)]);
    }

    #[test]
    fn control_characters_are_noted() {
        assert_eq!(fold("a\tb\nc\u{7}").controls, [1, 5]);
    }
}

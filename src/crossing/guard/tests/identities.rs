//! Generated identity numbers of every kind in every dress: none may be missed.

use proptest::prelude::*;

use super::super::{FindingKind, Guard};

const FIRST: [u32; 9] = [3, 7, 6, 1, 8, 9, 4, 5, 2];
const SECOND: [u32; 10] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

fn rest(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(d, w)| d * w).sum::<u32>() % 11
}

/// Nine digits with their check digits; `step` is 0 by the rules of today, up to 3 from 2032.
fn complete(nine: u32, step: u32) -> Option<String> {
    let text = format!("{nine:09}");
    let mut digits: Vec<u32> = text.bytes().map(|b| u32::from(b - b'0')).collect();
    let first = (11 + step - rest(&digits, &FIRST)) % 11;
    digits.push(first);
    let second = (11 - rest(&digits, &SECOND)) % 11;
    (first < 10 && second < 10).then(|| format!("{text}{first}{second}"))
}

/// Every kind of section 1 of the number rules: what is added to the day and to the month.
const KINDS: [(u32, u32); 10] = [
    (0, 0),
    (40, 0),
    (0, 40),
    (0, 80),
    (40, 40),
    (40, 80),
    (0, 20),
    (0, 60),
    (0, 65),
    (40, 20),
];

fn number() -> impl Strategy<Value = String> {
    let dated = (
        0..KINDS.len(),
        1..=28_u32,
        1..=12_u32,
        0..100_u32,
        0..1000_u32,
        0..4_u32,
    )
        .prop_filter_map(
            "a check digit of ten",
            |(kind, day, month, year, serial, step)| {
                let (more_days, more_months) = KINDS[kind];
                let date = (day + more_days) * 10_000 + (month + more_months) * 100 + year;
                complete(date * 1000 + serial, step)
            },
        );
    let health = (800_000_000..1_000_000_000_u32)
        .prop_filter_map("a check digit of ten", |nine| complete(nine, 0));
    prop_oneof![9 => dated, 1 => health]
}

fn duf() -> impl Strategy<Value = String> {
    (1990..2030_u32, 0..1_000_000_u32).prop_map(|(year, serial)| {
        let turned: Vec<u32> = format!("{serial:06}{year}")
            .bytes()
            .map(|b| u32::from(b - b'0'))
            .collect();
        format!(
            "{year}{serial:06}{:02}",
            rest(&turned, &[4, 6, 3, 2, 7, 5, 4, 6, 3, 2])
        )
    })
}

fn each(number: &str, dress: impl Fn(char) -> String, between: &str) -> String {
    number.chars().map(dress).collect::<Vec<_>>().join(between)
}

fn shifted(number: &str, zero: u32) -> String {
    each(
        number,
        |c| {
            char::from_u32(zero + u32::from(c) - 48)
                .unwrap()
                .to_string()
        },
        "",
    )
}

fn cut(number: &str, lengths: &[usize], between: &str) -> String {
    let mut at = 0;
    let mut parts = Vec::new();
    for length in lengths {
        parts.push(&number[at..at + length]);
        at += length;
    }
    parts.push(&number[at..]);
    parts.retain(|part| !part.is_empty());
    parts.join(between)
}

const NB: [&str; 10] = [
    "null", "en", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni",
];
const NN: [&str; 10] = [
    "null", "ein", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni",
];
const EN: [&str; 10] = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
];

fn words(number: &str, words: [&str; 10], between: &str) -> String {
    each(number, |c| words[c as usize - 48].to_owned(), between)
}

const DRESSES: usize = 50;

fn dressed(n: &str, dress: usize) -> String {
    let six = [6];
    let zeros = |text: &str| text.replace('0', "O");
    match dress {
        0 => n.to_owned(),
        1 => cut(n, &six, " "),
        2 => cut(n, &six, "-"),
        3 => cut(n, &six, "."),
        4 => cut(n, &[2, 2, 2], " "),
        5 => cut(n, &[2, 2, 2], "."),
        6 => cut(n, &[1; 10], " "),
        7 => cut(n, &[1; 10], "."),
        8 => cut(n, &[1; 10], "-"),
        9 => cut(n, &six, "/"),
        10 => cut(n, &six, "_"),
        11 => shifted(n, 0xFF10),
        12 => shifted(n, 0x0660),
        13 => shifted(n, 0x06F0),
        14 => shifted(n, 0x0966),
        15 => shifted(n, 0x1D7CE),
        16 => zeros(n),
        17 => n.replace('1', "l"),
        18 => n.replace('1', "I"),
        19 => zeros(n).replace('1', "l"),
        20 => cut(n, &[1; 10], "\u{200b}"),
        21 => cut(n, &[3, 4], "\u{ad}"),
        22 => cut(n, &[5], "\u{2060}"),
        23 => cut(n, &six, "\u{a0}"),
        24 => cut(n, &[1; 10], "\u{2009}"),
        25 => cut(n, &six, "\n"),
        26 => words(n, NB, " "),
        27 => words(n, NN, " "),
        28 => words(n, EN, " "),
        29 => words(n, NB, ", "),
        30 => cut(n, &six, " og så "),
        31 => cut(n, &[1; 10], ", "),
        32 => format!("({}) {}", &n[..6], &n[6..]),
        33 => format!("nr{n}"),
        34 => format!("{n}takk"),
        35 => each(
            n,
            |c| {
                if c == '0' {
                    '⓪'
                } else {
                    char::from_u32(0x2460 + u32::from(c) - 49).unwrap()
                }
                .to_string()
            },
            "",
        ),
        36 => each(n, |c| format!("{c}\u{fe0f}\u{20e3}"), ""),
        37 => cut(n, &[1; 10], "*"),
        38 => cut(n, &six, " – "),
        39 => each(n, |c| format!("{c}\u{336}"), ""),
        40 => format!("{} {}", &n[..6], words(&n[6..], NB, " ")),
        41 => words(n, NB, " ").to_uppercase(),
        42 => each(
            n,
            |c| {
                "⁰¹²³⁴⁵⁶⁷⁸⁹"
                    .chars()
                    .nth(c as usize - 48)
                    .unwrap()
                    .to_string()
            },
            "",
        ),
        43 => cut(n, &[1; 10], "\u{200e}"),
        44 => cut(n, &[1; 10], "|"),
        45 => cut(n, &[1; 10], "  "),
        46 => cut(n, &[3, 3], " "),
        47 => cut(n, &[4, 4], " "),
        48 => format!("\u{202e}{n}\u{202c}"),
        49 => format!("{}, siste fem {}", &n[..6], &n[6..]),
        _ => unreachable!(),
    }
}

const AROUND: [(&str, &str); 10] = [
    ("", ""),
    ("Hei, gjelder ", ". Kan du ringe?"),
    ("fnr ", " takk"),
    ("Ring meg om ", " i dag"),
    ("Eg lurer på ", ", kan du sjå på det?"),
    ("Teams ", ""),
    ("Please check ", " before noon"),
    ("Kl. 10.15: ", "!"),
    ("(", ")"),
    ("Møte tirsdag.\n", "\nHilsen meg"),
];

fn finds(text: &str) -> bool {
    let findings = Guard::builtin().inspect(text);
    findings
        .iter()
        .any(|finding| finding.kind == FindingKind::NationalId)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_identity_number_is_missed(
        number in number(),
        dress in 0..DRESSES,
        around in 0..AROUND.len(),
    ) {
        let (before, after) = AROUND[around];
        // Words right beside words: a letter in front or behind belongs to the number's token.
        let text = format!("{before}{}{after}", dressed(&number, dress));
        prop_assert!(finds(&text), "dress {dress}: {text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_duf_number_is_missed(number in duf(), dress in 0..26_usize) {
        let text = format!("Gjelder {} i dag", dressed(&number, dress));
        prop_assert!(finds(&text), "dress {dress}: {text}");
    }

    /// A slip in one of the check digits does not hide a number.
    #[test]
    fn a_wrong_check_digit_hides_nothing(number in number(), dress in 0..6_usize, wrong in 0..10_u8) {
        prop_assume!(!number.starts_with(['8', '9']));
        let text = format!("Gjelder {}{wrong}", dressed(&number[..10], dress));
        prop_assert!(finds(&text), "{text}");
    }
}

#[test]
fn every_dress_is_tried_on_the_vectors() {
    for number in ["02013299997", "30108299920", "30108299939"] {
        for dress in 0..DRESSES {
            let text = format!("Gjelder {} takk", dressed(number, dress));
            assert!(finds(&text), "dress {dress}: {text}");
        }
    }
}

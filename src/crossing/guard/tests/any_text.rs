//! Whatever comes in, the guard answers: it does not panic, and what it finds lies in the text.

use proptest::prelude::*;

use super::super::Guard;

/// Pieces that the detectors look at most closely, in any order.
const PIECES: [&str; 40] = [
    "kl. ",
    "f. ",
    "85",
    "12",
    "2026",
    "-",
    ".",
    ", ",
    "@",
    "gmail",
    " punkt ",
    "no",
    "Kari",
    " Berg",
    "F20",
    ".0",
    "§ 3-3",
    "år",
    "åring",
    " (",
    ")",
    "heter ",
    "*",
    "_",
    "o",
    "l",
    "null ",
    "tjue ",
    "en ",
    "\u{200b}",
    "\u{301}",
    "\n",
    "🅰",
    "𝐀",
    "٣",
    "ﬁ",
    "\u{7}",
    "s c h i z o",
    "tlf ",
    "veien 5",
];

fn checked(text: &str) -> Result<(), TestCaseError> {
    let verdict = Guard::builtin().judge(text);
    let length = text.chars().count();
    let mut end = 0;
    for finding in &verdict.findings {
        prop_assert!(
            finding.start < finding.end && finding.end <= length,
            "{text:?}: {finding:?}"
        );
        prop_assert!(finding.start >= end, "{text:?}: {:?}", verdict.findings);
        end = finding.end;
    }
    prop_assert_eq!(&verdict, &Guard::builtin().judge(text));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_judged(text in any::<String>()) {
        checked(&text)?;
    }

    #[test]
    fn any_row_of_pieces_is_judged(pieces in prop::collection::vec(0..PIECES.len(), 0..30)) {
        let text: String = pieces.iter().map(|piece| PIECES[*piece]).collect();
        checked(&text)?;
    }
}

//! Every case of `tests/golden/ics/`, as written and in forms that must not matter.

use super::cases::{all, calendar};

#[test]
fn every_case_means_what_its_rule_says() {
    let cases = all();
    assert!(cases.len() > 250, "only {} cases were found", cases.len());
    let mut wrong = Vec::new();
    for case in cases {
        let found = case.outcome_of(case.text.as_bytes());
        if found != case.expected {
            wrong.push(format!(
                "{}\n  expected {:#?}\n  found {found:#?}",
                case.name, case.expected
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn line_ends_and_a_byte_order_mark_do_not_matter() {
    for case in all() {
        let unix = case.text.replace("\r\n", "\n");
        assert_eq!(
            case.outcome_of(unix.as_bytes()),
            case.expected,
            "{}",
            case.name
        );
        let marked = format!("\u{feff}{}", case.text);
        assert_eq!(
            case.outcome_of(marked.as_bytes()),
            case.expected,
            "{}",
            case.name
        );
    }
}

#[test]
fn folding_does_not_matter() {
    for case in all().iter().filter(|case| !case.is_error()) {
        // Every byte on a line of its own, as far as a line end does not end it anyway.
        let mut folded = Vec::new();
        for byte in case.text.bytes() {
            if !matches!(byte, b'\r' | b'\n') && folded.last().is_some_and(|last| *last != b'\n') {
                folded.extend_from_slice(b"\r\n ");
            }
            folded.push(byte);
        }
        assert_eq!(case.outcome_of(&folded), case.expected, "{}", case.name);
    }
}

#[test]
fn the_order_of_components_does_not_matter() {
    for case in all().iter().filter(|case| case.parts.len() > 1) {
        let mut parts = case.parts.clone();
        parts.reverse();
        let found = case.outcome_of(calendar(&parts).as_bytes());
        assert_eq!(found, case.expected, "{}", case.name);
    }
}

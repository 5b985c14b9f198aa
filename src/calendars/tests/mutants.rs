//! Damaged texts: whatever happens to one, nobody becomes free by it, or it is an error.

use proptest::prelude::*;

use super::cases::{Case, all};
use crate::calendars::busy::{BusyReport, read};
use crate::domain::{Busy, Instant};

#[test]
fn a_text_that_is_cut_anywhere_is_an_error() {
    for case in all().iter().filter(|case| !case.is_error()) {
        // A stream of two calendars is whole where the first ends.
        if case
            .text
            .to_ascii_uppercase()
            .matches("END:VCALENDAR")
            .count()
            > 1
        {
            continue;
        }
        let whole = case.text.trim_end().len();
        for end in 0..whole {
            let result = read(&case.text.as_bytes()[..end], &case.request);
            assert!(result.is_err(), "{}: cut at byte {end}", case.name);
        }
    }
}

#[test]
fn a_text_that_lost_a_line_with_begin_or_end_is_an_error() {
    for case in all().iter().filter(|case| !case.is_error()) {
        let lines: Vec<&str> = case.text.split_inclusive("\r\n").collect();
        for (at, line) in lines.iter().enumerate() {
            let upper = line.to_ascii_uppercase();
            if upper.starts_with("BEGIN:") || upper.starts_with("END:") {
                let mut left = lines.clone();
                left.remove(at);
                let result = read(left.concat().as_bytes(), &case.request);
                assert!(result.is_err(), "{}: without line {}", case.name, at + 1);
            }
        }
    }
}

#[test]
fn two_lines_become_one_and_nobody_is_freed() {
    for case in plain() {
        let clean = read(case.text.as_bytes(), &case.request).unwrap();
        for (at, _) in case.text.match_indices("\r\n") {
            let damaged = [&case.text[..at], &case.text[at + 2..]].concat();
            if let Ok(damaged) = read(damaged.as_bytes(), &case.request) {
                assert_eq!(freed(&clean, &damaged), None, "{}: at {at}", case.name);
            }
        }
    }
}

/// Whether the person is taken at `at`.
fn taken(busy: &[Busy], at: Instant) -> bool {
    busy.iter().any(|busy| busy.interval.contains(at))
}

/// The first minute at which the clean text has its owner taken and the damaged one does not.
fn freed(clean: &BusyReport, damaged: &BusyReport) -> Option<Instant> {
    let minutes = |busy: &Busy| {
        let (start, end) = (
            busy.interval.start().minutes(),
            busy.interval.end().minutes(),
        );
        (start..=end).map(Instant::from_minutes)
    };
    clean
        .busy
        .iter()
        .flat_map(minutes)
        .find(|at| taken(&clean.busy, *at) && !taken(&damaged.busy, *at))
}

/// Cases in which what is written makes the owner busier, or says when, or is seen to be spoilt. Left
/// out are a zone's own rules, kinds (where the next sign counts if one cannot be read) and what moves
/// a whole series and does so no more when its UID is spoilt.
fn plain() -> Vec<&'static Case> {
    let left_out = ["zones: ", "kinds: "];
    let cases = all().iter().filter(|case| !case.is_error());
    cases
        .filter(|case| !case.text.contains("THISANDFUTURE"))
        .filter(|case| !left_out.iter().any(|file| case.name.starts_with(file)))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// One byte becomes one that no name, value or separator has.
    #[test]
    fn a_spoilt_byte_never_frees_a_minute(
        (pick, at) in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
        byte in prop::sample::select(b"\x00\x01\x1b!?*~\x7f\x80\xc3\xff".to_vec()),
    ) {
        let cases = plain();
        let case = *pick.get(&cases);
        let mut bytes = case.text.clone().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let clean = read(case.text.as_bytes(), &case.request).unwrap();
        // A zone that nobody knows is not silent: it is said.
        let told = |report: &BusyReport| report.warnings.len() > clean.warnings.len();
        if let Some(damaged) = read(&bytes, &case.request).ok().filter(|report| !told(report)) {
            prop_assert_eq!(freed(&clean, &damaged), None, "{}: byte {}", case.name, at);
        }
    }

    /// Anything at all, made from pieces of calendars, is answered and does not panic.
    #[test]
    fn nothing_makes_the_reader_panic(
        picks in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..40),
        noise in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
    ) {
        let cases = all();
        let mut bytes = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n".to_vec();
        for (pick, line) in &picks {
            let lines: Vec<&str> = pick.get(cases).text.split_inclusive("\r\n").collect();
            bytes.extend_from_slice(line.get(&lines).as_bytes());
        }
        bytes.extend_from_slice(b"END:VEVENT\nEND:VCALENDAR\n");
        for (at, byte) in noise {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = read(&bytes, &cases[0].request);
    }
}

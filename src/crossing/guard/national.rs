//! The check digits of Norwegian identity numbers, as pure functions over digits.
//!
//! Rules: Skatteetaten's documentation of the national register, with the relaxed first check digit
//! for numbers issued from 2032 ("nytt fødselsnummer 2032"); D-, help and synthetic numbers as NAV's
//! and Skatteetaten's validators read them; FH-numbers as Norsk helsenett gives them; DUF as UDI
//! gives it.

/// How well eleven digits fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// Check digits fit by the rules of today.
    Strict,
    /// They fit by the rules from 2032 only.
    Relaxed,
    /// A bare date of birth with five zeros (FDAT).
    BareDate,
    /// The date fits, the check digits do not.
    DateOnly,
}

const FIRST: [u32; 9] = [3, 7, 6, 1, 8, 9, 4, 5, 2];
const SECOND: [u32; 10] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

/// How eleven digits fit an identity number, if they do at all.
pub(super) fn fit(digits: &[u8]) -> Option<Fit> {
    if digits.len() != 11 {
        return None;
    }
    let dated = is_dated(digits);
    let health = matches!(digits[0], 8 | 9);
    if dated && digits[6..].iter().all(|digit| *digit == 0) {
        return Some(Fit::BareDate);
    }
    if !dated && !health {
        return None;
    }
    match (checks(digits, false), checks(digits, true)) {
        (true, _) => Some(Fit::Strict),
        (false, true) => Some(Fit::Relaxed),
        (false, false) if dated => Some(Fit::DateOnly),
        (false, false) => None,
    }
}

fn sum(digits: &[u8], weights: &[u32]) -> u32 {
    let pairs = digits.iter().zip(weights);
    pairs
        .map(|(digit, weight)| u32::from(*digit) * weight)
        .sum()
}

/// Whether both check digits fit. From 2032 the first may be any of four, the second is unchanged
/// and computed with the first as it stands.
fn checks(digits: &[u8], relaxed: bool) -> bool {
    let first = sum(digits, &FIRST) % 11;
    let steps = if relaxed { 11..=14 } else { 11..=11 };
    let first_fits = steps
        .map(|base| (base - first) % 11)
        .any(|check| check < 10 && check == u32::from(digits[9]));
    let second = (11 - sum(digits, &SECOND) % 11) % 11;
    first_fits && second == u32::from(digits[10])
}

/// Whether six digits are a day and a month, with what the special numbers add: 40 to the day
/// (D-numbers); 20, 40, 60, 65 or 80 to the month (BOST, help and Dolly numbers, synthetic ones).
fn is_dated(digits: &[u8]) -> bool {
    let two = |at: usize| digits[at] * 10 + digits[at + 1];
    let day = match two(0) {
        day @ 41..=71 => day - 40,
        day => day,
    };
    let months = [0, 20, 40, 60, 65, 80];
    let month = two(2);
    months
        .iter()
        .any(|added| month > *added && is_day(day, month - added))
}

/// Whether a day exists in a month of some year.
pub(super) fn is_day(day: u8, month: u8) -> bool {
    let longest = match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=longest).contains(&day)
}

/// Whether twelve digits are a DUF number: year, six digits, and the sum modulo 11 as two digits.
pub(super) fn is_duf(digits: &[u8]) -> bool {
    if digits.len() != 12 || !matches!(digits[..2], [1, 9] | [2, 0]) {
        return false;
    }
    let turned: Vec<u8> = digits[4..10].iter().chain(&digits[..4]).copied().collect();
    let check = sum(&turned, &[4, 6, 3, 2, 7, 5, 4, 6, 3, 2]) % 11;
    check == u32::from(digits[10]) * 10 + u32::from(digits[11])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<u8> {
        text.bytes().map(|byte| byte - b'0').collect()
    }

    /// The vectors of Skatteetaten's page on the number from 2032.
    #[test]
    fn the_vectors_of_2032() {
        assert_eq!(fit(&of("02013299997")), Some(Fit::Strict));
        assert_eq!(fit(&of("30108299920")), Some(Fit::Strict));
        assert_eq!(fit(&of("30108299939")), Some(Fit::Relaxed));
        assert_eq!(fit(&of("30108299938")), Some(Fit::DateOnly));
    }

    /// One of each kind, made by the rules.
    #[test]
    fn every_kind_of_number_fits() {
        for number in [
            "11837533335", // month + 80
            "63828603096", // day + 40, month + 80
            "10446135746", // month + 40
            "20225726206", // month + 20
            "19667135500", // month + 60
            "23709129570", // month + 65
            "83143266381", // FH-number
        ] {
            assert_eq!(fit(&of(number)), Some(Fit::Strict), "{number}");
        }
        assert_eq!(fit(&of("12015600000")), Some(Fit::BareDate));
        assert_eq!(fit(&of("99999999999")), None);
        assert_eq!(fit(&of("31025612345")), None, "there is no 31 February");
    }

    #[test]
    fn duf_numbers_fit() {
        for number in ["201813562400", "201641722604", "202196135210"] {
            assert!(is_duf(&of(number)), "{number}");
        }
        assert!(!is_duf(&of("201813562401")));
    }
}

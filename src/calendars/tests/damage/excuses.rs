//! Damage that no reader can tell from a calendar that somebody meant. Each excuse is one property and
//! one way; what has none must not free a minute.

use super::ways::{Damage, Inside, Line, Text, Way};

/// Lines without which an event is whole and takes less time, or none.
const TAKE_TIME: [&str; 4] = ["DTEND", "DURATION", "RRULE", "RDATE"];

/// Where every digit counts, and another one is another calendar.
const OF_DIGITS: [&str; 7] = [
    "DTSTART",
    "DTEND",
    "DURATION",
    "RRULE",
    "RDATE",
    "EXDATE",
    "RECURRENCE-ID",
];

/// Lines that may be text or words, so that anything that follows without a line end belongs to them.
const OF_WORDS: [&str; 6] = [
    "UID",
    "STATUS",
    "TRANSP",
    "X-MICROSOFT-CDO-BUSYSTATUS",
    "ATTENDEE",
    "VERSION",
];

/// Why a damaged text may free time, if it may.
pub(super) fn excuse(text: &Text, damage: &Damage) -> Option<&'static str> {
    let line = &text.lines[damage.line];
    let other = &text.lines[damage.other];
    if line.inside == Inside::Zone {
        return Some("a VTIMEZONE that says something else");
    }
    match damage.way {
        Way::LoseLine => lost(text, line),
        Way::JoinLines if OF_WORDS.contains(&line.name()) => lost(text, other),
        Way::LowBit | Way::SpoilName | Way::HighBit if damage.column < line.name().len() => {
            // A name that nobody knows is skipped, as RFC 5545 3.8.8.2 has it.
            lost(text, line)
        }
        Way::SwapLines if other.inside == Inside::Other || line.inside == Inside::Other => {
            let moved = |line: &Line| TAKE_TIME.contains(&line.name());
            (moved(line) || moved(other)).then_some("a line that is now the alarm's")
        }
        Way::SwapLines if [line, other].iter().any(|one| one.name() == "UID") => text
            .moves_later_ones()
            .then_some("a series without what moves its later ones"),
        Way::LowBit => another_value(text, damage, line),
        Way::LoseByte if damage.column < line.name().len() => lost(text, line),
        Way::LoseByte => shorter_value(damage, line),
        Way::SpoilValue | Way::HighBit => spoilt_sign(text, damage, line),
        _ => None,
    }
}

/// A line that is not there any more.
fn lost(text: &Text, line: &Line) -> Option<&'static str> {
    match line.name() {
        name if TAKE_TIME.contains(&name) => Some("a line that took time is not there"),
        "X-MICROSOFT-CDO-BUSYSTATUS" => Some("Exchange's word is not there"),
        "RECURRENCE-ID" => Some("an override that is now a master"),
        "UID" if text.moves_later_ones() => Some("a series without what moves its later ones"),
        _ => None,
    }
}

/// A byte that has become another one.
fn another_value(text: &Text, damage: &Damage, line: &Line) -> Option<&'static str> {
    let old = line.text.as_bytes()[damage.column];
    let number = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'+' | b'-');
    let in_value = damage.column >= line.value_at();
    match line.name() {
        name if OF_DIGITS.contains(&name) && in_value && number(old) && number(damage.now) => {
            Some("another number")
        }
        name if OF_DIGITS.contains(&name) && !in_value => in_parameters(damage, line),
        "UID" if in_value && number(old) && number(damage.now) => Some("another UID"),
        "UID" if in_value && text.moves_later_ones() => {
            Some("a series without what moves its later ones")
        }
        _ => spoilt_sign(text, damage, line),
    }
}

/// A parameter's name that nobody knows is skipped (RFC 5545 3.2): a time without its TZID is floating.
fn in_parameters(damage: &Damage, line: &Line) -> Option<&'static str> {
    let before = &line.text[..damage.column];
    let in_name = before.rfind(';') > before.rfind('=');
    in_name.then_some("a parameter that nobody knows")
}

/// A byte that is gone.
fn shorter_value(damage: &Damage, line: &Line) -> Option<&'static str> {
    let old = line.text.as_bytes()[damage.column];
    match line.name() {
        "DURATION" | "RRULE" if old.is_ascii_digit() || old == b'-' => Some("another number"),
        "UID" if old.is_ascii_digit() => Some("another UID"),
        name if OF_DIGITS.contains(&name) && old == b'Z' => Some("a time that is not in UTC now"),
        name if OF_DIGITS.contains(&name) && damage.column < line.value_at() => {
            in_parameters(damage, line)
        }
        "X-MICROSOFT-CDO-BUSYSTATUS" => Some("Exchange's word is not there"),
        _ => None,
    }
}

/// A word that nobody knows, where the next sign counts then.
fn spoilt_sign(text: &Text, damage: &Damage, line: &Line) -> Option<&'static str> {
    match line.name() {
        "X-MICROSOFT-CDO-BUSYSTATUS" => Some("Exchange's word is not there"),
        "UID" if text.moves_later_ones() => Some("a series without what moves its later ones"),
        "RECURRENCE-ID" if damage.column < line.value_at() => in_parameters(damage, line),
        _ => None,
    }
}

impl Text {
    /// Whether an override moves all later instances of its series.
    fn moves_later_ones(&self) -> bool {
        self.lines
            .iter()
            .any(|line| line.text.contains("THISANDFUTURE"))
    }
}

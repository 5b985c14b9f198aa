//! Why something that a person asked for can't be, as a sentence that says what helps.

use super::Desk;
use crate::flows::Cannot;

/// Why something can't be, in words.
#[must_use]
pub fn cannot(desk: &Desk, why: Cannot) -> String {
    let words = desk.words;
    match why {
        Cannot::WindowPast => words.text("cannot-window-past"),
        Cannot::WindowTooShort => words.text("cannot-window-too-short"),
        Cannot::WindowTooLong => words.text("cannot-window-too-long"),
        Cannot::Length => words.text("cannot-length"),
        Cannot::Seats => words.text("cannot-seats"),
        Cannot::UnknownPerson => words.text("cannot-unknown-person"),
        Cannot::SamePersonTwice => words.text("cannot-same-person-twice"),
        Cannot::NoConsent => words.text("cannot-no-consent"),
        Cannot::SlotGone => words.text("cannot-slot-gone"),
        Cannot::TooLate => words.text("cannot-too-late"),
        Cannot::EmptyNote => words.text("cannot-empty-note"),
        Cannot::Reach => words.text("cannot-reach"),
        Cannot::Label => words.text("cannot-label"),
        Cannot::Suspended => words.text("cannot-suspended"),
    }
}

//! Recurrence rules on a wall clock: which times a rule picks between two others. No zone, no event
//! and no point in time is known here.
//!
//! Each period of a rule (a year, a month, a week, a day, an hour) is looked at by itself, so work
//! depends on the stretch that is asked for, not on how old a rule is or whether it ever matches.

mod pattern;
mod walk;

pub(super) use pattern::Pattern;
pub(super) use walk::{Flow, walk};

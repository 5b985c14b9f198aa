//! When people can meet: one person's availability as a bitmap, joint starts of several, and their
//! ranking with reasons. Pure: no I/O, no clock, no randomness; `now` and the zone are handed in.
//!
//! The way through: a [`person::Person`] says what they have said, a [`person::Diary`] what is known
//! to take their time; [`availability`] makes bits of both, [`absence`] says until when they are away,
//! and [`clash`] what came upon a meeting that was agreed. `joint` finds the starts at which every
//! seat of a meeting can be filled, `wishes` names a few of them to a peer, and `rank` chooses what
//! to ask about and orders what is left. `slots` is the same search on a plain instance, for
//! comparing.

pub mod absence;
pub mod availability;
pub mod civil;
pub mod clash;
pub mod holidays;
pub mod joint;
mod limits;
mod matching;
pub mod person;
pub mod rank;
pub mod slots;
mod spread;
pub mod travel;
pub mod wishes;

#[cfg(test)]
#[path = "tests/week.rs"]
mod week;

//! The rules of the house, executed: reads the code as tokens and fails where a rule is broken.
//!
//! What is checked: floors, library homes, what the pure rooms and the rooms below `node` may not
//! know, head comments, length, panics, names, the map in `src/lib.rs`, and the places that the
//! documents name. Each check is a function from sources to findings, so that it is itself tested
//! on made-up sources beside it. Nothing here runs or links samband.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod architecture {
    mod documents;
    mod floors;
    mod knowledge;
    mod libraries;
    mod map;
    mod names;
    mod panics;
    mod paths;
    mod shape;
    mod source;
}

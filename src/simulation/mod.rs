//! Many nodes in virtual time under faults: the real flows over real stores (SQLite in memory),
//! joined by a link that loses, repeats, reorders, delays and cuts, with crashes at numbered points.
//!
//! Phase A has the faults, and safety is checked after every step; then everything is healed and
//! drained, and liveness is checked. One input at a time is run to its end and all randomness comes
//! from the seed, so the same seed gives the same trace on every machine. The virtual clock is a
//! number here; tokio's own time is never touched.
//!
//! It reads no clock, no file and no network, and knows nothing that the nodes do not write, save
//! their keys: it opens each envelope to see what left.

mod calendar;
mod chance;
mod check;
mod climate;
mod doings;
mod drain;
mod faults;
mod hand;
mod machine;
mod meetings;
mod oracle;
mod overlaid;
mod parcels;
mod people;
mod plan;
mod posts;
mod region;
mod report;
mod run;
mod seats;
mod seeds;
mod steps;
mod trace;
mod verdict;
mod weather;

pub use faults::{Only, UnknownFault, names};
pub use report::{Report, Violation};
pub use seeds::{Options, simulate};

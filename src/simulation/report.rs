//! What a range of seeds came to.

use super::faults::{Fault, Fired};

/// What is counted over one seed, or over many.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    /// Milliseconds of virtual time.
    pub(super) virtual_millis: i64,
    /// Things that happened.
    pub(super) steps: u64,
    /// Envelopes published.
    pub(super) sent: u64,
    /// Never delivered.
    pub(super) lost: u64,
    /// Delivered twice.
    pub(super) duplicated: u64,
    /// Overtaken by a later one.
    pub(super) reordered: u64,
    /// Cuts.
    pub(super) partitions: u64,
    /// Bookings begun.
    pub(super) asked: u64,
    /// Agreed, though some were called off later.
    pub(super) sealed: u64,
    /// Refused by somebody, or by the consent.
    pub(super) refused: u64,
    /// Let go, or not decided in time.
    pub(super) released: u64,
    /// Seats promised and not agreed when all was drained.
    pub(super) in_doubt: u64,
    /// Notes written.
    pub(super) notes_accepted: u64,
    /// Delivered, by the sender's word.
    pub(super) notes_delivered: u64,
    /// Known by the sender not to stand: withdrawn, refused, expired.
    pub(super) notes_failed: u64,
    /// Ledger rows.
    pub(super) rows: u64,
    /// Chains that verify.
    pub(super) chains_ok: u64,
    /// Chains that do not.
    pub(super) chains_bad: u64,
    /// Faults that fired in seeds in which everything held.
    pub(super) survived: u64,
}

impl Tally {
    /// All of another.
    pub(super) fn add(&mut self, other: &Self) {
        self.virtual_millis += other.virtual_millis;
        self.steps += other.steps;
        self.sent += other.sent;
        self.lost += other.lost;
        self.duplicated += other.duplicated;
        self.reordered += other.reordered;
        self.partitions += other.partitions;
        self.asked += other.asked;
        self.sealed += other.sealed;
        self.refused += other.refused;
        self.released += other.released;
        self.in_doubt += other.in_doubt;
        self.notes_accepted += other.notes_accepted;
        self.notes_delivered += other.notes_delivered;
        self.notes_failed += other.notes_failed;
        self.rows += other.rows;
        self.chains_ok += other.chains_ok;
        self.chains_bad += other.chains_bad;
        self.survived += other.survived;
    }
}

/// An invariant that did not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// In which seed.
    pub seed: u64,
    /// At which step of it.
    pub step: u64,
    /// Which: I1 to I9, L1 to L6, R8 or B13 of the protocol; `start`, `store` or `panic` for what went wrong
    /// outside them.
    pub invariant: &'static str,
    /// What was seen; identifiers only.
    pub detail: String,
}

/// What a range of seeds came to.
#[derive(Debug, Clone, Default)]
pub struct Report {
    pub(super) tally: Tally,
    pub(super) fired: Fired,
    pub(super) wanted: Vec<Fault>,
    /// What did not hold, in order of seeds: at most one a seed, which ends there.
    pub violations: Vec<Violation>,
    /// What happened in the whole range, as 32 hexadecimal digits.
    pub trace_hash: String,
}

impl Report {
    /// Hours of virtual time.
    #[must_use]
    pub fn virtual_hours(&self) -> f64 {
        let minutes = self.tally.virtual_millis / 60_000;
        f64::from(i32::try_from(minutes).unwrap_or(i32::MAX)) / 60.0
    }

    /// Things that happened.
    #[must_use]
    pub const fn steps(&self) -> u64 {
        self.tally.steps
    }

    /// The fault points that were wanted and never fired, by name.
    #[must_use]
    pub fn unfired(&self) -> Vec<String> {
        let never = self
            .wanted
            .iter()
            .filter(|fault| self.fired.times(**fault) == 0);
        never.map(|fault| fault.name()).collect()
    }

    /// Named counts, by the groups in which they are printed.
    #[must_use]
    pub fn counts(&self) -> Vec<(&'static str, Vec<(&'static str, u64)>)> {
        let tally = &self.tally;
        let broke = |invariant: &str| {
            let of = self
                .violations
                .iter()
                .filter(|one| one.invariant == invariant);
            of.count() as u64
        };
        let unfired = self.unfired().len();
        vec![
            (
                "envelopes",
                vec![
                    ("sent", tally.sent),
                    ("lost", tally.lost),
                    ("duplicated", tally.duplicated),
                    ("reordered", tally.reordered),
                    ("partitions", tally.partitions),
                ],
            ),
            (
                "faults",
                vec![
                    ("fired", self.fired.total()),
                    ("survived", tally.survived),
                    ("points_fired", (self.wanted.len() - unfired) as u64),
                    ("points_total", self.wanted.len() as u64),
                ],
            ),
            (
                "bookings",
                vec![
                    ("asked", tally.asked),
                    ("sealed", tally.sealed),
                    ("refused", tally.refused),
                    ("released", tally.released),
                    ("double_booked", broke("I1")),
                    ("orphan_holds", broke("I2") + broke("L3")),
                    ("in_doubt", tally.in_doubt),
                ],
            ),
            (
                "notes",
                vec![
                    ("accepted", tally.notes_accepted),
                    ("delivered", tally.notes_delivered),
                    ("failed_reported", tally.notes_failed),
                    ("lost", broke("L4")),
                    ("twice", broke("I3")),
                ],
            ),
            (
                "ledger",
                vec![
                    ("rows", tally.rows),
                    ("without_row", broke("I4")),
                    ("chains_ok", tally.chains_ok),
                    ("chains_bad", tally.chains_bad),
                ],
            ),
        ]
    }
}

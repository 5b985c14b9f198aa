//! What becomes of parcels on their way: lost, repeated, overtaken, late, altered, or stopped by a
//! cut.

use std::collections::BTreeSet;

use super::chance::Dice;
use super::climate::Climate;
use super::faults::{Fault, Only};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
/// So many old parcels are kept to be replayed.
const KEPT: usize = 64;

/// What becomes of one parcel.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Fate {
    /// After how many milliseconds each copy of it comes.
    pub(super) copies: Vec<i64>,
    /// After how many an altered copy comes, and how it is altered.
    pub(super) altered: Option<(i64, Alteration)>,
    /// What was done to it.
    pub(super) faults: Vec<Fault>,
}

/// How a copy is altered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alteration {
    /// This bit is flipped, counted over its length.
    Bit(u64),
    /// It is signed by somebody else.
    ForeignKey,
}

/// The weather of one seed.
pub(super) struct Weather {
    climate: Climate,
    only: Only,
    dice: Dice,
    /// Pairs of nodes, by number, between which nothing gets through in this direction.
    cut: BTreeSet<(usize, usize)>,
    fair: bool,
    old: Vec<usize>,
}

impl Weather {
    /// Fair until it is let loose.
    pub(super) const fn new(climate: Climate, only: Only, dice: Dice) -> Self {
        Self {
            climate,
            only,
            dice,
            cut: BTreeSet::new(),
            fair: true,
            old: Vec::new(),
        }
    }

    /// Lets the faults loose.
    pub(super) const fn turn_foul(&mut self) {
        self.fair = false;
    }

    /// Heals everything.
    pub(super) fn turn_fair(&mut self) {
        self.fair = true;
        self.cut.clear();
    }

    /// Cuts one direction.
    pub(super) fn cut(&mut self, from: usize, to: usize) {
        self.cut.insert((from, to));
    }

    /// Mends one direction.
    pub(super) fn mend(&mut self, from: usize, to: usize) {
        self.cut.remove(&(from, to));
    }

    /// Whether a direction is cut.
    pub(super) fn is_cut(&self, from: usize, to: usize) -> bool {
        self.cut.contains(&(from, to))
    }

    /// What becomes of parcel `number`.
    pub(super) fn fate(&mut self, number: usize, from: usize, to: usize) -> Fate {
        let near = self.dice.between(20, SECOND);
        if self.fair {
            return Fate {
                copies: vec![near],
                ..Fate::default()
            };
        }
        self.keep(number);
        let mut fate = Fate::default();
        if self.is_cut(from, to) {
            return fate;
        }
        if self.dice.chance(self.climate.loss) {
            fate.faults.push(Fault::Loss);
        } else {
            let first = near + self.later(&mut fate.faults);
            fate.copies.push(first);
            if self.dice.chance(self.climate.duplicate) {
                fate.faults.push(Fault::Duplicate);
                let second = self.dice.between(20, MINUTE) + self.later(&mut Vec::new());
                fate.copies.push(second);
            }
        }
        if self.dice.chance(self.climate.mischief) {
            fate.altered = self.alter(&mut fate.faults);
        }
        fate
    }

    fn later(&mut self, faults: &mut Vec<Fault>) -> i64 {
        if self.dice.chance(self.climate.delay) {
            faults.push(Fault::Delay);
            return self.dice.between(MINUTE, 20 * MINUTE);
        }
        if self.dice.chance(self.climate.reorder) {
            return self.dice.between(SECOND, MINUTE);
        }
        0
    }

    fn alter(&mut self, faults: &mut Vec<Fault>) -> Option<(i64, Alteration)> {
        let (fault, alteration) = if self.dice.chance(500) {
            let bit = self.dice.below(u64::MAX);
            (Fault::FlippedBit, Alteration::Bit(bit))
        } else {
            (Fault::ForeignKey, Alteration::ForeignKey)
        };
        if !self.only.wants(fault) {
            return None;
        }
        faults.push(fault);
        Some((self.dice.between(20, MINUTE), alteration))
    }

    fn keep(&mut self, number: usize) {
        if self.old.len() < KEPT {
            self.old.push(number);
        } else {
            let at = self.dice.index(KEPT);
            if let Some(slot) = self.old.get_mut(at) {
                *slot = number;
            }
        }
    }

    /// The number of an old parcel to be replayed, now and then.
    pub(super) fn replayed(&mut self) -> Option<usize> {
        let wanted = !self.fair && self.only.wants(Fault::Replay);
        if wanted && self.dice.chance(self.climate.mischief) {
            return self.dice.pick(&self.old).copied();
        }
        None
    }
}

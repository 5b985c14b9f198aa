//! Dice from the seed: one stream for each purpose, so that a draw more for one of them changes
//! nothing for the others.

use crate::domain::Draw;

/// What a stream of dice is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// How hard the seed is.
    Climate,
    /// What becomes of parcels.
    Weather,
    /// What people do.
    People,
    /// Where faults strike.
    Faults,
    /// The randomness of one node, anew at each start.
    Node(u64),
}

impl Purpose {
    const fn number(self) -> u64 {
        match self {
            Self::Climate => 1,
            Self::Weather => 2,
            Self::People => 3,
            Self::Faults => 4,
            Self::Node(which) => 16 + which,
        }
    }
}

/// A stream of random numbers.
pub(super) struct Dice(Draw);

/// The randomness for one purpose of one seed.
pub(super) fn draw(seed: u64, purpose: Purpose) -> Draw {
    let mixed = seed
        .wrapping_mul(0xd6e8_feb8_6659_fd93)
        .wrapping_add(purpose.number().wrapping_mul(0xa076_1d64_78bd_642f));
    Draw::from_seed(mixed ^ (mixed >> 32))
}

impl Dice {
    /// The dice for one purpose of one seed.
    pub(super) fn new(seed: u64, purpose: Purpose) -> Self {
        Self(draw(seed, purpose))
    }

    /// A number from 0 to below `n`; 0 where `n` is 0.
    pub(super) fn below(&mut self, n: u64) -> u64 {
        u64::from_le_bytes(self.0.bytes()) % n.max(1)
    }

    /// An index into something of this length.
    pub(super) fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = high.saturating_sub(low).max(0).unsigned_abs() + 1;
        low.saturating_add_unsigned(self.below(span))
    }

    /// Whether something happens that happens in `permille` of a thousand cases.
    pub(super) fn chance(&mut self, permille: u32) -> bool {
        self.below(1_000) < u64::from(permille)
    }

    /// One of these.
    pub(super) fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.index(of.len()))
    }
}

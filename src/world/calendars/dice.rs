//! Chance that repeats: the same words give the same rolls, on every machine.

use crate::domain::Draw;

/// A die of its own for each thing that is decided.
pub(super) struct Dice(Draw);

impl Dice {
    /// The die for `words` under `seed`.
    pub(super) fn of(seed: u64, words: &[&str]) -> Self {
        // FNV-1a, with a byte between words that no word holds.
        let mut state = 0xcbf2_9ce4_8422_2325_u64 ^ seed;
        for byte in words.iter().flat_map(|word| word.bytes().chain([0xff])) {
            state ^= u64::from(byte);
            state = state.wrapping_mul(0x0000_0100_0000_01b3);
        }
        Self(Draw::from_seed(state))
    }

    /// A number from 0 to `sides - 1`; 0 where there are no sides.
    pub(super) fn roll(&mut self, sides: u32) -> u32 {
        let number = u32::from_le_bytes(self.0.bytes());
        number.checked_rem(sides).unwrap_or(0)
    }

    /// True in `percent` of a hundred rolls.
    pub(super) fn chance(&mut self, percent: u32) -> bool {
        self.roll(100) < percent
    }

    /// One of `these`, or the first where the die fails.
    pub(super) fn pick<T: Copy + Default>(&mut self, these: &[T]) -> T {
        let sides = u32::try_from(these.len()).unwrap_or(0);
        let at = usize::try_from(self.roll(sides)).unwrap_or(0);
        these.get(at).copied().unwrap_or_default()
    }
}

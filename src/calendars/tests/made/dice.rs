//! Chance that repeats: the same seed gives the same rolls, on every machine.

use crate::domain::Draw;

/// A die for one calendar.
pub(in crate::calendars::tests) struct Dice(Draw);

impl Dice {
    pub(in crate::calendars::tests) fn of(seed: u64) -> Self {
        Self(Draw::from_seed(seed))
    }

    /// A number from 0 to `sides - 1`.
    pub(in crate::calendars::tests) fn roll(&mut self, sides: usize) -> usize {
        let number = usize::try_from(u32::from_le_bytes(self.0.bytes())).unwrap();
        number % sides
    }

    /// A number from `least` through `most`.
    pub(super) fn between(&mut self, least: i64, most: i64) -> i64 {
        let sides = usize::try_from(most - least + 1).unwrap();
        least + i64::try_from(self.roll(sides)).unwrap()
    }

    /// True in `percent` of a hundred rolls.
    pub(in crate::calendars::tests) fn chance(&mut self, percent: usize) -> bool {
        self.roll(100) < percent
    }

    pub(in crate::calendars::tests) fn pick<'t, T>(&mut self, these: &'t [T]) -> &'t T {
        &these[self.roll(these.len())]
    }

    /// From one to `most` of these, in their order.
    pub(super) fn some<T: Copy>(&mut self, these: &[T], most: usize) -> Vec<T> {
        let wanted = 1 + self.roll(most);
        let mut left: Vec<usize> = (0..these.len()).collect();
        let mut taken: Vec<usize> = (0..wanted.min(these.len()))
            .map(|_| left.swap_remove(self.roll(left.len())))
            .collect();
        taken.sort_unstable();
        taken.into_iter().map(|at| these[at]).collect()
    }
}

//! Free time as bits: the only bit arithmetic of the house.
//!
//! A [`Grid`] cuts a stretch of time into cells of five minutes, counted in UTC; a [`Bitmap`] holds
//! one bit a cell, set where the time is free. Whatever is rounded is rounded towards *not free*:
//! opening sets only the cells that lie wholly inside, closing clears every cell that is touched.
//! Nothing here knows a zone, a person or a meeting.

use std::fmt;
use std::ops::Range;

use super::time::{Instant, Interval, Minutes};

mod grid;

pub use grid::{CELL_MINUTES, Grid, cells_of};

const WORD: usize = 64;
/// Words that are worked on together; small enough for registers, long enough for the compiler to
/// use its vector instructions.
const LANES: usize = 8;

/// One bit for each cell of a grid, set where the time is free (or has whatever else the bitmap
/// says of it). Operations on two bitmaps want the same grid; with different ones the result is
/// empty, which is never free.
#[derive(Clone, PartialEq, Eq)]
pub struct Bitmap {
    grid: Grid,
    /// Whole blocks of `LANES` words and one word more, so that every block has a next word. Bits
    /// past the last cell are always 0.
    words: Vec<u64>,
}

impl Bitmap {
    /// No cell set.
    #[must_use]
    pub fn none(grid: Grid) -> Self {
        let blocks = grid.cells().div_ceil(WORD * LANES);
        Self {
            grid,
            words: vec![0; blocks * LANES + 1],
        }
    }

    /// Every cell set.
    #[must_use]
    pub fn all(grid: Grid) -> Self {
        let mut all = Self::none(grid);
        all.fill(0..grid.cells(), true);
        all
    }

    /// The cells that begin at a multiple of `step` minutes since 1970 UTC (none for step 0).
    #[must_use]
    pub fn every(grid: Grid, step: u32) -> Self {
        let mut every = Self::none(grid);
        let fits = |cell: &usize| grid.start_of(*cell).minutes() % i64::from(step) == 0;
        // Cells begin at every fifth minute, so the pattern repeats within `step` cells.
        let cell = u32::from(CELL_MINUTES);
        let period = if step.is_multiple_of(cell) {
            step / cell
        } else {
            step
        };
        let period = usize::try_from(period).unwrap_or(usize::MAX);
        let Some(first) = (0..period.min(grid.cells())).find(fits) else {
            return every;
        };
        // ... and the words repeat after as many words.
        let pattern = period.saturating_mul(WORD).min(grid.cells());
        for cell in (first..pattern).step_by(period) {
            every.words[cell / WORD] |= 1 << (cell % WORD);
        }
        for index in period..grid.cells().div_ceil(WORD) {
            every.words[index] = every.words[index - period];
        }
        every.fill(grid.cells()..grid.cells().next_multiple_of(WORD), false);
        every
    }

    /// Its grid.
    #[must_use]
    pub const fn grid(&self) -> Grid {
        self.grid
    }

    /// Sets the cells that lie wholly in `span`.
    pub fn open(&mut self, span: Interval) {
        self.fill(self.grid.inside(span), true);
    }

    /// Clears every cell that `span` touches.
    pub fn close(&mut self, span: Interval) {
        self.fill(self.grid.touched(span), false);
    }

    /// Sets every cell that `span` touches: for bitmaps that say what is *against* a time.
    pub fn mark(&mut self, span: Interval) {
        self.fill(self.grid.touched(span), true);
    }

    fn fill(&mut self, cells: Range<usize>, set: bool) {
        if cells.is_empty() {
            return;
        }
        let (first, last) = (cells.start / WORD, (cells.end - 1) / WORD);
        for (index, word) in self.words[first..=last].iter_mut().enumerate() {
            let mask = mask_in_word(&cells, first + index);
            if set {
                *word |= mask;
            } else {
                *word &= !mask;
            }
        }
    }

    /// Keeps the cells that are also set in `other`.
    pub fn and(&mut self, other: &Self) {
        self.combine(other, |mine, theirs| mine & theirs);
    }

    /// Adds the cells that are set in `other`.
    pub fn or(&mut self, other: &Self) {
        self.combine(other, |mine, theirs| mine | theirs);
    }

    /// Drops the cells that are set in `other`.
    pub fn and_not(&mut self, other: &Self) {
        self.combine(other, |mine, theirs| mine & !theirs);
    }

    fn combine(&mut self, other: &Self, with: impl Fn(u64, u64) -> u64) {
        debug_assert_eq!(self.grid, other.grid, "bitmaps of one search share a grid");
        if self.grid != other.grid {
            self.words.fill(0);
            return;
        }
        for (mine, theirs) in self.words.iter_mut().zip(&other.words) {
            *mine = with(*mine, *theirs);
        }
    }

    /// The cells from which `cells` cells on end are all set: where something of that length can
    /// begin. Beyond the grid nothing is set. A length of 0 counts as 1.
    #[must_use]
    pub fn eroded(&self, cells: usize) -> Self {
        let mut starts = Self::none(self.grid);
        starts.or_eroded(self, cells);
        starts
    }

    /// Adds `of.eroded(cells)` in one pass over both: the union over a team without a copy for each
    /// member.
    pub fn or_eroded(&mut self, of: &Self, cells: usize) {
        debug_assert_eq!(self.grid, of.grid, "bitmaps of one search share a grid");
        if self.grid != of.grid {
            self.words.fill(0);
        } else if cells > WORD {
            // Eroding by a and then by b is eroding by a + b - 1.
            self.or_eroded(&of.eroded(WORD), cells + 1 - WORD);
        } else {
            let (steps, count) = doubling(cells);
            let blocks = of.words.as_chunks::<LANES>().0;
            let nexts = of.words[1..].as_chunks::<LANES>().0;
            let into = self.words.as_chunks_mut::<LANES>().0;
            for ((into, block), next) in into.iter_mut().zip(blocks).zip(nexts) {
                let starts = erode_block(*block, *next, &steps[..count]);
                for (word, start) in into.iter_mut().zip(starts) {
                    *word |= start;
                }
            }
        }
    }

    /// Every bit moved `cells` cells earlier: a cell is set where the cell that much later was.
    #[must_use]
    pub fn earlier(&self, cells: usize) -> Self {
        let mut moved = Self::none(self.grid);
        let (whole, bits) = (cells / WORD, cells % WORD);
        for (index, word) in moved.words.iter_mut().enumerate() {
            let low = self.words.get(index + whole).copied().unwrap_or(0);
            let high = self.words.get(index + whole + 1).copied().unwrap_or(0);
            *word = low >> bits;
            if bits > 0 {
                *word |= high << (WORD - bits);
            }
        }
        moved
    }

    /// Whether the cell that `at` lies in is set; not outside the grid.
    #[must_use]
    pub fn contains(&self, at: Instant) -> bool {
        self.grid.cell_of(at).is_some_and(|cell| self.bit(cell))
    }

    /// Whether every cell that `span` touches is set; not where it leaves the grid.
    #[must_use]
    pub fn covers(&self, span: Interval) -> bool {
        let cells = self.grid.touched(span);
        let grid = self.grid.span();
        let within = span.start() >= grid.start() && span.end() <= grid.end();
        within
            && self.words_of(&cells).all(|(index, word)| {
                let mask = mask_in_word(&cells, index);
                word & mask == mask
            })
    }

    /// Whether any cell that `span` touches is set.
    #[must_use]
    pub fn meets(&self, span: Interval) -> bool {
        let cells = self.grid.touched(span);
        self.words_of(&cells)
            .any(|(index, word)| word & mask_in_word(&cells, index) != 0)
    }

    fn words_of(&self, cells: &Range<usize>) -> impl Iterator<Item = (usize, u64)> {
        let words = if cells.is_empty() {
            0..0
        } else {
            cells.start / WORD..cells.end.div_ceil(WORD)
        };
        words.map(|index| (index, self.words[index]))
    }

    fn bit(&self, cell: usize) -> bool {
        self.words[cell / WORD] >> (cell % WORD) & 1 == 1
    }

    /// How many cells are set.
    #[must_use]
    pub fn count(&self) -> usize {
        self.words.iter().map(|w| w.count_ones() as usize).sum()
    }

    /// Whether no cell is set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Where the set cells begin, in time order.
    pub fn iter(&self) -> impl Iterator<Item = Instant> {
        self.words.iter().enumerate().flat_map(|(index, word)| {
            let grid = self.grid;
            set_bits(*word).map(move |bit| grid.start_of(index * WORD + bit))
        })
    }

    /// Where the set cells begin that begin at a multiple of `step` minutes since 1970 UTC, in time
    /// order (none for step 0).
    pub fn starts(&self, step: Minutes) -> impl Iterator<Item = Instant> {
        let step = i64::from(step);
        self.iter()
            .filter(move |start| start.minutes().checked_rem(step) == Some(0))
    }
}

impl fmt::Debug for Bitmap {
    /// Only the size: the bits are somebody's diary and do not belong in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bitmap({} cells)", self.grid.cells())
    }
}

/// The bits of word `index` that belong to `cells`.
fn mask_in_word(cells: &Range<usize>, index: usize) -> u64 {
    let from = cells.start.saturating_sub(index * WORD).min(WORD);
    let to = cells.end.saturating_sub(index * WORD).min(WORD);
    let below = |bit: usize| if bit == WORD { !0 } else { (1 << bit) - 1 };
    below(to) & !below(from)
}

fn set_bits(mut word: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = (word != 0).then(|| word.trailing_zeros() as usize)?;
        word &= word - 1;
        Some(bit)
    })
}

/// The shifts that erode by `cells` (1 to 64): what is known of n cells and of the n cells after
/// them is known of 2n, so six are enough.
fn doubling(cells: usize) -> ([u32; 6], usize) {
    let (mut steps, mut count, mut known) = ([0; 6], 0, 1);
    while known < cells {
        let step = known.min(cells - known);
        steps[count] = step as u32;
        count += 1;
        known += step;
    }
    (steps, count)
}

/// Erodes eight words at once, each with the word after it: `x &= (x >> s) | (next << (64 - s))`.
/// Of the next word only the lowest 63 bits matter in all, so it need not know what follows it.
fn erode_block(mut block: [u64; LANES], mut next: [u64; LANES], steps: &[u32]) -> [u64; LANES] {
    for step in steps {
        for lane in 0..LANES {
            block[lane] &= (block[lane] >> step) | (next[lane] << (64 - step));
            next[lane] &= next[lane] >> step;
        }
    }
    block
}

#[cfg(test)]
#[path = "tests/bitmap.rs"]
mod tests;

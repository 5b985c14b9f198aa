//! How minutes of an instance fall on the cells of a bitmap.

use crate::domain::bitmap::{Bitmap, CELL_MINUTES, Grid};
use crate::domain::{Instant, Interval};

/// A grid that begins at the origin of an instance, and what its cells stand for: a cell of the bitmap
/// stands for `cell` minutes, all of whose multiples are exact.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    pub(super) grid: Grid,
    /// Minutes of the instance in one cell.
    pub(super) cell: i64,
}

impl Scale {
    /// Cells of `minutes`, a multiple of the cell.
    pub(super) fn cells(&self, minutes: i64) -> usize {
        usize::try_from(minutes / self.cell).unwrap_or(usize::MAX)
    }

    /// `[from, to)`, multiples of the cell; none where that is empty.
    pub(super) fn span(&self, from: i64, to: i64) -> Option<Interval> {
        let at =
            |minutes: i64| Instant::from_minutes(minutes / self.cell * i64::from(CELL_MINUTES));
        Interval::new(at(from), at(to))
    }

    /// The cell that begins at `at`, which is a cell's start.
    pub(super) fn cell_at(&self, at: Instant) -> Option<Interval> {
        Interval::new(at, at.plus_minutes(i64::from(CELL_MINUTES)))
    }

    /// Minutes of the instance at a cell's start.
    pub(super) fn minutes(&self, at: Instant) -> i64 {
        at.minutes() / i64::from(CELL_MINUTES) * self.cell
    }

    /// The multiples of `step` from `first` to `last`, both with.
    pub(super) fn starts(&self, first: i64, last: i64, step: i64) -> Bitmap {
        let mut window = Bitmap::none(self.grid);
        let from = first.div_euclid(self.cell) + i64::from(first % self.cell != 0);
        let to = last.div_euclid(self.cell) + 1;
        if let Some(span) = self.span(from * self.cell, to * self.cell) {
            window.open(span);
        }
        let step = step / self.cell * i64::from(CELL_MINUTES);
        // No step that was checked is too long; one that were would leave no start.
        let step = u32::try_from(step).unwrap_or(0);
        window.and(&Bitmap::every(self.grid, step));
        window
    }
}

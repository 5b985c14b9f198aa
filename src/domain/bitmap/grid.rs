//! Which stretch of time a bitmap covers, cut into cells of five minutes in UTC. Knows no bits.

use std::ops::Range;

use crate::domain::time::{Instant, Interval, Minutes};

/// Minutes of one cell.
pub const CELL_MINUTES: Minutes = 5;
const CELL_MILLIS: i64 = CELL_MINUTES as i64 * 60_000;

/// Which time a bitmap covers: `cells` cells of five minutes from `origin`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Grid {
    span: Interval,
    cells: usize,
}

impl Grid {
    /// More cells than this (ten years) are not a search but a mistake.
    pub const MAX_CELLS: usize = 1 << 20;

    /// The grid from `origin`, or none where `origin` is not a multiple of five minutes since 1970
    /// UTC or `cells` is not 1 to [`Self::MAX_CELLS`].
    #[must_use]
    pub fn new(origin: Instant, cells: usize) -> Option<Self> {
        let on_cell = origin.millis().rem_euclid(CELL_MILLIS) == 0;
        if !on_cell || !(1..=Self::MAX_CELLS).contains(&cells) {
            return None;
        }
        let length = i64::try_from(cells).ok()?.checked_mul(CELL_MILLIS)?;
        let end = origin.millis().checked_add(length)?;
        let span = Interval::new(origin, Instant::from_millis(end))?;
        Some(Self { span, cells })
    }

    /// The smallest grid that holds the whole of `span`, or none where that is too long.
    #[must_use]
    pub fn covering(span: Interval) -> Option<Self> {
        let origin = span.start().millis().div_euclid(CELL_MILLIS) * CELL_MILLIS;
        let cells = ceil_cells(span.end().millis().saturating_sub(origin));
        Self::new(Instant::from_millis(origin), usize::try_from(cells).ok()?)
    }

    /// From where the first cell begins to where the last one ends.
    #[must_use]
    pub const fn span(self) -> Interval {
        self.span
    }

    /// How many cells there are.
    #[must_use]
    pub const fn cells(self) -> usize {
        self.cells
    }

    /// Where cell `index` begins.
    #[must_use]
    pub fn start_of(self, index: usize) -> Instant {
        let index = i64::try_from(index).unwrap_or(i64::MAX);
        let offset = index.saturating_mul(CELL_MILLIS);
        Instant::from_millis(self.span.start().millis().saturating_add(offset))
    }

    /// The cell that `at` lies in, or none outside the grid.
    #[must_use]
    pub fn cell_of(self, at: Instant) -> Option<usize> {
        let cell = usize::try_from(self.offset(at).div_euclid(CELL_MILLIS)).ok()?;
        (cell < self.cells).then_some(cell)
    }

    /// The cells that share any time with `span`.
    pub(super) fn touched(self, span: Interval) -> Range<usize> {
        let (from, to) = (self.offset(span.start()), self.offset(span.end()));
        self.clip(from.div_euclid(CELL_MILLIS))..self.clip(ceil_cells(to))
    }

    /// The cells that lie wholly in `span`.
    pub(super) fn inside(self, span: Interval) -> Range<usize> {
        let (from, to) = (self.offset(span.start()), self.offset(span.end()));
        self.clip(ceil_cells(from))..self.clip(to.div_euclid(CELL_MILLIS))
    }

    /// Milliseconds from the first cell's start; saturates.
    fn offset(self, at: Instant) -> i64 {
        at.millis().saturating_sub(self.span.start().millis())
    }

    fn clip(self, cell: i64) -> usize {
        usize::try_from(cell.max(0)).map_or(self.cells, |cell| cell.min(self.cells))
    }
}

const fn ceil_cells(millis: i64) -> i64 {
    let part = millis.rem_euclid(CELL_MILLIS) != 0;
    millis.div_euclid(CELL_MILLIS) + part as i64
}

/// How many cells `minutes` touch when they begin at a cell's start: rounded up.
#[must_use]
pub fn cells_of(minutes: Minutes) -> usize {
    usize::from(minutes.div_ceil(CELL_MINUTES))
}

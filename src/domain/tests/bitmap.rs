//! The bitmap against a plain list of booleans, and its rounding.

use proptest::prelude::*;

use super::*;

const MINUTE: i64 = 60_000;
/// 2026-04-13T00:00:00+02:00.
const ORIGIN: i64 = 1_776_031_200_000;

fn grid(cells: usize) -> Grid {
    Grid::new(Instant::from_millis(ORIGIN), cells).unwrap()
}

fn span(from_millis: i64, to_millis: i64) -> Option<Interval> {
    Interval::new(
        Instant::from_millis(ORIGIN + from_millis),
        Instant::from_millis(ORIGIN + to_millis),
    )
}

/// Which cells the span touches and which lie wholly in it, by comparing milliseconds.
fn naive_cells(cells: usize, span: Interval) -> (Vec<bool>, Vec<bool>) {
    let cell = |index: usize| {
        let start = ORIGIN + index as i64 * 5 * MINUTE;
        (start, start + 5 * MINUTE)
    };
    let (from, to) = (span.start().millis(), span.end().millis());
    let touched = (0..cells).map(|i| from < cell(i).1 && cell(i).0 < to);
    let inside = (0..cells).map(|i| from <= cell(i).0 && cell(i).1 <= to);
    (touched.collect(), inside.collect())
}

fn bits(bitmap: &Bitmap) -> Vec<bool> {
    let grid = bitmap.grid();
    (0..grid.cells())
        .map(|cell| bitmap.contains(grid.start_of(cell)))
        .collect()
}

fn from_bits(bits: &[bool]) -> Bitmap {
    let grid = grid(bits.len());
    let mut bitmap = Bitmap::none(grid);
    for (cell, _) in bits.iter().enumerate().filter(|(_, bit)| **bit) {
        bitmap.open(Interval::new(grid.start_of(cell), grid.start_of(cell + 1)).unwrap());
    }
    bitmap
}

/// Long runs of free and taken time, as diaries have them.
fn diary() -> impl Strategy<Value = Vec<bool>> {
    prop::collection::vec((any::<bool>(), 1_usize..90), 1..40).prop_map(|runs| {
        runs.into_iter()
            .flat_map(|(free, length)| std::iter::repeat_n(free, length))
            .collect()
    })
}

fn two_diaries() -> impl Strategy<Value = (Vec<bool>, Vec<bool>)> {
    (diary(), diary()).prop_map(|(mut a, mut b)| {
        let length = a.len().min(b.len());
        a.truncate(length);
        b.truncate(length);
        (a, b)
    })
}

proptest! {
    #[test]
    fn setting_and_clearing_round_towards_not_free(
        cells in 1_usize..1_400,
        spans in prop::collection::vec((any::<bool>(), -40_000_i64..600_000, 1_i64..90_000), 0..12),
    ) {
        let mut bitmap = Bitmap::none(grid(cells));
        let mut naive = vec![false; cells];
        for (open, from, length) in spans {
            let span = span(from * 1_000, (from + length) * 1_000).unwrap();
            let (touched, inside) = naive_cells(cells, span);
            prop_assert_eq!(bitmap.meets(span), naive.iter().zip(&touched).any(|(n, t)| *n && *t));
            for (cell, bit) in naive.iter_mut().enumerate() {
                *bit = if open { *bit || inside[cell] } else { *bit && !touched[cell] };
            }
            if open { bitmap.open(span) } else { bitmap.close(span) }
        }
        prop_assert_eq!(&bits(&bitmap), &naive);
        prop_assert_eq!(bitmap.count(), naive.iter().filter(|bit| **bit).count());
        prop_assert_eq!(bitmap.is_empty(), !naive.contains(&true));
    }

    #[test]
    fn erosion_keeps_the_starts_of_runs_that_are_long_enough(
        free in diary(),
        length in 1_usize..300,
    ) {
        let naive: Vec<bool> = (0..free.len())
            .map(|cell| free.get(cell..cell + length).is_some_and(|run| run.iter().all(|bit| *bit)))
            .collect();
        let bitmap = from_bits(&free);
        prop_assert_eq!(&bits(&bitmap.eroded(length)), &naive);
        for (cell, start) in naive.iter().enumerate() {
            let span = Interval::new(
                bitmap.grid().start_of(cell),
                bitmap.grid().start_of(cell + length),
            ).unwrap();
            prop_assert_eq!(bitmap.covers(span), *start);
        }
    }

    #[test]
    fn union_of_eroded_is_the_union_of_each_one_eroded(
        (a, b) in two_diaries(),
        length in 1_usize..150,
    ) {
        let (a, b) = (from_bits(&a), from_bits(&b));
        let mut team = a.eroded(length);
        team.or_eroded(&b, length);
        let mut naive = a.eroded(length);
        naive.or(&b.eroded(length));
        prop_assert_eq!(team, naive);
    }

    #[test]
    fn and_or_and_not_and_moving_go_cell_by_cell((a, b) in two_diaries(), by in 0_usize..200) {
        let pairs = || a.iter().zip(&b);
        let mut both = from_bits(&a);
        both.and(&from_bits(&b));
        prop_assert_eq!(bits(&both), pairs().map(|(a, b)| *a && *b).collect::<Vec<_>>());
        let mut either = from_bits(&a);
        either.or(&from_bits(&b));
        prop_assert_eq!(bits(&either), pairs().map(|(a, b)| *a || *b).collect::<Vec<_>>());
        let mut without = from_bits(&a);
        without.and_not(&from_bits(&b));
        prop_assert_eq!(bits(&without), pairs().map(|(a, b)| *a && !*b).collect::<Vec<_>>());
        let moved: Vec<bool> = (0..a.len()).map(|cell| a.get(cell + by) == Some(&true)).collect();
        prop_assert_eq!(bits(&from_bits(&a).earlier(by)), moved);
    }

    #[test]
    fn starts_lie_on_the_step(
        free in diary(),
        step in prop::sample::select(vec![0_u16, 1, 5, 7, 10, 15, 30, 60]),
    ) {
        let bitmap = from_bits(&free);
        let naive: Vec<Instant> = bitmap
            .iter()
            .filter(|start| step > 0 && start.minutes() % i64::from(step) == 0)
            .collect();
        prop_assert_eq!(bitmap.starts(step).collect::<Vec<_>>(), naive.clone());
        let every = Bitmap::every(bitmap.grid(), step.into());
        let all = Bitmap::all(bitmap.grid());
        prop_assert_eq!(every.iter().collect::<Vec<_>>(), all.starts(step).collect::<Vec<_>>());
        let mut masked = bitmap.clone();
        masked.and(&every);
        prop_assert_eq!(masked.iter().collect::<Vec<_>>(), naive);
    }
}

#[test]
fn a_grid_begins_on_a_cell_and_has_an_end() {
    let off = Instant::from_millis(ORIGIN + MINUTE);
    assert_eq!(Grid::new(off, 10), None);
    assert_eq!(Grid::new(Instant::from_millis(ORIGIN), 0), None);
    assert_eq!(
        Grid::new(Instant::from_millis(ORIGIN), Grid::MAX_CELLS + 1),
        None
    );
    let covering = Grid::covering(span(MINUTE, 11 * MINUTE).unwrap()).unwrap();
    assert_eq!(covering, grid(3));
    assert_eq!(
        covering.span().end(),
        Instant::from_millis(ORIGIN + 15 * MINUTE)
    );
}

#[test]
fn nothing_is_free_outside_the_grid() {
    let all = Bitmap::all(grid(700));
    assert_eq!(all.count(), 700);
    let end = all.grid().span().end();
    assert!(all.contains(end.plus_minutes(-1)));
    assert!(!all.contains(end));
    assert!(!all.contains(all.grid().span().start().plus_minutes(-1)));
    let over = Interval::new(end.plus_minutes(-10), end.plus_minutes(1)).unwrap();
    assert!(!all.covers(over));
    let far = Interval::new(
        Instant::from_millis(i64::MIN),
        Instant::from_millis(i64::MAX),
    );
    assert!(!all.covers(far.unwrap()));
    let mut closed = all.clone();
    closed.close(far.unwrap());
    assert!(closed.is_empty());
}

#[test]
fn debug_does_not_show_the_diary() {
    assert_eq!(format!("{:?}", Bitmap::all(grid(9))), "Bitmap(9 cells)");
}

//! Stretches of several kinds to one diary: sorted, disjoint, clipped to the window. Where kinds
//! overlap the higher holds (the order of Exchange's MergedFreeBusy).

use crate::domain::{Busy, BusyKind, Instant, Interval};

/// Stretches of one kind wait here until there are this many more than after the last merging, so
/// that memory depends on what is different and not on how often it is said.
const WAITING: usize = 1 << 16;

/// Gathers stretches.
pub(super) struct Diary {
    window: Interval,
    tentative: Layer,
    busy: Layer,
    oof: Layer,
}

impl Diary {
    pub(super) fn new(window: Interval) -> Self {
        Self {
            window,
            tentative: Layer::default(),
            busy: Layer::default(),
            oof: Layer::default(),
        }
    }

    /// Adds `[start, end)`, as far as it lies in the window.
    pub(super) fn add(&mut self, start: Instant, end: Instant, kind: BusyKind) {
        let inside = Interval::new(start, end).and_then(|all| all.clip(self.window));
        if let Some(interval) = inside {
            match kind {
                BusyKind::Tentative => self.tentative.add(interval),
                BusyKind::Busy => self.busy.add(interval),
                BusyKind::Oof => self.oof.add(interval),
            }
        }
    }

    /// The diary.
    pub(super) fn merged(self) -> Vec<Busy> {
        let oof = self.oof.merged();
        let busy = without(self.busy.merged(), &oof);
        let tentative = without(without(self.tentative.merged(), &oof), &busy);
        let mut all: Vec<Busy> = [
            (oof, BusyKind::Oof),
            (busy, BusyKind::Busy),
            (tentative, BusyKind::Tentative),
        ]
        .into_iter()
        .flat_map(|(layer, kind)| {
            layer
                .into_iter()
                .map(move |interval| Busy { interval, kind })
        })
        .collect();
        all.sort_unstable();
        all
    }
}

/// Stretches of one kind.
#[derive(Default)]
struct Layer {
    all: Vec<Interval>,
    merged: usize,
}

impl Layer {
    fn add(&mut self, interval: Interval) {
        self.all.push(interval);
        if self.all.len() >= self.merged * 2 + WAITING {
            self.all = united(std::mem::take(&mut self.all));
            self.merged = self.all.len();
        }
    }

    fn merged(self) -> Vec<Interval> {
        united(self.all)
    }
}

/// Sorted, with what overlaps made one. What only touches stays apart: it is two entries, and one of
/// them may be a meeting of our own.
fn united(mut all: Vec<Interval>) -> Vec<Interval> {
    all.sort_unstable();
    all.dedup_by(|next, kept| {
        let one = next.start() < kept.end();
        if one && let Some(both) = Interval::new(kept.start(), kept.end().max(next.end())) {
            *kept = both;
        }
        one
    });
    all
}

/// What is left of `lower` where nothing of `higher` is. Both are sorted and disjoint.
fn without(lower: Vec<Interval>, higher: &[Interval]) -> Vec<Interval> {
    let mut left = Vec::with_capacity(lower.len());
    let mut above = higher;
    for interval in lower {
        let passed = above.partition_point(|high| high.end() <= interval.start());
        above = above.get(passed..).unwrap_or_default();
        let mut start = interval.start();
        for high in above {
            if high.start() >= interval.end() {
                break;
            }
            left.extend(Interval::new(start, high.start()));
            start = high.end();
        }
        left.extend(Interval::new(start, interval.end()));
    }
    left
}

/// The same diary with neighbours of one kind that touch made one.
pub(super) fn joined(diary: &[Busy]) -> Vec<Busy> {
    let mut all: Vec<Busy> = Vec::with_capacity(diary.len());
    for next in diary {
        let last = all
            .last_mut()
            .filter(|last| last.kind == next.kind && last.interval.end() == next.interval.start());
        match last.map(|last| {
            (
                Interval::new(last.interval.start(), next.interval.end()),
                last,
            )
        }) {
            Some((Some(both), last)) => last.interval = both,
            _ => all.push(*next),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diary(stretches: &[(i64, i64, BusyKind)]) -> Vec<(i64, i64, BusyKind)> {
        let at = Instant::from_seconds;
        let mut diary = Diary::new(Interval::new(at(0), at(100)).unwrap());
        for (start, end, kind) in stretches {
            diary.add(at(*start), at(*end), *kind);
        }
        let seconds = |busy: &Busy| {
            let interval = busy.interval;
            let ends = (interval.start().seconds(), interval.end().seconds());
            (ends.0, ends.1, busy.kind)
        };
        joined(&diary.merged()).iter().map(seconds).collect()
    }

    #[test]
    fn the_higher_kind_cuts_the_lower_around_itself() {
        use BusyKind::{Busy, Oof, Tentative};
        let stretches = [
            (10, 60, Tentative),
            (20, 30, Busy),
            (25, 40, Oof),
            (60, 70, Tentative),
            (90, 120, Busy),
            (5, 5, Oof),
        ];
        let expected = [
            (10, 20, Tentative),
            (20, 25, Busy),
            (25, 40, Oof),
            (40, 70, Tentative),
            (90, 100, Busy),
        ];
        assert_eq!(diary(&stretches), expected);
    }

    #[test]
    fn merging_along_the_way_changes_nothing() {
        let many: Vec<_> = (0..200_000)
            .map(|n| (n * 7 % 50, n * 7 % 50 + 1, BusyKind::Busy))
            .collect();
        assert_eq!(diary(&many), [(0, 50, BusyKind::Busy)]);
    }

    #[test]
    fn what_touches_is_two_entries_and_one_stretch() {
        let at = Instant::from_seconds;
        let mut diary = Diary::new(Interval::new(at(0), at(100)).unwrap());
        for (start, end) in [(10, 20), (20, 30), (30, 40), (35, 50)] {
            diary.add(at(start), at(end), BusyKind::Busy);
        }
        let merged = diary.merged();
        assert_eq!(merged.len(), 3);
        assert_eq!(joined(&merged).len(), 1);
    }
}

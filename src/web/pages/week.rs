//! A week as a table: half-hour rows, days as columns. It shows when the reader's own organisation's
//! people are taken, and the offered times; of other organisations nothing but those times is known.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan};

use crate::domain::{Instant, Interval};
use crate::words::{Dates, capital};

const ROW: i64 = 30;
/// The day shown, in rows after midnight: 08.00 to 16.00, more where a time lies outside.
const USUAL: (usize, usize) = (16, 32);

/// One week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekGrid {
    /// "Uke 11".
    pub title: String,
    /// The columns: Monday to Friday, more where a time lies on a weekend.
    pub days: Vec<DayHead>,
    /// The rows.
    pub rows: Vec<GridRow>,
    /// Whose busy time is shown.
    pub own: Vec<OwnPerson>,
}

/// The head of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayHead {
    /// "tirs.".
    pub name: String,
    /// "10. mars", "23. nov.".
    pub date: String,
}

/// One half hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridRow {
    /// "10.00".
    pub hour: String,
    /// Whether it begins on the hour.
    pub whole: bool,
    /// One cell a day.
    pub cells: Vec<Cell>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// None of our own is taken.
    Free,
    /// Some of our own are taken.
    Busy {
        /// Their letters: "K M".
        letters: String,
        /// "Kari og Mona opptatt".
        words: String,
    },
    /// Offered times begin here; they reach over so many rows.
    Slots {
        /// Rows.
        rows: usize,
        /// The times, in order.
        labels: Vec<SlotLabel>,
    },
    /// Under the times of a row above.
    Covered,
}

/// An offered time in its cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotLabel {
    /// Its number in the list, from 1.
    pub number: usize,
    /// "10.15".
    pub time: String,
}

/// One of our own people and when they are taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnPerson {
    /// The letter in the cells.
    pub letter: char,
    /// Full name.
    pub name: String,
    /// When.
    pub busy: Vec<Interval>,
}

/// The weeks that have any of `slots`, which stand in the order of the list.
#[must_use]
pub fn weeks(
    slots: &[Interval],
    own: &[OwnPerson],
    dates: &Dates,
    zone: &TimeZone,
    busy_word: &str,
) -> Vec<WeekGrid> {
    let mut mondays: Vec<Date> = slots
        .iter()
        .map(|slot| monday(dates.date_of(slot.start())))
        .collect();
    mondays.sort_unstable();
    mondays.dedup();
    let table = Table {
        slots,
        own,
        dates,
        zone,
        busy_word,
    };
    mondays.into_iter().map(|first| table.week(first)).collect()
}

fn monday(date: Date) -> Date {
    let back = i64::from(date.weekday().to_monday_zero_offset());
    date.checked_sub(Span::new().days(back)).unwrap_or(date)
}

struct Table<'a> {
    slots: &'a [Interval],
    own: &'a [OwnPerson],
    dates: &'a Dates,
    zone: &'a TimeZone,
    busy_word: &'a str,
}

impl Table<'_> {
    fn week(&self, first: Date) -> WeekGrid {
        let all: Vec<Date> = (0..7)
            .filter_map(|n| first.checked_add(n.days()).ok())
            .collect();
        let shown = all
            .iter()
            .rposition(|day| {
                self.slots
                    .iter()
                    .any(|slot| self.dates.date_of(slot.start()) == *day)
            })
            .map_or(5, |last| (last + 1).max(5));
        let days: Vec<Date> = all.into_iter().take(shown).collect();
        let (top, bottom) = self.reach(&days);
        let columns: Vec<Vec<Cell>> = days
            .iter()
            .map(|day| self.column(*day, top, bottom))
            .collect();
        let rows = (top..bottom)
            .map(|row| GridRow {
                hour: self
                    .start_of(days.first().copied().unwrap_or(first), row)
                    .map_or_else(String::new, |at| self.dates.clock(at)),
                whole: row.is_multiple_of(2),
                cells: columns
                    .iter()
                    .filter_map(|column| column.get(row - top).cloned())
                    .collect(),
            })
            .collect();
        WeekGrid {
            title: capital(&self.dates.week(first)),
            days: days
                .iter()
                .map(|day| DayHead {
                    name: self.dates.short_weekday(*day).to_owned(),
                    date: self.dates.short_date(*day),
                })
                .collect(),
            rows,
            own: self.own.to_vec(),
        }
    }

    /// First row and the row after the last.
    fn reach(&self, days: &[Date]) -> (usize, usize) {
        self.slots
            .iter()
            .filter(|slot| days.contains(&self.dates.date_of(slot.start())))
            .fold(USUAL, |(top, bottom), slot| {
                let (first, after) = self.rows_of(*slot);
                (top.min(first), bottom.max(after).min(48))
            })
    }

    /// The rows that a time lies in; none past midnight.
    fn rows_of(&self, slot: Interval) -> (usize, usize) {
        let row = |at: Instant| {
            let time = self.zone.to_datetime(at.timestamp()).time();
            (minute(time) / 30, !minute(time).is_multiple_of(30))
        };
        let (first, _) = row(slot.start());
        let same_day = self.dates.date_of(slot.start()) == self.dates.date_of(slot.end());
        let after = match row(slot.end()) {
            (last, part) if same_day => last + usize::from(part),
            _ => 48,
        };
        (first, after.max(first + 1))
    }

    fn column(&self, day: Date, top: usize, bottom: usize) -> Vec<Cell> {
        let mut cells: Vec<Cell> = (top..bottom).map(|row| self.plain(day, row)).collect();
        // Times that share a row share a cell, which reaches over the rows of all of them.
        let mut blocks: Vec<(usize, usize, Vec<SlotLabel>)> = Vec::new();
        let mut here: Vec<(usize, Interval)> = self
            .slots
            .iter()
            .enumerate()
            .filter(|(_, slot)| self.dates.date_of(slot.start()) == day)
            .map(|(index, slot)| (index + 1, *slot))
            .collect();
        here.sort_unstable_by_key(|(_, slot)| slot.start());
        for (number, slot) in here {
            let (first, after) = self.rows_of(slot);
            let label = SlotLabel {
                number,
                time: self.dates.clock(slot.start()),
            };
            match blocks.last_mut() {
                Some((_, end, labels)) if first < *end => {
                    *end = (*end).max(after);
                    labels.push(label);
                }
                _ => blocks.push((first, after, vec![label])),
            }
        }
        for (first, after, labels) in blocks {
            let after = after.min(bottom);
            for (row, cell) in cells
                .iter_mut()
                .enumerate()
                .skip(first - top)
                .take(after - first)
            {
                *cell = if row + top == first {
                    Cell::Slots {
                        rows: after - first,
                        labels: labels.clone(),
                    }
                } else {
                    Cell::Covered
                };
            }
        }
        cells
    }

    fn plain(&self, day: Date, row: usize) -> Cell {
        let Some(start) = self.start_of(day, row) else {
            return Cell::Free;
        };
        let Some(span) = Interval::new(start, start.plus_minutes(ROW)) else {
            return Cell::Free;
        };
        let taken: Vec<&OwnPerson> = self
            .own
            .iter()
            .filter(|person| person.busy.iter().any(|busy| busy.overlaps(span)))
            .collect();
        if taken.is_empty() {
            return Cell::Free;
        }
        let letters: Vec<String> = taken
            .iter()
            .map(|person| person.letter.to_string())
            .collect();
        let names: Vec<&str> = taken
            .iter()
            .filter_map(|person| person.name.split_whitespace().next())
            .collect();
        Cell::Busy {
            letters: letters.join(" "),
            words: format!("{} {}", names.join(", "), self.busy_word),
        }
    }

    fn start_of(&self, day: Date, row: usize) -> Option<Instant> {
        let minutes = i8::try_from(row % 2 * 30).ok()?;
        let time = Time::new(i8::try_from(row / 2).ok()?, minutes, 0, 0).ok()?;
        let at = self
            .zone
            .to_ambiguous_timestamp(day.to_datetime(time))
            .compatible()
            .ok()?;
        Some(at.into())
    }
}

fn minute(time: Time) -> usize {
    usize::from(time.hour().unsigned_abs()) * 60 + usize::from(time.minute().unsigned_abs())
}

//! The week as a table: every row has a cell for each column, whatever the times are.

use super::samples::{at, dates, oslo};
use crate::domain::{Interval, Language};
use crate::web::pages::week::{Cell, OwnPerson, WeekGrid, weeks};

fn grid(slots: &[(&str, i64)], busy: &[(&str, i64)]) -> Vec<WeekGrid> {
    let interval = |(start, minutes): &(&str, i64)| {
        Interval::new(at(start), at(start).plus_minutes(*minutes)).unwrap()
    };
    let slots: Vec<_> = slots.iter().map(interval).collect();
    let own = OwnPerson {
        letter: 'K',
        name: "Kari Nes".to_owned(),
        busy: busy.iter().map(interval).collect(),
    };
    weeks(&slots, &[own], &dates(Language::Nb), &oslo(), "opptatt")
}

/// Each column filled by cells and the rows they reach over, without hole or overlap.
fn is_whole(week: &WeekGrid) {
    for column in 0..week.days.len() {
        let mut covered = 0;
        for row in &week.rows {
            match &row.cells[column] {
                Cell::Slots { rows, .. } => {
                    assert_eq!(covered, 0);
                    covered = rows - 1;
                }
                Cell::Covered => {
                    assert!(covered > 0);
                    covered -= 1;
                }
                Cell::Free | Cell::Busy { .. } => assert_eq!(covered, 0),
            }
        }
        assert_eq!(covered, 0);
    }
}

#[test]
fn a_time_reaches_over_the_half_hours_that_it_touches() {
    let weeks = grid(
        &[("2026-03-10T09:15:00Z", 45)],
        &[("2026-03-10T10:00:00Z", 10)],
    );
    let [week] = weeks.as_slice() else { panic!() };
    is_whole(week);
    assert_eq!(
        (week.title.as_str(), week.days.len(), week.rows.len()),
        ("Uke 11", 5, 16)
    );
    let Cell::Slots { rows: 2, labels } = &week.rows[4].cells[1] else {
        panic!("{:?}", week.rows[4])
    };
    assert_eq!((labels[0].number, labels[0].time.as_str()), (1, "10.15"));
    let taken = Cell::Busy {
        letters: "K".to_owned(),
        words: "Kari opptatt".to_owned(),
    };
    assert_eq!(week.rows[6].cells[1], taken);
    assert_eq!(week.rows[7].cells[1], Cell::Free);
}

#[test]
fn times_that_overlap_share_a_cell() {
    let weeks = grid(
        &[
            ("2026-03-10T09:15:00Z", 45),
            ("2026-03-10T09:45:00Z", 45),
            ("2026-03-10T10:30:00Z", 60),
        ],
        &[],
    );
    is_whole(&weeks[0]);
    let Cell::Slots { rows, labels } = &weeks[0].rows[4].cells[1] else {
        panic!()
    };
    assert_eq!((*rows, labels.len()), (3, 2));
}

#[test]
fn weekends_early_hours_and_midnight_have_room() {
    let weeks = grid(
        &[
            ("2026-03-14T05:30:00Z", 60),
            ("2026-03-13T22:30:00Z", 90),
            ("2026-03-16T09:00:00Z", 45),
        ],
        &[],
    );
    assert_eq!(weeks.len(), 2);
    weeks.iter().for_each(is_whole);
    assert_eq!(weeks[0].days.len(), 6);
    assert_eq!(weeks[0].rows[0].hour, "06.30");
    assert_eq!(weeks[0].rows.last().unwrap().hour, "23.30");
}

#[test]
fn the_days_of_the_clock_change_are_whole() {
    for day in ["2026-03-29", "2026-10-25"] {
        let weeks = grid(
            &[(&format!("{day}T00:15:00Z"), 120)],
            &[(&format!("{day}T00:00:00Z"), 600)],
        );
        weeks.iter().for_each(is_whole);
    }
}

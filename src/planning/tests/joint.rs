//! Joint starts against trying every start with every way to seat the people.

use proptest::prelude::*;

use super::*;

/// Cells of the small worlds below: half a day.
const CELLS: usize = 144;

fn grid() -> Grid {
    Grid::new(Instant::from_millis(1_776_031_200_000), CELLS).unwrap()
}

fn at(cell: usize) -> Instant {
    grid().start_of(cell)
}

fn span(from: usize, to: usize) -> Interval {
    Interval::new(at(from), at(to)).unwrap()
}

/// Somebody who is free in these cells and tentative in those.
fn person(free: &[(usize, usize)], tentative: &[(usize, usize)]) -> Availability {
    let bitmap = |spans: &[(usize, usize)]| {
        let mut bitmap = Bitmap::none(grid());
        spans
            .iter()
            .for_each(|(from, to)| bitmap.open(span(*from, *to)));
        bitmap
    };
    Availability {
        free: bitmap(free),
        tentative: bitmap(tentative),
        days: Vec::new(),
        taken: Vec::new(),
    }
}

const fn seat(pool: &[usize], need: usize, to: Minutes) -> Seat<'_> {
    Seat {
        pool,
        need,
        from: 0,
        to,
    }
}

fn cells(joint: &Joint<'_>) -> Vec<usize> {
    let starts = joint.starts().iter();
    starts.filter_map(|start| grid().cell_of(start)).collect()
}

#[test]
fn half_a_meeting_of_one_and_half_of_another_is_no_meeting() {
    let people = [person(&[(0, 9)], &[]), person(&[(9, 18)], &[])];
    let joint = Joint::search(grid(), &people, &[seat(&[0, 1], 1, 45)]);
    assert_eq!(cells(&joint), [0, 9]);
}

#[test]
fn part_of_a_meeting_needs_part_of_the_time() {
    let people = [person(&[(0, 24)], &[]), person(&[(12, 15)], &[])];
    let last_quarter = Seat {
        pool: &[1],
        need: 1,
        from: 45,
        to: 60,
    };
    let joint = Joint::search(grid(), &people, &[seat(&[0], 1, 60), last_quarter]);
    assert_eq!(cells(&joint), [3]);
    assert_eq!(joint.fill(at(3), &[]), Some(vec![vec![0], vec![1]]));
}

#[test]
fn nobody_fills_two_seats() {
    let people = [person(&[(0, 48)], &[]), person(&[(12, 36)], &[])];
    let seats = [seat(&[0, 1], 1, 60), seat(&[0], 1, 60)];
    let joint = Joint::search(grid(), &people, &seats);
    assert_eq!(cells(&joint), [12, 15, 18, 21, 24]);
    assert_eq!(joint.fill(at(12), &[0, 9]), Some(vec![vec![1], vec![0]]));
    let two_of_one = Joint::search(grid(), &people, &[seat(&[0, 0, 0], 2, 60)]);
    assert_eq!(cells(&two_of_one), Vec::<usize>::new());
}

#[test]
fn the_least_loaded_who_is_not_tentative_fills_the_seat() {
    let free = &[(0, 24)];
    let people = [
        person(free, &[(0, 3)]),
        person(free, &[]),
        person(free, &[]),
    ];
    let joint = Joint::search(grid(), &people, &[seat(&[0, 1, 2], 1, 60)]);
    let fill = |start, load| joint.fill(at(start), load).unwrap()[0][0];
    assert_eq!(fill(0, &[0, 5, 4]), 2);
    assert_eq!(fill(3, &[0, 5, 4]), 0);
    assert_eq!(fill(0, &[9]), 1);
    assert!(joint.is_tentative(0, at(0)));
    assert!(!joint.is_tentative(0, at(3)));
}

#[test]
fn what_cannot_be_is_never_feasible() {
    let people = [person(&[(0, 144)], &[])];
    for impossible in [
        seat(&[], 1, 60),
        seat(&[7], 1, 60),
        seat(&[0], 2, 60),
        seat(&[0], usize::MAX, 60),
        seat(&[0], 1, 0),
    ] {
        let joint = Joint::search(grid(), &people, &[impossible]);
        assert!(joint.starts().is_empty(), "{impossible:?}");
    }
    let joint = Joint::search(grid(), &people, &[seat(&[0], 1, 60)]);
    assert!(joint.feasible(at(3)));
    assert!(!joint.feasible(at(3).plus_minutes(5)));
    assert!(!joint.feasible(at(3).plus_minutes(1)));
    assert!(!joint.feasible(at(CELLS - 3)));
    let within: Vec<Instant> = joint.starts_within(span(4, 20), 60).collect();
    assert_eq!(within, [at(6)]);
    assert_eq!(joint.fill(at(3).plus_minutes(5), &[]), None);
}

/// Whether the seats from `index` on can be filled at `start` by people not yet used.
fn naive(people: &[Availability], seats: &[Seat<'_>], start: usize, used: &mut Vec<usize>) -> bool {
    let Some((seat, rest)) = seats.split_first() else {
        return true;
    };
    if seat.need == 0 {
        return naive(people, rest, start, used);
    }
    let one_less = Seat {
        need: seat.need - 1,
        ..*seat
    };
    let mut seats = vec![one_less];
    seats.extend(rest);
    seat.pool.iter().any(|person| {
        let minutes = seat.from..seat.to;
        let free = minutes.into_iter().all(|minute| {
            let minute = start as i64 * 5 + i64::from(minute);
            people[*person].free.contains(at(0).plus_minutes(minute))
        });
        if !free || used.contains(person) {
            return false;
        }
        used.push(*person);
        let filled = naive(people, &seats, start, used);
        used.pop();
        filled
    })
}

proptest! {
    #[test]
    fn the_same_starts_as_trying_everything(
        diaries in prop::collection::vec(prop::collection::vec((0_usize..120, 6_usize..60), 1..4), 5),
        seats in prop::collection::vec(
            (prop::collection::vec(0_usize..5, 1..5), 0_usize..3, 0_u16..40, 1_u16..50),
            1..4,
        ),
    ) {
        let people: Vec<Availability> = diaries
            .iter()
            .map(|spans| {
                let spans: Vec<_> = spans.iter().map(|(from, n)| (*from, (from + n).min(CELLS))).collect();
                person(&spans, &[])
            })
            .collect();
        let seats: Vec<Seat<'_>> = seats
            .iter()
            .map(|(pool, need, from, length)| Seat { pool, need: *need, from: *from, to: from + length })
            .collect();
        let joint = Joint::search(grid(), &people, &seats);
        let trying: Vec<usize> = (0..CELLS)
            .step_by(3)
            .filter(|start| naive(&people, &seats, *start, &mut Vec::new()))
            .collect();
        prop_assert_eq!(cells(&joint), trying.clone());
        for start in trying {
            let filled = joint.fill(at(start), &[]).unwrap();
            let mut used: Vec<usize> = filled.concat();
            for (seat, people) in seats.iter().zip(&filled) {
                prop_assert_eq!(people.len(), seat.need);
                prop_assert!(people.iter().all(|person| seat.pool.contains(person)));
            }
            used.sort_unstable();
            prop_assert!(used.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }
}

//! What a peer is told of our people's time.

use super::*;
use crate::planning::availability::Availability;
use crate::planning::joint::Seat;
use crate::planning::week::{at, free_person, grid, oslo, quarters, shown};

fn names(people: &[Availability], candidates: &[Instant], k: usize, load: &[u32]) -> Vec<Instant> {
    let pool: Vec<usize> = (0..people.len()).collect();
    let seat = Seat {
        pool: &pool,
        need: 1,
        from: 0,
        to: 45,
    };
    let joint = Joint::search(grid(), people, &[seat]);
    named(&joint, candidates, 45, k, load, &oslo())
}

#[test]
fn up_to_twelve_candidates_are_answered_in_full() {
    let people = [free_person().but_taken("13 09:00-10:00")];
    let mut asked = quarters("13 08:00", 11);
    asked.reverse();
    asked.push(at("13 08:00"));
    assert_eq!(
        shown(&names(&people, &asked, 8, &[])),
        ["13 08:00", "13 08:15", "13 10:00", "13 10:15", "13 10:30"]
    );
}

#[test]
fn of_more_at_most_k_are_named_in_time_order() {
    let people = [free_person()];
    let asked: Vec<Instant> = ["13 08:00", "14 08:00", "15 08:00"]
        .iter()
        .flat_map(|day| quarters(day, 28))
        .collect();
    for k in 8..=12 {
        let named = names(&people, &asked, k, &[]);
        assert_eq!(named.len(), k);
        assert!(named.windows(2).all(|pair| pair[0] < pair[1]));
    }
    assert_eq!(names(&people, &asked, 90, &[]).len(), 12);
    let again = names(&people, &asked, 10, &[]);
    assert_eq!(again, names(&people, &asked, 10, &[]));
    let per_day = |day: &str| {
        let on = |start: &&String| start.starts_with(day);
        shown(&again).iter().filter(on).count()
    };
    assert!(["13", "14", "15"].iter().all(|day| per_day(day) >= 3));
}

#[test]
fn fewer_are_named_where_fewer_can_be() {
    let people = [free_person().but_taken("13 09:00-15:30")];
    assert_eq!(
        shown(&names(&people, &quarters("13 08:00", 28), 10, &[])),
        ["13 08:00", "13 08:15"]
    );
    let off_grid: Vec<Instant> = quarters("13 08:00", 28)
        .into_iter()
        .map(|start| start.plus_minutes(5))
        .collect();
    assert!(names(&people, &off_grid, 10, &[]).is_empty());
}

#[test]
fn beyond_the_most_nothing_is_looked_at() {
    let people = [free_person()];
    let mut asked = vec![at("13 00:00"); MOST_CANDIDATES];
    asked.push(at("13 09:00"));
    assert!(names(&people, &asked, 12, &[]).is_empty());
}

#[test]
fn not_over_a_tentative_nor_a_day_elsewhere_where_another_will_do() {
    let people = [free_person()
        .but_tentative("13 08:00-15:30")
        .but_elsewhere("14", 25)];
    let asked: Vec<Instant> = ["13 08:00", "14 08:00", "15 08:00"]
        .iter()
        .flat_map(|day| (0..8).map(|i| at(day).plus_minutes(45 * i)))
        .collect();
    let chosen = shown(&names(&people, &asked, 8, &[]));
    let on = |day: &str| chosen.iter().filter(|at| at.starts_with(day)).count();
    assert_eq!((on("13"), on("14"), on("15")), (2, 3, 3));
}

#[test]
fn of_a_team_the_least_loaded_decide() {
    let people = [
        free_person().but_taken("14 08:00-15:30"),
        free_person().but_taken("13 08:00-15:30"),
    ];
    let asked: Vec<Instant> = ["13 08:00", "14 08:00"]
        .iter()
        .flat_map(|day| (0..9).map(|i| at(day).plus_minutes(45 * i)))
        .collect();
    let of_both = |load: &[u32]| {
        let chosen = shown(&names(&people, &asked, 9, load));
        let on = |day: &str| chosen.iter().filter(|at| at.starts_with(day)).count();
        (on("13"), on("14"))
    };
    assert_eq!(of_both(&[1, 9]), (5, 4));
    assert_eq!(of_both(&[9, 1]), (4, 5));
}

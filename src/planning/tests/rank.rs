//! The order that people see, and its reasons.

use super::*;
use crate::planning::availability::Availability;
use crate::planning::joint::Seat;
use crate::planning::week::{at, free_person, grid, oslo, quarters, show, shown};

/// Kari (0) and Siri (1) meet for 45 minutes in the week; now is Monday morning.
fn with<T>(people: &[Availability], look: impl FnOnce(&Joint<'_>, &Wanted<'_>) -> T) -> T {
    let seat = |pool| Seat {
        pool,
        need: 1,
        from: 0,
        to: 45,
    };
    let seats = [seat(&[0]), seat(&[1])];
    let joint = Joint::search(grid(), people, &seats);
    let wanted = Wanted {
        window: grid().span(),
        length: 45,
        now: at("13 07:00"),
        zone: &oslo(),
        load: &[],
    };
    look(&joint, &wanted)
}

fn one(people: &[Availability], start: &str) -> Ranked {
    with(people, |joint, wanted| {
        rank(joint, &[at(start)], wanted, 5).remove(0)
    })
}

#[test]
fn each_reason_is_told_with_what_it_needs() {
    let people = [
        free_person()
            .but_taken("14 13:45-15:00")
            .but_elsewhere("16", 25),
        free_person().but_tentative("15 09:30-10:30"),
    ];
    let at_the_place = [Reason::SamePlace { who: 0 }, Reason::SamePlace { who: 1 }];
    let good = one(&people, "17 10:00");
    assert_eq!((good.fit, good.cost), (Fit::Good, 40));
    assert_eq!(good.reasons, at_the_place);
    assert_eq!(good.people, [[0], [1]]);

    let tight = one(&people, "14 12:45");
    assert_eq!((tight.fit, tight.cost), (Fit::Tight, 12));
    assert_eq!(
        tight.reasons,
        [
            Reason::Soon { days: 1 },
            at_the_place[0],
            at_the_place[1],
            Reason::Tight {
                who: 0,
                minutes: 15
            }
        ]
    );

    let travel = one(&people, "16 09:00");
    assert_eq!((travel.fit, travel.cost), (Fit::Good, 33));
    assert_eq!(
        travel.reasons,
        [
            at_the_place[1],
            Reason::Travel {
                who: 0,
                minutes: 25
            }
        ]
    );

    let perhaps = one(&people, "15 10:00");
    assert_eq!((perhaps.fit, perhaps.cost), (Fit::Tight, 26));
    assert!(perhaps.reasons.contains(&Reason::Tentative { who: 1 }));

    let early = one(&people, "17 08:15");
    assert_eq!((early.fit, early.cost), (Fit::Possible, 49));
    assert!(
        early
            .reasons
            .contains(&Reason::EarlyForSomeone { who: Some(1) })
    );
    let before_nine = one(&people, "17 08:30");
    assert_eq!(before_nine.cost, 45);
    assert!(
        before_nine
            .reasons
            .contains(&Reason::EarlyForSomeone { who: None })
    );

    let late = one(&people, "17 14:45");
    assert!(late.reasons.contains(&Reason::LateInDay { who: Some(0) }));
    assert_eq!(late.cost, 49);
    let lunch = one(&people, "17 10:30");
    assert_eq!((lunch.fit, lunch.cost), (Fit::Possible, 48));
    assert!(lunch.reasons.contains(&Reason::OverLunch));
    assert_eq!(one(&people, "17 11:30").cost, 40);
}

#[test]
fn the_cheapest_first_at_most_two_of_a_day_and_none_that_overlap() {
    let people = [free_person(), free_person()];
    let mut named = quarters("15 09:00", 6);
    named.extend(quarters("14 11:00", 3));
    named.extend(["14 09:00", "16 08:00", "15 09:00", "18 09:00"].map(at));
    let top = with(&people, |joint, wanted| rank(joint, &named, wanted, 5));
    let order: Vec<String> = top.iter().map(|ranked| show(ranked.start)).collect();
    assert_eq!(
        order,
        ["14 09:00", "14 11:30", "15 09:00", "15 09:45", "16 08:00"]
    );
    named.reverse();
    let again = with(&people, |joint, wanted| rank(joint, &named, wanted, 5));
    assert_eq!(again, top);
    let two = with(&people, |joint, wanted| rank(joint, &named, wanted, 2));
    assert_eq!(two, top[..2]);
}

#[test]
fn what_is_not_free_or_outside_the_window_is_left_out() {
    let people = [free_person(), free_person().but_taken("14 09:00-10:00")];
    let named = ["14 09:00", "13 09:00", "15 09:00", "15 10:15"].map(at);
    let top = with(&people, |joint, wanted| {
        let window = Interval::new(at("14 00:00"), at("15 11:00")).unwrap();
        let wanted = Wanted { window, ..*wanted };
        rank(joint, &named, &wanted, 5)
    });
    let order: Vec<String> = top.iter().map(|ranked| show(ranked.start)).collect();
    assert_eq!(order, ["15 09:00", "15 10:15"]);
}

#[test]
fn a_few_candidates_lie_over_the_days_and_many_are_all() {
    let people = [free_person(), free_person().but_taken("14 08:00-15:30")];
    let few = with(&people, |joint, wanted| {
        let own = joint.starts_within(wanted.window, wanted.length);
        candidates(joint, own, wanted, 12)
    });
    assert_eq!(
        shown(&few),
        [
            "13 09:00", "13 09:45", "13 11:30", "13 12:15", "13 13:00", "15 09:00", "15 09:45",
            "15 11:30", "16 09:00", "16 09:45", "17 09:00", "17 09:45",
        ]
    );
    let all = with(&people, |joint, wanted| {
        let own = joint.starts_within(wanted.window, wanted.length);
        candidates(joint, own, wanted, 96)
    });
    assert_eq!(all.len(), 96);
    let rest = with(&people, |joint, wanted| {
        let own = joint.starts_within(wanted.window, wanted.length);
        let rest = own.filter(|start| !all.contains(start));
        candidates(joint, rest, wanted, 96)
    });
    assert_eq!(rest.len(), 4 * 28 - 96);
}

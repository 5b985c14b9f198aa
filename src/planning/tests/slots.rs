//! The slot search against its definition, tried minute by minute on generated instances.

use super::*;
use crate::domain::Draw;

/// Numbers from a seed.
struct Dice(Draw);

impl Dice {
    /// A whole number from `from` to `to`, without `to`.
    fn roll(&mut self, from: i64, to: i64) -> i64 {
        let drawn = u64::from_le_bytes(self.0.bytes()) >> 1;
        from + i64::try_from(drawn).unwrap() % (to - from)
    }

    /// A multiple of `grain`.
    fn on(&mut self, grain: i64, from: i64, to: i64) -> i64 {
        self.roll(from / grain, to / grain) * grain
    }
}

/// A small instance. Every third has times that are not multiples of five; every fourth has people
/// whose work intervals touch or overlap; every second has overlapping pools.
fn generated(seed: u64) -> Instance {
    let mut dice = Dice(Draw::from_seed(seed));
    let grain = [5, 5, 1][seed as usize % 3];
    let days = dice.roll(2, 7);
    let places = dice.roll(1, 4);
    // Places along a road.
    let at: Vec<i64> = (0..places).map(|_| dice.on(grain, 0, 60)).collect();
    let from = |a: &i64| at.iter().map(|b| (a - b).abs()).collect();
    let travel: Vec<Vec<i64>> = at.iter().map(from).collect();
    let people = (0..8)
        .map(|index| {
            generated_person(
                &mut dice,
                index,
                grain,
                days,
                places,
                seed.is_multiple_of(4),
            )
        })
        .collect();
    let queries = (0..4)
        .map(|id| generated_query(&mut dice, id, grain, days, places, seed.is_multiple_of(2)))
        .collect();
    Instance {
        format: "samband-slots/1".to_owned(),
        origin: None,
        timezone: None,
        travel,
        people,
        queries,
    }
}

fn generated_person(
    dice: &mut Dice,
    index: i64,
    grain: i64,
    days: i64,
    places: i64,
    touching: bool,
) -> PersonRow {
    let mut work = Vec::new();
    let mut busy = Vec::new();
    for day in 0..days {
        let midnight = day * DAY;
        if dice.roll(0, 6) > 0 {
            let from = midnight + dice.on(grain, 420, 600);
            let to = midnight + dice.on(grain, 780, 1_000);
            if touching {
                let middle = dice.on(grain, from + 60, to - 60);
                let over = dice.on(grain, 0, 60);
                work.extend([[middle - over, to], [from, middle]]);
            } else {
                work.push([from, to]);
            }
        }
        for _ in 0..dice.roll(0, 4) {
            let from = midnight + dice.on(grain, 400, 960);
            let length = dice.on(grain, 10, 120);
            busy.push([from, from + length, dice.roll(-1, places)]);
        }
    }
    PersonRow {
        id: 100 - 3 * index,
        work,
        busy,
    }
}

fn generated_query(
    dice: &mut Dice,
    id: i64,
    grain: i64,
    days: i64,
    places: i64,
    overlapping: bool,
) -> Query {
    let mut left: Vec<i64> = (0..8).map(|index| 100 - 3 * index).collect();
    let seats = (0..dice.roll(1, 4)).map(|_| {
        let mut any_of = Vec::new();
        for _ in 0..dice.roll(1, 4) {
            let index = dice.roll(0, left.len() as i64) as usize;
            any_of.push(left[index]);
            if !overlapping && left.len() > 1 {
                left.remove(index);
            }
        }
        SeatRow { any_of }
    });
    Query {
        seats: seats.collect(),
        id,
        duration: dice.on(grain, 15, 120),
        step: [15, 15, 5, 30, 7][dice.roll(0, 5) as usize],
        earliest: dice.roll(0, days * DAY / 2),
        latest: dice.roll(days * DAY / 2, days * DAY),
        location: dice.roll(-1, places),
        buffer: dice.on(grain, 0, 20),
        top_k: dice.roll(0, 12) as usize,
    }
}

/// Whether `person` can be in a meeting of `query` at `t`: conditions (i) and (ii) as written.
fn can(instance: &Instance, person: &PersonRow, query: &Query, t: i64) -> bool {
    let end = t + query.duration;
    let works = person
        .work
        .iter()
        .any(|[from, to]| *from <= t && end <= *to);
    works
        && person.busy.iter().all(|[a, b, place]| {
            let away = *place >= 0 && query.location >= 0;
            let way = if away {
                instance.travel[*place as usize][query.location as usize]
            } else {
                0
            };
            let gap = query.buffer.max(way);
            !(t < b + gap && a - gap < end)
        })
}

/// Whether the seats from the first on can be filled by people not yet used.
fn fills(seats: &[Vec<i64>], used: &mut Vec<i64>) -> bool {
    let Some((seat, rest)) = seats.split_first() else {
        return true;
    };
    seat.iter().any(|id| {
        if used.contains(id) {
            return false;
        }
        used.push(*id);
        let filled = fills(rest, used);
        used.pop();
        filled
    })
}

/// Those who can fill each seat at `t`.
fn able(instance: &Instance, query: &Query, t: i64) -> Vec<Vec<i64>> {
    let person = |id: &i64| instance.people.iter().find(|person| person.id == *id);
    let able = |seat: &SeatRow| {
        let ids = seat.any_of.iter().copied();
        ids.filter(|id| can(instance, person(id).unwrap(), query, t))
            .collect()
    };
    query.seats.iter().map(able).collect()
}

fn feasible(instance: &Instance, query: &Query) -> Vec<i64> {
    (query.earliest..=query.latest - query.duration)
        .filter(|t| t % query.step == 0)
        .filter(|t| fills(&able(instance, query, *t), &mut Vec::new()))
        .collect()
}

#[test]
fn the_same_as_the_definition_on_generated_instances() {
    let (mut starts, mut named) = (0, 0);
    for seed in 0..300 {
        let instance = generated(seed);
        let answers = Engine::new(&instance).unwrap().answers();
        assert_eq!(answers.len(), instance.queries.len());
        for (query, answer) in instance.queries.iter().zip(&answers) {
            let feasible = feasible(&instance, query);
            assert_eq!(answer.query, query.id);
            assert_eq!(
                answer.count,
                feasible.len(),
                "seed {seed} query {}",
                query.id
            );
            let top: Vec<i64> = answer.top.iter().map(|top| top.start).collect();
            assert_eq!(
                top,
                naive_top(query, &feasible),
                "seed {seed} query {}",
                query.id
            );
            for top in &answer.top {
                let able = able(&instance, query, top.start);
                assert!(
                    able.iter()
                        .zip(&top.people)
                        .all(|(able, id)| able.contains(id))
                );
                let different: BTreeSet<i64> = top.people.iter().copied().collect();
                assert_eq!(different.len(), query.seats.len());
            }
            starts += feasible.len();
            named += top.len();
        }
    }
    assert!(starts > 5_000 && named > 1_000, "{starts} {named}");
}

fn naive_top(query: &Query, feasible: &[i64]) -> Vec<i64> {
    let mut order: Vec<(i64, i64)> = feasible
        .iter()
        .map(|t| {
            let mut cost = 10 * (t / 1_440 - query.earliest / 1_440);
            if t % 1_440 < 540 {
                cost += 5;
            }
            if t % 1_440 + query.duration > 900 {
                cost += 5;
            }
            if t % 1_440 < 690 && t % 1_440 + query.duration > 660 {
                cost += 8;
            }
            (cost, *t)
        })
        .collect();
    order.sort_unstable();
    let mut top: Vec<i64> = Vec::new();
    for (_, t) in order {
        let same_day = top.iter().filter(|other| *other / 1_440 == t / 1_440);
        if top.len() < query.top_k && same_day.count() < 2 {
            top.push(t);
        }
    }
    top
}

/// Two people at two places, one query; what is changed in it by a test says which field is wrong.
fn small() -> Instance {
    let row = |id, busy: &[[i64; 3]]| PersonRow {
        id,
        work: vec![[480, 930]],
        busy: busy.to_vec(),
    };
    Instance {
        format: "samband-slots/1".to_owned(),
        origin: Some("2026-04-13T00:00".to_owned()),
        timezone: Some("Europe/Oslo".to_owned()),
        travel: vec![vec![0, 30], vec![30, 0]],
        people: vec![row(7, &[[540, 600, 0]]), row(3, &[[660, 690, -1]])],
        queries: vec![Query {
            id: 4,
            seats: vec![SeatRow { any_of: vec![7] }, SeatRow { any_of: vec![7, 3] }],
            duration: 60,
            step: 15,
            earliest: 0,
            latest: 1_440,
            location: 1,
            buffer: 5,
            top_k: 3,
        }],
    }
}

#[test]
fn the_people_named_are_different_and_can_be_there() {
    let instance = small();
    let answers = Engine::new(&instance).unwrap().answers();
    // 7 is back from place 0 at 10.30 and 3 has eaten at 11.35: from 11.45 to 14.30.
    assert_eq!(answers[0].count, 12);
    assert_eq!(
        answers[0].top,
        [705, 720].map(|start| Top {
            start,
            people: vec![7, 3]
        })
    );
}

#[test]
fn a_query_is_answered_alike_first_or_later() {
    let instance = generated(11);
    let mut engine = Engine::new(&instance).unwrap();
    let first = engine.answers();
    assert_eq!(engine.answers(), first);
    let query = instance.queries.last().unwrap();
    let alone = Engine::new(&instance).unwrap().answer(query);
    assert_eq!(Some(&alone), first.last());
}

#[test]
fn what_is_wrong_is_named_by_its_field() {
    type Change = fn(&mut Instance);
    let wrong: [(&str, Change); 20] = [
        ("format: must be \"samband-slots/1\"", |i| i.format.clear()),
        ("origin: must be a Monday at 00:00", |i| {
            i.origin = Some("2026-04-14T00:00".to_owned());
        }),
        ("timezone: must be the name", |i| {
            i.timezone = Some("Oslo".to_owned());
        }),
        ("travel[1]: must have as many", |i| i.travel[1].push(3)),
        ("travel[0][1]: must be the same", |i| i.travel[0][1] = 31),
        ("travel[0][0]: must be the same", |i| i.travel[0][0] = 1),
        ("travel[0][1]: must be at least 0", |i| i.travel[0][1] = -1),
        ("people[1].id: must be a different", |i| i.people[1].id = 7),
        ("people[1].work[0]: must end after", |i| {
            i.people[1].work[0] = [930, 480];
        }),
        ("people[0].busy[0]: must end after", |i| {
            i.people[0].busy[0][1] = 540;
        }),
        ("people[0].busy[0][0]: must be at least", |i| {
            i.people[0].busy[0][0] = i64::MIN;
        }),
        ("people[0].busy[0][2]: must be -1 or", |i| {
            i.people[0].busy[0][2] = 2;
        }),
        ("queries[0].duration: must be at least 1", |i| {
            i.queries[0].duration = 0;
        }),
        ("queries[0].step: must be at least 1", |i| {
            i.queries[0].step = 0;
        }),
        ("queries[0].earliest: must be at least 0", |i| {
            i.queries[0].earliest = -15;
        }),
        ("queries[0].latest: must be at most", |i| {
            i.queries[0].latest = i64::MAX;
        }),
        ("queries[0].location: must be -1 or", |i| {
            i.queries[0].location = -2;
        }),
        ("queries[0].seats: must not be empty", |i| {
            i.queries[0].seats.clear();
        }),
        ("queries[0].seats[1].any_of[1]: must be the id", |i| {
            i.queries[0].seats[1].any_of[1] = 8;
        }),
        ("queries[0].seats[0].any_of: must not be empty", |i| {
            i.queries[0].seats[0].any_of.clear();
        }),
    ];
    for (message, change) in wrong {
        let mut instance = small();
        change(&mut instance);
        let fault = Engine::new(&instance).unwrap_err().to_string();
        assert!(fault.starts_with(message), "{fault} is not {message}");
    }
}

#[test]
fn the_longest_times_that_are_allowed_do_no_harm() {
    let mut instance = small();
    instance.people[0].id = i64::MIN;
    instance.queries[0].seats[0].any_of = vec![i64::MIN];
    instance.queries[0].seats[1].any_of = vec![3];
    instance.queries[0].buffer = 20 * 366 * 1_440;
    assert_eq!(Engine::new(&instance).unwrap().answers()[0].count, 0);
    instance.queries[0].buffer = 1;
    instance.queries[0].latest = 20 * 366 * 1_440;
    let fault = Engine::new(&instance).unwrap_err();
    assert_eq!(fault.field, "queries[0].latest");
    instance.queries[0].latest = 1_440;
    instance.queries[0].step = 20 * 366 * 1_440;
    assert_eq!(Engine::new(&instance).unwrap().answers()[0].count, 0);
    instance.queries.clear();
    assert!(Engine::new(&instance).unwrap().answers().is_empty());
}

//! The long one: for many minutes people book, call off and write notes, while nodes and the broker
//! are killed and started again at random. Everything must fit together at the end.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use samband::domain::Draw;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::support::region::{Person, Region, Search, day, eventually};

/// Longer than a hold lasts.
const LIMIT: Duration = Duration::from_secs(420);
/// People of each house.
const PEOPLE: usize = 5;
/// So many book at the same time, with whomever: some want the same time of the same people.
const BOOKERS: u64 = 8;

/// What people were told.
#[derive(Default)]
struct Told {
    booked: Vec<String>,
    sealed: usize,
    released: usize,
    cancelled: usize,
    nothing_found: usize,
    notes: Vec<String>,
}

/// How often which was ended.
#[derive(Debug, Default)]
struct Ends {
    killed: usize,
    killed_together: usize,
    stopped: usize,
    broker: usize,
}

fn minutes() -> u64 {
    let given = std::env::var("SAMBAND_SOAK_MINUTES");
    given.map_or(20, |minutes| minutes.parse().unwrap())
}

fn below(draw: &mut Draw, limit: u64) -> usize {
    usize::try_from(u64::from_le_bytes(draw.bytes()) % limit).unwrap()
}

#[tokio::test]
#[ignore = "twenty minutes of kills: make soak"]
async fn soak_kills_at_random_under_load() {
    let mut region = Region::start(PEOPLE).await;
    let told = Mutex::new(Told::default());
    let stop = CancellationToken::new();
    let people = region.people.clone();
    let bookers = (0..BOOKERS).map(|seed| book(&people, seed, &told, &stop));
    let kills = async {
        let ends = kill(&mut region, Duration::from_secs(60 * minutes()), &told).await;
        stop.cancel();
        ends
    };
    let (ends, _) = tokio::join!(kills, join_all(bookers));
    region.at_rest(LIMIT).await;
    let told = told.into_inner().unwrap();
    let books = region.close().await;
    let ended = books.check();
    for id in &told.booked {
        books.booking(id);
    }
    for id in &told.notes {
        assert!(books.has_come(id), "note {id}");
    }
    eprintln!("{ends:?}; {ended:?}; {} notes", told.notes.len());
    assert!(ended.sealed > 0 && ended.cancelled > 0, "{ended:?}");
}

/// Ends one after the other at random and starts it again.
async fn kill(region: &mut Region, time: Duration, told: &Mutex<Told>) -> Ends {
    let mut draw = Draw::from_seed(99);
    let mut ends = Ends::default();
    let (began, mut said) = (Instant::now(), 0);
    while began.elapsed() < time {
        let pause = 200 + below(&mut draw, 4_000);
        tokio::time::sleep(Duration::from_millis(pause as u64)).await;
        let house = below(&mut draw, 3);
        let aged = &region.houses[house];
        aged.calendars_age(&region.people[house]).await;
        match below(&mut draw, 10) {
            0 => {
                ends.broker += 1;
                region.broker.kill();
                let pause = below(&mut draw, 2_000);
                tokio::time::sleep(Duration::from_millis(pause as u64)).await;
                region.broker.run();
            }
            1 => {
                ends.stopped += 1;
                region.stop(house).await;
                region.restart(house).await;
            }
            2 => {
                ends.killed_together += 1;
                let other = (house + 1) % 3;
                region.kill(house);
                region.kill(other);
                region.restart(other).await;
                region.restart(house).await;
            }
            _ => {
                ends.killed += 1;
                region.kill(house);
                if below(&mut draw, 3) == 0 {
                    // It falls again while it starts.
                    region.begin(house);
                    let pause = below(&mut draw, 300);
                    tokio::time::sleep(Duration::from_millis(pause as u64)).await;
                    region.kill(house);
                }
                region.restart(house).await;
            }
        }
        if began.elapsed().as_secs() / 60 > said {
            said = began.elapsed().as_secs() / 60;
            let told = told.lock().unwrap();
            let (booked, notes) = (told.booked.len(), told.notes.len());
            let (sealed, released) = (told.sealed, told.released);
            eprintln!(
                "{said} min: {booked} booked, {sealed} sealed, {released} released, \
                 {} called off, {} searches without a time, {notes} notes; {ends:?}",
                told.cancelled, told.nothing_found
            );
        }
    }
    ends
}

/// Books with whomever, calls some of it off, and writes a note in between, until told to stop.
async fn book(people: &[Vec<Person>], seed: u64, told: &Mutex<Told>, stop: &CancellationToken) {
    let mut draw = Draw::from_seed(seed);
    while !stop.is_cancelled() {
        let asker = below(&mut draw, 3);
        let party = [0, 1, 2].map(|place| {
            let number = below(&mut draw, PEOPLE as u64);
            people[(asker + place) % 3][number].clone()
        });
        if let Some(note) = write(&party[0], &party[1]).await {
            told.lock().unwrap().notes.push(note);
        }
        let week = 7 * i64::try_from(below(&mut draw, 6)).unwrap();
        let search = Search::begin(party, &day(week), &day(week + 7)).await;
        let Some(offer) = search.best().await else {
            told.lock().unwrap().nothing_found += 1;
            continue;
        };
        let chosen = match offer.choose().await {
            Some(id) => Some(id),
            None => offer.choose_again().await,
        };
        let Some(id) = chosen else { continue };
        told.lock().unwrap().booked.push(id.clone());
        let state = ended(offer.asker(), &id).await;
        if state != "sealed" {
            told.lock().unwrap().released += 1;
            continue;
        }
        told.lock().unwrap().sealed += 1;
        if below(&mut draw, 3) == 0 {
            let path = format!("/bookings/{id}/cancel");
            let why = json!({"code": "not_needed"});
            let done = offer.asker().try_post(&path, &why).await;
            let done = done.is_some_and(|(status, _)| status == 202);
            told.lock().unwrap().cancelled += usize::from(done);
        }
    }
}

/// Writes a note; none where nobody can say whether it was written.
async fn write(from: &Person, to: &Person) -> Option<String> {
    let note = json!({
        "to": {"node": to.node, "person": to.id},
        "reason": "practical",
        "text": "Møterommet er ledig i dag.",
    });
    let (status, begun) = from.try_post("/notes", &note).await?;
    assert_eq!(status, 202, "{begun}");
    Some(begun["id"].as_str()?.to_owned())
}

/// How a booking has ended, once every node knows.
async fn ended(asker: &Person, id: &str) -> String {
    eventually("a booking ends", LIMIT, async || {
        let booking = asker.booking(id).await;
        let state = booking["state"].as_str()?.to_owned();
        let nodes = booking["nodes"].as_object()?;
        nodes.values().all(|node| *node == *state).then_some(state)
    })
    .await
}

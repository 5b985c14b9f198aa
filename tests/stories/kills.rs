//! Three nodes as processes, linked over a real broker with certificates on both sides. A meeting is
//! agreed among them; then one after the other is killed in the middle of a booking, and every
//! booking still ends in the same way everywhere. Notes reach a node that was away once each.

use std::time::Duration;

use jiff::civil::Date;
use jiff::{ToSpan, Zoned};
use samband::domain::Draw;
use samband::domain::booking::BookingState;
use serde_json::Value;

use crate::support::region::{Books, NODES, Person, Region, eventually};
use crate::support::rows::lines;

/// Longer than a hold lasts, so that what is left to the clock alone is decided, too.
const LIMIT: Duration = Duration::from_secs(240);
/// Trios that book, one of each organisation.
const TRIOS: usize = 5;
/// The people of one more trio, who want the same time of one of the others.
const RIVALS: usize = TRIOS;
/// Moments after the choice at which a node is killed, in milliseconds. An unhindered booking takes
/// some seconds in a debug build.
const MOMENTS: [u64; 15] = [
    0, 20, 50, 90, 140, 200, 270, 350, 450, 560, 690, 840, 1_020, 1_240, 1_500,
];

/// One booking, and who is killed during it.
#[derive(Debug, Clone)]
struct Round {
    trio: usize,
    week: i64,
    /// The house that asks.
    asker: usize,
    /// The house that is killed.
    victim: usize,
    after: Duration,
    /// Whether the asker is killed before it has answered its person.
    in_the_request: bool,
    /// Whether somebody else wants the same time of one of the three.
    has_rival: bool,
}

/// Every moment once, spread over asker and holders; the seed says which goes with which.
fn plan(seed: u64) -> Vec<Round> {
    let mut draw = Draw::from_seed(seed);
    let mut left = MOMENTS.to_vec();
    let mut rounds = Vec::new();
    for number in 0..MOMENTS.len() {
        let at = usize::from(draw.bytes::<1>()[0]) % left.len();
        let asker = number % 3;
        let place = (number / 3) % 3;
        rounds.push(Round {
            trio: number % TRIOS,
            week: 1 + i64::try_from(number / TRIOS).unwrap(),
            asker,
            victim: (asker + place) % 3,
            after: Duration::from_millis(left.remove(at)),
            in_the_request: false,
            has_rival: number % 3 == 1,
        });
    }
    // Two that end before their person has heard anything.
    for (number, millis) in [(1, 5), (2, 40)] {
        let last = rounds[number].clone();
        rounds.push(Round {
            week: 4,
            victim: last.asker,
            after: Duration::from_millis(millis),
            in_the_request: true,
            has_rival: false,
            ..last
        });
    }
    rounds
}

/// Midnight, so many days from tomorrow.
fn day(days: i64) -> String {
    let day: Date = Zoned::now().date() + (1 + days).days();
    format!("{day}T00:00:00Z")
}

/// One of each organisation, the one at the house that asks first.
fn trio(region: &Region, number: usize, asker: usize) -> [Person; 3] {
    [0, 1, 2].map(|place| region.people[(asker + place) % 3][number].clone())
}

async fn searched(party: &[&Person; 3], from: &str, to: &str) -> String {
    party[0].search(party, from, to).await
}

#[tokio::test]
async fn whoever_is_killed_every_booking_ends_everywhere_and_every_note_comes_once() {
    let mut region = Region::start(TRIOS + 1).await;
    let first = a_meeting_is_agreed(&region).await;
    let meetings = kills(&mut region, &plan(1)).await;
    let notes = notes_to_a_node_that_is_away(&mut region).await;
    region.at_rest(LIMIT).await;
    came_once(&region, &notes).await;
    let books = region.close().await;
    assert_eq!(books.booking(&first).state, BookingState::Sealed);
    let ended = books.check();
    eprintln!("{ended:?}");
    meetings.check(&books);
}

/// Proposed, chosen, held, confirmed and sealed, with nobody killed.
async fn a_meeting_is_agreed(region: &Region) -> String {
    let party = trio(region, 0, 1);
    let party = [&party[0], &party[1], &party[2]];
    let search = searched(&party, &day(0), &day(7)).await;
    let start = &party[0].offered(&search).await[0];
    let (status, begun) = party[0].choose(&search, start).await.unwrap();
    assert_eq!(status, 202, "{begun}");
    let id = begun["id"].as_str().unwrap().to_owned();
    let booking = eventually("a meeting is agreed", LIMIT, async || {
        let booking = party[0].booking(&id).await;
        all_nodes(&booking, "sealed").then_some(booking)
    })
    .await;
    assert_eq!(booking["state"], "sealed");
    assert_eq!(booking["start"], Value::from(start.as_str()));
    region.at_rest(LIMIT).await;
    // What passed between the asker and one holder, as the holder's ledger has it.
    let exported = region.houses[2].command(&["ledger", "export"]);
    let rows: Vec<Value> = exported.lines().map(|line| line.parse().unwrap()).collect();
    let of = |direction: &str, kinds: [&str; 3]| {
        let with = rows
            .iter()
            .filter(|row| row["peer"] == NODES[1].0 && row["direction"] == direction);
        let all: Vec<&str> = with.filter_map(|row| row["type"].as_str()).collect();
        let kinds_of: Vec<&str> = all
            .into_iter()
            .filter(|kind| kinds.contains(kind))
            .collect();
        assert_eq!(kinds_of, kinds);
    };
    of("in", ["hold", "confirm", "seal"]);
    of("out", ["held", "confirmed", "sealed"]);
    id
}

fn all_nodes(booking: &Value, state: &str) -> bool {
    let nodes = booking["nodes"].as_object().unwrap();
    nodes.len() == 3 && nodes.values().all(|node| node == state)
}

/// What was begun, by the identifiers that people were given.
#[derive(Default)]
struct Meetings {
    alone: Vec<String>,
    rivals: Vec<[String; 2]>,
}

impl Meetings {
    /// What a person was told has begun is known, and of two who wanted the same at most one has it.
    fn check(&self, books: &Books) {
        let is_sealed = |id: &String| books.booking(id).state == BookingState::Sealed;
        for [one, other] in &self.rivals {
            assert!(!(is_sealed(one) && is_sealed(other)), "{one} and {other}");
        }
        // The others may time out on a very slow machine, but not all of them.
        let sealed = self.alone.iter().filter(|id| is_sealed(id)).count();
        assert!(
            2 * sealed > self.alone.len(),
            "{sealed} of {}",
            self.alone.len()
        );
    }
}

/// A search that offers a start.
struct Found {
    party: [Person; 3],
    search: String,
    start: String,
}

/// Chooses, kills and starts again, round after round.
async fn kills(region: &mut Region, plan: &[Round]) -> Meetings {
    let found = find(region, plan).await;
    let rivals = find_rivals(region, plan, &found).await;
    let mut meetings = Meetings::default();
    for ((number, round), found) in plan.iter().enumerate().zip(&found) {
        let rival = rivals[number].as_ref();
        let other = async {
            match rival {
                Some(rival) => Some(chosen(rival).await),
                None => None,
            }
        };
        let id = if round.in_the_request {
            let (_, answer) = tokio::join!(
                async {
                    tokio::time::sleep(round.after).await;
                    region.kill(round.victim);
                },
                found.party[0].choose(&found.search, &found.start),
            );
            region.restart(round.victim).await;
            match answer {
                Some((202, begun)) => Some(begun["id"].as_str().unwrap().to_owned()),
                _ => chosen_again(found).await,
            }
        } else {
            let (id, other) = tokio::join!(chosen(found), other);
            tokio::time::sleep(round.after).await;
            // Once the broker goes with it, and comes back after it.
            let with_broker = number == plan.len() / 2;
            if with_broker {
                region.broker.kill();
            }
            region.kill(round.victim);
            region.restart(round.victim).await;
            if with_broker {
                region.broker.run();
            }
            if let (Some(one), Some(Some(other))) = (&id, other) {
                meetings.rivals.push([one.clone(), other]);
            }
            id
        };
        if !round.has_rival {
            meetings
                .alone
                .push(id.expect("nobody else wants this time"));
        }
    }
    meetings
}

/// A start for every round, sought before anybody is killed.
async fn find(region: &Region, plan: &[Round]) -> Vec<Found> {
    let mut begun = Vec::new();
    for round in plan {
        let party = trio(region, round.trio, round.asker);
        let (from, to) = (day(7 * round.week), day(7 * round.week + 7));
        let all = [&party[0], &party[1], &party[2]];
        let search = searched(&all, &from, &to).await;
        begun.push((party, search));
    }
    let mut found = Vec::new();
    for (party, search) in begun {
        let start = party[0].offered(&search).await.swap_remove(0);
        found.push(Found {
            party,
            search,
            start,
        });
    }
    found
}

/// Somebody at another house who seeks the very same time of the one at the third house.
async fn find_rivals(region: &Region, plan: &[Round], found: &[Found]) -> Vec<Option<Found>> {
    let mut rivals = Vec::new();
    for (round, found) in plan.iter().zip(found) {
        if !round.has_rival {
            rivals.push(None);
            continue;
        }
        let [own, other] =
            [1, 0].map(|place| region.people[(round.asker + place) % 3][RIVALS].clone());
        let party = [own, other, found.party[2].clone()];
        let start: jiff::Timestamp = found.start.parse().unwrap();
        let end = start + 30.minutes();
        let all = [&party[0], &party[1], &party[2]];
        let search = searched(&all, &found.start, &end.to_string()).await;
        rivals.push(Some((party, search)));
    }
    let mut all = Vec::new();
    for rival in rivals {
        let Some((party, search)) = rival else {
            all.push(None);
            continue;
        };
        let mut offered = party[0].offered(&search).await;
        let start = offered.pop();
        all.push(start.map(|start| Found {
            party,
            search,
            start,
        }));
    }
    all
}

/// Chooses; none where the time is gone.
async fn chosen(found: &Found) -> Option<String> {
    let answer = found.party[0].choose(&found.search, &found.start).await;
    let (status, begun) = answer.expect("the asker is running");
    (status == 202).then(|| begun["id"].as_str().unwrap().to_owned())
}

/// No answer came: the person looks whether it was done after all, and else chooses again.
async fn chosen_again(found: &Found) -> Option<String> {
    let own = found.party[0].get("/bookings").await;
    let there = own
        .as_array()
        .unwrap()
        .iter()
        .find(|booking| booking["start"] == found.start);
    match there {
        Some(booking) => Some(booking["id"].as_str().unwrap().to_owned()),
        None => chosen(found).await,
    }
}

/// Six notes to people of a node that is stopped. Each is sent again and again, so that several
/// copies lie at the broker when the node comes back.
async fn notes_to_a_node_that_is_away(region: &mut Region) -> Vec<(Person, Person, String)> {
    region.stop(2).await;
    let mut notes = Vec::new();
    for number in 0..3 {
        for house in 0..2 {
            let (from, to) = (&region.people[house][number], &region.people[2][number]);
            let text = format!("Møterommet er ledig fra kl. {}.", 9 + number);
            let id = from.write(to, &text).await;
            notes.push((from.clone(), to.clone(), id));
        }
    }
    for house in &region.houses[..2] {
        let copies = "SELECT COUNT(*) AS line FROM outbox WHERE kind = 'note' AND tries >= 2";
        eventually("notes are sent again", LIMIT, async || {
            (house.count(copies).await == 3).then_some(())
        })
        .await;
    }
    region.restart(2).await;
    notes
}

async fn came_once(region: &Region, notes: &[(Person, Person, String)]) {
    let in_all = "SELECT id AS line FROM notes WHERE direction = 'in' ORDER BY id";
    let mut wanted: Vec<&str> = notes.iter().map(|(.., id)| id.as_str()).collect();
    wanted.sort_unstable();
    assert_eq!(lines(&region.houses[2].database(), in_all).await, wanted);
    for (from, to, id) in notes {
        let told = format!("SELECT state AS line FROM letters WHERE about = '{id}'");
        assert_eq!(lines(&region.houses[2].database(), &told).await, ["sent"]);
        let list = to.get("/notes").await;
        let of = |list: &Value| {
            list.as_array()
                .unwrap()
                .iter()
                .filter(|note| note["id"] == **id)
                .count()
        };
        assert_eq!(of(&list), 1);
        let own = from.get(&format!("/notes/{id}")).await;
        assert_eq!(own["state"], "delivered");
    }
}

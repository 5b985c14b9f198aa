//! Three nodes as processes, linked over a real broker with certificates on both sides. A meeting is
//! agreed among them; then one after the other is killed in the middle of a booking, sometimes with
//! a broker that forgets, and every booking still ends in the same way everywhere.

use std::time::{Duration, Instant};

use samband::domain::Draw;
use samband::domain::booking::BookingState;
use serde_json::Value;

use crate::support::region::{Books, NODES, Offer, Region, Search, day};

/// Longer than a hold lasts, so that what is left to the clock alone is decided, too.
const LIMIT: Duration = Duration::from_secs(420);
/// Trios that book, one of each organisation.
const TRIOS: usize = 5;
/// The people of one more trio, who want the same time of one of the others.
const RIVALS: usize = TRIOS;
/// So many bookings have a node killed after they were chosen, at moments from the choice itself to
/// twice as long as an unhindered booking takes.
const ROUNDS: u32 = 36;
/// And no later than this.
const LATEST: Duration = Duration::from_millis(1_500);

/// One booking, and who is killed during it.
#[derive(Debug, Clone)]
struct Round {
    trio: usize,
    week: i64,
    /// The house that asks.
    asker: usize,
    /// The house that is killed.
    victim: usize,
    /// When, in the time that an unhindered booking takes.
    after: f64,
    /// Whether the asker is killed before it has answered its person.
    in_the_request: bool,
    /// Whether nobody's calendar has been read for a while: then a Hold waits for that first.
    is_stale: bool,
    /// Whether the broker goes, too, and comes back after the one that was killed.
    broker_goes: bool,
    /// Whether somebody else wants the same time of one of the three, and is first to choose.
    rival: Option<bool>,
}

/// Every moment once, spread over asker and holders; the seed says which goes with which.
fn plan(seed: u64) -> Vec<Round> {
    let mut draw = Draw::from_seed(seed);
    let mut moments: Vec<u32> = (0..ROUNDS).collect();
    let mut rounds = Vec::new();
    for number in 0..ROUNDS as usize {
        let at = usize::from(draw.bytes::<1>()[0]) % moments.len();
        let asker = number % 3;
        let place = number / 3 % 3;
        let moment = 2.0 * f64::from(moments.swap_remove(at)) / f64::from(ROUNDS - 1);
        let broker_goes = number % 6 == 4;
        rounds.push(Round {
            trio: number % TRIOS,
            week: i64::try_from(number / TRIOS).unwrap(),
            asker,
            victim: (asker + place) % 3,
            // Early where the broker goes, while there is still something to lose.
            after: if broker_goes { moment / 4.0 } else { moment },
            in_the_request: false,
            is_stale: number % 3 == 0,
            broker_goes,
            rival: (number % 4 == 1).then_some(number % 8 == 1),
        });
    }
    // A few askers end before their person has heard anything.
    for (number, after) in [0.02, 0.1, 0.3].into_iter().enumerate() {
        rounds.push(Round {
            trio: number,
            week: 8,
            asker: number,
            victim: number,
            after,
            in_the_request: true,
            is_stale: false,
            broker_goes: false,
            rival: None,
        });
    }
    rounds
}

#[tokio::test]
async fn whoever_is_killed_and_when_every_booking_ends_in_the_same_way_everywhere() {
    // The broker forgets all it has when it goes: nothing may rest on its memory.
    let mut region = Region::start_with(TRIOS + 1, &["persistence false"]).await;
    let (first, took) = a_meeting_is_agreed(&region).await;
    let plan = plan(1);
    let offers = offers(&region, &plan).await;
    let rivals = rival_offers(&region, &plan, &offers).await;
    let mut meetings = Meetings::default();
    for (number, round) in plan.iter().enumerate() {
        let slower = if round.is_stale { 3.0 } else { 1.0 };
        let after = took.mul_f64(slower * round.after).min(LATEST);
        let offer = &offers[number];
        if round.is_stale {
            for house in &region.houses {
                house.calendars_age(&offer.search.party).await;
            }
        }
        if round.in_the_request {
            let id = killed_in_the_request(&mut region, round, offer, after).await;
            meetings.alone.push(id);
            continue;
        }
        meetings.chosen(round, offer, rivals[number].as_ref()).await;
        tokio::time::sleep(after).await;
        region.kill(round.victim);
        meetings.caught += usize::from(region.is_any_booking_open().await);
        if round.broker_goes {
            // What the others have sent to the dead node by now is gone with it.
            tokio::time::sleep(2 * took).await;
            region.broker.kill();
        }
        if number % 5 == 2 {
            // It falls again while it starts.
            region.begin(round.victim);
            tokio::time::sleep(after / 4).await;
            region.kill(round.victim);
        }
        region.restart(round.victim).await;
        if round.broker_goes {
            region.broker.run();
        }
    }
    region.at_rest(LIMIT).await;
    let books = region.close().await;
    assert_eq!(books.booking(&first).state, BookingState::Sealed);
    let ended = books.check();
    eprintln!(
        "{} kills, {} in the middle, {ended:?}",
        plan.len(),
        meetings.caught
    );
    meetings.check(&books);
}

/// Proposed, chosen, held, confirmed and sealed, with nobody killed. Gives the booking, and how long
/// it took from the choice on.
async fn a_meeting_is_agreed(region: &Region) -> (String, Duration) {
    let search = Search::begin(region.trio(0, 1), &day(0), &day(7)).await;
    let offer = search.best().await.unwrap();
    let began = Instant::now();
    let id = offer.choose().await.unwrap();
    let booking = offer.sealed(&id, LIMIT).await;
    let took = began.elapsed();
    assert_eq!(booking["state"], "sealed");
    assert_eq!(booking["start"], Value::from(offer.start.as_str()));
    region.at_rest(LIMIT).await;
    // What passed between the asker and one holder, as the holder's ledger has it.
    let exported = region.houses[2].command(&["ledger", "export"]);
    let rows: Vec<Value> = exported.lines().map(|line| line.parse().unwrap()).collect();
    let of = |direction: &str, kinds: [&str; 3]| {
        let passed = rows.iter().filter(|row| row["peer"] == NODES[1].0);
        let passed = passed.filter(|row| row["direction"] == direction);
        let passed = passed.filter_map(|row| row["type"].as_str());
        let passed: Vec<&str> = passed.filter(|kind| kinds.contains(kind)).collect();
        assert_eq!(passed, kinds);
    };
    of("in", ["hold", "confirm", "seal"]);
    of("out", ["held", "confirmed", "sealed"]);
    (id, took)
}

/// A start for every round, sought before anybody is killed.
async fn offers(region: &Region, plan: &[Round]) -> Vec<Offer> {
    let mut searches = Vec::new();
    for round in plan {
        let (from, to) = (day(7 * round.week), day(7 * round.week + 7));
        let party = region.trio(round.trio, round.asker);
        searches.push(Search::begin(party, &from, &to).await);
    }
    let mut offers = Vec::new();
    for search in searches {
        offers.push(search.best().await.expect("a whole week has a free time"));
    }
    offers
}

/// Somebody at another house who seeks the very same time of the one at the third house.
async fn rival_offers(region: &Region, plan: &[Round], offers: &[Offer]) -> Vec<Option<Offer>> {
    let mut searches = Vec::new();
    for (round, offer) in plan.iter().zip(offers) {
        searches.push(match round.rival {
            Some(_) => {
                let mut party = region.trio(RIVALS, (round.asker + 1) % 3);
                party[1] = offer.search.party[2].clone();
                Some(Search::begin(party, &offer.start, &offer.end()).await)
            }
            None => None,
        });
    }
    let mut all = Vec::new();
    for search in searches {
        all.push(match search {
            Some(search) => search.best().await,
            None => None,
        });
    }
    all
}

async fn killed_in_the_request(
    region: &mut Region,
    round: &Round,
    offer: &Offer,
    after: Duration,
) -> String {
    let kill = async {
        tokio::time::sleep(after).await;
        region.kill(round.victim);
    };
    let (answer, ()) = tokio::join!(offer.choose(), kill);
    region.restart(round.victim).await;
    let id = match answer {
        Some(id) => Some(id),
        None => offer.choose_again().await,
    };
    id.expect("nobody else wants this time")
}

/// What was begun, by the identifiers that people were given.
#[derive(Default)]
struct Meetings {
    /// Nobody else wanted the time.
    alone: Vec<String>,
    /// Two wanted the same.
    rivals: Vec<[String; 2]>,
    /// How many kills met a booking under way.
    caught: usize,
}

impl Meetings {
    async fn chosen(&mut self, round: &Round, offer: &Offer, rival: Option<&Offer>) {
        match (round.rival, rival) {
            (Some(is_first), Some(rival)) => {
                let pair = if is_first {
                    let other = rival.choose().await;
                    (offer.choose().await, other)
                } else {
                    (offer.choose().await, rival.choose().await)
                };
                if let (Some(one), Some(other)) = pair {
                    self.rivals.push([one, other]);
                }
            }
            // A calendar that is not read in time is as good as taken: then both ends are right.
            _ if round.is_stale => {
                offer.choose().await.expect("nobody else wants this time");
            }
            _ => {
                let id = offer.choose().await;
                self.alone.push(id.expect("nobody else wants this time"));
            }
        }
    }

    /// What a person was told has begun is known, and of two who wanted the same at most one has it.
    fn check(&self, books: &Books) {
        let is_sealed = |id: &String| books.booking(id).state == BookingState::Sealed;
        for [one, other] in &self.rivals {
            assert!(!(is_sealed(one) && is_sealed(other)), "{one} and {other}");
        }
        // Nothing but the clock stands in the others' way, and there are three minutes to decide.
        let open: Vec<_> = self.alone.iter().filter(|id| !is_sealed(id)).collect();
        assert!(open.is_empty(), "{open:?} were not agreed");
        // The kills must have met something.
        assert!(self.caught > 3, "{} kills in the middle", self.caught);
    }
}

//! Each limit of a message at its edge and one beyond it, as the receiver judges it.

use super::samples::{self, full};
use super::tree::{self, Item};
use crate::crossing::guard::Guard;
use crate::crossing::limits::{MOST_NAMED, keeps};
use crate::crossing::message::*;
use crate::crossing::{BODY_LIMIT, MessageType, body};
use crate::domain::consent::{CasePerson, ScopeRow};
use crate::domain::people::{DayHours, OfficeDay, Role, Weekday};
use crate::domain::seat::{PartySeat, SeatNo, Seated};
use crate::domain::{EnvelopeId, Instant, Interval, PlaceId, StaffId};

/// Whether the receiver takes it; the two ways to ask must agree.
fn passes(message: &Message) -> bool {
    let found = body::decode(&body::encode(message), Guard::builtin());
    assert_eq!(found.is_ok(), keeps(message));
    assert!(matches!(found, Ok(_) | Err(Refusal::Malformed)));
    found.is_ok()
}

fn ask(change: impl FnOnce(&mut Ask)) -> bool {
    let Message::Ask(mut ask) = full(MessageType::Ask) else {
        panic!("not an ask")
    };
    change(&mut ask);
    passes(&Message::Ask(ask))
}

fn query(change: impl FnOnce(&mut Query)) -> bool {
    ask(|ask| change(&mut ask.queries[0]))
}

fn hold(change: impl FnOnce(&mut Hold)) -> bool {
    let Message::Hold(mut hold) = full(MessageType::Hold) else {
        panic!("not a hold")
    };
    change(&mut hold);
    passes(&Message::Hold(hold))
}

fn cards(change: impl FnOnce(&mut StaffCards)) -> bool {
    let Message::StaffCards(mut cards) = full(MessageType::StaffCards) else {
        panic!("no cards")
    };
    change(&mut cards);
    passes(&Message::StaffCards(cards))
}

fn answer(starts: Vec<Instant>) -> bool {
    let Message::Answer(mut answer) = full(MessageType::Answer) else {
        panic!("not an answer")
    };
    answer.answers[0].starts = Starts::Named(starts);
    passes(&Message::Answer(answer))
}

fn starts(count: i64, apart: i64) -> Vec<Instant> {
    (0..count)
        .map(|at| Instant::from_minutes(30_000_000 + at * apart))
        .collect()
}

fn times<T: Clone>(one: &T, count: usize) -> Vec<T> {
    vec![one.clone(); count]
}

fn seats(like: &PartySeat, count: u8) -> Vec<PartySeat> {
    let seat = |at| PartySeat {
        seat: SeatNo(at),
        ..like.clone()
    };
    (0..count).map(seat).collect()
}

#[test]
fn an_ask_has_1_to_64_queries() {
    assert!(ask(|ask| ask.queries.truncate(1)));
    assert!(!ask(|ask| ask.queries.clear()));
    assert!(ask(|ask| ask.queries = times(&ask.queries[0], 64)));
    assert!(!ask(|ask| ask.queries = times(&ask.queries[0], 65)));
}

#[test]
fn a_query_has_1_to_96_candidates_in_order_on_the_quarter() {
    assert!(query(|query| query.starts = starts(1, 15)));
    assert!(!query(|query| query.starts.clear()));
    assert!(query(|query| query.starts = starts(96, 15)));
    assert!(!query(|query| query.starts = starts(97, 15)));
    assert!(!query(|query| query.starts.reverse()));
    assert!(!query(|query| query.starts = times(&query.starts[0], 2)));
    assert!(!query(|query| query.starts = starts(3, 5)));
}

#[test]
fn a_query_has_1_to_16_seats_that_lie_within_the_meeting() {
    assert!(query(|query| query.seats = times(&query.seats[0], 16)));
    assert!(!query(|query| query.seats = times(&query.seats[0], 17)));
    assert!(!query(|query| query.seats.clear()));
    assert!(query(|query| query.seats[0].to = query.length));
    assert!(!query(|query| query.seats[0].to = query.length + 1));
    assert!(!query(|query| query.seats[0].from = query.seats[0].to));
}

#[test]
fn a_meeting_lasts_5_minutes_to_a_day_in_steps_of_5() {
    for (length, fits) in [
        (5, true),
        (0, false),
        (4, false),
        (6, false),
        (1_440, true),
        (1_441, false),
        (1_445, false),
    ] {
        let set = |seats: &mut (u16, u16)| *seats = (0, length.min(3));
        assert_eq!(
            query(|query| {
                query.length = length;
                for seat in &mut query.seats {
                    let mut span = (0, 0);
                    set(&mut span);
                    (seat.from, seat.to) = span;
                }
            }),
            fits,
            "{length}"
        );
        assert_eq!(
            hold(|hold| {
                hold.length = length;
                for seat in &mut hold.party {
                    let mut span = (0, 0);
                    set(&mut span);
                    (seat.from, seat.to) = span;
                }
            }),
            fits,
            "{length}"
        );
    }
}

#[test]
fn an_answer_names_at_most_12_in_order() {
    assert_eq!(MOST_NAMED, 12);
    assert!(answer(Vec::new()));
    assert!(answer(starts(12, 15)));
    assert!(!answer(starts(13, 15)));
    let mut turned = starts(2, 15);
    turned.reverse();
    assert!(!answer(turned));
    assert!(!answer(times(&Instant::from_minutes(0), 2)));
    let Message::Answer(one) = full(MessageType::Answer) else {
        panic!("not an answer")
    };
    for (rows, fits) in [(64, true), (65, false)] {
        let mut many = one.clone();
        many.answers = times(&one.answers[0], rows);
        assert_eq!(passes(&Message::Answer(many)), fits);
    }
}

#[test]
fn a_hold_lives_2_minutes_to_72_hours_and_begins_on_5_minutes() {
    assert!(hold(|hold| hold.life = 2));
    assert!(!hold(|hold| hold.life = 1));
    assert!(hold(|hold| hold.life = 72 * 60));
    assert!(!hold(|hold| hold.life = 72 * 60 + 1));
    assert!(hold(|hold| hold.start = hold.start.plus_minutes(5)));
    assert!(!hold(|hold| hold.start = hold.start.plus_minutes(1)));
    assert!(!hold(|hold| hold.yours.clear()));
}

#[test]
fn a_party_has_1_to_16_seats_each_with_a_number_of_its_own() {
    for (count, fits) in [(1, true), (16, true), (0, false), (17, false)] {
        let set = |party: &mut Vec<PartySeat>| *party = seats(&party[0], count);
        assert_eq!(hold(|hold| set(&mut hold.party)), fits, "{count}");
        let Message::Seal(mut seal) = full(MessageType::Seal) else {
            panic!("not a seal")
        };
        set(&mut seal.party);
        assert_eq!(passes(&Message::Seal(seal)), fits, "{count}");
    }
    assert!(!hold(|hold| hold.party = times(&hold.party[0], 2)));
    assert!(hold(|hold| hold.party[0].to = hold.length));
    assert!(!hold(|hold| hold.party[0].to = hold.length + 1));
    assert!(!hold(|hold| hold.party[0].from = hold.party[0].to));
    let staff = StaffId::from_bytes([1; 16]);
    assert!(hold(|hold| hold.party[0].staff = times(&staff, 8)));
    assert!(!hold(|hold| hold.party[0].staff = times(&staff, 9)));
}

#[test]
fn so_many_are_seated_at_most() {
    let booking = crate::domain::BookingId::from_bytes([1; 16]);
    let one = Seated {
        seat: SeatNo(0),
        staff: StaffId::from_bytes([1; 16]),
    };
    for (count, fits) in [(0, true), (128, true), (129, false)] {
        let seated = times(&one, count);
        let held = Held {
            booking,
            seated: seated.clone(),
        };
        assert_eq!(passes(&Message::Held(held)), fits);
        assert_eq!(
            passes(&Message::Confirmed(Confirmed { booking, seated })),
            fits
        );
    }
}

#[test]
fn cards_come_in_numbered_parts_of_at_most_400() {
    for (part, parts, fits) in [
        (1, 1, true),
        (3, 3, true),
        (0, 1, false),
        (2, 1, false),
        (1, 0, false),
    ] {
        assert_eq!(
            cards(|cards| (cards.part, cards.parts) = (part, parts)),
            fits
        );
    }
    for (count, fits) in [(400, true), (401, false)] {
        assert_eq!(
            cards(|cards| cards.people = times(&cards.people[0], count)),
            fits
        );
        assert_eq!(
            cards(|cards| cards.teams = times(&cards.teams[0], count)),
            fits
        );
        assert_eq!(
            cards(|cards| cards.places = times(&cards.places[0], count)),
            fits
        );
    }
    let (day, place) = (Weekday::Monday, PlaceId::from_bytes([1; 16]));
    for (count, fits) in [(14, true), (15, false)] {
        let days = times(&OfficeDay { day, place }, count);
        assert_eq!(cards(|cards| cards.people[0].office_days = days), fits);
        let hours = DayHours {
            day,
            from: 0,
            to: 1,
        };
        let hours = times(&hours, count);
        assert_eq!(cards(|cards| cards.people[0].telephone_hours = hours), fits);
    }
    for (from, to, fits) in [
        (0, 1_440, true),
        (0, 1_441, false),
        (60, 60, false),
        (61, 60, false),
    ] {
        let hours = vec![DayHours { day, from, to }];
        assert_eq!(
            cards(|cards| cards.people[0].telephone_hours = hours),
            fits,
            "{from} {to}"
        );
    }
}

#[test]
fn a_note_says_at_most_four_times_when_its_writer_can_be_reached() {
    let Message::Note(mut note) = full(MessageType::Note) else {
        panic!("not a note")
    };
    let at = Instant::from_minutes;
    let reach = Interval::new(at(0), at(1)).unwrap();
    for (count, fits) in [(4, true), (5, false)] {
        note.reach = times(&reach, count);
        assert_eq!(passes(&Message::Note(note.clone())), fits);
    }
}

#[test]
fn a_consent_names_at_most_16_nodes_and_64_people() {
    let Message::ConsentGiven(given) = full(MessageType::ConsentGiven) else {
        panic!("not a consent")
    };
    let node: crate::domain::NodeId = "nav-nord".parse().unwrap();
    let row = ScopeRow {
        node: node.clone(),
        tells: true,
        hears: true,
    };
    let person = CasePerson {
        role: Role::Clinician,
        node,
        staff: StaffId::from_bytes([1; 16]),
    };
    for (nodes, people, fits) in [(16, 64, true), (17, 64, false), (16, 65, false)] {
        let mut given = given.clone();
        given.consent.scope = times(&row, nodes);
        given.consent.people = times(&person, people);
        assert_eq!(passes(&Message::ConsentGiven(given)), fits);
    }
}

#[test]
fn a_receipt_speaks_of_at_most_64_envelopes() {
    let Message::Receipt(mut receipt) = full(MessageType::Receipt) else {
        panic!("not a receipt")
    };
    let row = ReceiptRow {
        envelope: EnvelopeId::from_bytes([1; 16]),
        verdict: Verdict::Accepted,
    };
    for (count, fits) in [(MOST_RECEIPT_ROWS, true), (MOST_RECEIPT_ROWS + 1, false)] {
        receipt.rows = times(&row, count);
        assert_eq!(passes(&Message::Receipt(receipt.clone())), fits);
    }
}

/// Sets every text of a message to `text` and says whether one of them passes.
fn with_text(kind: MessageType, old: &str, text: &str) -> bool {
    let whole = tree::read(&body::encode(&full(kind)));
    let forged = whole.each(&|item| match item {
        Item::Text(found) if found == old => vec![Item::Text(text.to_owned())],
        _ => Vec::new(),
    });
    assert!(!forged.is_empty(), "{old} is not in it");
    let found: Vec<_> = forged
        .iter()
        .map(|item| body::decode(&item.bytes(), Guard::builtin()).is_ok())
        .collect();
    assert!(found.iter().all(|one| *one == found[0]));
    found[0]
}

#[test]
fn short_texts_keep_their_lengths_and_letters() {
    let cards = MessageType::StaffCards;
    for (text, fits) in [
        ("Å".repeat(80), true),
        ("Å".repeat(81), false),
        (String::new(), false),
        (" Siri".to_owned(), false),
        ("Siri\nDahl".to_owned(), false),
    ] {
        assert_eq!(with_text(cards, "Siri Dahl", &text), fits, "{text:?}");
    }
    for (text, fits) in [
        ("+12345678901234567890".to_owned(), true),
        ("123456789012345678901".to_owned(), false),
        ("12".to_owned(), false),
        ("ring meg 55001234".to_owned(), false),
    ] {
        assert_eq!(with_text(cards, "+47 00 00 11 01", &text), fits, "{text:?}");
    }
    for (text, fits) in [
        (format!("{}@b.no", "a".repeat(115)), true),
        (format!("{}@b.no", "a".repeat(116)), false),
        ("a@b@c.no".to_owned(), false),
        ("a b@c.no".to_owned(), false),
    ] {
        assert_eq!(
            with_text(cards, "siri.dahl@dps.test", &text),
            fits,
            "{text:?}"
        );
    }
    let url = "https://video.test/rom-1";
    for (text, fits) in [
        (format!("https://{}", "a".repeat(192)), true),
        (format!("https://{}", "a".repeat(193)), false),
        ("http://video.test/".to_owned(), false),
        ("https://v.test/ x".to_owned(), false),
    ] {
        assert_eq!(with_text(MessageType::Hold, url, &text), fits, "{text:?}");
    }
    for (text, fits) in [("ab", true), ("a", false), ("NAV", false), ("a/b", false)] {
        let old = "ab";
        assert_eq!(
            with_text(MessageType::ConsentWithdrawn, old, text),
            fits,
            "{text}"
        );
    }
}

#[test]
fn times_lie_in_the_years_1970_to_9999_and_intervals_are_not_empty() {
    let whole = tree::read(&body::encode(&full(MessageType::NoteSeen)));
    let at = |minutes: Item| {
        let Item::Array(parts) = &whole else { panic!() };
        let Item::Array(message) = &parts[1] else {
            panic!()
        };
        let Item::Array(fields) = &message[1] else {
            panic!()
        };
        let Item::Map(mut pairs) = fields[0].clone() else {
            panic!()
        };
        pairs[2].1 = minutes;
        let fields = Item::Array(vec![Item::Map(pairs)]);
        let message = Item::Array(vec![message[0].clone(), fields]);
        let body = Item::Array(vec![parts[0].clone(), message]).bytes();
        body::decode(&body, Guard::builtin()).is_ok()
    };
    assert!(at(Item::Int(0, 0)));
    assert!(at(Item::Int(0, 4_223_371_679)));
    assert!(!at(Item::Int(0, 4_223_371_680)));
    assert!(!at(Item::Int(0, u64::MAX)));
    assert!(!at(Item::Int(1, 0)));
}

#[test]
fn the_longest_messages_that_are_sent_fit_an_envelope() {
    let Message::Ask(mut ask) = full(MessageType::Ask) else {
        panic!("not an ask")
    };
    ask.queries.truncate(1);
    ask.queries[0].starts = starts(96, 15);
    ask.queries[0].seats = times(&ask.queries[0].seats[0], 16);
    assert!(body::encode(&Message::Ask(ask)).len() < BODY_LIMIT / 16);
    let Message::Receipt(mut receipt) = full(MessageType::Receipt) else {
        panic!("not a receipt")
    };
    receipt.rows = samples::refusals()
        .into_iter()
        .cycle()
        .take(MOST_RECEIPT_ROWS)
        .map(|why| ReceiptRow {
            envelope: EnvelopeId::from_bytes([9; 16]),
            verdict: Verdict::Refused(why),
        })
        .collect();
    assert!(body::encode(&Message::Receipt(receipt)).len() < BODY_LIMIT / 16);
    let Message::StaffCards(mut cards) = full(MessageType::StaffCards) else {
        panic!("no cards")
    };
    cards.people = times(&cards.people[0], 60);
    assert!(body::encode(&Message::StaffCards(cards)).len() < BODY_LIMIT / 2);
}

#[test]
fn shared_busy_time_is_in_order_apart_and_within_eight_weeks_of_its_version() {
    const WEEKS: i64 = 8 * 7 * 24 * 60;
    let shared = |spans: &[(i64, i64)]| {
        let busy = spans.iter().map(|(from, to)| {
            let at = |minutes| Instant::from_minutes(1_000 + minutes);
            Interval::new(at(*from), at(*to)).unwrap()
        });
        passes(&Message::BusyShare(BusyShare {
            staff: StaffId::from_bytes([1; 16]),
            version: 1_000,
            busy: Some(busy.collect()),
        }))
    };
    assert!(shared(&[]));
    assert!(shared(&[(0, 5), (10, WEEKS)]));
    assert!(!shared(&[(0, 5), (10, WEEKS + 1)]));
    assert!(!shared(&[(-1, 5)]));
    assert!(!shared(&[(0, 5), (5, 10)]), "they touch");
    assert!(!shared(&[(10, 15), (0, 5)]));
    let many = |n: i64| (0..n).map(|i| (i * 10, i * 10 + 5)).collect::<Vec<_>>();
    assert!(shared(&many(1_000)));
    assert!(!shared(&many(1_001)));
    let far = BusyShare {
        staff: StaffId::from_bytes([1; 16]),
        version: u64::MAX,
        busy: None,
    };
    assert!(!passes(&Message::BusyShare(far)));
}

//! What the three databases hold once their nodes have stopped, and whether it fits together: every
//! booking ended in the same way everywhere, nobody booked twice, nothing left behind.

use std::collections::{BTreeMap, BTreeSet};

use samband::domain::booking::{Booking, BookingState, PartyState};
use samband::domain::hold::{Hold, HoldState};
use samband::domain::seat::PartySeat;
use samband::domain::{BookingId, NodeId, StaffId};
use samband::store::{BookingRow, holds};
use serde_json::Value;

use super::House;
use crate::support::rows;

/// One node's part.
struct Book {
    node: NodeId,
    bookings: Vec<Booking>,
    holds: BTreeMap<BookingId, Hold>,
    cells: BTreeSet<(StaffId, i64, BookingId)>,
    /// What each letter is about, and what became of it.
    letters: Vec<String>,
    /// Notes that came, as `id peer`, and notes that went, with what became of them.
    notes_in: Vec<String>,
    notes_out: Vec<String>,
    mails: Vec<String>,
    outbox: Vec<String>,
    verified: Value,
}

/// Everything.
pub struct Books(Vec<Book>);

/// How many bookings ended in which way.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Ended {
    pub sealed: usize,
    pub released: usize,
    pub cancelled: usize,
}

impl Books {
    /// Reads the databases of nodes that do not run.
    pub async fn read(houses: &[House]) -> Self {
        let mut all = Vec::new();
        for house in houses {
            let store = house.store().await;
            let mut reader = store.reader().await.unwrap();
            let bookings = BookingRow::all(&mut reader).await.unwrap();
            let held = holds::all(&mut reader).await.unwrap();
            let cells = holds::cells(&mut reader).await.unwrap();
            drop(reader);
            store.close().await;
            let database = house.database();
            let letters = "SELECT about || ' ' || state AS line FROM letters";
            let came = "SELECT id || ' ' || peer AS line FROM notes WHERE direction = 'in'";
            let went = "SELECT id || ' ' || peer || ' ' || state AS line FROM notes
                WHERE direction = 'out'";
            let outbox = "SELECT kind || ' to ' || peer AS line FROM outbox";
            let verified = house.command(&["ledger", "verify", "--json"]);
            all.push(Book {
                node: house.name.parse().unwrap(),
                bookings,
                holds: held.into_iter().map(|hold| (hold.booking, hold)).collect(),
                cells: cells.into_iter().collect(),
                letters: rows::lines(&database, letters).await,
                notes_in: rows::lines(&database, came).await,
                notes_out: rows::lines(&database, went).await,
                mails: house.mails(),
                outbox: rows::lines(&database, outbox).await,
                verified: serde_json::from_str(&verified).unwrap(),
            });
        }
        Self(all)
    }

    /// A booking, wherever it was made.
    pub fn booking(&self, id: &str) -> &Booking {
        let id: BookingId = id.parse().unwrap();
        let mut all = self.0.iter().flat_map(|book| &book.bookings);
        all.find(|booking| booking.terms.booking == id)
            .expect("a booking that was promised is in a database")
    }

    /// Whether a note has come where it was sent.
    pub fn has_come(&self, note: &str) -> bool {
        let mut all = self.0.iter().flat_map(|book| &book.notes_in);
        all.any(|line| line.starts_with(note))
    }

    /// That all of it fits together. Says how the bookings ended.
    pub fn check(&self) -> Ended {
        let mut ended = Ended::default();
        for book in &self.0 {
            assert_eq!(book.outbox, [""; 0], "{} has things to send", book.node);
            assert_eq!(
                book.verified["verified"], true,
                "the ledger of {}",
                book.node
            );
            for booking in &book.bookings {
                self.ended(&book.node, booking, &mut ended);
            }
            self.nothing_is_left(book);
            book.nobody_twice();
            book.told();
            self.notes(book);
        }
        ended
    }

    fn ended(&self, asker: &NodeId, booking: &Booking, ended: &mut Ended) {
        let (id, state) = (booking.terms.booking, booking.state);
        let all_are = |wanted: PartyState| {
            let nodes = &booking.nodes;
            assert!(
                nodes.values().all(|state| *state == wanted),
                "{id} of {asker}: {nodes:?}"
            );
        };
        match state {
            BookingState::Sealed => {
                ended.sealed += 1;
                all_are(PartyState::Sealed);
            }
            BookingState::Released => {
                ended.released += 1;
                all_are(PartyState::Released);
            }
            BookingState::Cancelled => {
                ended.cancelled += 1;
                all_are(PartyState::Cancelled);
            }
            BookingState::Holding | BookingState::Confirming => {
                panic!("{id} of {asker} never ended: {state:?}")
            }
        }
        for book in self
            .0
            .iter()
            .filter(|book| booking.nodes.contains_key(&book.node))
        {
            let hold = book.holds.get(&id);
            let Some(hold) = hold else {
                // Who was never asked knows nothing of it.
                assert_eq!(
                    state,
                    BookingState::Released,
                    "{id} is unknown at {}",
                    book.node
                );
                continue;
            };
            assert_eq!(hold.asker, *asker);
            let at = &book.node;
            match state {
                BookingState::Sealed => {
                    assert_eq!(hold.state, HoldState::Sealed, "{id} at {at}");
                    let terms = hold.terms.as_ref().unwrap();
                    assert_eq!(terms.start, booking.terms.start, "{id} at {at}");
                    let (here, there) = (who(&terms.party), who(&booking.terms.party));
                    assert_eq!(here, there, "{id} at {at}");
                }
                _ => assert!(!is_live(hold), "{id} at {at}: {:?}", hold.state),
            }
        }
    }

    /// What went has come, and its sender knows; what came was sent, and its reader was told once.
    fn notes(&self, book: &Book) {
        let here = &book.node;
        for line in &book.notes_out {
            let words: Vec<&str> = line.split(' ').collect();
            let peer = self.0.iter().find(|other| other.node.as_str() == words[1]);
            let there = format!("{} {here}", words[0]);
            assert!(
                peer.unwrap().notes_in.contains(&there),
                "{line} from {here}"
            );
            assert!(
                ["delivered", "seen"].contains(&words[2]),
                "{line} from {here}"
            );
        }
        let went = self.0.iter().flat_map(|other| &other.notes_out);
        let to_here = went.filter(|line| line.split(' ').nth(1) == Some(here.as_str()));
        assert_eq!(to_here.count(), book.notes_in.len(), "notes at {here}");
        for line in &book.notes_in {
            let note = line.split(' ').next().unwrap();
            let told = book
                .letters
                .iter()
                .filter(|letter| letter.starts_with(note));
            let told: Vec<&String> = told.collect();
            assert_eq!(told, [&format!("{note} sent")], "at {here}");
        }
    }

    /// No seat is kept for a booking that its asker does not know as agreed.
    fn nothing_is_left(&self, book: &Book) {
        for hold in book.holds.values().filter(|hold| is_live(hold)) {
            let asker = self
                .0
                .iter()
                .find(|other| other.node == hold.asker)
                .unwrap();
            let known = |booking: &&Booking| booking.terms.booking == hold.booking;
            let booking = asker.bookings.iter().find(known);
            let agreed = booking.is_some_and(|booking| booking.state == BookingState::Sealed);
            assert!(
                agreed,
                "{} is {:?} at {}",
                hold.booking, hold.state, book.node
            );
        }
    }
}

fn is_live(hold: &Hold) -> bool {
    matches!(
        hold.state,
        HoldState::Held | HoldState::Confirmed | HoldState::Sealed
    )
}

/// Who sits where.
fn who(party: &[PartySeat]) -> Vec<(u8, Vec<StaffId>)> {
    let mut all: Vec<_> = party
        .iter()
        .map(|seat| (seat.seat.0, seat.staff.clone()))
        .collect();
    assert!(all.iter().all(|(_, staff)| staff.len() == 1), "{all:?}");
    all.sort_unstable();
    all
}

impl Book {
    /// Everybody's time is given away once: no two agreed meetings of a person share time, and the
    /// cells are those of the agreed meetings and no others.
    fn nobody_twice(&self) {
        let mut taken: BTreeMap<(StaffId, i64), BookingId> = BTreeMap::new();
        for hold in self.holds.values().filter(|hold| is_live(hold)) {
            let terms = hold.terms.as_ref().unwrap();
            let (first, length) = (terms.start.minutes() / 5, i64::from(terms.length) / 5);
            for seated in &hold.seated {
                for cell in first..first + length {
                    let before = taken.insert((seated.staff, cell), hold.booking);
                    assert_eq!(before, None, "{} is booked twice", seated.staff);
                }
            }
        }
        let wanted: BTreeSet<_> = taken
            .into_iter()
            .map(|((staff, cell), booking)| (staff, cell, booking))
            .collect();
        assert_eq!(self.cells, wanted, "the cells of {}", self.node);
    }

    /// Each of this node's people in an agreed meeting was invited once, and for what never came to
    /// be nobody was.
    fn told(&self) {
        let mut invited = 0;
        for hold in self.holds.values() {
            let about = hold.booking.to_string();
            let mine = self.letters.iter().filter(|line| line.starts_with(&about));
            let mine: Vec<_> = mine.collect();
            match hold.state {
                HoldState::Sealed => {
                    assert_eq!(mine.len(), hold.seated.len(), "{about} at {}", self.node);
                    assert!(mine.iter().all(|line| line.ends_with(" sent")), "{mine:?}");
                    invited += mine.len();
                }
                HoldState::Cancelled(_) => {}
                _ => assert_eq!(mine, Vec::<&String>::new(), "at {}", self.node),
            }
        }
        let mailed = |method: &str| {
            let word = format!("method={method}");
            self.mails
                .iter()
                .filter(|mail| mail.contains(&word))
                .count()
        };
        // Those that were called off were invited before, if the invitation had gone.
        let off = mailed("CANCEL");
        let many = mailed("REQUEST");
        assert!(
            (invited..=invited + off).contains(&many),
            "{many} at {}",
            self.node
        );
    }
}

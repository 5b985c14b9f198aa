//! An asker and one to four holders together: messages in any order, lost and repeated, clocks
//! apart. Safety after every step; liveness once the loss has ended.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::domain::hold::{Hold, HoldAnswer, HoldEffect, HoldEvent, HoldState};
use crate::domain::people::Role;
use crate::domain::seat::{SeatNo, SeatRole, Who};

const LIFE: Minutes = 10;
/// The meeting begins so many minutes after the choice; the clocks are at most 20 apart.
const STARTS_IN: i64 = 600;
const LENGTH: Minutes = 45;

fn node(number: usize) -> NodeId {
    format!("node-{number}").parse().unwrap()
}

fn staff(number: usize) -> StaffId {
    StaffId::from_bytes([number as u8 + 1; 16])
}

fn terms(holders: usize, hold: HoldKind, life: Minutes) -> Terms {
    let party = (0..holders).map(|number| PartySeat {
        seat: SeatNo(number as u8),
        role: SeatRole::Staff(Role::Clinician),
        who: Who::Person {
            node: node(number),
            staff: staff(number),
        },
        from: 0,
        to: LENGTH,
        required: true,
        guests_may_see: false,
        staff: Vec::new(),
    });
    Terms {
        booking: BookingId::from_bytes([7; 16]),
        hold,
        life,
        start: Instant::from_minutes(STARTS_IN),
        length: LENGTH,
        kind: MeetingKind::ThreeWay,
        venue: Venue::Phone,
        case: None,
        party: party.collect(),
    }
}

/// What is on its way.
#[derive(Debug, Clone, PartialEq)]
enum Letter {
    ToHolder(BookingEffect),
    ToAsker(usize, HoldAnswer),
}

/// What the weather and the people do.
#[derive(Debug, Clone)]
enum Doing {
    /// Something on its way arrives.
    Deliver(prop::sample::Index),
    /// Something that was ever sent arrives once more.
    Repeat(prop::sample::Index),
    Wait(i64),
    TickAsker,
    TickHolder(prop::sample::Index),
    /// A holder's calendar becomes busy, or free again.
    Busy(prop::sample::Index, bool),
    WithdrawAtAsker,
    WithdrawAtHolder(prop::sample::Index),
    LetGo,
    CallOff,
}

fn doing() -> impl Strategy<Value = Doing> {
    let any_index = any::<prop::sample::Index>;
    prop_oneof![
        12 => any_index().prop_map(Doing::Deliver),
        4 => any_index().prop_map(Doing::Repeat),
        2 => (1_i64..8).prop_map(Doing::Wait),
        1 => (100_i64..700).prop_map(Doing::Wait),
        1 => Just(Doing::TickAsker),
        2 => any_index().prop_map(Doing::TickHolder),
        1 => (any_index(), any::<bool>()).prop_map(|(who, busy)| Doing::Busy(who, busy)),
        1 => Just(Doing::WithdrawAtAsker),
        1 => any_index().prop_map(Doing::WithdrawAtHolder),
        1 => Just(Doing::LetGo),
        1 => Just(Doing::CallOff),
    ]
}

/// One holder with what it has done to the world.
struct Holder {
    clock: i64,
    hold: Option<Hold>,
    busy: bool,
    cells: bool,
    announced: u32,
    called_off: u32,
    promised: bool,
}

struct Model {
    now: i64,
    asker_clock: i64,
    booking: Booking,
    holders: Vec<Holder>,
    /// Sent and not yet arrived; kept in the sender's outbox until it has.
    waiting: Vec<Letter>,
    /// Everything that was ever sent.
    sent: Vec<Letter>,
}

impl Model {
    fn new(clocks: &[i64], asker_clock: i64) -> Self {
        let holders = clocks.iter().map(|clock| Holder {
            clock: *clock,
            hold: None,
            busy: false,
            cells: false,
            announced: 0,
            called_off: 0,
            promised: false,
        });
        let terms = terms(clocks.len(), HoldKind::Choosing, LIFE);
        let chosen = Instant::from_minutes(asker_clock);
        let (booking, effects) = Booking::choose(terms, staff(99), None, chosen);
        let mut model = Self {
            now: 0,
            asker_clock,
            booking,
            holders: holders.collect(),
            waiting: Vec::new(),
            sent: Vec::new(),
        };
        model.send(effects.into_iter().map(Letter::ToHolder));
        model
    }

    fn send(&mut self, letters: impl IntoIterator<Item = Letter>) {
        for letter in letters {
            self.waiting.push(letter.clone());
            self.sent.push(letter);
        }
    }

    fn asker_time(&self) -> Instant {
        Instant::from_minutes(self.now + self.asker_clock)
    }

    fn holder_time(&self, at: usize) -> Instant {
        Instant::from_minutes(self.now + self.holders[at].clock)
    }

    fn at_asker(&mut self, event: BookingEvent) {
        let now = self.asker_time();
        let before = self.booking.clone();
        let effects = self.booking.step(event.clone(), now);
        let once = self.booking.clone();
        assert!(
            self.booking.step(event.clone(), now).is_empty(),
            "{event:?} twice"
        );
        assert_eq!(once, self.booking, "{event:?} twice");
        if before.state != BookingState::Sealed && once.state == BookingState::Sealed {
            assert_eq!(before.state, BookingState::Confirming);
            assert!(now < before.decide_by, "decided too late");
            assert!(self.holders.iter().all(|holder| holder.promised));
        }
        if matches!(
            before.state,
            BookingState::Released | BookingState::Cancelled
        ) {
            assert_eq!(before.state, once.state, "revived by {event:?}");
            assert!(effects.is_empty());
        }
        self.send(effects.into_iter().map(Letter::ToHolder));
    }

    fn at_holder(&mut self, at: usize, event: HoldEvent) {
        let now = self.holder_time(at);
        let booking = self.booking.terms.booking;
        let agreed = matches!(
            self.booking.state,
            BookingState::Sealed | BookingState::Cancelled
        );
        let asker = node(0);
        let holder = &mut self.holders[at];
        let before = holder.hold.clone();
        let (after, effects) = Hold::step(before.clone(), booking, &asker, event.clone(), now);
        check_repeat(&after, &asker, &event, now, &effects);
        check_end(before.as_ref(), after.as_ref(), &event, now);
        for effect in &effects {
            match effect {
                HoldEffect::TakeCells => assert!(!std::mem::replace(&mut holder.cells, true)),
                HoldEffect::FreeCells => holder.cells = false,
                HoldEffect::Announce => {
                    assert!(agreed, "announced before it was agreed");
                    holder.announced += 1;
                }
                HoldEffect::AnnounceCancelled => holder.called_off += 1,
                HoldEffect::Answer(_) => {}
            }
        }
        assert!(holder.announced <= 1 && holder.called_off <= holder.announced);
        let sealed_before = before
            .as_ref()
            .is_some_and(|hold| hold.state == HoldState::Sealed);
        let ends_it = matches!(event, HoldEvent::Cancel(_) | HoldEvent::Release(_));
        if sealed_before && ends_it && now < Instant::from_minutes(STARTS_IN) {
            assert!(effects.contains(&HoldEffect::AnnounceCancelled));
        }
        let state = after.as_ref().map(|hold| hold.state);
        holder.promised |= state == Some(HoldState::Confirmed);
        let was_lapsed = before.is_some_and(|hold| hold.state == HoldState::Lapsed);
        if !was_lapsed {
            let sealed_late = state == Some(HoldState::Sealed) && holder.announced == 0;
            let live = after.as_ref().is_some_and(Hold::is_live) && !sealed_late;
            assert_eq!(live, holder.cells, "cells of {state:?}");
        }
        holder.hold = after;
        let answers = effects.into_iter().filter_map(|effect| match effect {
            HoldEffect::Answer(answer) => Some(Letter::ToAsker(at, answer)),
            _ => None,
        });
        self.send(answers.collect::<Vec<_>>());
    }

    fn arrive(&mut self, letter: Letter) {
        match letter {
            Letter::ToAsker(at, answer) => self.at_asker(event_of(node(at), answer)),
            Letter::ToHolder(effect) => {
                let (at, event) = self.event_at_holder(&effect);
                self.at_holder(at, event);
            }
        }
    }

    fn event_at_holder(&self, effect: &BookingEffect) -> (usize, HoldEvent) {
        let place = |node: &NodeId| -> usize { node.as_str()[5..].parse().unwrap() };
        let found = |at: usize| {
            let seated = Seated {
                seat: SeatNo(at as u8),
                staff: staff(at),
            };
            if self.holders[at].busy {
                Err(HoldRefusal::Taken)
            } else {
                Ok(vec![seated])
            }
        };
        match effect {
            BookingEffect::Hold(node) => {
                let at = place(node);
                let terms = Box::new(terms(self.holders.len(), HoldKind::Choosing, LIFE));
                let found = found(at);
                (at, HoldEvent::Asked { terms, found })
            }
            BookingEffect::Confirm(node) => {
                let still = found(place(node)).map(|_| ());
                (place(node), HoldEvent::Confirm { still })
            }
            BookingEffect::Seal(node) => {
                let party = self.booking.terms.party.clone();
                let venue = self.booking.terms.venue.clone();
                (place(node), HoldEvent::Seal { party, venue })
            }
            BookingEffect::Release(node, code) => (place(node), HoldEvent::Release(*code)),
            BookingEffect::Cancel(node, code) => (place(node), HoldEvent::Cancel(*code)),
        }
    }

    fn go(&mut self, doing: &Doing) {
        match doing {
            Doing::Deliver(index) if !self.waiting.is_empty() => {
                let letter = self.waiting.remove(index.index(self.waiting.len()));
                self.arrive(letter);
            }
            Doing::Deliver(_) => {}
            Doing::Repeat(index) => {
                let letter = self.sent[index.index(self.sent.len())].clone();
                self.arrive(letter);
            }
            Doing::Wait(minutes) => self.now += minutes,
            Doing::TickAsker => self.at_asker(BookingEvent::Tick),
            Doing::TickHolder(who) => {
                let at = who.index(self.holders.len());
                self.at_holder(at, HoldEvent::Tick);
                let now = self.holder_time(at);
                if let Some(hold) = &self.holders[at].hold {
                    assert!(hold.state != HoldState::Held || now < hold.expires);
                }
            }
            Doing::Busy(who, busy) => {
                let at = who.index(self.holders.len());
                self.holders[at].busy = *busy;
            }
            Doing::WithdrawAtAsker => self.at_asker(BookingEvent::ConsentWithdrawn),
            Doing::WithdrawAtHolder(who) => {
                self.at_holder(who.index(self.holders.len()), HoldEvent::ConsentWithdrawn);
            }
            Doing::LetGo => self.at_asker(BookingEvent::LetGo),
            // A meeting that has begun is not called off.
            Doing::CallOff if self.asker_time() >= self.booking.terms.start => {}
            Doing::CallOff => self.at_asker(BookingEvent::CallOff(CancelCode::Clash)),
        }
    }

    /// The loss ends: everything in an outbox arrives, and the clocks tick until nothing moves.
    fn drain(&mut self) {
        for _ in 0..10_000 {
            if self.waiting.is_empty() {
                let before = self.sent.len();
                self.at_asker(BookingEvent::Tick);
                for at in 0..self.holders.len() {
                    self.at_holder(at, HoldEvent::Tick);
                }
                if self.sent.len() == before && !self.booking.is_open() && self.now > 700 {
                    return;
                }
                self.now += 60;
            } else {
                let letter = self.waiting.remove(0);
                self.arrive(letter);
            }
        }
        panic!("it never comes to rest");
    }

    /// How it must stand when everything has come to rest.
    fn check_rest(&self) {
        let states: Vec<_> = self
            .holders
            .iter()
            .map(|holder| holder.hold.as_ref().map(|hold| hold.state))
            .collect();
        match self.booking.state {
            BookingState::Sealed => {
                assert!(states.iter().all(|state| *state == Some(HoldState::Sealed)));
                let all = |party| self.booking.nodes.values().all(|state| *state == party);
                assert!(all(PartyState::Sealed));
                for (at, seat) in self.booking.terms.party.iter().enumerate() {
                    assert_eq!(seat.staff, [staff(at)]);
                }
            }
            BookingState::Released | BookingState::Cancelled => {
                for (at, holder) in self.holders.iter().enumerate() {
                    let live = holder.hold.as_ref().is_some_and(Hold::is_live);
                    assert!(!live && !holder.cells, "node {at}: {states:?}");
                }
            }
            BookingState::Holding | BookingState::Confirming => panic!("still open"),
        }
    }
}

/// The same event once more gives the same answer and does nothing else, whatever the calendar says
/// by now.
fn check_repeat(
    after: &Option<Hold>,
    asker: &NodeId,
    event: &HoldEvent,
    now: Instant,
    effects: &[HoldEffect],
) {
    let answer = |effects: &[HoldEffect]| -> Vec<HoldEffect> {
        let answers = effects
            .iter()
            .filter(|e| matches!(e, HoldEffect::Answer(_)));
        answers.cloned().collect()
    };
    let mut again = event.clone();
    match &mut again {
        HoldEvent::Asked { found, .. } => *found = Err(HoldRefusal::Quota),
        HoldEvent::Confirm { still } if after.is_some() => *still = Err(HoldRefusal::Quota),
        _ => {}
    }
    let id = BookingId::from_bytes([7; 16]);
    let (twice, more) = Hold::step(after.clone(), id, asker, again, now);
    assert_eq!(&twice, after, "{event:?} twice");
    assert_eq!(more, answer(effects), "{event:?} twice");
}

/// What is over stays over, and a run-out hold is not confirmed.
fn check_end(before: Option<&Hold>, after: Option<&Hold>, event: &HoldEvent, now: Instant) {
    let Some(before) = before else { return };
    let after = after.expect("a hold is never forgotten");
    if matches!(event, HoldEvent::Confirm { .. }) && before.state == HoldState::Held {
        let in_time = now < before.expires;
        assert!(
            in_time || after.state == HoldState::Expired,
            "confirmed too late"
        );
    }
    let over = matches!(
        before.state,
        HoldState::Refused(_)
            | HoldState::Expired
            | HoldState::Released(_)
            | HoldState::Cancelled(_)
    );
    if over {
        assert_eq!(before, after, "revived by {event:?}");
    }
}

fn event_of(node: NodeId, answer: HoldAnswer) -> BookingEvent {
    match answer {
        HoldAnswer::Held(seated) => BookingEvent::Held(node, seated),
        HoldAnswer::HoldRefused(code) => BookingEvent::HoldRefused(node, code),
        HoldAnswer::Confirmed(seated) => BookingEvent::Confirmed(node, seated),
        HoldAnswer::ConfirmRefused(code) => BookingEvent::ConfirmRefused(node, code),
        HoldAnswer::Sealed => BookingEvent::Sealed(node),
        HoldAnswer::SealRefused(code) => BookingEvent::SealRefused(node, code),
        HoldAnswer::Released => BookingEvent::Released(node),
        HoldAnswer::Cancelled => BookingEvent::Cancelled(node),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn it_is_agreed_by_all_or_let_go_by_all_whatever_the_link_does(
        clocks in prop::collection::vec(-20_i64..20, 1..5),
        asker_clock in -20_i64..20,
        doings in prop::collection::vec(doing(), 0..60),
    ) {
        let mut model = Model::new(&clocks, asker_clock);
        for doing in &doings {
            model.go(doing);
        }
        model.drain();
        model.check_rest();
    }

    #[test]
    fn without_loss_or_delay_every_order_leads_to_a_seal_or_to_one_refusal_that_frees_all(
        clocks in prop::collection::vec(-20_i64..20, 1..5),
        order in prop::collection::vec(any::<prop::sample::Index>(), 40),
        busy in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut model = Model::new(&clocks, 0);
        if let Some(who) = busy {
            let at = who.index(clocks.len());
            model.holders[at].busy = true;
        }
        for index in order {
            model.go(&Doing::Deliver(index));
        }
        prop_assert!(model.waiting.is_empty());
        let wanted = if busy.is_some() { BookingState::Released } else { BookingState::Sealed };
        prop_assert_eq!(model.booking.state, wanted);
        model.check_rest();
        let announced: u32 = model.holders.iter().map(|holder| holder.announced).sum();
        prop_assert_eq!(announced as usize, if busy.is_some() { 0 } else { clocks.len() });
    }
}

#[test]
fn the_asker_decides_at_half_of_a_choosing_hold_and_an_hour_before_an_asking_one_ends() {
    let now = Instant::from_minutes(1_000);
    let decided = |hold, life| Booking::choose(terms(2, hold, life), staff(9), None, now).0;
    let choosing = decided(HoldKind::Choosing, 10);
    assert_eq!(choosing.decide_by, now.plus_minutes(5));
    let odd = decided(HoldKind::Choosing, 3);
    assert_eq!(odd.decide_by, Instant::from_millis(now.millis() + 90_000));
    let asking = decided(HoldKind::Asking, 48 * 60);
    assert_eq!(asking.decide_by, now.plus_minutes(47 * 60));
}

#[test]
fn a_node_speaks_for_its_own_seats_only() {
    let (mut booking, _) = Booking::choose(
        terms(2, HoldKind::Choosing, 10),
        staff(9),
        None,
        Instant::from_minutes(0),
    );
    let seats = |number: u8, who: usize| Seated {
        seat: SeatNo(number),
        staff: staff(who),
    };
    let both = vec![seats(0, 5), seats(1, 6)];
    booking.step(BookingEvent::Held(node(1), both), Instant::from_minutes(1));
    let filled: BTreeMap<_, _> = booking
        .terms
        .party
        .iter()
        .map(|seat| (seat.seat.0, seat.staff.clone()))
        .collect();
    assert_eq!(filled, BTreeMap::from([(0, vec![]), (1, vec![staff(6)])]));
    let stranger = BookingEvent::HoldRefused(node(7), HoldRefusal::Taken);
    assert!(booking.step(stranger, Instant::from_minutes(1)).is_empty());
    assert_eq!(booking.state, BookingState::Holding);
}

//! A holder's part alone: what is told and to whom, and whose word counts.

use super::*;
use crate::domain::booking::HoldKind;
use crate::domain::people::Role;
use crate::domain::seat::{SeatNo, SeatRole, Who};
use crate::domain::time::Minutes;
use crate::domain::{MeetingKind, StaffId};

const STARTS_IN: i64 = 600;
const LENGTH: Minutes = 45;

fn node(number: usize) -> NodeId {
    format!("node-{number}").parse().unwrap()
}

fn staff(number: u8) -> StaffId {
    StaffId::from_bytes([number + 1; 16])
}

fn terms(seats: u8) -> Terms {
    let party = (0..seats).map(|number| PartySeat {
        seat: SeatNo(number),
        role: SeatRole::Staff(Role::Clinician),
        who: Who::Person {
            node: node(usize::from(number)),
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
        hold: HoldKind::Choosing,
        life: 10,
        start: Instant::from_minutes(STARTS_IN),
        length: LENGTH,
        kind: MeetingKind::ThreeWay,
        venue: Venue::Phone,
        case: None,
        party: party.collect(),
    }
}

#[test]
fn a_meeting_sealed_after_its_time_tells_nobody_nor_does_its_cancelling() {
    let (t, asker) = (Instant::from_minutes, node(0));
    let terms = terms(1);
    let (id, party) = (terms.booking, terms.party.clone());
    let found = Ok(Vec::new());
    let terms = Box::new(terms);
    let over = t(STARTS_IN + i64::from(LENGTH));
    let mut hold = None;
    let mut go = |event, now| {
        let (after, effects) = Hold::step(hold.take(), id, &asker, event, now);
        hold = after;
        effects
    };
    go(HoldEvent::Asked { terms, found }, t(0));
    go(HoldEvent::Confirm { still: Ok(()) }, t(1));
    assert_eq!(go(HoldEvent::Tick, over), [HoldEffect::FreeCells]);
    let venue = Venue::Phone;
    let sealed = go(HoldEvent::Seal { party, venue }, over);
    assert_eq!(sealed, [HoldEffect::Answer(HoldAnswer::Sealed)]);
    let off = go(HoldEvent::Cancel(CancelCode::Unsaid), over);
    assert!(!off.contains(&HoldEffect::AnnounceCancelled));
}

#[test]
fn a_seal_does_not_say_who_sits_in_the_holders_own_seats() {
    let (t, asker) = (Instant::from_minutes, node(0));
    let terms = terms(2);
    let (id, mut party) = (terms.booking, terms.party.clone());
    let own = Seated {
        seat: SeatNo(1),
        staff: staff(1),
    };
    let asked = HoldEvent::Asked {
        terms: Box::new(terms),
        found: Ok(vec![own]),
    };
    let (hold, _) = Hold::step(None, id, &asker, asked, t(0));
    let confirm = HoldEvent::Confirm { still: Ok(()) };
    let (hold, _) = Hold::step(hold, id, &asker, confirm, t(1));
    party[0].staff = vec![staff(5)];
    party[1].staff = vec![staff(6)];
    let venue = Venue::Phone;
    let (hold, _) = Hold::step(hold, id, &asker, HoldEvent::Seal { party, venue }, t(2));
    let sealed = hold.unwrap().terms.unwrap().party;
    assert_eq!(sealed[0].staff, [staff(5)]);
    assert_eq!(sealed[1].staff, [staff(1)]);
}

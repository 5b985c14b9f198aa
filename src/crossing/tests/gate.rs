//! The whole matrix of the gate: type × zones × what the register says of the case.

use super::samples::{ZONES, bare, full};
use crate::crossing::gate::{CaseStanding, Route, decide, needs_consent, share_may_cross};
use crate::crossing::message::{ConsentGiven, Message, Refusal};
use crate::crossing::{MessageType, MessageType as T};
use crate::domain::consent::{Basis, Consent, ScopeRow};
use crate::domain::people::Home;
use crate::domain::{CaseRef, ConsentId, Instant, NodeId, StaffId, Zone};

const NOW: Instant = Instant::from_minutes(1_000);

fn node(name: &str) -> NodeId {
    name.parse().unwrap()
}

/// What is stopped without a consent, written down apart from the gate.
const UNDER_CONSENT: [MessageType; 6] =
    [T::Ask, T::Hold, T::Confirm, T::Seal, T::Note, T::NoteAnswer];

fn consent(change: impl FnOnce(&mut Consent)) -> Consent {
    let both = |name: &str| ScopeRow {
        node: node(name),
        tells: true,
        hears: true,
    };
    let mut consent = Consent {
        id: ConsentId::from_bytes([1; 16]),
        case: CaseRef::from_bytes([2; 16]),
        replaces: None,
        basis: Basis::Consent,
        by: node("teller"),
        to: None,
        scope: vec![both("teller"), both("hearer")],
        from: NOW,
        until: Some(NOW.plus_minutes(1)),
        inviting: node("teller"),
        people: Vec::new(),
        withdrawn: None,
    };
    change(&mut consent);
    consent
}

/// Consents in every standing, and whether each opens.
fn standings() -> Vec<(&'static str, Consent, bool)> {
    let hidden = |name: &'static str| {
        move |consent: &mut Consent| consent.scope.retain(|row| row.node != node(name))
    };
    let right = |name: &'static str, tells, hears| {
        move |consent: &mut Consent| {
            for row in consent
                .scope
                .iter_mut()
                .filter(|row| row.node == node(name))
            {
                (row.tells, row.hears) = (tells, hears);
            }
        }
    };
    vec![
        ("held", consent(|_| {}), true),
        ("without an end", consent(|c| c.until = None), true),
        ("not yet", consent(|c| c.from = NOW.plus_minutes(1)), false),
        ("ended", consent(|c| c.until = Some(NOW)), false),
        ("withdrawn", consent(|c| c.withdrawn = Some(NOW)), false),
        (
            "withdrawn later",
            consent(|c| c.withdrawn = Some(NOW.plus_minutes(9))),
            false,
        ),
        ("teller not in scope", consent(hidden("teller")), false),
        ("hearer not in scope", consent(hidden("hearer")), false),
        (
            "teller only hears",
            consent(right("teller", false, true)),
            false,
        ),
        (
            "hearer only tells",
            consent(right("hearer", true, false)),
            false,
        ),
        ("one way", consent(right("hearer", false, true)), true),
    ]
}

fn asked(
    message: &Message,
    zones: (Zone, Zone),
    standing: CaseStanding<'_>,
) -> Result<(), Refusal> {
    let (from, to) = (node("teller"), node("hearer"));
    let route = Route {
        from: &from,
        from_zone: zones.0,
        to: &to,
        to_zone: zones.1,
    };
    decide(message, route, standing, NOW)
}

fn zones() -> impl Iterator<Item = (Zone, Zone)> {
    ZONES
        .into_iter()
        .flat_map(|from| ZONES.into_iter().map(move |to| (from, to)))
}

fn messages() -> impl Iterator<Item = Message> {
    let kinds = MessageType::ALL.iter().copied();
    kinds
        .filter(|kind| *kind != T::ConsentGiven)
        .flat_map(|kind| [full(kind), bare(kind)])
}

#[test]
fn what_belongs_to_a_case_crosses_only_under_a_consent_that_holds() {
    let mut asked_times = 0;
    for message in messages() {
        let stopped = UNDER_CONSENT.contains(&message.kind());
        assert_eq!(needs_consent(message.kind()), stopped);
        for zones in zones() {
            for (name, consent, opens) in standings() {
                let found = asked(&message, zones, CaseStanding::Registered(&consent));
                let wanted = if opens || !stopped {
                    Ok(())
                } else {
                    Err(Refusal::Consent)
                };
                assert_eq!(found, wanted, "{:?} {name}", message.kind());
                asked_times += 1;
            }
            let unknown = asked(&message, zones, CaseStanding::Unknown);
            assert_eq!(unknown.is_err(), stopped, "{:?}", message.kind());
            let without = asked(&message, zones, CaseStanding::NoCase);
            let names_one = stopped && message.case().is_some();
            assert_eq!(without.is_err(), names_one, "{:?}", message.kind());
        }
    }
    assert_eq!(asked_times, 25 * 2 * 25 * 11);
}

#[test]
fn no_message_goes_to_its_own_node() {
    let here = node("teller");
    for message in messages().chain([full(T::ConsentGiven)]) {
        let route = Route {
            from: &here,
            from_zone: Zone::Nav,
            to: &here,
            to_zone: Zone::Nav,
        };
        let found = decide(&message, route, CaseStanding::NoCase, NOW);
        assert_eq!(found, Err(Refusal::Direction));
    }
}

#[test]
fn a_consent_is_told_by_who_registered_it_and_may() {
    let told = |zones, change: fn(&mut Consent)| {
        let consent = consent(change);
        let message = Message::ConsentGiven(ConsentGiven { consent });
        asked(&message, zones, CaseStanding::NoCase)
    };
    for (from, to) in zones() {
        let by_patient = if from.is_health() {
            Ok(())
        } else {
            Err(Refusal::Direction)
        };
        assert_eq!(told((from, to), |_| {}), by_patient, "{from:?} to {to:?}");
        let own = if from == Zone::Nav {
            Ok(())
        } else {
            Err(Refusal::Direction)
        };
        let found = told((from, to), |consent| consent.basis = Basis::Own);
        assert_eq!(found, own, "{from:?} to {to:?}");
    }
    let from_health = (Zone::SpecialistHealth, Zone::Nav);
    let direction = Err(Refusal::Direction);
    let refused = Err(Refusal::Consent);
    assert_eq!(told(from_health, |c| c.by = node("hearer")), direction);
    assert_eq!(told(from_health, |c| c.withdrawn = Some(NOW)), direction);
    assert_eq!(told(from_health, |c| c.until = Some(NOW)), refused);
    assert_eq!(told(from_health, |c| c.scope.truncate(1)), refused);
}

#[test]
fn busy_time_is_shared_with_the_home_that_the_card_names_and_with_nobody_else() {
    let home = |at: &str| Home {
        node: node(at),
        staff: StaffId::from_bytes([7; 16]),
    };
    let (teller, hearer) = (node("teller"), node("hearer"));
    for zone in ZONES {
        let route = Route {
            from: &teller,
            from_zone: zone,
            to: &hearer,
            to_zone: Zone::Nav,
        };
        assert_eq!(share_may_cross(Some(&home("hearer")), route), Ok(()));
        for card in [None, Some(home("teller")), Some(home("third"))] {
            let said = share_may_cross(card.as_ref(), route);
            assert_eq!(said, Err(Refusal::Direction), "{card:?}");
        }
    }
}

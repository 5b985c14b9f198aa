//! VEVENTs to stretches of a diary: which components belong together, and which revision of each
//! holds. What becomes of the instances of a recurring event is said in `instances`.

use std::collections::HashMap;

use super::fuel::Fuel;
use super::ical::Vevent;
use super::instances::{Override, Placed, Recurring};
use super::shape::Span;
use super::unreadable::NotReadable;
use super::zones::Zones;
use crate::domain::Instant;

/// Gives `take` everything in the events that keeps somebody from being free, perhaps outside the
/// window.
pub(super) fn each_stretch(
    events: &[Vevent],
    zones: &Zones,
    fuel: &mut Fuel,
    take: &mut impl FnMut(&Placed),
) -> Result<(), NotReadable> {
    for components in by_uid(events) {
        fuel.burn(20 * components.len() as u64)?;
        let (masters, overrides) = latest(&components, zones);
        for Override { event, .. } in &overrides {
            fuel.burn(10)?;
            let span = Span::of(event.start, event.finish, zones);
            take(&Placed::new(event.start, span, event.kind, zones));
        }
        for master in masters {
            Recurring::new(master, &overrides, zones, fuel)?.each(fuel, take)?;
        }
    }
    Ok(())
}

/// Components of one UID belong together, wherever they stand; one without UID is by itself.
fn by_uid(events: &[Vevent]) -> Vec<Vec<&Vevent>> {
    let mut groups: Vec<Vec<&Vevent>> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for event in events {
        let place = match &event.uid {
            Some(uid) => *places.entry(uid).or_insert(groups.len()),
            None => groups.len(),
        };
        match groups.get_mut(place) {
            Some(group) => group.push(event),
            None => groups.push(vec![event]),
        }
    }
    groups
}

/// The revisions that hold: of components with one RECURRENCE-ID (or none) those with the highest
/// SEQUENCE and then the latest DTSTAMP. Equals are all kept, so that the order in the file does not
/// decide, and so are those whose revision cannot be told.
fn latest<'d>(components: &[&'d Vevent], zones: &Zones) -> (Vec<&'d Vevent>, Vec<Override<'d>>) {
    let with_instance: Vec<(Option<Instant>, &'d Vevent)> = components
        .iter()
        .map(|event| {
            let stamp = event.replaces.map(|replaces| replaces.instance);
            (stamp.map(|stamp| zones.instant(stamp)), *event)
        })
        .collect();
    let mut best = HashMap::new();
    for (instance, event) in &with_instance {
        let held = best.entry(*instance).or_insert(event.revision);
        *held = (*held).max(event.revision);
    }
    let (mut masters, mut overrides) = (Vec::new(), Vec::new());
    for (instance, event) in with_instance {
        let holds = event.revision.is_none() || best.get(&instance) == Some(&event.revision);
        if !holds {
            continue;
        }
        match instance.zip(event.replaces) {
            None => masters.push(event),
            Some((instead_of, replaces)) => overrides.push(Override {
                instead_of,
                event,
                replaces,
            }),
        }
    }
    (masters, overrides)
}

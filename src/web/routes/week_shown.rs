//! The weeks of a search: when our own people are taken, and the times that all can. Of other
//! organisations nothing shows but the starts that they named.

use std::collections::BTreeSet;

use super::Desk;
use super::slot_shown::{Offered, meeting};
use crate::domain::seat::Who;
use crate::domain::{Interval, StaffId};
use crate::flows::availability::{Looking, of_people};
use crate::flows::propose::Search;
use crate::planning::availability::Audience;
use crate::store::PersonRow;
use crate::web::pages::week::{OwnPerson, WeekGrid, weeks};
use crate::web::refusal::Refused;

/// The weeks that have any of the times, with when our own people are taken.
///
/// # Errors
/// The database failed.
pub async fn shown(
    desk: &Desk,
    search: &Search,
    offered: &Offered<'_>,
) -> Result<Vec<WeekGrid>, Refused> {
    let times: Vec<Interval> = offered
        .slots()
        .filter_map(|slot| meeting(search, slot))
        .collect();
    let here = &desk.app.here().node;
    let named = search.party.iter().filter_map(|seat| match &seat.who {
        Who::Person { node, staff } if node == here => Some(*staff),
        _ => None,
    });
    let seated = offered
        .slots()
        .flat_map(|slot| slot.seated.iter().map(|(_, staff)| *staff));
    let own: BTreeSet<StaffId> = named.chain(seated).collect();
    let own = desk
        .app
        .look(desk.now, async |turn| {
            let mut people = Vec::new();
            for staff in own {
                people.extend(PersonRow::find(turn.tx.conn(), staff).await?);
            }
            let looking = Looking {
                window: search.window,
                venue: search.venue.clone(),
                audience: Audience::Colleague,
                beside: None,
                with_notice: false,
            };
            let available = of_people(turn, &people, &looking).await?;
            let taken = available.into_iter().map(|one| one.taken);
            Ok(people.into_iter().zip(taken).collect::<Vec<_>>())
        })
        .await?;
    let mut letters = Letters::default();
    let own: Vec<OwnPerson> = own
        .into_iter()
        .map(|(person, busy)| OwnPerson {
            letter: letters.of(person.name.as_str()),
            name: person.name.to_string(),
            busy,
        })
        .collect();
    let busy = desk.words.text("find-busy");
    let zone = &desk.app.here().time_zone;
    Ok(weeks(&times, &own, &desk.dates, zone, &busy))
}

/// A letter for each person, no two alike.
#[derive(Default)]
struct Letters(BTreeSet<char>);

impl Letters {
    fn of(&mut self, name: &str) -> char {
        let own = name.to_uppercase();
        let own = own.chars().filter(|letter| letter.is_alphabetic());
        let letter = own
            .chain('A'..='Z')
            .find(|letter| !self.0.contains(letter))
            .unwrap_or('?');
        self.0.insert(letter);
        letter
    }
}

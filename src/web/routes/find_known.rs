//! What the form of Finn tid chooses from: people, places and the reader's cases; and who is
//! proposed for each seat.

use super::Desk;
use super::find_form::{Filled, fields};
use super::roster::{Roster, person_value};
use crate::domain::consent::Consent;
use crate::domain::seat::Venue;
use crate::domain::{CaseRef, NodeId, StaffId};
use crate::store::{Conn, PlaceRow, StoreError, cases, peers};

/// What the form chooses from.
pub struct Known {
    /// Who can be met.
    pub roster: Roster,
    /// Where.
    pub places: Vec<KnownPlace>,
    /// The reader's cases whose consent holds.
    pub consents: Vec<Consent>,
}

/// A place to meet.
pub struct KnownPlace {
    /// What the form sends.
    pub value: String,
    /// What a person reads.
    pub label: String,
    /// The place itself.
    pub venue: Venue,
}

impl Known {
    /// As the rows have it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn read(conn: &mut Conn, desk: &Desk) -> Result<Self, StoreError> {
        let roster = Roster::read(conn, desk).await?;
        let mut consents = Vec::new();
        for row in &roster.surroundings.cases {
            let consent = cases::consent(conn, row.case).await?;
            consents.extend(consent.filter(|consent| consent.holds(desk.now)));
        }
        let places = places(conn, desk, &roster).await?;
        Ok(Self {
            roster,
            places,
            consents,
        })
    }

    /// The consent of a case, where it holds.
    #[must_use]
    pub fn consent(&self, case: CaseRef) -> Option<&Consent> {
        self.consents.iter().find(|consent| consent.case == case)
    }

    /// Who would sit in the seats of `kind`: those of the case, then `with`, then what was `sent`,
    /// then the reader.
    pub fn seats(
        &self,
        desk: &Desk,
        filled: &Filled,
        with: Option<(&NodeId, StaffId)>,
        sent: &[String],
    ) -> Vec<String> {
        let people = filled.case.and_then(|case| self.consent(case));
        let people = people.map_or(&[][..], |consent| &consent.people);
        let me = person_value(&desk.app.here().node, desk.me());
        let mut taken: Vec<String> = Vec::new();
        for (index, role) in fields(filled.kind).into_iter().enumerate() {
            let of_case = people
                .iter()
                .filter(|person| Some(person.role) == role)
                .map(|person| person_value(&person.node, person.staff));
            let with = with.map(|(node, staff)| person_value(node, staff));
            let sent = sent.get(index).cloned();
            let mut wanted = of_case
                .chain(with.filter(|_| role.is_some()))
                .chain(sent)
                .chain(role.map(|_| me.clone()));
            let fits = |value: &String| {
                !taken.contains(value) && self.roster.who(desk, role, value).is_some()
            };
            let found = wanted.find(fits).unwrap_or_default();
            taken.push(found);
        }
        taken
    }

    /// Where the first of those chosen usually is: for a case that is the clinician, and the
    /// participant knows the way there.
    #[must_use]
    pub fn usual_place(&self, filled: &Filled) -> Option<String> {
        let (node, staff) = filled.seats.first()?.split_once('.')?;
        let node: NodeId = node.parse().ok()?;
        let directory = &self.roster.surroundings.directory;
        let days = &directory.person(&node, staff.parse().ok()?)?.office_days;
        let often = |place| days.iter().filter(|day| day.place == place).count();
        let most = days.iter().max_by_key(|day| often(day.place))?;
        let value = format!("{node}.{}", most.place);
        let known = self.places.iter().any(|place| place.value == value);
        known.then_some(value)
    }
}

async fn places(
    conn: &mut Conn,
    desk: &Desk,
    roster: &Roster,
) -> Result<Vec<KnownPlace>, StoreError> {
    let here = desk.app.here().node.clone();
    let mut all = Vec::new();
    for row in PlaceRow::all(conn).await? {
        all.push(KnownPlace {
            value: format!("{here}.{}", row.card.id),
            label: row.name.to_string(),
            venue: Venue::At {
                node: here.clone(),
                place: row.card.id,
            },
        });
    }
    for (peer, _) in roster.surroundings.directory.peers() {
        for place in peers::places(conn, &peer.node).await? {
            all.push(KnownPlace {
                value: format!("{}.{}", peer.node, place.id),
                label: if place.name == peer.name {
                    place.name.to_string()
                } else {
                    format!("{}, {}", place.name, peer.name)
                },
                venue: Venue::At {
                    node: peer.node.clone(),
                    place: place.id,
                },
            });
        }
    }
    let elsewhere = |value: &str, label: String, venue| KnownPlace {
        value: value.to_owned(),
        label,
        venue,
    };
    let phone = desk.words.text("venue-phone");
    all.push(elsewhere("telefon", phone, Venue::Phone));
    let video = desk.words.text("place-video");
    all.push(elsewhere("video", video, Venue::Video { url: None }));
    Ok(all)
}

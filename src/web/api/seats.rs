//! Seats, places and times as the API writes them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{id, wrong};
use crate::domain::seat::{PartySeat, Pool, SeatNo, SeatRole, Venue, Who};
use crate::domain::{Instant, Minutes, NodeId, Role};
use crate::web::problem::Problem;

/// Who can fill a seat: a person, or any of a team or of those with a role.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeatWanted {
    /// The node of the organisation.
    pub node: String,
    /// A person's identifier.
    pub person: Option<String>,
    /// A team's identifier.
    pub team: Option<String>,
    /// A role, such as `clinician`; with `person` what the person is in the meeting.
    pub role: Option<String>,
}

impl SeatWanted {
    /// The seat with this number, present for the whole meeting.
    ///
    /// # Errors
    /// It names nobody, or more than one.
    pub fn seat(&self, number: u8, length: Minutes) -> Result<PartySeat, Problem> {
        let node = self.node()?;
        let role = match &self.role {
            Some(word) => Some(role(word)?),
            None => None,
        };
        let who = match (&self.person, &self.team, role) {
            (Some(person), None, _) => Who::Person {
                node,
                staff: id(person)?,
            },
            (None, Some(team), _) => Who::Any {
                node,
                pool: Pool::Team(id(team)?),
                n: 1,
            },
            (None, None, Some(role)) => Who::Any {
                node,
                pool: Pool::Role(role),
                n: 1,
            },
            _ => return Err(wrong("seats", "each has a person, a team or a role")),
        };
        Ok(PartySeat {
            seat: SeatNo(number),
            role: SeatRole::Staff(role.unwrap_or(Role::Clinician)),
            who,
            from: 0,
            to: length,
            required: true,
            guests_may_see: false,
            staff: Vec::new(),
        })
    }

    /// The node.
    ///
    /// # Errors
    /// It is not the name of one.
    pub fn node(&self) -> Result<NodeId, Problem> {
        self.node
            .parse()
            .map_err(|_| wrong("node", "the name of a node"))
    }
}

/// A role by its stable word.
///
/// # Errors
/// There is no such role.
pub fn role(word: &str) -> Result<Role, Problem> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).map_err(|_| {
        wrong(
            "role",
            "a role such as clinician, job_specialist or adviser",
        )
    })
}

/// Where a meeting is.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceWanted {
    /// `phone`, `video` or `at`.
    pub kind: String,
    /// With `at`: the node that told of the place.
    pub node: Option<String>,
    /// With `at`: the place's identifier.
    pub place: Option<String>,
}

impl PlaceWanted {
    /// The place.
    ///
    /// # Errors
    /// It is not one.
    pub fn venue(&self) -> Result<Venue, Problem> {
        match (self.kind.as_str(), &self.node, &self.place) {
            ("phone", None, None) => Ok(Venue::Phone),
            ("video", None, None) => Ok(Venue::Video { url: None }),
            ("at", Some(node), Some(place)) => Ok(Venue::At {
                node: node
                    .parse()
                    .map_err(|_| wrong("place.node", "the name of a node"))?,
                place: id(place)?,
            }),
            _ => Err(wrong(
                "place",
                "phone, video, or at with a node and a place",
            )),
        }
    }
}

/// A time in RFC 3339.
///
/// # Errors
/// It is not one.
pub fn time(field: &str, text: &str) -> Result<Instant, Problem> {
    let stamp: Result<jiff::Timestamp, _> = text.parse();
    stamp
        .map(Instant::from)
        .map_err(|_| wrong(field, "a time such as 2026-11-24T09:00:00Z"))
}

/// A seat as it is told.
#[derive(Debug, Serialize, ToSchema)]
pub struct SeatTold {
    /// Its number.
    pub seat: u8,
    /// The node that owns it.
    pub node: String,
    /// Who sits in it, where that is settled.
    pub people: Vec<String>,
}

/// A party as it is told.
#[must_use]
pub fn told(party: &[PartySeat]) -> Vec<SeatTold> {
    party
        .iter()
        .map(|seat| SeatTold {
            seat: seat.seat.0,
            node: seat.who.node().to_string(),
            people: seat.staff.iter().map(ToString::to_string).collect(),
        })
        .collect()
}

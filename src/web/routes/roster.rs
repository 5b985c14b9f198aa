//! Who can be met, as the choices of a form by organisation, and what seats are called on a page.

use super::note_shown::Surroundings;
use super::{Desk, Directory, absence};
use crate::domain::people::StaffCard;
use crate::domain::seat::{PartySeat, Pool, SeatRole, Who};
use crate::domain::{NodeId, Role, StaffId, TeamId};
use crate::store::{Conn, PeerState, PersonRow, StoreError, TeamRow, cases, peers};
use crate::web::pages::{Choice, ChoiceGroup};

/// Everybody that the reader's node can meet.
pub struct Roster {
    /// Who is who, and the reader's labels of cases.
    pub surroundings: Surroundings,
    teams: Vec<TeamOf>,
}

struct TeamOf {
    node: NodeId,
    id: TeamId,
    name: String,
    roles: Vec<Role>,
}

impl Roster {
    /// As the rows have it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn read(conn: &mut Conn, desk: &Desk) -> Result<Self, StoreError> {
        let surroundings = Surroundings {
            directory: Directory::read(conn, &desk.app).await?,
            cases: cases::of_person(conn, desk.me(), &desk.app.keyhole()).await?,
        };
        let here = &desk.app.here().node;
        let mut teams: Vec<TeamOf> = TeamRow::all(conn)
            .await?
            .into_iter()
            .map(|row| TeamOf {
                node: here.clone(),
                id: row.card.id,
                name: row.name.to_string(),
                roles: row.card.roles,
            })
            .collect();
        for (peer, _) in surroundings.directory.peers() {
            for team in peers::teams(conn, &peer.node).await? {
                teams.push(TeamOf {
                    node: peer.node.clone(),
                    id: team.id,
                    name: team.name.to_string(),
                    roles: team.roles,
                });
            }
        }
        Ok(Self {
            surroundings,
            teams,
        })
    }

    /// Organisations that can be asked, our own first, each with its bookable people.
    fn organisations<'a>(&'a self, desk: &'a Desk) -> Vec<(&'a NodeId, Vec<&'a StaffCard>)> {
        let directory = &self.surroundings.directory;
        let own = directory.own().iter();
        let own = own.filter(|person| person.is_bookable()).map(card);
        let mut all = vec![(&desk.app.here().node, own.collect())];
        for (peer, people) in directory.peers() {
            if peer.state == PeerState::Active {
                all.push((&peer.node, people.iter().collect()));
            }
        }
        all
    }

    /// Who can fill a seat of this role (none: of any), by organisation; with teams where `teams`.
    #[must_use]
    pub fn groups(
        &self,
        desk: &Desk,
        role: Option<Role>,
        chosen: &str,
        teams: bool,
    ) -> Vec<ChoiceGroup> {
        let fits = |roles: &[Role]| role.is_none_or(|role| roles.contains(&role));
        let choice = |value: String, label: String| Choice {
            chosen: value == chosen,
            value,
            label,
            ..Choice::default()
        };
        let group = |(node, people): (&NodeId, Vec<&StaffCard>)| {
            let people = people
                .into_iter()
                .filter(|card| fits(&card.roles))
                .map(|card| {
                    let back = self.surroundings.directory.back(node, card.id);
                    let label = absence::named(desk, card.name.to_string(), back);
                    choice(person_value(node, card.id), label)
                });
            let teams = self
                .teams
                .iter()
                .filter(|team| teams && team.node == *node && fits(&team.roles))
                .map(|team| choice(team_value(node, team.id), any_of(desk, &team.name)));
            ChoiceGroup {
                label: self.surroundings.directory.organisation(node),
                choices: people.chain(teams).collect(),
            }
        };
        let groups = self.organisations(desk).into_iter().map(group);
        groups.filter(|group| !group.choices.is_empty()).collect()
    }

    /// Who a form's value means, where it is one of the choices for this role.
    #[must_use]
    pub fn who(&self, desk: &Desk, role: Option<Role>, value: &str) -> Option<Who> {
        let offered = self
            .groups(desk, role, value, true)
            .into_iter()
            .any(|group| group.choices.iter().any(|choice| choice.chosen));
        let (node, id) = value.split_once('.').filter(|_| offered)?;
        let node = node.parse().ok()?;
        Some(match id.strip_prefix('t') {
            Some(team) => Who::Any {
                node,
                pool: Pool::Team(team.parse().ok()?),
                n: 1,
            },
            None => Who::Person {
                node,
                staff: id.parse().ok()?,
            },
        })
    }

    /// What somebody does in a seat of any role: the first role in which they can be met.
    #[must_use]
    pub fn role_of(&self, who: &Who) -> Option<Role> {
        let roles = match who {
            Who::Person { node, staff } => &self.surroundings.directory.person(node, *staff)?.roles,
            Who::Any {
                pool: Pool::Team(id),
                node,
                ..
            } => &self.team(node, *id)?.roles,
            _ => return None,
        };
        roles.iter().copied().find(|role| role.is_bookable())
    }

    fn team(&self, node: &NodeId, id: TeamId) -> Option<&TeamOf> {
        self.teams
            .iter()
            .find(|team| team.node == *node && team.id == id)
    }

    /// Whether somebody wants to be asked before a time is held.
    #[must_use]
    pub fn asks_first(&self, who: &Who) -> bool {
        match who {
            Who::Person { node, staff } => {
                let card = self.surroundings.directory.person(node, *staff);
                card.is_some_and(|card| card.asks_first)
            }
            _ => false,
        }
    }

    /// Who sits in a seat, or can: each a name.
    #[must_use]
    pub fn names(&self, desk: &Desk, seat: &PartySeat) -> Vec<String> {
        let directory = &self.surroundings.directory;
        let node = seat.who.node();
        if !seat.staff.is_empty() {
            let seated = seat.staff.iter();
            return seated
                .map(|staff| directory.name(node, *staff, desk.words))
                .collect();
        }
        vec![match &seat.who {
            Who::Person { staff, .. } => directory.name(node, *staff, desk.words),
            Who::Any { pool, .. } => match pool {
                Pool::Team(id) => self.team(node, *id).map_or_else(
                    || directory.organisation(node),
                    |team| any_of(desk, &team.name),
                ),
                Pool::Role(role) => desk.words.role(*role),
            },
            Who::Participant { .. } => desk.words.text("seat-participant"),
            Who::Guest { .. } => desk.words.text("seat-guest"),
        }]
    }

    /// A seat's role and organisation, as stands under a name.
    #[must_use]
    pub fn what(&self, desk: &Desk, seat: &PartySeat) -> String {
        let organisation = self.surroundings.directory.organisation(seat.who.node());
        match seat.role {
            SeatRole::Staff(role) => format!("{}, {organisation}", desk.words.role(role)),
            SeatRole::Participant | SeatRole::Guest => desk
                .words
                .text_with("seat-invited-by", &[("who", organisation.as_str().into())]),
        }
    }

    /// The first names of a party, joined as people say them: "Siri, Kari og Arne".
    #[must_use]
    pub fn spoken(&self, desk: &Desk, party: &[PartySeat]) -> String {
        let names = party.iter().flat_map(|seat| {
            let person = matches!(seat.who, Who::Person { .. }) || !seat.staff.is_empty();
            let whole = self.names(desk, seat).into_iter();
            whole.map(move |name| if person { first(&name) } else { name })
        });
        joined(desk, &names.collect::<Vec<_>>())
    }
}

const fn card(person: &PersonRow) -> &StaffCard {
    &person.card
}

fn any_of(desk: &Desk, team: &str) -> String {
    desk.words
        .text_with("seat-any-of", &[("team", team.into())])
}

/// What a form sends for a person.
#[must_use]
pub fn person_value(node: &NodeId, staff: StaffId) -> String {
    format!("{node}.{staff}")
}

fn team_value(node: &NodeId, team: TeamId) -> String {
    // `t` is no hexadecimal digit, so a team is never taken for a person.
    format!("{node}.t{team}")
}

/// What a form sends for who can fill a seat; none for a participant or guest.
#[must_use]
pub fn value_of(who: &Who) -> Option<String> {
    match who {
        Who::Person { node, staff } => Some(person_value(node, *staff)),
        Who::Any {
            node,
            pool: Pool::Team(team),
            ..
        } => Some(team_value(node, *team)),
        _ => None,
    }
}

/// The first name.
#[must_use]
pub fn first(name: &str) -> String {
    name.split_whitespace().next().unwrap_or(name).to_owned()
}

/// "Siri, Kari og Arne".
#[must_use]
pub fn joined(desk: &Desk, names: &[String]) -> String {
    match names.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, before)) => {
            let first = before.join(", ");
            let values = [
                ("first", first.as_str().into()),
                ("last", last.as_str().into()),
            ];
            desk.words.text_with("names-and", &values)
        }
    }
}

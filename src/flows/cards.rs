//! Staff cards: what this node tells its peers of its bookable people, and what it is told.

use super::cross::{Sending, send};
use super::posts;
use super::turn::{FlowError, Turn};
use crate::crossing::message::{MESSAGE_VERSION, Message, OrganisationCard, StaffCards, Versions};
use crate::domain::NodeId;
use crate::domain::people::{Place, StaffCard, Team};
use crate::store::peers::{PeerCard, settle_cards};
use crate::store::{NodeKey, PeerRow, PeerState, PersonRow, PlaceRow, TeamRow};

/// So many people go into one message: far below the largest envelope.
const PEOPLE_A_PART: usize = 60;

/// Queues the cards for every active peer that was not sent their newest version. Says for how
/// many.
///
/// # Errors
/// The database failed.
pub async fn tell_peers(turn: &mut Turn<'_>) -> Result<usize, FlowError> {
    let version = NodeKey::CardsVersion.number(turn.tx.conn()).await?;
    if version == 0 {
        return Ok(0);
    }
    let peers = PeerRow::all(turn.tx.conn()).await?;
    let mut told = 0;
    for peer in peers {
        if peer.state == PeerState::Active && peer.cards_sent < version {
            for message in messages(turn, version).await? {
                let sending = Sending {
                    deadline: Some(turn.now.plus_minutes(24 * 60)),
                    ..Sending::default()
                };
                send(turn, &peer.node, &Message::StaffCards(message), sending).await?;
            }
            PeerRow::cards_queued(turn.tx.conn(), &peer.node, version).await?;
            told += 1;
        }
    }
    Ok(told)
}

async fn messages(turn: &mut Turn<'_>, version: u64) -> Result<Vec<StaffCards>, FlowError> {
    let people: Vec<StaffCard> = PersonRow::all(turn.tx.conn())
        .await?
        .into_iter()
        .filter(PersonRow::is_bookable)
        .map(|person| person.card)
        .collect();
    let mut teams: Vec<Team> = TeamRow::all(turn.tx.conn())
        .await?
        .into_iter()
        .map(|row| row.card)
        .collect();
    for team in &mut teams {
        team.members
            .retain(|member| people.iter().any(|person| person.id == *member));
    }
    let places: Vec<Place> = PlaceRow::all(turn.tx.conn())
        .await?
        .into_iter()
        .map(|row| row.card)
        .collect();
    let chunks: Vec<&[StaffCard]> = if people.is_empty() {
        vec![&[]]
    } else {
        people.chunks(PEOPLE_A_PART).collect()
    };
    let parts = u16::try_from(chunks.len()).unwrap_or(u16::MAX);
    let organisation = OrganisationCard {
        name: turn.here.name.clone(),
        zone: turn.here.zone,
    };
    Ok(chunks
        .into_iter()
        .zip(1_u16..)
        .map(|(people, part)| StaffCards {
            version,
            part,
            parts,
            speaks: Versions {
                lowest: MESSAGE_VERSION,
                highest: MESSAGE_VERSION,
            },
            organisation: organisation.clone(),
            places: if part == 1 {
                places.clone()
            } else {
                Vec::new()
            },
            teams: if part == 1 { teams.clone() } else { Vec::new() },
            people: people.to_vec(),
        })
        .collect())
}

/// Takes a peer's cards. Older versions than the one known change nothing; what the newest version
/// no longer has is dropped with its last part.
///
/// # Errors
/// The database failed.
pub async fn take(turn: &mut Turn<'_>, from: &NodeId, cards: &StaffCards) -> Result<(), FlowError> {
    let Some(peer) = PeerRow::find(turn.tx.conn(), from).await? else {
        return Err(FlowError::Refused(
            crate::crossing::message::Refusal::Unknown,
        ));
    };
    if cards.version < peer.cards_version {
        return Ok(());
    }
    let people = cards.people.iter().cloned().map(PeerCard::Person);
    let teams = cards.teams.iter().cloned().map(PeerCard::Team);
    let places = cards.places.iter().cloned().map(PeerCard::Place);
    for card in people.chain(teams).chain(places) {
        card.put(turn.tx.conn(), from, cards.version).await?;
    }
    // Parts may come in any order, but each resend has them all: the last to come settles.
    if cards.part == cards.parts {
        settle_cards(
            turn.tx.conn(),
            from,
            cards.version,
            &cards.organisation.name,
        )
        .await?;
        posts::find_homes(turn, from).await?;
    }
    Ok(())
}

//! The ways between places: the administrator's table, with the places that peers have told of. A
//! peer's place is found by its node and the neutral name that it told, so a row waits until the
//! peer's cards are there; places at one street address are one house.

use super::turn::{FlowError, Turn};
use crate::domain::people::Place;
use crate::domain::{NodeId, PlaceId, ShortName};
use crate::planning::travel::Travel;
use crate::store::{Conn, PeerRow, PeerState, PlaceRow, StoreError, directory, peers};

/// The table as planning wants it.
///
/// # Errors
/// The database failed.
pub async fn table(turn: &mut Turn<'_>) -> Result<Travel, FlowError> {
    Ok(read(turn.tx.conn()).await?.travel)
}

/// A way that nobody has said anything about, which therefore counts an hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingWay {
    /// A place of this organisation, by the name at home.
    pub from: ShortName,
    /// The organisation of the other place; none: this one.
    pub node: Option<NodeId>,
    /// The other place, by the name known here.
    pub to: ShortName,
}

/// The ways from this organisation's places to its own and its active peers' that no row speaks of.
/// Of several places in one house the first is named.
///
/// # Errors
/// The database failed.
pub async fn missing(conn: &mut Conn) -> Result<Vec<MissingWay>, StoreError> {
    let known = read(conn).await?;
    let mut missing = Vec::new();
    let mut told: Vec<(PlaceId, PlaceId)> = Vec::new();
    for (index, from) in known.own.iter().enumerate() {
        let later = known.own.iter().skip(index + 1);
        let own = later.map(|to| (None, to.card.id, to.name.clone()));
        let peers = known.peers.iter().flat_map(|(node, places)| {
            let named = |place: &Place| (Some(node.clone()), place.id, place.name.clone());
            places.iter().map(named)
        });
        for (node, id, name) in own.chain(peers) {
            let here = from.card.id;
            let same = |(one, other): &(PlaceId, PlaceId)| {
                let is = |a, b| known.travel.one_house(a, b);
                (is(*one, here) && is(*other, id)) || (is(*one, id) && is(*other, here))
            };
            if known.travel.known(here, id).is_none() && !told.iter().any(same) {
                told.push((here, id));
                missing.push(MissingWay {
                    from: from.name.clone(),
                    node,
                    to: name,
                });
            }
        }
    }
    Ok(missing)
}

struct Ways {
    own: Vec<PlaceRow>,
    peers: Vec<(NodeId, Vec<Place>)>,
    travel: Travel,
}

async fn read(conn: &mut Conn) -> Result<Ways, StoreError> {
    let own = PlaceRow::all(conn).await?;
    let mut known = Vec::new();
    for peer in PeerRow::all(conn).await? {
        if peer.state == PeerState::Active {
            let places = peers::places(conn, &peer.node).await?;
            known.push((peer.node, places));
        }
    }
    let mut rows = directory::travel(conn).await?;
    for row in directory::travel_to_peers(conn).await? {
        let places = known.iter().filter(|(node, _)| *node == row.node);
        let named = places.flat_map(|(_, places)| places);
        let named = named.filter(|place| place.name == row.name);
        rows.extend(named.map(|place| (row.from, place.id, row.minutes)));
    }
    let own_cards = own.iter().map(|row| &row.card);
    let all: Vec<&Place> = own_cards
        .chain(known.iter().flat_map(|(_, places)| places))
        .collect();
    let at_one_address = all.iter().enumerate().flat_map(|(index, one)| {
        let later = all.iter().skip(index + 1);
        later
            .filter(|other| one.address.is_some() && one.address == other.address)
            .map(|other| (one.id, other.id))
    });
    let travel = Travel::new(rows, at_one_address);
    Ok(Ways {
        travel,
        peers: known,
        own,
    })
}

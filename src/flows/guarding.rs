//! The guard as this node asks it: the built-in rules, knowing the names, work telephones and
//! addresses that stand in its directory and on its peers' cards.

use super::turn::{FlowError, Turn};
use crate::crossing::guard::{Guard, GuardedText, Known};
use crate::store::{Conn, PeerRow, PersonRow, PlaceRow, StoreError, peers};

/// The guard with the directory.
///
/// # Errors
/// The database failed: then nothing can be judged, and the answer is no.
pub async fn guard(conn: &mut Conn) -> Result<Guard, StoreError> {
    let mut known = Known::default();
    for person in PersonRow::all(conn).await? {
        known.add_name(person.name.as_str());
        if let Some(phone) = &person.card.phone {
            known.add_phone(phone.as_str());
        }
    }
    for place in PlaceRow::all(conn).await? {
        add_place(
            &mut known,
            place.card.address.as_ref().map(|address| address.as_str()),
        );
    }
    for peer in PeerRow::all(conn).await? {
        for person in peers::people(conn, &peer.node).await? {
            known.add_name(person.name.as_str());
            if let Some(phone) = &person.phone {
                known.add_phone(phone.as_str());
            }
        }
        for place in peers::places(conn, &peer.node).await? {
            add_place(
                &mut known,
                place.address.as_ref().map(|address| address.as_str()),
            );
        }
    }
    Ok(Guard::knowing(known))
}

fn add_place(known: &mut Known, address: Option<&str>) {
    if let Some(address) = address {
        known.add_address(address);
    }
}

/// A text that passed the guard; none where there is nothing but white space.
///
/// # Errors
/// What the guard found, or the database failed.
pub async fn guarded(
    turn: &mut Turn<'_>,
    text: Option<&str>,
) -> Result<Option<GuardedText>, FlowError> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let guard = guard(turn.tx.conn()).await?;
    // A form sends its line ends as two characters.
    let text = text.replace("\r\n", "\n");
    GuardedText::new(&guard, &text)
        .map(Some)
        .map_err(FlowError::Guard)
}

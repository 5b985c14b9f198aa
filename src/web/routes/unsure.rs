//! Whose time is not known for certain: a colleague whose calendar can't be read counts as taken, and
//! only colleagues are told why. Other organisations learn nothing of it.

use super::Desk;
use crate::domain::StaffId;
use crate::domain::seat::{PartySeat, Who};
use crate::store::{Conn, LinkRow, PersonRow, StoreError};

/// The names of those of the reader's organisation in these seats whose calendars are in trouble or
/// have not been read for too long.
///
/// # Errors
/// The database failed.
pub async fn among(
    conn: &mut Conn,
    desk: &Desk,
    party: &[PartySeat],
) -> Result<Vec<String>, StoreError> {
    let here = &desk.app.here().node;
    let mut names = Vec::new();
    for seat in party {
        let Who::Person { node, staff } = &seat.who else {
            continue;
        };
        if node != here || !is_unsure(conn, desk, *staff).await? {
            continue;
        }
        let person = PersonRow::find(conn, *staff).await?;
        names.extend(person.map(|person| person.name.to_string()));
    }
    Ok(names)
}

async fn is_unsure(conn: &mut Conn, desk: &Desk, person: StaffId) -> Result<bool, StoreError> {
    let too_old = desk.app.here().rules.too_old(desk.now);
    let links = LinkRow::of_person(conn, person).await?;
    Ok(links.iter().any(|link| !link.is_relied_on(too_old)))
}

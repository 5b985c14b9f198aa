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
    let hours = i64::from(desk.app.here().rules.stale_hours);
    let too_old = desk.now.plus_minutes(-hours * 60);
    let links = LinkRow::of_person(conn, person).await?;
    Ok(links.iter().any(|link| {
        let fresh = link.last_good.is_some_and(|at| at > too_old);
        link.trouble.is_some() || !fresh
    }))
}

//! Who looks: the first parameter of every query that a page makes. And the calendars that they may
//! see.

use super::{Conn, LinkRow, StoreError};
use crate::domain::{Instant, LinkId, Role, StaffId};

/// The person that a page is made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// Who.
    pub staff: StaffId,
    /// What they do; read anew with each request.
    pub roles: Vec<Role>,
}

impl Viewer {
    /// Whether they link calendars, peers and people.
    #[must_use]
    pub fn is_administrator(&self) -> bool {
        self.roles.contains(&Role::Administrator)
    }

    /// The linked calendars that they may see: their own, and an administrator everybody's.
    ///
    /// # Errors
    /// The database failed.
    pub async fn calendars(&self, conn: &mut Conn) -> Result<Vec<LinkRow>, StoreError> {
        if self.is_administrator() {
            LinkRow::all(conn).await
        } else {
            LinkRow::of_person(conn, self.staff).await
        }
    }

    /// Makes a calendar that they may see due now. Says whether there is one.
    ///
    /// # Errors
    /// The database failed.
    pub async fn fetch_now(
        &self,
        conn: &mut Conn,
        link: LinkId,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let theirs = LinkRow::find(conn, link)
            .await?
            .is_some_and(|link| link.person == self.staff || self.is_administrator());
        if theirs {
            LinkRow::make_due(conn, link, now).await?;
        }
        Ok(theirs)
    }
}

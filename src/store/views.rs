//! Who looks: the first parameter of every query that a page makes.

use crate::domain::{Role, StaffId};

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
}

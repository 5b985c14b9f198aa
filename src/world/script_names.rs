//! Who is who in the region, for the script's report: seats with the names of those who sit in them.

use super::region::Region;
use super::script::ScriptError;
use crate::domain::seat::{PartySeat, SeatNo, Who};
use crate::domain::{Interval, NodeId, ShortName, StaffId};
use crate::flows::propose::{Search, Slot};
use crate::store::PersonRow;

/// A seat with the name of its organisation and of who sits in it.
#[derive(Debug, Clone)]
pub struct NamedSeat {
    /// Its number.
    pub seat: SeatNo,
    /// The node that owns it.
    pub organisation: NodeId,
    /// Who; none where that is not settled.
    pub person: Option<ShortName>,
}

/// Who is who in the region, for the report.
pub(super) struct Names(Vec<(NodeId, StaffId, ShortName)>);

impl Names {
    /// Everybody of the region.
    pub(super) async fn read(region: &Region) -> Result<Self, ScriptError> {
        let mut names = Vec::new();
        for node in &region.nodes {
            let mut reader = node.node().desk.store.reader().await?;
            for person in PersonRow::all(&mut reader).await? {
                names.push((node.organisation.node.clone(), person.id, person.name));
            }
        }
        Ok(Self(names))
    }

    fn name(&self, node: &NodeId, staff: StaffId) -> Option<ShortName> {
        let found = self.0.iter().find(|(at, id, _)| at == node && *id == staff);
        found.map(|(_, _, name)| name.clone())
    }

    /// A party with names.
    pub(super) fn seats(&self, party: &[PartySeat]) -> Vec<NamedSeat> {
        party
            .iter()
            .map(|seat| {
                let node = seat.who.node();
                let settled = seat.staff.first().copied();
                NamedSeat {
                    seat: seat.seat,
                    organisation: node.clone(),
                    person: settled.and_then(|staff| self.name(node, staff)),
                }
            })
            .collect()
    }

    /// A start to choose, with who would sit where.
    pub(super) fn slot(&self, search: &Search, slot: &Slot) -> (Interval, Vec<NamedSeat>) {
        let party: Vec<PartySeat> = search
            .party
            .iter()
            .map(|seat| {
                let named = match &seat.who {
                    Who::Person { staff, .. } => vec![*staff],
                    _ => Vec::new(),
                };
                let here = slot
                    .seated
                    .iter()
                    .filter(|(number, _)| *number == seat.seat);
                let mut staff: Vec<_> = here.map(|(_, staff)| *staff).collect();
                if staff.is_empty() {
                    staff = named;
                }
                PartySeat {
                    staff,
                    ..seat.clone()
                }
            })
            .collect();
        let end = slot.start.plus_minutes(i64::from(search.length));
        let interval = Interval::new(slot.start, end);
        // A length is at least 15 minutes, so the interval is there.
        let interval = interval.unwrap_or(search.window);
        (interval, self.seats(&party))
    }
}

//! How long it takes to get from one place to another, as the administrator says.

use std::collections::BTreeMap;

use crate::domain::{Minutes, PlaceId};

/// Minutes between places. The way back takes as long as the way there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Travel(BTreeMap<(PlaceId, PlaceId), Minutes>);

impl Travel {
    /// What a way takes that nobody has said anything about.
    pub const UNKNOWN: Minutes = 60;

    /// The table of these rows; of two rows for one way the longer counts.
    #[must_use]
    pub fn new(rows: impl IntoIterator<Item = (PlaceId, PlaceId, Minutes)>) -> Self {
        let mut table = BTreeMap::new();
        for (from, to, minutes) in rows {
            let known = table.entry(way(from, to)).or_insert(minutes);
            *known = minutes.max(*known);
        }
        Self(table)
    }

    /// Minutes from `from` to `to`: 0 within one place, [`Self::UNKNOWN`] where no row says.
    #[must_use]
    pub fn minutes(&self, from: PlaceId, to: PlaceId) -> Minutes {
        if from == to {
            return 0;
        }
        self.0.get(&way(from, to)).copied().unwrap_or(Self::UNKNOWN)
    }
}

fn way(from: PlaceId, to: PlaceId) -> (PlaceId, PlaceId) {
    (from.min(to), from.max(to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_is_as_long_back_and_an_unknown_one_is_an_hour() {
        let place = |byte| PlaceId::from_bytes([byte; 16]);
        let travel = Travel::new([(place(2), place(1), 25), (place(1), place(2), 30)]);
        assert_eq!(travel.minutes(place(1), place(2)), 30);
        assert_eq!(travel.minutes(place(2), place(1)), 30);
        assert_eq!(travel.minutes(place(1), place(1)), 0);
        assert_eq!(travel.minutes(place(1), place(3)), 60);
    }
}

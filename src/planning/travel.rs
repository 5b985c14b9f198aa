//! How long it takes to get from one place to another, as the administrator says.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{Minutes, PlaceId};

/// Minutes between places. The way back takes as long as the way there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Travel {
    /// For each place that is in the same house as others, the one that stands for them.
    houses: BTreeMap<PlaceId, PlaceId>,
    table: BTreeMap<(PlaceId, PlaceId), Minutes>,
}

impl Travel {
    /// What a way takes that nobody has said anything about.
    pub const UNKNOWN: Minutes = 60;

    /// The table of these rows; of two rows for one way the longer counts. Places with no minutes
    /// between them are one house, and so are the pairs of `same_house` that no row speaks of; what a
    /// row says of one place of a house holds for all of them.
    #[must_use]
    pub fn new(
        rows: impl IntoIterator<Item = (PlaceId, PlaceId, Minutes)>,
        same_house: impl IntoIterator<Item = (PlaceId, PlaceId)>,
    ) -> Self {
        let rows: Vec<_> = rows.into_iter().collect();
        let apart: BTreeSet<_> = rows
            .iter()
            .filter(|(.., minutes)| *minutes > 0)
            .map(|(from, to, _)| way(*from, *to))
            .collect();
        let joined = same_house.into_iter();
        let joined = joined.chain(
            rows.iter()
                .map(|(from, to, _)| (*from, *to))
                .filter(|pair| {
                    rows.iter()
                        .any(|(from, to, minutes)| *minutes == 0 && (*from, *to) == *pair)
                }),
        );
        let mut travel = Self::default();
        for (one, other) in joined.filter(|(one, other)| !apart.contains(&way(*one, *other))) {
            travel.join(one, other);
        }
        for (from, to, minutes) in rows {
            let key = way(travel.house(from), travel.house(to));
            let known = travel.table.entry(key).or_insert(minutes);
            *known = minutes.max(*known);
        }
        travel
    }

    fn join(&mut self, one: PlaceId, other: PlaceId) {
        let (one, other) = (self.house(one), self.house(other));
        let (stands, joins) = way(one, other);
        for house in self.houses.values_mut().filter(|house| **house == joins) {
            *house = stands;
        }
        self.houses.insert(joins, stands);
        self.houses.insert(stands, stands);
    }

    fn house(&self, place: PlaceId) -> PlaceId {
        self.houses.get(&place).copied().unwrap_or(place)
    }

    /// Minutes from `from` to `to`, where a row says so or the two are one house.
    #[must_use]
    pub fn known(&self, from: PlaceId, to: PlaceId) -> Option<Minutes> {
        let (from, to) = (self.house(from), self.house(to));
        if from == to {
            return Some(0);
        }
        self.table.get(&way(from, to)).copied()
    }

    /// Minutes from `from` to `to`: 0 within one house, [`Self::UNKNOWN`] where no row says.
    #[must_use]
    pub fn minutes(&self, from: PlaceId, to: PlaceId) -> Minutes {
        self.known(from, to).unwrap_or(Self::UNKNOWN)
    }

    /// Whether two places are one house.
    #[must_use]
    pub fn one_house(&self, one: PlaceId, other: PlaceId) -> bool {
        self.house(one) == self.house(other)
    }
}

fn way(from: PlaceId, to: PlaceId) -> (PlaceId, PlaceId) {
    (from.min(to), from.max(to))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn place(byte: u8) -> PlaceId {
        PlaceId::from_bytes([byte; 16])
    }

    #[test]
    fn a_way_is_as_long_back_and_an_unknown_one_is_an_hour() {
        let travel = Travel::new([(place(2), place(1), 25), (place(1), place(2), 30)], []);
        assert_eq!(travel.minutes(place(1), place(2)), 30);
        assert_eq!(travel.minutes(place(2), place(1)), 30);
        assert_eq!(travel.minutes(place(1), place(1)), 0);
        assert_eq!(travel.minutes(place(1), place(3)), 60);
        assert_eq!(travel.known(place(1), place(3)), None);
    }

    #[test]
    fn what_holds_for_one_place_of_a_house_holds_for_all_of_them() {
        let rows = [(place(1), place(5), 20), (place(3), place(2), 0)];
        let travel = Travel::new(rows, [(place(1), place(2)), (place(1), place(5))]);
        for here in [1, 2, 3] {
            assert_eq!(travel.minutes(place(here), place(5)), 20, "{here}");
            assert_eq!(travel.minutes(place(here), place(1)), 0, "{here}");
        }
        // A row says that 1 and 5 are not one house, whatever their address.
        assert!(!travel.one_house(place(1), place(5)));
    }

    proptest! {
        #[test]
        fn every_way_is_the_same_back_and_a_house_is_no_way(
            rows in prop::collection::vec((0_u8..6, 0_u8..6, 0_u16..90), 0..12),
            houses in prop::collection::vec((0_u8..6, 0_u8..6), 0..4),
        ) {
            let rows = rows.into_iter().filter(|(from, to, _)| from != to);
            let rows = rows.map(|(from, to, minutes)| (place(from), place(to), minutes));
            let houses = houses.into_iter().map(|(one, other)| (place(one), place(other)));
            let travel = Travel::new(rows, houses);
            for from in 0..6 {
                for to in 0..6 {
                    let there = travel.minutes(place(from), place(to));
                    prop_assert_eq!(there, travel.minutes(place(to), place(from)));
                    if travel.one_house(place(from), place(to)) {
                        prop_assert_eq!(there, 0);
                    }
                    for third in 0..6 {
                        if travel.one_house(place(to), place(third)) {
                            prop_assert_eq!(there, travel.minutes(place(from), place(third)));
                        }
                    }
                }
            }
        }
    }
}

//! The map of the house in `src/lib.rs`: which rooms there are and on which floor. The other
//! checks take the floors from it; here it is compared with the folders and the modules.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{Finding, House, Source, assert_clean};

/// The map.
const MAP: &str = "src/lib.rs";

/// The floor of each room, as the map tells.
pub fn floors(house: &House) -> BTreeMap<String, u8> {
    let map = house.sources.iter().find(|source| source.path == MAP);
    map.map(rows).unwrap_or_default()
}

/// The rows `//! | floor | [`room`] | …`.
fn rows(map: &Source) -> BTreeMap<String, u8> {
    let row = |line: &str| {
        let mut cells = line.strip_prefix("//! |")?.split('|').map(str::trim);
        let floor = cells.next()?.parse().ok()?;
        let room = cells.next()?.trim_matches(['[', ']', '`']);
        Some((room.to_owned(), floor))
    };
    map.text.lines().filter_map(row).collect()
}

/// Rooms that the map, the folders and the modules do not agree on.
fn differences(house: &House) -> Vec<Finding> {
    let drawn: BTreeSet<String> = floors(house).into_keys().collect();
    let built: BTreeSet<String> = house.sources.iter().filter_map(Source::room).collect();
    let Some(map) = house.sources.iter().find(|source| source.path == MAP) else {
        return vec![Source::made_up(MAP, "").finding(1, "there is no map")];
    };
    let declared: BTreeSet<String> = map
        .text
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .map(str::to_owned)
        .collect();
    let mut findings = Vec::new();
    for room in drawn
        .union(&built)
        .chain(&declared)
        .collect::<BTreeSet<_>>()
    {
        let missing = [
            (&drawn, "in the map"),
            (&built, "a folder"),
            (&declared, "a module"),
        ];
        for (_, place) in missing.iter().filter(|(rooms, _)| !rooms.contains(room)) {
            findings.push(map.finding(1, format!("room `{room}` is not {place}")));
        }
    }
    findings
}

#[test]
fn the_map_shows_the_rooms_that_there_are() {
    let house = House::real();
    assert!(floors(house).len() >= 19, "the map could not be read");
    assert_clean(&differences(house));
}

#[test]
fn a_room_that_is_not_everywhere_is_found() {
    let map = "//! | floor | room |\n//! |---|---|\n//! | 0 | [`domain`] | words |\n//! | 1 | [`attic`] | gone |\n\npub mod domain;\npub mod web;\n";
    let house = House::new(vec![
        Source::made_up(MAP, map),
        Source::made_up("src/domain/mod.rs", ""),
        Source::made_up("src/cellar/mod.rs", ""),
    ]);
    let found: Vec<String> = differences(&house).into_iter().map(|f| f.what).collect();
    assert_eq!(
        found,
        [
            "room `attic` is not a folder",
            "room `attic` is not a module",
            "room `cellar` is not in the map",
            "room `cellar` is not a module",
            "room `web` is not in the map",
            "room `web` is not a folder",
        ]
    );
}

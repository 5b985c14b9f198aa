//! A room uses only rooms on lower floors: never one on its own floor, never one above. Tests
//! inside `src/` keep to it too; whole stories stand in `tests/stories/`.

use std::collections::BTreeMap;

use super::map;
use super::paths::{CodePath, paths};
use super::source::{Finding, House, Source, assert_clean};

/// Uses of rooms that are not below.
fn looks_up(house: &House) -> Vec<Finding> {
    let floors = map::floors(house);
    let of_rooms = house
        .sources
        .iter()
        .filter(|source| source.room().is_some());
    of_rooms
        .flat_map(|source| in_file(source, &floors))
        .collect()
}

fn in_file(source: &Source, floors: &BTreeMap<String, u8>) -> Vec<Finding> {
    let room = source.room().unwrap_or_default();
    let all = paths(source).all;
    let faults = all.iter().filter_map(|path| {
        let what = fault(&room, path, floors)?;
        Some(source.finding(path.line, what))
    });
    faults.collect()
}

fn fault(room: &str, path: &CodePath, floors: &BTreeMap<String, u8>) -> Option<String> {
    let target = path.in_crate()?;
    let Some(used) = target.first() else {
        let hidden = path.in_use && path.alias.is_some();
        return hidden.then(|| "gives the crate's root another name: name the room".to_owned());
    };
    if used == "*" {
        return Some("imports all rooms: name the room".to_owned());
    }
    let (own, other) = (floors.get(room)?, floors.get(used)?);
    (used != room && other >= own).then(|| {
        format!("`{room}` (floor {own}) uses `{used}` (floor {other}), which is not below")
    })
}

#[test]
fn no_room_uses_one_that_is_not_below() {
    assert_clean(&looks_up(House::real()));
}

#[cfg(test)]
fn found(path: &str, text: &str) -> usize {
    let map =
        "//! | 0 | [`domain`] |\n//! | 3 | [`flows`] |\n//! | 4 | [`web`] |\n//! | 4 | [`jobs`] |";
    let house = House::new(vec![
        Source::made_up("src/lib.rs", map),
        Source::made_up(path, text),
    ]);
    looks_up(&house).len()
}

#[test]
fn a_look_up_or_sideways_is_found_however_it_is_written() {
    for text in [
        "use crate::web::page;",
        "use crate::{domain::Clock, jobs};",
        "fn f() { crate::web::page() }",
        "fn f() { super::super::web::page() }",
        "mod deep { fn f() { super::super::super::web::page() } }",
        "use super::super::jobs as low;",
        "use crate as house;",
        "use super::super as house;",
        "use crate::*;",
        "fn f() { samband::web::page() }",
        "fn f() { println!(\"{}\", crate::jobs::NAME) }",
        "#[cfg(test)] mod tests { use crate::web::page; }",
        "pub use crate::web;",
        "type A = Vec<crate::web::Page>;",
    ] {
        assert_eq!(found("src/flows/book.rs", text), 1, "{text}");
    }
    assert_eq!(found("src/web/mod.rs", "use super::jobs;"), 1);
    assert_eq!(found("src/web/mod.rs", "use crate::jobs;"), 1);
}

#[test]
fn a_look_down_or_at_home_is_allowed() {
    for text in [
        "use crate::domain::Clock;",
        "use super::hold; use super::super::domain;",
        "fn f() { crate::flows::hold() }",
        "//! See [`crate::web`].\nfn f() {}",
        "fn f() { other::web::page(); web::page(); x.web() }",
        "pub(crate) fn f() {} pub(in crate::flows) fn g() {}",
    ] {
        assert_eq!(found("src/flows/book.rs", text), 0, "{text}");
    }
}

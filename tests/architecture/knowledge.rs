//! What a room may not know: the pure rooms do no I/O and nothing asynchronous; nobody below
//! `node` reads the clock or draws randomness, and nobody below `settings` reads the environment.

use super::map;
use super::paths::paths;
use super::source::{Finding, House, Source, assert_clean};

/// Rooms that are functions of their arguments only.
const PURE: [&str; 3] = ["domain", "planning", "crossing"];

/// First parts of paths that do I/O or wait.
const OUTSIDE: [&str; 12] = [
    "tokio",
    "tokio_util",
    "futures_util",
    "tracing",
    "std::fs",
    "std::net",
    "std::process",
    "std::thread",
    "std::io",
    "std::env",
    "std::time::Instant",
    "getrandom",
];

/// Ends of paths that tell the time of day.
const CLOCKS: [&str; 6] = [
    "SystemTime::now",
    "SystemTime",
    "Timestamp::now",
    "Zoned::now",
    "Utc::now",
    "Local::now",
];

/// What rooms know that they may not.
fn forbidden(house: &House) -> Vec<Finding> {
    let floors = map::floors(house);
    let floor = |room: &str| floors.get(room).copied().unwrap_or(u8::MAX);
    let (node, settings) = (floor("node"), floor("settings"));
    let real = house.sources.iter().filter(|source| !house.is_test(source));
    let mut findings = Vec::new();
    for source in real {
        let Some(room) = source.room() else { continue };
        for path in paths(source).all.iter().filter(|path| !path.in_test) {
            let text = path.parts.join("::");
            let what = if PURE.contains(&room.as_str()) && begins(&text, &OUTSIDE) {
                "is pure and may not reach outside"
            } else if floor(&room) < node && ends(&text, &CLOCKS) && !is_argument(&text) {
                "may not read the clock: take `now` or a `Clock`"
            } else if floor(&room) < node && begins(&text, &["getrandom", "rand"]) {
                "may not draw randomness: take a `Draw`"
            } else if floor(&room) < settings && begins(&text, &["std::env"]) && !is_constant(&text)
            {
                "may not read the environment: take a settings struct"
            } else {
                continue;
            };
            findings.push(source.finding(path.line, format!("`{room}` {what} (`{text}`)")));
        }
    }
    findings
}

fn begins(path: &str, starts: &[&str]) -> bool {
    let whole = |rest: &str| rest.is_empty() || rest.starts_with("::");
    starts
        .iter()
        .any(|start| path.strip_prefix(start).is_some_and(whole))
}

fn ends(path: &str, ends: &[&str]) -> bool {
    let whole = |rest: &str| rest.is_empty() || rest.ends_with("::");
    ends.iter()
        .any(|end| path.strip_suffix(end).is_some_and(whole))
}

/// A library may want a `SystemTime` made from a given moment: naming the type is no reading.
fn is_argument(path: &str) -> bool {
    path.ends_with("SystemTime")
}

/// `std::env::consts` says what the program was built for.
fn is_constant(path: &str) -> bool {
    path.starts_with("std::env::consts")
}

#[test]
fn no_room_knows_what_it_may_not() {
    assert_clean(&forbidden(House::real()));
}

#[cfg(test)]
fn found(path: &str, text: &str) -> usize {
    let map = "//! | 0 | [`domain`] |\n//! | 4 | [`web`] |\n//! | 5 | [`settings`] |\n//! | 6 | [`node`] |";
    let house = House::new(vec![
        Source::made_up("src/lib.rs", map),
        Source::made_up(path, text),
    ]);
    forbidden(&house).len()
}

#[test]
fn reaching_outside_is_found_and_what_is_allowed_is_not() {
    for text in [
        "use std::fs;",
        "async fn f() { tokio::spawn(x) }",
        "use std::{fmt, net::IpAddr};",
    ] {
        assert_eq!(found("src/domain/mod.rs", text), 1, "{text}");
        assert_eq!(found("src/web/mod.rs", text), 0, "{text}");
    }
    for text in [
        "fn f() { std::time::SystemTime::now(); }",
        "fn f() { jiff::Timestamp::now() }",
        "use jiff::Zoned; fn f() { Zoned::now() }",
        "fn f() { std::env::var(\"X\") }",
        "fn f() { getrandom::fill(&mut x) }",
    ] {
        assert_eq!(found("src/web/mod.rs", text), 1, "{text}");
        assert_eq!(found("src/node/mod.rs", text), 0, "{text}");
    }
    assert_eq!(
        found("src/settings/mod.rs", "fn f() { std::env::vars() }"),
        0
    );
    assert_eq!(
        found(
            "src/web/mod.rs",
            "fn f(at: SystemTime) { std::env::consts::OS }"
        ),
        0
    );
    assert_eq!(
        found(
            "src/web/mod.rs",
            "#[cfg(test)] mod tests { fn f() { Zoned::now() } }"
        ),
        0
    );
}

//! Each library that the house depends on for one task has a home, and is named nowhere else. So
//! it can be changed in one room. Unit tests may use what they need.

use super::paths::{CodePath, paths};
use super::source::{Finding, House, Source, assert_clean};

/// Libraries by the name they have in code, and the rooms that may name them. `main` is
/// `src/main.rs`.
const HOMES: [(&[&str], &[&str]); 13] = [
    (&["sqlx"], &["store"]),
    (
        &["reqwest", "openidconnect", "md5", "simple_dns"],
        &["http"],
    ),
    (&["rumqttc"], &["link"]),
    (
        &["lettre", "mail_parser", "async_imap", "mail_auth"],
        &["mail"],
    ),
    (
        &["hpke", "ed25519_dalek", "chacha20poly1305", "ring"],
        &["seal"],
    ),
    (&["sha2"], &["seal", "crossing", "http"]),
    (
        &[
            "axum",
            "axum_extra",
            "askama",
            "askama_web",
            "tower_http",
            "utoipa",
            "utoipa_axum",
        ],
        &["web", "world"],
    ),
    (&["fluent_templates", "unic_langid"], &["words"]),
    (
        &["rrule", "icalendar", "quick_xml", "chrono", "chrono_tz"],
        &["calendars"],
    ),
    (&["minicbor"], &["crossing"]),
    (&["config"], &["settings"]),
    (&["clap"], &["cli"]),
    (&["anyhow"], &["cli", "main"]),
];

/// Uses of a library outside its home, and libraries that their home passes on.
fn away_from_home(house: &House) -> Vec<Finding> {
    let real = house.sources.iter().filter(|source| !house.is_test(source));
    real.flat_map(in_file).collect()
}

fn in_file(source: &Source) -> Vec<Finding> {
    let stem = source
        .path
        .trim_start_matches("src/")
        .trim_end_matches(".rs");
    let room = source.room().unwrap_or_else(|| stem.to_owned());
    let paths = paths(source);
    let outside_tests = paths.all.iter().filter(|path| !path.in_test);
    let faults = outside_tests.filter_map(|path| {
        let library = path
            .parts
            .first()
            .filter(|name| !paths.own_names.contains(*name))?;
        let what = fault(&room, library, path)?;
        Some(source.finding(path.line, what))
    });
    faults.collect()
}

fn fault(room: &str, library: &str, path: &CodePath) -> Option<String> {
    if path.parts.len() == 1 && !path.in_use {
        return None; // A word that is not a path: a variable, an attribute.
    }
    let (_, homes) = HOMES
        .iter()
        .find(|(libraries, _)| libraries.contains(&library))?;
    if !homes.contains(&room) {
        return Some(format!(
            "`{library}` is used outside its home ({})",
            homes.join(", ")
        ));
    }
    (path.passed_on && path.module.len() <= 1).then(|| {
        format!("`{library}` is passed on out of its home: give the room a type of its own")
    })
}

#[test]
fn libraries_stay_at_home() {
    assert_clean(&away_from_home(House::real()));
}

#[cfg(test)]
fn found(path: &str, text: &str) -> usize {
    away_from_home(&House::new(vec![Source::made_up(path, text)])).len()
}

#[test]
fn a_library_away_from_home_is_found_however_it_is_written() {
    for text in [
        "use sqlx::Row;",
        "use sqlx;",
        "use {std::fmt, sqlx as db};",
        "fn f() { sqlx::query(\"\") }",
        "fn f() -> ::sqlx::Row {}",
        "impl ::sqlx::Thing for X {}",
        "#[derive(Debug, sqlx::FromRow)] struct A;",
        "fn f() { info!(x = sqlx::y()) }",
    ] {
        assert_eq!(found("src/flows/book.rs", text), 1, "{text}");
    }
    assert_eq!(found("src/store/mod.rs", "pub use sqlx::Row;"), 1);
    assert_eq!(found("src/main.rs", "fn main() { clap::x() }"), 1);
}

#[test]
fn a_library_at_home_or_in_a_test_is_allowed() {
    assert_eq!(
        found(
            "src/store/mod.rs",
            "use sqlx::Row; fn f() { sqlx::query(\"\") }"
        ),
        0
    );
    assert_eq!(found("src/seal/mod.rs", "use sha2::Digest;"), 0);
    assert_eq!(found("src/main.rs", "fn main() { anyhow::bail!(\"\") }"), 0);
    for text in [
        "#[cfg(test)] mod tests { use axum::Router; }",
        "use super::config; fn f() { config::read() }",
        "mod config; fn f() { config::read() }",
        "//! Like `sqlx::query`.\nfn f(config: u8) { config; x.config() }",
    ] {
        assert_eq!(found("src/http/mod.rs", text), 0, "{text}");
    }
}

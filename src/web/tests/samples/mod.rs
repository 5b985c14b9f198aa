//! The invented region as pages show it: Kari Nes of Nordfjell kommune, a Tuesday in March.

mod calendars;
mod cases;
mod doors;
mod find;
mod meetings;
mod notes;
mod today;

use askama::Template;

use crate::domain::{Instant, Language, Role};
use crate::web::chrome::{Chrome, Link, Person, Scheme, Section};
use crate::web::pages::Choice;
use crate::words::{Dates, Words};

/// Every page by a file name.
pub fn all() -> Vec<(String, String)> {
    let mut pages = Vec::new();
    for language in Language::ALL {
        let add = |pages: &mut Vec<(String, String)>, name: &str, html: String| {
            let name = match language {
                Language::Nb => name.to_owned(),
                other => format!("{}-{name}", other.code()),
            };
            pages.push((name, html));
        };
        for (name, html) in in_language(language) {
            add(&mut pages, name, html);
        }
    }
    pages
}

fn in_language(language: Language) -> Vec<(&'static str, String)> {
    let mut pages = Vec::new();
    pages.extend(today::all(language));
    pages.extend(notes::all(language));
    pages.extend(find::all(language));
    pages.extend(meetings::all(language));
    pages.extend(cases::all(language));
    pages.extend(calendars::all(language));
    pages.extend(doors::all(language));
    pages
}

pub fn page(template: &impl Template) -> String {
    template.render().unwrap()
}

/// Kari Nes, jobbspesialist.
pub fn chrome(language: Language, section: Section, path: &str) -> Chrome {
    let words = Words::new(language);
    Chrome {
        words,
        scheme: Scheme::Auto,
        section,
        person: Some(Person {
            name: "Kari Nes".to_owned(),
            role: words.role(Role::JobSpecialist),
        }),
        organisation: "Nordfjell kommune".to_owned(),
        csrf: "c2FtYmFuZA".to_owned(),
        path: path.to_owned(),
        waiting: 2,
        notice: None,
        footer: vec![
            link("/personvern", words.text("footer-privacy")),
            link("/tilgjengelighet", words.text("footer-accessibility")),
        ],
    }
}

pub fn link(href: &str, label: String) -> Link {
    Link {
        href: href.to_owned(),
        label,
    }
}

/// Tuesday 3 March 2026 at 09.20 in Oslo.
pub fn now() -> Instant {
    at("2026-03-03T08:20:00Z")
}

pub fn at(text: &str) -> Instant {
    text.parse::<jiff::Timestamp>().unwrap().into()
}

pub fn dates(language: Language) -> Dates {
    Dates::new(
        language,
        jiff::tz::TimeZone::get("Europe/Oslo").unwrap(),
        now(),
    )
}

pub fn oslo() -> jiff::tz::TimeZone {
    jiff::tz::TimeZone::get("Europe/Oslo").unwrap()
}

pub fn text(text: &str) -> String {
    text.to_owned()
}

pub fn choice(value: &str, label: &str, chosen: bool) -> Choice {
    Choice {
        value: text(value),
        label: text(label),
        chosen,
        ..Choice::default()
    }
}

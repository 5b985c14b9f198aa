//! Kalendere: fine and broken ones, and the form.

use crate::domain::{Language, Role};
use crate::web::chrome::{Section, Tone};
use crate::web::pages::{
    CalendarFormPage, CalendarRow, CalendarsPage, Choice, Errors, PersonCalendars, Share, Tag,
    Trouble,
};
use crate::words::Words;

use super::{at, choice, chrome, dates, page, text};

pub fn all(language: Language) -> Vec<(&'static str, String)> {
    vec![
        ("kalendere", page(&calendars(language))),
        ("kalender-ny", page(&calendar_form(language, false))),
        ("kalender-feil", page(&calendar_form(language, true))),
    ]
}

fn calendars(language: Language) -> CalendarsPage {
    let words = Words::new(language);
    let dates = dates(language);
    let synced = |when: &str, next: &str| {
        words.text_with(
            "calendar-synced",
            &[
                ("when", dates.stamp(at(when)).as_str().into()),
                ("next", dates.clock(at(next)).as_str().into()),
            ],
        )
    };
    let row = |id: &str, kind: &str, from: &str, state: &str, tone| CalendarRow {
        id: text(id),
        kind: words.text(kind),
        from: text(from),
        synced: synced("2026-03-03T08:15:00Z", "2026-03-03T08:30:00Z"),
        state: Tag {
            text: words.text(state),
            tone,
        },
        trouble: None,
    };
    let broken = |id: &str, kind: &str, error: (&str, &str), state: &str, tone| CalendarRow {
        synced: synced("2026-03-02T15:40:00Z", "2026-03-03T08:30:00Z"),
        trouble: Some(Trouble {
            title: words.text(error.0),
            text: words.text(error.1),
        }),
        ..row(id, kind, "kalender.nordfjell.example", state, tone)
    };
    let person = |name: &str, role, me: bool, calendars| PersonCalendars {
        name: text(name),
        role: words.role(role),
        away: (!me).then(|| {
            let day = dates.date("2026-03-16".parse().unwrap());
            words.text_with("person-away", &[("day", day.as_str().into())])
        }),
        me,
        may_change: me,
        complete: me,
        other_posts: if me {
            vec![words.text_with("post-not-shared", &[("who", "Nav Nordfjell".into())])]
        } else {
            vec![]
        },
        calendars,
    };
    CalendarsPage {
        chrome: chrome(language, Section::Calendars, "/kalendere"),
        may_link: true,
        summary: Some(text("Én av 4 kalendere virker ikke.")),
        none_what: text(
            "Uten kalender kan ingen finne tid med denne personen. Be administratoren koble til en kalender.",
        ),
        share: Some(Share {
            what: words.text_with("post-share-what", &[("who", "Fjordheim helse".into())]),
            agreed: true,
        }),
        missing_ways: vec![text("Helsehuset – Legesenteret (Fjordheim helse)")],
        people: vec![
            person(
                "Kari Nes",
                Role::JobSpecialist,
                true,
                vec![
                    row(
                        "k1",
                        "calendar-kind-ics",
                        "kalender.nordfjell.example",
                        "calendar-fine",
                        Tone::Success,
                    ),
                    broken(
                        "k2",
                        "calendar-kind-caldav",
                        ("calendar-error-login-title", "calendar-error-login"),
                        "calendar-broken",
                        Tone::Danger,
                    ),
                ],
            ),
            person(
                "Ola Strand",
                Role::JobSpecialist,
                false,
                vec![
                    broken(
                        "k3",
                        "calendar-kind-graph",
                        (
                            "calendar-error-unreachable-title",
                            "calendar-error-unreachable",
                        ),
                        "calendar-old",
                        Tone::Warning,
                    ),
                    broken(
                        "k4",
                        "calendar-kind-fhir",
                        (
                            "calendar-error-unreadable-title",
                            "calendar-error-unreadable",
                        ),
                        "calendar-old",
                        Tone::Warning,
                    ),
                ],
            ),
            person(
                "Ingrid Vik",
                Role::MethodSupervisor,
                false,
                vec![CalendarRow {
                    synced: words.text("calendar-never"),
                    ..broken(
                        "k5",
                        "calendar-kind-ics",
                        ("calendar-error-gone-title", "calendar-error-gone"),
                        "calendar-broken",
                        Tone::Danger,
                    )
                }],
            ),
            person("Per Haugen", Role::Coordinator, false, vec![]),
        ],
    }
}

fn calendar_form(language: Language, wrong: bool) -> CalendarFormPage {
    let words = Words::new(language);
    let kind = |value: &str, key: &str, hint: &str, chosen| Choice {
        hint: Some(words.text(hint)),
        ..choice(value, &words.text(key), chosen)
    };
    let mut errors = Errors::default();
    if wrong {
        errors.add("adresse", words.text("calendar-error-unreachable-title"));
        errors.add("passord", words.text("calendar-error-login-title"));
    }
    CalendarFormPage {
        chrome: chrome(language, Section::Calendars, "/kalendere/ny"),
        id: wrong.then(|| text("k2")),
        people: if wrong {
            vec![
                choice("kari", "Kari Nes", true),
                choice("ola", "Ola Strand", false),
            ]
        } else {
            vec![]
        },
        kinds: vec![
            kind("ics", "calendar-kind-ics", "calendar-kind-ics-hint", true),
            kind(
                "caldav",
                "calendar-kind-caldav",
                "calendar-kind-caldav-hint",
                false,
            ),
            kind(
                "graph",
                "calendar-kind-graph",
                "calendar-kind-graph-hint",
                false,
            ),
            kind(
                "fhir",
                "calendar-kind-fhir",
                "calendar-kind-fhir-hint",
                false,
            ),
        ],
        address: if wrong {
            text("https://kalender.nordfjell.example/kari.ics")
        } else {
            String::new()
        },
        user: String::new(),
        errors,
    }
}

//! Saker, from the health side, the other side, and on the first day.

use crate::domain::{Language, MeetingKind, Role};
use crate::web::chrome::{Section, Tone};
use crate::web::pages::{
    CaseMeetings, CasePage, CasePersonRow, CaseRow, CasesPage, ChoiceGroup, Errors, PairPage,
    PairingCode, RegisterPage, SeatField, Tag,
};
use crate::words::{Words, capital};

use super::{at, choice, chrome, dates, page, text};

pub fn all(language: Language) -> Vec<(&'static str, String)> {
    let empty = CasesPage {
        cases: vec![],
        may_register: false,
        meets: true,
        ..cases(language)
    };
    let nothing = CasesPage {
        cases: vec![],
        ..cases(language)
    };
    vec![
        ("saker", page(&cases(language))),
        ("saker-tom", page(&empty)),
        ("saker-tom-helse", page(&nothing)),
        ("sak", page(&case(language))),
        ("sak-trukket", page(&withdrawn(language))),
        ("sak-ny", page(&register(language))),
        ("sak-ny-feil", page(&register_refused(language))),
        ("sak-koble", page(&pair(language))),
    ]
}

fn until(language: Language) -> Tag {
    let day = dates(language).date("2026-09-01".parse().unwrap());
    Tag {
        text: Words::new(language).text_with("consent-until", &[("day", day.as_str().into())]),
        tone: Tone::Success,
    }
}

fn gone(language: Language) -> Tag {
    let day = dates(language).date("2026-03-02".parse().unwrap());
    Tag {
        text: Words::new(language).text_with("consent-withdrawn", &[("day", day.as_str().into())]),
        tone: Tone::Neutral,
    }
}

fn cases(language: Language) -> CasesPage {
    let words = Words::new(language);
    let dates = dates(language);
    let named = |label: &str| words.text_with("case-named", &[("label", label.into())]);
    let kind = words.kind(MeetingKind::ThreeWay);
    let soon = dates.relative("2026-03-13".parse().unwrap());
    let when = dates.stamp(at("2026-03-03T09:15:00Z"));
    let by = words.text_with(
        "by-day",
        &[(
            "day",
            dates.date("2026-03-09".parse().unwrap()).as_str().into(),
        )],
    );
    let row = |id: &str, label: &str, consent| CaseRow {
        id: text(id),
        label: named(label),
        consent,
        next: None,
        due: None,
        people: text("Siri, Kari og Arne"),
    };
    CasesPage {
        may_pair: true,
        chrome: chrome(language, Section::Cases, "/saker"),
        may_register: true,
        meets: true,
        cases: vec![
            CaseRow {
                next: Some(words.text_with(
                    "case-next-meeting",
                    &[
                        ("kind", kind.as_str().into()),
                        ("when", when.as_str().into()),
                    ],
                )),
                ..row("1f", "Furu", until(language))
            },
            CaseRow {
                due: Some(words.text_with(
                    "case-due",
                    &[("kind", kind.as_str().into()), ("by", by.as_str().into())],
                )),
                ..row(
                    "2b",
                    "Bjørk",
                    Tag {
                        text: words
                            .text_with("consent-ends-soon", &[("when", soon.as_str().into())]),
                        tone: Tone::Warning,
                    },
                )
            },
            row(
                "3c",
                "Lind",
                Tag {
                    text: words.text("consent-open"),
                    tone: Tone::Success,
                },
            ),
            row("4d", "Rogn", gone(language)),
        ],
    }
}

fn case(language: Language) -> CasePage {
    let words = Words::new(language);
    let dates = dates(language);
    let date = |day: &str| dates.date(day.parse().unwrap());
    let person = |name: &str, role, place: &str| CasePersonRow {
        name: text(name),
        what: format!("{}, {place}", words.role(role)),
    };
    let scope = |key: &str, who: &str| words.text_with(key, &[("who", who.into())]);
    CasePage {
        chrome: chrome(language, Section::Cases, "/saker/1f"),
        id: text("1f"),
        label: words.text_with("case-named", &[("label", "Furu".into())]),
        name: text("Furu"),
        consent: until(language),
        registered: words.text_with("case-registered-by", &[("who", "Fjordheim DPS".into())]),
        open: true,
        pairing: Some(PairingCode {
            code: text("7K3M-9QXT"),
            until: date("2026-03-10"),
        }),
        people: vec![
            person("Siri Dahl", Role::Clinician, "Fjordheim DPS"),
            person("Kari Nes", Role::JobSpecialist, "Nordfjell kommune"),
            person("Arne Moe", Role::Adviser, "Nav Nordfjell"),
        ],
        meetings: vec![
            CaseMeetings {
                kind: words.kind(MeetingKind::Start),
                last: date("2026-02-03"),
                next: text("–"),
            },
            CaseMeetings {
                kind: words.kind(MeetingKind::ThreeWay),
                last: text("–"),
                next: dates.stamp(at("2026-03-03T09:15:00Z")),
            },
        ],
        journal: Some(text(
            "3. mars 2026: Samarbeid om IPS etter pasientens samtykke (gitt 3. februar 2026). Trekantsamtale avtalt 3. mars kl. 10.15 med jobbspesialist og Nav-veileder. Utlevert: tidspunkt og sted.",
        )),
        from: date("2026-02-03"),
        until: date("2026-09-01"),
        scope: vec![
            scope("case-scope-both", "Fjordheim DPS"),
            scope("case-scope-hears", "Nordfjell kommune"),
            scope("case-scope-tells", "Nav Nordfjell"),
        ],
        cleared: Some(words.text("case-cleared-yes")),
        may_withdraw: true,
        errors: Errors::default(),
    }
}

fn withdrawn(language: Language) -> CasePage {
    let words = Words::new(language);
    let mut page = CasePage {
        consent: gone(language),
        open: false,
        pairing: None,
        meetings: vec![],
        journal: None,
        until: words.text("case-until-none"),
        cleared: None,
        may_withdraw: false,
        ..case(language)
    };
    page.errors.add("navn", words.text("error-label-guarded"));
    page
}

fn register(language: Language) -> RegisterPage {
    let words = Words::new(language);
    let seat = |role, organisation: &str, names: &[&str]| SeatField {
        label: capital(&words.role(role)),
        groups: vec![ChoiceGroup {
            label: text(organisation),
            choices: names
                .iter()
                .enumerate()
                .map(|(n, name)| choice(name, name, n == 0))
                .collect(),
        }],
    };
    RegisterPage {
        chrome: chrome(language, Section::Cases, "/saker/ny"),
        once: text("0f1e2d3c4b5a69788796a5b4c3d2e1f0"),
        name: text("Selje"),
        scope: vec![
            choice("kommune", "Nordfjell kommune", true),
            choice("nav", "Nav Nordfjell", true),
        ],
        people: vec![
            seat(
                Role::Clinician,
                "Fjordheim DPS",
                &["Siri Dahl", "Jonas Lien"],
            ),
            seat(Role::JobSpecialist, "Nordfjell kommune", &["Kari Nes"]),
            seat(Role::Adviser, "Nav Nordfjell", &["Arne Moe"]),
        ],
        until: text("2026-09-01"),
        consented: false,
        errors: Errors::default(),
    }
}

fn register_refused(language: Language) -> RegisterPage {
    let words = Words::new(language);
    let mut page = register(language);
    page.name = String::new();
    page.errors.add("navn", words.text("error-label-missing"));
    page.errors
        .add("samtykket", words.text("error-consent-missing"));
    page
}

fn pair(language: Language) -> PairPage {
    let mut errors = Errors::default();
    errors.add("kode", Words::new(language).text("error-code-wrong"));
    PairPage {
        chrome: chrome(language, Section::Cases, "/saker/koble"),
        code: text("7K3M-9QXX"),
        name: String::new(),
        errors,
    }
}

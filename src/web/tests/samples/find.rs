//! Finn tid: the form, the wait, the times, and nothing found.

use crate::domain::booking::HoldKind;
use crate::domain::meeting::KINDS;
use crate::domain::{Interval, Language, MeetingKind, Role};
use crate::web::chrome::Section;
use crate::web::pages::week::{OwnPerson, weeks};
use crate::web::pages::{
    Choice, ChoiceGroup, Errors, FindAnswersPart, FindFormPage, FindNothingPage, FindSlotsPage,
    FindWaitingPage, PartyLine, SearchSummary, SeatField, Sign, Slot,
};
use crate::words::{Words, capital};

use super::{at, choice, chrome, dates, link, oslo, page, text};

const ONCE: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

pub fn all(language: Language) -> Vec<(&'static str, String)> {
    vec![
        ("finn-tid", page(&form(language))),
        ("finn-tid-feil", page(&refused(language))),
        ("finn-tid-venter", page(&waiting(language))),
        ("finn-tid-tider", page(&slots(language))),
        ("finn-tid-ingen", page(&nothing(language))),
        (
            "del-svarene",
            page(&FindAnswersPart {
                chrome: chrome(language, Section::FindTime, "/finn-tid/7a"),
                parties: parties(language),
            }),
        ),
    ]
}

fn form(language: Language) -> FindFormPage {
    let words = Words::new(language);
    let dates = dates(language);
    let group = |label: &str, names: &[(&str, bool)]| ChoiceGroup {
        label: text(label),
        choices: names
            .iter()
            .map(|(name, chosen)| choice(name, name, *chosen))
            .collect(),
    };
    let any = words.text_with("seat-any-of", &[("team", "Team Øst".into())]);
    FindFormPage {
        chrome: chrome(language, Section::FindTime, "/finn-tid"),
        once: text(ONCE),
        was: text("three_way/1f"),
        moves: None,
        cases: vec![
            choice("", &words.text("new-note-case-none"), false),
            choice("1f", "Furu", true),
            choice("2b", "Bjørk", false),
            choice("3c", "Lind", false),
        ],
        kinds: KINDS
            .map(|row| {
                choice(
                    &format!("{:?}", row.kind),
                    &words.kind(row.kind),
                    row.kind == MeetingKind::ThreeWay,
                )
            })
            .to_vec(),
        seats: vec![
            SeatField {
                label: capital(&words.role(Role::Clinician)),
                groups: vec![group(
                    "Fjordheim DPS",
                    &[("Siri Dahl", true), ("Jonas Lien", false), (&any, false)],
                )],
            },
            SeatField {
                label: capital(&words.role(Role::JobSpecialist)),
                groups: vec![group("Nordfjell kommune", &[("Kari Nes", true)])],
            },
            SeatField {
                label: capital(&words.role(Role::Adviser)),
                groups: vec![group("Nav Nordfjell", &[("Arne Moe", true)])],
            },
        ],
        participant: Some(true),
        guest: Some(String::new()),
        lengths: [30_u16, 45, 60, 90]
            .map(|n| choice(&n.to_string(), &dates.short_length(n), n == 45))
            .to_vec(),
        places: vec![
            choice("p1", "Storgata 12", true),
            choice("p2", "Nav-kontoret", false),
            choice("telefon", &words.text("venue-phone"), false),
            choice("video", &words.text("place-video"), false),
        ],
        periods: vec![
            choice("denne", &words.text("period-this-week"), false),
            choice("neste", &words.text("period-next-week"), true),
            choice("tre", &words.text("period-three-weeks"), false),
            choice("egne", &words.text("period-own"), false),
        ],
        from: String::new(),
        to: String::new(),
        errors: Errors::default(),
    }
}

fn refused(language: Language) -> FindFormPage {
    let words = Words::new(language);
    let mut page = form(language);
    page.moves = Some(link(
        "m1",
        format!(
            "{}, sak Furu",
            words.kind(MeetingKind::ThreeWay).to_lowercase()
        ),
    ));
    page.errors.add("seter", words.text("error-seats-missing"));
    page.errors.add("fra", words.text("error-dates-order"));
    for seat in &mut page.seats {
        for one in &mut seat.groups {
            one.choices
                .iter_mut()
                .for_each(|choice: &mut Choice| choice.chosen = false);
        }
    }
    page
}

fn search(language: Language) -> SearchSummary {
    let dates = dates(language);
    SearchSummary {
        who: text("Siri, Kari og Arne"),
        length: dates.length(45),
        place: text("Storgata 12"),
        period: capital(&dates.week("2026-03-10".parse().unwrap())),
        change: text("/finn-tid?fra_sok=7a"),
    }
}

fn parties(language: Language) -> Vec<PartyLine> {
    let words = Words::new(language);
    let line = |organisation: &str, who: &str, sign, key: &str| PartyLine {
        organisation: text(organisation),
        who: text(who),
        sign,
        words: words.text(key),
    };
    vec![
        line("Nordfjell kommune", "Kari Nes", Sign::Yes, "answer-came"),
        line("Fjordheim DPS", "Siri Dahl", Sign::Yes, "answer-came"),
        line("Nav Nordfjell", "Arne Moe", Sign::Waiting, "answer-waiting"),
    ]
}

fn waiting(language: Language) -> FindWaitingPage {
    FindWaitingPage {
        chrome: chrome(language, Section::FindTime, "/finn-tid/7a"),
        id: text("7a"),
        search: search(language),
        parties: parties(language),
    }
}

fn nothing(language: Language) -> FindNothingPage {
    let words = Words::new(language);
    let mut parties = parties(language);
    parties[2].sign = Sign::No;
    parties[2].words = words.text("answer-none");
    parties[0].sign = Sign::No;
    parties[0].words = words.text("answer-silent");
    let tomorrow = dates(language).stamp(at("2026-03-04T07:00:00Z"));
    parties[1].sign = Sign::No;
    parties[1].words = words.text_with("answer-budget", &[("when", tomorrow.as_str().into())]);
    let shorter = dates(language).length(30);
    FindNothingPage {
        chrome: chrome(language, Section::FindTime, "/finn-tid/7a"),
        search: search(language),
        parties,
        tries: vec![
            link(
                "/finn-tid?fra_sok=7a&periode=tre",
                words.text("find-try-longer"),
            ),
            link(
                "/finn-tid?fra_sok=7a&sted=telefon",
                words.text("find-try-phone"),
            ),
            link(
                "/finn-tid?fra_sok=7a&lengde=30",
                words.text_with("find-try-shorter", &[("length", shorter.as_str().into())]),
            ),
        ],
    }
}

fn interval(start: &str, minutes: i64) -> Interval {
    let start = at(start);
    Interval::new(start, start.plus_minutes(minutes)).unwrap()
}

fn slots(language: Language) -> FindSlotsPage {
    let words = Words::new(language);
    let dates = dates(language);
    let name = |name: &'static str| ("name", name.into());
    let why = [
        vec![
            words.text("fit-good"),
            words.text_with("why-same-place", &[name("Kari")]),
        ],
        vec![
            words.text("fit-good"),
            words.text_with("why-travel", &[("minutes", 25_usize.into()), name("Kari")]),
        ],
        vec![
            words.text("fit-tight"),
            words.text_with("why-tight", &[("minutes", 15_usize.into()), name("Kari")]),
        ],
        vec![
            words.text("fit-possible"),
            words.text_with("why-late-for", &[name("Kari")]),
            words.text("why-late"),
        ],
        vec![
            words.text("fit-possible"),
            words.text("why-early"),
            words.text_with("why-early-for", &[name("Kari")]),
        ],
        vec![
            words.text("fit-possible"),
            words.text("why-lunch"),
            words.text_with("why-tentative", &[name("Kari")]),
        ],
    ]
    .map(|sentences| sentences.join(" "));
    let times = [
        "2026-03-10T09:15:00Z",
        "2026-03-12T08:00:00Z",
        "2026-03-10T12:00:00Z",
        "2026-03-11T13:30:00Z",
        "2026-03-13T07:30:00Z",
        "2026-03-17T10:00:00Z",
    ]
    .map(|start| interval(start, 45));
    let busy = [
        ("2026-03-09T07:30:00Z", 60),
        ("2026-03-09T12:00:00Z", 30),
        ("2026-03-09T13:00:00Z", 60),
        ("2026-03-10T10:30:00Z", 60),
        ("2026-03-10T12:45:00Z", 15),
        ("2026-03-11T08:00:00Z", 120),
        ("2026-03-12T07:00:00Z", 60),
        ("2026-03-12T11:00:00Z", 90),
        ("2026-03-13T08:30:00Z", 90),
        ("2026-03-13T13:30:00Z", 90),
    ]
    .map(|(start, minutes)| interval(start, minutes));
    let own = [OwnPerson {
        letter: 'K',
        name: text("Kari Nes"),
        busy: busy.to_vec(),
    }];
    FindSlotsPage {
        chrome: chrome(language, Section::FindTime, "/finn-tid/7a"),
        id: text("7a"),
        once: text(ONCE),
        title: words.text_with(
            "find-title",
            &[(
                "what",
                words
                    .kind(MeetingKind::ThreeWay)
                    .to_lowercase()
                    .as_str()
                    .into(),
            )],
        ),
        search: search(language),
        warnings: vec![words.text_with("find-silent", &[("who", "Nordfjell barnevern".into())])],
        slots: times
            .iter()
            .zip(why)
            .map(|(time, why)| Slot {
                value: time.start().minutes(),
                when: dates.slot(*time),
                why,
            })
            .collect(),
        hold: HoldKind::Choosing,
        tries: vec![link(
            "/finn-tid?fra_sok=7a&sted=video",
            words.text("find-try-video"),
        )],
        weeks: weeks(&times, &own, &dates, &oslo(), &words.text("find-busy")),
    }
}

//! The pages without a log-in: the door itself, errors, the answer page, and those of the demo.

use crate::domain::{Language, Role, Zone};
use crate::web::chrome::{Chrome, Section, initials};
use crate::web::pages::{
    AnswerPage, AnswerStage, DemoOrganisation, DemoPerson, DemoSection, DemoUser, ErrorKind,
    ErrorPage, LogInPage, MailPage, MailRow, MailsPage, PhoneShown, StartPage, Trouble,
};
use crate::words::{Words, capital};

use super::{at, choice, chrome, dates, link, page, text};

pub fn all(language: Language) -> Vec<(&'static str, String)> {
    let error = |kind| {
        page(&ErrorPage {
            chrome: chrome(language, Section::Other, "/"),
            kind,
            number: Some(text("5f3a9c")),
        })
    };
    vec![
        ("logg-inn", page(&log_in(language, false))),
        ("logg-inn-feil", page(&log_in(language, true))),
        ("feil-403", error(ErrorKind::Forbidden)),
        ("feil-404", error(ErrorKind::NotFound)),
        ("feil-409", error(ErrorKind::Conflict)),
        ("feil-429", error(ErrorKind::TooMuch)),
        ("feil-500", error(ErrorKind::Failed)),
        ("feil-503", error(ErrorKind::Unavailable)),
        ("svar", page(&answer(language, AnswerStage::Asked))),
        ("svar-ja", page(&answer(language, AnswerStage::Yes))),
        ("svar-nei", page(&answer(language, AnswerStage::No))),
        (
            "svar-avlyst",
            page(&answer(language, AnswerStage::Cancelled)),
        ),
        ("svar-borte", page(&answer(language, AnswerStage::Gone))),
        ("prov", page(&start(language))),
        ("post", page(&mails(language))),
        (
            "post-tom",
            page(&MailsPage {
                mails: vec![],
                ..mails(language)
            }),
        ),
        ("post-en", page(&mail(language))),
    ]
}

fn outside(language: Language, path: &str) -> Chrome {
    Chrome {
        person: None,
        footer: vec![],
        ..chrome(language, Section::Other, path)
    }
}

fn people() -> [(&'static str, Role); 4] {
    [
        ("Kari Nes", Role::JobSpecialist),
        ("Ola Strand", Role::JobSpecialist),
        ("Ingrid Vik", Role::MethodSupervisor),
        ("Per Haugen", Role::Administrator),
    ]
}

fn log_in(language: Language, wrong: bool) -> LogInPage {
    let words = Words::new(language);
    LogInPage {
        chrome: outside(language, "/logg-inn"),
        provider: wrong.then(|| link("helseid", text("HelseID"))),
        people: if wrong {
            vec![]
        } else {
            people()
                .into_iter()
                .map(|(name, role)| DemoUser {
                    value: text(name),
                    name: text(name),
                    role: words.role(role),
                    initials: initials(name),
                })
                .collect()
        },
        trouble: wrong.then(|| Trouble {
            title: words.text("log-in-failed-title"),
            text: words.text("log-in-failed"),
        }),
    }
}

fn answer(language: Language, stage: AnswerStage) -> AnswerPage {
    let words = Words::new(language);
    let dates = dates(language);
    let (start, end) = (at("2026-03-10T09:15:00Z"), at("2026-03-10T10:00:00Z"));
    let hours = crate::domain::Interval::new(start, end).unwrap();
    let last = dates.date("2026-03-12".parse().unwrap());
    AnswerPage {
        chrome: Chrome {
            organisation: String::new(),
            ..outside(language, "/svar/x")
        },
        token: text("x"),
        stage,
        day: capital(&dates.full_day(dates.date_of(start))),
        hours: format!("{}–{}", dates.at(start), dates.clock(hours.end())),
        place: Some(text("Storgata 12, 2. etasje")),
        place_hint: Some(text("Si i resepsjonen at du skal på møte i rom 2.")),
        who: text("En jobbspesialist, en Nav-veileder og en behandler"),
        length: dates.length(45),
        reply_by: Some(dates.day("2026-03-06".parse().unwrap())),
        others: if stage == AnswerStage::Asked {
            vec![choice("1", "torsdag 12. mars kl. 09.00–09.45", false)]
        } else {
            vec![]
        },
        calendar: Some(text("/svar/x/mote.ics")),
        phone: Some(PhoneShown(text("55 00 12 00"))),
        until: words.text_with("svar-until", &[("day", last.as_str().into())]),
    }
}

fn start(language: Language) -> StartPage {
    let words = Words::new(language);
    let organisation = |name: &str, zone, people: &[(&str, Role)]| DemoOrganisation {
        name: text(name),
        zone: words.zone(zone),
        url: text("http://127.0.0.1:8081/"),
        people: people
            .iter()
            .map(|(name, role)| DemoPerson {
                name: text(name),
                role: words.role(*role),
                initials: initials(name),
                href: text("http://127.0.0.1:8081/logg-inn/x"),
            })
            .collect(),
    };
    StartPage {
        chrome: Chrome {
            organisation: String::new(),
            ..outside(language, "/")
        },
        shown: DemoSection::Start,
        organisations: vec![
            organisation(
                "Fjordheim DPS",
                Zone::SpecialistHealth,
                &[
                    ("Siri Dahl", Role::Clinician),
                    ("Jonas Lien", Role::Clinician),
                    ("Berit Aas", Role::PrivacyOfficer),
                ],
            ),
            organisation("Nordfjell kommune", Zone::MunicipalHealth, &people()),
            organisation(
                "Nav Nordfjell",
                Zone::Nav,
                &[("Arne Moe", Role::Adviser), ("Tone Berg", Role::Adviser)],
            ),
        ],
    }
}

fn mails(language: Language) -> MailsPage {
    let dates = dates(language);
    let row = |id: &str, to: &str, from: &str, subject: &str, when: &str, invitation| MailRow {
        id: text(id),
        to: text(to),
        from: text(from),
        subject: text(subject),
        when: dates.stamp(at(when)),
        invitation,
    };
    MailsPage {
        chrome: Chrome {
            organisation: String::new(),
            ..outside(language, "/post")
        },
        shown: DemoSection::Mails,
        mails: vec![
            row(
                "1",
                "siri.dahl@fjordheim.example",
                "Fjordheim DPS",
                "Samarbeidsmøte tirsdag 10. mars kl. 10.15",
                "2026-03-03T08:18:00Z",
                true,
            ),
            row(
                "2",
                "kari.nes@nordfjell.example",
                "Nordfjell kommune",
                "Du har en gul lapp",
                "2026-03-03T06:52:00Z",
                false,
            ),
        ],
    }
}

fn mail(language: Language) -> MailPage {
    MailPage {
        chrome: Chrome {
            organisation: String::new(),
            ..outside(language, "/post/1")
        },
        shown: DemoSection::Mails,
        mail: mails(language).mails.remove(0),
        body: text(
            "Samarbeidsmøte\n\nTirsdag 10. mars kl. 10.15–11.00\nStorgata 12, 2. etasje\n\nSvar i kalenderen din, eller åpne møtet i samband.\n",
        ),
        links: vec![link(
            "http://127.0.0.1:8081/moter/b1",
            text("http://127.0.0.1:8081/moter/b1"),
        )],
        calendar: Some(text(
            "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nSUMMARY:Samarbeidsmøte\nCLASS:PRIVATE\nEND:VEVENT\nEND:VCALENDAR\n",
        )),
    }
}

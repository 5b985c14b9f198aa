//! I dag: a usual morning, and the first day.

use crate::domain::note::SentState;
use crate::domain::note_codes::{AnswerKind, NoteReason, Urgency};
use crate::domain::{Language, MeetingKind};
use crate::web::chrome::{Section, Tone};
use crate::web::pages::{
    Due, MeetingRow, NoteRow, PlaceSort, QuickAnswer, Tag, TodayPage, Trouble, WhereShown,
};
use crate::words::{Words, capital};

use super::{at, chrome, dates, now, page, text};

pub fn all(language: Language) -> Vec<(&'static str, String)> {
    vec![
        ("i-dag", page(&usual(language))),
        ("i-dag-tom", page(&first_day(language))),
    ]
}

fn head(language: Language) -> TodayPage {
    let dates = dates(language);
    let today = dates.today();
    TodayPage {
        chrome: chrome(language, Section::Today, "/"),
        day: capital(&dates.day(today)),
        under: format!("{}, {}", capital(&dates.relative(today)), dates.week(today)),
        calendar: None,
        upset: vec![],
        notes: vec![],
        meetings: vec![],
        due: vec![],
    }
}

fn first_day(language: Language) -> TodayPage {
    let mut page = head(language);
    page.chrome.waiting = 0;
    page
}

fn usual(language: Language) -> TodayPage {
    let words = Words::new(language);
    let dates = dates(language);
    TodayPage {
        calendar: Some(Trouble {
            title: words.text("calendar-stale-title"),
            text: words.text_with(
                "calendar-stale",
                &[(
                    "when",
                    dates.stamp(at("2026-03-02T15:40:00Z")).as_str().into(),
                )],
            ),
        }),
        upset: vec![Due {
            what: format!(
                "{}: {}",
                capital(&words.text("kind-three-way")),
                words.text_with("meeting-busy-title", &[("name", "Arne Moe".into())])
            ),
            by: text("tirsdag 10. mars kl. 10.15–11.00"),
            href: text("/moter/m1"),
        }],
        notes: vec![unread(language), seen(language)],
        meetings: meetings(language),
        due: [
            ("Bjørk", "2026-03-09"),
            ("Lind", "2026-03-13"),
            ("Rogn", "2026-03-20"),
        ]
        .map(|(case, day)| Due {
            what: words.text_with("case-named", &[("label", case.into())]),
            by: words.text_with(
                "by-day",
                &[("day", dates.date(day.parse().unwrap()).as_str().into())],
            ),
            href: text("/finn-tid?sak=1f"),
        })
        .to_vec(),
        ..head(language)
    }
}

pub fn unread(language: Language) -> NoteRow {
    let words = Words::new(language);
    let dates = dates(language);
    let call = at("2026-03-03T12:40:00Z");
    NoteRow {
        id: text("a1"),
        who: text("Siri Dahl"),
        what_they_do: format!(
            "{}, Fjordheim DPS",
            words.role(crate::domain::Role::Clinician)
        ),
        when: dates.stamp(at("2026-03-03T06:52:00Z")),
        title: words.note_reason(NoteReason::CallMe),
        text: None,
        urgency: Some(Tag {
            text: words.urgency_mark(Urgency::Today),
            tone: Tone::Warning,
        }),
        state: words.text("note-unread"),
        unread: true,
        quick: Some(QuickAnswer::Call {
            label: words.answer(AnswerKind::IWillCall, &dates.at(call)),
            at: call.minutes(),
        }),
    }
}

pub fn seen(language: Language) -> NoteRow {
    let words = Words::new(language);
    let dates = dates(language);
    NoteRow {
        id: text("a2"),
        who: text("Arne Moe"),
        what_they_do: format!(
            "{}, Nav Nordfjell",
            words.role(crate::domain::Role::Adviser)
        ),
        when: dates.stamp(at("2026-03-02T13:10:00Z")),
        title: words.text_with(
            "title-with-case",
            &[
                (
                    "title",
                    words.note_reason(NoteReason::ThreeWay).as_str().into(),
                ),
                ("label", "Furu".into()),
            ],
        ),
        text: Some(text(
            "Vi bør finne tid til trekantsamtale før påske. Jeg kan alle tirsdager.",
        )),
        urgency: Some(Tag {
            text: words.urgency_mark(Urgency::ThisWeek),
            tone: Tone::Neutral,
        }),
        state: words.sent_state(SentState::Seen, &dates.stamp(at("2026-03-02T14:02:00Z"))),
        unread: false,
        quick: Some(QuickAnswer::FindTime {
            href: text("/finn-tid?lapp=a2"),
        }),
    }
}

pub fn meetings(language: Language) -> Vec<MeetingRow> {
    let words = Words::new(language);
    let dates = dates(language);
    let with_case = |kind, label: &str| {
        words.text_with(
            "title-with-case",
            &[
                ("title", words.kind(kind).as_str().into()),
                ("label", label.into()),
            ],
        )
    };
    let row = |id: &str, first: String, second: String, title: String| MeetingRow {
        id: text(id),
        first,
        second,
        title,
        place: None,
        travel: None,
        who: None,
        state: None,
    };
    let wednesday = at("2026-03-04T08:00:00Z");
    vec![
        MeetingRow {
            place: Some(WhereShown {
                sort: PlaceSort::At,
                text: text("Storgata 12, møterom 2"),
            }),
            travel: Some(words.text_with(
                "leave-by",
                &[("time", dates.at(now().plus_minutes(30)).as_str().into())],
            )),
            state: Some(Tag {
                text: words.text("meeting-sealed"),
                tone: Tone::Success,
            }),
            ..row(
                "m1",
                dates.clock(at("2026-03-03T09:15:00Z")),
                dates.short_length(45),
                with_case(MeetingKind::ThreeWay, "Furu"),
            )
        },
        MeetingRow {
            place: Some(WhereShown {
                sort: PlaceSort::Video,
                text: words.text("place-video"),
            }),
            who: Some(text("Fjordheim DPS, team Øst")),
            ..row(
                "m2",
                dates.clock(at("2026-03-03T12:00:00Z")),
                dates.short_length(30),
                words.kind(MeetingKind::TreatmentSegment),
            )
        },
        MeetingRow {
            place: Some(WhereShown {
                sort: PlaceSort::At,
                text: text("Havnegata 4"),
            }),
            state: Some(Tag {
                text: words.text_with("meeting-waits-for", &[("who", "Nav Nordfjell".into())]),
                tone: Tone::Warning,
            }),
            ..row(
                "m3",
                text(dates.weekday(dates.date_of(wednesday))),
                dates.clock(wednesday),
                with_case(MeetingKind::FourWay, "Lind"),
            )
        },
    ]
}

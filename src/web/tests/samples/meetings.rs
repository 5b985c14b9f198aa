//! Møter: the list, one meeting, and each stage from a chosen time to an agreed meeting.

use crate::domain::booking::{CancelCode, HoldRefusal, PartyState, ReleaseCode};
use crate::domain::{Instant, Interval, Language, MeetingKind, Role};
use crate::web::chrome::{Section, Tone};
use crate::web::pages::{
    FollowPage, FollowPart, FollowStage, MeetingDay, MeetingPage, MeetingsPage, PartyLine,
    PlaceSort, SeatRow, Sign, Slot, Tag, Warning, WhereShown,
};
use crate::words::{Words, capital};

use super::{at, choice, chrome, dates, now, page, text, today};

pub fn all(language: Language) -> Vec<(&'static str, String)> {
    let words = Words::new(language);
    let left = || {
        let end = Instant::from_seconds(now().seconds() + 280);
        (dates(language).left(end), 280)
    };
    let (left, seconds) = left();
    let holding = FollowStage::Holding {
        left: left.clone(),
        seconds,
    };
    let confirming = FollowStage::Confirming { left, seconds };
    let asking = FollowStage::Asking {
        until: dates(language).stamp(at("2026-03-05T11:00:00Z")),
    };
    let sealed = FollowStage::Sealed {
        invitations: words.text("follow-sealed-lead"),
    };
    let ended = |why: ReleaseCode, next| FollowStage::Ended {
        why: words.released(why),
        next,
    };
    let (asked, held, confirmed) = (PartyState::Asked, PartyState::Held, PartyState::Confirmed);
    let taken = PartyState::Refused(HoldRefusal::Taken);
    vec![
        ("moter", page(&list(language, false))),
        (
            "moter-tom",
            page(&MeetingsPage {
                days: vec![],
                ..list(language, true)
            }),
        ),
        ("mote", page(&one(language))),
        (
            "avtale-holder",
            page(&follow(language, holding.clone(), [held, asked, held])),
        ),
        (
            "avtale-spor",
            page(&follow(language, asking, [held, held, asked])),
        ),
        (
            "avtale-bekrefter",
            page(&follow(language, confirming, [confirmed, held, confirmed])),
        ),
        (
            "avtale-avtalt",
            page(&follow(language, sealed, [PartyState::Sealed; 3])),
        ),
        (
            "avtale-nei",
            page(&follow(
                language,
                ended(ReleaseCode::PartyRefused, Some(next(language))),
                [PartyState::Released, taken, PartyState::Released],
            )),
        ),
        (
            "avtale-slapp",
            page(&follow(
                language,
                ended(ReleaseCode::Withdrawn, None),
                [PartyState::Released; 3],
            )),
        ),
        (
            "del-avtale",
            page(&FollowPart {
                chrome: chrome(language, Section::Meetings, "/moter/b1"),
                stage: holding,
                parties: parties(language, [held, asked, held]),
            }),
        ),
    ]
}

fn list(language: Language, past: bool) -> MeetingsPage {
    let dates = dates(language);
    let mut rows = today::meetings(language);
    let third = rows
        .pop()
        .into_iter()
        .map(|row| crate::web::pages::MeetingRow {
            first: row.second.clone(),
            second: dates.short_length(60),
            ..row
        });
    let day = |date: &str, meetings| {
        let date = date.parse().unwrap();
        MeetingDay {
            title: capital(&dates.near_day(date)),
            week: dates.week(date),
            meetings,
        }
    };
    let off = Tag {
        text: Words::new(language).text("meeting-cancelled"),
        tone: Tone::Neutral,
    };
    rows[1].state = Some(off);
    MeetingsPage {
        chrome: chrome(language, Section::Meetings, "/moter"),
        past,
        days: vec![day("2026-03-03", rows), day("2026-03-04", third.collect())],
    }
}

fn title(language: Language) -> String {
    let words = Words::new(language);
    let kind = words.kind(MeetingKind::ThreeWay);
    words.text_with(
        "title-with-case",
        &[("title", kind.as_str().into()), ("label", "Furu".into())],
    )
}

fn when(language: Language, start: &str) -> String {
    let start = at(start);
    dates(language).slot(Interval::new(start, start.plus_minutes(45)).unwrap())
}

fn one(language: Language) -> MeetingPage {
    let words = Words::new(language);
    let dates = dates(language);
    let day = dates.date_of(at("2026-03-03T09:15:00Z"));
    let seat = |who: &str, what: String, key: &str, tone| SeatRow {
        who: text(who),
        what,
        answer: Tag {
            text: words.text(key),
            tone,
        },
    };
    let leave = words.text_with(
        "leave-by",
        &[("time", dates.at(at("2026-03-03T08:50:00Z")).as_str().into())],
    );
    MeetingPage {
        chrome: chrome(language, Section::Meetings, "/moter/m1"),
        id: text("m1"),
        title: title(language),
        when: capital(&when(language, "2026-03-03T09:15:00Z")),
        week: format!("{}, {}", capital(&dates.week(day)), dates.relative(day)),
        length: dates.length(45),
        place: Some(WhereShown {
            sort: PlaceSort::At,
            text: text("Storgata 12, møterom 2"),
        }),
        travel: Some(leave),
        state: Tag {
            text: words.text("meeting-sealed"),
            tone: Tone::Success,
        },
        warnings: vec![Warning {
            title: words.text_with("meeting-busy-title", &[("name", "Arne Moe".into())]),
            text: words.text("meeting-busy"),
            find_again: true,
        }],
        seats: vec![
            seat(
                "Siri Dahl",
                format!("{}, Fjordheim DPS", words.role(Role::Clinician)),
                "seat-accepted",
                Tone::Success,
            ),
            seat(
                "Kari Nes",
                format!("{}, Nordfjell kommune", words.role(Role::JobSpecialist)),
                "seat-accepted",
                Tone::Success,
            ),
            seat(
                "Arne Moe",
                format!("{}, Nav Nordfjell", words.role(Role::Adviser)),
                "seat-tentative",
                Tone::Warning,
            ),
            seat(
                &words.text("seat-participant"),
                words.text_with("seat-invited-by", &[("who", "Fjordheim DPS".into())]),
                "seat-unanswered",
                Tone::Neutral,
            ),
            seat(
                &words.text("seat-guest"),
                words.text_with("seat-invited-by", &[("who", "Nordfjell kommune".into())]),
                "seat-declined",
                Tone::Danger,
            ),
        ],
        invitations: Some(words.text_with("meeting-invited", &[("n", 4_usize.into())])),
        on_the_way: [
            ("sen-10", "on-the-way-late-10"),
            ("sen-20", "on-the-way-late-20"),
            ("her", "on-the-way-here"),
            ("klar", "on-the-way-ready"),
        ]
        .map(|(value, key)| choice(value, &words.text(key), false))
        .to_vec(),
        may_move: true,
        may_cancel: true,
        cancel_reasons: [
            CancelCode::Illness,
            CancelCode::Clash,
            CancelCode::NotNeeded,
            CancelCode::Unsaid,
        ]
        .map(|code| {
            choice(
                &format!("{code:?}"),
                &words.cancelled(code),
                code == CancelCode::Unsaid,
            )
        })
        .to_vec(),
        errors: crate::web::pages::Errors::default(),
    }
}

fn parties(language: Language, states: [PartyState; 3]) -> Vec<PartyLine> {
    let words = Words::new(language);
    [
        ("Nordfjell kommune", "Kari Nes"),
        ("Fjordheim DPS", "Siri Dahl"),
        ("Nav Nordfjell", "Arne Moe"),
    ]
    .into_iter()
    .zip(states)
    .map(|((organisation, who), state)| PartyLine {
        organisation: text(organisation),
        who: text(who),
        sign: match state {
            PartyState::Asked => Sign::Waiting,
            PartyState::Released => Sign::Off,
            PartyState::Refused(_) => Sign::No,
            _ => Sign::Yes,
        },
        words: words.party_state(state),
    })
    .collect()
}

fn next(language: Language) -> Slot {
    let words = Words::new(language);
    Slot {
        value: at("2026-03-12T08:00:00Z").minutes(),
        when: capital(&when(language, "2026-03-12T08:00:00Z")),
        why: words.text("fit-good"),
    }
}

fn follow(language: Language, stage: FollowStage, states: [PartyState; 3]) -> FollowPage {
    FollowPage {
        chrome: chrome(language, Section::Meetings, "/moter/b1"),
        id: text("b1"),
        search: Some(text("7a")),
        once: text("0f1e2d3c4b5a69788796a5b4c3d2e1f0"),
        title: title(language),
        when: capital(&when(language, "2026-03-10T09:15:00Z")),
        length: dates(language).length(45),
        place: Some(WhereShown {
            sort: PlaceSort::At,
            text: text("Storgata 12"),
        }),
        stage,
        parties: parties(language, states),
    }
}

//! Gule lapper: the lists, a thread read by its recipient and by its sender, the form at rest, with
//! findings, and while one writes.

use crate::crossing::guard::Why;
use crate::domain::note::SentState;
use crate::domain::note_codes::{AnswerKind, NoteReason, Urgency};
use crate::domain::{Language, Role};
use crate::web::chrome::{Section, Tone};
use crate::web::pages::{
    AnswerForm, CallTime, CheckedPart, Choice, Errors, Found, GuardedText, NewNotePage, NoteBox,
    NoteRow, NoteText, NotesPage, PhoneShown, Tag, ThreadAnswer, ThreadEntry, ThreadNote,
    ThreadPage,
};
use crate::words::Words;

use super::{at, choice, chrome, dates, page, text, today};

const ONCE: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

pub fn all(language: Language) -> Vec<(&'static str, String)> {
    vec![
        ("lapper", page(&list(language, NoteBox::In))),
        ("lapper-sendt", page(&list(language, NoteBox::Sent))),
        ("lapper-tom", page(&list(language, NoteBox::Done))),
        ("lapp", page(&thread(language))),
        ("lapp-sendt", page(&sent_thread(language))),
        ("lapp-ny", page(&form(language))),
        ("lapp-ny-feil", page(&refused(language))),
        (
            "del-sjekket",
            page(&CheckedPart {
                chrome: chrome(language, Section::Notes, "/lapper/ny"),
                text: found(language),
            }),
        ),
    ]
}

fn list(language: Language, box_shown: NoteBox) -> NotesPage {
    let words = Words::new(language);
    let dates = dates(language);
    let notes = match box_shown {
        NoteBox::In => vec![today::unread(language), today::seen(language)],
        NoteBox::Sent => [
            (
                SentState::Queued,
                "2026-03-03T08:19:00Z",
                NoteReason::Meeting,
            ),
            (
                SentState::Unconfirmed,
                "2026-03-03T07:10:00Z",
                NoteReason::Practical,
            ),
            (
                SentState::Answered,
                "2026-02-27T11:00:00Z",
                NoteReason::Capacity,
            ),
        ]
        .map(|(state, when, reason)| NoteRow {
            who: text("Siri Dahl"),
            title: words.note_reason(reason),
            state: words.sent_state(state, &dates.stamp(at(when))),
            when: dates.stamp(at(when)),
            urgency: None,
            unread: false,
            quick: None,
            ..today::unread(language)
        })
        .to_vec(),
        NoteBox::Done => vec![],
    };
    NotesPage {
        chrome: chrome(language, Section::Notes, "/lapper"),
        older: (box_shown == NoteBox::Sent).then(|| text("/lapper?vis=sendt&fra=20")),
        box_shown,
        notes,
    }
}

fn thread(language: Language) -> ThreadPage {
    let words = Words::new(language);
    let dates = dates(language);
    let reach = dates.hours(
        crate::domain::Interval::new(at("2026-03-03T10:30:00Z"), at("2026-03-03T11:45:00Z"))
            .unwrap(),
    );
    ThreadPage {
        chrome: chrome(language, Section::Notes, "/lapper/a1"),
        id: text("a1"),
        title: words.text_with(
            "title-with-case",
            &[
                (
                    "title",
                    words.note_reason(NoteReason::CallMe).as_str().into(),
                ),
                ("label", "Furu".into()),
            ],
        ),
        from: format!("Siri Dahl, {}, Fjordheim DPS", words.role(Role::Clinician)),
        to: words.text("note-me"),
        entries: vec![ThreadEntry::Note(ThreadNote {
            who: text("Siri Dahl"),
            when: dates.stamp(at("2026-03-03T06:52:00Z")),
            text: NoteText::Text(text(
                "Kan du ringe meg om tidspunkt for neste felles møte? Jeg er på kontoret til kl. 14.",
            )),
            urgency: Some(Tag {
                text: words.urgency_mark(Urgency::Today),
                tone: Tone::Warning,
            }),
            reach: vec![format!("{} {reach}", dates.relative(dates.today()))],
            phone: Some(PhoneShown(text("55 00 12 34"))),
        })],
        history: vec![
            words.sent_state(
                SentState::Delivered,
                &dates.stamp(at("2026-03-03T06:52:00Z")),
            ),
            words.sent_state(SentState::Seen, &dates.stamp(at("2026-03-03T08:20:00Z"))),
        ],
        answer: Some(AnswerForm {
            once: text(ONCE),
            first_name: text("Siri"),
            calls: ["2026-03-03T10:30:00Z", "2026-03-03T12:40:00Z"]
                .map(|time| CallTime {
                    at: at(time).minutes(),
                    label: words.answer(AnswerKind::IWillCall, &dates.at(at(time))),
                })
                .to_vec(),
            yes_no: false,
            text: GuardedText::empty("tekst"),
            forward: vec![choice("s:jonas", "Jonas Lien", false)],
        }),
        undo: None,
        take_back: None,
        errors: Errors::default(),
    }
}

fn sent_thread(language: Language) -> ThreadPage {
    let words = Words::new(language);
    let dates = dates(language);
    let (sent, answered) = (at("2026-03-02T09:05:00Z"), at("2026-03-02T10:20:00Z"));
    ThreadPage {
        title: words.note_reason(NoteReason::Capacity),
        from: words.text("note-me"),
        to: format!("Arne Moe, {}, Nav Nordfjell", words.role(Role::Adviser)),
        entries: vec![
            ThreadEntry::Note(ThreadNote {
                who: words.text("note-you"),
                when: dates.stamp(sent),
                text: NoteText::None,
                urgency: Some(Tag {
                    text: words.urgency_mark(Urgency::ThisWeek),
                    tone: Tone::Neutral,
                }),
                reach: vec![],
                phone: None,
            }),
            ThreadEntry::Answer(ThreadAnswer {
                who: text("Arne Moe"),
                when: dates.stamp(answered),
                words: words.answer(AnswerKind::Yes, ""),
                text: Some(text("Ta kontakt når dere er klare for første samtale.")),
            }),
        ],
        history: [
            (SentState::Queued, sent),
            (SentState::Delivered, sent),
            (SentState::Seen, answered),
            (SentState::Answered, answered),
        ]
        .map(|(state, when)| words.sent_state(state, &dates.stamp(when)))
        .to_vec(),
        answer: None,
        take_back: Some(text(
            "Lappen er lest. Trekker du den tilbake, slettes teksten hos begge.",
        )),
        ..thread(language)
    }
}

fn form(language: Language) -> NewNotePage {
    let words = Words::new(language);
    let person = |value: &str, name: &str, role: Role, place: &str, aside: &str, chosen| Choice {
        hint: Some(format!("{}, {place}", words.role(role))),
        aside: Some(text(aside)),
        ..choice(value, name, chosen)
    };
    NewNotePage {
        chrome: chrome(language, Section::Notes, "/lapper/ny"),
        once: text(ONCE),
        parent: None,
        to: vec![
            person(
                "s:dps:siri",
                "Siri Dahl",
                Role::Clinician,
                "Fjordheim DPS, Storgata 12",
                "Ledig kl. 13.40",
                true,
            ),
            person(
                "s:nav:arne",
                "Arne Moe",
                Role::Adviser,
                "Nav Nordfjell",
                "Telefon kl. 09.00–11.00",
                false,
            ),
            Choice {
                hint: Some(text("Fjordheim DPS")),
                ..choice("t:dps:ost", "Team Øst", false)
            },
        ],
        searched: None,
        nobody: false,
        reasons: NoteReason::ALL
            .map(|reason| {
                choice(
                    &format!("{reason:?}"),
                    &words.note_reason(reason),
                    reason == NoteReason::CallMe,
                )
            })
            .to_vec(),
        cases: vec![
            choice("", &words.text("new-note-case-none"), true),
            choice("1f", "Furu", false),
            choice("2b", "Bjørk", false),
        ],
        text: GuardedText::empty("tekst"),
        urgencies: Urgency::ALL
            .map(|urgency| {
                choice(
                    &format!("{urgency:?}"),
                    &words.urgency(urgency),
                    urgency == Urgency::ThisWeek,
                )
            })
            .to_vec(),
        reach: vec![
            choice("1-2", "i dag 11.30–12.45", true),
            choice("3-4", "i dag 13.40–15.30", true),
            choice("5-6", "i morgen 08.30–10.00", false),
            choice("7-8", "torsdag 12.00–14.00", false),
        ],
        own_days: vec![
            choice("2026-03-03", "i dag", true),
            choice("2026-03-04", "i morgen", false),
        ],
        own_from: String::new(),
        own_to: String::new(),
        phone: Some(text("55 00 45 67")),
        errors: Errors::default(),
    }
}

fn found(language: Language) -> GuardedText {
    let words = Words::new(language);
    let body = "Hei. Kan vi ta en prat om Ola før møtet? Han har begynt på Sertralin, og jeg lurer på om torsdag passer for en felles samtale.";
    let finding = |word: &str, why: Why| {
        let start = body[..body.find(word).unwrap()].chars().count();
        Found {
            start,
            end: start + word.chars().count(),
            word: text(word),
            why: words.text(why.key()),
            advice: words.text(why.advice_key()),
            instead: (why == Why::Name).then(|| words.text("guard-instead-person-name")),
        }
    };
    GuardedText {
        text: text(body),
        findings: vec![
            finding("Ola", Why::Name),
            finding("Sertralin", Why::Medicine),
        ],
        ..GuardedText::empty("tekst")
    }
}

fn refused(language: Language) -> NewNotePage {
    let words = Words::new(language);
    let mut page = form(language);
    page.errors.add("grunn", words.text("error-reason-missing"));
    page.errors.add(
        "tekst",
        words.text_with("findings-count", &[("n", 2_usize.into())]),
    );
    for reason in &mut page.reasons {
        reason.chosen = false;
    }
    page.text = GuardedText {
        danger: Some(text(
            "Ring 113 ved akutt fare, eller teamet på 55\u{a0}00\u{a0}12\u{a0}00.",
        )),
        ..found(language)
    };
    page.searched = Some(text("Petra"));
    page.nobody = true;
    page
}

//! Notes as lists and threads show them: who, what it is about, how it stands.

use super::{Desk, Directory, waits};
use crate::crossing::ledger::Direction;
use crate::domain::note::{ReceivedState, SentState};
use crate::domain::note_codes::{AnswerKind, NoteReason, Urgency};
use crate::domain::seat::Pool;
use crate::domain::{CaseRef, Instant, NodeId};
use crate::store::notes::Recipient;
use crate::store::{AnswerRow, CaseRow, NoteBody, NoteProgress, NoteRow};
use crate::web::chrome::Tone;
use crate::web::pages::{
    NoteRow as NoteShown, NoteText, PhoneShown, QuickAnswer, Tag, ThreadAnswer, ThreadNote,
};

/// What the pages of notes know besides the notes: who is who, and this side's labels of cases.
pub struct Surroundings {
    /// Who is who.
    pub directory: Directory,
    /// The cases of the one who looks.
    pub cases: Vec<CaseRow>,
}

impl Surroundings {
    /// This side's label for a case.
    #[must_use]
    pub fn label(&self, case: CaseRef) -> Option<&str> {
        self.cases
            .iter()
            .find(|row| row.case == case)
            .and_then(|row| row.label.as_deref())
    }

    /// What a note is about, with the case where it has one.
    #[must_use]
    pub fn title(&self, desk: &Desk, note: &NoteRow) -> String {
        let reason = note
            .body
            .as_ref()
            .map_or(NoteReason::Other, |body| body.reason);
        let title = desk.words.note_reason(reason);
        match note.case.and_then(|case| self.label(case)) {
            Some(label) => {
                let values = [("title", title.as_str().into()), ("label", label.into())];
                desk.words.text_with("title-with-case", &values)
            }
            None => title,
        }
    }

    /// A note's writer, with role and organisation.
    #[must_use]
    pub fn writer(&self, desk: &Desk, note: &NoteRow) -> (String, String) {
        let Some(body) = &note.body else {
            return (self.directory.organisation(&note.peer), String::new());
        };
        let node = if note.direction == Direction::In {
            note.peer.clone()
        } else {
            desk.app.here().node.clone()
        };
        self.person(desk, &node, body.from)
    }

    /// A note's recipient, with role or organisation.
    #[must_use]
    pub fn recipient(&self, desk: &Desk, note: &NoteRow) -> (String, String) {
        let node = if note.direction == Direction::In {
            desk.app.here().node.clone()
        } else {
            note.peer.clone()
        };
        match note.body.as_ref().map(|body| body.to) {
            Some(Recipient::Person(staff)) => self.person(desk, &node, staff),
            Some(Recipient::Pool(Pool::Role(role))) => {
                (desk.words.role(role), self.directory.organisation(&node))
            }
            Some(Recipient::Pool(Pool::Team(_))) | None => {
                (self.directory.organisation(&node), String::new())
            }
        }
    }

    fn person(
        &self,
        desk: &Desk,
        node: &NodeId,
        staff: crate::domain::StaffId,
    ) -> (String, String) {
        let name = self.directory.name(node, staff, desk.words);
        let roles = self
            .directory
            .person(node, staff)
            .map(|card| card.roles.as_slice());
        let role = desk.role_of(roles.unwrap_or_default());
        let organisation = self.directory.organisation(node);
        let what = if role.is_empty() {
            organisation
        } else {
            format!("{role}, {organisation}")
        };
        (name, what)
    }

    /// A note in a list. Its text shows only where the reader has opened it before.
    #[must_use]
    pub fn row(&self, desk: &Desk, note: &NoteRow, call: Option<Instant>) -> NoteShown {
        let incoming = note.direction == Direction::In;
        let (who, what_they_do) = if incoming {
            self.writer(desk, note)
        } else {
            self.recipient(desk, note)
        };
        let unread = note.progress.received() == Some(ReceivedState::Unread);
        let text = note.body.as_ref().and_then(|body| body.text.clone());
        NoteShown {
            id: note.id.to_string(),
            who,
            what_they_do,
            when: desk.dates.stamp(note.created),
            title: self.title(desk, note),
            text: text.filter(|_| !unread),
            urgency: note
                .body
                .as_ref()
                .and_then(|body| urgency(desk, body, waits(note))),
            state: state(desk, note),
            unread,
            quick: if waits(note) {
                quick(desk, note, call)
            } else {
                None
            },
        }
    }

    /// A note in its thread.
    #[must_use]
    pub fn thread_note(&self, desk: &Desk, note: &NoteRow) -> ThreadNote {
        let (who, _) = self.writer(desk, note);
        let body = note.body.as_ref();
        let phone = match (note.direction, body) {
            (Direction::In, Some(body)) => self
                .directory
                .person(&note.peer, body.from)
                .and_then(|card| card.phone.as_ref())
                .map(|phone| PhoneShown(phone.to_string())),
            _ => None,
        };
        ThreadNote {
            who: if note.direction == Direction::Out {
                desk.words.text("note-you")
            } else {
                who
            },
            when: desk.dates.stamp(note.created),
            text: match body {
                None => NoteText::Gone,
                Some(body) => match (&body.text, body.phrase) {
                    (Some(text), _) => NoteText::Text(text.clone()),
                    (None, Some(phrase)) => NoteText::Text(desk.words.phrase(phrase)),
                    (None, None) => NoteText::None,
                },
            },
            urgency: body.and_then(|body| urgency(desk, body, waits(note))),
            reach: body
                .map(|body| {
                    body.reach
                        .iter()
                        .map(|reach| desk.dates.slot(*reach))
                        .collect()
                })
                .unwrap_or_default(),
            phone,
        }
    }

    /// An answer in its thread.
    #[must_use]
    pub fn thread_answer(&self, desk: &Desk, note: &NoteRow, answer: &AnswerRow) -> ThreadAnswer {
        let node = if answer.direction == Direction::In {
            note.peer.clone()
        } else {
            desk.app.here().node.clone()
        };
        let who = if answer.direction == Direction::Out && answer.by == desk.me() {
            desk.words.text("note-you")
        } else {
            self.directory.name(&node, answer.by, desk.words)
        };
        let time = answer
            .time
            .map(|time| call_hour(desk, time))
            .unwrap_or_default();
        ThreadAnswer {
            who,
            when: match answer.state.as_str() {
                "refused" | "expired" => desk.words.text("answer-not-delivered"),
                _ => desk.dates.stamp(answer.at),
            },
            words: desk.words.answer(answer.kind, &time),
            text: answer.text.clone(),
        }
    }
}

/// The hour of a promised call, with its day where that is not today.
#[must_use]
pub fn call_hour(desk: &Desk, time: Instant) -> String {
    let date = desk.dates.date_of(time);
    if date == desk.dates.today() {
        desk.dates.at(time)
    } else {
        format!("{} {}", desk.dates.near_day(date), desk.dates.at(time))
    }
}

fn urgency(desk: &Desk, body: &NoteBody, waiting: bool) -> Option<Tag> {
    let tone = match body.urgency {
        Urgency::ThisWeek => Tone::Neutral,
        Urgency::Today => Tone::Warning,
        Urgency::Acute => Tone::Danger,
    };
    waiting.then(|| Tag {
        text: desk.words.urgency_mark(body.urgency),
        tone,
    })
}

fn quick(desk: &Desk, note: &NoteRow, call: Option<Instant>) -> Option<QuickAnswer> {
    let body = note.body.as_ref()?;
    if body.reason == NoteReason::ThreeWay {
        return Some(QuickAnswer::FindTime {
            href: format!("/finn-tid?lapp={}", note.id),
        });
    }
    call.map(|at| QuickAnswer::Call {
        label: desk
            .words
            .answer(AnswerKind::IWillCall, &call_hour(desk, at)),
        at: at.minutes(),
    })
}

/// How a note stands, in words with its time.
#[must_use]
pub fn state(desk: &Desk, note: &NoteRow) -> String {
    history(desk, note).pop().unwrap_or_default()
}

/// Every state that a note has had, in words with its time.
#[must_use]
pub fn history(desk: &Desk, note: &NoteRow) -> Vec<String> {
    let say = |state, at: Instant| desk.words.sent_state(state, &desk.dates.stamp(at));
    match &note.progress {
        NoteProgress::Sent(sent) => sent
            .history
            .iter()
            .map(|(state, at)| say(*state, *at))
            .collect(),
        NoteProgress::Received(history) => history
            .iter()
            .map(|(state, at)| match state {
                ReceivedState::Unread => say(SentState::Delivered, *at),
                ReceivedState::Seen => say(SentState::Seen, *at),
                ReceivedState::Answered => say(SentState::Answered, *at),
                ReceivedState::Withdrawn => say(SentState::Withdrawn, *at),
                ReceivedState::Redacted => say(SentState::Redacted, *at),
            })
            .collect(),
    }
}

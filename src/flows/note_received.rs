//! Yellow notes at their receiver: come in, read, answered, and taken back by their sender.

use super::announce;
use super::availability::members;
use super::cross::{Sending, send};
use super::guarding::guarded;
use super::turn::{Cannot, FlowError, Turn};
use crate::crossing::MessageType;
use crate::crossing::ledger::Direction;
use crate::crossing::message::{self, Message, NoteTo, Refusal};
use crate::domain::note::ReceivedState;
use crate::domain::note_codes::AnswerKind;
use crate::domain::seat::Pool;
use crate::domain::{AnswerId, BookingId, Instant, NodeId, NoteId, StaffId, ThreadId};
use crate::store::notes::{self, Recipient};
use crate::store::{AnswerRow, NoteBody, NoteProgress, NoteRow, OutboxRow, PersonRow, ledger};

/// How long an answer or the news that a note was read is sent, in minutes.
const NEWS_MINUTES: i64 = 7 * 24 * 60;

/// Takes a note into the inbox of those it is for. A note that was taken back before it came stays
/// taken back.
///
/// # Errors
/// There is no such recipient, or the note is another node's.
pub async fn take(
    turn: &mut Turn<'_>,
    from: &NodeId,
    note: &message::Note,
) -> Result<(), FlowError> {
    match notes::find(turn.tx, note.note).await? {
        Some(row) if row.peer != *from || row.direction != Direction::In => {
            return Err(FlowError::Refused(Refusal::NotYours));
        }
        Some(_) => return Ok(()),
        None => {}
    }
    let readers = readers(turn, note.to).await?;
    if readers.is_empty() {
        return Err(FlowError::Refused(Refusal::UnknownRecipient));
    }
    let row = NoteRow {
        id: note.note,
        thread: note.thread,
        direction: Direction::In,
        peer: from.clone(),
        created: turn.now,
        case: note.case,
        body: Some(NoteBody {
            from: note.from,
            to: recipient(note.to),
            reason: note.reason,
            urgency: note.urgency,
            language: note.language,
            phrase: note.phrase,
            text: note.text.as_ref().map(|text| text.as_str().to_owned()),
            reach: note.reach.clone(),
            answer_by: note.answer_by,
            parent: note.parent,
            booking: note.booking,
        }),
        progress: NoteProgress::Received(vec![(ReceivedState::Unread, turn.now)]),
    };
    let ids: Vec<StaffId> = readers.iter().map(|person| person.id).collect();
    notes::put(turn.tx, &row, &ids, turn.draw).await?;
    for person in &readers {
        announce::note_waits(turn, person, &note.note.to_string()).await?;
    }
    Ok(())
}

const fn recipient(to: NoteTo) -> Recipient {
    match to {
        NoteTo::Person(staff) => Recipient::Person(staff),
        NoteTo::Team(team) => Recipient::Pool(Pool::Team(team)),
        NoteTo::Role(role) => Recipient::Pool(Pool::Role(role)),
    }
}

async fn readers(turn: &mut Turn<'_>, to: NoteTo) -> Result<Vec<PersonRow>, FlowError> {
    let people = match to {
        NoteTo::Person(staff) => PersonRow::find(turn.tx.conn(), staff)
            .await?
            .into_iter()
            .collect(),
        NoteTo::Team(team) => members(turn, Pool::Team(team)).await?,
        NoteTo::Role(role) => members(turn, Pool::Role(role)).await?,
    };
    Ok(people.into_iter().filter(PersonRow::is_bookable).collect())
}

/// The page with the text was shown to one of its readers: the sender is told, once.
///
/// # Errors
/// The note is not this person's.
pub async fn seen(turn: &mut Turn<'_>, by: StaffId, note: NoteId) -> Result<(), FlowError> {
    let mut row = readable(turn, by, note).await?;
    if row.progress.received() != Some(ReceivedState::Unread) {
        return Ok(());
    }
    go(turn, &mut row, ReceivedState::Seen).await?;
    let seen = message::NoteSeen {
        note,
        by,
        at: turn.now,
    };
    let sending = news(turn, &row);
    send(turn, &row.peer, &Message::NoteSeen(seen), sending).await?;
    Ok(())
}

/// An answer to give.
#[derive(Clone)]
pub struct NewAnswer {
    /// How.
    pub kind: AnswerKind,
    /// The time that goes with it.
    pub time: Option<Instant>,
    /// A short text.
    pub text: Option<String>,
    /// The booking that came of it.
    pub booking: Option<BookingId>,
}

impl std::fmt::Debug for NewAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewAnswer({:?})", self.kind)
    }
}

/// Answers a note.
///
/// # Errors
/// What the guard found, the note is not this person's, or was taken back.
pub async fn answer(
    turn: &mut Turn<'_>,
    by: StaffId,
    note: NoteId,
    new: NewAnswer,
) -> Result<AnswerId, FlowError> {
    let text = guarded(turn, new.text.as_deref()).await?;
    let empty = new.kind == AnswerKind::Text && text.is_none();
    let no_time = new.kind == AnswerKind::IWillCall && new.time.is_none();
    if empty || no_time {
        return Err(FlowError::Cannot(Cannot::EmptyNote));
    }
    let mut row = readable(turn, by, note).await?;
    match row.progress.received() {
        Some(ReceivedState::Withdrawn | ReceivedState::Redacted) | None => {
            return Err(FlowError::Cannot(Cannot::TooLate));
        }
        Some(ReceivedState::Unread) => {
            go(turn, &mut row, ReceivedState::Seen).await?;
            let seen = message::NoteSeen {
                note,
                by,
                at: turn.now,
            };
            let sending = news(turn, &row);
            send(turn, &row.peer, &Message::NoteSeen(seen), sending).await?;
        }
        Some(ReceivedState::Seen | ReceivedState::Answered) => {}
    }
    let language = PersonRow::find(turn.tx.conn(), by)
        .await?
        .map_or_else(Default::default, |person| person.language);
    let id = AnswerId::draw(turn.draw);
    let answer = AnswerRow {
        id,
        note,
        direction: Direction::Out,
        at: turn.now,
        state: "queued".to_owned(),
        by,
        kind: new.kind,
        time: new.time,
        text: text.as_ref().map(|text| text.as_str().to_owned()),
        booking: new.booking,
    };
    notes::put_answer(turn.tx, &answer, turn.draw).await?;
    go(turn, &mut row, ReceivedState::Answered).await?;
    let message = message::NoteAnswer {
        answer: id,
        note,
        by,
        kind: new.kind,
        time: new.time,
        language,
        text,
        booking: new.booking,
    };
    let sending = Sending {
        about: Some(id.to_string()),
        ..news(turn, &row)
    };
    send(turn, &row.peer, &Message::NoteAnswer(message), sending).await?;
    Ok(id)
}

/// A message is no longer sent: where it is an answer to a note, it is known as one that never came.
///
/// # Errors
/// The database failed.
pub async fn answer_stopped(turn: &mut Turn<'_>, row: &OutboxRow) -> Result<(), FlowError> {
    let answer = row
        .about
        .as_deref()
        .filter(|_| row.kind == MessageType::NoteAnswer);
    if let Some(id) = answer.and_then(|about| about.parse().ok()) {
        notes::set_answer_state(turn.tx.conn(), id, "expired").await?;
    }
    Ok(())
}

fn news(turn: &Turn<'_>, row: &NoteRow) -> Sending {
    Sending {
        deadline: Some(turn.now.plus_minutes(NEWS_MINUTES)),
        about: Some(row.id.to_string()),
        case: row.case,
        ..Sending::default()
    }
}

async fn readable(turn: &mut Turn<'_>, by: StaffId, note: NoteId) -> Result<NoteRow, FlowError> {
    if !notes::is_readers(turn.tx.conn(), note, by).await? {
        return Err(FlowError::NotFound);
    }
    let row = notes::find(turn.tx, note).await?;
    row.filter(|row| row.direction == Direction::In)
        .ok_or(FlowError::NotFound)
}

async fn go(turn: &mut Turn<'_>, row: &mut NoteRow, to: ReceivedState) -> Result<(), FlowError> {
    if let NoteProgress::Received(history) = &mut row.progress
        && history.last().is_none_or(|(state, _)| *state != to)
    {
        history.push((to, turn.now));
    }
    Ok(notes::put(turn.tx, row, &[], turn.draw).await?)
}

/// The sender takes a note back. What it had come to is answered; a note that has not come is
/// remembered as taken back.
///
/// # Errors
/// The note is another node's.
pub async fn withdraw(turn: &mut Turn<'_>, from: &NodeId, note: NoteId) -> Result<(), FlowError> {
    let before = notes::find(turn.tx, note).await?;
    if before
        .as_ref()
        .is_some_and(|row| row.peer != *from || row.direction != Direction::In)
    {
        return Err(FlowError::Refused(Refusal::NotYours));
    }
    let (found, after) =
        ReceivedState::withdraw(before.as_ref().and_then(|row| row.progress.received()));
    let case = before.as_ref().and_then(|row| row.case);
    let mut row = before.unwrap_or_else(|| NoteRow {
        id: note,
        thread: ThreadId::from_bytes(*note.bytes()),
        direction: Direction::In,
        peer: from.clone(),
        created: turn.now,
        case: None,
        body: None,
        progress: NoteProgress::Received(Vec::new()),
    });
    if after == ReceivedState::Withdrawn {
        row.body = None;
        ledger::forget_texts_of(turn.tx.conn(), note).await?;
    }
    go(turn, &mut row, after).await?;
    let withdrawn = message::NoteWithdrawn { note, found };
    let sending = Sending {
        about: Some(note.to_string()),
        case,
        ..Sending::default()
    };
    send(turn, from, &Message::NoteWithdrawn(withdrawn), sending).await?;
    Ok(())
}

/// The sender wants the text of a read note forgotten.
///
/// # Errors
/// The note is another node's, or not here.
pub async fn redact(turn: &mut Turn<'_>, from: &NodeId, note: NoteId) -> Result<(), FlowError> {
    let Some(mut row) = notes::find(turn.tx, note).await? else {
        return Err(FlowError::Refused(Refusal::Unknown));
    };
    if row.peer != *from || row.direction != Direction::In {
        return Err(FlowError::Refused(Refusal::NotYours));
    }
    row.body = None;
    notes::forget_answers(turn.tx.conn(), note).await?;
    ledger::forget_texts_of(turn.tx.conn(), note).await?;
    go(turn, &mut row, ReceivedState::Redacted).await
}

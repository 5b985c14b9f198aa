//! Yellow notes at their sender: written, on their way, taken back; and what the other side says of
//! them.

use super::cross::{Sending, send, standing};
use super::guarding::guarded;
use super::turn::{Cannot, FlowError, Turn};
use crate::crossing::ledger::Direction;
use crate::crossing::message::{self, Message, MessageType, NoteTo, Refusal};
use crate::domain::note::{SentEffect, SentEvent, SentNote, SentState};
use crate::domain::note_codes::{Language, NoteReason, NoteRefusal, Phrase, Urgency};
use crate::domain::seat::Pool;
use crate::domain::{BookingId, CaseRef, Instant, Interval, NodeId, NoteId, StaffId, ThreadId};
use crate::store::notes::{self, Recipient};
use crate::store::{AnswerRow, NoteBody, NoteProgress, NoteRow, OutboxRow, cases, ledger, peers};

/// How long a note is tried to be delivered, in minutes.
const DELIVERY_MINUTES: i64 = 24 * 60;
const MOST_REACH: usize = 4;

/// A note to write.
#[derive(Clone)]
pub struct NewNote {
    /// To which node.
    pub to_node: NodeId,
    /// To whom there.
    pub to: Recipient,
    /// Whose case, where there is a consent for it.
    pub case: Option<CaseRef>,
    /// What it is about.
    pub reason: NoteReason,
    /// How soon.
    pub urgency: Urgency,
    /// The language it is written in.
    pub language: Language,
    /// A ready-made phrase.
    pub phrase: Option<Phrase>,
    /// A text of at most 280 characters.
    pub text: Option<String>,
    /// When the writer can be reached.
    pub reach: Vec<Interval>,
    /// The booking that it is about.
    pub booking: Option<BookingId>,
}

impl std::fmt::Debug for NewNote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewNote(to {})", self.to_node)
    }
}

/// Writes a note and queues it. A text that does not pass the guard is neither kept nor sent.
///
/// # Errors
/// What the guard found, or something in the note can't be.
pub async fn write(turn: &mut Turn<'_>, from: StaffId, new: NewNote) -> Result<NoteId, FlowError> {
    let text = guarded(turn, new.text.as_deref()).await?;
    check(turn, from, &new).await?;
    let id = NoteId::draw(turn.draw);
    let thread = ThreadId::draw(turn.draw);
    let answer_by = answer_by(turn.now, new.urgency);
    let undo = match new.urgency {
        Urgency::Acute => 0,
        Urgency::ThisWeek | Urgency::Today => i64::from(turn.here.rules.undo_seconds),
    };
    let due = Instant::from_millis(turn.now.millis() + undo * 1_000);
    let consent = standing(turn, new.case).await?;
    let ends = consent.and_then(|consent| consent.until);
    let deadline = due.plus_minutes(DELIVERY_MINUTES);
    let deadline = ends.map_or(deadline, |ends| ends.min(deadline));
    let message = message::Note {
        note: id,
        thread,
        parent: None,
        booking: new.booking,
        from,
        to: note_to(new.to),
        case: new.case,
        reason: new.reason,
        urgency: new.urgency,
        language: new.language,
        phrase: new.phrase,
        text: text.clone(),
        reach: new.reach.clone(),
        answer_by: Some(answer_by),
    };
    let row = NoteRow {
        id,
        thread,
        direction: Direction::Out,
        peer: new.to_node.clone(),
        created: turn.now,
        case: new.case,
        body: Some(NoteBody {
            from,
            to: new.to,
            reason: new.reason,
            urgency: new.urgency,
            language: new.language,
            phrase: new.phrase,
            text: text.map(|text| text.as_str().to_owned()),
            reach: new.reach,
            answer_by: Some(answer_by),
            parent: None,
            booking: new.booking,
        }),
        progress: NoteProgress::Sent(SentNote::queued(turn.now, deadline)),
    };
    notes::put(turn.tx, &row, &[from], turn.draw).await?;
    let sending = Sending {
        deadline: Some(deadline),
        not_before: Some(due),
        about: Some(id.to_string()),
        case: new.case,
    };
    send(turn, &new.to_node, &Message::Note(message), sending).await?;
    Ok(id)
}

const fn note_to(to: Recipient) -> NoteTo {
    match to {
        Recipient::Person(staff) => NoteTo::Person(staff),
        Recipient::Pool(Pool::Team(team)) => NoteTo::Team(team),
        Recipient::Pool(Pool::Role(role)) => NoteTo::Role(role),
    }
}

/// By when an answer is wanted: four working hours, the day, or the week.
fn answer_by(now: Instant, urgency: Urgency) -> Instant {
    now.plus_minutes(match urgency {
        Urgency::Acute => 60,
        Urgency::Today => 8 * 60,
        Urgency::ThisWeek => 48 * 60,
    })
}

async fn check(turn: &mut Turn<'_>, from: StaffId, new: &NewNote) -> Result<(), FlowError> {
    let says_nothing = new
        .text
        .as_deref()
        .is_none_or(|text| text.trim().is_empty())
        && new.phrase.is_none()
        && new.reason == NoteReason::Other;
    if says_nothing {
        return Err(FlowError::Cannot(Cannot::EmptyNote));
    }
    let past = new.reach.iter().any(|reach| reach.end() <= turn.now);
    if new.reach.len() > MOST_REACH || past {
        return Err(FlowError::Cannot(Cannot::Reach));
    }
    if let Some(case) = new.case
        && !cases::is_on(turn.tx.conn(), case, from).await?
    {
        return Err(FlowError::Cannot(Cannot::NoConsent));
    }
    let known = match new.to {
        Recipient::Person(staff) => peers::person(turn.tx.conn(), &new.to_node, staff)
            .await?
            .is_some(),
        Recipient::Pool(Pool::Team(team)) => peers::team(turn.tx.conn(), &new.to_node, team)
            .await?
            .is_some(),
        Recipient::Pool(Pool::Role(role)) => peers::people(turn.tx.conn(), &new.to_node)
            .await?
            .iter()
            .any(|card| card.roles.contains(&role)),
    };
    if known {
        Ok(())
    } else {
        Err(FlowError::Cannot(Cannot::UnknownPerson))
    }
}

/// The writer takes a note back.
///
/// # Errors
/// The note is not this person's, or can't be taken back any more.
pub async fn take_back(turn: &mut Turn<'_>, by: StaffId, note: NoteId) -> Result<(), FlowError> {
    let row = own(turn, note)
        .await?
        .filter(|row| row.body.as_ref().is_some_and(|b| b.from == by));
    let Some(row) = row else {
        return Err(FlowError::NotFound);
    };
    step(turn, row, SentEvent::TakeBack).await
}

/// What the other side says of a note, or what a receipt said of it.
///
/// # Errors
/// The database failed, or the note is not one that was sent there.
pub async fn heard(
    turn: &mut Turn<'_>,
    from: &NodeId,
    note: NoteId,
    event: SentEvent,
) -> Result<(), FlowError> {
    match own(turn, note).await? {
        Some(row) if row.peer == *from => step(turn, row, event).await,
        Some(_) => Err(FlowError::Refused(Refusal::NotYours)),
        None => Err(FlowError::Refused(Refusal::Unknown)),
    }
}

/// The other side answered a note.
///
/// # Errors
/// The database failed, or the note is not one that was sent there.
pub async fn take_answer(
    turn: &mut Turn<'_>,
    from: &NodeId,
    answer: &message::NoteAnswer,
) -> Result<(), FlowError> {
    heard(turn, from, answer.note, SentEvent::Answered).await?;
    let row = AnswerRow {
        id: answer.answer,
        note: answer.note,
        direction: Direction::In,
        at: turn.now,
        state: "received".to_owned(),
        by: answer.by,
        kind: answer.kind,
        time: answer.time,
        text: answer.text.as_ref().map(|text| text.as_str().to_owned()),
        booking: answer.booking,
    };
    Ok(notes::put_answer(turn.tx, &row, turn.draw).await?)
}

/// Notes whose clock has something to say. Says how many changed.
///
/// # Errors
/// The database failed.
pub async fn tick(turn: &mut Turn<'_>) -> Result<usize, FlowError> {
    let mut changed = 0;
    for row in notes::undelivered(turn.tx).await? {
        let before = row.progress.clone();
        let id = row.id;
        step(turn, row, SentEvent::Tick).await?;
        let after = own(turn, id).await?;
        changed += usize::from(after.is_some_and(|row| row.progress != before));
    }
    Ok(changed)
}

/// Notes of a case whose consent was withdrawn: what was not read is taken back. The other side may
/// have a note whose receipt did not come, so it is asked. What was read goes by retention.
///
/// # Errors
/// The database failed.
pub async fn consent_withdrawn(turn: &mut Turn<'_>, case: CaseRef) -> Result<(), FlowError> {
    for row in notes::of_case(turn.tx, case).await? {
        if row.direction == Direction::Out {
            step(turn, row, SentEvent::ConsentWithdrawn).await?;
        }
    }
    Ok(())
}

async fn own(turn: &mut Turn<'_>, note: NoteId) -> Result<Option<NoteRow>, FlowError> {
    let row = notes::find(turn.tx, note).await?;
    Ok(row.filter(|row| row.direction == Direction::Out))
}

async fn step(turn: &mut Turn<'_>, mut row: NoteRow, event: SentEvent) -> Result<(), FlowError> {
    let NoteProgress::Sent(sent) = &mut row.progress else {
        return Err(FlowError::Refused(Refusal::Unknown));
    };
    let before = sent.clone();
    let effects = sent.step(event, turn.now);
    if *sent == before {
        return Ok(());
    }
    for effect in effects {
        let message = match effect {
            SentEffect::StopSending => {
                let about = row.id.to_string();
                OutboxRow::remove_about(turn.tx.conn(), MessageType::Note, &row.peer, &about)
                    .await?;
                continue;
            }
            SentEffect::AskToWithdraw => {
                Message::NoteWithdraw(message::NoteWithdraw { note: row.id })
            }
            SentEffect::AskToRedact => Message::NoteRedact(message::NoteRedact { note: row.id }),
        };
        let sending = Sending {
            about: Some(row.id.to_string()),
            case: row.case,
            ..Sending::default()
        };
        match send(turn, &row.peer, &message, sending).await {
            // A peer that was removed can't be asked: the note stays as it was left.
            Ok(_) | Err(FlowError::Refused(Refusal::Unknown)) => {}
            Err(error) => return Err(error),
        }
    }
    if matches!(sent.state, SentState::Withdrawn | SentState::Redacted) {
        ledger::forget_texts_of(turn.tx.conn(), row.id).await?;
    }
    Ok(notes::put(turn.tx, &row, &[], turn.draw).await?)
}

/// A receipt's refusal as the reason that the writer is told.
#[must_use]
pub const fn refusal_of(why: Refusal) -> NoteRefusal {
    match why {
        Refusal::Guard => NoteRefusal::Guard,
        Refusal::Consent => NoteRefusal::Consent,
        Refusal::UnknownRecipient => NoteRefusal::UnknownRecipient,
        Refusal::Version(..) => NoteRefusal::Version,
        _ => NoteRefusal::Policy,
    }
}

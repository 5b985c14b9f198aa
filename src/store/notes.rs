//! Yellow notes, sent and received, and their answers. What was written lies locked.

use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;

use super::column::{instant, json, maybe_parsed, parsed, text, to_json, word};
use super::{Conn, Keyhole, StoreError, Tx};
use crate::crossing::ledger::Direction;
use crate::domain::note::{ReceivedState, SentNote};
use crate::domain::note_codes::{AnswerKind, Language, NoteReason, Phrase, Urgency};
use crate::domain::seat::Pool;
use crate::domain::{
    AnswerId, BookingId, CaseRef, Draw, Instant, Interval, NodeId, NoteId, StaffId, ThreadId,
};

const PLACE: &str = "notes.body";
const ANSWER_PLACE: &str = "note_answers.body";

/// To whom a note goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// One person.
    Person(StaffId),
    /// A team, or whoever has a role.
    Pool(Pool),
}

/// What stands in a note.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteBody {
    /// Who wrote it.
    pub from: StaffId,
    /// To whom.
    pub to: Recipient,
    /// What it is about.
    pub reason: NoteReason,
    /// How soon.
    pub urgency: Urgency,
    /// Its language.
    pub language: Language,
    /// A ready-made phrase.
    pub phrase: Option<Phrase>,
    /// The text that passed the guard.
    pub text: Option<String>,
    /// When the writer can be reached.
    pub reach: Vec<Interval>,
    /// By when an answer is wanted.
    pub answer_by: Option<Instant>,
    /// The note that it forwards.
    pub parent: Option<NoteId>,
    /// The booking that it is about.
    pub booking: Option<BookingId>,
}

impl std::fmt::Debug for NoteBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NoteBody")
    }
}

/// How far a note has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteProgress {
    /// At its sender.
    Sent(SentNote),
    /// At its receiver: every state it has had, in order, with its time.
    Received(Vec<(ReceivedState, Instant)>),
}

impl NoteProgress {
    /// A stable word for where it stands.
    ///
    /// # Errors
    /// Never for what this program wrote.
    pub fn word(&self) -> Result<String, StoreError> {
        match self {
            Self::Sent(sent) => word(&sent.state, "notes.state"),
            Self::Received(history) => match history.last() {
                Some((state, _)) => word(state, "notes.state"),
                None => Err(StoreError::Damaged("notes.progress")),
            },
        }
    }

    /// Where a received note stands.
    #[must_use]
    pub fn received(&self) -> Option<ReceivedState> {
        match self {
            Self::Sent(_) => None,
            Self::Received(history) => history.last().map(|(state, _)| *state),
        }
    }
}

/// One note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteRow {
    /// Which note.
    pub id: NoteId,
    /// Its thread.
    pub thread: ThreadId,
    /// Sent or received.
    pub direction: Direction,
    /// The other node.
    pub peer: NodeId,
    /// When it was written, or came.
    pub created: Instant,
    /// Whose case.
    pub case: Option<CaseRef>,
    /// What stands in it; none for one that was withdrawn before it came, or redacted.
    pub body: Option<NoteBody>,
    /// How far it has come.
    pub progress: NoteProgress,
}

/// Whether an answer was given here or there.
pub type AnswerDirection = Direction;

/// One answer to a note.
#[derive(Clone, PartialEq, Eq)]
pub struct AnswerRow {
    /// Which answer.
    pub id: AnswerId,
    /// To which note.
    pub note: NoteId,
    /// Given here (out) or there (in).
    pub direction: AnswerDirection,
    /// When.
    pub at: Instant,
    /// `queued`, `delivered` or `refused` where given here; `received` where given there.
    pub state: String,
    /// Who answered.
    pub by: StaffId,
    /// How.
    pub kind: AnswerKind,
    /// The time that goes with it.
    pub time: Option<Instant>,
    /// A text that passed the guard.
    pub text: Option<String>,
    /// The booking that came of it.
    pub booking: Option<BookingId>,
}

impl std::fmt::Debug for AnswerRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AnswerRow({})", self.id)
    }
}

#[derive(Serialize, Deserialize)]
struct AnswerBody {
    by: StaffId,
    kind: AnswerKind,
    time: Option<Instant>,
    text: Option<String>,
    booking: Option<BookingId>,
}

fn note(row: &AnyRow, keyhole: &Keyhole) -> Result<NoteRow, StoreError> {
    let direction = text(row, "direction")?;
    let locked = text(row, "body_locked")?;
    let body = if locked.is_empty() {
        None
    } else {
        let plain = keyhole.unlock(PLACE, &locked)?;
        Some(serde_json::from_slice(&plain).map_err(|_| StoreError::Damaged(PLACE))?)
    };
    Ok(NoteRow {
        id: parsed(row, "id")?,
        thread: parsed(row, "thread")?,
        direction: Direction::from_key(&direction).ok_or(StoreError::Damaged("notes.direction"))?,
        peer: parsed(row, "peer")?,
        created: instant(row, "created")?,
        case: maybe_parsed(row, "case_ref")?,
        body,
        progress: json(row, "progress")?,
    })
}

/// One note, whoever may read it: for flows; pages go through the queries with a viewer.
///
/// # Errors
/// The database failed.
pub async fn find(tx: &mut Tx, id: NoteId) -> Result<Option<NoteRow>, StoreError> {
    let row = sqlx::query("SELECT * FROM notes WHERE id = $1")
        .bind(id.to_string())
        .fetch_optional(tx.conn())
        .await?;
    let keyhole = tx.keyhole();
    row.map(|row| note(&row, &keyhole)).transpose()
}

/// Writes a note, new or changed. `readers` are the people of this node whose note it is.
///
/// # Errors
/// The database failed.
pub async fn put(
    tx: &mut Tx,
    note: &NoteRow,
    readers: &[StaffId],
    draw: &mut Draw,
) -> Result<(), StoreError> {
    let locked = match &note.body {
        Some(body) => tx.lock_json(PLACE, body, draw)?,
        None => String::new(),
    };
    let deadline = match &note.progress {
        NoteProgress::Sent(sent) => Some(sent.deadline.millis()),
        NoteProgress::Received(_) => None,
    };
    sqlx::query(
        "INSERT INTO notes (id, thread, direction, peer, state, created, deadline, case_ref,
           body_locked, progress) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (id) DO UPDATE SET state = excluded.state,
           body_locked = excluded.body_locked, progress = excluded.progress",
    )
    .bind(note.id.to_string())
    .bind(note.thread.to_string())
    .bind(note.direction.key())
    .bind(note.peer.as_str())
    .bind(note.progress.word()?)
    .bind(note.created.millis())
    .bind(deadline)
    .bind(note.case.map(|case| case.to_string()))
    .bind(locked)
    .bind(to_json(&note.progress, "notes.progress")?)
    .execute(tx.conn())
    .await?;
    for reader in readers {
        sqlx::query(
            "INSERT INTO note_readers (note, person) VALUES ($1, $2)
             ON CONFLICT (note, person) DO NOTHING",
        )
        .bind(note.id.to_string())
        .bind(reader.to_string())
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// Sent notes that are neither delivered nor given up: their clock has something to say.
///
/// # Errors
/// The database failed.
pub async fn undelivered(tx: &mut Tx) -> Result<Vec<NoteRow>, StoreError> {
    let rows = sqlx::query(
        "SELECT * FROM notes WHERE direction = 'out' AND state IN ('queued', 'unconfirmed')
         ORDER BY created, id",
    )
    .fetch_all(tx.conn())
    .await?;
    let keyhole = tx.keyhole();
    rows.iter().map(|row| note(row, &keyhole)).collect()
}

/// Notes of one case.
///
/// # Errors
/// The database failed.
pub async fn of_case(tx: &mut Tx, case: CaseRef) -> Result<Vec<NoteRow>, StoreError> {
    let rows = sqlx::query("SELECT * FROM notes WHERE case_ref = $1 ORDER BY created, id")
        .bind(case.to_string())
        .fetch_all(tx.conn())
        .await?;
    let keyhole = tx.keyhole();
    rows.iter().map(|row| note(row, &keyhole)).collect()
}

/// Whether a note was withdrawn or redacted: then nothing of what it said is kept.
///
/// # Errors
/// The database failed.
pub async fn is_taken_back(conn: &mut Conn, note: NoteId) -> Result<bool, StoreError> {
    let row = sqlx::query(
        "SELECT 1 AS one FROM notes WHERE id = $1 AND state IN ('withdrawn', 'redacted')",
    )
    .bind(note.to_string())
    .fetch_optional(conn)
    .await?;
    Ok(row.is_some())
}

/// Whether a note is one of this person's.
///
/// # Errors
/// The database failed.
pub async fn is_readers(
    conn: &mut Conn,
    note: NoteId,
    person: StaffId,
) -> Result<bool, StoreError> {
    let row = sqlx::query("SELECT 1 AS one FROM note_readers WHERE note = $1 AND person = $2")
        .bind(note.to_string())
        .bind(person.to_string())
        .fetch_optional(conn)
        .await?;
    Ok(row.is_some())
}

/// The notes that are this person's, newest first.
///
/// # Errors
/// The database failed.
pub async fn of_reader(
    conn: &mut Conn,
    person: StaffId,
    most: u32,
    keyhole: &Keyhole,
) -> Result<Vec<NoteRow>, StoreError> {
    let rows = sqlx::query(
        "SELECT notes.* FROM notes JOIN note_readers ON note_readers.note = notes.id
         WHERE note_readers.person = $1 ORDER BY created DESC, id LIMIT $2",
    )
    .bind(person.to_string())
    .bind(i64::from(most))
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| note(row, keyhole)).collect()
}

/// One note, where it is this person's.
///
/// # Errors
/// The database failed.
pub async fn for_reader(
    conn: &mut Conn,
    person: StaffId,
    id: NoteId,
    keyhole: &Keyhole,
) -> Result<Option<NoteRow>, StoreError> {
    let row = sqlx::query(
        "SELECT notes.* FROM notes JOIN note_readers ON note_readers.note = notes.id
         WHERE note_readers.person = $1 AND notes.id = $2",
    )
    .bind(person.to_string())
    .bind(id.to_string())
    .fetch_optional(conn)
    .await?;
    row.map(|row| note(&row, keyhole)).transpose()
}

/// Every note, for the simulation's checks: identifier, direction and state.
///
/// # Errors
/// The database failed.
pub async fn states(conn: &mut Conn) -> Result<Vec<(NoteId, Direction, String)>, StoreError> {
    let rows = sqlx::query("SELECT id, direction, state FROM notes ORDER BY id")
        .fetch_all(conn)
        .await?;
    rows.iter()
        .map(|row| {
            let direction = Direction::from_key(&text(row, "direction")?)
                .ok_or(StoreError::Damaged("notes.direction"))?;
            Ok((parsed(row, "id")?, direction, text(row, "state")?))
        })
        .collect()
}

fn answer(row: &AnyRow, keyhole: &Keyhole) -> Result<AnswerRow, StoreError> {
    let plain = keyhole.unlock(ANSWER_PLACE, &text(row, "body_locked")?)?;
    let body: AnswerBody =
        serde_json::from_slice(&plain).map_err(|_| StoreError::Damaged(ANSWER_PLACE))?;
    Ok(AnswerRow {
        id: parsed(row, "id")?,
        note: parsed(row, "note")?,
        direction: Direction::from_key(&text(row, "direction")?)
            .ok_or(StoreError::Damaged("note_answers.direction"))?,
        at: instant(row, "at")?,
        state: text(row, "state")?,
        by: body.by,
        kind: body.kind,
        time: body.time,
        text: body.text,
        booking: body.booking,
    })
}

/// Writes an answer; one that is there already stays as it is.
///
/// # Errors
/// The database failed.
pub async fn put_answer(
    tx: &mut Tx,
    answer: &AnswerRow,
    draw: &mut Draw,
) -> Result<(), StoreError> {
    let body = AnswerBody {
        by: answer.by,
        kind: answer.kind,
        time: answer.time,
        text: answer.text.clone(),
        booking: answer.booking,
    };
    let locked = tx.lock_json(ANSWER_PLACE, &body, draw)?;
    sqlx::query(
        "INSERT INTO note_answers (id, note, direction, at, state, body_locked)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (id) DO NOTHING",
    )
    .bind(answer.id.to_string())
    .bind(answer.note.to_string())
    .bind(answer.direction.key())
    .bind(answer.at.millis())
    .bind(&answer.state)
    .bind(locked)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Sets the state of an answer given here.
///
/// # Errors
/// The database failed.
pub async fn set_answer_state(
    conn: &mut Conn,
    id: AnswerId,
    state: &str,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE note_answers SET state = $2 WHERE id = $1")
        .bind(id.to_string())
        .bind(state)
        .execute(conn)
        .await?;
    Ok(())
}

/// The answers to a note, in order. The caller has checked that its reader may see the note.
///
/// # Errors
/// The database failed.
pub async fn answers(
    conn: &mut Conn,
    note: NoteId,
    keyhole: &Keyhole,
) -> Result<Vec<AnswerRow>, StoreError> {
    let rows = sqlx::query("SELECT * FROM note_answers WHERE note = $1 ORDER BY at, id")
        .bind(note.to_string())
        .fetch_all(conn)
        .await?;
    rows.iter().map(|row| answer(row, keyhole)).collect()
}

/// Forgets the text of every answer to a note.
///
/// # Errors
/// The database failed.
pub async fn forget_answers(conn: &mut Conn, note: NoteId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM note_answers WHERE note = $1")
        .bind(note.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

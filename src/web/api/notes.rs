//! Yellow notes: written, read, answered, taken back.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::directory::word;
use super::seats::{SeatWanted, role, time};
use super::{Begun, Body, begun, id, wrong};
use crate::crossing::ledger::Direction;
use crate::domain::note_codes::{AnswerKind, NoteReason, Phrase, Urgency};
use crate::domain::seat::Pool;
use crate::domain::{Interval, NoteId};
use crate::flows::note::NewNote;
use crate::flows::note_received::NewAnswer;
use crate::flows::{note, note_received};
use crate::store::notes::{self, Recipient};
use crate::store::{AnswerRow, NoteProgress, NoteRow};
use crate::web::app::App;
use crate::web::problem::Problem;
use crate::web::session::Caller;

/// So many notes are listed.
const MOST: u32 = 200;

/// The calls.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(write, list))
        .routes(routes!(read))
        .routes(routes!(answer))
        .routes(routes!(take_back))
}

/// A note to write.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Written {
    /// To whom: a person, a team or a role of another organisation.
    to: SeatWanted,
    /// A case with a consent that holds.
    case: Option<String>,
    /// `call_me`, `capacity`, `three_way`, `enrolment`, `meeting`, `practical` or `other`.
    #[schema(value_type = String)]
    reason: NoteReason,
    /// `this_week`, `today` or `acute`.
    #[schema(value_type = Option<String>)]
    urgency: Option<Urgency>,
    /// A ready-made phrase.
    #[schema(value_type = Option<String>)]
    phrase: Option<Phrase>,
    /// At most 280 characters that pass the guard.
    text: Option<String>,
    /// At most four stretches in which the writer can be reached.
    #[serde(default)]
    reach: Vec<Stretch>,
}

#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Stretch {
    start: String,
    end: String,
}

/// An answer to give.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AnswerGiven {
    /// `i_will_call`, `call_me`, `find_time`, `yes`, `no` or `text`.
    #[schema(value_type = String)]
    kind: AnswerKind,
    /// With `i_will_call`: when.
    time: Option<String>,
    /// A short text that passes the guard.
    text: Option<String>,
}

/// A note as it is told.
#[derive(Serialize, ToSchema)]
struct NoteTold {
    id: String,
    /// `out` or `in`.
    direction: String,
    /// The other node.
    node: String,
    created: String,
    reason: Option<String>,
    urgency: Option<String>,
    text: Option<String>,
    case: Option<String>,
    /// Where it stands.
    state: String,
    /// Every state it has had.
    states: Vec<StateTold>,
    answers: Vec<AnswerTold>,
}

#[derive(Serialize, ToSchema)]
struct StateTold {
    state: String,
    at: String,
}

#[derive(Serialize, ToSchema)]
struct AnswerTold {
    by: String,
    at: String,
    kind: String,
    time: Option<String>,
    text: Option<String>,
}

fn shown(row: &NoteRow, answers: &[AnswerRow], with_text: bool) -> NoteTold {
    let states: Vec<StateTold> = match &row.progress {
        NoteProgress::Sent(sent) => sent
            .history
            .iter()
            .map(|(state, at)| StateTold {
                state: word(state),
                at: at.to_string(),
            })
            .collect(),
        NoteProgress::Received(history) => history
            .iter()
            .map(|(state, at)| StateTold {
                state: word(state),
                at: at.to_string(),
            })
            .collect(),
    };
    let body = row.body.as_ref();
    NoteTold {
        id: row.id.to_string(),
        direction: row.direction.key().to_owned(),
        node: row.peer.to_string(),
        created: row.created.to_string(),
        reason: body.map(|body| word(body.reason)),
        urgency: body.map(|body| word(body.urgency)),
        text: body
            .and_then(|body| body.text.clone())
            .filter(|_| with_text),
        case: row.case.map(|case| case.to_string()),
        state: row.progress.word().unwrap_or_default(),
        states,
        answers: answers
            .iter()
            .map(|answer| AnswerTold {
                by: answer.by.to_string(),
                at: answer.at.to_string(),
                kind: word(answer.kind),
                time: answer.time.map(|time| time.to_string()),
                text: answer.text.clone(),
            })
            .collect(),
    }
}

/// Writes a note. A text that does not pass the guard is neither kept nor sent: 422 with what was
/// found.
#[utoipa::path(post, path = "/notes", request_body = Written,
    responses((status = 202, body = Begun), (status = 422, body = Problem)))]
async fn write(
    State(app): State<App>,
    caller: Caller,
    Body(written): Body<Written>,
) -> Result<Response, Problem> {
    let to = match (&written.to.person, &written.to.team, &written.to.role) {
        (Some(person), None, _) => Recipient::Person(id(person)?),
        (None, Some(team), _) => Recipient::Pool(Pool::Team(id(team)?)),
        (None, None, Some(word)) => Recipient::Pool(Pool::Role(role(word)?)),
        _ => return Err(wrong("to", "a person, a team or a role")),
    };
    let mut reach = Vec::new();
    for stretch in &written.reach {
        let (start, end) = (time("reach", &stretch.start)?, time("reach", &stretch.end)?);
        reach.push(Interval::new(start, end).ok_or_else(|| wrong("reach", "end after start"))?);
    }
    let new = NewNote {
        to_node: written.to.node()?,
        to,
        case: written.case.as_deref().map(id).transpose()?,
        reason: written.reason,
        urgency: written.urgency.unwrap_or(Urgency::ThisWeek),
        language: caller.person.language,
        phrase: written.phrase,
        text: written.text,
        reach,
        booking: None,
    };
    let from = caller.viewer.staff;
    let note = app
        .change(app.now(), async |turn| note::write(turn, from, new).await)
        .await?;
    Ok(begun("notes", &note.to_string()))
}

/// One's own notes, sent and received, the newest first. A text shows where the note was opened.
#[utoipa::path(get, path = "/notes", responses((status = 200, body = Vec<NoteTold>)))]
async fn list(State(app): State<App>, caller: Caller) -> Result<Response, Problem> {
    let mut reader = app.read().await?;
    let staff = caller.viewer.staff;
    let notes = notes::of_reader(&mut reader, staff, MOST, &app.keyhole()).await?;
    let told: Vec<NoteTold> = notes
        .iter()
        .map(|note| {
            let unread =
                note.progress.received() == Some(crate::domain::note::ReceivedState::Unread);
            shown(note, &[], !unread)
        })
        .collect();
    Ok(Json(told).into_response())
}

/// One note with its answers. Reading a received one tells its sender that it was seen.
#[utoipa::path(get, path = "/notes/{id}",
    responses((status = 200, body = NoteTold), (status = 404, body = Problem)))]
async fn read(
    State(app): State<App>,
    caller: Caller,
    Path(text): Path<String>,
) -> Result<Response, Problem> {
    let note: NoteId = id(&text)?;
    let staff = caller.viewer.staff;
    let keyhole = app.keyhole();
    let mut reader = app.read().await?;
    let found = notes::for_reader(&mut reader, staff, note, &keyhole).await?;
    let direction = found.ok_or_else(Problem::not_found)?.direction;
    drop(reader);
    if direction == Direction::In {
        app.change(app.now(), async |turn| {
            note_received::seen(turn, staff, note).await
        })
        .await?;
    }
    let mut reader = app.read().await?;
    let row = notes::for_reader(&mut reader, staff, note, &keyhole).await?;
    let row = row.ok_or_else(Problem::not_found)?;
    let answers = notes::answers(&mut reader, note, &keyhole).await?;
    Ok(Json(shown(&row, &answers, true)).into_response())
}

/// Answers a received note.
#[utoipa::path(post, path = "/notes/{id}/answers", request_body = AnswerGiven,
    responses((status = 202, body = Begun), (status = 422, body = Problem)))]
async fn answer(
    State(app): State<App>,
    caller: Caller,
    Path(text): Path<String>,
    Body(given): Body<AnswerGiven>,
) -> Result<Response, Problem> {
    let note: NoteId = id(&text)?;
    let new = NewAnswer {
        kind: given.kind,
        time: given
            .time
            .as_deref()
            .map(|text| time("time", text))
            .transpose()?,
        text: given.text,
        booking: None,
    };
    let by = caller.viewer.staff;
    app.change(app.now(), async |turn| {
        note_received::answer(turn, by, note, new).await
    })
    .await?;
    Ok(begun("notes", &text))
}

/// Takes a note of one's own back.
#[utoipa::path(post, path = "/notes/{id}/withdraw",
    responses((status = 202), (status = 404, body = Problem)))]
async fn take_back(
    State(app): State<App>,
    caller: Caller,
    Path(text): Path<String>,
) -> Result<StatusCode, Problem> {
    let note: NoteId = id(&text)?;
    let by = caller.viewer.staff;
    app.change(app.now(), async |turn| {
        note::take_back(turn, by, note).await
    })
    .await?;
    Ok(StatusCode::ACCEPTED)
}

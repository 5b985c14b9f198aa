//! Gule lapper: the lists, a thread, and answering.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use super::guard_shown::shown as guard_shown;
use super::note_shown::{Surroundings, call_hour, history};
use super::{Desk, Directory, waits};
use crate::crossing::ledger::Direction;
use crate::domain::note::{ReceivedState, SentState};
use crate::domain::note_codes::{AnswerKind, NoteReason, Urgency};
use crate::domain::{Instant, Interval, NoteId};
use crate::flows::note_received::NewAnswer;
use crate::flows::reach::{call_times, free_stretches};
use crate::flows::{FlowError, note, note_received};
use crate::store::{AnswerRow, NoteProgress, NoteRow, cases, notes};
use crate::web::app::App;
use crate::web::chrome::Section;
use crate::web::form::Sent;
use crate::web::pages::{
    AnswerForm, CallTime, Errors, GuardedText, NoteBox, NotesPage, ThreadEntry, ThreadPage,
};
use crate::web::refusal::Refused;
use crate::web::session::Session;

/// So many stand on one page.
const A_PAGE: usize = 20;
/// So many hours to call are offered.
const CALLS: usize = 3;

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/lapper", get(list))
        .route("/lapper/{id}", get(thread))
        .route("/lapper/{id}/svar", post(answer))
        .route("/lapper/{id}/angre", post(take_back))
        .route("/lapper/{id}/trekk", post(take_back))
}

#[derive(Deserialize)]
struct Shown {
    vis: Option<String>,
    fra: Option<usize>,
}

async fn list(
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    Query(shown): Query<Shown>,
) -> Result<Response, Refused> {
    let desk = Desk::new(&app, session, &headers);
    let (box_shown, name) = match shown.vis.as_deref() {
        Some("sendt") => (NoteBox::Sent, "?vis=sendt&fra="),
        Some("besvart") => (NoteBox::Done, "?vis=besvart&fra="),
        _ => (NoteBox::In, "?fra="),
    };
    let from = shown.fra.unwrap_or(0);
    let mut reader = app.read().await?;
    let chrome = desk.chrome(&mut reader, Section::Notes, "/lapper").await?;
    let surroundings = surroundings(&mut reader, &desk).await?;
    let all = notes::of_reader(&mut reader, desk.me(), 500, &app.keyhole()).await?;
    drop(reader);
    let of_box: Vec<_> = all
        .iter()
        .filter(|note| stands_in(note, box_shown))
        .collect();
    let rows = of_box.iter().skip(from).take(A_PAGE);
    let page = NotesPage {
        notes: rows
            .map(|note| surroundings.row(&desk, note, None))
            .collect(),
        older: (of_box.len() > from + A_PAGE).then(|| format!("/lapper{name}{}", from + A_PAGE)),
        box_shown,
        chrome,
    };
    Ok(super::shown(&page).into_response())
}

fn stands_in(note: &NoteRow, box_shown: NoteBox) -> bool {
    let answered = match &note.progress {
        NoteProgress::Sent(sent) => sent.state == SentState::Answered,
        NoteProgress::Received(_) => note.progress.received() == Some(ReceivedState::Answered),
    };
    match box_shown {
        NoteBox::In => waits(note),
        NoteBox::Sent => note.direction == Direction::Out && !answered,
        NoteBox::Done => answered,
    }
}

async fn surroundings(conn: &mut crate::store::Conn, desk: &Desk) -> Result<Surroundings, Refused> {
    Ok(Surroundings {
        directory: Directory::read(conn, &desk.app).await?,
        cases: cases::of_person(conn, desk.me(), &desk.app.keyhole()).await?,
    })
}

/// Showing the text to its recipient is what makes a note *seen*.
async fn thread(
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, Refused> {
    let id: NoteId = id.parse().map_err(|_| Refused::NotFound)?;
    let desk = Desk::new(&app, session, &headers);
    let me = desk.me();
    let mut reader = app.read().await?;
    let note = notes::for_reader(&mut reader, me, id, &app.keyhole()).await?;
    let note = note.ok_or(Refused::NotFound)?;
    drop(reader);
    if note.direction == Direction::In {
        app.change(desk.now, async |turn| {
            note_received::seen(turn, me, id).await
        })
        .await?;
    }
    let text = GuardedText::empty("tekst");
    Ok(thread_page(&desk, id, text, Errors::default())
        .await?
        .into_response())
}

async fn thread_page(
    desk: &Desk,
    id: NoteId,
    text: GuardedText,
    errors: Errors,
) -> Result<Response, Refused> {
    let (app, me) = (&desk.app, desk.me());
    let keyhole = app.keyhole();
    let mut reader = app.read().await?;
    let note = notes::for_reader(&mut reader, me, id, &keyhole).await?;
    let note = note.ok_or(Refused::NotFound)?;
    let answers = notes::answers(&mut reader, id, &keyhole).await?;
    let path = format!("/lapper/{id}");
    let chrome = desk.chrome(&mut reader, Section::Notes, &path).await?;
    let surroundings = surroundings(&mut reader, desk).await?;
    drop(reader);
    let answer = answer_form(desk, &note, &surroundings, text).await?;
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let (from, to) = ends(desk, &surroundings, &note);
    let page = ThreadPage {
        id: id.to_string(),
        title: surroundings.title(desk, &note),
        from,
        to,
        entries: entries(desk, &surroundings, &note, &answers),
        history: history(desk, &note),
        answer,
        undo: undo(desk, &note),
        take_back: take_back_does(desk, &note),
        errors,
        chrome,
    };
    Ok((status, super::shown(&page)).into_response())
}

fn entries(
    desk: &Desk,
    surroundings: &Surroundings,
    note: &NoteRow,
    answers: &[AnswerRow],
) -> Vec<ThreadEntry> {
    let first = ThreadEntry::Note(surroundings.thread_note(desk, note));
    let answers = answers
        .iter()
        .map(|answer| ThreadEntry::Answer(surroundings.thread_answer(desk, note, answer)));
    std::iter::once(first).chain(answers).collect()
}

/// Who wrote it and whom it is for; the reader is "deg".
fn ends(desk: &Desk, surroundings: &Surroundings, note: &NoteRow) -> (String, String) {
    let me = desk.words.text("note-me");
    let said = |(name, what): (String, String)| {
        if what.is_empty() {
            name
        } else {
            format!("{name}, {what}")
        }
    };
    match note.direction {
        Direction::In => (said(surroundings.writer(desk, note)), me),
        Direction::Out => (me, said(surroundings.recipient(desk, note))),
    }
}

fn undo(desk: &Desk, note: &NoteRow) -> Option<String> {
    let NoteProgress::Sent(sent) = &note.progress else {
        return None;
    };
    let urgent = note
        .body
        .as_ref()
        .is_some_and(|body| body.urgency == Urgency::Acute);
    let seconds = i64::from(desk.app.here().rules.undo_seconds);
    let leaves = Instant::from_millis(note.created.millis() + seconds * 1_000);
    let open = sent.state == SentState::Queued && !sent.withdrawing && !urgent;
    (open && leaves > desk.now).then(|| desk.dates.left(leaves))
}

fn take_back_does(desk: &Desk, note: &NoteRow) -> Option<String> {
    let NoteProgress::Sent(sent) = &note.progress else {
        return None;
    };
    let key = match sent.state {
        _ if sent.withdrawing => return None,
        SentState::Queued | SentState::Unconfirmed | SentState::Delivered => "note-take-back-what",
        SentState::Seen | SentState::Answered => "note-take-back-read",
        _ => return None,
    };
    Some(desk.words.text(key))
}

async fn answer_form(
    desk: &Desk,
    note: &NoteRow,
    surroundings: &Surroundings,
    text: GuardedText,
) -> Result<Option<AnswerForm>, Refused> {
    let Some(body) = note.body.as_ref().filter(|_| waits(note)) else {
        return Ok(None);
    };
    let end = desk.now.plus_minutes(3 * 24 * 60);
    let me = desk.me();
    let stretches = match Interval::new(desk.now, end) {
        Some(window) => {
            desk.app
                .look(desk.now, async |turn| {
                    free_stretches(turn, me, window, 15).await
                })
                .await?
        }
        None => Vec::new(),
    };
    let name = surroundings
        .directory
        .name(&note.peer, body.from, desk.words);
    let first_name = name
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned();
    let calls = call_times(&stretches, &body.reach, CALLS)
        .into_iter()
        .map(|at| CallTime {
            at: at.minutes(),
            label: desk
                .words
                .answer(AnswerKind::IWillCall, &call_hour(desk, at)),
        })
        .collect();
    Ok(Some(AnswerForm {
        once: desk.once(),
        first_name,
        calls,
        yes_no: matches!(body.reason, NoteReason::Capacity | NoteReason::Meeting),
        text,
        forward: Vec::new(),
    }))
}

async fn answer(
    State(app): State<App>,
    headers: HeaderMap,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Refused> {
    let id: NoteId = id.parse().map_err(|_| Refused::NotFound)?;
    let desk = Desk::new(&app, sent.session.clone(), &headers);
    let me = desk.me();
    let back = Redirect::to(&format!("/lapper/{id}"));
    if let Some(key) = sent.get("nokkel")
        && super::was_done(&app, key, me).await?.is_some()
    {
        return Ok(back.into_response());
    }
    let mut written = sent.get("tekst").unwrap_or_default().replace("\r\n", "\n");
    if let Some(place) = sent.get("rett") {
        written = super::guard_shown::mended(&app, &written, place).await?;
        let text = guard_shown(&desk, "tekst", &written).await?;
        return thread_page(&desk, id, text, Errors::default()).await;
    }
    let Some(new) = new_answer(&sent, &written) else {
        let mut errors = Errors::default();
        errors.add("tekst", desk.words.text("answer-empty"));
        return thread_page(&desk, id, GuardedText::empty("tekst"), errors).await;
    };
    let key = sent.get("nokkel").map(str::to_owned);
    let done = app
        .change(desk.now, async |turn| {
            note_received::answer(turn, me, id, new).await?;
            super::remember(turn, key.as_deref(), me, &id.to_string()).await
        })
        .await;
    match done {
        Ok(()) => Ok(back.into_response()),
        Err(FlowError::Guard(_)) => {
            let text = guard_shown(&desk, "tekst", &written).await?;
            let mut errors = Errors::default();
            errors.add("tekst", desk.words.text("text-refused"));
            thread_page(&desk, id, text, errors).await
        }
        Err(FlowError::Cannot(why)) => {
            let mut errors = Errors::default();
            errors.add("tekst", super::cannot(&desk, why));
            thread_page(&desk, id, GuardedText::empty("tekst"), errors).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The answer that was chosen; none where a text was asked for and none was written.
fn new_answer(sent: &Sent, written: &str) -> Option<NewAnswer> {
    let without = sent.get("gjor") == Some("uten-tekst");
    let (kind, time) = match sent.get("svar") {
        Some("ring-meg") => (AnswerKind::CallMe, None),
        Some("ja") => (AnswerKind::Yes, None),
        Some("nei") => (AnswerKind::No, None),
        Some(choice) if choice.starts_with("ringer-") => {
            let minutes: i64 = choice.trim_start_matches("ringer-").parse().ok()?;
            (AnswerKind::IWillCall, Some(Instant::from_minutes(minutes)))
        }
        _ if without => (AnswerKind::CallMe, None),
        _ => (AnswerKind::Text, None),
    };
    let text = (!without && !written.trim().is_empty()).then(|| written.to_owned());
    (kind != AnswerKind::Text || text.is_some()).then_some(NewAnswer {
        kind,
        time,
        text,
        booking: None,
    })
}

async fn take_back(
    State(app): State<App>,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Refused> {
    let id: NoteId = id.parse().map_err(|_| Refused::NotFound)?;
    let me = sent.session.viewer.staff;
    app.change(app.now(), async |turn| note::take_back(turn, me, id).await)
        .await?;
    Ok(Redirect::to(&format!("/lapper/{id}")).into_response())
}

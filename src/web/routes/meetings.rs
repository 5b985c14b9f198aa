//! Møter: the list by day, one meeting, and calling it off. Only the one who chose the time and those
//! who sit in it see a meeting.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use super::meeting_shown::{place, row, state, title};
use super::roster::{Roster, joined};
use super::{Desk, Done, absence, doubts};
use crate::domain::booking::{BookingState, CancelCode, PartyState};
use crate::domain::hold::HoldState;
use crate::domain::seat::{PartySeat, SeatAnswer};
use crate::domain::{BookingId, Instant, Interval};
use crate::flows::{FlowError, book, watch};
use crate::store::{Conn, LetterRow, MeetingRow};
use crate::web::app::App;
use crate::web::chrome::{Chrome, Notice, Section, Tone};
use crate::web::form::Sent;
use crate::web::pages::{Choice, Errors, MeetingDay, MeetingPage, MeetingsPage, SeatRow, Tag};
use crate::web::refusal::Refused;
use crate::web::session::Session;
use crate::words::capital;

/// How far back and ahead the list reaches, in days.
const REACH_DAYS: i64 = 400;
/// Reasons that can be given; *moved* is what a move says by itself.
const REASONS: [CancelCode; 4] = [
    CancelCode::Illness,
    CancelCode::Clash,
    CancelCode::NotNeeded,
    CancelCode::Unsaid,
];

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/moter", get(list))
        .route("/moter/{id}", get(one))
        .route("/moter/{id}/avlys", post(call_off))
        .route("/moter/{id}/ny-tid", post(find_again))
}

#[derive(Deserialize)]
struct Shown {
    vis: Option<String>,
}

async fn list(
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    Query(shown): Query<Shown>,
) -> Result<Response, Refused> {
    let desk = Desk::new(&app, session, &headers);
    let past = shown.vis.as_deref() == Some("tidligere");
    let path = if past {
        "/moter?vis=tidligere"
    } else {
        "/moter"
    };
    let mut reader = app.read().await?;
    let roster = Roster::read(&mut reader, &desk).await?;
    let meetings = meetings(&mut reader, &desk, past).await?;
    let mut days: Vec<(jiff::civil::Date, MeetingDay)> = Vec::new();
    for meeting in &meetings {
        let Some(mut shown) = row(&mut reader, &desk, &roster.surroundings, meeting).await? else {
            continue;
        };
        // The day stands above.
        shown.first = desk.dates.clock(meeting.terms.start);
        shown.second = desk.dates.short_length(meeting.terms.length);
        let date = desk.dates.date_of(meeting.terms.start);
        match days.last_mut().filter(|(day, _)| *day == date) {
            Some((_, day)) => day.meetings.push(shown),
            None => days.push((
                date,
                MeetingDay {
                    title: capital(&desk.dates.near_day(date)),
                    week: desk.dates.week(date),
                    meetings: vec![shown],
                },
            )),
        }
    }
    let page = MeetingsPage {
        chrome: desk.chrome(&mut reader, Section::Meetings, path).await?,
        past,
        days: days.into_iter().map(|(_, day)| day).collect(),
    };
    Ok(super::shown(&page))
}

/// Those to come, the soonest first; or those that have been, the latest first.
async fn meetings(conn: &mut Conn, desk: &Desk, past: bool) -> Result<Vec<MeetingRow>, Refused> {
    let reach = if past { -REACH_DAYS } else { REACH_DAYS };
    let other = desk.now.plus_minutes(reach * 24 * 60);
    let window = Interval::new(desk.now.min(other), desk.now.max(other));
    let Some(window) = window else {
        return Ok(Vec::new());
    };
    let mut all = MeetingRow::within(conn, &desk.session.viewer, window).await?;
    if past {
        all.retain(|meeting| meeting.state == HoldState::Sealed && has_been(meeting, desk.now));
        all.reverse();
    }
    Ok(all)
}

fn has_been(meeting: &MeetingRow, now: Instant) -> bool {
    let interval = meeting.terms.interval();
    interval.is_some_and(|interval| interval.end() <= now)
}

async fn one(
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    Path(id): Path<String>,
    Query(done): Query<Done>,
) -> Result<Response, Refused> {
    let id: BookingId = id.parse().map_err(|_| Refused::NotFound)?;
    let desk = Desk::new(&app, session, &headers);
    let notice = desk.notice(&done, "avlyst", "notice-called-off");
    page(&desk, id, notice, Errors::default()).await
}

async fn page(
    desk: &Desk,
    id: BookingId,
    notice: Option<Notice>,
    errors: Errors,
) -> Result<Response, Refused> {
    let mut reader = desk.app.read().await?;
    let meeting = MeetingRow::find(&mut reader, &desk.session.viewer, id).await?;
    let meeting = meeting.ok_or(Refused::NotFound)?;
    let decided = meeting.owned.as_ref().is_none_or(|booking| {
        matches!(
            booking.state,
            BookingState::Sealed | BookingState::Cancelled
        )
    });
    let Some(interval) = meeting.terms.interval().filter(|_| decided) else {
        return Ok(super::follow::to(id));
    };
    let roster = Roster::read(&mut reader, desk).await?;
    let date = desk.dates.date_of(interval.start());
    let ahead = interval.start() > desk.now;
    let sealed = meeting.state == HoldState::Sealed;
    let invited = if sealed {
        invited(&mut reader, desk, &meeting).await?
    } else {
        0
    };
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let doubts = doubts::of_meeting(&mut reader, desk, &meeting).await?;
    let answers = doubts::answers(&mut reader, &meeting).await?;
    let path = format!("/moter/{id}");
    let page = MeetingPage {
        chrome: Chrome {
            notice,
            ..desk.chrome(&mut reader, Section::Meetings, &path).await?
        },
        id: id.to_string(),
        title: title(desk, &roster.surroundings, &meeting.terms),
        when: capital(&desk.dates.slot(interval)),
        week: format!(
            "{}, {}",
            capital(&desk.dates.week(date)),
            desk.dates.relative(date)
        ),
        length: desk.dates.length(meeting.terms.length),
        place: place(&mut reader, desk, &meeting.terms.venue).await?,
        travel: None,
        state: whole_state(desk, meeting.state),
        warnings: doubts::warnings(desk, &roster.surroundings, &meeting, &doubts),
        seats: meeting
            .terms
            .party
            .iter()
            .map(|seat| {
                let answer = answers.iter().find(|(number, _)| *number == seat.seat);
                seat_row(
                    desk,
                    &roster,
                    seat,
                    meeting.state,
                    answer.map(|(_, answer)| *answer),
                )
            })
            .collect(),
        invitations: (invited > 0).then(|| {
            desk.words
                .text_with("meeting-invited", &[("n", invited.into())])
        }),
        on_the_way: Vec::new(),
        may_move: false,
        may_cancel: meeting.owned.is_some() && sealed && ahead,
        cancel_reasons: REASONS
            .iter()
            .map(|code| Choice {
                value: super::code(code),
                label: desk.words.cancelled(*code),
                ..Choice::default()
            })
            .collect(),
        errors,
    };
    Ok((status, super::shown(&page)).into_response())
}

/// How it stands; of a meeting that is off, why, where a reason was given.
fn whole_state(desk: &Desk, of: HoldState) -> Tag {
    let tag = state(desk, of);
    match of {
        HoldState::Cancelled(why) if why != CancelCode::Unsaid => Tag {
            text: format!("{}: {}", tag.text, desk.words.cancelled(why)),
            ..tag
        },
        _ => tag,
    }
}

fn seat_row(
    desk: &Desk,
    roster: &Roster,
    seat: &PartySeat,
    of: HoldState,
    said: Option<SeatAnswer>,
) -> SeatRow {
    let answer = match of {
        HoldState::Sealed if said == Some(SeatAnswer::Tentative) => Tag {
            text: desk.words.text("seat-tentative"),
            tone: Tone::Warning,
        },
        HoldState::Sealed if said == Some(SeatAnswer::Declined) => Tag {
            text: desk.words.text("seat-declined"),
            tone: Tone::Danger,
        },
        HoldState::Sealed if seat.who.is_staff() => Tag {
            text: desk.words.text("seat-held"),
            tone: Tone::Success,
        },
        HoldState::Sealed => Tag {
            text: desk.words.text("seat-unanswered"),
            tone: Tone::Neutral,
        },
        other => state(desk, other),
    };
    let directory = &roster.surroundings.directory;
    let mut back = seat.staff.iter();
    let back = back.find_map(|staff| directory.back(seat.who.node(), *staff));
    SeatRow {
        who: joined(desk, &roster.names(desk, seat)),
        what: absence::named(desk, roster.what(desk, seat), back),
        answer,
    }
}

/// To how many the agreement is known to have gone: our own people's mail, and, for the one who
/// chose the time, the people of the organisations that have said so.
async fn invited(conn: &mut Conn, desk: &Desk, meeting: &MeetingRow) -> Result<u64, Refused> {
    let (own, _) = LetterRow::about(conn, &meeting.id().to_string()).await?;
    let Some(booking) = &meeting.owned else {
        return Ok(own);
    };
    let here = &desk.app.here().node;
    let told = |seat: &&PartySeat| {
        let node = seat.who.node();
        node != here && booking.nodes.get(node) == Some(&PartyState::Sealed)
    };
    let others = meeting.terms.party.iter().filter(told);
    let others: usize = others.map(|seat| seat.staff.len()).sum();
    Ok(own + u64::try_from(others).unwrap_or(0))
}

/// Looks for another time with the same people; the meeting stands meanwhile.
async fn find_again(
    State(app): State<App>,
    headers: HeaderMap,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Refused> {
    let id: BookingId = id.parse().map_err(|_| Refused::NotFound)?;
    let desk = Desk::new(&app, sent.session.clone(), &headers);
    let me = desk.me();
    let found = app
        .change(desk.now, async |turn| watch::find_again(turn, me, id).await)
        .await;
    match found {
        Ok(search) => Ok(Redirect::to(&format!("/finn-tid/{search}")).into_response()),
        Err(FlowError::Cannot(why)) => {
            let mut errors = Errors::default();
            errors.add("ny-tid", super::cannot(&desk, why));
            page(&desk, id, None, errors).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn call_off(
    State(app): State<App>,
    headers: HeaderMap,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Refused> {
    let id: BookingId = id.parse().map_err(|_| Refused::NotFound)?;
    let desk = Desk::new(&app, sent.session.clone(), &headers);
    let me = desk.me();
    let mut reader = app.read().await?;
    let meeting = MeetingRow::find(&mut reader, &desk.session.viewer, id).await?;
    drop(reader);
    let back = Redirect::to(&format!("/moter/{id}")).into_response();
    let booking = meeting.and_then(|meeting| meeting.owned);
    if booking.ok_or(Refused::NotFound)?.state == BookingState::Cancelled {
        return Ok(back);
    }
    let why = REASONS
        .into_iter()
        .find(|code| sent.get("hvorfor") == Some(&super::code(code)));
    let mut errors = Errors::default();
    let Some(why) = why else {
        errors.add("hvorfor", desk.words.text("error-reason-cancel"));
        return page(&desk, id, None, errors).await;
    };
    let done = app
        .change(desk.now, async |turn| {
            book::call_off(turn, me, id, why).await
        })
        .await;
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/moter/{id}?gjort=avlyst")).into_response()),
        Err(FlowError::Cannot(why)) => {
            errors.add("hvorfor", super::cannot(&desk, why));
            page(&desk, id, None, errors).await
        }
        Err(error) => Err(error.into()),
    }
}

//! From a chosen time to an agreed meeting: each organisation's answer ticking in; agreed, or let go
//! with the reason and the next best time.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use super::Desk;
use super::find_shown::read_anew;
use super::meeting_shown::{place, title};
use super::roster::{Roster, joined};
use super::slot_shown::{Offered, slot};
use crate::domain::BookingId;
use crate::domain::booking::{Booking, BookingState, HoldKind, PartyState, ReleaseCode};
use crate::flows::propose::Search;
use crate::flows::{FlowError, book};
use crate::store::{Conn, MeetingRow, ProposalRow};
use crate::web::app::App;
use crate::web::chrome::Section;
use crate::web::form::Sent;
use crate::web::pages::{FollowPage, FollowPart, FollowStage, PartyLine, Sign, Slot};
use crate::web::refusal::Refused;
use crate::web::session::Session;
use crate::words::capital;

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/moter/{id}/folg", get(follow))
        .route("/moter/{id}/del", get(part))
        .route("/moter/{id}/slipp", post(let_go))
}

/// To the page that follows a booking.
#[must_use]
pub fn to(booking: BookingId) -> Response {
    Redirect::to(&format!("/moter/{booking}/folg")).into_response()
}

/// The viewer's own booking; none where they sit in it but did not choose its time.
async fn owned(conn: &mut Conn, desk: &Desk, id: BookingId) -> Result<Option<Booking>, Refused> {
    let row = MeetingRow::find(conn, &desk.session.viewer, id).await?;
    Ok(row.ok_or(Refused::NotFound)?.owned)
}

async fn follow(
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, Refused> {
    let id: BookingId = id.parse().map_err(|_| Refused::NotFound)?;
    let desk = Desk::new(&app, session, &headers);
    let mut reader = app.read().await?;
    let booking = owned(&mut reader, &desk, id).await?;
    let booking = booking.filter(|booking| booking.state != BookingState::Cancelled);
    let Some(booking) = booking else {
        return Ok(Redirect::to(&format!("/moter/{id}")).into_response());
    };
    let roster = Roster::read(&mut reader, &desk).await?;
    let next = next(&mut reader, &desk, &roster, &booking).await?;
    let terms = &booking.terms;
    let path = format!("/moter/{id}/folg");
    let page = FollowPage {
        chrome: desk.chrome(&mut reader, Section::Meetings, &path).await?,
        id: id.to_string(),
        search: booking.proposal.map(|search| search.to_string()),
        once: desk.once(),
        title: title(&desk, &roster.surroundings, terms),
        when: terms
            .interval()
            .map(|meeting| capital(&desk.dates.slot(meeting)))
            .unwrap_or_default(),
        length: desk.dates.length(terms.length),
        place: place(&mut reader, &desk, &terms.venue).await?,
        stage: stage(&desk, &booking, next),
        parties: parties(&desk, &roster, &booking),
    };
    Ok(super::shown(&page))
}

/// Which step the page shows; another one now means that the page is read anew.
#[derive(Deserialize)]
struct Shown {
    steg: Option<u8>,
}

async fn part(
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    Path(id): Path<String>,
    Query(shown): Query<Shown>,
) -> Result<Response, Refused> {
    let id: BookingId = id.parse().map_err(|_| Refused::NotFound)?;
    let desk = Desk::new(&app, session, &headers);
    let mut reader = app.read().await?;
    let Some(booking) = owned(&mut reader, &desk, id).await? else {
        return Ok(read_anew());
    };
    let stage = stage(&desk, &booking, None);
    if !booking.is_open() || shown.steg != Some(stage.step()) {
        return Ok(read_anew());
    }
    let roster = Roster::read(&mut reader, &desk).await?;
    let part = FollowPart {
        chrome: desk
            .chrome(&mut reader, Section::Meetings, "/moter")
            .await?,
        stage,
        parties: parties(&desk, &roster, &booking),
    };
    Ok(super::shown(&part))
}

fn stage(desk: &Desk, booking: &Booking, next: Option<Slot>) -> FollowStage {
    let left = desk.dates.left(booking.decide_by);
    let seconds = (booking.decide_by.seconds() - desk.now.seconds()).max(0);
    match booking.state {
        BookingState::Holding if booking.terms.hold == HoldKind::Asking => FollowStage::Asking {
            until: desk.dates.stamp(booking.decide_by),
        },
        BookingState::Holding => FollowStage::Holding { left, seconds },
        BookingState::Confirming => FollowStage::Confirming { left, seconds },
        BookingState::Sealed | BookingState::Cancelled => FollowStage::Sealed {
            invitations: desk.words.text("follow-sealed-lead"),
        },
        BookingState::Released => FollowStage::Ended {
            why: desk
                .words
                .released(booking.released.unwrap_or(ReleaseCode::Withdrawn)),
            next,
        },
    }
}

/// The best time of the same search that is left.
async fn next(
    conn: &mut Conn,
    desk: &Desk,
    roster: &Roster,
    booking: &Booking,
) -> Result<Option<Slot>, Refused> {
    let Some(search) = booking
        .proposal
        .filter(|_| booking.state == BookingState::Released)
    else {
        return Ok(None);
    };
    let viewer = &desk.session.viewer;
    let Some(row) = ProposalRow::<Search>::seen_by(conn, viewer, search).await? else {
        return Ok(None);
    };
    let bookings = MeetingRow::of_search(conn, viewer, search).await?;
    let offered = Offered::of(&row.body, &bookings, desk.now);
    let next = offered
        .slots()
        .find(|slot| slot.start != booking.terms.start);
    Ok(next
        .and_then(|next| slot(desk, roster, &row.body, next))
        .map(|next| Slot {
            when: capital(&next.when),
            ..next
        }))
}

fn parties(desk: &Desk, roster: &Roster, booking: &Booking) -> Vec<PartyLine> {
    let line = |(node, state): (&crate::domain::NodeId, &PartyState)| {
        // Who could not has let go like the others; the reason is what one wants to know.
        let state = match &booking.refused {
            Some((refused, code)) if refused == node => PartyState::Refused(*code),
            _ => *state,
        };
        let names: Vec<String> = booking
            .terms
            .seats_of(node)
            .flat_map(|seat| roster.names(desk, seat))
            .collect();
        PartyLine {
            organisation: roster.surroundings.directory.organisation(node),
            who: joined(desk, &names),
            sign: sign(state),
            words: desk.words.party_state(state),
        }
    };
    let here = &desk.app.here().node;
    let mut nodes: Vec<_> = booking.nodes.iter().collect();
    nodes.sort_by_key(|(node, _)| *node != here);
    nodes.into_iter().map(line).collect()
}

const fn sign(state: PartyState) -> Sign {
    match state {
        PartyState::Asked => Sign::Waiting,
        PartyState::Held | PartyState::Confirmed | PartyState::Sealed => Sign::Yes,
        PartyState::Refused(_) => Sign::No,
        PartyState::Released | PartyState::Cancelled => Sign::Off,
    }
}

async fn let_go(
    State(app): State<App>,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Refused> {
    let id: BookingId = id.parse().map_err(|_| Refused::NotFound)?;
    let me = sent.session.viewer.staff;
    let done = app
        .change(app.now(), async |turn| book::let_go(turn, me, id).await)
        .await;
    match done {
        // Decided meanwhile: the page that follows says how.
        Ok(()) | Err(FlowError::Cannot(_)) => Ok(to(id)),
        Err(error) => Err(error.into()),
    }
}

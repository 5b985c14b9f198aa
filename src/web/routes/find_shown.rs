//! A search for a time: the wait for the answers, the ranked times with the week, and no time at
//! all; and choosing one.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum::routing::{get, post};

use super::roster::Roster;
use super::slot_shown::{self, Offered};
use super::unsure;
use super::{Desk, came_second};
use crate::domain::booking::{Booking, BookingState};
use crate::domain::{Instant, ProposalId, StaffId};
use crate::flows::propose::{Search, Stage};
use crate::flows::{FlowError, book};
use crate::store::{MeetingRow, ProposalRow};
use crate::web::app::App;
use crate::web::chrome::{Chrome, Notice, Section, Tone};
use crate::web::form::Sent;
use crate::web::pages::{FindAnswersPart, FindNothingPage, FindSlotsPage, FindWaitingPage};
use crate::web::refusal::Refused;
use crate::web::session::Session;

/// Fewer times than this call for another search beside them.
const FEW: usize = 3;

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/finn-tid/{id}", get(show))
        .route("/finn-tid/{id}/del", get(part))
        .route("/finn-tid/{id}/avtal", post(choose))
}

/// Tells htmx to read the whole page anew: what is followed has come a step further.
#[must_use]
pub fn read_anew() -> Response {
    let refresh = HeaderName::from_static("hx-refresh");
    let yes = HeaderValue::from_static("true");
    (AppendHeaders([(refresh, yes)]), "").into_response()
}

/// A search with what came of it.
struct Found {
    id: ProposalId,
    search: Search,
    bookings: Vec<Booking>,
    roster: Roster,
    /// Colleagues in it whose calendars can't be relied on now.
    unsure: Vec<String>,
    chrome: Chrome,
}

impl Found {
    async fn read(desk: &Desk, id: &str) -> Result<Self, Refused> {
        let id: ProposalId = id.parse().map_err(|_| Refused::NotFound)?;
        let viewer = &desk.session.viewer;
        let mut reader = desk.app.read().await?;
        let row = ProposalRow::<Search>::seen_by(&mut reader, viewer, id).await?;
        let search = row.ok_or(Refused::NotFound)?.body;
        let path = format!("/finn-tid/{id}");
        Ok(Self {
            id,
            unsure: unsure::among(&mut reader, desk, &search.party).await?,
            search,
            bookings: MeetingRow::of_search(&mut reader, viewer, id).await?,
            roster: Roster::read(&mut reader, desk).await?,
            chrome: desk.chrome(&mut reader, Section::FindTime, &path).await?,
        })
    }

    /// The booking that is under way or agreed; the search is over then.
    fn booked(&self) -> Option<&Booking> {
        self.bookings
            .iter()
            .find(|booking| booking.is_open() || booking.state == BookingState::Sealed)
    }
}

async fn show(
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, Refused> {
    let desk = Desk::new(&app, session, &headers);
    let found = Found::read(&desk, &id).await?;
    if let Some(booking) = found.booked() {
        return Ok(super::follow::to(booking.terms.booking));
    }
    page(&desk, found, StatusCode::OK).await
}

async fn page(desk: &Desk, found: Found, status: StatusCode) -> Result<Response, Refused> {
    let Found {
        id,
        search,
        bookings,
        roster,
        unsure,
        chrome,
    } = found;
    let summary = slot_shown::summary(desk, &roster, id, &search).await?;
    let parties = slot_shown::parties(desk, &roster, &search, &unsure);
    if search.stage == Stage::Asking {
        let page = FindWaitingPage {
            chrome,
            id: id.to_string(),
            search: summary,
            parties,
        };
        return Ok((status, super::shown(&page)).into_response());
    }
    let offered = Offered::of(&search, &bookings, desk.now);
    if offered.is_empty() {
        let page = FindNothingPage {
            chrome,
            search: summary,
            parties,
            tries: slot_shown::tries(desk, &roster, id, &search),
        };
        return Ok((status, super::shown(&page)).into_response());
    }
    let tries = if offered.slots().count() < FEW {
        slot_shown::tries(desk, &roster, id, &search)
    } else {
        Vec::new()
    };
    let weeks = super::week_shown::shown(desk, &search, &offered).await?;
    let page = FindSlotsPage {
        chrome,
        id: id.to_string(),
        once: desk.once(),
        title: slot_shown::title(desk, &roster, &search),
        search: summary,
        warnings: slot_shown::warnings(desk, &roster, &search),
        slots: offered
            .slots()
            .filter_map(|slot| slot_shown::slot(desk, &roster, &search, slot))
            .collect(),
        hold: crate::domain::booking::HoldKind::Choosing,
        weeks,
        tries,
    };
    Ok((status, super::shown(&page)).into_response())
}

async fn part(
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, Refused> {
    let desk = Desk::new(&app, session, &headers);
    let found = Found::read(&desk, &id).await?;
    if found.search.stage != Stage::Asking {
        return Ok(read_anew());
    }
    let part = FindAnswersPart {
        parties: slot_shown::parties(&desk, &found.roster, &found.search, &found.unsure),
        chrome: found.chrome,
    };
    Ok(super::shown(&part))
}

async fn choose(
    State(app): State<App>,
    headers: HeaderMap,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Refused> {
    let desk = Desk::new(&app, sent.session.clone(), &headers);
    let me = desk.me();
    let found = Found::read(&desk, &id).await?;
    if let Some(booking) = found.booked() {
        return Ok(super::follow::to(booking.terms.booking));
    }
    let minutes: Option<i64> = sent.get("tid").and_then(|time| time.parse().ok());
    let start = minutes.map(Instant::from_minutes);
    let offered = Offered::of(&found.search, &found.bookings, desk.now);
    let Some(start) = start.filter(|start| offered.has(*start)) else {
        return gone(&desk, found).await;
    };
    let key = sent.get("nokkel").map(str::to_owned);
    if let Some(done) = done(&app, key.as_deref(), me).await? {
        return Ok(done);
    }
    let search = found.id;
    let begun = app
        .change(desk.now, async |turn| {
            // Another window may have chosen a time of the same search since the page was read.
            let viewer = &desk.session.viewer;
            let others = MeetingRow::of_search(turn.tx.conn(), viewer, search).await?;
            if let Some(other) = others
                .iter()
                .find(|booking| booking.is_open() || booking.state == BookingState::Sealed)
            {
                return Ok(other.terms.booking);
            }
            let booking = book::choose(turn, me, search, start).await?;
            super::remember(turn, key.as_deref(), me, &booking.to_string()).await?;
            Ok(booking)
        })
        .await;
    match begun {
        Ok(booking) => Ok(super::follow::to(booking)),
        Err(error) if came_second(&error) => {
            done(&app, key.as_deref(), me).await?.ok_or(Refused::Failed)
        }
        Err(FlowError::Cannot(_)) => gone(&desk, found).await,
        Err(error) => Err(error.into()),
    }
}

async fn done(app: &App, key: Option<&str>, me: StaffId) -> Result<Option<Response>, Refused> {
    let Some(key) = key else { return Ok(None) };
    let first = super::was_done(app, key, me).await?;
    Ok(first.map(|booking| Redirect::to(&format!("/moter/{booking}/folg")).into_response()))
}

/// The page again: the time is no longer offered.
async fn gone(desk: &Desk, mut found: Found) -> Result<Response, Refused> {
    found.chrome.notice = Some(Notice {
        tone: Tone::Warning,
        text: desk.words.text("cannot-slot-gone"),
    });
    page(desk, found, StatusCode::UNPROCESSABLE_ENTITY).await
}

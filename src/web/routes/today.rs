//! I dag: what needs the reader now.

use std::cmp::Reverse;

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::note_shown::Surroundings;
use super::{Desk, Directory, waits};
use crate::domain::Interval;
use crate::flows::reach::{call_times, free_stretches};
use crate::store::{LinkRow, cases, notes};
use crate::web::app::App;
use crate::web::chrome::Section;
use crate::web::pages::{TodayPage, Trouble};
use crate::web::refusal::Refused;
use crate::web::session::Session;

/// So many notes and meetings stand on the page.
const SHOWN: usize = 5;

/// The routes.
pub fn routes() -> Router<App> {
    Router::new().route("/", get(today))
}

async fn today(
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let desk = Desk::new(&app, session, &headers);
    let me = desk.me();
    let soon = Interval::new(desk.now, desk.now.plus_minutes(2 * 24 * 60));
    let stretches = match soon {
        Some(soon) => {
            app.look(desk.now, async |turn| {
                free_stretches(turn, me, soon, 15).await
            })
            .await?
        }
        None => Vec::new(),
    };
    let keyhole = app.keyhole();
    let mut reader = app.read().await?;
    let chrome = desk.chrome(&mut reader, Section::Today, "/").await?;
    let surroundings = Surroundings {
        directory: Directory::read(&mut reader, &app).await?,
        cases: cases::of_person(&mut reader, me, &keyhole).await?,
    };
    let mut waiting = notes::of_reader(&mut reader, me, 200, &keyhole).await?;
    waiting.retain(waits);
    // The most urgent first; within that they stand as they came.
    waiting.sort_by_key(|note| Reverse(note.body.as_ref().map(|body| body.urgency)));
    waiting.truncate(SHOWN);
    let calendar = trouble(&desk, &LinkRow::of_person(&mut reader, me).await?);
    let meetings = super::meeting_shown::next(&mut reader, &desk, &surroundings, SHOWN).await?;
    let upset = super::doubts::coming(&mut reader, &desk, &surroundings).await?;
    drop(reader);
    let rows = waiting
        .iter()
        .map(|note| {
            let reach = note
                .body
                .as_ref()
                .map(|body| body.reach.as_slice())
                .unwrap_or_default();
            let call = call_times(&stretches, reach, 1).first().copied();
            surroundings.row(&desk, note, call)
        })
        .collect();
    let date = desk.dates.today();
    let page = TodayPage {
        day: crate::words::capital(&desk.dates.day(date)),
        under: format!(
            "{}, {}",
            crate::words::capital(&desk.dates.relative(date)),
            desk.dates.week(date)
        ),
        calendar,
        upset,
        notes: rows,
        meetings,
        due: Vec::new(),
        chrome,
    };
    Ok(super::shown(&page).into_response())
}

/// What is wrong with the reader's own calendars, where something is.
fn trouble(desk: &Desk, links: &[LinkRow]) -> Option<Trouble> {
    let broken = links.iter().find(|link| link.trouble.is_some())?;
    let text = match broken.last_good {
        Some(at) => {
            let when = desk.dates.stamp(at);
            desk.words
                .text_with("calendar-stale", &[("when", when.as_str().into())])
        }
        None => desk.words.text("calendar-never"),
    };
    Some(Trouble {
        title: desk.words.text("calendar-stale-title"),
        text,
    })
}

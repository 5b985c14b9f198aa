//! Meetings as lists show them: when, where, what, how they stand.

use super::{Desk, note_shown::Surroundings};
use crate::domain::booking::Terms;
use crate::domain::hold::HoldState;
use crate::domain::seat::Venue;
use crate::domain::{CaseRef, Interval, NodeId, PlaceId};
use crate::store::{Conn, MeetingRow, PlaceRow, StoreError, peers};
use crate::web::chrome::Tone;
use crate::web::pages::{MeetingRow as Row, PlaceSort, Tag, WhereShown};

/// How far ahead meetings are listed, in days.
const AHEAD_DAYS: i64 = 120;

/// The next agreed meetings of the one who looks, the soonest first.
///
/// # Errors
/// The database failed.
pub async fn next(
    conn: &mut Conn,
    desk: &Desk,
    surroundings: &Surroundings,
    most: usize,
) -> Result<Vec<Row>, StoreError> {
    let end = desk.now.plus_minutes(AHEAD_DAYS * 24 * 60);
    let Some(window) = Interval::new(desk.now, end) else {
        return Ok(Vec::new());
    };
    let mut rows = Vec::new();
    for meeting in MeetingRow::within(conn, &desk.session.viewer, window).await? {
        if rows.len() < most && meeting.state == HoldState::Sealed {
            rows.extend(row(conn, desk, surroundings, &meeting).await?);
        }
    }
    Ok(rows)
}

/// One meeting in a list: the hour in front where it is today, else the day.
///
/// # Errors
/// The database failed.
pub async fn row(
    conn: &mut Conn,
    desk: &Desk,
    surroundings: &Surroundings,
    meeting: &MeetingRow,
) -> Result<Option<Row>, StoreError> {
    let terms = &meeting.terms;
    let Some(interval) = terms.interval() else {
        return Ok(None);
    };
    let date = desk.dates.date_of(interval.start());
    let hour = desk.dates.clock(interval.start());
    let (first, second) = if date == desk.dates.today() {
        (hour, desk.dates.short_length(terms.length))
    } else {
        (desk.dates.near_day(date), hour)
    };
    let names = others(desk, surroundings, terms);
    Ok(Some(Row {
        id: meeting.id().to_string(),
        first,
        second,
        title: title(desk, surroundings, terms),
        place: place(conn, desk, &terms.venue).await?,
        travel: None,
        who: (!names.is_empty()).then(|| names.join(", ")),
        state: Some(state(desk, meeting.state)),
    }))
}

/// The names of everybody in it but the reader, where they are known.
fn others(desk: &Desk, surroundings: &Surroundings, terms: &Terms) -> Vec<String> {
    terms
        .party
        .iter()
        .flat_map(|seat| seat.staff.iter().map(|staff| (seat.who.node(), *staff)))
        .filter(|(node, staff)| **node != desk.app.here().node || *staff != desk.me())
        .map(|(node, staff)| surroundings.directory.name(node, staff, desk.words))
        .collect()
}

/// Kind, and the case where it has one.
#[must_use]
pub fn title(desk: &Desk, surroundings: &Surroundings, terms: &Terms) -> String {
    let kind = crate::words::capital(&desk.words.kind(terms.kind));
    with_case(desk, surroundings, terms.case, kind)
}

/// These words, with the case's label where the reader has one for it.
#[must_use]
pub fn with_case(
    desk: &Desk,
    surroundings: &Surroundings,
    case: Option<CaseRef>,
    words: String,
) -> String {
    match case.and_then(|case| surroundings.label(case)) {
        Some(label) => {
            let values = [("title", words.as_str().into()), ("label", label.into())];
            desk.words.text_with("title-with-case", &values)
        }
        None => words,
    }
}

/// How a meeting stands.
#[must_use]
pub fn state(desk: &Desk, state: HoldState) -> Tag {
    let (text, tone) = match state {
        HoldState::Sealed => (desk.words.text("meeting-sealed"), Tone::Success),
        HoldState::Held | HoldState::Confirmed => (desk.words.text("meeting-held"), Tone::Info),
        HoldState::Cancelled(_) => (desk.words.text("meeting-cancelled"), Tone::Danger),
        HoldState::Refused(_) | HoldState::Expired | HoldState::Released(_) | HoldState::Lapsed => {
            (desk.words.text("meeting-released"), Tone::Neutral)
        }
    };
    Tag { text, tone }
}

/// Where a meeting is.
///
/// # Errors
/// The database failed.
pub async fn place(
    conn: &mut Conn,
    desk: &Desk,
    venue: &Venue,
) -> Result<Option<WhereShown>, StoreError> {
    Ok(match venue {
        Venue::Unsaid => None,
        Venue::Phone => Some(WhereShown {
            sort: PlaceSort::Phone,
            text: desk.words.text("venue-phone"),
        }),
        Venue::Video { .. } => Some(WhereShown {
            sort: PlaceSort::Video,
            text: desk.words.text("place-video"),
        }),
        Venue::At { node, place } => {
            named(conn, desk, node, *place)
                .await?
                .map(|text| WhereShown {
                    sort: PlaceSort::At,
                    text,
                })
        }
    })
}

async fn named(
    conn: &mut Conn,
    desk: &Desk,
    node: &NodeId,
    place: PlaceId,
) -> Result<Option<String>, StoreError> {
    if *node == desk.app.here().node {
        let own = PlaceRow::all(conn).await?;
        let own = own.into_iter().find(|row| row.card.id == place);
        return Ok(own.map(|row| row.name.to_string()));
    }
    let card = peers::place(conn, node, place).await?;
    Ok(card.map(|card| card.name.to_string()))
}

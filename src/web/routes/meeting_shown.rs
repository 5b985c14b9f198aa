//! Meetings as lists show them: when, where, what, how they stand.

use super::{Desk, note_shown::Surroundings};
use crate::domain::hold::{Hold, HoldState};
use crate::domain::seat::Venue;
use crate::domain::{Interval, NodeId, PlaceId};
use crate::store::{Conn, PlaceRow, StoreError, holds, peers};
use crate::web::chrome::Tone;
use crate::web::pages::{MeetingRow, PlaceSort, Tag, WhereShown};

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
) -> Result<Vec<MeetingRow>, StoreError> {
    let end = desk.now.plus_minutes(AHEAD_DAYS * 24 * 60);
    let Some(window) = Interval::new(desk.now, end) else {
        return Ok(Vec::new());
    };
    let mut rows = Vec::new();
    for own in holds::own_time(conn, desk.me(), window).await? {
        if rows.len() < most
            && own.hold.state == HoldState::Sealed
            && let Some(row) = row(conn, desk, surroundings, &own.hold).await?
        {
            rows.push(row);
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
    hold: &Hold,
) -> Result<Option<MeetingRow>, StoreError> {
    let Some(terms) = &hold.terms else {
        return Ok(None);
    };
    let Some(meeting) = terms.interval() else {
        return Ok(None);
    };
    let date = desk.dates.date_of(meeting.start());
    let hour = desk.dates.clock(meeting.start());
    let (first, second) = if date == desk.dates.today() {
        (hour, desk.dates.short_length(terms.length))
    } else {
        (desk.dates.near_day(date), hour)
    };
    let names: Vec<String> = terms
        .party
        .iter()
        .flat_map(|seat| seat.staff.iter().map(|staff| (seat.who.node(), *staff)))
        .filter(|(node, staff)| **node != desk.app.here().node || *staff != desk.me())
        .map(|(node, staff)| surroundings.directory.name(node, staff, desk.words))
        .collect();
    Ok(Some(MeetingRow {
        id: hold.booking.to_string(),
        first,
        second,
        title: title(desk, surroundings, hold),
        place: place(conn, desk, &terms.venue).await?,
        travel: None,
        who: (!names.is_empty()).then(|| names.join(", ")),
        state: Some(state(desk, hold)),
    }))
}

/// Kind, and the case where it has one.
#[must_use]
pub fn title(desk: &Desk, surroundings: &Surroundings, hold: &Hold) -> String {
    let Some(terms) = &hold.terms else {
        return String::new();
    };
    let kind = crate::words::capital(&desk.words.kind(terms.kind));
    match terms.case.and_then(|case| surroundings.label(case)) {
        Some(label) => {
            let values = [("title", kind.as_str().into()), ("label", label.into())];
            desk.words.text_with("title-with-case", &values)
        }
        None => kind,
    }
}

/// How a meeting stands.
#[must_use]
pub fn state(desk: &Desk, hold: &Hold) -> Tag {
    let (key, tone) = match hold.state {
        HoldState::Sealed => ("meeting-sealed", Tone::Success),
        HoldState::Held | HoldState::Confirmed => ("meeting-held", Tone::Info),
        HoldState::Cancelled(_) => ("meeting-cancelled", Tone::Danger),
        HoldState::Refused(_) | HoldState::Expired | HoldState::Released(_) | HoldState::Lapsed => {
            ("meeting-released", Tone::Neutral)
        }
    };
    Tag {
        text: desk.words.text(key),
        tone,
    }
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
            text: desk.words.text("place-phone"),
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

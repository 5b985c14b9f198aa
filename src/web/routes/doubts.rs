//! What has come upon an agreed meeting, for the one who decides over it and for the one whose
//! calendar shows it: nobody else of those who come is told.

use super::Desk;
use super::meeting_shown::title;
use super::note_shown::Surroundings;
use crate::domain::hold::HoldState;
use crate::domain::seat::{SeatAnswer, SeatNo};
use crate::domain::{Interval, NodeId, StaffId};
use crate::flows::watch::READS_IN_A_ROW;
use crate::store::clashes::{ClashRow, SeatAnswerRow};
use crate::store::{Conn, MeetingRow, StoreError};
use crate::web::pages::{Due, Warning};

/// How far ahead meetings are looked at, in days.
const AHEAD_DAYS: i64 = 120;

/// Somebody who has become busy over a meeting, or says that they may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    node: NodeId,
    staff: StaffId,
    /// Whether a calendar of this node shows it, rather than another node saying so.
    seen_here: bool,
}

/// What has come upon a meeting, as far as its viewer is told.
///
/// # Errors
/// The database failed.
pub async fn of_meeting(
    conn: &mut Conn,
    desk: &Desk,
    meeting: &MeetingRow,
) -> Result<Vec<Doubt>, StoreError> {
    let over = meeting.terms.interval();
    let over = over.is_none_or(|interval| interval.end() <= desk.now);
    if meeting.state != HoldState::Sealed || over {
        return Ok(Vec::new());
    }
    let owns = meeting.owned.is_some();
    let mut doubts: Vec<Doubt> = Vec::new();
    for clash in ClashRow::of_booking(conn, meeting.id()).await? {
        let doubt = Doubt {
            node: desk.app.here().node.clone(),
            staff: clash.person,
            seen_here: true,
        };
        let told = owns || clash.person == desk.me();
        if told && clash.seen >= READS_IN_A_ROW && !doubts.contains(&doubt) {
            doubts.push(doubt);
        }
    }
    if owns {
        for (seat, answer) in answers(conn, meeting).await? {
            let party = &meeting.terms.party;
            let seat = party.iter().find(|one| one.seat == seat);
            let seat = seat.filter(|_| answer != SeatAnswer::Accepted);
            doubts.extend(seat.into_iter().flat_map(|seat| {
                seat.staff.iter().map(|staff| Doubt {
                    node: seat.who.node().clone(),
                    staff: *staff,
                    seen_here: false,
                })
            }));
        }
    }
    Ok(doubts)
}

/// What the seats of other nodes last answered, for the meeting's owner.
///
/// # Errors
/// The database failed.
pub async fn answers(
    conn: &mut Conn,
    meeting: &MeetingRow,
) -> Result<Vec<(SeatNo, SeatAnswer)>, StoreError> {
    if meeting.owned.is_none() {
        return Ok(Vec::new());
    }
    let rows = SeatAnswerRow::of_booking(conn, meeting.id()).await?;
    Ok(rows.into_iter().map(|row| (row.seat, row.answer)).collect())
}

/// In a few words: "Arne Moe er blitt opptatt".
#[must_use]
pub fn said(desk: &Desk, surroundings: &Surroundings, doubt: &Doubt) -> String {
    if doubt.seen_here && doubt.staff == desk.me() {
        return desk.words.text("meeting-busy-you");
    }
    let name = surroundings
        .directory
        .name(&doubt.node, doubt.staff, desk.words);
    let key = if doubt.seen_here {
        "meeting-busy-title"
    } else {
        "meeting-unsure-title"
    };
    desk.words.text_with(key, &[("name", name.as_str().into())])
}

/// What stands on top of the meeting's page.
#[must_use]
pub fn warnings(
    desk: &Desk,
    surroundings: &Surroundings,
    meeting: &MeetingRow,
    doubts: &[Doubt],
) -> Vec<Warning> {
    let owns = meeting.owned.is_some();
    let ahead = meeting.terms.start > desk.now;
    doubts
        .iter()
        .enumerate()
        .map(|(index, doubt)| Warning {
            title: said(desk, surroundings, doubt),
            text: desk.words.text(if owns {
                "meeting-busy"
            } else {
                "meeting-busy-told"
            }),
            // One button is enough.
            find_again: owns && ahead && index == 0,
        })
        .collect()
}

/// The coming meetings that something has come upon, the soonest first.
///
/// # Errors
/// The database failed.
pub async fn coming(
    conn: &mut Conn,
    desk: &Desk,
    surroundings: &Surroundings,
) -> Result<Vec<Due>, StoreError> {
    let end = desk.now.plus_minutes(AHEAD_DAYS * 24 * 60);
    let Some(window) = Interval::new(desk.now, end) else {
        return Ok(Vec::new());
    };
    let mut rows = Vec::new();
    for meeting in MeetingRow::within(conn, &desk.session.viewer, window).await? {
        let doubts = of_meeting(conn, desk, &meeting).await?;
        let (Some(doubt), Some(interval)) = (doubts.first(), meeting.terms.interval()) else {
            continue;
        };
        rows.push(Due {
            what: format!(
                "{}: {}",
                title(desk, surroundings, &meeting.terms),
                said(desk, surroundings, doubt)
            ),
            by: desk.dates.slot(interval),
            href: format!("/moter/{}", meeting.id()),
        });
    }
    Ok(rows)
}

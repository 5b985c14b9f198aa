//! Meetings as one person may see them: those they chose the time of, and those they sit in. Anybody
//! else is told that there is no such meeting.

use sqlx::any::AnyRow;

use super::column::json;
use super::{BookingRow, Conn, StoreError, Viewer, cases, holds};
use crate::domain::booking::{Booking, BookingState, CancelCode, ReleaseCode, Terms};
use crate::domain::hold::{Hold, HoldState};
use crate::domain::{BookingId, CaseRef, Instant, Interval, ProposalId, StaffId};

/// A meeting as its viewer may see it.
#[derive(Debug, Clone)]
pub struct MeetingRow {
    /// What is booked.
    pub terms: Terms,
    /// How it stands.
    pub state: HoldState,
    /// The booking itself; only for the one who chose the time.
    pub owned: Option<Booking>,
}

impl MeetingRow {
    fn of_booking(booking: Booking) -> Self {
        let state = match booking.state {
            BookingState::Holding => HoldState::Held,
            BookingState::Confirming => HoldState::Confirmed,
            BookingState::Sealed => HoldState::Sealed,
            BookingState::Released => {
                HoldState::Released(booking.released.unwrap_or(ReleaseCode::Withdrawn))
            }
            BookingState::Cancelled => {
                HoldState::Cancelled(booking.cancelled.unwrap_or(CancelCode::Unsaid))
            }
        };
        Self {
            terms: booking.terms.clone(),
            state,
            owned: Some(booking),
        }
    }

    fn of_hold(hold: Hold) -> Option<Self> {
        Some(Self {
            terms: hold.terms?,
            state: hold.state,
            owned: None,
        })
    }

    /// Which booking.
    #[must_use]
    pub const fn id(&self) -> BookingId {
        self.terms.booking
    }

    /// Whether it stands in a list: agreed, on its way, or called off; not what came to nothing.
    const fn is_listed(&self) -> bool {
        matches!(
            self.state,
            HoldState::Held | HoldState::Confirmed | HoldState::Sealed | HoldState::Cancelled(_)
        )
    }

    /// The meeting for this viewer; none where they neither chose the time nor sit in it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn find(
        conn: &mut Conn,
        viewer: &Viewer,
        id: BookingId,
    ) -> Result<Option<Self>, StoreError> {
        let booking = BookingRow::find(conn, id).await?;
        if let Some(booking) = booking.filter(|booking| booking.owner == viewer.staff) {
            return Ok(Some(Self::of_booking(booking)));
        }
        let hold = holds::find(conn, id).await?;
        Ok(hold
            .filter(|hold| {
                hold.seated
                    .iter()
                    .any(|seated| seated.staff == viewer.staff)
            })
            .and_then(Self::of_hold))
    }

    /// The viewer's meetings that share time with `window`, the soonest first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn within(
        conn: &mut Conn,
        viewer: &Viewer,
        window: Interval,
    ) -> Result<Vec<Self>, StoreError> {
        let mut all: Vec<Self> = chosen(conn, viewer.staff, window.end())
            .await?
            .into_iter()
            .map(Self::of_booking)
            .collect();
        for hold in seated(conn, viewer.staff, window).await? {
            let known = all.iter().any(|row| row.id() == hold.booking);
            all.extend(Self::of_hold(hold).filter(|_| !known));
        }
        all.retain(|row| {
            let meeting = row.terms.interval();
            row.is_listed() && meeting.is_some_and(|meeting| meeting.overlaps(window))
        });
        all.sort_by_key(|row| (row.terms.start, row.id()));
        Ok(all)
    }

    /// The agreed meetings of a case that the viewer is on, the soonest first (rule B14).
    ///
    /// # Errors
    /// The database failed.
    pub async fn of_case(
        conn: &mut Conn,
        viewer: &Viewer,
        case: CaseRef,
    ) -> Result<Vec<Self>, StoreError> {
        if !cases::is_on(conn, case, viewer.staff).await? {
            return Ok(Vec::new());
        }
        let rows =
            sqlx::query("SELECT body FROM bookings WHERE case_ref = $1 AND state = 'sealed'")
                .bind(case.to_string())
                .fetch_all(&mut *conn)
                .await?;
        let mut all = rows
            .iter()
            .map(|row| Ok(Self::of_booking(json(row, "body")?)))
            .collect::<Result<Vec<_>, StoreError>>()?;
        let rows = sqlx::query("SELECT body FROM holds WHERE case_ref = $1 AND state = 'sealed'")
            .bind(case.to_string())
            .fetch_all(conn)
            .await?;
        for hold in read_holds(&rows)? {
            let known = all.iter().any(|row| row.id() == hold.booking);
            all.extend(Self::of_hold(hold).filter(|_| !known));
        }
        all.sort_by_key(|row| (row.terms.start, row.id()));
        Ok(all)
    }

    /// The viewer's bookings that came from one search.
    ///
    /// # Errors
    /// The database failed.
    pub async fn of_search(
        conn: &mut Conn,
        viewer: &Viewer,
        search: ProposalId,
    ) -> Result<Vec<Booking>, StoreError> {
        let all = BookingRow::of_owner(conn, viewer.staff, Instant::from_millis(i64::MIN)).await?;
        Ok(all
            .into_iter()
            .filter(|booking| booking.proposal == Some(search))
            .collect())
    }
}

async fn chosen(
    conn: &mut Conn,
    owner: StaffId,
    before: Instant,
) -> Result<Vec<Booking>, StoreError> {
    let rows = sqlx::query("SELECT body FROM bookings WHERE owner = $1 AND starts < $2")
        .bind(owner.to_string())
        .bind(before.millis())
        .fetch_all(conn)
        .await?;
    rows.iter().map(|row| json(row, "body")).collect()
}

async fn seated(
    conn: &mut Conn,
    person: StaffId,
    window: Interval,
) -> Result<Vec<Hold>, StoreError> {
    let rows = sqlx::query(
        "SELECT body FROM holds WHERE starts < $2 AND ends > $3 AND EXISTS
           (SELECT 1 FROM seated WHERE seated.booking = holds.booking AND seated.person = $1)",
    )
    .bind(person.to_string())
    .bind(window.end().millis())
    .bind(window.start().millis())
    .fetch_all(conn)
    .await?;
    read_holds(&rows)
}

fn read_holds(rows: &[AnyRow]) -> Result<Vec<Hold>, StoreError> {
    rows.iter().map(|row| json(row, "body")).collect()
}

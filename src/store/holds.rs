//! Holds at their holder, and the cells of 5 minutes that make two live bookings on one person's
//! time impossible: the primary key of `cells` is (person, cell).

use sqlx::any::AnyRow;

use super::column::{json, parsed, to_json, word};
use super::{Conn, StoreError};
use crate::domain::hold::{Hold, HoldState};
use crate::domain::seat::{PartySeat, Seated};
use crate::domain::{BookingId, CaseRef, Instant, Interval, NodeId, StaffId};

/// Whether cells could be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taking {
    /// All of them were free and are now taken.
    Taken,
    /// One of them was not free; none is taken.
    NotFree,
}

/// Time of a person that samband itself has given away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnTime {
    /// By which booking.
    pub booking: BookingId,
    /// The hold it stands in.
    pub hold: Hold,
}

const CELL_MILLIS: i64 = 5 * 60_000;

fn hold(row: &AnyRow) -> Result<Hold, StoreError> {
    json(row, "body")
}

/// One hold.
///
/// # Errors
/// The database failed.
pub async fn find(conn: &mut Conn, booking: BookingId) -> Result<Option<Hold>, StoreError> {
    let row = sqlx::query("SELECT body FROM holds WHERE booking = $1")
        .bind(booking.to_string())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(hold).transpose()
}

/// Writes the hold, new or changed, with who sits in it.
///
/// # Errors
/// The database failed.
pub async fn put(conn: &mut Conn, hold: &Hold) -> Result<(), StoreError> {
    let meeting = hold.terms.as_ref().and_then(|terms| terms.interval());
    let case = hold.terms.as_ref().and_then(|terms| terms.case);
    sqlx::query(
        "INSERT INTO holds (booking, asker, state, expires, starts, ends, case_ref, body)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (booking) DO UPDATE SET state = excluded.state, expires = excluded.expires,
           starts = excluded.starts, ends = excluded.ends, case_ref = excluded.case_ref,
           body = excluded.body",
    )
    .bind(hold.booking.to_string())
    .bind(hold.asker.as_str())
    .bind(word(&hold.state, "holds.state")?)
    .bind(hold.expires.millis())
    .bind(meeting.map_or(0, |meeting| meeting.start().millis()))
    .bind(meeting.map_or(0, |meeting| meeting.end().millis()))
    .bind(case.map(|case| case.to_string()))
    .bind(to_json(hold, "holds.body")?)
    .execute(&mut *conn)
    .await?;
    sqlx::query("DELETE FROM seated WHERE booking = $1")
        .bind(hold.booking.to_string())
        .execute(&mut *conn)
        .await?;
    for seated in &hold.seated {
        sqlx::query("INSERT INTO seated (booking, seat, person) VALUES ($1, $2, $3)")
            .bind(hold.booking.to_string())
            .bind(i64::from(seated.seat.0))
            .bind(seated.staff.to_string())
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

/// The part of a meeting in which a seat must be there.
#[must_use]
pub fn presence(start: Instant, seat: &PartySeat) -> Option<Interval> {
    Interval::new(
        start.plus_minutes(i64::from(seat.from)),
        start.plus_minutes(i64::from(seat.to)),
    )
}

/// Takes the cells of those seated, all or none. Starts and presences outside the grid of 5 minutes
/// take every cell they touch.
///
/// # Errors
/// The database failed.
pub async fn take_cells(
    conn: &mut Conn,
    booking: BookingId,
    start: Instant,
    party: &[PartySeat],
    seated: &[Seated],
) -> Result<Taking, StoreError> {
    for one in seated {
        let Some(presence) = party
            .iter()
            .find(|seat| seat.seat == one.seat)
            .and_then(|seat| presence(start, seat))
        else {
            return give_back(conn, booking).await;
        };
        let first = presence.start().millis().div_euclid(CELL_MILLIS);
        let last = (presence.end().millis() - 1).div_euclid(CELL_MILLIS);
        for cell in first..=last {
            let taken = sqlx::query(
                "INSERT INTO cells (person, cell, booking) VALUES ($1, $2, $3)
                 ON CONFLICT (person, cell) DO NOTHING",
            )
            .bind(one.staff.to_string())
            .bind(cell)
            .bind(booking.to_string())
            .execute(&mut *conn)
            .await?;
            if taken.rows_affected() == 0 {
                return give_back(conn, booking).await;
            }
        }
    }
    Ok(Taking::Taken)
}

async fn give_back(conn: &mut Conn, booking: BookingId) -> Result<Taking, StoreError> {
    free_cells(conn, booking).await?;
    Ok(Taking::NotFree)
}

/// Gives all cells of a booking back.
///
/// # Errors
/// The database failed.
pub async fn free_cells(conn: &mut Conn, booking: BookingId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM cells WHERE booking = $1")
        .bind(booking.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Live holds that a person sits in and that share time with `window`.
///
/// # Errors
/// The database failed.
pub async fn own_time(
    conn: &mut Conn,
    person: StaffId,
    window: Interval,
) -> Result<Vec<OwnTime>, StoreError> {
    let rows = sqlx::query(
        "SELECT DISTINCT holds.body AS body, holds.booking AS booking, holds.starts AS starts
         FROM holds JOIN seated ON seated.booking = holds.booking
         WHERE seated.person = $1 AND holds.state IN ('held', 'confirmed', 'sealed')
           AND holds.starts < $2 AND holds.ends > $3 ORDER BY starts",
    )
    .bind(person.to_string())
    .bind(window.end().millis())
    .bind(window.start().millis())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(OwnTime {
                booking: parsed(row, "booking")?,
                hold: hold(row)?,
            })
        })
        .collect()
}

/// Holds whose clock has something to say: run out unconfirmed, or confirmed and over unsealed.
///
/// # Errors
/// The database failed.
pub async fn ticking(conn: &mut Conn, now: Instant) -> Result<Vec<Hold>, StoreError> {
    let rows = sqlx::query(
        "SELECT body FROM holds WHERE (state = 'held' AND expires <= $1)
           OR (state = 'confirmed' AND ends <= $1) ORDER BY expires",
    )
    .bind(now.millis())
    .fetch_all(conn)
    .await?;
    rows.iter().map(hold).collect()
}

/// Live holds of one case.
///
/// # Errors
/// The database failed.
pub async fn of_case(conn: &mut Conn, case: CaseRef) -> Result<Vec<Hold>, StoreError> {
    let rows = sqlx::query(
        "SELECT body FROM holds WHERE case_ref = $1 AND state IN ('held', 'confirmed')",
    )
    .bind(case.to_string())
    .fetch_all(conn)
    .await?;
    rows.iter().map(hold).collect()
}

/// How many choosing holds of a peer on one person are open.
///
/// # Errors
/// The database failed.
pub async fn open_of(conn: &mut Conn, asker: &NodeId, person: StaffId) -> Result<u64, StoreError> {
    let row = sqlx::query(
        "SELECT COUNT(DISTINCT holds.booking) AS open FROM holds
         JOIN seated ON seated.booking = holds.booking
         WHERE holds.asker = $1 AND seated.person = $2 AND holds.state = 'held'",
    )
    .bind(asker.as_str())
    .bind(person.to_string())
    .fetch_one(conn)
    .await?;
    super::column::count(&row, "open")
}

/// What live holds there are and how far each has come, and how many cells are taken: enough to see
/// whether anything changed. For the simulation's checks.
///
/// # Errors
/// The database failed.
pub async fn standing(conn: &mut Conn) -> Result<(Vec<(String, String)>, u64), StoreError> {
    let rows = sqlx::query(
        "SELECT booking, state FROM holds WHERE state IN ('held', 'confirmed', 'sealed')
         ORDER BY booking",
    )
    .fetch_all(&mut *conn)
    .await?;
    let live: Result<Vec<_>, StoreError> = rows
        .iter()
        .map(|row| {
            let text = |column| super::column::text(row, column);
            Ok((text("booking")?, text("state")?))
        })
        .collect();
    let row = sqlx::query("SELECT COUNT(*) AS cells FROM cells")
        .fetch_one(conn)
        .await?;
    Ok((live?, super::column::count(&row, "cells")?))
}

/// Live holds, for the simulation's checks.
///
/// # Errors
/// The database failed.
pub async fn live(conn: &mut Conn) -> Result<Vec<Hold>, StoreError> {
    let rows = sqlx::query(
        "SELECT body FROM holds WHERE state IN ('held', 'confirmed', 'sealed') ORDER BY booking",
    )
    .fetch_all(conn)
    .await?;
    rows.iter().map(hold).collect()
}

/// Every cell that is taken, with its number since 1970 UTC, for the simulation's checks.
///
/// # Errors
/// The database failed.
pub async fn cells(conn: &mut Conn) -> Result<Vec<(StaffId, i64, BookingId)>, StoreError> {
    let rows = sqlx::query("SELECT person, cell, booking FROM cells")
        .fetch_all(conn)
        .await?;
    rows.iter()
        .map(|row| {
            Ok((
                parsed(row, "person")?,
                super::column::number(row, "cell")?,
                parsed(row, "booking")?,
            ))
        })
        .collect()
}

/// Every hold, for the simulation's checks.
///
/// # Errors
/// The database failed.
pub async fn all(conn: &mut Conn) -> Result<Vec<Hold>, StoreError> {
    let rows = sqlx::query("SELECT body FROM holds ORDER BY booking")
        .fetch_all(conn)
        .await?;
    rows.iter().map(hold).collect()
}

/// Holds that somebody should look at: promised long ago with no word since, or lapsed.
///
/// # Errors
/// The database failed.
pub async fn in_doubt(conn: &mut Conn, before: Instant) -> Result<Vec<Hold>, StoreError> {
    let rows = sqlx::query(
        "SELECT body FROM holds WHERE state = 'lapsed' OR (state = 'confirmed' AND expires <= $1)
         ORDER BY starts",
    )
    .bind(before.millis())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(hold)
        .filter(|hold| !matches!(hold, Ok(h) if h.state == HoldState::Held))
        .collect()
}

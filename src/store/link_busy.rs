//! What is known of busy time from linked calendars: start, end and kind; there is no column for
//! anything else.

use std::collections::BTreeSet;

use sqlx::any::AnyRow;

use super::column::{from_word, instant, parsed, word};
use super::{Conn, StoreError};
use crate::domain::{Busy, Instant, Interval, LinkId, StaffId};

/// Writes what is known busy from one link, touching only what is otherwise than before.
pub(super) async fn set_busy(
    conn: &mut Conn,
    link: LinkId,
    busy: &[Busy],
) -> Result<(), StoreError> {
    let ever = Interval::new(
        Instant::from_millis(i64::MIN),
        Instant::from_millis(i64::MAX),
    );
    let before: BTreeSet<Busy> = match ever {
        Some(ever) => self::busy(conn, link, ever).await?.into_iter().collect(),
        None => BTreeSet::new(),
    };
    let after: BTreeSet<Busy> = busy.iter().copied().collect();
    for gone in before.difference(&after) {
        sqlx::query("DELETE FROM busy WHERE link = $1 AND starts = $2 AND ends = $3 AND kind = $4")
            .bind(link.to_string())
            .bind(gone.interval.start().millis())
            .bind(gone.interval.end().millis())
            .bind(word(&gone.kind, "busy.kind")?)
            .execute(&mut *conn)
            .await?;
    }
    for new in after.difference(&before) {
        sqlx::query("INSERT INTO busy (link, starts, ends, kind) VALUES ($1, $2, $3, $4)")
            .bind(link.to_string())
            .bind(new.interval.start().millis())
            .bind(new.interval.end().millis())
            .bind(word(&new.kind, "busy.kind")?)
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

/// What is known busy from one link and shares time with `window`.
///
/// # Errors
/// The database failed.
pub async fn busy(
    conn: &mut Conn,
    link: LinkId,
    window: Interval,
) -> Result<Vec<Busy>, StoreError> {
    let rows = sqlx::query(
        "SELECT starts, ends, kind FROM busy WHERE link = $1 AND starts < $2 AND ends > $3
         ORDER BY starts",
    )
    .bind(link.to_string())
    .bind(window.end().millis())
    .bind(window.start().millis())
    .fetch_all(conn)
    .await?;
    rows.iter().map(one_busy).collect()
}

/// What may be somebody's absence: out of office, or busy for most of a day and more, in any linked
/// calendar, sharing time with `window`.
///
/// # Errors
/// The database failed.
pub async fn long_busy(
    conn: &mut Conn,
    window: Interval,
) -> Result<Vec<(StaffId, Busy)>, StoreError> {
    // The shortest whole day has 23 hours.
    const LONG_MILLIS: i64 = 23 * 3_600_000;
    let rows = sqlx::query(
        "SELECT calendar_links.person AS person, busy.starts AS starts, busy.ends AS ends,
           busy.kind AS kind
         FROM busy JOIN calendar_links ON calendar_links.id = busy.link
         WHERE busy.starts < $1 AND busy.ends > $2
           AND (busy.kind = 'oof' OR (busy.kind = 'busy' AND busy.ends - busy.starts >= $3))",
    )
    .bind(window.end().millis())
    .bind(window.start().millis())
    .bind(LONG_MILLIS)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| Ok((parsed(row, "person")?, one_busy(row)?)))
        .collect()
}

fn one_busy(row: &AnyRow) -> Result<Busy, StoreError> {
    let interval = Interval::new(instant(row, "starts")?, instant(row, "ends")?)
        .ok_or(StoreError::Damaged("busy.ends"))?;
    Ok(Busy {
        interval,
        kind: from_word(row, "kind")?,
    })
}

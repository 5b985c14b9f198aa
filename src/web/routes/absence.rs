//! Who of the reader's own organisation is away, and when they are back. Never why, and never of
//! people elsewhere: other organisations don't tell it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Desk;
use crate::domain::{Busy, Interval, StaffId};
use crate::planning::absence;
use crate::store::{Conn, PersonRow, StoreError, busy_rows};
use crate::web::app::App;

/// So far ahead absences are looked at, in days.
const AHEAD_DAYS: i64 = 180;

/// When each of `people` who is away is back.
///
/// # Errors
/// The database failed.
pub async fn back(
    conn: &mut Conn,
    app: &App,
    people: &[PersonRow],
) -> Result<BTreeMap<StaffId, Date>, StoreError> {
    let now = app.now();
    let window = Interval::new(
        now.plus_minutes(-24 * 60),
        now.plus_minutes(AHEAD_DAYS * 24 * 60),
    );
    let mut busy: BTreeMap<StaffId, Vec<Busy>> = BTreeMap::new();
    if let Some(window) = window {
        for (person, one) in busy_rows::long_busy(conn, window).await? {
            busy.entry(person).or_default().push(one);
        }
    }
    let zone = &app.here().time_zone;
    let back = people.iter().filter_map(|person| {
        let busy = busy.get(&person.id).map_or(&[][..], Vec::as_slice);
        let back = absence::back(&person.rules, busy, now, zone)?;
        Some((person.id, back))
    });
    Ok(back.collect())
}

/// "fravær til 3. desember".
#[must_use]
pub fn said(desk: &Desk, back: Date) -> String {
    let day = desk.dates.date(back);
    desk.words
        .text_with("person-away", &[("day", day.as_str().into())])
}

/// A name, with the absence after it where there is one.
#[must_use]
pub fn named(desk: &Desk, name: String, back: Option<Date>) -> String {
    match back {
        Some(back) => format!("{name} ({})", said(desk, back)),
        None => name,
    }
}

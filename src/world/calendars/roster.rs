//! A duty roster: nights and weekends on call every fifth week, and a day off after them.

use jiff::ToSpan;
use jiff::civil::Date;

use super::event::{Event, Show};
use super::week::at;
use crate::flows::directory_file::PersonEntry;

/// Minutes after midnight at which the duty begins.
const FROM: i32 = 15 * 60 + 30;
/// And ends, the next morning.
const TO: i32 = 24 * 60 + 8 * 60;

/// The duties of the week that begins on `monday`.
pub(super) fn entries(person: &PersonEntry, monday: Date) -> Vec<Event> {
    if monday.iso_week_date().week() % 5 != 0 {
        return Vec::new();
    }
    let uid = |what: &str, day: Date| format!("{what}-{day}-{}@turnus.test", person.key);
    let mut out = Vec::new();
    for offset in 0..4 {
        let day = monday.saturating_add(offset.days());
        let hours = (at(day, FROM), at(day, TO));
        out.push(Event::hours(uid("vakt", day), "Bakvakt", hours));
    }
    let friday = monday.saturating_add(4.days());
    let weekend = (at(friday, FROM), at(friday, 2 * 24 * 60 + TO));
    out.push(Event::hours(uid("helg", friday), "Helgevakt", weekend));
    let off = monday.saturating_add(8.days());
    out.push(Event::days(
        uid("fri", off),
        "Fri etter vakt",
        (off, off),
        Show::Away,
    ));
    out
}

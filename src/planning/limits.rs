//! What a person keeps free of meetings: protected days, and so many meetings a day and a week. Held
//! and sealed meetings count alike, so that two who ask at once don't both get the last.

use jiff::civil::Date;

use super::availability::View;
use super::civil;
use super::person::{Diary, Person};
use crate::domain::bitmap::Bitmap;

/// Closes the days of `view` that are protected or full. A meeting counts on the local day and in
/// the week that it begins in; the one that is to be moved does not count.
pub(super) fn close_full(person: &Person, diary: &Diary, view: &View<'_>, free: &mut Bitmap) {
    let limits = &person.limits;
    if limits.protected.is_empty() && limits.a_day.is_none() && limits.a_week.is_none() {
        return;
    }
    let moved = |taken| diary.replaces.is_some_and(|old| old == taken);
    let meetings: Vec<Date> = diary
        .own
        .iter()
        .filter(|own| !moved(own.interval))
        .map(|own| civil::date(own.interval.start(), view.zone))
        .collect();
    let full = |most: Option<u16>, same: &dyn Fn(Date) -> bool| {
        let many = meetings.iter().filter(|date| same(**date)).count();
        most.is_some_and(|most| many >= usize::from(most))
    };
    for date in civil::dates(view.grid.span(), view.zone) {
        let week = date.iso_week_date();
        let same_week = |other: Date| {
            let other = other.iso_week_date();
            (other.year(), other.week()) == (week.year(), week.week())
        };
        let closed = person.is_protected(date)
            || full(limits.a_day, &|other| other == date)
            || full(limits.a_week, &same_week);
        if closed && let Some(day) = civil::span(date, 0, 24 * 60, view.zone) {
            free.close(day);
        }
    }
}

#[cfg(test)]
#[path = "tests/limits.rs"]
mod tests;

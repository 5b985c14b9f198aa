//! One person's availability: what they said about their time and what is known to take it, made
//! into bits. Everything doubtful counts as not free: what no calendar is known to cover, what lies
//! outside the windows of a person whose calendars are not complete, and every cell that is touched.
//! It knows nobody else; who is asked, and what they may learn, is decided elsewhere.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::civil;
use super::holidays::{HALF_DAY_ENDS, is_half_day, is_red_day};
use super::limits;
use super::person::{Diary, Person, Taken};
use super::travel::Travel;
use crate::domain::bitmap::{Bitmap, Grid};
use crate::domain::people::Weekday;
use crate::domain::{BusyKind, Instant, Interval, Minutes, PlaceId};

/// For whom a person's time is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Somebody of the same organisation.
    Colleague,
    /// Another organisation: only the bookable windows count.
    Peer,
}

/// What a person's time is looked at for.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The stretch of time.
    pub grid: Grid,
    /// The time now: what is past, or too soon for the person, is not free.
    pub now: Instant,
    /// The zone of hours and windows.
    pub zone: &'a TimeZone,
    /// How long the ways take.
    pub travel: &'a Travel,
    /// Where the meeting is to be; none: by phone or video, or not yet said.
    pub place: Option<PlaceId>,
    /// For whom.
    pub audience: Audience,
}

/// One local day of a person, with regard to the meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// From midnight to midnight.
    pub span: Interval,
    /// From the first minute of work to the last; none on a day without work.
    pub work: Option<Interval>,
    /// Whether the person plans to be where the meeting is.
    pub here: bool,
    /// Minutes from where the person plans to be to where the meeting is: 0 where one of the two is
    /// not known or the meeting has no place.
    pub travel: Minutes,
}

/// When one person can take part in a meeting at the place looked at.
#[derive(Debug, Clone)]
pub struct Availability {
    /// Free, with room for buffers and travel around what is taken.
    pub free: Bitmap,
    /// Perhaps taken. Says nothing where `free` is not set.
    pub tentative: Bitmap,
    /// The local days of the grid, in order, without holes.
    pub days: Vec<Day>,
    /// What is taken, without buffers: in order and apart.
    pub taken: Vec<Interval>,
}

impl Availability {
    /// When `person` is free, given `diary`, for what `view` says.
    #[must_use]
    pub fn of(person: &Person, diary: &Diary, view: &View<'_>) -> Self {
        let mut free = Bitmap::none(view.grid);
        let mut days = Vec::new();
        for date in civil::dates(view.grid.span(), view.zone) {
            let work = working_hours(person, date, view.zone);
            for hours in &work {
                free.open(*hours);
            }
            days.extend(day(person, date, &work, view));
        }
        keep_windows(person, view, &mut free);
        close_lunch(person, view, &mut free);
        close_unknown(person, diary, &mut free);
        close_soon(person, view, &mut free);
        limits::close_full(person, diary, view, &mut free);
        let (taken, perhaps) = claims(person, diary);
        for claim in &taken {
            free.close(claim.with_margins(person, view));
        }
        let mut tentative = Bitmap::none(view.grid);
        for interval in perhaps {
            tentative.mark(interval);
        }
        Self {
            free,
            tentative,
            days,
            taken: merged(taken.iter().map(|claim| claim.interval).collect()),
        }
    }

    /// The local day that `at` lies in.
    #[must_use]
    pub fn day(&self, at: Instant) -> Option<&Day> {
        let after = self.days.partition_point(|day| day.span.end() <= at);
        self.days.get(after).filter(|day| day.span.contains(at))
    }

    /// Minutes from the nearest taken time of the same local day to `segment`, and from `segment` to
    /// the next; none where there is none.
    #[must_use]
    pub fn room_around(&self, segment: Interval) -> (Option<Minutes>, Option<Minutes>) {
        let Some(day) = self.day(segment.start()) else {
            return (None, None);
        };
        let index = self
            .taken
            .partition_point(|taken| taken.end() <= segment.start());
        let before = index.checked_sub(1).and_then(|i| self.taken.get(i));
        let after = self.taken.get(index);
        let minutes = |from: Instant, to: Instant| {
            Minutes::try_from((to.millis() - from.millis()) / 60_000).unwrap_or(0)
        };
        (
            before
                .filter(|taken| taken.end() > day.span.start())
                .map(|taken| minutes(taken.end(), segment.start())),
            after
                .filter(|taken| taken.start() < day.span.end())
                .map(|taken| minutes(segment.end(), taken.start())),
        )
    }
}

/// Ordinary office time, 08.00–16.00 on days that are not red: the frame for candidate starts where
/// the asker has nobody of their own in the meeting.
#[must_use]
pub fn office_time(grid: Grid, zone: &TimeZone) -> Bitmap {
    let mut time = Bitmap::none(grid);
    for date in civil::dates(grid.span(), zone) {
        let weekend = Weekday::from(date.weekday()) >= Weekday::Saturday;
        if !weekend && !is_red_day(date) {
            let end = closing(date).min(16 * 60);
            if let Some(hours) = civil::span(date, 8 * 60, end, zone) {
                time.open(hours);
            }
        }
    }
    time
}

/// When the offices close on `date`, in minutes after midnight.
fn closing(date: Date) -> Minutes {
    if is_half_day(date) {
        HALF_DAY_ENDS
    } else {
        24 * 60
    }
}

/// When a person works on `date`: the hours of its own that it has, else the week's, less holidays
/// and days off.
pub(super) fn working_hours(person: &Person, date: Date, zone: &TimeZone) -> Vec<Interval> {
    let own = person.own_hours(date);
    let own: Vec<_> = own
        .filter_map(|(from, to)| civil::span(date, from, to, zone))
        .collect();
    if !own.is_empty() || is_red_day(date) || person.is_off(date) {
        return own;
    }
    usual_hours(person, date, zone)
}

/// The hours of the week on `date`, days off or not.
pub(super) fn usual_hours(person: &Person, date: Date, zone: &TimeZone) -> Vec<Interval> {
    person
        .week_hours(date)
        .filter_map(|hours| civil::span(date, hours.from, hours.to.min(closing(date)), zone))
        .collect()
}

fn day(person: &Person, date: Date, work: &[Interval], view: &View<'_>) -> Option<Day> {
    let office = person.office(date);
    let first = work.iter().map(|hours| hours.start()).min();
    let last = work.iter().map(|hours| hours.end()).max();
    Some(Day {
        span: civil::span(date, 0, 24 * 60, view.zone)?,
        work: first
            .zip(last)
            .and_then(|(from, to)| Interval::new(from, to)),
        here: office
            .zip(view.place)
            .is_some_and(|(office, place)| view.travel.one_house(office, place)),
        travel: way(office, view),
    })
}

/// Minutes from `from` to the meeting's place: 0 where one of the two is not known.
fn way(from: Option<PlaceId>, view: &View<'_>) -> Minutes {
    from.zip(view.place)
        .map_or(0, |(from, to)| view.travel.minutes(from, to))
}

/// Rule B13: a person whose calendars are not complete is free in their own windows only.
fn keep_windows(person: &Person, view: &View<'_>, free: &mut Bitmap) {
    let windows = match (&person.windows, person.complete, view.audience) {
        (_, true, Audience::Colleague) | (None, true, Audience::Peer) => return,
        (Some(windows), _, _) => windows.as_slice(),
        (None, false, _) => &[],
    };
    let mut open = Bitmap::none(view.grid);
    for date in civil::dates(view.grid.span(), view.zone) {
        let weekday = Weekday::from(date.weekday());
        for window in windows.iter().filter(|window| window.day == weekday) {
            if let Some(window) = civil::span(date, window.from, window.to, view.zone) {
                open.open(window);
            }
        }
    }
    free.and(&open);
}

fn close_lunch(person: &Person, view: &View<'_>, free: &mut Bitmap) {
    let Some(lunch) = person.lunch else { return };
    for date in civil::dates(view.grid.span(), view.zone) {
        if let Some(lunch) = civil::span(date, lunch.from, lunch.to, view.zone) {
            free.close(lunch);
        }
    }
}

/// Unknown is never free. Without any calendar a complete diary is not known at all; one that is not
/// complete says nothing beyond the windows that the person opened.
fn close_unknown(person: &Person, diary: &Diary, free: &mut Bitmap) {
    let grid = free.grid();
    if person.complete && diary.calendars.is_empty() {
        free.close(grid.span());
    }
    for calendar in &diary.calendars {
        let mut known = Bitmap::none(grid);
        if let Some(read) = calendar.known {
            known.open(read);
        }
        free.and(&known);
    }
}

fn close_soon(person: &Person, view: &View<'_>, free: &mut Bitmap) {
    let first = view.now.plus_minutes(i64::from(person.minimum_notice));
    if let Some(soon) = Interval::new(Instant::from_millis(i64::MIN), first) {
        free.close(soon);
    }
}

/// Something that takes a person's time.
struct Claim {
    interval: Interval,
    /// Where, if that is known.
    place: Option<PlaceId>,
}

impl Claim {
    /// The claim with the time before and after in which the meeting can't be: the buffer, or the
    /// way between the two where that is longer. Where a claim's place is not known it is taken to
    /// be where the person plans to be that day.
    fn with_margins(&self, person: &Person, view: &View<'_>) -> Interval {
        let margin = |at: Instant| {
            let office = || person.office(civil::date(at, view.zone));
            let way = way(self.place.or_else(office), view);
            i64::from(way.max(person.buffer))
        };
        let (start, end) = (self.interval.start(), self.interval.end());
        let last = Instant::from_millis(end.millis() - 1);
        let from = start.plus_minutes(-margin(start));
        Interval::new(from, end.plus_minutes(margin(last))).unwrap_or(self.interval)
    }
}

/// What is taken, and what is perhaps taken. What a calendar shows wholly inside own bookings *is*
/// those bookings, written there by us; so it is not counted again.
fn claims(person: &Person, diary: &Diary) -> (Vec<Claim>, Vec<Interval>) {
    let replaced = |interval| diary.replaces.is_some_and(|old| covers(old, interval));
    let own = diary.own.iter().filter(|taken| !replaced(taken.interval));
    let mut taken: Vec<Claim> = own
        .map(|own| Claim {
            interval: own.interval,
            place: own.place,
        })
        .collect();
    let mut perhaps = Vec::new();
    for busy in diary.calendars.iter().flat_map(|calendar| &calendar.busy) {
        if replaced(busy.interval) || is_copy(&diary.own, busy.interval) {
            continue;
        }
        if takes_time(person, busy.kind) {
            taken.push(Claim {
                interval: busy.interval,
                place: None,
            });
        } else {
            perhaps.push(busy.interval);
        }
    }
    (taken, perhaps)
}

/// Whether what a calendar shows is an own booking over again, or several that touch.
pub(super) fn is_copy(own: &[Taken], shown: Interval) -> bool {
    let own = merged(own.iter().map(|own| own.interval).collect());
    own.iter().any(|own| covers(*own, shown))
}

/// Whether time shown so is taken for this person, rather than perhaps.
pub(super) const fn takes_time(person: &Person, kind: BusyKind) -> bool {
    !matches!(kind, BusyKind::Tentative) || person.tentative_is_busy
}

pub(super) fn covers(outer: Interval, inner: Interval) -> bool {
    outer.start() <= inner.start() && inner.end() <= outer.end()
}

/// In order, with what overlaps or touches made one.
#[must_use]
pub fn merged(mut intervals: Vec<Interval>) -> Vec<Interval> {
    intervals.sort_unstable();
    let mut apart: Vec<Interval> = Vec::with_capacity(intervals.len());
    for next in intervals {
        match apart.last_mut() {
            Some(last) if next.start() <= last.end() => {
                let end = last.end().max(next.end());
                *last = Interval::new(last.start(), end).unwrap_or(next);
            }
            _ => apart.push(next),
        }
    }
    apart
}

#[cfg(test)]
#[path = "tests/availability.rs"]
mod tests;

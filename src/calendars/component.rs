//! The one event that an invitation or an entry consists of, in its order and its words.

use chrono::{DateTime, Utc};
use icalendar::{Calendar, Class, Component, Event, EventLike, EventStatus, Property};

use crate::domain::time::{Instant, Interval};

use super::uid::Uid;

/// What every calendar text of ours says, and all that it says of the meeting: when, where, and a
/// neutral title (boundary rule B10).
#[derive(Debug, Clone, Copy)]
pub struct Occasion<'a> {
    /// The same for every version of one meeting in one calendar.
    pub uid: &'a Uid,
    /// Rises with each change (RFC 5546 §2.1.4).
    pub sequence: u32,
    /// When this version was made.
    pub stamped: Instant,
    /// When the meeting is.
    pub interval: Interval,
    /// A neutral title.
    pub title: &'a str,
    /// Where, if anywhere in particular.
    pub place: Option<&'a str>,
}

/// The event with all but who is invited.
pub(super) fn event(occasion: &Occasion<'_>, status: EventStatus) -> Event {
    let mut event = Event::new();
    event
        .uid(occasion.uid.as_str())
        .sequence(occasion.sequence)
        .timestamp(utc(occasion.stamped))
        .starts(utc(occasion.interval.start()))
        .ends(utc(occasion.interval.end()))
        .summary(&one_line(occasion.title))
        .class(Class::Private)
        .status(status)
        .add_property("TRANSP", "OPAQUE");
    if let Some(place) = occasion.place {
        event.location(&one_line(place));
    }
    event
}

/// The whole text, with a method where it is a message (RFC 5546 §1.4).
pub(super) fn calendar(event: Event, method: Option<&str>) -> String {
    let mut calendar = Calendar::new();
    calendar.properties.clear();
    calendar.append_property(("VERSION", "2.0"));
    calendar.append_property(("PRODID", "-//samband//samband//NO"));
    calendar.append_property(("CALSCALE", "GREGORIAN"));
    if let Some(method) = method {
        calendar.append_property(Property::new("METHOD", method));
    }
    calendar.push(event);
    calendar.to_string()
}

/// `text` on one line: what could end a line or hide in one becomes a space, so that no text can
/// bring in a property of its own.
pub(super) fn one_line(text: &str) -> String {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}');
    let clean = text.replace(breaks, " ");
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn utc(at: Instant) -> DateTime<Utc> {
    DateTime::from_timestamp(at.seconds(), 0).unwrap_or_default()
}

//! The entry that is written into a person's own calendar, and whether one found there is still as
//! it was written.
//!
//! It has neither attendee nor organizer: a server with automatic scheduling would mail them by
//! itself (RFC 6638).

use icalendar::{Component, EventStatus, Property};

use super::component::{self, Occasion};

/// How sure the meeting is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// Held while somebody is asked.
    Tentative,
    /// Agreed.
    Confirmed,
}

/// Repeats what was written, so that an entry changed by its owner can be told from our own.
const AS_WRITTEN: &str = "X-SAMBAND-AS-WRITTEN";

/// What a server may add, or we write, without the entry being another one.
const HARMLESS: [&str; 14] = [
    "END",
    "VERSION",
    "PRODID",
    "CALSCALE",
    "UID",
    "DTSTAMP",
    "CREATED",
    "LAST-MODIFIED",
    "SEQUENCE",
    "CLASS",
    "TRANSP",
    "DTSTART",
    "DTEND",
    "STATUS",
];

/// The text of an entry.
#[must_use]
pub fn text(occasion: &Occasion<'_>, certainty: Certainty) -> String {
    let mut event = component::event(
        occasion,
        match certainty {
            Certainty::Tentative => EventStatus::Tentative,
            Certainty::Confirmed => EventStatus::Confirmed,
        },
    );
    let said = |name: &str| event.property_value(name).unwrap_or_default().to_owned();
    let mut repeated = Property::new(AS_WRITTEN, repeat(said));
    repeated.add_parameter("VALUE", "TEXT");
    event.append_property(repeated);
    component::calendar(event, None)
}

/// What the entry in `text` says, where nobody has changed it since it was written: two texts with
/// equal answers say the same.
#[must_use]
pub(super) fn as_written(text: &str) -> Option<String> {
    let text = text.replace("\r\n", "\n");
    let unfolded = text.replace("\n ", "").replace("\n\t", "");
    let mut properties = Vec::new();
    for line in unfolded.lines().filter(|line| !line.trim().is_empty()) {
        let (left, value) = line.split_once(':')?;
        let name = left.split(';').next()?.to_ascii_uppercase();
        let known = HARMLESS.contains(&name.as_str())
            || ["SUMMARY", "LOCATION"].contains(&name.as_str())
            || name.starts_with("X-")
            || (name == "BEGIN" && ["VCALENDAR", "VEVENT"].contains(&value.trim()));
        // The same digits in another zone are another time.
        let parameters = left.get(name.len()..)?.to_ascii_uppercase();
        let moved = ["DTSTART", "DTEND"].contains(&name.as_str())
            && !["", ";VALUE=DATE-TIME"].contains(&parameters.as_str());
        if !known || moved {
            return None;
        }
        properties.push((name, value.trim_end()));
    }
    let said = |name: &str| {
        let of_name = properties.iter().filter(|(other, _)| other == name);
        of_name.map(|(_, value)| plain(value)).collect::<String>()
    };
    let now = plain(&repeat(said));
    (said(AS_WRITTEN) == now).then_some(now)
}

fn repeat(said: impl Fn(&str) -> String) -> String {
    let names = ["DTSTART", "DTEND", "STATUS", "SUMMARY", "LOCATION"];
    names.map(said).join(" / ")
}

/// A value without the escapes, which servers set as they like.
fn plain(value: &str) -> String {
    value.replace('\\', "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendars::Uid;
    use crate::domain::time::{Instant, Interval};

    fn written(title: &str, place: Option<&str>, certainty: Certainty) -> String {
        let at = |text: &str| Instant::from(text.parse::<jiff::Timestamp>().unwrap());
        let interval = Interval::new(at("2027-03-30T08:15:00Z"), at("2027-03-30T09:00:00Z"));
        let occasion = Occasion {
            uid: &Uid::from_bytes(&[7; 16]),
            sequence: 1,
            stamped: at("2027-02-20T08:15:30Z"),
            interval: interval.unwrap(),
            title,
            place,
        };
        text(&occasion, certainty)
    }

    #[test]
    fn an_entry_says_this_and_invites_nobody() {
        assert_eq!(
            written("Reservert", None, Certainty::Tentative),
            "BEGIN:VCALENDAR\r\n\
             VERSION:2.0\r\n\
             PRODID:-//samband//samband//NO\r\n\
             CALSCALE:GREGORIAN\r\n\
             BEGIN:VEVENT\r\n\
             CLASS:PRIVATE\r\n\
             DTEND:20270330T090000Z\r\n\
             DTSTAMP:20270220T081530Z\r\n\
             DTSTART:20270330T081500Z\r\n\
             SEQUENCE:1\r\n\
             STATUS:TENTATIVE\r\n\
             SUMMARY:Reservert\r\n\
             TRANSP:OPAQUE\r\n\
             UID:07070707070707070707070707070707@samband\r\n\
             X-SAMBAND-AS-WRITTEN;VALUE=TEXT:20270330T081500Z / 20270330T090000Z / TENTA\r\n \
             TIVE / Reservert / \r\n\
             END:VEVENT\r\n\
             END:VCALENDAR\r\n"
        );
    }

    #[test]
    fn a_server_may_write_it_its_own_way() {
        let text = written(
            "Møte, kort; viktig",
            Some("Rom 2, \\ 3"),
            Certainty::Confirmed,
        );
        let said = as_written(&text).unwrap();
        let unescaped = text
            .replace("\\;", ";")
            .replace("\r\n ", "")
            .replace("\r\n", "\n");
        let added = unescaped.replace("END:VEVENT", "CREATED:20270220T000000Z\nX-A:b\nEND:VEVENT");
        assert_eq!(as_written(&added), Some(said));
    }

    #[test]
    fn what_the_owner_changed_is_seen() {
        let text = written("Samarbeidsmøte", Some("Rom 2"), Certainty::Confirmed);
        assert!(as_written(&text).is_some());
        for (from, to) in [
            ("DTSTART:20270330T081500Z", "DTSTART:20270330T084500Z"),
            ("DTSTART:", "DTSTART;TZID=Europe/Oslo:"),
            ("SUMMARY:Samarbeidsmøte", "SUMMARY:Ta med papirer"),
            ("LOCATION:Rom 2\r\n", ""),
            ("STATUS:CONFIRMED", "STATUS:CANCELLED"),
            ("END:VEVENT", "DESCRIPTION:Husk\r\nEND:VEVENT"),
            ("END:VEVENT", "ATTENDEE:mailto:a@b.test\r\nEND:VEVENT"),
            ("END:VEVENT", "BEGIN:VALARM\r\nEND:VALARM\r\nEND:VEVENT"),
            ("END:VEVENT", "RRULE:FREQ=DAILY\r\nEND:VEVENT"),
            ("X-SAMBAND-AS-WRITTEN", "X-OTHER"),
        ] {
            let changed = text.replace(from, to);
            assert_ne!(changed, text, "{from}");
            assert_eq!(as_written(&changed), None, "{from} -> {to}");
        }
    }
}

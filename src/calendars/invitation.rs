//! Invitations and cancellations as calendar messages (iTIP, RFC 5546), each to one receiver.
//!
//! A receiver sees no other receiver: there is one attendee, and it is the one the mail goes to. Times
//! are in UTC, which every calendar shows in its owner's zone.

use icalendar::{Component, EventStatus, Property};

use crate::domain::short::Address;

use super::component::{self, Occasion};

/// One invitation.
#[derive(Debug, Clone, Copy)]
pub struct Invitation<'a> {
    /// What it says of the meeting.
    pub occasion: Occasion<'a>,
    /// The node's own address, to which the answer comes.
    pub organizer: &'a Address,
    /// The receiver.
    pub attendee: &'a Address,
}

/// The message that invites, and with a higher sequence moves (RFC 5546 §3.2.2).
#[must_use]
pub fn request(invitation: &Invitation<'_>) -> String {
    message(invitation, EventStatus::Confirmed, "REQUEST")
}

/// The message that cancels (RFC 5546 §3.2.5).
#[must_use]
pub fn cancel(invitation: &Invitation<'_>) -> String {
    message(invitation, EventStatus::Cancelled, "CANCEL")
}

fn message(invitation: &Invitation<'_>, status: EventStatus, method: &str) -> String {
    let mut event = component::event(&invitation.occasion, status);
    let mail = |address: &Address| format!("mailto:{address}");
    let mut attendee = Property::new("ATTENDEE", mail(invitation.attendee));
    attendee.add_parameter("CUTYPE", "INDIVIDUAL");
    attendee.add_parameter("ROLE", "REQ-PARTICIPANT");
    if status == EventStatus::Confirmed {
        attendee.add_parameter("PARTSTAT", "NEEDS-ACTION");
        attendee.add_parameter("RSVP", "TRUE");
    }
    event
        .append_property(Property::new("ORGANIZER", mail(invitation.organizer)))
        .append_property(attendee);
    component::calendar(event, Some(method))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendars::Uid;
    use crate::domain::time::{Instant, Interval};

    fn at(text: &str) -> Instant {
        text.parse::<jiff::Timestamp>().unwrap().into()
    }

    fn written(
        make: fn(&Invitation<'_>) -> String,
        sequence: u32,
        title: &str,
        place: Option<&str>,
    ) -> String {
        make(&Invitation {
            occasion: Occasion {
                uid: &Uid::from_bytes(&[7; 16]),
                sequence,
                stamped: at("2027-02-20T08:15:30.5Z"),
                interval: Interval::new(at("2027-03-30T08:15:00Z"), at("2027-03-30T09:00:00Z"))
                    .unwrap(),
                title,
                place,
            },
            organizer: &"samarbeid@dps.test".parse().unwrap(),
            attendee: &"kari.nordmann@nav.test".parse().unwrap(),
        })
    }

    #[test]
    fn a_request_says_this_and_no_more() {
        let place = "Møterom 2, DPS Nord, Storgata 14; inngang B";
        assert_eq!(
            written(request, 0, "Samarbeidsmøte", Some(place)),
            "BEGIN:VCALENDAR\r\n\
             VERSION:2.0\r\n\
             PRODID:-//samband//samband//NO\r\n\
             CALSCALE:GREGORIAN\r\n\
             METHOD:REQUEST\r\n\
             BEGIN:VEVENT\r\n\
             ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=\r\n \
             TRUE:mailto:kari.nordmann@nav.test\r\n\
             CLASS:PRIVATE\r\n\
             DTEND:20270330T090000Z\r\n\
             DTSTAMP:20270220T081530Z\r\n\
             DTSTART:20270330T081500Z\r\n\
             LOCATION:Møterom 2\\, DPS Nord\\, Storgata 14\\; inngang B\r\n\
             ORGANIZER:mailto:samarbeid@dps.test\r\n\
             SEQUENCE:0\r\n\
             STATUS:CONFIRMED\r\n\
             SUMMARY:Samarbeidsmøte\r\n\
             TRANSP:OPAQUE\r\n\
             UID:07070707070707070707070707070707@samband\r\n\
             END:VEVENT\r\n\
             END:VCALENDAR\r\n"
        );
    }

    #[test]
    fn a_cancellation_names_the_same_meeting_and_asks_for_no_answer() {
        assert_eq!(
            written(cancel, 3, "Avtale", None),
            "BEGIN:VCALENDAR\r\n\
             VERSION:2.0\r\n\
             PRODID:-//samband//samband//NO\r\n\
             CALSCALE:GREGORIAN\r\n\
             METHOD:CANCEL\r\n\
             BEGIN:VEVENT\r\n\
             ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT:mailto:kari.nordmann@nav.te\r\n \
             st\r\n\
             CLASS:PRIVATE\r\n\
             DTEND:20270330T090000Z\r\n\
             DTSTAMP:20270220T081530Z\r\n\
             DTSTART:20270330T081500Z\r\n\
             ORGANIZER:mailto:samarbeid@dps.test\r\n\
             SEQUENCE:3\r\n\
             STATUS:CANCELLED\r\n\
             SUMMARY:Avtale\r\n\
             TRANSP:OPAQUE\r\n\
             UID:07070707070707070707070707070707@samband\r\n\
             END:VEVENT\r\n\
             END:VCALENDAR\r\n"
        );
    }

    #[test]
    fn no_text_brings_in_a_line_of_its_own() {
        let names = |text: &str| -> Vec<String> {
            let unfolded = text.replace("\r\n ", "");
            let name = |line: &str| line.split([':', ';']).next().unwrap().to_owned();
            unfolded.lines().map(name).collect()
        };
        let expected = names(&written(request, 0, "a", Some("b")));
        for breaking in [
            "\r\n", "\n", "\r", "\u{b}", "\u{c}", "\u{85}", "\u{2028}", "\u{2029}", "\0", "\\n",
            "\\",
        ] {
            let hostile = format!("Møte{breaking}ATTENDEE:mailto:x@y.test{breaking} END:VEVENT");
            let text = written(request, 0, &hostile, Some(&hostile));
            assert_eq!(names(&text), expected, "{breaking:?}");
            let rest = text.replace("\r\n", "");
            assert!(!rest.contains(char::is_control), "{breaking:?}");
        }
    }

    #[test]
    fn lines_are_at_most_75_octets_and_unfold_to_what_was_meant() {
        let long = "Blåbærsyltetøy på 老虎 ".repeat(12);
        let text = written(request, 0, long.trim(), None);
        assert!(text.split("\r\n").all(|line| line.len() <= 75));
        let unfolded = text.replace("\r\n ", "");
        assert!(unfolded.contains(&format!("\r\nSUMMARY:{}\r\n", long.trim())));
    }
}

//! How a calendar server writes its entries down. Three ways that occur: an Exchange-like one with
//! Windows zone names and its own words for busy; a web calendar's with UTC and IANA zones; and a
//! roster program's with floating times, durations and bare line feeds.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::event::{Answer, Event, Show, When};
use super::ics_text::IcsText;
use crate::domain::Instant;

/// One way of writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    Exchange,
    Web,
    Roster,
}

/// What the writing needs besides the entries.
pub(super) struct Sheet<'a> {
    pub(super) dialect: Dialect,
    pub(super) zone: &'a TimeZone,
    /// The owner's address.
    pub(super) owner: &'a str,
    /// When it is written.
    pub(super) now: Instant,
}

const EXCHANGE_ZONE: &str = "BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE";

const WEB_ZONE: &str = "BEGIN:VTIMEZONE
TZID:Europe/Oslo
X-LIC-LOCATION:Europe/Oslo
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE";

impl Sheet<'_> {
    /// The whole calendar.
    pub(super) fn write(&self, events: &[Event]) -> String {
        let mut out = match self.dialect {
            Dialect::Roster => IcsText::with_ending("\n"),
            _ => IcsText::with_ending("\r\n"),
        };
        out.line("BEGIN:VCALENDAR");
        let head: &[&str] = match self.dialect {
            Dialect::Exchange => &[
                "METHOD:PUBLISH",
                "PRODID:-//Fjellpost//Kalender 16//NO",
                "VERSION:2.0",
                "X-WR-CALNAME:Kalender",
                EXCHANGE_ZONE,
            ],
            Dialect::Web => &[
                "PRODID:-//Nettkalender//70//NO",
                "VERSION:2.0",
                "CALSCALE:GREGORIAN",
                "METHOD:PUBLISH",
                "X-WR-CALNAME:jobb",
                "X-WR-TIMEZONE:Europe/Oslo",
                WEB_ZONE,
            ],
            // The program says UTC and means the local clock, as some do.
            Dialect::Roster => &[
                "VERSION:2.0",
                "PRODID:-//Turnus//4.2//NO",
                "X-WR-TIMEZONE:UTC",
            ],
        };
        head.iter()
            .flat_map(|part| part.lines())
            .for_each(|line| out.line(line));
        for event in events {
            self.event(&mut out, event);
        }
        out.line("END:VCALENDAR");
        out.into_string()
    }

    fn event(&self, out: &mut IcsText, event: &Event) {
        out.line("BEGIN:VEVENT");
        self.times(out, event);
        let stamp = Instant::from_seconds(self.now.seconds());
        out.line(&format!("DTSTAMP:{}", utc(stamp)));
        out.line(&format!("UID:{}", event.uid));
        out.text("SUMMARY", &event.title);
        if !event.place.is_empty() {
            out.text("LOCATION", &event.place);
        }
        if !event.notes.is_empty() {
            out.text("DESCRIPTION", &event.notes);
        }
        self.people(out, event);
        let moved = event.instead_of.is_some();
        out.line(if moved { "SEQUENCE:2" } else { "SEQUENCE:0" });
        out.line(match (event.cancelled, event.show) {
            (true, _) => "STATUS:CANCELLED",
            (_, Show::Tentative) if self.dialect == Dialect::Web => "STATUS:TENTATIVE",
            _ => "STATUS:CONFIRMED",
        });
        match self.dialect {
            Dialect::Exchange => exchange_words(out, event),
            Dialect::Web => {
                let free = matches!(event.show, Show::Free | Show::Elsewhere);
                out.line(if free {
                    "TRANSP:TRANSPARENT"
                } else {
                    "TRANSP:OPAQUE"
                });
                ["BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Påminnelse"]
                    .iter()
                    .for_each(|line| out.line(line));
                out.line("TRIGGER:-P0DT0H10M0S");
                out.line("END:VALARM");
            }
            Dialect::Roster => {}
        }
        out.line("END:VEVENT");
    }

    fn times(&self, out: &mut IcsText, event: &Event) {
        let repeats = event.repeats.is_some() || event.instead_of.is_some();
        match event.when {
            When::Days { first, after } => {
                out.line(&format!("DTSTART;VALUE=DATE:{}", day(first)));
                match self.dialect {
                    Dialect::Roster => {
                        let days = first.until(after).map_or(1, |span| span.get_days());
                        out.line(&format!("DURATION:P{days}D"));
                    }
                    _ => out.line(&format!("DTEND;VALUE=DATE:{}", day(after))),
                }
            }
            When::Hours { start, end } => {
                out.line(&format!("DTSTART{}", self.time(start, repeats)));
                match self.dialect {
                    Dialect::Roster => {
                        let minutes = end.duration_since(start).as_mins();
                        out.line(&format!("DURATION:PT{}H{}M", minutes / 60, minutes % 60));
                    }
                    _ => out.line(&format!("DTEND{}", self.time(end, repeats))),
                }
            }
        }
        if let Some(instead_of) = event.instead_of {
            // The web calendar names the occurrence in UTC, whatever zone its rule is in.
            let in_zone = self.dialect != Dialect::Web;
            out.line(&format!("RECURRENCE-ID{}", self.time(instead_of, in_zone)));
        }
        if let Some(repeats) = &event.repeats {
            out.line(&format!("RRULE:{}", repeats.rule));
            for except in &repeats.except {
                out.line(&format!("EXDATE{}", self.time(*except, true)));
            }
        }
    }

    /// `;TZID=…:…` or `:…Z` or `:…`, what follows the name of a property that holds a time.
    fn time(&self, time: DateTime, in_zone: bool) -> String {
        let local = time.strftime("%Y%m%dT%H%M%S");
        match self.dialect {
            Dialect::Exchange => format!(";TZID=W. Europe Standard Time:{local}"),
            Dialect::Web if in_zone => format!(";TZID=Europe/Oslo:{local}"),
            Dialect::Web => match self.zone.to_timestamp(time) {
                Ok(timestamp) => format!(":{}", utc(Instant::from(timestamp))),
                Err(_) => format!(":{local}"),
            },
            Dialect::Roster => format!(":{local}"),
        }
    }

    fn people(&self, out: &mut IcsText, event: &Event) {
        let (Some(answer), Some(guest)) = (event.answer, &event.guest) else {
            return;
        };
        let word = match answer {
            Answer::Accepted => "ACCEPTED",
            Answer::NotYet => "NEEDS-ACTION",
            Answer::Declined => "DECLINED",
        };
        let address = guest.to_lowercase();
        out.line(&format!(
            "ORGANIZER;CN={guest}:mailto:{address}@deltaker.test"
        ));
        out.line(&format!(
            "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN={guest}:mailto:\
             {address}@deltaker.test"
        ));
        out.line(&format!(
            "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={word};RSVP=TRUE:mailto:{}",
            self.owner
        ));
    }
}

fn exchange_words(out: &mut IcsText, event: &Event) {
    let status = match (event.cancelled, event.answer, event.show) {
        (true, ..) => "FREE",
        (_, Some(Answer::NotYet), _) => "TENTATIVE",
        (_, _, Show::Busy) => "BUSY",
        (_, _, Show::Tentative) => "TENTATIVE",
        (_, _, Show::Away) => "OOF",
        (_, _, Show::Free) => "FREE",
        (_, _, Show::Elsewhere) => "WORKINGELSEWHERE",
    };
    let all_day = matches!(event.when, When::Days { .. });
    let kind = match (&event.repeats, event.instead_of) {
        (Some(_), _) => 1,
        (None, Some(_)) => 3,
        (None, None) => 0,
    };
    let free = status == "FREE" || status == "WORKINGELSEWHERE";
    out.line(if free {
        "TRANSP:TRANSPARENT"
    } else {
        "TRANSP:OPAQUE"
    });
    out.line("CLASS:PUBLIC");
    out.line("PRIORITY:5");
    out.line("X-MICROSOFT-CDO-APPT-SEQUENCE:0");
    out.line(&format!("X-MICROSOFT-CDO-BUSYSTATUS:{status}"));
    out.line("X-MICROSOFT-CDO-INTENDEDSTATUS:BUSY");
    let all_day = if all_day { "TRUE" } else { "FALSE" };
    out.line(&format!("X-MICROSOFT-CDO-ALLDAYEVENT:{all_day}"));
    out.line("X-MICROSOFT-CDO-IMPORTANCE:1");
    out.line(&format!("X-MICROSOFT-CDO-INSTTYPE:{kind}"));
    out.line("X-MICROSOFT-DISALLOW-COUNTER:FALSE");
}

fn day(date: Date) -> String {
    date.strftime("%Y%m%d").to_string()
}

fn utc(instant: Instant) -> String {
    instant.timestamp().strftime("%Y%m%dT%H%M%SZ").to_string()
}

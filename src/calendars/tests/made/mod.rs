//! Calendars that nobody wrote: made from a seed, the same on every machine, and full of what is hard
//! to read right. They are valid, so the reader has to answer each of them.

mod dice;
mod event;
mod rule;
mod time;

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

use crate::calendars::busy::BusyRequest;
use crate::domain::{Instant, Interval};

pub(super) use dice::Dice;

/// Whose answers to invitations count, where an owner is given.
pub(super) const OWNER: &str = "siri@dps.test";

/// A calendar and the question that is asked about it.
pub(super) struct Made {
    pub(super) text: String,
    pub(super) request: BusyRequest,
    /// The calendar's zone by name.
    pub(super) zone: &'static str,
}

/// Where windows of eight weeks begin: over both changes of the clock, in summer, and over New Year
/// and a 29 February.
const WINDOWS: [(Date, i64); 4] = [
    (date(2027, 3, 1), 56),
    (date(2027, 10, 4), 56),
    (date(2027, 6, 7), 56),
    (date(2027, 12, 13), 84),
];

/// A VTIMEZONE that only its own rules describe: the European summer, one hour further east.
const OFFICE: &str = "BEGIN:VTIMEZONE\r\nTZID:Kontoret\r\n\
    BEGIN:STANDARD\r\nDTSTART:20001029T040000\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n\
    TZOFFSETFROM:+0300\r\nTZOFFSETTO:+0200\r\nEND:STANDARD\r\n\
    BEGIN:DAYLIGHT\r\nDTSTART:20000326T030000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n\
    TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0300\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n";

/// The calendar of a seed.
pub(super) fn calendar(seed: u64) -> Made {
    let mut dice = Dice::of(seed);
    let (first, days) = *dice.pick(&WINDOWS);
    let zone = *dice.pick(&[
        "Europe/Oslo",
        "Europe/Oslo",
        "Europe/Oslo",
        "America/New_York",
        "Australia/Sydney",
    ]);
    let mut text = String::new();
    for number in 0..dice.between(1, 3) {
        text += &event::series(&mut dice, number, first, zone);
        if dice.chance(5) {
            text.push_str("BEGIN:VTODO\r\nDTSTART:20270302T090000Z\r\nEND:VTODO\r\n");
        }
    }
    let office = if text.contains("Kontoret") {
        OFFICE
    } else {
        ""
    };
    let text = format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{office}{text}END:VCALENDAR\r\n");
    let start = time::instant(first.at(0, 0, 0, 0), &TimeZone::UTC);
    Made {
        text,
        request: BusyRequest {
            window: Interval::new(
                start,
                Instant::from_seconds(start.seconds() + days * 86_400),
            )
            .unwrap(),
            zone: TimeZone::get(zone).unwrap(),
            owner: dice.chance(50).then(|| OWNER.to_owned()),
        },
        zone,
    }
}

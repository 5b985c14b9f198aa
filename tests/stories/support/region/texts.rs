//! The texts of a region: settings and directory files of its nodes, and its calendars.

use std::fmt::Write;

use jiff::civil::Weekday;
use jiff::{ToSpan, Zoned};

/// Each node: its name, what it is called, its zone, and the role of everybody in it.
pub const NODES: [(&str, &str, &str, &str); 3] = [
    ("dps", "Fjordheim DPS", "specialist_health", "clinician"),
    ("kommune", "Nordfjell", "municipal_health", "job_specialist"),
    ("nav", "Nav Nordfjell", "nav", "adviser"),
];

/// How somebody is known in the directory: the first, second … person of a node.
pub fn slug(house: usize, number: usize) -> String {
    format!("{}-{number}", NODES[house].0)
}

/// The settings of a node whose other files lie beside them.
pub fn settings(house: usize, web: u16, broker: u16) -> String {
    let (name, called, zone, _) = NODES[house];
    format!(
        r#"
[node]
id = "{name}"
name = "{called}"
zone = "{zone}"
[store]
path = "samband.db"
[keys]
node_key_file = "node.key"
[web]
listen = "127.0.0.1:{web}"
public_url = "http://127.0.0.1:{web}"
[link]
kind = "mqtt"
host = "localhost"
port = {broker}
ca_file = "ca.crt"
cert_file = "node.crt"
key_file = "link.key"
[mail]
from = "samband@{name}.test"
kind = "folder"
folder = "mails"
[fetch]
allow_http = true
allow_inside = true
[holds]
choosing_minutes = 6
[notes]
undo_seconds = 0
[peers]
weekly_starts = 10000
asks_a_day = 10000
open_holds = 100
[log]
format = "text"
"#
    )
}

/// The directory of a node with so many people, each with one feed under `feeds`.
pub fn directory(house: usize, people: usize, feeds: &str) -> String {
    let (name, called, _, role) = NODES[house];
    let mut text = format!("[organisation]\nname = \"{called}\"\n");
    for number in 0..people {
        let slug = slug(house, number);
        write!(
            text,
            r#"
[[person]]
key = "{slug}"
name = "Ansatt {}"
roles = ["{role}"]
mail = "{slug}@{name}.test"
hours = ["monday-friday 08:00-16:00"]
complete = true
minimum_notice_minutes = 0
[[person.calendar]]
key = "outlook"
kind = "ics"
url = "{feeds}/{slug}.ics"
"#,
            // A name in letters alone.
            char::from(b'A' + u8::try_from(house * 8 + number).unwrap())
        )
        .unwrap();
    }
    text
}

/// Somebody's calendar: an hour taken every working day, at another time of the day for each.
pub fn calendar(slug: &str) -> String {
    let sum: usize = slug.bytes().map(usize::from).sum();
    let hour = 8 + sum % 6;
    // Some weeks ago, so that the series is under way.
    let monday = Zoned::now().date() - 3.weeks();
    let monday = monday.nth_weekday(-1, Weekday::Monday).unwrap();
    let day = monday.strftime("%Y%m%d");
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//story//EN\r\nBEGIN:VEVENT\r\n\
         UID:{slug}@story.test\r\nDTSTAMP:{day}T060000Z\r\nDTSTART:{day}T{hour:02}0000Z\r\n\
         DTEND:{day}T{:02}0000Z\r\nRRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR\r\n\
         SUMMARY:Opptatt\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        hour + 1
    )
}

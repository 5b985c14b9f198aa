//! An administrator asks what is wrong with a node before its people do.

use std::fs;

use serde_json::Value;

use super::support::command::{node, samband};
use super::support::served::{Served, answer};

const CALENDAR: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n";

#[test]
fn each_thing_outside_is_a_row_and_trouble_has_a_mend() {
    let node = node();
    let folder = node.path();
    let served = Served::start(|request, stream| match request.path.as_str() {
        "/good.ics" => answer(
            stream,
            200,
            &[("content-type", "text/calendar")],
            CALENDAR.as_bytes(),
        ),
        _ => answer(
            stream,
            200,
            &[("content-type", "text/html")],
            b"<html>Kvernhusvik</html>",
        ),
    });
    let settings = fs::read_to_string(folder.join("samband.toml")).unwrap();
    let settings = format!("{settings}\n[fetch]\nallow_http = true\nallow_inside = true\n");
    fs::write(folder.join("samband.toml"), settings).unwrap();
    let directory = fs::read_to_string(folder.join("directory.toml")).unwrap();
    let calendars = ["good", "page"].map(|name| {
        let url = served.url(&format!("/{name}.ics"));
        format!("[[person.calendar]]\nkey = \"{name}\"\nkind = \"ics\"\nurl = \"{url}\"\n")
    });
    fs::write(
        folder.join("directory.toml"),
        directory + &calendars.concat(),
    )
    .unwrap();
    let apply = [
        "directory",
        "apply",
        "--config",
        "samband.toml",
        "directory.toml",
    ];
    assert_eq!(samband(folder, &apply).status.code(), Some(0));

    let output = samband(folder, &["doctor", "--config", "samband.toml", "--json"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let rows: Vec<(String, Value)> = document["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let text = |key: &str| row[key].as_str().unwrap().to_owned();
            assert_eq!(row["fine"].as_bool().unwrap(), row["mend"].is_null());
            (
                format!("{} {}", text("part"), text("name")),
                row["code"].clone(),
            )
        })
        .collect();
    let expected = [
        ("database ", Value::Null),
        ("mail ", Value::from("mail")),
        ("calendar anna-vik/dav", Value::from("unreachable")),
        ("calendar anna-vik/good", Value::Null),
        ("calendar anna-vik/page", Value::from("not_a_calendar")),
    ];
    assert_eq!(rows, expected.map(|(name, code)| (name.to_owned(), code)));

    let shown = samband(folder, &["doctor", "--config", "samband.toml"]);
    let text = String::from_utf8(shown.stdout).unwrap();
    assert!(text.contains("anna-vik/page"), "{text}");
    for secret in ["Kvernhusvik", "hunter2", "127.0.0.1", "cal.vik.test"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

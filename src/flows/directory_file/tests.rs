//! The directory file as its users meet it: read, told off, written, compared.

use super::*;

const DEMO: [&str; 3] = [
    include_str!("../../../config/demo/fjordheim-dps.toml"),
    include_str!("../../../config/demo/nordfjell-kommune.toml"),
    include_str!("../../../config/demo/nav-nordfjell.toml"),
];

fn demo(at: usize) -> DirectoryFile {
    DirectoryFile::read(&DEMO[at].replace("{feeds}", "https://feeds.test/xyz")).unwrap()
}

/// A small file that uses every key.
const WHOLE: &str = r#"
[organisation]
name = "Vik legesenter"
neutral_name = "Vik"

[[place]]
key = "vik"
name = "Vik, rus"
neutral_name = "Vik, Veien 1"
address = "Veien 1"

[[place]]
key = "nes"
name = "Nes"

[[team]]
key = "team-vik"
name = "Rusteamet"
neutral_name = "Team Vik"
roles = ["clinician", "coordinator"]
place = "vik"
phone = "+47 00 00 99 00"
members = ["anna-vik", "bo-nes"]

[[person]]
key = "anna-vik"
name = "Anna Vik"
roles = ["clinician", "administrator"]
mail = "anna@vik.test"
phone = "+47 00 00 99 01"
language = "nn"
hours = ["monday, wednesday-friday 08:00-15:30", "monday 17:00-19:00"]
season = { from = "12-15", to = "02-29", hours = ["friday 09:00-12:00"] }
days_off = ["2026-12-24", "2027-07-12..2027-07-30"]
other_hours = ["2026-12-23 08:00-12:00"]
protected_days = ["thursday", "2026-12-21..2026-12-22"]
most_a_day = 2
most_a_week = 5
telephone_hours = ["monday 08:30-09:00"]
bookable = ["friday 10:00-24:00"]
lunch = "11:00-11:30"
complete = true
asks_first = true
tentative = "soft"
minimum_notice_minutes = 90
buffer_minutes = 10
deputy = "bo-nes"
kinds = ["three_way", "doctor"]
office_days = { monday = "vik", friday = "nes" }
home = { node = "fjordheim-dps", name = "A. Vik", share_busy = true }
capacity = { free = 2, weeks = 3, as_of = "2026-11-20T08:00:00Z" }

[[person.calendar]]
key = "dav"
kind = "caldav"
url = "https://dav.vik.test/anna/"
user = "annav"
password = "hunter2"
writable = true
owner = "anna@other.test"

[[person.calendar]]
key = "feed"
kind = "ics"
url = "https://cal.vik.test/s3cr3t/c.ics"
user = "annav"
password_file = "/run/secrets/anna"

[[person.calendar]]
key = "mail"
kind = "graph"
mailbox = "anna.vik@vik.test"

[[person.calendar]]
key = "book"
kind = "fhir"
actor = "PractitionerRole/a-1"

[[person]]
key = "bo-nes"
name = "Bo Nes"
roles = ["privacy_officer"]
other_posts = ["nav-nordfjell"]

[[travel]]
from = "vik"
to = "nes"
minutes = 25

[[travel]]
from = "nes"
node = "nav-nordfjell"
to = "Nav Nordfjell"
minutes = 40
"#;

fn whole() -> DirectoryFile {
    DirectoryFile::read(WHOLE).unwrap()
}

fn problems(text: &str) -> Vec<String> {
    let problems = DirectoryFile::read(text).unwrap_err();
    problems.list().iter().map(ToString::to_string).collect()
}

#[test]
fn what_is_written_reads_back_and_changes_nothing() {
    let mut files: Vec<DirectoryFile> = (0..DEMO.len()).map(demo).collect();
    files.push(whole());
    for file in files {
        let text = file.to_toml().unwrap();
        let again = DirectoryFile::read(&text).unwrap();
        assert_eq!(diff(&file, &again), []);
        assert_eq!(again.to_toml().unwrap(), text);
    }
}

#[test]
fn every_key_arrives() {
    let file = whole();
    let text = file.to_toml().unwrap();
    let mut again = DirectoryFile::read(&text).unwrap();
    // The one thing that is not written.
    assert!(!text.contains("hunter2"));
    again.people[0].calendars[0].password = file.people[0].calendars[0].password.clone();
    assert_eq!(file, again);
    let anna = &file.people[0];
    assert_eq!(anna.availability.working.hours.len(), 5);
    assert_eq!(anna.availability.working.off.len(), 2);
    assert_eq!(anna.availability.minimum_notice, 90);
    assert_eq!(anna.availability.working.other.len(), 1);
    assert_eq!(anna.availability.protected.len(), 2);
    assert_eq!(anna.availability.most_a_day, Some(2));
    assert_eq!(anna.availability.most_a_week, Some(5));
    assert!(anna.home.as_ref().unwrap().share_busy);
    assert_eq!(file.people[1].other_posts.len(), 1);
    assert!(matches!(file.travel[1].to, TravelEnd::Peers { .. }));
    assert_eq!(anna.language, crate::domain::Language::Nn);
    assert!(anna.calendars[0].writable);
}

#[test]
fn all_problems_are_told_at_once() {
    let text = WHOLE
        .replace("monday = \"vik\"", "monday = \"vig\"")
        .replace("minutes = 25", "minutes = 2500")
        .replace("deputy = \"bo-nes\"", "deputi = \"bo-nes\"")
        .replace("complete = true", "complete = \"yes\"")
        .replace("[\"friday 10:00-24:00\"]", "[\"friday 10-12\"]")
        .replace("neutral_name = \"Team Vik\"\n", "");
    assert_eq!(
        problems(&text),
        [
            "line 16: team \"team-vik\": neutral_name: this is missing; write for example \
             neutral_name = \"Team Fjord\"",
            "line 39: person \"anna-vik\": bookable: hours are written \
             \"monday-friday 08:00-15:30\" or \"tuesday, thursday 12:00-14:00\"",
            "line 41: person \"anna-vik\": complete: this is a text; write true or false",
            "line 46: person \"anna-vik\": deputi: there is no such key here; the keys are key, \
             name, roles, mail, phone, language, office_days, telephone_hours, hours, days_off, \
             other_hours, season, bookable, lunch, asks_first, complete, tentative, minimum_notice_minutes, \
             buffer_minutes, protected_days, most_a_day, most_a_week, deputy, kinds, capacity, home, \
             other_posts, calendar",
            "line 48: person \"anna-vik\": office_days.monday: no place \"vig\"; add a [[place]] \
             with that key, or write one of \"nes\", \"vik\"",
            "line 87: travel \"vik\" to \"nes\": minutes: write a whole number from 0 to 480",
        ]
    );
}

#[test]
fn an_entry_that_is_wrong_is_not_missed_by_those_that_name_it() {
    let text = WHOLE.replace("name = \"Anna Vik\"", "name = \"\"");
    assert_eq!(
        problems(&text),
        [
            "line 27: person \"anna-vik\": name: a name is 1 to 80 characters on one line, without \
          control characters"
        ]
    );
}

#[test]
fn each_fault_is_found() {
    let cases = [
        ("key = \"nes\"", "key = \"Nes\"", "place \"Nes\": key"),
        (
            "key = \"nes\"",
            "key = \"vik\"",
            "line 13: place \"vik\": key: this stands in line 7",
        ),
        (
            "members = [\"anna-vik\"",
            "members = [\"anna\"",
            "no person \"anna\"",
        ),
        (
            "[\"clinician\", \"admin",
            "[\"doctor\", \"admin",
            "roles: this is none of clinician",
        ),
        ("12-15", "12-32", "season.from: a day of the year"),
        (
            "..2027-07-30",
            "..2027-07-01",
            "days_off: this ends before it begins",
        ),
        (
            "\"monday 17:00",
            "\"monday 15:00",
            "hours: two of these overlap on monday",
        ),
        (
            "deputy = \"bo-nes\"",
            "deputy = \"anna-vik\"",
            "deputy: this names itself",
        ),
        (
            "monday = \"vik\"",
            "mandag = \"vik\"",
            "office_days.mandag: there is no such weekday",
        ),
        (
            "free = 2",
            "free = 2.5",
            "capacity.free: this is a number; write a whole number",
        ),
        ("T08:00:00Z", "", "capacity.as_of: a time is written"),
        (
            "12-23 08:00-12:00",
            "12-23 8-12",
            "other_hours: hours of one date are written",
        ),
        (
            "[\"2026-12-23 08:00-12:00\"]",
            "[\"2026-12-23 08:00-12:00\", \"2026-12-23 11:00-13:00\"]",
            "other_hours: two of these overlap on one date",
        ),
        (
            "name = \"A. Vik\", share_busy",
            "share_busy",
            "home.name: this is missing",
        ),
        (
            "capacity = { free",
            "other_posts = [\"nav-nordfjell\"]\ncapacity = { free",
            "other_posts: a person with a home elsewhere",
        ),
        (
            "\"thursday\"",
            "\"torsdag\"",
            "protected_days: write a weekday",
        ),
        (
            "most_a_day = 2",
            "most_a_day = 0",
            "most_a_day: write a whole number",
        ),
        (
            "node = \"nav-nordfjell\"",
            "node = \"Nav\"",
            "node: a node is named",
        ),
        (
            "kind = \"caldav\"",
            "kind = \"ics\"",
            "calendar \"dav\": writable: an ICS feed",
        ),
        (
            "https://cal",
            "ftp://cal",
            "calendar \"feed\": url: a calendar's address begins",
        ),
        (
            "https://dav.",
            "https://a:b@dav.",
            "calendar \"dav\": url: take user and password out",
        ),
        (
            "mailbox = \"anna.vik@vik.test\"",
            "mailbox = \"../anna\"",
            "calendar \"mail\": mailbox: a mailbox is a mail address or an object id",
        ),
        (
            "actor = \"PractitionerRole/a-1\"",
            "actor = \"Patient/a-1\"",
            "calendar \"book\": actor: write Practitioner/…",
        ),
        (
            "kind = \"fhir\"",
            "kind = \"fhir\"\nuser = \"a\"",
            "calendar \"book\": user: there is no such key here; the keys are key, kind, actor",
        ),
        (
            "mailbox = \"anna.vik@vik.test\"",
            "url = \"https://graph.test/\"",
            "calendar \"mail\": mailbox: this is missing",
        ),
        (
            "user = \"annav\"\npassword_",
            "password_",
            "user: a password needs a user",
        ),
        (
            "password = \"hunter2\"",
            "password = 12345",
            "password: this is a whole number",
        ),
        (
            "writable = true",
            "password_file = \"x\"",
            "password: write password or password_file",
        ),
        ("to = \"nes\"", "to = \"vik\"", "to: this names itself"),
        (
            "[organisation]",
            "[organization]",
            "organisation: this is missing",
        ),
        (
            "phone = \"+47 00 00 99 01\"",
            "phone = \"ring\"",
            "phone: a telephone number is",
        ),
        ("complete = true\n", "", "complete: this is missing"),
    ];
    for (from, to, told) in cases {
        assert!(WHOLE.contains(from), "{from}");
        let problems = problems(&WHOLE.replacen(from, to, 1));
        let found = problems.iter().any(|problem| problem.contains(told));
        assert!(found, "{told}\n{problems:#?}");
        let leak = problems
            .iter()
            .any(|text| text.contains("12345") || text.contains("s3cr3t"));
        assert!(!leak, "{problems:#?}");
    }
}

#[test]
fn a_pair_of_places_stands_once_whichever_way() {
    let text = format!("{WHOLE}\n[[travel]]\nfrom = \"nes\"\nto = \"vik\"\nminutes = 5\n");
    assert_eq!(
        problems(&text),
        [
            "line 96: travel \"nes\" to \"vik\": this stands in line 85 already; remove one of them \
          or give it another key"
        ]
    );
}

#[test]
fn a_text_that_is_no_toml_tells_its_lines_and_no_content() {
    let told = problems("[organisation]\nname = \"a\nsecret = hunter2\n[[person]\n");
    assert!(
        told.iter().all(|line| line.starts_with("line ")),
        "{told:?}"
    );
    assert!(told.iter().all(|line| line.contains("this is not TOML")));
    assert!(
        told.iter().all(|line| !line.contains("hunter2")),
        "{told:?}"
    );
}

#[test]
fn a_change_is_told_by_key_and_field_and_without_values() {
    let old = whole();
    let text = WHOLE
        .replace("Rusteamet", "Ruspoliklinikken")
        .replace("s3cr3t", "n3wpl4ce")
        .replace("hunter2", "hunter3")
        .replace("buffer_minutes = 10", "buffer_minutes = 15")
        .replace("minutes = 25", "minutes = 30")
        .replace("bo-nes", "bo-berg");
    let new = DirectoryFile::read(&text).unwrap();
    let told: Vec<String> = diff(&old, &new).iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "team \"team-vik\": name changed",
            "team \"team-vik\": members changed",
            "person \"anna-vik\": deputy changed",
            "person \"anna-vik\": buffer_minutes changed",
            "person \"anna-vik\": calendar \"dav\": password changed",
            "person \"anna-vik\": calendar \"feed\": url changed",
            "person \"bo-berg\": added",
            "person \"bo-nes\": removed",
            "travel \"nes\" to \"vik\": minutes changed",
        ]
    );
    assert_eq!(
        serde_json::to_string(&diff(&old, &new)[8]).unwrap(),
        r#"{"subject":"travel \"nes\" to \"vik\"","what":"changed","field":"minutes"}"#
    );
}

#[test]
fn order_in_lists_and_capacity_said_again_are_no_change() {
    let old = whole();
    let text = WHOLE
        .replace("[\"anna-vik\", \"bo-nes\"]", "[\"bo-nes\", \"anna-vik\"]")
        .replace("[\"three_way\", \"doctor\"]", "[\"doctor\", \"three_way\"]")
        .replace(", as_of = \"2026-11-20T08:00:00Z\"", "");
    assert_eq!(diff(&old, &DirectoryFile::read(&text).unwrap()), []);
}

#[test]
fn passwords_come_from_their_files_or_are_told_missing() {
    let read = whole().with_passwords(|_| Some("s3same\n".into())).unwrap();
    let expected = Some(Password::Text("s3same".into()));
    assert_eq!(read.people[0].calendars[1].password, expected);
    let problems = whole().with_passwords(|_| None).unwrap_err();
    assert_eq!(
        problems.to_string(),
        "person \"anna-vik\": calendar \"feed\": password_file: the password file can't be read \
         or is empty; correct the path or its permissions"
    );
}

#[test]
fn applying_the_same_passwords_again_is_no_change() {
    let new = whole().with_passwords(|_| Some("s3same".into())).unwrap();
    let exported = DirectoryFile::read(&whole().to_toml().unwrap()).unwrap();
    let told = |old: DirectoryFile| diff(&old, &new).len();
    assert_eq!(told(exported.clone()), 2);
    let passwords = |_: &PersonKey, calendar: &CalendarKey| match calendar.as_str() {
        "dav" => Some("hunter2".into()),
        _ => None,
    };
    let known = exported.with_passwords(|_| Some("s3same".into())).unwrap();
    assert_eq!(told(known.with_known_passwords(passwords)), 0);
}

#[test]
fn no_secret_and_no_name_shows_in_debug() {
    let shown = format!("{:?}", whole());
    for secret in [
        "hunter2",
        "s3cr3t",
        "Anna Vik",
        "annav",
        "anna@",
        "anna.vik@",
        "99 01",
    ] {
        assert!(!shown.contains(secret), "{secret}");
    }
    assert!(shown.contains("CalendarPlace(https://cal.vik.test/…)"));
}

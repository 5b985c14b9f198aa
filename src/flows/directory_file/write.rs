//! A directory as the text of a file, which reads back as the same directory. A password that
//! stands in no file of its own is left out: applying the text leaves the one that the node has.
//! The addresses of feeds are in it, so the text is to be kept as a secret.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use super::entries::{
    CalendarEntry, CapacityEntry, DirectoryFile, OfficeDayEntry, Password, PersonEntry, PlaceEntry,
    Season, TeamEntry, TravelEnd, TravelEntry, UserName,
};
use super::hours::{
    weekday_name, write_days_off, write_hours, write_other_hours, write_protected, write_span,
    write_year_day,
};
use super::keys::{PersonKey, PlaceKey};
use super::names;
use crate::domain::{Address, Language, MeetingKind, NodeId, Phone, Role, ShortName};

type Days<'a> = BTreeMap<&'static str, &'a str>;

#[derive(Serialize)]
struct Whole<'a> {
    organisation: Organisation<'a>,
    place: Vec<Place<'a>>,
    team: Vec<Team<'a>>,
    person: Vec<Person<'a>>,
    travel: Vec<Travel<'a>>,
}

#[derive(Serialize)]
struct Organisation<'a> {
    name: &'a str,
    neutral_name: Option<&'a str>,
}

#[derive(Serialize)]
struct Place<'a> {
    key: &'a str,
    name: &'a str,
    neutral_name: Option<&'a str>,
    address: Option<&'a str>,
}

#[derive(Serialize)]
struct Team<'a> {
    key: &'a str,
    name: &'a str,
    neutral_name: &'a str,
    roles: &'a [Role],
    place: Option<&'a str>,
    phone: Option<&'a str>,
    members: Vec<&'a str>,
}

#[derive(Serialize)]
struct Person<'a> {
    key: &'a str,
    name: &'a str,
    roles: &'a [Role],
    mail: Option<&'a str>,
    phone: Option<&'a str>,
    language: Language,
    hours: Vec<String>,
    days_off: Vec<String>,
    other_hours: Vec<String>,
    protected_days: Vec<String>,
    telephone_hours: Vec<String>,
    bookable: Option<Vec<String>>,
    lunch: Option<String>,
    complete: bool,
    asks_first: bool,
    tentative: &'static str,
    minimum_notice_minutes: u16,
    buffer_minutes: u16,
    most_a_day: Option<u16>,
    most_a_week: Option<u16>,
    deputy: Option<&'a str>,
    kinds: &'a [MeetingKind],
    other_posts: Vec<&'a str>,
    office_days: Days<'a>,
    season: Option<SeasonText>,
    capacity: Option<Capacity>,
    home: Option<Home<'a>>,
    calendar: Vec<Calendar<'a>>,
}

#[derive(Serialize)]
struct SeasonText {
    from: String,
    to: String,
    hours: Vec<String>,
}

#[derive(Serialize)]
struct Home<'a> {
    node: &'a str,
    name: &'a str,
    share_busy: bool,
}

#[derive(Serialize)]
struct Capacity {
    free: u16,
    weeks: u16,
    as_of: Option<String>,
}

#[derive(Serialize)]
struct Calendar<'a> {
    key: &'a str,
    kind: &'static str,
    url: Option<&'a str>,
    mailbox: Option<&'a str>,
    actor: Option<&'a str>,
    user: Option<&'a str>,
    password_file: Option<&'a Path>,
    writable: Option<bool>,
    owner: Option<&'a str>,
}

#[derive(Serialize)]
struct Travel<'a> {
    from: &'a str,
    node: Option<&'a str>,
    to: &'a str,
    minutes: u16,
}

/// The directory as the text of a file.
///
/// # Errors
/// The path of a password file is not UTF-8.
pub(super) fn text(file: &DirectoryFile) -> Result<String, toml::ser::Error> {
    toml::to_string(&Whole {
        organisation: Organisation {
            name: file.organisation.name.as_str(),
            neutral_name: file
                .organisation
                .neutral_name
                .as_ref()
                .map(ShortName::as_str),
        },
        place: file.places.iter().map(place).collect(),
        team: file.teams.iter().map(team).collect(),
        person: file.people.iter().map(person).collect(),
        travel: file.travel.iter().map(travel).collect(),
    })
}

fn place(entry: &PlaceEntry) -> Place<'_> {
    Place {
        key: entry.key.as_str(),
        name: entry.name.as_str(),
        neutral_name: entry.neutral_name.as_ref().map(ShortName::as_str),
        address: entry.address.as_ref().map(ShortName::as_str),
    }
}

fn team(entry: &TeamEntry) -> Team<'_> {
    Team {
        key: entry.key.as_str(),
        name: entry.name.as_str(),
        neutral_name: entry.neutral_name.as_str(),
        roles: &entry.roles,
        place: entry.place.as_ref().map(PlaceKey::as_str),
        phone: entry.phone.as_ref().map(Phone::as_str),
        members: entry.members.iter().map(PersonKey::as_str).collect(),
    }
}

fn person(entry: &PersonEntry) -> Person<'_> {
    let availability = &entry.availability;
    let working = &availability.working;
    Person {
        key: entry.key.as_str(),
        name: entry.name.as_str(),
        roles: &entry.roles,
        mail: entry.mail.as_ref().map(Address::as_str),
        phone: entry.phone.as_ref().map(Phone::as_str),
        language: entry.language,
        hours: write_hours(&working.hours),
        days_off: working.off.iter().copied().map(write_days_off).collect(),
        other_hours: working
            .other
            .iter()
            .copied()
            .map(write_other_hours)
            .collect(),
        protected_days: availability
            .protected
            .iter()
            .copied()
            .map(write_protected)
            .collect(),
        telephone_hours: write_hours(&availability.telephone_hours),
        bookable: availability.bookable.as_deref().map(write_hours),
        lunch: availability
            .lunch
            .map(|lunch| write_span(lunch.from, lunch.to)),
        complete: availability.complete,
        asks_first: availability.asks_first,
        tentative: names::tentative_name(availability.tentative),
        minimum_notice_minutes: availability.minimum_notice,
        buffer_minutes: availability.buffer,
        most_a_day: availability.most_a_day,
        most_a_week: availability.most_a_week,
        deputy: entry.deputy.as_ref().map(PersonKey::as_str),
        kinds: &entry.kinds,
        other_posts: entry.other_posts.iter().map(NodeId::as_str).collect(),
        office_days: office_days(&availability.office_days),
        season: working.season.as_ref().map(season),
        capacity: entry.capacity.map(capacity),
        home: entry.home.as_ref().map(|home| Home {
            node: home.node.as_str(),
            name: home.name.as_str(),
            share_busy: home.share_busy,
        }),
        calendar: entry.calendars.iter().map(calendar).collect(),
    }
}

fn office_days(days: &[OfficeDayEntry]) -> Days<'_> {
    days.iter()
        .map(|office_day| (weekday_name(office_day.day), office_day.place.as_str()))
        .collect()
}

fn season(season: &Season) -> SeasonText {
    SeasonText {
        from: write_year_day(season.from),
        to: write_year_day(season.to),
        hours: write_hours(&season.hours),
    }
}

fn capacity(capacity: CapacityEntry) -> Capacity {
    Capacity {
        free: capacity.free,
        weeks: capacity.weeks,
        as_of: capacity.as_of.map(|at| at.to_string()),
    }
}

fn calendar(entry: &CalendarEntry) -> Calendar<'_> {
    let place = |key: &str| (entry.kind.place_key() == key).then_some(entry.place.expose());
    Calendar {
        key: entry.key.as_str(),
        kind: names::calendar_kind_name(entry.kind),
        url: place("url"),
        mailbox: place("mailbox"),
        actor: place("actor"),
        user: entry.user.as_ref().map(UserName::as_str),
        password_file: match &entry.password {
            Some(Password::File(path)) => Some(path),
            _ => None,
        },
        writable: (entry.kind.place_key() == "url").then_some(entry.writable),
        owner: entry.owner.as_ref().map(Address::as_str),
    }
}

fn travel(entry: &TravelEntry) -> Travel<'_> {
    Travel {
        from: entry.from.as_str(),
        node: match &entry.to {
            TravelEnd::Own(_) => None,
            TravelEnd::Peers { node, .. } => Some(node.as_str()),
        },
        to: match &entry.to {
            TravelEnd::Own(key) => key.as_str(),
            TravelEnd::Peers { name, .. } => name.as_str(),
        },
        minutes: entry.minutes,
    }
}

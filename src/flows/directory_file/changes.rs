//! What would change from one directory to another, by key and field. A change names no value, so
//! that a list of changes can be shown and logged.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Serialize, Serializer};

use super::entries::{
    AvailabilityEntry, CalendarEntry, CapacityEntry, DirectoryFile, PersonEntry, PlaceEntry,
    TeamEntry, TravelEnd, TravelEntry,
};
use super::problems::{Label, Subject};
use crate::domain::Minutes;

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The entry that differs.
    pub subject: Subject,
    /// How.
    pub what: What,
}

/// How an entry differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// Only the new directory has it.
    Added,
    /// Only the old directory has it.
    Removed,
    /// Both have it, and this key of it differs.
    Changed(&'static str),
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.what {
            What::Added => write!(f, "{}: added", self.subject),
            What::Removed => write!(f, "{}: removed", self.subject),
            What::Changed(field) => write!(f, "{}: {field} changed", self.subject),
        }
    }
}

impl Serialize for Change {
    /// `{"subject": "person \"kari-nes\"", "what": "changed", "field": "hours"}`.
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Row<'a> {
            subject: String,
            what: &'a str,
            field: Option<&'a str>,
        }
        let (what, field) = match self.what {
            What::Added => ("added", None),
            What::Removed => ("removed", None),
            What::Changed(field) => ("changed", Some(field)),
        };
        let subject = self.subject.to_string();
        Row {
            subject,
            what,
            field,
        }
        .serialize(to)
    }
}

/// Every difference, organisation first, then places, teams, people with their calendars, and
/// travel, each by key. Both should have their passwords read in: one that is written out on one
/// side and unknown or in a file on the other counts as changed.
#[must_use]
pub fn diff(old: &DirectoryFile, new: &DirectoryFile) -> Vec<Change> {
    let mut out = Vec::new();
    let organisation = [
        ("name", old.organisation.name != new.organisation.name),
        (
            "neutral_name",
            old.organisation.neutral_name != new.organisation.neutral_name,
        ),
    ];
    changed(&mut out, &Subject::Organisation, organisation);
    let place = |place: &PlaceEntry| Subject::Place(Label::key(&place.key));
    sort(&mut out, (&old.places, &new.places), place, place_changes);
    let team = |team: &TeamEntry| Subject::Team(Label::key(&team.key));
    sort(&mut out, (&old.teams, &new.teams), team, team_changes);
    let person = |person: &PersonEntry| Subject::Person(Label::key(&person.key));
    sort(&mut out, (&old.people, &new.people), person, person_changes);
    travel(&mut out, &old.travel, &new.travel);
    out
}

/// Compares the entries of one sort.
fn sort<T>(
    out: &mut Vec<Change>,
    (old, new): (&[T], &[T]),
    subject: impl Fn(&T) -> Subject,
    compare: impl Fn(&mut Vec<Change>, &Subject, &T, &T),
) {
    let mut both: BTreeMap<Subject, (Option<&T>, Option<&T>)> = BTreeMap::new();
    for entry in old {
        both.entry(subject(entry)).or_default().0 = Some(entry);
    }
    for entry in new {
        both.entry(subject(entry)).or_default().1 = Some(entry);
    }
    for (subject, pair) in both {
        match pair {
            (Some(old), Some(new)) => compare(out, &subject, old, new),
            (Some(_), None) => out.push(Change {
                subject,
                what: What::Removed,
            }),
            (None, _) => out.push(Change {
                subject,
                what: What::Added,
            }),
        }
    }
}

fn changed<const N: usize>(
    out: &mut Vec<Change>,
    subject: &Subject,
    fields: [(&'static str, bool); N],
) {
    for (field, differs) in fields {
        if differs {
            out.push(Change {
                subject: subject.clone(),
                what: What::Changed(field),
            });
        }
    }
}

fn place_changes(out: &mut Vec<Change>, subject: &Subject, old: &PlaceEntry, new: &PlaceEntry) {
    let fields = [
        ("name", old.name != new.name),
        ("neutral_name", old.neutral_name != new.neutral_name),
        ("address", old.address != new.address),
    ];
    changed(out, subject, fields);
}

fn team_changes(out: &mut Vec<Change>, subject: &Subject, old: &TeamEntry, new: &TeamEntry) {
    let fields = [
        ("name", old.name != new.name),
        ("neutral_name", old.neutral_name != new.neutral_name),
        ("roles", old.roles != new.roles),
        ("place", old.place != new.place),
        ("phone", old.phone != new.phone),
        ("members", !same_set(&old.members, &new.members)),
    ];
    changed(out, subject, fields);
}

fn person_changes(out: &mut Vec<Change>, subject: &Subject, old: &PersonEntry, new: &PersonEntry) {
    let fields = [
        ("name", old.name != new.name),
        ("roles", !same_set(&old.roles, &new.roles)),
        ("mail", old.mail != new.mail),
        ("phone", old.phone != new.phone),
        ("language", old.language != new.language),
        ("deputy", old.deputy != new.deputy),
        ("kinds", !same_set(&old.kinds, &new.kinds)),
        ("capacity", !same_capacity(old.capacity, new.capacity)),
        ("home", old.home != new.home),
        ("other_posts", !same_set(&old.other_posts, &new.other_posts)),
    ];
    changed(out, subject, fields);
    availability_changes(out, subject, &old.availability, &new.availability);
    let person = Label::key(&new.key);
    let calendar = |calendar: &CalendarEntry| Subject::Calendar {
        person: person.clone(),
        calendar: Label::key(&calendar.key),
    };
    let calendars = (old.calendars.as_slice(), new.calendars.as_slice());
    sort(out, calendars, calendar, calendar_changes);
}

fn availability_changes(
    out: &mut Vec<Change>,
    subject: &Subject,
    old: &AvailabilityEntry,
    new: &AvailabilityEntry,
) {
    let fields = [
        ("office_days", old.office_days != new.office_days),
        (
            "telephone_hours",
            old.telephone_hours != new.telephone_hours,
        ),
        ("hours", old.working.hours != new.working.hours),
        ("season", old.working.season != new.working.season),
        ("days_off", !same_set(&old.working.off, &new.working.off)),
        (
            "other_hours",
            !same_set(&old.working.other, &new.working.other),
        ),
        ("protected_days", !same_set(&old.protected, &new.protected)),
        ("bookable", old.bookable != new.bookable),
        ("lunch", old.lunch != new.lunch),
        ("asks_first", old.asks_first != new.asks_first),
        ("complete", old.complete != new.complete),
        ("tentative", old.tentative != new.tentative),
        (
            "minimum_notice_minutes",
            old.minimum_notice != new.minimum_notice,
        ),
        ("buffer_minutes", old.buffer != new.buffer),
        ("most_a_day", old.most_a_day != new.most_a_day),
        ("most_a_week", old.most_a_week != new.most_a_week),
    ];
    changed(out, subject, fields);
}

/// A new calendar without a password keeps the old one's, so that is no difference.
fn calendar_changes(
    out: &mut Vec<Change>,
    subject: &Subject,
    old: &CalendarEntry,
    new: &CalendarEntry,
) {
    let fields = [
        ("kind", old.kind != new.kind),
        (new.kind.place_key(), old.place != new.place),
        ("user", old.user != new.user),
        (
            "password",
            new.password.is_some() && old.password != new.password,
        ),
        ("writable", old.writable != new.writable),
        ("owner", old.owner != new.owner),
    ];
    changed(out, subject, fields);
}

/// A capacity without a time is said anew only where its numbers differ.
fn same_capacity(old: Option<CapacityEntry>, new: Option<CapacityEntry>) -> bool {
    match (old, new) {
        (Some(old), Some(new)) => {
            let same_time = new.as_of.is_none() || old.as_of == new.as_of;
            (old.free, old.weeks) == (new.free, new.weeks) && same_time
        }
        (old, new) => old == new,
    }
}

fn same_set<T: Ord>(one: &[T], two: &[T]) -> bool {
    one.iter().collect::<BTreeSet<_>>() == two.iter().collect::<BTreeSet<_>>()
}

fn travel(out: &mut Vec<Change>, old: &[TravelEntry], new: &[TravelEntry]) {
    type Legs = BTreeMap<(TravelEnd, TravelEnd), Minutes>;
    let legs = |entries: &[TravelEntry]| -> Legs {
        entries
            .iter()
            .map(|leg| (leg.pair(), leg.minutes))
            .collect()
    };
    let (old, new) = (legs(old), legs(new));
    let pairs: BTreeSet<_> = old.keys().chain(new.keys()).collect();
    for pair in pairs {
        let what = match (old.get(pair), new.get(pair)) {
            (Some(one), Some(two)) if one == two => continue,
            (Some(_), Some(_)) => What::Changed("minutes"),
            (Some(_), None) => What::Removed,
            (None, _) => What::Added,
        };
        let subject = Subject::Travel(Label::key(&pair.0), Some(Label::key(&pair.1)));
        out.push(Change { subject, what });
    }
}

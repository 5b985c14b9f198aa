//! The file as a whole, the organisation, its places, its teams and the way between places.

use std::collections::{BTreeMap, BTreeSet};

use toml::de::DeTable;

use super::entries::{
    DirectoryFile, OrganisationEntry, PlaceEntry, TeamEntry, TravelEnd, TravelEntry,
};
use super::fields::{Fields, Placed, Sheet, Table};
use super::keys::{NotAKey, PersonKey, PlaceKey};
use super::names;
use super::problems::{Fault, Label, Problem, Problems, Subject};
use super::read_person;
use crate::domain::{NodeId, Role};

impl From<NotAKey> for Fault {
    fn from(_: NotAKey) -> Self {
        Self::NotAKey
    }
}

/// The keys of the file, whether or not the rest of their entries can be read, so that a mistake in
/// one entry does not make every reference to it a second one.
pub(super) struct Known<'t> {
    places: BTreeSet<&'t str>,
    people: BTreeSet<&'t str>,
}

impl Known<'_> {
    pub(super) fn place(&self, text: &str) -> Result<PlaceKey, Fault> {
        if self.places.contains(text) {
            return text.parse().map_err(Fault::from);
        }
        Err(Fault::NoSuchPlace {
            key: text.to_owned(),
            known: self
                .places
                .iter()
                .map(|place| format!("{place:?}"))
                .collect(),
        })
    }

    pub(super) fn person(&self, text: &str) -> Result<PersonKey, Fault> {
        if self.people.contains(text) {
            return text.parse().map_err(Fault::from);
        }
        Err(Fault::NoSuchPerson {
            key: text.to_owned(),
        })
    }
}

/// The name of a node.
pub(super) fn node(text: &str) -> Result<NodeId, Fault> {
    text.parse().map_err(|_| Fault::NotANode)
}

/// The roles of an entry, each once.
pub(super) fn roles(fields: &mut Fields<'_, '_>) -> Vec<Role> {
    let mut roles = fields.each("roles", names::role);
    roles.sort_unstable();
    roles.dedup();
    roles
}

/// Reads a whole file.
pub(super) fn file(text: &str) -> Result<DirectoryFile, Problems> {
    let sheet = Sheet::new(text);
    let (root, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        sheet.note(Problem {
            line: Some(sheet.line(error.span().map_or(0, |span| span.start))),
            subject: Subject::File,
            field: None,
            fault: Fault::NotToml(error.message().to_owned()),
        });
    }
    // What else a broken text seems to say is guesswork, so only its syntax is told.
    if sheet.has_problems() {
        return sheet.finish(None);
    }
    let file = entries(&sheet, root.get_ref());
    sheet.finish(file)
}

fn entries<'t>(sheet: &Sheet<'t>, root: &'t DeTable<'t>) -> Option<DirectoryFile> {
    let root = Placed {
        value: root,
        line: 1,
    };
    let mut fields = Fields::new(sheet, root, Subject::File);
    fields.require("organisation", "[organisation] with name = \"…\"");
    let organisation = fields.table("organisation");
    let places = fields.tables("place");
    let teams = fields.tables("team");
    let people = fields.tables("person");
    let travel = fields.tables("travel");
    fields.finish();
    let known = Known {
        places: keys_of(sheet, &places, Subject::Place),
        people: keys_of(sheet, &people, Subject::Person),
    };
    keys_of(sheet, &teams, Subject::Team);
    let organisation = organisation.and_then(|table| read_organisation(sheet, table));
    let read_places = all(&places, |place, at| read_place(sheet, place, at));
    let read_teams = all(&teams, |team, at| read_team(sheet, team, at, &known));
    let read_people = all(&people, |person, at| {
        read_person::person(sheet, person, at, &known)
    });
    let read_travel = all(&travel, |leg, at| read_travel(sheet, leg, at, &known));
    each_pair_once(sheet, &travel, &read_travel);
    Some(DirectoryFile {
        organisation: organisation?,
        places: read_places.into_iter().flatten().collect(),
        teams: read_teams.into_iter().flatten().collect(),
        people: read_people.into_iter().flatten().collect(),
        travel: read_travel.into_iter().flatten().collect(),
    })
}

fn all<'t, T>(
    tables: &[Table<'t>],
    read: impl Fn(Table<'t>, Label) -> Option<T>,
) -> Vec<Option<T>> {
    tables
        .iter()
        .enumerate()
        .map(|(at, table)| read(*table, label(*table, at)))
        .collect()
}

/// What an entry is called in a problem.
pub(super) fn label(table: Table<'_>, at: usize) -> Label {
    key_text(table).map_or(Label::Number(at + 1), |(key, _)| Label::key(key))
}

fn key_text<'t>(table: Table<'t>) -> Option<(&'t str, usize)> {
    let value = table.value.get("key")?;
    Some((value.get_ref().as_str()?, value.span().start))
}

/// The keys of one sort of entries; a key that stands twice is a problem.
pub(super) fn keys_of<'t>(
    sheet: &Sheet<'t>,
    tables: &[Table<'t>],
    subject: impl Fn(Label) -> Subject,
) -> BTreeSet<&'t str> {
    let mut lines: BTreeMap<&str, usize> = BTreeMap::new();
    for table in tables {
        let Some((key, offset)) = key_text(*table) else {
            continue;
        };
        let line = sheet.line(offset);
        if let Some(first) = lines.get(key) {
            sheet.note(Problem {
                line: Some(line),
                subject: subject(Label::key(key)),
                field: Some("key".to_owned()),
                fault: Fault::Twice(*first),
            });
        } else {
            lines.insert(key, line);
        }
    }
    lines.into_keys().collect()
}

fn read_organisation<'t>(sheet: &Sheet<'t>, table: Table<'t>) -> Option<OrganisationEntry> {
    let mut fields = Fields::new(sheet, table, Subject::Organisation);
    fields.require("name", "name = \"Fjordheim DPS\"");
    let name = fields.parsed("name");
    let neutral_name = fields.parsed("neutral_name");
    fields.finish();
    Some(OrganisationEntry {
        name: name?,
        neutral_name,
    })
}

fn read_place<'t>(sheet: &Sheet<'t>, table: Table<'t>, label: Label) -> Option<PlaceEntry> {
    let mut fields = Fields::new(sheet, table, Subject::Place(label));
    fields.require("key", "key = \"fjordheim\"");
    fields.require("name", "name = \"Fjordheim, Sjøgata 4\"");
    let key = fields.parsed("key");
    let name = fields.parsed("name");
    let neutral_name = fields.parsed("neutral_name");
    let address = fields.parsed("address");
    fields.finish();
    Some(PlaceEntry {
        key: key?,
        name: name?,
        neutral_name,
        address,
    })
}

fn read_team<'t>(
    sheet: &Sheet<'t>,
    table: Table<'t>,
    label: Label,
    known: &Known<'_>,
) -> Option<TeamEntry> {
    let mut fields = Fields::new(sheet, table, Subject::Team(label));
    fields.require("key", "key = \"team-fjord\"");
    fields.require("name", "name = \"FACT Fjordheim\"");
    fields.require("neutral_name", "neutral_name = \"Team Fjord\"");
    let key = fields.parsed("key");
    let name = fields.parsed("name");
    let neutral_name = fields.parsed("neutral_name");
    let roles = roles(&mut fields);
    let place = fields.read("place", |text| known.place(text));
    let phone = fields.parsed("phone");
    let mut members = fields.each("members", |text| known.person(text));
    let mut seen = BTreeSet::new();
    members.retain(|member| seen.insert(member.clone()));
    fields.finish();
    Some(TeamEntry {
        key: key?,
        name: name?,
        neutral_name: neutral_name?,
        roles,
        place,
        phone,
        members,
    })
}

fn read_travel<'t>(
    sheet: &Sheet<'t>,
    table: Table<'t>,
    label: Label,
    known: &Known<'_>,
) -> Option<TravelEntry> {
    let text = |key: &str| {
        table
            .value
            .get(key)
            .and_then(|value| value.get_ref().as_str())
    };
    let subject = match (text("from"), text("to")) {
        (Some(from), Some(to)) => Subject::Travel(Label::key(from), Some(Label::key(to))),
        _ => Subject::Travel(label, None),
    };
    let mut fields = Fields::new(sheet, table, subject);
    fields.require("from", "from = \"fjordheim\"");
    fields.require("to", "to = \"nav-kontoret\"");
    fields.require("minutes", "minutes = 15");
    let from = fields.read("from", |text| known.place(text));
    let of_peer = fields.has("node");
    let node = fields.read("node", node);
    let to = if of_peer {
        let name = fields.parsed("to");
        node.zip(name)
            .map(|(node, name)| TravelEnd::Peers { node, name })
    } else {
        let own = fields.read("to", |text| known.place(text));
        own.map(TravelEnd::Own)
    };
    let minutes = fields.number("minutes", 0, 480);
    if let (Some(from), Some(TravelEnd::Own(to))) = (&from, &to)
        && from == to
    {
        fields.problem(fields.line(), "to", Fault::NamesItself);
    }
    fields.finish();
    Some(TravelEntry {
        from: from?,
        to: to?,
        minutes: minutes?,
    })
}

/// The two ways between two places are one entry.
fn each_pair_once(sheet: &Sheet<'_>, tables: &[Table<'_>], read: &[Option<TravelEntry>]) {
    let mut lines: BTreeMap<(TravelEnd, TravelEnd), usize> = BTreeMap::new();
    for (table, leg) in tables.iter().zip(read) {
        let Some(leg) = leg else { continue };
        let pair = leg.pair();
        if let Some(first) = lines.get(&pair) {
            sheet.note(Problem {
                line: Some(table.line),
                subject: Subject::Travel(Label::key(&pair.0), Some(Label::key(&pair.1))),
                field: None,
                fault: Fault::Twice(*first),
            });
        } else {
            lines.insert(pair, table.line);
        }
    }
}

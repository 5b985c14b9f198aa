//! The directory applied to the database: idempotent, and it says what it changed. What the file no
//! longer has is taken out; people who are gone keep their row, inactive, because meetings and notes
//! name them.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};

use super::directory_file::{
    CalendarEntry, CalendarKey, CalendarKind, Change, DirectoryFile, Password, PersonEntry,
    PersonKey, PlaceKey, TravelEnd, diff,
};
use super::directory_rules::rules_of;
use super::turn::{FlowError, Turn};
use super::{posts, watch};
use crate::domain::people::{Capacity, OfficeDay, Place, StaffCard, Team};
use crate::domain::{LinkId, PlaceId, StaffId, TeamId};
use crate::store::directory::PeerTravelRow;
use crate::store::links::{self, NewLink};
use crate::store::{
    LinkKind, LinkRow, LinkSource, NodeKey, PersonRow, PlaceRow, StoreError, TeamRow, directory,
};

const PLACE: &str = "node.directory";

/// The directory as it was last applied.
///
/// # Errors
/// The database failed, or what lies there can't be read.
pub async fn current(turn: &mut Turn<'_>) -> Result<Option<DirectoryFile>, FlowError> {
    let (conn, keyhole) = turn.tx.conn_and_keyhole();
    let Some(locked) = NodeKey::Directory.get(conn).await? else {
        return Ok(None);
    };
    let plain = String::from_utf8(keyhole.unlock(PLACE, &locked)?)
        .map_err(|_| StoreError::Damaged(PLACE))?;
    let file = DirectoryFile::read(&plain).map_err(|_| StoreError::Damaged(PLACE))?;
    Ok(Some(file))
}

/// What applying this directory would change. A calendar without a password in the file keeps the one
/// that the node has, so that is no change.
///
/// # Errors
/// The database failed.
pub async fn changes(turn: &mut Turn<'_>, new: &DirectoryFile) -> Result<Vec<Change>, FlowError> {
    let empty = DirectoryFile {
        organisation: new.organisation.clone(),
        places: Vec::new(),
        teams: Vec::new(),
        people: Vec::new(),
        travel: Vec::new(),
    };
    let known = known_passwords(turn).await?;
    let password = |person: &PersonKey, calendar: &CalendarKey| {
        known
            .get(&(person.as_str().to_owned(), calendar.as_str().to_owned()))
            .cloned()
    };
    let old = current(turn).await?.unwrap_or(empty);
    Ok(diff(
        &old.with_known_passwords(password),
        &new.clone().with_known_passwords(password),
    ))
}

/// The passwords that the node has, by person and calendar.
async fn known_passwords(
    turn: &mut Turn<'_>,
) -> Result<BTreeMap<(String, String), SecretString>, FlowError> {
    let keyhole = turn.tx.keyhole();
    let mut known = BTreeMap::new();
    for person in PersonRow::all(turn.tx.conn()).await? {
        for link in LinkRow::of_person(turn.tx.conn(), person.id).await? {
            if let Some(password) = link.source(&keyhole)?.password {
                known.insert((person.slug.clone(), link.slug), password);
            }
        }
    }
    Ok(known)
}

/// Applies a directory whose passwords have been read. Says what it changed.
///
/// # Errors
/// The database failed.
pub async fn apply(turn: &mut Turn<'_>, new: &DirectoryFile) -> Result<Vec<Change>, FlowError> {
    let changes = changes(turn, new).await?;
    let mut ids = Ids::find(turn, new).await?;
    ids.drop_gone(turn, new).await?;
    places(turn, new, &ids).await?;
    for entry in &new.people {
        person(turn, entry, &ids).await?;
    }
    teams(turn, new, &ids).await?;
    travel(turn, new, &ids).await?;
    for entry in &new.people {
        if let Some(id) = ids.people.get(entry.key.as_str()) {
            calendars(turn, *id, entry).await?;
        }
    }
    if !changes.is_empty() {
        remember(turn, new).await?;
    }
    Ok(changes)
}

async fn remember(turn: &mut Turn<'_>, new: &DirectoryFile) -> Result<(), FlowError> {
    let text = new.to_toml().map_err(|_| StoreError::Damaged(PLACE))?;
    let locked = turn.tx.lock(PLACE, text.as_bytes(), turn.draw)?;
    NodeKey::Directory.set(turn.tx.conn(), &locked).await?;
    let version = NodeKey::CardsVersion.number(turn.tx.conn()).await? + 1;
    NodeKey::CardsVersion
        .set(turn.tx.conn(), &version.to_string())
        .await?;
    Ok(())
}

/// Which identifier each key of the file has: the one it had, or a new one.
struct Ids {
    people: BTreeMap<String, StaffId>,
    teams: BTreeMap<String, TeamId>,
    places: BTreeMap<String, PlaceId>,
}

impl Ids {
    async fn find(turn: &mut Turn<'_>, new: &DirectoryFile) -> Result<Self, FlowError> {
        let mut people = BTreeMap::new();
        for entry in &new.people {
            let slug = entry.key.as_str();
            let before = PersonRow::by_slug(turn.tx.conn(), slug)
                .await?
                .map(|row| row.id);
            people.insert(
                slug.to_owned(),
                before.unwrap_or_else(|| StaffId::draw(turn.draw)),
            );
        }
        let mut teams: BTreeMap<_, _> = TeamRow::all(turn.tx.conn())
            .await?
            .into_iter()
            .map(|row| (row.slug, row.card.id))
            .collect();
        for entry in &new.teams {
            let key = entry.key.as_str().to_owned();
            teams.entry(key).or_insert_with(|| TeamId::draw(turn.draw));
        }
        let mut places: BTreeMap<_, _> = PlaceRow::all(turn.tx.conn())
            .await?
            .into_iter()
            .map(|row| (row.slug, row.card.id))
            .collect();
        for entry in &new.places {
            let key = entry.key.as_str().to_owned();
            places
                .entry(key)
                .or_insert_with(|| PlaceId::draw(turn.draw));
        }
        Ok(Self {
            people,
            teams,
            places,
        })
    }

    async fn drop_gone(
        &mut self,
        turn: &mut Turn<'_>,
        new: &DirectoryFile,
    ) -> Result<(), FlowError> {
        for mut row in PersonRow::all(turn.tx.conn()).await? {
            if !new
                .people
                .iter()
                .any(|entry| entry.key.as_str() == row.slug)
            {
                for link in LinkRow::of_person(turn.tx.conn(), row.id).await? {
                    unlink(turn, link.id).await?;
                }
                posts::leave_home(turn, row.id, None).await?;
                row.active = false;
                row.put(turn.tx.conn()).await?;
            }
        }
        for row in TeamRow::all(turn.tx.conn()).await? {
            if !new.teams.iter().any(|entry| entry.key.as_str() == row.slug) {
                TeamRow::remove(turn.tx.conn(), row.card.id).await?;
            }
        }
        for row in PlaceRow::all(turn.tx.conn()).await? {
            if !new
                .places
                .iter()
                .any(|entry| entry.key.as_str() == row.slug)
            {
                PlaceRow::remove(turn.tx.conn(), row.card.id).await?;
            }
        }
        Ok(())
    }
}

async fn places(turn: &mut Turn<'_>, new: &DirectoryFile, ids: &Ids) -> Result<(), FlowError> {
    for entry in &new.places {
        let Some(id) = ids.places.get(entry.key.as_str()) else {
            continue;
        };
        let row = PlaceRow {
            slug: entry.key.as_str().to_owned(),
            name: entry.name.clone(),
            card: Place {
                id: *id,
                name: entry
                    .neutral_name
                    .clone()
                    .unwrap_or_else(|| entry.name.clone()),
                address: entry.address.clone(),
            },
        };
        row.put(turn.tx.conn()).await?;
    }
    Ok(())
}

async fn travel(turn: &mut Turn<'_>, new: &DirectoryFile, ids: &Ids) -> Result<(), FlowError> {
    let place = |key: &PlaceKey| ids.places.get(key.as_str()).copied();
    let (mut own, mut to_peers) = (Vec::new(), Vec::new());
    for row in &new.travel {
        let Some(from) = place(&row.from) else {
            continue;
        };
        match &row.to {
            TravelEnd::Own(to) => own.extend(place(to).map(|to| (from, to, row.minutes))),
            TravelEnd::Peers { node, name } => to_peers.push(PeerTravelRow {
                from,
                node: node.clone(),
                name: name.clone(),
                minutes: row.minutes,
            }),
        }
    }
    directory::set_travel(turn.tx.conn(), &own).await?;
    directory::set_travel_to_peers(turn.tx.conn(), &to_peers).await?;
    Ok(())
}

async fn teams(turn: &mut Turn<'_>, new: &DirectoryFile, ids: &Ids) -> Result<(), FlowError> {
    for entry in &new.teams {
        let Some(id) = ids.teams.get(entry.key.as_str()) else {
            continue;
        };
        let members = entry
            .members
            .iter()
            .filter_map(|key| ids.people.get(key.as_str()).copied());
        let place = entry
            .place
            .as_ref()
            .and_then(|key| ids.places.get(key.as_str()).copied());
        let row = TeamRow {
            slug: entry.key.as_str().to_owned(),
            name: entry.name.clone(),
            card: Team {
                id: *id,
                name: entry.neutral_name.clone(),
                roles: entry.roles.clone(),
                place,
                phone: entry.phone.clone(),
                members: members.collect(),
            },
        };
        row.put(turn.tx.conn()).await?;
    }
    Ok(())
}

async fn person(turn: &mut Turn<'_>, entry: &PersonEntry, ids: &Ids) -> Result<(), FlowError> {
    let Some(id) = ids.people.get(entry.key.as_str()).copied() else {
        return Ok(());
    };
    let availability = &entry.availability;
    let office_days: Vec<OfficeDay> = availability
        .office_days
        .iter()
        .filter_map(|day| {
            let place = ids.places.get(day.place.as_str()).copied()?;
            Some(OfficeDay {
                day: day.day,
                place,
            })
        })
        .collect();
    let before = PersonRow::find(turn.tx.conn(), id).await?;
    let said = posts::Said {
        home: entry
            .home
            .as_ref()
            .map(|home| (home.node.clone(), home.name.clone())),
        shares: entry.home.as_ref().is_some_and(|home| home.share_busy),
        others: entry.other_posts.clone(),
    };
    posts::leave_home(turn, id, said.home.as_ref()).await?;
    let card = StaffCard {
        id,
        name: entry.name.clone(),
        roles: entry
            .roles
            .iter()
            .copied()
            .filter(|role| role.is_bookable())
            .collect(),
        phone: entry.phone.clone(),
        mail: entry.mail.clone(),
        office_days: office_days.clone(),
        telephone_hours: availability.telephone_hours.clone(),
        deputy: entry
            .deputy
            .as_ref()
            .and_then(|key| ids.people.get(key.as_str()).copied()),
        home: posts::home_of(turn, &said).await?,
        asks_first: availability.asks_first,
        kinds: entry.kinds.clone(),
        capacity: capacity(turn, entry, before.as_ref()),
    };
    let row = PersonRow {
        id,
        slug: entry.key.as_str().to_owned(),
        name: entry.name.clone(),
        roles: entry.roles.clone(),
        mail: entry.mail.clone(),
        language: entry.language,
        card,
        rules: rules_of(availability, office_days),
        active: true,
    };
    row.put(turn.tx.conn()).await?;
    posts::keep(turn, id, &said).await
}

/// A capacity without a date was said when it was first applied.
fn capacity(turn: &Turn<'_>, entry: &PersonEntry, before: Option<&PersonRow>) -> Option<Capacity> {
    let said = entry.capacity?;
    let known = before.and_then(|row| row.card.capacity);
    let unchanged = known.filter(|known| (known.free, known.weeks) == (said.free, said.weeks));
    let as_of = said
        .as_of
        .or(unchanged.map(|known| known.as_of))
        .unwrap_or(turn.now);
    Some(Capacity {
        free: said.free,
        weeks: said.weeks,
        as_of,
    })
}

async fn unlink(turn: &mut Turn<'_>, link: LinkId) -> Result<(), FlowError> {
    watch::link_goes(turn, link).await?;
    Ok(LinkRow::remove(turn.tx.conn(), link).await?)
}

async fn calendars(
    turn: &mut Turn<'_>,
    person: StaffId,
    entry: &PersonEntry,
) -> Result<(), FlowError> {
    let before = LinkRow::of_person(turn.tx.conn(), person).await?;
    for link in &before {
        if !entry
            .calendars
            .iter()
            .any(|calendar| calendar.key.as_str() == link.slug)
        {
            unlink(turn, link.id).await?;
        }
    }
    let keyhole = turn.tx.keyhole();
    for calendar in &entry.calendars {
        let known = before
            .iter()
            .find(|link| link.slug == calendar.key.as_str());
        let known = known.map(|link| link.source(&keyhole)).transpose()?;
        let source = source_of(calendar, entry, known.as_ref());
        let new = NewLink {
            person,
            slug: calendar.key.as_str(),
            kind: match calendar.kind {
                CalendarKind::Ics => LinkKind::Ics,
                CalendarKind::Caldav => LinkKind::Caldav,
                CalendarKind::Graph => LinkKind::Graph,
                CalendarKind::Fhir => LinkKind::Fhir,
            },
            source: &source,
            writable: calendar.writable,
            now: turn.now,
        };
        LinkRow::put(turn.tx, new, turn.draw).await?;
    }
    Ok(())
}

/// A calendar without a password in the file keeps the one that the node has, as long as it would be
/// sent to the same server for the same user.
fn source_of(
    calendar: &CalendarEntry,
    entry: &PersonEntry,
    known: Option<&LinkSource>,
) -> LinkSource {
    let owner = calendar.owner.as_ref().or(entry.mail.as_ref());
    let user = calendar.user.as_ref().map(|user| user.as_str().to_owned());
    let place = calendar.place.expose();
    let known = known.filter(|known| {
        known.user == user && links::is_same_server(known.url.expose_secret(), place)
    });
    LinkSource {
        url: SecretString::from(place),
        user,
        password: match &calendar.password {
            Some(Password::Text(text)) => Some(text.clone()),
            Some(Password::File(_)) | None => known.and_then(|known| known.password.clone()),
        },
        owner: owner.map(|address| address.as_str().to_owned()),
    }
}

/// The text of the directory as it was last applied.
///
/// # Errors
/// The database failed.
pub async fn export(turn: &mut Turn<'_>) -> Result<Option<String>, FlowError> {
    match current(turn).await? {
        Some(file) => Ok(Some(
            file.to_toml().map_err(|_| StoreError::Damaged(PLACE))?,
        )),
        None => Ok(None),
    }
}

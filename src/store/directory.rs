//! People, teams, places and travel of the own organisation, as the directory file set them.

use sqlx::any::AnyRow;

use super::column::{flag, from_word, json, maybe_parsed, number, parsed, text, to_json, word};
use super::{Conn, StoreError};
use crate::domain::people::{Place, StaffCard, Team};
use crate::domain::{
    Address, Language, Minutes, NodeId, PlaceId, Role, ShortName, StaffId, TeamId,
};
use crate::planning::person::Person;

/// One person of the own organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// As others know them.
    pub id: StaffId,
    /// As the directory file names them.
    pub slug: String,
    /// Their name.
    pub name: ShortName,
    /// What they do.
    pub roles: Vec<Role>,
    /// Where invitations go.
    pub mail: Option<Address>,
    /// What they read.
    pub language: Language,
    /// What peers may know of them.
    pub card: StaffCard,
    /// Their own word on when they can be met.
    pub rules: Person,
    /// Whether the directory still has them.
    pub active: bool,
}

impl PersonRow {
    /// Whether others can meet them and are shown their card.
    #[must_use]
    pub fn is_bookable(&self) -> bool {
        self.active && self.roles.iter().any(|role| role.is_bookable())
    }
}

/// One team of the own organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamRow {
    /// As the directory file names it.
    pub slug: String,
    /// Its name at home.
    pub name: ShortName,
    /// What peers may know of it, with its neutral name.
    pub card: Team,
}

/// One place of the own organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceRow {
    /// As the directory file names it.
    pub slug: String,
    /// Its name at home.
    pub name: ShortName,
    /// What peers may know of it, with its neutral name.
    pub card: Place,
}

fn person(row: &AnyRow) -> Result<PersonRow, StoreError> {
    Ok(PersonRow {
        id: parsed(row, "id")?,
        slug: text(row, "slug")?,
        name: parsed(row, "name")?,
        roles: json(row, "roles")?,
        mail: maybe_parsed(row, "mail")?,
        language: from_word(row, "language")?,
        card: json(row, "card")?,
        rules: json(row, "rules")?,
        active: flag(row, "active")?,
    })
}

impl PersonRow {
    /// Everyone the directory has, by name.
    ///
    /// # Errors
    /// The database failed.
    pub async fn all(conn: &mut Conn) -> Result<Vec<Self>, StoreError> {
        let rows = sqlx::query("SELECT * FROM people WHERE active = 1 ORDER BY name, id")
            .fetch_all(conn)
            .await?;
        rows.iter().map(person).collect()
    }

    /// This person, also when the directory no longer has them.
    ///
    /// # Errors
    /// The database failed.
    pub async fn find(conn: &mut Conn, id: StaffId) -> Result<Option<Self>, StoreError> {
        let row = sqlx::query("SELECT * FROM people WHERE id = $1")
            .bind(id.to_string())
            .fetch_optional(conn)
            .await?;
        row.as_ref().map(person).transpose()
    }

    /// The person that the directory file names so.
    ///
    /// # Errors
    /// The database failed.
    pub async fn by_slug(conn: &mut Conn, slug: &str) -> Result<Option<Self>, StoreError> {
        let row = sqlx::query("SELECT * FROM people WHERE slug = $1")
            .bind(slug)
            .fetch_optional(conn)
            .await?;
        row.as_ref().map(person).transpose()
    }

    /// Writes the person, new or changed.
    ///
    /// # Errors
    /// The database failed.
    pub async fn put(&self, conn: &mut Conn) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO people (id, slug, name, roles, mail, language, card, rules, active)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             ON CONFLICT (id) DO UPDATE SET slug = excluded.slug, name = excluded.name,
               roles = excluded.roles, mail = excluded.mail, language = excluded.language,
               card = excluded.card, rules = excluded.rules, active = excluded.active",
        )
        .bind(self.id.to_string())
        .bind(&self.slug)
        .bind(self.name.as_str())
        .bind(to_json(&self.roles, "people.roles")?)
        .bind(self.mail.as_ref().map(|mail| mail.as_str().to_owned()))
        .bind(word(&self.language, "people.language")?)
        .bind(to_json(&self.card, "people.card")?)
        .bind(to_json(&self.rules, "people.rules")?)
        .bind(i64::from(self.active))
        .execute(conn)
        .await?;
        Ok(())
    }
}

impl TeamRow {
    /// Every team, by name.
    ///
    /// # Errors
    /// The database failed.
    pub async fn all(conn: &mut Conn) -> Result<Vec<Self>, StoreError> {
        let rows = sqlx::query("SELECT * FROM teams ORDER BY name, id")
            .fetch_all(conn)
            .await?;
        rows.iter()
            .map(|row| {
                Ok(Self {
                    slug: text(row, "slug")?,
                    name: parsed(row, "name")?,
                    card: json(row, "card")?,
                })
            })
            .collect()
    }

    /// Writes the team, new or changed.
    ///
    /// # Errors
    /// The database failed.
    pub async fn put(&self, conn: &mut Conn) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO teams (id, slug, name, card) VALUES ($1, $2, $3, $4)
             ON CONFLICT (id) DO UPDATE SET slug = excluded.slug, name = excluded.name,
               card = excluded.card",
        )
        .bind(self.card.id.to_string())
        .bind(&self.slug)
        .bind(self.name.as_str())
        .bind(to_json(&self.card, "teams.card")?)
        .execute(conn)
        .await?;
        Ok(())
    }

    /// Takes the team out.
    ///
    /// # Errors
    /// The database failed.
    pub async fn remove(conn: &mut Conn, id: TeamId) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM teams WHERE id = $1")
            .bind(id.to_string())
            .execute(conn)
            .await?;
        Ok(())
    }
}

impl PlaceRow {
    /// Every place, by name.
    ///
    /// # Errors
    /// The database failed.
    pub async fn all(conn: &mut Conn) -> Result<Vec<Self>, StoreError> {
        let rows = sqlx::query("SELECT * FROM places ORDER BY name, id")
            .fetch_all(conn)
            .await?;
        rows.iter()
            .map(|row| {
                Ok(Self {
                    slug: text(row, "slug")?,
                    name: parsed(row, "name")?,
                    card: json(row, "card")?,
                })
            })
            .collect()
    }

    /// Writes the place, new or changed.
    ///
    /// # Errors
    /// The database failed.
    pub async fn put(&self, conn: &mut Conn) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO places (id, slug, name, card) VALUES ($1, $2, $3, $4)
             ON CONFLICT (id) DO UPDATE SET slug = excluded.slug, name = excluded.name,
               card = excluded.card",
        )
        .bind(self.card.id.to_string())
        .bind(&self.slug)
        .bind(self.name.as_str())
        .bind(to_json(&self.card, "places.card")?)
        .execute(conn)
        .await?;
        Ok(())
    }

    /// Takes the place out.
    ///
    /// # Errors
    /// The database failed.
    pub async fn remove(conn: &mut Conn, id: PlaceId) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM places WHERE id = $1")
            .bind(id.to_string())
            .execute(conn)
            .await?;
        Ok(())
    }
}

/// One row of the administrator's travel table.
pub type TravelRow = (PlaceId, PlaceId, Minutes);

/// The travel table.
///
/// # Errors
/// The database failed.
pub async fn travel(conn: &mut Conn) -> Result<Vec<TravelRow>, StoreError> {
    let rows = sqlx::query("SELECT * FROM travel").fetch_all(conn).await?;
    rows.iter()
        .map(|row| {
            let minutes = Minutes::try_from(number(row, "minutes")?)
                .map_err(|_| StoreError::Damaged("travel.minutes"))?;
            Ok((
                parsed(row, "from_place")?,
                parsed(row, "to_place")?,
                minutes,
            ))
        })
        .collect()
}

/// Puts this travel table in place of the one before.
///
/// # Errors
/// The database failed.
pub async fn set_travel(conn: &mut Conn, table: &[TravelRow]) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM travel")
        .execute(&mut *conn)
        .await?;
    for (from, to, minutes) in table {
        sqlx::query(
            "INSERT INTO travel (from_place, to_place, minutes) VALUES ($1, $2, $3)
             ON CONFLICT (from_place, to_place) DO UPDATE SET minutes = excluded.minutes",
        )
        .bind(from.to_string())
        .bind(to.to_string())
        .bind(i64::from(*minutes))
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

/// One row of the administrator's travel table to a place of a peer, by the name it told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeerTravelRow {
    /// A place of this organisation.
    pub from: PlaceId,
    /// The node that told of the other.
    pub node: NodeId,
    /// Its name there.
    pub name: ShortName,
    /// Minutes from door to door.
    pub minutes: Minutes,
}

/// The travel table to places of peers.
///
/// # Errors
/// The database failed.
pub async fn travel_to_peers(conn: &mut Conn) -> Result<Vec<PeerTravelRow>, StoreError> {
    let rows = sqlx::query("SELECT * FROM travel_to_peers")
        .fetch_all(conn)
        .await?;
    rows.iter()
        .map(|row| {
            Ok(PeerTravelRow {
                from: parsed(row, "from_place")?,
                node: parsed(row, "node")?,
                name: parsed(row, "place_name")?,
                minutes: Minutes::try_from(number(row, "minutes")?)
                    .map_err(|_| StoreError::Damaged("travel_to_peers.minutes"))?,
            })
        })
        .collect()
}

/// Puts this travel table to places of peers in place of the one before.
///
/// # Errors
/// The database failed.
pub async fn set_travel_to_peers(
    conn: &mut Conn,
    table: &[PeerTravelRow],
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM travel_to_peers")
        .execute(&mut *conn)
        .await?;
    for row in table {
        sqlx::query(
            "INSERT INTO travel_to_peers (from_place, node, place_name, minutes)
             VALUES ($1, $2, $3, $4)",
        )
        .bind(row.from.to_string())
        .bind(row.node.as_str())
        .bind(row.name.as_str())
        .bind(i64::from(row.minutes))
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

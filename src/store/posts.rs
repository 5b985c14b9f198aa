//! People with posts in two organisations (rule B13): which card is their home, whether they agree
//! that busy time is shared with it, and what was shared.

use sqlx::any::AnyRow;

use super::column::{count, flag, from_json, maybe_instant, maybe_text, parsed, to_json};
use super::{Conn, StoreError};
use crate::domain::{Instant, Interval, NodeId, ShortName, StaffId};

/// A person of this node whose home card is at another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HomePost {
    /// Who, by the card here.
    pub person: StaffId,
    /// The node of the home card.
    pub node: NodeId,
    /// The name on it.
    pub name: ShortName,
    /// What the directory last said of their agreement.
    pub said: bool,
    /// Whether they agree that busy time is shared.
    pub agreed: bool,
    /// The version of the last list.
    pub version: u64,
    /// When it was queued; none where nothing is shared.
    pub sent: Option<Instant>,
    /// The last list.
    pub list: Option<Vec<Interval>>,
}

fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn intervals(text: Option<String>) -> Result<Option<Vec<Interval>>, StoreError> {
    text.map(|text| from_json(&text, "shared list")).transpose()
}

fn written(list: Option<&Vec<Interval>>) -> Result<Option<String>, StoreError> {
    list.map(|list| to_json(list, "shared list")).transpose()
}

fn home_post(row: &AnyRow) -> Result<HomePost, StoreError> {
    Ok(HomePost {
        person: parsed(row, "person")?,
        node: parsed(row, "node")?,
        name: parsed(row, "name")?,
        said: flag(row, "said")?,
        agreed: flag(row, "agreed")?,
        version: count(row, "version")?,
        sent: maybe_instant(row, "sent")?,
        list: intervals(maybe_text(row, "list")?)?,
    })
}

impl HomePost {
    /// Every such person.
    ///
    /// # Errors
    /// The database failed.
    pub async fn all(conn: &mut Conn) -> Result<Vec<Self>, StoreError> {
        let rows = sqlx::query("SELECT * FROM home_posts ORDER BY person")
            .fetch_all(conn)
            .await?;
        rows.iter().map(home_post).collect()
    }

    /// This person's.
    ///
    /// # Errors
    /// The database failed.
    pub async fn find(conn: &mut Conn, person: StaffId) -> Result<Option<Self>, StoreError> {
        let row = sqlx::query("SELECT * FROM home_posts WHERE person = $1")
            .bind(person.to_string())
            .fetch_optional(conn)
            .await?;
        row.as_ref().map(home_post).transpose()
    }

    /// Writes it, new or changed.
    ///
    /// # Errors
    /// The database failed.
    pub async fn put(&self, conn: &mut Conn) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO home_posts (person, node, name, said, agreed, version, sent, list)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (person) DO UPDATE SET node = excluded.node, name = excluded.name,
               said = excluded.said, agreed = excluded.agreed, version = excluded.version,
               sent = excluded.sent, list = excluded.list",
        )
        .bind(self.person.to_string())
        .bind(self.node.as_str())
        .bind(self.name.as_str())
        .bind(i64::from(self.said))
        .bind(i64::from(self.agreed))
        .bind(whole(self.version))
        .bind(self.sent.map(Instant::millis))
        .bind(written(self.list.as_ref())?)
        .execute(conn)
        .await?;
        Ok(())
    }

    /// Takes it out: the card here is the only one, or the home.
    ///
    /// # Errors
    /// The database failed.
    pub async fn remove(conn: &mut Conn, person: StaffId) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM home_posts WHERE person = $1")
            .bind(person.to_string())
            .execute(conn)
            .await?;
        Ok(())
    }
}

/// The nodes at which a person whose home is here has another post.
///
/// # Errors
/// The database failed.
pub async fn others_of(conn: &mut Conn, person: StaffId) -> Result<Vec<NodeId>, StoreError> {
    let rows = sqlx::query("SELECT node FROM other_posts WHERE person = $1 ORDER BY node")
        .bind(person.to_string())
        .fetch_all(conn)
        .await?;
    rows.iter().map(|row| parsed(row, "node")).collect()
}

/// Puts these nodes in place of those before.
///
/// # Errors
/// The database failed.
pub async fn set_others_of(
    conn: &mut Conn,
    person: StaffId,
    nodes: &[NodeId],
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM other_posts WHERE person = $1")
        .bind(person.to_string())
        .execute(&mut *conn)
        .await?;
    for node in nodes {
        sqlx::query("INSERT INTO other_posts (person, node) VALUES ($1, $2)")
            .bind(person.to_string())
            .bind(node.as_str())
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

/// What another node has shared of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedBusy {
    /// The node of the other post.
    pub node: NodeId,
    /// The person by the card there.
    pub staff: StaffId,
    /// The version of the list.
    pub version: u64,
    /// The list; none: it is not shared any more.
    pub list: Option<Vec<Interval>>,
}

impl SharedBusy {
    /// The last that was shared of a card.
    ///
    /// # Errors
    /// The database failed.
    pub async fn find(
        conn: &mut Conn,
        node: &NodeId,
        staff: StaffId,
    ) -> Result<Option<Self>, StoreError> {
        let row = sqlx::query("SELECT * FROM shared_busy WHERE node = $1 AND staff = $2")
            .bind(node.as_str())
            .bind(staff.to_string())
            .fetch_optional(conn)
            .await?;
        let read = |row: &AnyRow| {
            Ok(Self {
                node: parsed(row, "node")?,
                staff: parsed(row, "staff")?,
                version: count(row, "version")?,
                list: intervals(maybe_text(row, "list")?)?,
            })
        };
        row.as_ref().map(read).transpose()
    }

    /// Keeps it in place of what was shared before.
    ///
    /// # Errors
    /// The database failed.
    pub async fn put(&self, conn: &mut Conn) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO shared_busy (node, staff, version, list) VALUES ($1, $2, $3, $4)
             ON CONFLICT (node, staff) DO UPDATE SET version = excluded.version,
               list = excluded.list",
        )
        .bind(self.node.as_str())
        .bind(self.staff.to_string())
        .bind(whole(self.version))
        .bind(written(self.list.as_ref())?)
        .execute(conn)
        .await?;
        Ok(())
    }
}

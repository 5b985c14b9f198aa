//! What a node remembers of itself: its keys (locked), its epoch, the directory as applied, and the
//! last time written.

use sqlx::Row;

use super::{Conn, StoreError};

/// What is remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NodeKey {
    /// Private keys, locked.
    Keys,
    /// Public identity.
    Identity,
    /// The current epoch.
    Epoch,
    /// The directory file as last applied, locked.
    Directory,
    /// Version of the staff cards, rising with each change of the directory.
    CardsVersion,
    /// The highest time ever written: node time never runs backwards.
    LastTime,
    /// The organisation as its peers know it.
    Organisation,
}

impl NodeKey {
    const fn word(self) -> &'static str {
        match self {
            Self::Keys => "keys",
            Self::Identity => "identity",
            Self::Epoch => "epoch",
            Self::Directory => "directory",
            Self::CardsVersion => "cards_version",
            Self::LastTime => "last_time",
            Self::Organisation => "organisation",
        }
    }

    /// What is remembered under this key.
    ///
    /// # Errors
    /// The database failed.
    pub async fn get(self, conn: &mut Conn) -> Result<Option<String>, StoreError> {
        let row = sqlx::query("SELECT value FROM node WHERE key = $1")
            .bind(self.word())
            .fetch_optional(conn)
            .await?;
        row.map(|row| row.try_get("value"))
            .transpose()
            .map_err(StoreError::from)
    }

    /// The number remembered under this key; 0 where there is none.
    ///
    /// # Errors
    /// The database failed, or it is no number.
    pub async fn number(self, conn: &mut Conn) -> Result<u64, StoreError> {
        match self.get(conn).await? {
            Some(text) => text.parse().map_err(|_| StoreError::Damaged("node.value")),
            None => Ok(0),
        }
    }

    /// Remembers `value` under this key.
    ///
    /// # Errors
    /// The database failed.
    pub async fn set(self, conn: &mut Conn, value: &str) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO node (key, value) VALUES ($1, $2)
             ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        )
        .bind(self.word())
        .bind(value)
        .execute(conn)
        .await?;
        Ok(())
    }
}

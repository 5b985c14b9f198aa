//! Opening the database: connection settings, migrations, and the checks made at start.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyPool, AssertSqlSafe, Executor, Row};
use tokio::sync::{Mutex, watch};

use super::StoreError;
use super::tx::Tx;
use crate::domain::Draw;
use crate::seal::AtRest;

/// Where the database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreSettings {
    /// A SQLite file, made where it is missing.
    File(PathBuf),
    /// SQLite in memory, gone with the store: tests and the simulation.
    Memory,
}

/// When the simulation is asked what becomes of a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Nothing is written yet.
    Before,
    /// Everything is written.
    After,
}

/// What becomes of a commit; only the simulation answers anything but `GoesOn`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It goes on.
    GoesOn,
    /// It fails, and nothing is written. After the commit it is too late for that.
    Fails,
    /// The process is gone: whoever waits for the commit waits for ever, and is to be dropped.
    Stops,
}

type Fates = Arc<dyn Fn(Moment) -> Fate + Send + Sync>;

/// The database of one node.
#[derive(Clone)]
pub struct Store {
    pool: AnyPool,
    turn: Arc<Mutex<()>>,
    changes: watch::Sender<u64>,
    locker: AtRest,
    fates: Option<Fates>,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Store")
    }
}

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!();

impl Store {
    /// Opens the database, makes it where it is missing and brings its schema up to date. `locker`
    /// holds the node key.
    ///
    /// # Errors
    /// The file can't be opened, or its schema is newer than this program.
    pub async fn open(settings: &StoreSettings, locker: AtRest) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let (url, most) = match settings {
            // A memory database lives in its one connection.
            StoreSettings::Memory => ("sqlite::memory:".to_owned(), 1),
            StoreSettings::File(path) => (format!("sqlite://{}?mode=rwc", path.display()), 6),
        };
        let options = AnyConnectOptions::from_str(&url)?;
        let pool = AnyPoolOptions::new()
            .max_connections(most)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .after_connect(|connection, _| {
                Box::pin(async move {
                    for pragma in [
                        "PRAGMA busy_timeout = 10000",
                        "PRAGMA journal_mode = WAL",
                        "PRAGMA synchronous = FULL",
                        "PRAGMA foreign_keys = ON",
                        "PRAGMA secure_delete = ON",
                    ] {
                        connection.execute(pragma).await?;
                    }
                    Ok(())
                })
            })
            .connect_with(options)
            .await?;
        MIGRATIONS.run(&pool).await?;
        Ok(Self {
            pool,
            turn: Arc::new(Mutex::new(())),
            changes: watch::Sender::new(0),
            locker,
            fates: None,
        })
    }

    /// The same store, asking `fates` what becomes of each commit, before and after it.
    #[must_use]
    pub fn with_fates(mut self, fates: impl Fn(Moment) -> Fate + Send + Sync + 'static) -> Self {
        self.fates = Some(Arc::new(fates));
        self
    }

    /// Begins a change. Changes of one process wait for each other here, so that SQLite never has
    /// to refuse one of them.
    ///
    /// # Errors
    /// The database can't be reached.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        let turn = Arc::clone(&self.turn).lock_owned().await;
        let inner = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        Ok(Tx::new(
            inner,
            turn,
            self.changes.clone(),
            self.locker.clone(),
            self.fates.clone(),
        ))
    }

    /// A connection for reading.
    ///
    /// # Errors
    /// The database can't be reached.
    pub async fn reader(&self) -> Result<Reader, StoreError> {
        Ok(self.pool.acquire().await?)
    }

    /// Whether the database keeps what is committed: write-ahead log, full synchronisation, foreign
    /// keys, and a file that is whole. Names what is not so.
    ///
    /// # Errors
    /// The database can't be reached.
    pub async fn soundness(&self) -> Result<Vec<&'static str>, StoreError> {
        let mut reader = self.reader().await?;
        let mut wrong = Vec::new();
        for (pragma, wanted) in [
            ("journal_mode", "wal"),
            ("synchronous", "2"),
            ("foreign_keys", "1"),
            ("quick_check", "ok"),
        ] {
            let text = AssertSqlSafe(format!("PRAGMA {pragma}"));
            let row = sqlx::query(text).fetch_one(&mut *reader).await?;
            let number = row.try_get::<i64, _>(0).map(|number| number.to_string());
            let found = row.try_get::<String, _>(0).or(number)?;
            if found != wanted {
                wrong.push(pragma);
            }
        }
        Ok(wrong)
    }

    /// Raised by every commit.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// What opens locked columns.
    #[must_use]
    pub fn keyhole(&self) -> Keyhole {
        Keyhole::new(self.locker.clone())
    }

    /// Writes the journal into the database file and closes it.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// Opens locked columns with the node key.
#[derive(Clone)]
pub struct Keyhole(AtRest);

impl Keyhole {
    pub(super) const fn new(locker: AtRest) -> Self {
        Self(locker)
    }

    /// What lies locked for `place`.
    ///
    /// # Errors
    /// It does not open with the node key.
    pub fn unlock(&self, place: &'static str, locked: &str) -> Result<Vec<u8>, StoreError> {
        let plain = self
            .0
            .unlock(place, locked)
            .map_err(|_| StoreError::Locked(place))?;
        Ok(plain.to_vec())
    }
}

impl fmt::Debug for Keyhole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyhole")
    }
}

pub(super) fn lock(
    locker: &AtRest,
    place: &'static str,
    plain: &[u8],
    draw: &mut Draw,
) -> Result<String, StoreError> {
    locker
        .lock(place, plain, draw)
        .map_err(|_| StoreError::Locked(place))
}

/// A connection for reading; gives itself back when it is dropped.
pub type Reader = PoolConnection<Any>;

pub(super) type FatesRef = Option<Fates>;

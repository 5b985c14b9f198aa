//! Linked calendars: where they are (locked), and how the last sync went.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;

use super::column::{
    count, flag, from_word, instant, maybe_instant, maybe_text, parsed, text, word,
};
use super::{Conn, Keyhole, StoreError, Tx, busy_rows};
use crate::domain::{Busy, Draw, Instant, Interval, LinkId, StaffId};

/// What speaks at the other end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LinkKind {
    /// An iCalendar feed over HTTP.
    Ics,
    /// A CalDAV server.
    Caldav,
    /// A mailbox in the organisation's Microsoft 365.
    Graph,
    /// An appointment book in the organisation's FHIR server.
    Fhir,
}

/// Where a calendar is and how to get in. Never printed: an ICS address is often itself the key.
#[derive(Clone)]
pub struct LinkSource {
    /// Its address; the mailbox or the reference of its owner where the settings say the rest.
    pub url: SecretString,
    /// The account.
    pub user: Option<String>,
    /// Its password.
    pub password: Option<SecretString>,
    /// Whose answers count in it, as a mail address.
    pub owner: Option<String>,
}

impl fmt::Debug for LinkSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkSource")
    }
}

impl PartialEq for LinkSource {
    fn eq(&self, other: &Self) -> bool {
        let plain = |secret: &Option<SecretString>| {
            secret
                .as_ref()
                .map(|secret| secret.expose_secret().to_owned())
        };
        self.url.expose_secret() == other.url.expose_secret()
            && self.user == other.user
            && plain(&self.password) == plain(&other.password)
            && self.owner == other.owner
    }
}

#[derive(Serialize, Deserialize)]
struct Plain {
    url: String,
    user: Option<String>,
    password: Option<String>,
    owner: Option<String>,
}

const PLACE: &str = "calendar_links.source";

/// So many servers can be left out of what is due.
pub const FULL: usize = 4;
const STATE: &str = "calendar_links.state";
/// The code of a server that wants to be left alone until the link is due again.
const ASKED_TO_WAIT: &str = "asked_to_wait";

/// One linked calendar.
#[derive(Debug, Clone)]
pub struct LinkRow {
    /// Which link.
    pub id: LinkId,
    /// Whose.
    pub person: StaffId,
    /// As the directory file names it.
    pub slug: String,
    /// What speaks there.
    pub kind: LinkKind,
    /// Where it is, locked; see [`Self::source`].
    source_locked: String,
    /// Whether neutral entries are written there.
    pub writable: bool,
    /// What the source gave to ask with the next time, locked; see [`Self::state`].
    pub state_locked: Option<String>,
    /// Which server it is read from; a system of the organisation is one.
    pub server: String,
    /// The code of what is wrong; none where the last sync went well.
    pub trouble: Option<String>,
    /// When a sync last went well.
    pub last_good: Option<Instant>,
    /// When one was last tried.
    pub last_tried: Option<Instant>,
    /// When the next is due.
    pub next_due: Instant,
    /// Failures in a row.
    pub failures: u64,
    /// The stretch over which the last good sync knew.
    pub known: Option<Interval>,
}

/// How a sync went.
#[derive(Debug, Clone)]
pub enum SyncOutcome {
    /// Nothing had changed; what was known holds for this stretch.
    Same {
        /// What the source gave to ask with the next time, as [`LinkRow::lock_state`] locks it.
        state: Option<String>,
    },
    /// All busy time, anew.
    Fresh {
        /// What the source gave to ask with the next time, as [`LinkRow::lock_state`] locks it.
        state: Option<String>,
        /// All of it.
        busy: Vec<Busy>,
        /// The stretch over which it is known.
        known: Interval,
    },
    /// It failed with this code: what was known busy stays busy, all else is unknown.
    Failed(&'static str),
    /// As a failure, and the server wants no other try for a while.
    AskedToWait {
        /// For so many seconds.
        seconds: u32,
    },
}

impl SyncOutcome {
    /// Before when the server wants no other try.
    #[must_use]
    pub fn not_before(&self, now: Instant) -> Option<Instant> {
        match self {
            Self::AskedToWait { seconds } => Some(Instant::from_millis(
                now.millis() + i64::from(*seconds) * 1_000,
            )),
            _ => None,
        }
    }
}

fn link(row: &AnyRow) -> Result<LinkRow, StoreError> {
    let known = match (
        maybe_instant(row, "known_from")?,
        maybe_instant(row, "known_until")?,
    ) {
        (Some(from), Some(until)) => Interval::new(from, until),
        _ => None,
    };
    Ok(LinkRow {
        id: parsed(row, "id")?,
        person: parsed(row, "person")?,
        slug: text(row, "slug")?,
        kind: from_word(row, "kind")?,
        source_locked: text(row, "source_locked")?,
        writable: flag(row, "writable")?,
        state_locked: maybe_text(row, "state_locked")?,
        server: text(row, "server")?,
        trouble: maybe_text(row, "trouble")?,
        last_good: maybe_instant(row, "last_good")?,
        last_tried: maybe_instant(row, "last_tried")?,
        next_due: instant(row, "next_due")?,
        failures: count(row, "failures")?,
        known,
    })
}

impl LinkRow {
    /// Whether what it said can be relied on: it is in no trouble, and was read after `too_old`.
    #[must_use]
    pub fn is_relied_on(&self, too_old: Instant) -> bool {
        self.trouble.is_none() && self.is_read_after(too_old)
    }

    /// Whether it was last read well after `too_old`.
    #[must_use]
    pub fn is_read_after(&self, too_old: Instant) -> bool {
        self.last_good.is_some_and(|at| at > too_old)
    }

    /// Whether the other is the same link, read from the same source.
    #[must_use]
    pub fn is_read_as(&self, other: &Self) -> bool {
        self.id == other.id && self.kind == other.kind && self.source_locked == other.source_locked
    }

    /// Where it is and how to get in.
    ///
    /// # Errors
    /// It does not open with the node key.
    pub fn source(&self, keyhole: &Keyhole) -> Result<LinkSource, StoreError> {
        let plain: Plain = serde_json::from_slice(&keyhole.unlock(PLACE, &self.source_locked)?)
            .map_err(|_| StoreError::Damaged(PLACE))?;
        Ok(LinkSource {
            url: plain.url.into(),
            user: plain.user,
            password: plain.password.map(SecretString::from),
            owner: plain.owner,
        })
    }

    /// What the source gave to ask with the next time. None also where it does not open with the node
    /// key: that costs a whole look, and nothing else.
    #[must_use]
    pub fn state(&self, keyhole: &Keyhole) -> Option<Vec<u8>> {
        keyhole.unlock(STATE, self.state_locked.as_deref()?).ok()
    }

    /// Locks what a source gave to ask with the next time. Where its entries lie can be told from it,
    /// and an entry's own name may be its title.
    ///
    /// # Errors
    /// Only where there are gigabytes of it.
    pub fn lock_state(tx: &Tx, state: &[u8], draw: &mut Draw) -> Result<String, StoreError> {
        tx.lock(STATE, state, draw)
    }

    /// Every link, by person.
    ///
    /// # Errors
    /// The database failed.
    pub async fn all(conn: &mut Conn) -> Result<Vec<Self>, StoreError> {
        let rows = sqlx::query("SELECT * FROM calendar_links ORDER BY person, slug")
            .fetch_all(conn)
            .await?;
        rows.iter().map(link).collect()
    }

    /// The links of one person.
    ///
    /// # Errors
    /// The database failed.
    pub async fn of_person(conn: &mut Conn, person: StaffId) -> Result<Vec<Self>, StoreError> {
        let rows = sqlx::query("SELECT * FROM calendar_links WHERE person = $1 ORDER BY slug")
            .bind(person.to_string())
            .fetch_all(conn)
            .await?;
        rows.iter().map(link).collect()
    }

    /// One link.
    ///
    /// # Errors
    /// The database failed.
    pub async fn find(conn: &mut Conn, id: LinkId) -> Result<Option<Self>, StoreError> {
        let row = sqlx::query("SELECT * FROM calendar_links WHERE id = $1")
            .bind(id.to_string())
            .fetch_optional(conn)
            .await?;
        row.as_ref().map(link).transpose()
    }

    /// Links that are due, the longest waiting first, with the server that each is read from: the
    /// first of them, and none of the servers that have no room (at most [`FULL`] of them).
    ///
    /// # Errors
    /// The database failed.
    pub async fn due(
        conn: &mut Conn,
        now: Instant,
        full: &[String],
    ) -> Result<Vec<(LinkId, String)>, StoreError> {
        // No server's name is a space.
        let mut query = sqlx::query(
            "SELECT id, server FROM calendar_links WHERE next_due <= $1
               AND server NOT IN ($2, $3, $4, $5) ORDER BY next_due LIMIT 64",
        )
        .bind(now.millis());
        for place in 0..FULL {
            query = query.bind(full.get(place).cloned().unwrap_or_else(|| " ".to_owned()));
        }
        let rows = query.fetch_all(conn).await?;
        rows.iter()
            .map(|row| Ok((parsed(row, "id")?, text(row, "server")?)))
            .collect()
    }

    /// The link is to be read as soon as may be: not sooner than its server has asked for.
    ///
    /// # Errors
    /// The database failed.
    pub async fn make_due(conn: &mut Conn, id: LinkId, now: Instant) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE calendar_links SET next_due = $2 WHERE id = $1 AND next_due > $2
               AND (trouble IS NULL OR trouble <> $3)",
        )
        .bind(id.to_string())
        .bind(now.millis())
        .bind(ASKED_TO_WAIT)
        .execute(conn)
        .await?;
        Ok(())
    }

    /// Adds a link, or changes it: a changed source is read anew from the beginning, and until it
    /// is, nothing is known to be free.
    ///
    /// # Errors
    /// The database failed.
    pub async fn put(tx: &mut Tx, new: NewLink<'_>, draw: &mut Draw) -> Result<bool, StoreError> {
        let before = Self::of_person(tx.conn(), new.person)
            .await?
            .into_iter()
            .find(|link| link.slug == new.slug);
        let plain = Plain {
            url: new.source.url.expose_secret().to_owned(),
            user: new.source.user.clone(),
            password: new
                .source
                .password
                .as_ref()
                .map(|p| p.expose_secret().to_owned()),
            owner: new.source.owner.clone(),
        };
        let locked = tx.lock_json(PLACE, &plain, draw)?;
        let Some(before) = before else {
            sqlx::query(
                "INSERT INTO calendar_links (id, person, slug, kind, source_locked, writable,
                   next_due, server, failures) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)",
            )
            .bind(LinkId::draw(draw).to_string())
            .bind(new.person.to_string())
            .bind(new.slug)
            .bind(word(&new.kind, "calendar_links.kind")?)
            .bind(locked)
            .bind(i64::from(new.writable))
            .bind(new.now.millis())
            .bind(server_of(new.kind, &plain.url))
            .execute(tx.conn())
            .await?;
            return Ok(true);
        };
        let same_source = before.source(&tx.keyhole())? == *new.source;
        if same_source && before.kind == new.kind && before.writable == new.writable {
            return Ok(false);
        }
        sqlx::query(
            "UPDATE calendar_links SET kind = $2, source_locked = $3, writable = $4, state_locked = NULL,
               next_due = $5, server = $6, last_good = NULL, known_from = NULL, known_until = NULL
             WHERE id = $1",
        )
        .bind(before.id.to_string())
        .bind(word(&new.kind, "calendar_links.kind")?)
        .bind(locked)
        .bind(i64::from(new.writable))
        .bind(new.now.millis())
        .bind(server_of(new.kind, &plain.url))
        .execute(tx.conn())
        .await?;
        Ok(true)
    }

    /// Takes a link out, with all that was known from it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn remove(conn: &mut Conn, id: LinkId) -> Result<(), StoreError> {
        for table in [
            "DELETE FROM busy WHERE link = $1",
            "DELETE FROM calendar_links WHERE id = $1",
        ] {
            sqlx::query(table)
                .bind(id.to_string())
                .execute(&mut *conn)
                .await?;
        }
        Ok(())
    }

    /// Writes how a sync went.
    ///
    /// # Errors
    /// The database failed.
    pub async fn record(
        conn: &mut Conn,
        id: LinkId,
        outcome: &SyncOutcome,
        now: Instant,
        next_due: Instant,
    ) -> Result<(), StoreError> {
        match outcome {
            SyncOutcome::Same { state } => {
                sqlx::query(
                    "UPDATE calendar_links SET state_locked = $2, trouble = NULL, last_good = $3,
                       last_tried = $3, next_due = $4, failures = 0 WHERE id = $1",
                )
                .bind(id.to_string())
                .bind(state.clone())
                .bind(now.millis())
                .bind(next_due.millis())
                .execute(conn)
                .await?;
            }
            SyncOutcome::Failed(_) | SyncOutcome::AskedToWait { .. } => {
                let code = match outcome {
                    SyncOutcome::Failed(code) => code,
                    _ => ASKED_TO_WAIT,
                };
                sqlx::query(
                    "UPDATE calendar_links SET trouble = $2, last_tried = $3, next_due = $4,
                       failures = failures + 1 WHERE id = $1",
                )
                .bind(id.to_string())
                .bind(code)
                .bind(now.millis())
                .bind(next_due.millis())
                .execute(conn)
                .await?;
            }
            SyncOutcome::Fresh { state, busy, known } => {
                sqlx::query(
                    "UPDATE calendar_links SET state_locked = $2, trouble = NULL, last_good = $3,
                       last_tried = $3, next_due = $4, failures = 0, known_from = $5,
                       known_until = $6 WHERE id = $1",
                )
                .bind(id.to_string())
                .bind(state.clone())
                .bind(now.millis())
                .bind(next_due.millis())
                .bind(known.start().millis())
                .bind(known.end().millis())
                .execute(&mut *conn)
                .await?;
                busy_rows::replace(conn, id, busy).await?;
            }
        }
        Ok(())
    }
}

/// A link to add or change.
#[derive(Debug, Clone, Copy)]
pub struct NewLink<'a> {
    /// Whose.
    pub person: StaffId,
    /// As the directory file names it.
    pub slug: &'a str,
    /// What speaks there.
    pub kind: LinkKind,
    /// Where it is.
    pub source: &'a LinkSource,
    /// Whether neutral entries are written there.
    pub writable: bool,
    /// From when it is due.
    pub now: Instant,
}

/// Which server a link is read from. A system of the organisation is one server.
fn server_of(kind: LinkKind, address: &str) -> String {
    match kind {
        LinkKind::Graph => "graph".to_owned(),
        LinkKind::Fhir => "fhir".to_owned(),
        LinkKind::Ics | LinkKind::Caldav => name_and_port(address),
    }
}

/// Whether a password for the one address may be sent to the other: the same way to the same server.
#[must_use]
pub fn is_same_server(one: &str, other: &str) -> bool {
    let scheme = |address: &str| {
        address
            .split_once("://")
            .map(|(scheme, _)| scheme.to_owned())
    };
    scheme(one) == scheme(other) && name_and_port(one) == name_and_port(other)
}

/// Of an address, or of a mail address.
fn name_and_port(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let server = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let server = server.rsplit('@').next().unwrap_or_default();
    server.to_ascii_lowercase()
}

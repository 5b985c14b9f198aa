//! One change: everything in it is written, or nothing.

use std::fmt;

use serde::Serialize;
use sqlx::{Any, AnyConnection, Transaction};
use tokio::sync::{OwnedMutexGuard, watch};

use super::StoreError;
use super::open::{Fate, FatesRef, Keyhole, Moment, lock};
use crate::domain::Draw;
use crate::seal::AtRest;

/// A connection that queries run on: a reader's or a change's.
pub type Conn = AnyConnection;

/// A change under way. Dropped without [`commit`](Self::commit) it leaves no trace.
pub struct Tx {
    inner: Transaction<'static, Any>,
    locker: AtRest,
    changes: watch::Sender<u64>,
    fates: FatesRef,
    // Last, so that the next change begins only when this one is gone.
    _turn: OwnedMutexGuard<()>,
}

impl fmt::Debug for Tx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tx")
    }
}

impl Tx {
    pub(super) const fn new(
        inner: Transaction<'static, Any>,
        turn: OwnedMutexGuard<()>,
        changes: watch::Sender<u64>,
        locker: AtRest,
        fates: FatesRef,
    ) -> Self {
        Self {
            inner,
            locker,
            changes,
            fates,
            _turn: turn,
        }
    }

    /// The connection that queries run on.
    pub fn conn(&mut self) -> &mut Conn {
        &mut self.inner
    }

    /// The connection together with what opens locked columns.
    pub fn conn_and_keyhole(&mut self) -> (&mut Conn, Keyhole) {
        let keyhole = self.keyhole();
        (&mut self.inner, keyhole)
    }

    /// Writes the change and wakes those who wait for one.
    ///
    /// # Errors
    /// Nothing was written.
    pub async fn commit(self) -> Result<(), StoreError> {
        let fate = |moment| match &self.fates {
            Some(fates) => fates(moment),
            None => Fate::GoesOn,
        };
        match fate(Moment::Before) {
            Fate::GoesOn => {}
            Fate::Fails => {
                self.inner.rollback().await?;
                return Err(StoreError::CommitFailed);
            }
            Fate::Stops => {
                drop(self.inner);
                return std::future::pending().await;
            }
        }
        self.inner.commit().await?;
        self.changes.send_modify(|n| *n = n.wrapping_add(1));
        match fate(Moment::After) {
            Fate::GoesOn | Fate::Fails => Ok(()),
            Fate::Stops => std::future::pending().await,
        }
    }

    /// Gives the change up. Dropping it does the same, later.
    ///
    /// # Errors
    /// The database can't be reached.
    pub async fn rollback(self) -> Result<(), StoreError> {
        Ok(self.inner.rollback().await?)
    }

    /// Locks a structure for `place`.
    pub(super) fn lock_json<T: Serialize>(
        &self,
        place: &'static str,
        value: &T,
        draw: &mut Draw,
    ) -> Result<String, StoreError> {
        let plain = serde_json::to_vec(value).map_err(|_| StoreError::Damaged(place))?;
        lock(&self.locker, place, &plain, draw)
    }

    /// Locks bytes for `place`.
    ///
    /// # Errors
    /// Only where there are gigabytes of them.
    pub fn lock(
        &self,
        place: &'static str,
        plain: &[u8],
        draw: &mut Draw,
    ) -> Result<String, StoreError> {
        lock(&self.locker, place, plain, draw)
    }

    /// What opens locked columns.
    #[must_use]
    pub fn keyhole(&self) -> Keyhole {
        Keyhole::new(self.locker.clone())
    }
}

//! What is due, one file each: a job looks at the rows, does what is due at `now`, and says how much
//! it did. None sleeps and none knows another; `node` runs them, woken by commits and by a timer.

pub mod carry;
pub mod entries;
pub mod letters;
pub mod sync;
pub mod tick;
pub mod watch;

use std::sync::{Arc, Mutex};

use crate::calendars::systems::Systems;
use crate::domain::{Draw, Instant};
use crate::flows::{FlowError, Here, Turn};
use crate::store::{Store, StoreError};

/// What every job works with.
#[derive(Clone)]
pub struct Desk {
    /// The rows.
    pub store: Store,
    /// This node.
    pub here: Arc<Here>,
    /// The randomness.
    pub draw: Arc<Mutex<Draw>>,
    /// The systems that calendars lie in.
    pub systems: Systems,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Desk({})", self.here.node)
    }
}

impl Desk {
    /// Randomness of its own for one piece of work.
    #[must_use]
    pub fn drawn(&self) -> Draw {
        let shared = Arc::clone(&self.draw);
        Draw::new(move |out| match shared.lock() {
            Ok(mut draw) => draw.fill(out),
            Err(poisoned) => poisoned.into_inner().fill(out),
        })
    }

    /// Runs a flow that says how much it did, and commits where it did anything: an idle node
    /// writes nothing and wakes nobody.
    ///
    /// # Errors
    /// As [`change`](Self::change).
    pub async fn change_if_any(
        &self,
        now: Instant,
        flow: impl AsyncFnOnce(&mut Turn<'_>) -> Result<usize, FlowError>,
    ) -> Result<usize, FlowError> {
        let mut tx = self.store.begin().await?;
        let mut draw = self.drawn();
        let mut turn = Turn {
            tx: &mut tx,
            here: &self.here,
            now,
            draw: &mut draw,
        };
        match flow(&mut turn).await {
            Ok(done) if done > 0 => {
                tx.commit().await?;
                Ok(done)
            }
            other => {
                tx.rollback().await?;
                other
            }
        }
    }

    /// Runs a flow in a change of its own and commits it.
    ///
    /// # Errors
    /// What the flow refused, or the database failed; then nothing is written.
    pub async fn change<T>(
        &self,
        now: Instant,
        flow: impl AsyncFnOnce(&mut Turn<'_>) -> Result<T, FlowError>,
    ) -> Result<T, FlowError> {
        let mut draw = self.drawn();
        crate::flows::turn::change(&self.store, &self.here, now, &mut draw, flow).await
    }
}

/// Why a job could not do its work; it is tried again.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A flow could not be finished.
    #[error(transparent)]
    Flow(#[from] FlowError),
}

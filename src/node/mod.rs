//! One organisation's node: built from its parts, started in order, stopped in reverse. The only
//! room below the command line that reads the clock and the operating system's randomness.
//!
//! Start: database and keys, what was left undone, what comes in, what is due, pages last. Stop:
//! pages first, then what is due and what comes in, each finishing the piece it is at.

mod assemble;
mod checkup;
mod clock;
mod running;
pub mod trace;

pub use assemble::{AssembleError, Reach, assemble, open_store};
pub use checkup::{Checked, Part, Trouble, checkup};
pub use clock::{os_draw, system_clock};
pub use running::{Running, Settled};

use std::sync::{Arc, Mutex};

use crate::calendars::systems::Systems;
use crate::domain::{Clock, Draw};
use crate::flows::identity::{Identity, load_or_make};
use crate::flows::sync::Pace;
use crate::flows::{FlowError, Here};
use crate::http::Fetcher;
use crate::inbound::Receiver;
use crate::jobs::Desk;
use crate::link::Link;
use crate::mail::Mailer;
use crate::store::{Store, StoreError};
use crate::web::app::{App, AppParts, LoginMode};

/// What a node is made of.
#[derive(Debug)]
pub struct Parts {
    /// What it is and how it goes about things.
    pub here: Here,
    /// Its database.
    pub store: Store,
    /// Its way to its peers.
    pub link: Link,
    /// What carries its mail.
    pub mailer: Mailer,
    /// What fetches its calendars.
    pub fetcher: Arc<Fetcher>,
    /// The systems that calendars lie in.
    pub systems: Systems,
    /// How often calendars are read.
    pub pace: Pace,
    /// Tells the time.
    pub clock: Clock,
    /// Gives randomness.
    pub draw: Draw,
}

/// A node that is built and not yet started: commands that only look at its rows stop here.
#[derive(Debug, Clone)]
pub struct Node {
    /// Its rows and what works on them.
    pub desk: Desk,
    /// Its keys.
    pub identity: Arc<Identity>,
    /// Its way to its peers.
    pub link: Link,
    /// Tells the time.
    pub clock: Clock,
    /// Fetches its calendars.
    pub fetcher: Arc<Fetcher>,
    mailer: Arc<Mailer>,
    pace: Pace,
}

impl Node {
    /// Builds a node: its keys are made where it has none.
    ///
    /// # Errors
    /// The database failed, or its keys do not open with the node key.
    pub async fn build(mut parts: Parts) -> Result<Self, StoreError> {
        let mut tx = parts.store.begin().await?;
        let identity = load_or_make(&mut tx, &mut parts.draw).await?;
        tx.commit().await?;
        Ok(Self {
            desk: Desk {
                store: parts.store,
                here: Arc::new(parts.here),
                draw: Arc::new(Mutex::new(parts.draw)),
                systems: parts.systems,
            },
            identity: Arc::new(identity),
            link: parts.link,
            clock: parts.clock,
            mailer: Arc::new(parts.mailer),
            fetcher: parts.fetcher,
            pace: parts.pace,
        })
    }

    /// Runs a flow now, in a change of its own.
    ///
    /// # Errors
    /// What the flow refused, or the database failed; then nothing is written.
    pub async fn change<T>(
        &self,
        flow: impl AsyncFnOnce(&mut crate::flows::Turn<'_>) -> Result<T, FlowError>,
    ) -> Result<T, FlowError> {
        self.desk.change(self.clock.now(), flow).await
    }

    /// The pages of this node, with people logging in as said.
    #[must_use]
    pub fn app(&self, login: LoginMode, public_url: &str) -> App {
        App::new(AppParts {
            store: self.desk.store.clone(),
            here: Arc::clone(&self.desk.here),
            draw: Arc::clone(&self.desk.draw),
            clock: self.clock.clone(),
            link: self.link.clone(),
            login,
            public_url: public_url.to_owned(),
        })
    }

    fn receiver(&self) -> Receiver {
        Receiver {
            store: self.desk.store.clone(),
            here: Arc::clone(&self.desk.here),
            identity: Arc::clone(&self.identity),
            draw: Arc::clone(&self.desk.draw),
        }
    }
}

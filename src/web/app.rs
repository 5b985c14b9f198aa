//! What every request works with: the rows, the time, this node, and how people log in.

use std::fmt;
use std::sync::{Arc, Mutex};

use crate::domain::{Clock, Draw, Instant};
use crate::flows::{FlowError, Here, Turn};
use crate::link::{Link, LinkState};
use crate::store::{Keyhole, Reader, Store, StoreError};

/// How people log in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginMode {
    /// By choosing who to be; for the demo only.
    Demo,
    /// Not at all: only the API's tokens, and what needs no log-in.
    TokensOnly,
}

/// What the pages are made of.
#[derive(Debug)]
pub struct AppParts {
    /// The rows.
    pub store: Store,
    /// This node.
    pub here: Arc<Here>,
    /// The randomness.
    pub draw: Arc<Mutex<Draw>>,
    /// Tells the time; asked once a request.
    pub clock: Clock,
    /// The way to the peers, for its state.
    pub link: Link,
    /// How people log in.
    pub login: LoginMode,
    /// The address that people open, without a slash at its end.
    pub public_url: String,
}

/// The same for every request. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<AppParts>);

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "App({})", self.0.here.node)
    }
}

impl App {
    /// With these parts.
    #[must_use]
    pub fn new(parts: AppParts) -> Self {
        Self(Arc::new(parts))
    }

    /// This node.
    #[must_use]
    pub fn here(&self) -> &Here {
        &self.0.here
    }

    /// The time. Ask once a request and hand it on.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.0.clock.now()
    }

    /// How people log in.
    #[must_use]
    pub fn login(&self) -> LoginMode {
        self.0.login
    }

    /// Whether the link to the peers stands.
    #[must_use]
    pub fn link_state(&self) -> LinkState {
        *self.0.link.state().borrow()
    }

    /// Whether people reach the pages over https, so that cookies may be kept to it.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.public_url.starts_with("https://")
    }

    /// The address that people open, without a slash at its end.
    #[must_use]
    pub fn public_url(&self) -> &str {
        &self.0.public_url
    }

    /// A connection for reading.
    ///
    /// # Errors
    /// The database can't be reached.
    pub async fn read(&self) -> Result<Reader, StoreError> {
        self.0.store.reader().await
    }

    /// What opens locked columns.
    #[must_use]
    pub fn keyhole(&self) -> Keyhole {
        self.0.store.keyhole()
    }

    /// Raised by every commit: what a page that follows something waits for.
    #[must_use]
    pub fn changes(&self) -> tokio::sync::watch::Receiver<u64> {
        self.0.store.changes()
    }

    /// Randomness of its own for one request.
    #[must_use]
    pub fn drawn(&self) -> Draw {
        let shared = Arc::clone(&self.0.draw);
        Draw::new(move |out| match shared.lock() {
            Ok(mut draw) => draw.fill(out),
            Err(poisoned) => poisoned.into_inner().fill(out),
        })
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
        crate::flows::turn::change(&self.0.store, self.here(), now, &mut draw, flow).await
    }

    /// Runs a flow that only looks, and leaves no trace of it.
    ///
    /// # Errors
    /// What the flow could not find, or the database failed.
    pub async fn look<T>(
        &self,
        now: Instant,
        flow: impl AsyncFnOnce(&mut Turn<'_>) -> Result<T, FlowError>,
    ) -> Result<T, FlowError> {
        let mut draw = self.drawn();
        crate::flows::turn::look(&self.0.store, self.here(), now, &mut draw, flow).await
    }
}

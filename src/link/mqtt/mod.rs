//! The link over a broker, MQTT 5. One task owns the connection; publishes wait for their PUBACK,
//! deliveries are acknowledged by hand.
//!
//! Each connection has an event loop of its own, and no publish outlives the connection it was
//! written on. rumqttc would keep and resend them, but loses them without a word where the broker
//! lost the session, and reconnects for ever where one is too large; the outbox resends anyway. The
//! broker keeps the session, so what a node did not acknowledge comes again.

mod line;
mod task;
mod why;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::{Delivery, Link, LinkState, LinkTrouble, PACKET_LIMIT, Tls, Why, fits};
use crate::crossing::Topic;
use crate::domain::{Clock, Draw, NodeId};
use line::Shared;

/// The least keep-alive that rumqttc takes.
const LEAST_KEEP_ALIVE: Duration = Duration::from_secs(5);

/// How a node reaches its broker.
#[derive(Debug, Clone)]
pub struct MqttSettings {
    /// The broker's host name or IPv4 address, as its certificate has it.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// This node; its certificate's common name must be the same.
    pub node: NodeId,
    /// Names the session at the broker. Two clients with the same one throw each other out, so
    /// replicas need different ones.
    pub client_id: String,
    /// Trust and certificate.
    pub tls: Tls,
    /// A silent broker is noticed after twice this long; at least 5 seconds.
    pub keep_alive: Duration,
    /// How long the broker keeps the session of a node that is away.
    pub session_expiry: Duration,
    /// How long a publish waits for its acknowledgement.
    pub patience: Duration,
    /// The wait before the first new try, doubled each time ...
    pub retry_first: Duration,
    /// ... up to this.
    pub retry_most: Duration,
}

impl MqttSettings {
    /// With the defaults: keep-alive 30 s, session kept for 7 days, 10 s patience, retries after
    /// 250 ms to 30 s, the node's name as client identifier.
    #[must_use]
    pub fn new(host: &str, port: u16, node: &NodeId, tls: Tls) -> Self {
        Self {
            host: host.to_owned(),
            port,
            node: node.clone(),
            client_id: node.to_string(),
            tls,
            keep_alive: Duration::from_secs(30),
            session_expiry: Duration::from_hours(7 * 24),
            patience: Duration::from_secs(10),
            retry_first: Duration::from_millis(250),
            retry_most: Duration::from_secs(30),
        }
    }
}

/// A node's connection to its broker. Dropping the last clone ends it.
#[derive(Clone)]
pub struct Mqtt(Arc<Inner>);

struct Inner {
    node: NodeId,
    patience: Duration,
    shared: Arc<Shared>,
    leave: CancellationToken,
    task: JoinHandle<()>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl fmt::Debug for Mqtt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mqtt({})", self.0.node)
    }
}

impl Link {
    /// Starts a link over a broker, in the current tokio runtime. It connects by itself, now and
    /// after each loss; `draw` spreads the retries of many nodes.
    #[must_use]
    pub fn mqtt(settings: MqttSettings, clock: Clock, draw: Draw) -> Self {
        let node = settings.node.clone();
        let patience = settings.patience;
        let since = clock.now();
        let why = Why::NotYet;
        let shared = Arc::new(Shared::new(LinkState::Down { since, why }));
        let leave = CancellationToken::new();
        let task = task::Task {
            settings,
            clock,
            shared: Arc::clone(&shared),
            leave: leave.clone(),
        };
        Self::Mqtt(Mqtt(Arc::new(Inner {
            node,
            patience,
            shared,
            leave,
            task: tokio::spawn(task.run(draw)),
        })))
    }
}

impl Mqtt {
    pub(super) async fn publish(&self, to: &NodeId, bytes: Vec<u8>) -> Result<(), LinkTrouble> {
        let topic = Topic {
            to: to.clone(),
            from: self.0.node.clone(),
        }
        .to_string();
        if !fits(&topic, &bytes, PACKET_LIMIT) {
            return Err(LinkTrouble::TooLarge);
        }
        tokio::time::timeout(self.0.patience, self.hand_over(topic, bytes))
            .await
            .unwrap_or(Err(LinkTrouble::NotTaken))
    }

    async fn hand_over(&self, topic: String, bytes: Vec<u8>) -> Result<(), LinkTrouble> {
        let room = self.0.shared.room().ok_or(LinkTrouble::NotConnected)?;
        let place = room
            .acquire_owned()
            .await
            .map_err(|_| LinkTrouble::NotConnected)?;
        let (done, outcome) = oneshot::channel();
        self.0
            .shared
            .send(topic, bytes, line::Waiting { done, place })?;
        outcome.await.unwrap_or(Err(LinkTrouble::NotTaken))
    }

    pub(super) async fn next(&self) -> Delivery {
        self.0.shared.next().await
    }

    pub(super) fn try_next(&self) -> Option<Delivery> {
        self.0.shared.try_next()
    }

    pub(super) fn ack(&self, connection: u64, packet: u16) {
        self.0.shared.ack(connection, packet);
    }

    pub(super) fn state(&self) -> watch::Receiver<LinkState> {
        self.0.shared.state.subscribe()
    }

    pub(super) async fn stop(&self) {
        self.0.leave.cancel();
        let mut state = self.state();
        // The task says so last of all; a broken one is dropped with its state.
        let _ = state
            .wait_for(|state| {
                matches!(
                    state,
                    LinkState::Down {
                        why: Why::Stopped,
                        ..
                    }
                )
            })
            .await;
    }
}

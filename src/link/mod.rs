//! Carries sealed bytes between nodes: over an MQTT broker, or inside one process for the demo and
//! the simulation. rumqttc lives here only. Envelopes are closed and opened here too, with the keys
//! of `seal` and the header of `crossing`.
//!
//! It may not know what the bytes mean, reads no file, and keeps nothing: what was published may be
//! lost, come twice or in another order, and a broker's acknowledgement is not a delivery. The
//! sender's outbox row and the other node's receipt are what counts.

pub mod envelope;
pub mod in_process;
pub mod mqtt;
pub mod tls;

use std::fmt;

use tokio::sync::watch;

use crate::domain::{Instant, NodeId};

pub use in_process::{Outage, Parcel, Publishing, Switchboard};
pub use mqtt::MqttSettings;
pub use tls::{Tls, TlsTrouble};

/// Longest packet on the link in bytes, at the broker and at each client, with all its framing.
pub const PACKET_LIMIT: usize = 131_072;

/// Bytes that an MQTT 5 publish needs beside its topic and payload, rounded up.
const PACKET_FRAMING: usize = 16;

/// A node's way to its peers. Cheap to clone; all clones are one link.
#[derive(Debug, Clone)]
pub enum Link {
    /// To nodes of the same process.
    InProcess(in_process::Port),
    /// Over a broker.
    Mqtt(mqtt::Mqtt),
}

/// Why a publish is not known to have been taken. The envelope stays in the outbox and is sent
/// again; none of these says that it did not arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkTrouble {
    /// There is no connection now.
    #[error("the link is down")]
    NotConnected,
    /// Longer than [`PACKET_LIMIT`] or than the broker takes. It will never pass.
    #[error("the envelope is too large for the link")]
    TooLarge,
    /// The broker refused it with this MQTT 5 reason code: 135 is "not authorised" (its access list),
    /// 151 a full queue.
    #[error("the broker refused the envelope with reason code {0}")]
    Refused(u8),
    /// It was taken, but nobody reads that topic: the peer has never been connected.
    #[error("nobody reads what is sent to this peer")]
    NoReader,
    /// No acknowledgement came in time, or the connection broke before it.
    #[error("the broker did not acknowledge the envelope")]
    NotTaken,
}

/// Whether the link stands, for the health page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    /// Connected and subscribed.
    Up {
        /// Since then.
        since: Instant,
    },
    /// Not connected; it tries again by itself.
    Down {
        /// Since then.
        since: Instant,
        /// What the last try met.
        why: Why,
    },
}

/// Why a link is down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It has not been tried yet.
    NotYet,
    /// The broker does not answer at its address.
    Unreachable,
    /// One side does not trust the other's certificate.
    Certificate,
    /// The broker does not let this node in, or does not let it hear its own topic.
    NotAllowed,
    /// Another client came with the same client identifier. Mosquitto 2.0.11 does not say so: there
    /// it looks like [`Lost`](Self::Lost), again and again.
    TakenOver,
    /// The broker was silent for two keep-alive intervals.
    Silent,
    /// The connection broke.
    Lost,
    /// The broker said something that is not MQTT 5, or too much.
    Protocol,
    /// It was stopped here.
    Stopped,
}

/// An envelope that arrived. It comes again, on a later connection, until it is acknowledged.
pub struct Delivery {
    /// The node that published it, by the topic: the broker holds each node to its own name.
    pub from: NodeId,
    /// The bytes as they came.
    pub bytes: Vec<u8>,
    ticket: Ticket,
}

/// How a delivery is acknowledged where it came from.
#[derive(Debug, Clone, Copy)]
enum Ticket {
    InProcess(u64),
    Mqtt { connection: u64, packet: u16 },
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Delivery({} bytes from {})", self.bytes.len(), self.from)
    }
}

impl Link {
    /// Hands `bytes` over for `to`, and returns when the broker has acknowledged them.
    ///
    /// # Errors
    /// See [`LinkTrouble`].
    pub async fn publish(&self, to: &NodeId, bytes: Vec<u8>) -> Result<(), LinkTrouble> {
        match self {
            Self::InProcess(port) => port.publish(to, bytes).await,
            Self::Mqtt(mqtt) => mqtt.publish(to, bytes).await,
        }
    }

    /// The next envelope; waits for one. Not more than a few dozen come before some are
    /// acknowledged, so everything taken must be, also what is refused.
    pub async fn next(&self) -> Delivery {
        match self {
            Self::InProcess(port) => port.next().await,
            Self::Mqtt(mqtt) => mqtt.next().await,
        }
    }

    /// The next envelope if there is one now.
    #[must_use]
    pub fn try_next(&self) -> Option<Delivery> {
        match self {
            Self::InProcess(port) => port.try_next(),
            Self::Mqtt(mqtt) => mqtt.try_next(),
        }
    }

    /// Says that a delivery was dealt with; only after the commit that did so. One that came on an
    /// earlier connection comes again all the same.
    pub fn ack(&self, delivery: Delivery) {
        match (self, delivery.ticket) {
            (Self::InProcess(port), Ticket::InProcess(number)) => port.ack(number),
            (Self::Mqtt(mqtt), Ticket::Mqtt { connection, packet }) => {
                mqtt.ack(connection, packet);
            }
            // A delivery of another link: not ours to acknowledge.
            (Self::InProcess(_), Ticket::Mqtt { .. }) | (Self::Mqtt(_), Ticket::InProcess(_)) => {}
        }
    }

    /// Whether the link stands, and a way to wait for a change.
    #[must_use]
    pub fn state(&self) -> watch::Receiver<LinkState> {
        match self {
            Self::InProcess(port) => port.state(),
            Self::Mqtt(mqtt) => mqtt.state(),
        }
    }

    /// Takes leave of the broker. Nothing is published or delivered after it.
    pub async fn stop(&self) {
        match self {
            Self::InProcess(port) => port.stop(),
            Self::Mqtt(mqtt) => mqtt.stop().await,
        }
    }
}

/// Whether a publish of these lengths fits into a packet of `limit` bytes.
fn fits(topic: &str, bytes: &[u8], limit: usize) -> bool {
    topic.len() + bytes.len() + PACKET_FRAMING <= limit
}

/// The state after a failed try: the hour it went down stays, only the reason is news.
fn down(before: LinkState, now: Instant, why: Why) -> LinkState {
    match before {
        LinkState::Down { since, .. } => LinkState::Down { since, why },
        LinkState::Up { .. } => LinkState::Down { since: now, why },
    }
}

//! What the callers and the connection's task share: the line of the present connection with those
//! who wait for a PUBACK on it, and what has been delivered on it.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rumqttc::v5::AsyncClient;
use rumqttc::v5::mqttbytes::QoS;
use rumqttc::v5::mqttbytes::v5::{PubAckReason, Publish};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, oneshot, watch};

use crate::link::{Delivery, LinkState, LinkTrouble, fits};

/// Publishes that may wait for their PUBACK at once. Fewer than a broker's usual limit of 20, so
/// that no packet identifier is used again while an older publish still has it.
pub(super) const IN_FLIGHT: u16 = 16;

/// Deliveries that the broker sends before some are acknowledged.
pub(super) const UNACKNOWLEDGED: u16 = 64;

pub(super) struct Shared {
    line: Mutex<Option<Line>>,
    inbox: Mutex<VecDeque<Delivery>>,
    arrived: Notify,
    pub(super) state: watch::Sender<LinkState>,
}

/// One connection that stands.
pub(super) struct Line {
    pub(super) connection: u64,
    pub(super) client: AsyncClient,
    /// Longest packet that this broker takes.
    pub(super) limit: usize,
    room: Arc<Semaphore>,
    /// Handed to the event loop and not yet written; it writes them in this order.
    queued: VecDeque<Waiting>,
    /// Written and not acknowledged, by packet identifier.
    in_flight: HashMap<u16, Waiting>,
}

/// Somebody who waits for a PUBACK.
pub(super) struct Waiting {
    pub(super) done: oneshot::Sender<Result<(), LinkTrouble>>,
    /// Its place among the [`IN_FLIGHT`], given back when it is dropped.
    pub(super) place: OwnedSemaphorePermit,
}

impl Waiting {
    fn tell(self, outcome: Result<(), LinkTrouble>) {
        drop(self.place);
        // Who no longer waits does not hear it.
        let _ = self.done.send(outcome);
    }
}

impl Line {
    pub(super) fn new(connection: u64, client: AsyncClient, limit: usize) -> Self {
        Self {
            connection,
            client,
            limit,
            room: Arc::new(Semaphore::new(usize::from(IN_FLIGHT))),
            queued: VecDeque::new(),
            in_flight: HashMap::new(),
        }
    }
}

impl Shared {
    pub(super) fn new(state: LinkState) -> Self {
        Self {
            line: Mutex::new(None),
            inbox: Mutex::new(VecDeque::new()),
            arrived: Notify::new(),
            state: watch::Sender::new(state),
        }
    }

    fn line(&self) -> MutexGuard<'_, Option<Line>> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn inbox(&self) -> MutexGuard<'_, VecDeque<Delivery>> {
        self.inbox.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection stands.
    pub(super) fn connect(&self, line: Line) {
        *self.line() = Some(line);
    }

    /// The connection is gone. What was not taken in from it comes again on the next; whoever waits
    /// on it hears so by the dropping of the line.
    pub(super) fn disconnect(&self) {
        let line = self.line().take();
        self.inbox().clear();
        if let Some(line) = line {
            line.room.close();
        }
    }

    /// The places of the present connection.
    pub(super) fn room(&self) -> Option<Arc<Semaphore>> {
        self.line().as_ref().map(|line| Arc::clone(&line.room))
    }

    /// Hands a publish to the event loop. Under one lock with the queue, so that the n-th written
    /// is the n-th queued.
    pub(super) fn send(
        &self,
        topic: String,
        bytes: Vec<u8>,
        waiting: Waiting,
    ) -> Result<(), LinkTrouble> {
        let mut guard = self.line();
        let line = guard.as_mut().ok_or(LinkTrouble::NotConnected)?;
        if !fits(&topic, &bytes, line.limit) {
            return Err(LinkTrouble::TooLarge);
        }
        line.client
            .try_publish(topic, QoS::AtLeastOnce, false, bytes)
            .map_err(|_| LinkTrouble::NotTaken)?;
        line.queued.push_back(waiting);
        Ok(())
    }

    /// The event loop wrote the next publish, with this packet identifier.
    pub(super) fn written(&self, packet: u16) {
        if let Some(line) = self.line().as_mut()
            && let Some(waiting) = line.queued.pop_front()
        {
            line.in_flight.insert(packet, waiting);
        }
    }

    /// The broker answered the publish with this packet identifier.
    pub(super) fn answered(&self, packet: u16, reason: PubAckReason) {
        let waiting = self
            .line()
            .as_mut()
            .and_then(|line| line.in_flight.remove(&packet));
        if let Some(waiting) = waiting {
            waiting.tell(outcome(reason));
        }
    }

    /// Something arrived. False where the broker sends more than it may.
    pub(super) fn arrived(&self, delivery: Delivery) -> bool {
        let mut inbox = self.inbox();
        if inbox.len() >= usize::from(UNACKNOWLEDGED) {
            return false;
        }
        inbox.push_back(delivery);
        drop(inbox);
        self.arrived.notify_one();
        true
    }

    pub(super) fn try_next(&self) -> Option<Delivery> {
        self.inbox().pop_front()
    }

    pub(super) async fn next(&self) -> Delivery {
        loop {
            let arrived = self.arrived.notified();
            if let Some(delivery) = self.try_next() {
                return delivery;
            }
            arrived.await;
        }
    }

    /// Acknowledges a delivery of the present connection. On a later one the identifier may stand
    /// for another envelope.
    pub(super) fn ack(&self, connection: u64, packet: u16) {
        if let Some(line) = self.line().as_ref()
            && line.connection == connection
        {
            ack(&line.client, packet);
        }
    }
}

/// Sends a PUBACK. The event loop's queue has room for every publish and delivery there can be; and
/// if it had not, the delivery would come again.
pub(super) fn ack(client: &AsyncClient, packet: u16) {
    let publish = Publish {
        pkid: packet,
        qos: QoS::AtLeastOnce,
        ..Publish::default()
    };
    let _ = client.try_ack(&publish);
}

/// MQTT 5 section 3.4.2.1.
fn outcome(reason: PubAckReason) -> Result<(), LinkTrouble> {
    Err(match reason {
        PubAckReason::Success => return Ok(()),
        PubAckReason::NoMatchingSubscribers => LinkTrouble::NoReader,
        PubAckReason::UnspecifiedError => LinkTrouble::Refused(128),
        PubAckReason::ImplementationSpecificError => LinkTrouble::Refused(131),
        PubAckReason::NotAuthorized => LinkTrouble::Refused(135),
        PubAckReason::TopicNameInvalid => LinkTrouble::Refused(144),
        PubAckReason::PacketIdentifierInUse => LinkTrouble::Refused(145),
        PubAckReason::QuotaExceeded => LinkTrouble::Refused(151),
        PubAckReason::PayloadFormatInvalid => LinkTrouble::Refused(153),
    })
}

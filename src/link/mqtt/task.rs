//! The task that owns the connection: connects, subscribes, drives the event loop, and tries again.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use rumqttc::v5::mqttbytes::QoS;
use rumqttc::v5::mqttbytes::v5::{ConnAck, Packet, Publish, SubscribeReasonCode};
use rumqttc::v5::{AsyncClient, Event, EventLoop, MqttOptions};
use rumqttc::{NetworkOptions, Outgoing, TlsConfiguration, Transport};
use tokio_util::sync::CancellationToken;

use super::line::{self, IN_FLIGHT, Line, Shared, UNACKNOWLEDGED};
use super::{LEAST_KEEP_ALIVE, MqttSettings, why};
use crate::crossing::Topic;
use crate::domain::{Clock, Draw};
use crate::link::{Delivery, LinkState, PACKET_LIMIT, Ticket, Why, down};

/// Room in the event loop's queue: every publish, every acknowledgement, and a few more.
const REQUESTS: usize = IN_FLIGHT as usize + 2 * UNACKNOWLEDGED as usize;

/// A connection that stood this long was a good one: the next retry is soon again.
const GOOD: Duration = Duration::from_secs(60);

pub(super) struct Task {
    pub(super) settings: MqttSettings,
    pub(super) clock: Clock,
    pub(super) shared: Arc<Shared>,
    pub(super) leave: CancellationToken,
}

impl Task {
    /// Runs until it is told to leave; `draw` spreads the retries.
    pub(super) async fn run(self, mut draw: Draw) {
        let mut failures = 0;
        loop {
            // Drawn, not counted: a delivery may outlive this task, but is acknowledged on its own
            // connection only.
            let connection = u64::from_le_bytes(draw.bytes());
            let began = tokio::time::Instant::now();
            // A broker's odd packet may trip the client; that must not end the link for good.
            let why = AssertUnwindSafe(self.connection(connection))
                .catch_unwind()
                .await
                .unwrap_or(Why::Protocol);
            self.shared.disconnect();
            self.say_down(why);
            if why == Why::Stopped {
                return;
            }
            failures = if began.elapsed() >= GOOD {
                0
            } else {
                failures + 1
            };
            let wait = self.wait(failures, &mut draw);
            let left = tokio::time::timeout(wait, self.leave.cancelled()).await;
            if left.is_ok() {
                self.say_down(Why::Stopped);
                return;
            }
        }
    }

    fn say_down(&self, why: Why) {
        let now = self.clock.now();
        self.shared.state.send_if_modified(|state| {
            let after = down(*state, now, why);
            let changed = after != *state;
            if changed {
                tracing::warn!(?why, "the link is down");
            }
            *state = after;
            changed
        });
    }

    fn say_up(&self) {
        let since = self.clock.now();
        tracing::info!("the link is up");
        self.shared.state.send_replace(LinkState::Up { since });
    }

    /// Doubled for each failure up to the most, and then between half of it and all of it, so that
    /// the nodes of a broker that comes back do not all come at once.
    fn wait(&self, failures: u32, draw: &mut Draw) -> Duration {
        let doublings = failures.saturating_sub(1).min(16);
        let whole = self
            .settings
            .retry_first
            .saturating_mul(1 << doublings)
            .min(self.settings.retry_most);
        let part = f64::from(u16::from_le_bytes(draw.bytes())) / f64::from(u16::MAX);
        whole.mul_f64(part.mul_add(0.5, 0.5))
    }

    /// One connection from its first byte to its last: why it ended.
    async fn connection(&self, number: u64) -> Why {
        let (client, mut events) = AsyncClient::new(options(&self.settings), REQUESTS);
        let mut connection = Connection {
            task: self,
            number,
            client,
            limit: PACKET_LIMIT,
            stands: false,
        };
        let mut leaving = false;
        loop {
            // Dropping a poll half-way loses nothing but what we are about to leave anyway.
            let event = tokio::select! {
                biased;
                () = self.leave.cancelled(), if !leaving => {
                    leaving = true;
                    if !connection.stands || connection.client.try_disconnect().is_err() {
                        return Why::Stopped;
                    }
                    continue;
                }
                event = next_event(&mut events, leaving) => event,
            };
            let ended = match event {
                None => Some(Why::Stopped),
                Some(Ok(event)) => connection.take(event).err(),
                Some(Err(_)) if leaving => Some(Why::Stopped),
                Some(Err(error)) => Some(why::of(&error, connection.stands)),
            };
            if let Some(why) = ended {
                return why;
            }
        }
    }
}

/// The next event; while leaving, none after a second.
async fn next_event(
    events: &mut EventLoop,
    leaving: bool,
) -> Option<Result<Event, rumqttc::v5::ConnectionError>> {
    if leaving {
        tokio::time::timeout(Duration::from_secs(1), events.poll())
            .await
            .ok()
    } else {
        Some(events.poll().await)
    }
}

fn options(settings: &MqttSettings) -> MqttOptions {
    let mut options = MqttOptions::new(&settings.client_id, &settings.host, settings.port);
    let mut network = NetworkOptions::new();
    network.set_tcp_nodelay(true);
    let expiry = u32::try_from(settings.session_expiry.as_secs()).unwrap_or(u32::MAX);
    let limit = u32::try_from(PACKET_LIMIT).unwrap_or(u32::MAX);
    options
        .set_transport(Transport::tls_with_config(TlsConfiguration::Rustls(
            settings.tls.config(),
        )))
        .set_network_options(network)
        .set_keep_alive(settings.keep_alive.max(LEAST_KEEP_ALIVE))
        .set_clean_start(false)
        .set_manual_acks(true)
        .set_outgoing_inflight_upper_limit(2 * IN_FLIGHT)
        .set_session_expiry_interval(Some(expiry))
        .set_receive_maximum(Some(UNACKNOWLEDGED))
        .set_max_packet_size(Some(limit));
    options
}

/// What is known of the present connection.
struct Connection<'a> {
    task: &'a Task,
    number: u64,
    client: AsyncClient,
    limit: usize,
    /// Whether it is subscribed, and so may be used.
    stands: bool,
}

impl Connection<'_> {
    /// Deals with one event; an error ends the connection.
    fn take(&mut self, event: Event) -> Result<(), Why> {
        match event {
            Event::Incoming(Packet::ConnAck(connack)) => self.greeted(&connack),
            Event::Incoming(Packet::SubAck(suback)) => self.subscribed(&suback.return_codes),
            Event::Incoming(Packet::PubAck(puback)) => {
                self.task.shared.answered(puback.pkid, puback.reason);
                Ok(())
            }
            Event::Incoming(Packet::Publish(publish)) => self.arrived(&publish),
            Event::Outgoing(Outgoing::Publish(packet)) => {
                self.task.shared.written(packet);
                Ok(())
            }
            Event::Outgoing(Outgoing::Disconnect) => Err(Why::Stopped),
            // Pings, our own acknowledgements, and what QoS 1 has no use for.
            Event::Incoming(_) | Event::Outgoing(_) => Ok(()),
        }
    }

    /// Subscriptions are asked for each time: the broker may have lost the session.
    fn greeted(&mut self, connack: &ConnAck) -> Result<(), Why> {
        let properties = connack.properties.as_ref();
        if let Some(limit) = properties.and_then(|properties| properties.max_packet_size) {
            self.limit = PACKET_LIMIT.min(usize::try_from(limit).unwrap_or(PACKET_LIMIT));
        }
        self.client
            .try_subscribe(Topic::filter(&self.task.settings.node), QoS::AtLeastOnce)
            .map_err(|_| Why::Protocol)
    }

    fn subscribed(&mut self, codes: &[SubscribeReasonCode]) -> Result<(), Why> {
        let granted = |code: &SubscribeReasonCode| {
            matches!(code, SubscribeReasonCode::Success(QoS::AtLeastOnce))
        };
        if codes.is_empty() || !codes.iter().all(granted) {
            return Err(Why::NotAllowed);
        }
        self.stands = true;
        let line = Line::new(self.number, self.client.clone(), self.limit);
        self.task.shared.connect(line);
        self.task.say_up();
        Ok(())
    }

    fn arrived(&self, publish: &Publish) -> Result<(), Why> {
        let topic = std::str::from_utf8(&publish.topic)
            .ok()
            .and_then(|text| text.parse::<Topic>().ok())
            .filter(|topic| topic.to == self.task.settings.node);
        let Some(topic) = topic else {
            // Not ours by its topic: nothing in the house could answer it.
            tracing::warn!("something arrived on a topic that is not ours");
            line::ack(&self.client, publish.pkid);
            return Ok(());
        };
        let delivery = Delivery {
            from: topic.from,
            bytes: publish.payload.to_vec(),
            ticket: Ticket::Mqtt {
                connection: self.number,
                packet: publish.pkid,
            },
        };
        if self.task.shared.arrived(delivery) {
            Ok(())
        } else {
            Err(Why::Protocol)
        }
    }
}

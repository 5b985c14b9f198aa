//! Links of made-up nodes, and waiting for what happens on them.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use samband::domain::{Clock, Draw, Instant, NodeId};
use samband::link::{Delivery, Link, LinkState, MqttSettings, Tls, Why};
use tokio::time::timeout;

use super::mosquitto::{Authority, Certified, Mosquitto};

/// Longer than anything here takes.
pub const LONG: Duration = Duration::from_secs(15);

/// The node of this name.
pub fn node(name: &str) -> NodeId {
    name.parse().unwrap()
}

/// Settings for the node of this name with quick retries, towards a broker on this port whose
/// certificate is of `authority`.
pub fn settings(
    authority: &Authority,
    port: u16,
    name: &str,
    certified: &Certified,
) -> MqttSettings {
    let tls = Tls::from_pem(
        authority.pem.as_bytes(),
        certified.certificate.as_bytes(),
        certified.key.as_bytes(),
    )
    .unwrap();
    MqttSettings {
        retry_first: Duration::from_millis(50),
        retry_most: Duration::from_millis(400),
        keep_alive: Duration::from_secs(5),
        ..MqttSettings::new("localhost", port, &node(name), tls)
    }
}

/// A link that has begun to connect.
pub fn start(settings: MqttSettings) -> Link {
    let clock = Clock::new(|| Instant::from_millis(1_772_000_000_000));
    // As in life no two links draw the same; what they draw tells their connections apart.
    static LINKS: AtomicU64 = AtomicU64::new(0);
    let seed = LINKS.fetch_add(1, Ordering::Relaxed);
    Link::mqtt(settings, clock, Draw::from_seed(seed))
}

/// A link of the node of this name, once it stands.
pub async fn connected(broker: &Mosquitto, name: &str) -> Link {
    let link = start(settings(
        &broker.authority,
        broker.port,
        name,
        &broker.authority.node(name),
    ));
    up(&link).await;
    link
}

/// Waits until the link stands.
pub async fn up(link: &Link) {
    state(link, |state| matches!(state, LinkState::Up { .. })).await;
}

/// Waits until the link is down after a try: why.
pub async fn down(link: &Link) -> Why {
    let is_tried =
        |state: &LinkState| matches!(state, LinkState::Down { why, .. } if *why != Why::NotYet);
    match state(link, is_tried).await {
        LinkState::Down { why, .. } => why,
        LinkState::Up { .. } => unreachable!(),
    }
}

/// Waits for such a state.
pub async fn state(link: &Link, wanted: impl FnMut(&LinkState) -> bool) -> LinkState {
    let mut states = link.state();
    *timeout(LONG, states.wait_for(wanted))
        .await
        .unwrap()
        .unwrap()
}

/// The next envelope.
pub async fn next(link: &Link) -> Delivery {
    timeout(LONG, link.next()).await.unwrap()
}

/// Takes and acknowledges `count` envelopes: their bytes, sorted.
pub async fn take(link: &Link, count: usize) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for _ in 0..count {
        let delivery = next(link).await;
        all.push(delivery.bytes.clone());
        link.ack(delivery);
    }
    all.sort();
    all
}

/// Whether nothing more comes, so far as half a second can tell.
pub async fn is_quiet(link: &Link) -> bool {
    timeout(Duration::from_millis(500), link.next())
        .await
        .is_err()
}

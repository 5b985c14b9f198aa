//! Nodes and a real broker: what passes, what is refused, and what is left after kills and hangs.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use samband::crossing::{Bucket, Label};
use samband::domain::{Draw, EnvelopeId, Instant};
use samband::link::envelope::{unwrap_header, wrap};
use samband::link::{LinkState, LinkTrouble, MqttSettings, PACKET_LIMIT, Tls, Why};
use samband::seal::{SealingKey, SigningKey};
use tokio::time::timeout;

use crate::support::links::connected;
use crate::support::links::{LONG, down, is_quiet, next, node, settings, start, state, take, up};
use crate::support::mosquitto::{Authority, Mosquitto};

#[tokio::test]
async fn two_nodes_exchange_envelopes_and_the_broker_sees_two_names_and_a_size() {
    let broker = Mosquitto::start();
    let dps = connected(&broker, "dps").await;
    let nav = connected(&broker, "nav").await;
    let mut draw = Draw::from_seed(7);
    let signing = SigningKey::generate(&mut draw);
    let sealing = SealingKey::generate(&mut draw);
    for (number, length) in [(1, 20), (2, 3_000), (3, 60_000)] {
        let label = Label {
            id: EnvelopeId::draw(&mut draw),
            from: node("dps"),
            to: node("nav"),
            epoch: 1,
            sequence: number,
            created: Instant::from_millis(1_772_000_000_000),
            deadline: None,
        };
        let body = vec![b'x'; length];
        let peer = sealing.public();
        let bytes = wrap(label.clone(), &body, &signing, &peer, &mut draw).unwrap();
        dps.publish(&node("nav"), bytes).await.unwrap();

        let delivery = next(&nav).await;
        let verified = unwrap_header(delivery.bytes.clone())
            .unwrap()
            .verify(&[signing.public()])
            .unwrap();
        assert_eq!(verified.header().label, label);
        let keys = std::slice::from_ref(&sealing);
        let opened = verified.open(&node("nav"), &delivery.from, keys);
        assert_eq!(opened, Ok(body));
        nav.ack(delivery);
    }
    let log = broker.log();
    let published: Vec<&str> = log
        .lines()
        .filter(|line| line.contains("Received PUBLISH"))
        .collect();
    assert_eq!(published.len(), 3);
    for line in published {
        assert!(line.contains("samband/v1/nav/dps"), "{line}");
        let is_bucket = |bucket: Bucket| line.contains(&format!("({} bytes)", bucket.bytes()));
        assert!(Bucket::ALL.into_iter().any(is_bucket), "{line}");
    }
}

#[tokio::test]
async fn what_was_not_acknowledged_comes_again_and_what_was_does_not() {
    let broker = Mosquitto::start();
    let dps = connected(&broker, "dps").await;
    let nav = connected(&broker, "nav").await;
    for body in [b"1", b"2", b"3"] {
        dps.publish(&node("nav"), body.to_vec()).await.unwrap();
    }
    let (first, second) = (next(&nav).await, next(&nav).await);
    assert_eq!(
        (&first.bytes[..], &second.bytes[..]),
        (&b"1"[..], &b"2"[..])
    );
    nav.ack(first);
    nav.stop().await;

    // An acknowledgement for a delivery of an earlier connection counts for nothing on a later one,
    // though the broker uses the packet's identifier again.
    let nav = connected(&broker, "nav").await;
    let again = (next(&nav).await, next(&nav).await);
    assert_eq!(
        (&again.0.bytes[..], &again.1.bytes[..]),
        (&b"2"[..], &b"3"[..])
    );
    nav.ack(second);
    nav.stop().await;

    let nav = connected(&broker, "nav").await;
    assert_eq!(take(&nav, 2).await, [b"2", b"3"]);
    nav.stop().await;
    let nav = connected(&broker, "nav").await;
    assert!(is_quiet(&nav).await);
}

#[tokio::test]
async fn what_lay_unread_when_the_connection_broke_is_read_once() {
    let broker = Mosquitto::start();
    let dps = connected(&broker, "dps").await;
    let nav = connected(&broker, "nav").await;
    dps.publish(&node("nav"), b"1".to_vec()).await.unwrap();
    // Time for it to arrive.
    tokio::time::sleep(Duration::from_millis(300)).await;
    let other = connected(&broker, "nav").await;
    down(&nav).await;
    other.stop().await;
    up(&nav).await;
    assert_eq!(take(&nav, 1).await, [b"1"]);
    assert!(is_quiet(&nav).await);
}

#[tokio::test]
async fn a_node_writes_only_in_its_own_name_and_hears_only_what_is_for_it() {
    let broker = Mosquitto::start();
    let dps = connected(&broker, "dps").await;
    let nav = connected(&broker, "nav").await;
    // A node with the certificate of "kommune" that calls itself "nav".
    let kommune = broker.authority.node("kommune");
    let liar = start(MqttSettings {
        client_id: "kommune".to_owned(),
        ..settings(&broker.authority, broker.port, "nav", &kommune)
    });
    up(&liar).await;
    let sent = liar.publish(&node("dps"), b"x".to_vec()).await;
    assert_eq!(sent, Err(LinkTrouble::Refused(135)));
    dps.publish(&node("nav"), b"y".to_vec()).await.unwrap();
    assert_eq!(take(&nav, 1).await, [b"y"]);
    assert!(is_quiet(&liar).await);
    assert!(is_quiet(&dps).await);
    // The refusal left its connection standing.
    let sent = liar.publish(&node("dps"), b"x".to_vec()).await;
    assert_eq!(sent, Err(LinkTrouble::Refused(135)));
    assert!(matches!(*liar.state().borrow(), LinkState::Up { .. }));
}

#[tokio::test]
async fn a_link_resumes_when_a_killed_broker_comes_back() {
    let mut broker = Mosquitto::start();
    let dps = connected(&broker, "dps").await;
    let nav = connected(&broker, "nav").await;
    nav.stop().await;
    dps.publish(&node("nav"), b"1".to_vec()).await.unwrap();
    // A second for the broker's autosave.
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    broker.kill();
    assert_eq!(down(&dps).await, Why::Lost);
    let sent = dps.publish(&node("nav"), b"x".to_vec()).await;
    assert_eq!(sent, Err(LinkTrouble::NotConnected));
    state(&dps, |state| {
        matches!(
            state,
            LinkState::Down {
                why: Why::Unreachable,
                ..
            }
        )
    })
    .await;

    broker.run();
    up(&dps).await;
    dps.publish(&node("nav"), b"2".to_vec()).await.unwrap();
    let nav = connected(&broker, "nav").await;
    assert_eq!(take(&nav, 2).await, [b"1", b"2"]);
    nav.publish(&node("dps"), b"3".to_vec()).await.unwrap();
    assert_eq!(take(&dps, 1).await, [b"3"]);
}

#[tokio::test]
async fn a_broker_that_forgot_everything_is_subscribed_to_again() {
    let mut broker = Mosquitto::start_with(&["persistence false"]);
    let dps = connected(&broker, "dps").await;
    let nav = connected(&broker, "nav").await;
    broker.kill();
    down(&dps).await;
    down(&nav).await;
    broker.run();
    up(&dps).await;
    up(&nav).await;
    dps.publish(&node("nav"), b"1".to_vec()).await.unwrap();
    assert_eq!(take(&nav, 1).await, [b"1"]);
}

#[tokio::test]
async fn a_large_envelope_passes_and_one_too_large_is_refused_here() {
    let broker = Mosquitto::start();
    let dps = connected(&broker, "dps").await;
    let nav = connected(&broker, "nav").await;
    let large = vec![7; 100_000];
    for _ in 0..2 {
        dps.publish(&node("nav"), large.clone()).await.unwrap();
        assert_eq!(take(&nav, 1).await, std::slice::from_ref(&large));
        for length in [PACKET_LIMIT - 20, PACKET_LIMIT + 1, 4_000_000] {
            let sent = dps.publish(&node("nav"), vec![7; length]).await;
            assert_eq!(sent, Err(LinkTrouble::TooLarge));
        }
    }
    // The longest that passes, with its topic and framing.
    let longest = vec![7; PACKET_LIMIT - "samband/v1/nav/dps".len() - 16];
    dps.publish(&node("nav"), longest.clone()).await.unwrap();
    assert_eq!(take(&nav, 1).await, [longest]);
    // A broker that takes less says so when one connects.
    let small = Mosquitto::start_with(&["max_packet_size 70000"]);
    let dps = connected(&small, "dps").await;
    let nav = connected(&small, "nav").await;
    let sent = dps.publish(&node("nav"), large).await;
    assert_eq!(sent, Err(LinkTrouble::TooLarge));
    dps.publish(&node("nav"), vec![7; 65_536]).await.unwrap();
    assert_eq!(take(&nav, 1).await, [vec![7; 65_536]]);
}

#[tokio::test]
async fn nobody_gets_in_without_a_certificate_of_the_same_authority() {
    let broker = Mosquitto::start();
    assert!(!greets_without_certificate(&broker));

    let stranger = Authority::new();
    let link = start(settings(
        &broker.authority,
        broker.port,
        "dps",
        &stranger.node("dps"),
    ));
    assert_eq!(down(&link).await, Why::Certificate);
    let sent = link.publish(&node("nav"), b"x".to_vec()).await;
    assert_eq!(sent, Err(LinkTrouble::NotConnected));

    // And a broker that the node's own authority does not know is not talked to.
    let own = broker.authority.node("dps");
    let tls = Tls::from_pem(
        stranger.pem.as_bytes(),
        own.certificate.as_bytes(),
        own.key.as_bytes(),
    )
    .unwrap();
    let link = start(MqttSettings {
        tls,
        ..settings(&broker.authority, broker.port, "dps", &own)
    });
    assert_eq!(down(&link).await, Why::Certificate);
}

/// Whether a client without a certificate gets as far as a CONNACK.
fn greets_without_certificate(broker: &Mosquitto) -> bool {
    let mut roots = rustls::RootCertStore::empty();
    let authority = CertificateDer::from_pem_slice(broker.authority.pem.as_bytes()).unwrap();
    roots.add(authority).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let mut tls = rustls::ClientConnection::new(Arc::new(config), name).unwrap();
    let mut tcp = TcpStream::connect(("127.0.0.1", broker.port)).unwrap();
    let mut stream = rustls::Stream::new(&mut tls, &mut tcp);
    // CONNECT: MQTT 5, clean start, keep-alive 60 s, client identifier "x".
    let connect = b"\x10\x0e\x00\x04MQTT\x05\x02\x00\x3c\x00\x00\x01x";
    let mut answer = [0; 2];
    stream.write_all(connect).is_ok() && stream.read_exact(&mut answer).is_ok()
}

#[tokio::test]
async fn a_peer_that_has_never_connected_reads_nothing() {
    let broker = Mosquitto::start();
    let dps = connected(&broker, "dps").await;
    let sent = dps.publish(&node("nav"), b"x".to_vec()).await;
    assert_eq!(sent, Err(LinkTrouble::NoReader));
}

#[tokio::test]
async fn a_broker_that_hangs_takes_nothing_and_all_is_well_when_it_goes_on() {
    let broker = Mosquitto::start();
    let nav = connected(&broker, "nav").await;
    let dps = start(MqttSettings {
        patience: Duration::from_millis(300),
        ..settings(
            &broker.authority,
            broker.port,
            "dps",
            &broker.authority.node("dps"),
        )
    });
    up(&dps).await;
    broker.hang();
    // More than may be in flight: the last wait for a place, and do not wait for ever.
    let to = node("nav");
    let sending = (0..20).map(|_| dps.publish(&to, b"x".to_vec()));
    let sent = futures_util::future::join_all(sending).await;
    assert_eq!(sent, vec![Err(LinkTrouble::NotTaken); 20]);
    broker.go_on();
    // What was written before is taken after all; the rest was never sent.
    assert_eq!(take(&nav, 16).await.len(), 16);
    dps.publish(&node("nav"), b"y".to_vec()).await.unwrap();
    assert_eq!(take(&nav, 1).await, [b"y"]);
}

#[tokio::test]
async fn a_silent_broker_is_noticed_by_the_keep_alive() {
    let broker = Mosquitto::start();
    let dps = connected(&broker, "dps").await;
    broker.hang();
    // Twice the 5 seconds of these settings, which are the least there are.
    let mut states = dps.state();
    let is_silent = |state: &LinkState| {
        matches!(
            state,
            LinkState::Down {
                why: Why::Silent,
                ..
            }
        )
    };
    timeout(2 * LONG, states.wait_for(is_silent))
        .await
        .unwrap()
        .unwrap();
    broker.go_on();
    up(&dps).await;
}

#[tokio::test]
async fn who_waits_when_the_connection_breaks_is_told_at_once() {
    let mut broker = Mosquitto::start();
    let dps = connected(&broker, "dps").await;
    broker.hang();
    let (to, link) = (node("nav"), dps.clone());
    let sending = tokio::spawn(async move { link.publish(&to, b"x".to_vec()).await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    broker.kill();
    // Well before its patience of ten seconds.
    let sent = timeout(Duration::from_secs(5), sending).await.unwrap();
    assert_eq!(sent.unwrap(), Err(LinkTrouble::NotTaken));
}

#[tokio::test]
async fn of_two_clients_with_one_identifier_the_other_stands_when_one_leaves() {
    let broker = Mosquitto::start();
    let first = connected(&broker, "dps").await;
    let second = connected(&broker, "dps").await;
    // Mosquitto 2.0.11 closes the first without a word; others say that it was taken over.
    assert!(matches!(down(&first).await, Why::Lost | Why::TakenOver));
    second.stop().await;
    up(&first).await;
}

#[tokio::test]
async fn many_at_once_all_arrive_once() {
    let broker = Mosquitto::start();
    let dps = connected(&broker, "dps").await;
    let nav = connected(&broker, "nav").await;
    let bodies: Vec<Vec<u8>> = (0..300_u16).map(|n| n.to_be_bytes().to_vec()).collect();
    let to = node("nav");
    let sending =
        futures_util::future::join_all(bodies.iter().map(|body| dps.publish(&to, body.clone())));
    let (sent, taken) = tokio::join!(sending, take(&nav, bodies.len()));
    assert!(sent.iter().all(Result::is_ok));
    assert_eq!(taken, bodies);
    assert!(is_quiet(&nav).await);
}

#[tokio::test]
async fn after_stop_the_broker_keeps_the_post() {
    let broker = Mosquitto::start();
    let dps = connected(&broker, "dps").await;
    let nav = connected(&broker, "nav").await;
    nav.stop().await;
    assert_eq!(down(&nav).await, Why::Stopped);
    let sent = nav.publish(&node("dps"), b"x".to_vec()).await;
    assert_eq!(sent, Err(LinkTrouble::NotConnected));
    dps.publish(&node("nav"), b"y".to_vec()).await.unwrap();
    let nav = connected(&broker, "nav").await;
    assert_eq!(take(&nav, 1).await, [b"y"]);
}

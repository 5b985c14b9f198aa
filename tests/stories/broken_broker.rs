//! A broker that talks nonsense: the link neither ends nor believes it.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, Stream};
use samband::domain::Draw;
use samband::link::{LinkTrouble, MqttSettings};

use crate::support::links::{LONG, node, settings, start};
use crate::support::mosquitto::Authority;

/// CONNACK: success, no properties.
const CONNACK: &[u8] = &[0x20, 0x03, 0x00, 0x00, 0x00];

/// First bytes of all packets a broker may send, and of some that it may not.
const FIRST_BYTES: &[u8] = &[
    0x10, 0x20, 0x30, 0x32, 0x34, 0x36, 0x3a, 0x40, 0x50, 0x62, 0x70, 0x82, 0x90, 0xb0, 0xd0, 0xe0,
    0xf0, 0x00, 0xff,
];

const CONNECTIONS: usize = 400;

#[tokio::test]
async fn a_broker_that_talks_nonsense_does_not_end_the_link() {
    let authority = Authority::new();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let config = server(&authority);
    let served = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&served);
    let talking = std::thread::spawn(move || {
        let mut draw = Draw::from_seed(1);
        for connection in listener.incoming().take(CONNECTIONS) {
            talk(&config, connection.unwrap(), &mut draw);
            count.fetch_add(1, Ordering::Relaxed);
        }
    });

    let link = start(MqttSettings {
        retry_first: Duration::from_millis(1),
        retry_most: Duration::from_millis(2),
        ..settings(&authority, port, "dps", &authority.node("dps"))
    });
    let all_served = async {
        while served.load(Ordering::Relaxed) < CONNECTIONS {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(4 * LONG, all_served).await.unwrap();
    talking.join().unwrap();
    assert!(link.try_next().is_none());
    let sent = link.publish(&node("nav"), b"x".to_vec()).await;
    assert_eq!(sent, Err(LinkTrouble::NotConnected));
}

fn server(authority: &Authority) -> Arc<ServerConfig> {
    let certified = authority.server();
    let chain = vec![CertificateDer::from_pem_slice(certified.certificate.as_bytes()).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(certified.key.as_bytes()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    Arc::new(config)
}

/// Greets the client, then says a few packets of random content. Whatever goes wrong is the end of
/// this connection only.
fn talk(config: &Arc<ServerConfig>, mut tcp: TcpStream, draw: &mut Draw) {
    tcp.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
    let mut tls = ServerConnection::new(Arc::clone(config)).unwrap();
    let mut stream = Stream::new(&mut tls, &mut tcp);
    let mut connect = [0; 512];
    if stream.read(&mut connect).is_err() {
        return;
    }
    let mut said = CONNACK.to_vec();
    for _ in 0..3 {
        let [first, length, honest] = draw.bytes();
        let length = usize::from(length % 24);
        let mut body = vec![0; length];
        draw.fill(&mut body);
        // Small numbers are likelier to be lengths and identifiers that lead somewhere.
        body.iter_mut().for_each(|byte| *byte %= 48);
        said.push(FIRST_BYTES[usize::from(first) % FIRST_BYTES.len()]);
        said.push(if honest % 4 == 0 {
            honest
        } else {
            u8::try_from(length).unwrap()
        });
        said.extend_from_slice(&body);
    }
    let _ = stream.write_all(&said);
    tls.send_close_notify();
    let _ = tls.complete_io(&mut tcp);
}

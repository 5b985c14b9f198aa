//! A fetch reaches only what it may, and brings a whole answer or a plain reason.

use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use samband::http::{Answer, FetchError, FetchSettings, Fetcher, Login, Method, Request, Url};

use crate::support::served::{Seen, Served, answer, send};

fn provider() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

fn fetcher(change: impl FnOnce(&mut FetchSettings)) -> Fetcher {
    provider();
    let mut settings = FetchSettings {
        plain_http: true,
        inside: true,
        connect_timeout: Duration::from_secs(5),
        total_timeout: Duration::from_secs(20),
        max_body: 100_000,
        ..FetchSettings::default()
    };
    change(&mut settings);
    Fetcher::new(&settings).unwrap()
}

fn url(text: &str) -> Url {
    text.parse().unwrap()
}

async fn get(fetcher: &Fetcher, address: &str) -> Result<Answer, FetchError> {
    fetcher.send(Request::new(Method::Get, url(address))).await
}

#[tokio::test]
async fn an_address_inside_is_never_connected_to_however_it_is_written() {
    let served = Served::start(|_, stream| answer(stream, 200, &[], b"inside"));
    let port = served.port();
    let strict = fetcher(|settings| settings.inside = false);
    for host in [
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "0x7f.1",
        "0x7f000001",
        "0177.0.0.1",
        "017700000001",
        "2130706433",
        "%31%32%37.0.0.1",
        "127。0。0。1",
        "１２７.0.0.1",
        "127.0.0.1.",
        "0",
        "0.0.0.0",
        "localhost",
        "LOCALHOST",
        "[::1]",
        "[::]",
        "[0:0:0:0:0:0:0:1]",
        "[::127.0.0.1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::ffff:0:127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "[64:ff9b:1::7f00:1]",
        "[2002:7f00:1::]",
        "[2001:0:7f00:1::]",
        "[fe80::1]",
        "[fc00::1]",
        "[fd00:ec2::254]",
        "[ff02::1]",
        "10.1.2.3",
        "100.64.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.0.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
    ] {
        let got = get(&strict, &format!("http://{host}:{port}/x")).await;
        assert_eq!(got.unwrap_err(), FetchError::AddressForbidden, "{host}");
    }
    assert_eq!(served.connections(), 0);

    let configured = fetcher(|settings| {
        settings.inside = false;
        settings.inside_hosts = vec!["127.0.0.1".to_owned(), "localhost".to_owned()];
    });
    for host in ["127.0.0.1", "localhost"] {
        let got = get(&configured, &format!("http://{host}:{port}/x")).await;
        assert_eq!(got.unwrap().body(), b"inside");
    }
    assert_eq!(served.connections(), 2);
}

#[tokio::test]
async fn only_https_unless_configured_and_no_password_in_an_address() {
    let served = Served::start(|_, stream| answer(stream, 200, &[], b""));
    let port = served.port();
    let strict = fetcher(|settings| settings.plain_http = false);
    let plain = format!("http://127.0.0.1:{port}/x");
    for other in [
        plain.as_str(),
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "data:,x",
    ] {
        let got = get(&strict, other).await;
        assert_eq!(got.unwrap_err(), FetchError::NotHttps, "{other}");
    }
    let got = get(&fetcher(|_| {}), &format!("http://u:p@127.0.0.1:{port}/x")).await;
    assert_eq!(got.unwrap_err(), FetchError::Unsendable);
    let broken = Request::new(Method::Get, url(&served.url("/"))).header("x", "a\r\nb: c");
    let got = fetcher(|_| {}).send(broken).await;
    assert_eq!(got.unwrap_err(), FetchError::Unsendable);
    assert_eq!(served.connections(), 0);
}

/// Sends on as the path says; `/end` tells whether credentials came along.
fn redirecting(other: String) -> impl Fn(&Seen, &mut TcpStream) {
    move |seen, stream| {
        let elsewhere = format!("{other}/end");
        let next = match seen.path.as_str() {
            "/end" => {
                let secret = ["authorization", "cookie"].map(|name| seen.header(name).is_some());
                return answer(stream, 200, &[], format!("{secret:?}").as_bytes());
            }
            "/near" => "/end",
            "/three" => "/two",
            "/two" => "near",
            "/four" => "/three",
            "/round" => "/round",
            "/nowhere" => return answer(stream, 302, &[], b""),
            "/inside" => "http://169.254.169.254/latest/meta-data/",
            "/file" => "file:///etc/passwd",
            "/named" => "//u:p@127.0.0.1/end",
            _ => &elsewhere,
        };
        answer(stream, 302, &[("Location", next)], b"");
    }
}

#[tokio::test]
async fn redirects_are_few_within_one_origin_and_without_the_login() {
    let other = Served::start(|_, stream| answer(stream, 200, &[], b"other"));
    let served = Served::start(redirecting(other.url("")));
    let fetcher = fetcher(|_| {});
    let login = Login {
        user: "u".to_owned(),
        password: "hemmelig".to_owned().into(),
    };
    for path in ["/near", "/three"] {
        let request = Request::new(Method::Get, url(&served.url(path)))
            .login(Some(&login))
            .header("cookie", "a=b");
        let got = fetcher.send(request).await.unwrap();
        assert_eq!(got.body(), b"[false, false]", "{path}");
        assert_eq!(got.url().path(), "/end");
    }
    let direct = Request::new(Method::Get, url(&served.url("/end"))).login(Some(&login));
    assert_eq!(fetcher.send(direct).await.unwrap().body(), b"[true, false]");
    for path in [
        "/four", "/round", "/nowhere", "/inside", "/file", "/named", "/other",
    ] {
        let got = get(&fetcher, &served.url(path)).await;
        assert_eq!(got.unwrap_err(), FetchError::Redirected, "{path}");
    }
    // Other methods are never repeated elsewhere by themselves.
    let put = Request::new(Method::Put, url(&served.url("/near"))).body("text/plain", "x");
    let got = fetcher.send(put).await.unwrap();
    assert_eq!(
        (got.status(), got.location().unwrap().path()),
        (302, "/end")
    );
    let put = Request::new(Method::Put, url(&served.url("/other"))).body("text/plain", "x");
    assert_eq!(fetcher.send(put).await.unwrap_err(), FetchError::Redirected);
    assert_eq!(other.connections(), 0);
}

/// Gzip of `length` zero bytes, in stored blocks apart from the header: written by hand, so that the
/// test needs no compressor. Repeats one block of distance 1, length 258.
fn bomb(length: usize) -> Vec<u8> {
    // A fixed Huffman block: literal 0, then matches of 258 bytes at distance 1, then the end.
    let mut bits: Vec<bool> = vec![true, true, false];
    let mut code = |value: u16, width: u32| {
        bits.extend((0..width).rev().map(|bit| value >> bit & 1 == 1));
    };
    code(0x30, 8);
    for _ in 0..length / 258 {
        code(0b1100_0101, 8);
        code(0, 5);
    }
    code(0, 7);
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    for chunk in bits.chunks(8) {
        let set = chunk
            .iter()
            .enumerate()
            .map(|(at, bit)| u8::from(*bit) << at);
        bytes.push(set.sum());
    }
    bytes
}

#[tokio::test]
async fn a_body_is_taken_whole_within_the_limits_or_not_at_all() {
    let served = Served::start(|seen, stream| match seen.path.as_str() {
        "/fits" => answer(stream, 200, &[], &[b'a'; 100_000]),
        "/announced" => answer(stream, 200, &[], &[b'a'; 100_001]),
        "/endless" => {
            send(stream, b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
            for _ in 0..200 {
                send(stream, &[b'a'; 10_000]);
            }
        }
        "/bomb" => answer(
            stream,
            200,
            &[("Content-Encoding", "gzip")],
            &bomb(50_000_000),
        ),
        "/short" => send(
            stream,
            b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this",
        ),
        "/short-chunk" => send(
            stream,
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        ),
        "/short-gzip" => {
            answer(
                stream,
                200,
                &[("Content-Encoding", "gzip")],
                &bomb(1_000)[..12],
            );
        }
        "/garbage" => send(stream, b"220 mail.test ESMTP\r\n"),
        "/trickle" => {
            send(stream, b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
            for _ in 0..40 {
                send(stream, b"a");
                thread::sleep(Duration::from_millis(100));
            }
        }
        "/silent" => thread::sleep(Duration::from_secs(4)),
        _ => {}
    });
    let fetcher = fetcher(|settings| settings.total_timeout = Duration::from_secs(2));
    let fits = get(&fetcher, &served.url("/fits")).await.unwrap();
    assert_eq!(fits.body().len(), 100_000);
    for (path, expected) in [
        ("/announced", FetchError::TooLarge),
        ("/endless", FetchError::TooLarge),
        ("/bomb", FetchError::TooLarge),
        ("/short", FetchError::CutShort),
        ("/short-chunk", FetchError::CutShort),
        ("/short-gzip", FetchError::CutShort),
        ("/garbage", FetchError::CutShort),
        ("/nothing", FetchError::CutShort),
        ("/trickle", FetchError::TooSlow),
        ("/silent", FetchError::TooSlow),
    ] {
        let got = get(&fetcher, &served.url(path)).await;
        assert_eq!(got.unwrap_err(), expected, "{path}");
    }
}

#[tokio::test]
async fn nobody_there_and_an_unknown_name_are_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let fetcher = fetcher(|_| {});
    for host in ["127.0.0.1", "finnes-ikke.invalid"] {
        let got = get(&fetcher, &format!("http://{host}:{port}/")).await;
        assert_eq!(got.unwrap_err(), FetchError::Unreachable, "{host}");
    }
}

/// A TLS server that answers every request alike; gives its port and its certificate in PEM.
fn tls_server() -> (u16, Vec<u8>) {
    provider();
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut tls = rustls::StreamOwned::new(connection, stream.unwrap());
            if tls.read(&mut [0; 4096]).is_ok() {
                let whole = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
                let _ = std::io::Write::write_all(&mut tls, whole);
                tls.conn.send_close_notify();
                let _ = std::io::Write::flush(&mut tls);
            }
        }
    });
    (port, made.cert.pem().into_bytes())
}

#[tokio::test]
async fn a_certificate_nobody_vouches_for_is_refused_until_it_is_configured() {
    let (port, pem) = tls_server();
    let address = format!("https://localhost:{port}/");
    let wary = get(&fetcher(|_| {}), &address).await;
    assert_eq!(wary.unwrap_err(), FetchError::Tls);
    let told = fetcher(|settings| settings.extra_roots.push(pem.clone()));
    assert_eq!(get(&told, &address).await.unwrap().body(), b"ok");
    let wrong_name = get(&told, &format!("https://127.0.0.1:{port}/")).await;
    assert_eq!(wrong_name.unwrap_err(), FetchError::Tls);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let plain = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        answer(&mut stream, 400, &[], b"");
        let _ = stream.read(&mut [0; 4096]);
    });
    let not_tls = get(&told, &format!("https://localhost:{plain}/")).await;
    assert_eq!(not_tls.unwrap_err(), FetchError::Tls);
}

#[tokio::test]
async fn nothing_secret_is_printed() {
    let served = Served::start(|_, stream| {
        answer(stream, 200, &[("Set-Cookie", "hemmelig")], b"hemmelig");
    });
    let login = Login {
        user: "hemmelig".to_owned(),
        password: "hemmelig".to_owned().into(),
    };
    let request = Request::new(Method::Post, url(&served.url("/hemmelig?t=hemmelig")))
        .login(Some(&login))
        .header("x-token", "hemmelig")
        .body("text/plain", "hemmelig");
    let fetcher = fetcher(|_| {});
    let shown = format!("{login:?} {request:?} {fetcher:?}");
    let got = fetcher.send(request).await.unwrap();
    assert!(!format!("{shown} {got:?}").contains("hemmelig"));
    assert_eq!(got.into_body(), b"hemmelig");
    let seen = served.seen();
    assert_eq!(seen[0].header("x-token"), Some("hemmelig"));
    assert!(
        seen[0]
            .header("authorization")
            .is_some_and(|v| v.starts_with("Basic "))
    );
}

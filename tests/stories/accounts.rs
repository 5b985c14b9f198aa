//! Getting at an account: by no more than a mail address, and with every way of showing who asks that
//! calendar servers want.

use std::net::SocketAddr;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use samband::calendars::busy::BusyReport;
use samband::calendars::source::{self, Fetched, Source, SourceAddress, SourceTrouble};
use samband::http::{Credentials, FetchSettings, Fetcher};

use crate::support::asking::{ask, caldav, credentials, loopback_fetcher, oslo, shown};
use crate::support::calendar_account::{TIMED, in_front, month, radicale, with_day};
use crate::support::cyrus::cyrus;
use crate::support::names::{Record, name_server};
use crate::support::served::{Seen, Served, answer};

async fn ask_by(
    resolver: SocketAddr,
    address: &str,
    login: Credentials,
) -> Result<BusyReport, SourceTrouble> {
    let _ = loopback_fetcher();
    let fetcher = Fetcher::new(&FetchSettings {
        plain_http: true,
        inside: true,
        resolver: Some(resolver),
        ..FetchSettings::default()
    })
    .unwrap();
    let address = SourceAddress::of_account(address).unwrap();
    let source = Source::CalDav { address, login };
    match source::fetch(&fetcher, &source, &oslo(month()), None, None).await? {
        Fetched::Changed { report, .. } => Ok(report),
        Fetched::Unchanged => panic!("unchanged since nothing"),
    }
}

fn record(target: &'static str, port: u16, path: Option<&'static str>) -> Record {
    Record {
        name: "_caldav._tcp.localhost",
        target,
        port,
        path,
    }
}

#[tokio::test]
async fn a_mail_address_or_a_host_is_enough() {
    let server = radicale().await;
    let expected = with_day("[2027-03-04T23:00:00Z, 2027-03-06T00:00:00Z) Busy");
    for path in [None, Some("/u1/"), Some("/u9/")] {
        let (front, _) = in_front(server.port(), |_| None);
        let names = name_server(vec![record("localhost", front.port(), path)]);
        for address in ["kari.nordmann@localhost", "localhost"] {
            let got = ask_by(names, address, credentials("u1", "p1")).await;
            // A path that is no longer right is not the end.
            assert_eq!(shown(&got.unwrap()), expected, "{address} {path:?}");
        }
        let first = path.unwrap_or("/.well-known/caldav");
        assert_eq!(front.seen()[0].path, first);
    }
    // As an administrator tries it.
    let names = name_server(vec![record("localhost", server.port(), None)]);
    let file = server.folder.path().join("password");
    std::fs::write(&file, "p1\n").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_samband"))
        .args([
            "calendar",
            "busy",
            "--kind",
            "caldav",
            "--url",
            "kari@localhost",
        ])
        .args(["--user", "u1", "--password-file", file.to_str().unwrap()])
        .args(["--resolver", &names.to_string()])
        .args([
            "--from",
            "2027-03-01T00:00:00Z",
            "--to",
            "2027-03-29T00:00:00Z",
        ])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(
        said.lines()
            .filter(|line| line.contains("2027-03-"))
            .count(),
        expected.len()
    );
}

#[tokio::test]
async fn names_lead_nowhere_else() {
    let other = Served::start(|_, stream| answer(stream, 207, &[], b""));
    let nobody = "127.0.0.1:1".parse().unwrap();
    let names = |target| name_server(vec![record(target, other.port(), None)]);
    for (resolver, code) in [
        (names("localhost.annet.test"), "redirected"),
        (names("annet.test"), "redirected"),
        // No such service there: the host itself is tried, where nobody answers.
        (names("."), "unreachable"),
        (name_server(vec![]), "unreachable"),
        (nobody, "unreachable"),
    ] {
        let got = ask_by(resolver, "kari@localhost", credentials("u1", "p1")).await;
        assert_eq!(got.unwrap_err().code(), code);
    }
    assert_eq!(other.connections(), 0);
}

/// A calendar for whoever shows `wanted`, refused with this challenge.
fn guarded(
    challenge: &'static str,
    wanted: impl Fn(&Seen, &str) -> bool + Send + Sync + 'static,
) -> Served {
    let busy = "BEGIN:VCALENDAR\nBEGIN:VFREEBUSY\nFREEBUSY:20270302T080000Z/PT1H\n\
                END:VFREEBUSY\nEND:VCALENDAR\n";
    let calendar = "<d:multistatus xmlns:d=\"DAV:\" xmlns:c=\"urn:ietf:params:xml:ns:caldav\">\
         <d:response><d:href>/k/</d:href><d:propstat><d:status>HTTP/1.1 200 OK</d:status><d:prop>\
         <d:resourcetype><d:collection/><c:calendar/></d:resourcetype>\
         </d:prop></d:propstat></d:response></d:multistatus>";
    Served::start(move |seen, stream| {
        let shown = seen.header("authorization").unwrap_or_default().to_owned();
        if !wanted(seen, &shown) {
            let challenge = [("WWW-Authenticate", challenge)];
            return answer(stream, 401, &challenge, b"");
        }
        match seen.method.as_str() {
            "REPORT" => answer(stream, 200, &[], busy.as_bytes()),
            _ => answer(stream, 207, &[], calendar.as_bytes()),
        }
    })
}

fn with(address: &str, login: Credentials) -> Source {
    let address = address.parse().unwrap();
    Source::CalDav { address, login }
}

#[tokio::test]
async fn a_token_is_shown_as_it_is() {
    let served = guarded("Bearer realm=\"k\"", |_, shown| shown == "Bearer hemmelig");
    let bearer = |token: &str| Credentials::Bearer(token.to_owned().into());
    let source = with(&served.url("/k/"), bearer("hemmelig"));
    assert_eq!(
        shown(&ask(&source, &oslo(month())).await.unwrap()),
        [TIMED[0]]
    );
    assert!(!format!("{source:?}").contains("hemmelig"));
    for login in [bearer("feil"), credentials("u1", "p1")] {
        let asked = served.seen().len();
        let source = with(&served.url("/k/"), login);
        let got = ask(&source, &oslo(month())).await;
        assert_eq!(got.unwrap_err().code(), "wrong_password");
        assert_eq!(served.seen().len(), asked + 1);
    }
    let broken = with(&served.url("/k/"), bearer("a\r\nx: y"));
    let got = ask(&broken, &oslo(month())).await;
    assert_eq!(got.unwrap_err().code(), "bad_address");
}

#[tokio::test]
async fn a_proof_is_made_anew_where_it_is_too_old() {
    // The second question is refused as too old, and then the new nonce holds.
    let served = guarded(
        "Digest realm=\"k\", qop=\"auth\", algorithm=SHA-256, nonce=\"n\", stale=true",
        |_, shown| shown.starts_with("Digest") && !shown.contains("nc=00000002"),
    );
    let source = caldav(&served.url("/k/"), "u1", "p1");
    assert_eq!(
        shown(&ask(&source, &oslo(month())).await.unwrap()),
        [TIMED[0]]
    );
    let seen = served.seen();
    let basic = seen.iter().filter(|seen| {
        let shown = seen.header("authorization").unwrap();
        shown.starts_with("Basic")
    });
    assert_eq!(basic.count(), 1);
    for challenge in [
        "Negotiate",
        "Digest realm=\"k\", nonce=\"n\", algorithm=SHA-512",
    ] {
        let served = guarded(challenge, |_, _| false);
        let source = caldav(&served.url("/k/"), "u1", "p1");
        assert!(ask(&source, &oslo(month())).await.is_err());
        assert_eq!(served.seen().len(), 1, "{challenge}");
    }
}

#[tokio::test]
async fn a_server_that_wants_digest_gets_it() {
    let server = cyrus(true);
    let fetcher = loopback_fetcher();
    // Its default calendar is there by itself, and basic authentication is refused.
    let ask = async |password: &str| {
        let source = caldav(&server.url("/"), "u1", password);
        source::fetch(&fetcher, &source, &oslo(month()), None, None).await
    };
    assert!(ask("p1").await.is_ok());
    let got = ask("feil").await;
    assert_eq!(got.unwrap_err().code(), "wrong_password");
    assert!(ask("p1").await.is_ok());
}

#[tokio::test]
async fn a_password_is_not_shown_once_a_proof_is_wanted() {
    // Each nonce is good for one question, and that is not said.
    let last = AtomicUsize::new(0);
    let served = Served::start(move |seen, stream| {
        let now = last.fetch_add(1, Ordering::SeqCst);
        let shown = seen.header("authorization").unwrap();
        let mark = format!("nonce=\"{}\"", now.saturating_sub(1));
        if shown.starts_with("Digest") && shown.contains(&mark) && now % 2 == 1 {
            return answer(stream, 404, &[], b"");
        }
        let challenge = format!("Digest realm=\"k\", qop=\"auth\", nonce=\"{now}\"");
        answer(stream, 401, &[("WWW-Authenticate", &challenge)], b"");
    });
    let fetcher = loopback_fetcher();
    let source = caldav(&served.url("/k/"), "u1", "p1");
    for _ in 0..3 {
        let got = source::fetch(&fetcher, &source, &oslo(month()), None, None).await;
        assert_eq!(got.unwrap_err().code(), "not_found");
    }
    let seen = served.seen();
    let ways: Vec<&str> = seen
        .iter()
        .map(|seen| &seen.header("authorization").unwrap()[..6])
        .collect();
    assert_eq!(
        ways,
        ["Basic ", "Digest", "Digest", "Digest", "Digest", "Digest"]
    );
}

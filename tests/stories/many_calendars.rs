//! Many calendars on several servers: one that never answers delays none of the others, and an
//! unchanged calendar is not written again.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use samband::flows::directory;
use samband::flows::directory_file::DirectoryFile;
use samband::flows::sync::Pace;
use samband::http::{FetchSettings, Fetcher};
use samband::jobs::sync::{self, Syncing};
use samband::store::LinkRow;

use super::support::served::Served;
use super::support::three::{NAV, Three};

const CALENDAR: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a\r\n\
     DTSTART:20261201T090000Z\r\nDTEND:20261201T100000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

const PACE: Pace = Pace {
    every_minutes: 10,
    jitter_seconds: 0,
};

/// Gives everyone the same calendar, and says 304 to who has it.
fn quick() -> Served {
    Served::start(|request, stream| {
        let answer = if request.header("if-none-match") == Some("\"1\"") {
            "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\nConnection: close\r\n\r\n".to_owned()
        } else {
            format!(
                "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Type: text/calendar\r\n\
                 Content-Length: {}\r\nConnection: close\r\n\r\n{CALENDAR}",
                CALENDAR.len()
            )
        };
        stream.write_all(answer.as_bytes()).unwrap();
    })
}

/// Takes requests and says nothing until told.
fn silent(over: Arc<AtomicBool>) -> Served {
    Served::start(move |_, _| {
        while !over.load(Ordering::SeqCst) {
            std::thread::sleep(Duration::from_millis(20));
        }
    })
}

fn directory_of(calendars: &[String]) -> DirectoryFile {
    let mut text = "[organisation]\nname = \"nav samlet\"\n".to_owned();
    for (number, url) in calendars.iter().enumerate() {
        text += &format!(
            "\n[[person]]\nkey = \"person-{number}\"\nname = \"Person {number}\"\n\
             roles = [\"adviser\"]\nhours = [\"monday-friday 08:00-16:00\"]\ncomplete = true\n\n\
             [[person.calendar]]\nkey = \"feed\"\nkind = \"ics\"\nurl = \"{url}\"\n"
        );
    }
    DirectoryFile::read(&text).unwrap()
}

fn fetcher() -> Arc<Fetcher> {
    let settings = FetchSettings {
        plain_http: true,
        inside: true,
        total_timeout: Duration::from_secs(60),
        ..FetchSettings::default()
    };
    Arc::new(Fetcher::new(&settings).unwrap())
}

async fn links(three: &Three) -> Vec<LinkRow> {
    let mut reader = three.nodes[NAV].node.desk.store.reader().await.unwrap();
    LinkRow::all(&mut reader).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_never_answers_delays_no_other() {
    let three = Three::by_hand().await;
    let over = Arc::new(AtomicBool::new(false));
    let (silent, quick) = (silent(Arc::clone(&over)), quick());
    // The silent ones are the longest waiting, and more than are read at one time.
    let urls = |server: &Served, many: usize| -> Vec<String> {
        (0..many)
            .map(|n| server.url(&format!("/{n}.ics")))
            .collect()
    };
    let first = directory_of(&urls(&silent, 30));
    let applied = three.change(NAV, async |turn| directory::apply(turn, &first).await);
    applied.await.unwrap();
    let all = [urls(&silent, 30), urls(&quick, 30)].concat();
    let all = directory_of(&all);
    let later = three.now().plus_minutes(1);
    let desk = three.nodes[NAV].node.desk.clone();
    let applied = desk.change(later, async |turn| directory::apply(turn, &all).await);
    applied.await.unwrap();

    let mut syncing = Syncing::new(desk, fetcher(), PACE);
    let mut read = 0;
    while read < 30 {
        syncing.begin_due(later).await.unwrap();
        syncing.finished().await;
        read += syncing.write(later).await.unwrap();
    }
    let links = links(&three).await;
    assert_eq!(
        links.iter().filter(|link| link.last_good.is_some()).count(),
        30
    );
    assert_eq!(
        links
            .iter()
            .filter(|link| link.last_tried.is_none())
            .count(),
        30
    );
    assert!(silent.connections() <= 4, "a few places are all it gets");
    over.store(true, Ordering::SeqCst);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unchanged_calendar_costs_one_small_request() {
    let three = Three::by_hand().await;
    let quick = quick();
    let file = directory_of(&[quick.url("/a.ics")]);
    let applied = three.change(NAV, async |turn| directory::apply(turn, &file).await);
    applied.await.unwrap();
    let (desk, fetcher) = (&three.nodes[NAV].node.desk, fetcher());
    let now = three.now();
    assert_eq!(sync::run(desk, &fetcher, PACE, now).await.unwrap(), 1);
    let later = now.plus_minutes(10);
    assert_eq!(sync::run(desk, &fetcher, PACE, later).await.unwrap(), 1);
    let link = links(&three).await.remove(0);
    assert_eq!(link.last_good, Some(later));
    // What is remembered of the source lies under lock.
    assert!(link.state_locked.as_ref().unwrap().len() > 50);
    assert!(!link.state_locked.as_ref().unwrap().contains("etag"));
    let keyhole = desk.store.keyhole();
    let state = String::from_utf8(link.state(&keyhole).unwrap()).unwrap();
    assert!(state.contains("etag"), "{state}");
    let seen = quick.seen();
    assert_eq!(seen.len(), 2);
    assert_eq!(seen[1].header("if-none-match"), Some("\"1\""));
}

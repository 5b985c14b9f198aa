//! Unknown is never free: whatever happens to a person's calendar, they are offered at no time that
//! it is not known to leave free; and what was known to be taken stays taken.

use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use samband::crossing::message::{Message, Starts};
use samband::domain::booking::{BookingState, ReleaseCode};
use samband::domain::hold::HoldState;
use samband::domain::{BookingId, Instant};
use samband::flows::directory;
use samband::flows::directory_file::DirectoryFile;
use samband::flows::sync::Pace;
use samband::http::{FetchSettings, Fetcher};
use samband::jobs::sync;
use samband::store::{LinkRow, PeerRow, PeerState, busy_rows};

use super::support::acting::ask_for;
use super::support::asking::at;
use super::support::served::{Seen, Served, answer, send};
use super::support::three::{KOMMUNE, NAV, Three};

/// Taken Tuesday 10 to 11 in Oslo.
const GOOD: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t\r\nBEGIN:VEVENT\r\n\
    UID:1\r\nDTSTAMP:20261101T080000Z\r\nDTSTART:20261124T090000Z\r\nDTEND:20261124T100000Z\r\n\
    SUMMARY:Kvernhusvik\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

type Answering = fn(&mut TcpStream);

/// A feed whose manner of answering can be changed.
struct Feed {
    served: Served,
    manner: Arc<Mutex<Answering>>,
}

fn well(stream: &mut TcpStream) {
    answer(
        stream,
        200,
        &[("content-type", "text/calendar")],
        GOOD.as_bytes(),
    );
}

impl Feed {
    fn start() -> Self {
        let manner: Arc<Mutex<Answering>> = Arc::new(Mutex::new(well));
        let asked = Arc::clone(&manner);
        let served = Served::start(move |_: &Seen, stream| {
            let answering = *asked.lock().unwrap();
            answering(stream);
        });
        Self { served, manner }
    }

    fn answers(&self, manner: Answering) {
        *self.manner.lock().unwrap() = manner;
    }
}

/// Three nodes where the Nav adviser's calendar is this feed.
async fn with_feed() -> (Three, Feed, Arc<Fetcher>) {
    let three = Three::by_hand().await;
    let feed = Feed::start();
    let url = feed.served.url("/arne.ics");
    let text = format!(
        "[organisation]\nname = \"nav samlet\"\n\n[[person]]\nkey = \"arne-moe\"\n\
         name = \"Arne Moe\"\nroles = [\"adviser\"]\nhours = [\"monday-friday 08:00-16:00\"]\n\
         complete = true\nminimum_notice_minutes = 0\nmail = \"arne@nav.test\"\n\n[[person.calendar]]\nkey = \"outlook\"\n\
         kind = \"ics\"\nurl = \"{url}\"\n"
    );
    let file = DirectoryFile::read(&text).unwrap();
    let applied = three.change(NAV, async |turn| directory::apply(turn, &file).await);
    applied.await.unwrap();
    let fetcher = Fetcher::new(&FetchSettings {
        plain_http: true,
        inside: true,
        total_timeout: Duration::from_millis(600),
        max_body: 20_000,
        ..FetchSettings::default()
    });
    (three, feed, Arc::new(fetcher.unwrap()))
}

/// Reads what is due, as the node does.
async fn read(three: &mut Three, fetcher: &Arc<Fetcher>) -> Option<String> {
    three.tick_seconds(11 * 60);
    read_due(three, fetcher).await;
    link(three).await.trouble
}

/// How many links were due.
async fn read_due(three: &Three, fetcher: &Arc<Fetcher>) -> usize {
    let desk = &three.nodes[NAV].node.desk;
    let pace = Pace {
        every_minutes: 10,
        jitter_seconds: 0,
    };
    sync::run(desk, fetcher, pace, three.now()).await.unwrap()
}

async fn link(three: &Three) -> LinkRow {
    let mut reader = three.nodes[NAV].node.desk.store.reader().await.unwrap();
    LinkRow::all(&mut reader).await.unwrap().remove(0)
}

async fn known_busy(three: &Three) -> usize {
    let link = link(three).await;
    let mut reader = three.nodes[NAV].node.desk.store.reader().await.unwrap();
    let week = super::support::asking::interval("2026-11-20T00:00:00Z", "2026-11-30T00:00:00Z");
    busy_rows::of_link(&mut reader, link.id, week)
        .await
        .unwrap()
        .len()
}

fn tuesday(clock: &str) -> Instant {
    at(&format!("2026-11-24T{clock}:00+01:00"))
}

/// At which of these starts the municipality is told that the adviser can meet.
async fn offered(three: &mut Three) -> Vec<Instant> {
    let mut starts = ["09:00", "10:15", "12:00", "14:00"].map(tuesday).to_vec();
    starts.retain(|start| *start > three.now());
    let terms = three
        .terms(&["kari-nes", "arne-moe"], starts[0], None)
        .await;
    let ask = ask_for(&terms, 1, starts);
    let id = ask.ask;
    three.forge(KOMMUNE, NAV, &Message::Ask(ask)).await;
    three.settle().await;
    let mut answers = three
        .said()
        .into_iter()
        .filter_map(|(_, _, message)| match message {
            Message::Answer(answer) if answer.ask == id => Some(answer.answers),
            _ => None,
        });
    match answers.next_back().unwrap().remove(0).starts {
        Starts::Named(starts) => starts,
        Starts::Refused(why, _) => panic!("refused: {why:?}"),
    }
}

fn free() -> Vec<Instant> {
    ["09:00", "12:00", "14:00"].map(tuesday).to_vec()
}

/// Every manner of going wrong, and what it is called.
const TROUBLES: [(&str, Answering); 14] = [
    ("not_found", |stream| answer(stream, 404, &[], b"")),
    ("gone", |stream| answer(stream, 410, &[], b"")),
    ("wrong_password", |stream| answer(stream, 401, &[], b"")),
    ("forbidden", |stream| answer(stream, 403, &[], b"")),
    ("server_error", |stream| answer(stream, 503, &[], b"")),
    ("empty", |stream| answer(stream, 200, &[], b"")),
    ("not_a_calendar", |stream| {
        answer(
            stream,
            200,
            &[("content-type", "text/html")],
            b"<html>Logg inn</html>",
        );
    }),
    ("redirected", |stream| {
        answer(
            stream,
            302,
            &[("location", "http://elsewhere.test/x.ics")],
            b"",
        );
    }),
    ("too_slow", |stream| {
        std::thread::sleep(Duration::from_millis(1_200));
        well(stream);
    }),
    ("cut_short", |stream| {
        send(stream, b"HTTP/1.1 200 OK\r\ncontent-length: 9000\r\n\r\n");
        send(stream, GOOD.as_bytes());
    }),
    ("not_readable", |stream| {
        let cut = GOOD.len() - 40;
        answer(stream, 200, &[], &GOOD.as_bytes()[..cut]);
    }),
    ("too_large", |stream| {
        answer(stream, 200, &[], GOOD.repeat(200).as_bytes());
    }),
    ("not_readable", |stream| {
        let bomb = "DTEND:20261124T100000Z\r\nRRULE:FREQ=SECONDLY";
        let text = GOOD.replace("DTEND:20261124T100000Z", bomb);
        answer(stream, 200, &[], text.as_bytes());
    }),
    ("not_readable", |stream| {
        let text = GOOD.replace("DTSTART:20261124T090000Z", "DTSTART;TZID=Nowhere/Else:soon");
        answer(stream, 200, &[], text.as_bytes());
    }),
];

#[tokio::test]
async fn a_calendar_in_trouble_makes_its_person_unknown_and_never_free() {
    let (mut three, feed, fetcher) = with_feed().await;
    assert_eq!(offered(&mut three).await, [], "not read yet");
    for (code, manner) in TROUBLES {
        feed.answers(well);
        assert_eq!(read(&mut three, &fetcher).await, None, "before {code}");
        assert_eq!(offered(&mut three).await, free(), "before {code}");
        feed.answers(manner);
        assert_eq!(read(&mut three, &fetcher).await.as_deref(), Some(code));
        assert_eq!(offered(&mut three).await, [], "{code}");
        assert_eq!(
            known_busy(&three).await,
            1,
            "{code}: what was taken stays so"
        );
    }
    feed.answers(well);
    read(&mut three, &fetcher).await;
    assert_eq!(offered(&mut three).await, free());
    drop(feed);
    assert_eq!(
        read(&mut three, &fetcher).await.as_deref(),
        Some("unreachable")
    );
    assert_eq!(offered(&mut three).await, []);
}

#[tokio::test]
async fn a_calendar_that_was_not_read_for_a_day_is_not_trusted() {
    let (mut three, feed, fetcher) = with_feed().await;
    feed.answers(well);
    read(&mut three, &fetcher).await;
    assert_eq!(offered(&mut three).await, free());
    // Nothing failed: it was only never read again.
    three.tick_seconds(23 * 3_600);
    assert_eq!(offered(&mut three).await, free());
    three.tick_seconds(2 * 3_600);
    assert_eq!(offered(&mut three).await, []);
}

#[tokio::test]
async fn a_calendar_that_fails_between_hold_and_confirm_is_as_good_as_taken() {
    let (mut three, feed, fetcher) = with_feed().await;
    feed.answers(well);
    read(&mut three, &fetcher).await;
    let people = ["kari-nes", "arne-moe"];
    let id = three.begin(&people, tuesday("12:00"), None).await.unwrap();
    three.settle_but(|m| matches!(m, Message::Confirm(_))).await;
    let failed = three.change(NAV, async |turn| {
        let links = LinkRow::all(turn.tx.conn()).await?;
        let outcome = samband::store::SyncOutcome::Failed("unreachable");
        samband::flows::sync::record(turn, links[0].id, &outcome, Pace::default()).await
    });
    failed.await.unwrap();
    three.deliver_kept().await;
    let booking = three.booking(KOMMUNE, id).await;
    assert_eq!(booking.state, BookingState::Released);
    assert_eq!(booking.released, Some(ReleaseCode::PartyRefused));
    let told = three
        .said()
        .into_iter()
        .find_map(|(_, _, message)| match message {
            Message::ConfirmRefused(refused) => Some(refused.code),
            _ => None,
        });
    assert_eq!(told, Some(samband::domain::booking::HoldRefusal::Taken));
    assert_eq!(three.mailed(), [(0, 0); 3]);
    three.check_rest().await;
}

/// Asks to hold Tuesday at 12 after half an hour in which the calendar was not read.
async fn held_over_an_old_calendar(three: &mut Three, fetcher: &Arc<Fetcher>) -> BookingId {
    read(three, fetcher).await;
    three.tick_seconds(30 * 60);
    three.is_busy("kari-nes", &[]).await;
    let people = ["kari-nes", "arne-moe"];
    let id = three.begin(&people, tuesday("12:00"), None).await.unwrap();
    three.settle().await;
    let booking = three.booking(KOMMUNE, id).await;
    assert_eq!(booking.state, BookingState::Holding, "the Hold waits");
    id
}

#[tokio::test]
async fn an_old_calendar_is_read_again_before_a_hold_is_answered() {
    let (mut three, feed, fetcher) = with_feed().await;
    feed.answers(well);
    let id = held_over_an_old_calendar(&mut three, &fetcher).await;
    assert_eq!(read_due(&three, &fetcher).await, 1);
    three.settle().await;
    let booking = three.booking(KOMMUNE, id).await;
    assert_eq!(booking.state, BookingState::Sealed);
    three.check_rest().await;
}

#[tokio::test]
async fn what_has_come_into_the_calendar_since_refuses_the_hold() {
    let (mut three, feed, fetcher) = with_feed().await;
    feed.answers(well);
    let id = held_over_an_old_calendar(&mut three, &fetcher).await;
    feed.answers(|stream| {
        let text = GOOD.replace("T100000Z", "T130000Z");
        answer(stream, 200, &[], text.as_bytes());
    });
    assert_eq!(read_due(&three, &fetcher).await, 1);
    three.settle().await;
    let booking = three.booking(KOMMUNE, id).await;
    assert_eq!(booking.state, BookingState::Released);
    assert_eq!(booking.released, Some(ReleaseCode::PartyRefused));
    three.check_rest().await;
}

#[tokio::test]
async fn a_hold_does_not_wait_for_ever() {
    let (mut three, feed, fetcher) = with_feed().await;
    feed.answers(well);
    let id = held_over_an_old_calendar(&mut three, &fetcher).await;
    three.tick_seconds(19);
    three.settle().await;
    assert_eq!(
        three.booking(KOMMUNE, id).await.state,
        BookingState::Holding
    );
    three.tick_seconds(2);
    three.settle().await;
    let booking = three.booking(KOMMUNE, id).await;
    assert_eq!(booking.state, BookingState::Released);
    assert_eq!(booking.released, Some(ReleaseCode::PartyRefused));
    three.check_rest().await;
}

#[tokio::test]
async fn an_asker_that_was_suspended_while_its_hold_waited_keeps_no_other_waiting() {
    let (mut three, feed, fetcher) = with_feed().await;
    feed.answers(well);
    let id = held_over_an_old_calendar(&mut three, &fetcher).await;
    let asker = three.nodes[KOMMUNE].id.clone();
    let suspended = three.change(NAV, async |turn| {
        Ok(PeerRow::set_state(turn.tx.conn(), &asker, PeerState::Suspended).await?)
    });
    suspended.await.unwrap();
    assert_eq!(read_due(&three, &fetcher).await, 1);
    three.settle().await;
    assert_eq!(three.count(NAV, "waiting_holds").await, 0);
    assert_eq!(three.hold(NAV, id).await.unwrap().state, HoldState::Held);
    // Its asker hears nothing, and the seats are free again when the hold has run out.
    three.pass(11).await;
    assert_eq!(three.hold(NAV, id).await.unwrap().state, HoldState::Expired);
}

//! Entries that wait to be written into several people's calendars: a server that does not answer and a
//! link that does not open hold up none of the others.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use samband::domain::note_codes::Language;
use samband::domain::{BookingId, StaffId};
use samband::flows::announce::{NeutralNotice, NoticePlace, Standing};
use samband::flows::directory;
use samband::flows::directory_file::DirectoryFile;
use samband::jobs::entries;
use samband::store::{EntryRow, LinkRow, WantedEntry};

use crate::support::asking::{interval, loopback_fetcher};
use crate::support::rows;
use crate::support::served::{Served, answer};
use crate::support::three::{NAV, Three};

fn directory_of(servers: [&Served; 3]) -> DirectoryFile {
    let mut text = "[organisation]\nname = \"nav samlet\"\n".to_owned();
    for (number, server) in servers.iter().enumerate() {
        text += &format!(
            "\n[[person]]\nkey = \"person-{number}\"\nname = \"Person {number}\"\n\
             roles = [\"adviser\"]\nhours = [\"monday-friday 08:00-16:00\"]\ncomplete = true\n\n\
             [[person.calendar]]\nkey = \"kalender-{number}\"\nkind = \"caldav\"\nurl = \"{}\"\n\
             user = \"u\"\npassword = \"p\"\nwritable = true\n",
            server.url("/")
        );
    }
    DirectoryFile::read(&text).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_server_or_link_holds_up_no_other() {
    let three = Three::by_hand().await;
    let seen = Arc::new(AtomicBool::new(false));
    let in_time = Arc::new(AtomicBool::new(false));
    let (told, first) = (Arc::clone(&seen), Arc::clone(&in_time));
    // Says nothing until another server is asked: in turn after it that would be never.
    let slow = Served::start(move |_, stream| {
        for _ in 0..300 {
            if told.load(Ordering::SeqCst) {
                first.store(true, Ordering::SeqCst);
                break;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        answer(stream, 503, &[("Retry-After", "7200")], b"");
    });
    let tell = Arc::clone(&seen);
    let quick = Served::start(move |_, stream| {
        tell.store(true, Ordering::SeqCst);
        answer(stream, 403, &[], b"");
    });
    let unopened = Served::start(|_, stream| answer(stream, 403, &[], b""));
    let file = directory_of([&slow, &quick, &unopened]);
    let applied = three.change(NAV, async |turn| directory::apply(turn, &file).await);
    applied.await.unwrap();
    rows::change(
        &three.nodes[NAV].database,
        "UPDATE calendar_links SET source_locked = 'x' WHERE slug = 'kalender-2'",
    )
    .await;

    let desk = &three.nodes[NAV].node.desk;
    let now = three.now();
    let mut reader = desk.store.reader().await.unwrap();
    let mut links = LinkRow::all(&mut reader).await.unwrap();
    drop(reader);
    links.sort_by(|a, b| a.slug.cmp(&b.slug));
    let wanted = three.change(NAV, async |turn| {
        for (number, link) in [(0_u8, 2_usize), (1, 0), (2, 0), (3, 1)] {
            let booking = BookingId::from_bytes([number; 16]);
            let notice = NeutralNotice {
                booking,
                person: StaffId::from_bytes([1; 16]),
                language: Language::Nb,
                sequence: 0,
                standing: Standing::Agreed,
                interval: interval("2026-11-25T09:00:00Z", "2026-11-25T10:00:00Z"),
                place: NoticePlace::Phone,
            };
            let text = serde_json::to_vec(&notice).unwrap();
            let (id, present) = (links[link].id, WantedEntry::Present);
            EntryRow::want(turn.tx, booking, id, present, &text, turn.now, turn.draw).await?;
        }
        Ok(())
    });
    wanted.await.unwrap();

    let fetcher = Arc::new(loopback_fetcher());
    assert_eq!(entries::run(desk, &fetcher, now).await.unwrap(), 0);
    assert!(in_time.load(Ordering::SeqCst), "one after the other");
    let due = async |minutes: i64| {
        let mut reader = desk.store.reader().await.unwrap();
        let later = now.plus_minutes(minutes);
        let rows = EntryRow::due(&mut reader, later, 9).await.unwrap();
        rows.iter()
            .map(|row| row.booking.bytes()[0])
            .collect::<Vec<u8>>()
    };
    // Only what the server that wants to wait was not asked for yet is due still.
    assert_eq!(due(0).await, [2]);
    assert_eq!(due(100).await.len(), 3);
    assert_eq!(due(121).await.len(), 4);
}

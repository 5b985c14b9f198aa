//! What stands in a person's own calendar server of what samband does for them: a time reserved while
//! somebody is asked, the meeting when it is agreed, and nothing when it is off. All of it neutral.

use std::sync::{Arc, Mutex};

use samband::domain::booking::{HoldKind, ReleaseCode};
use samband::domain::hold::{Hold, HoldState};
use samband::domain::seat::{SeatNo, Seated};
use samband::flows::announce;
use samband::flows::directory;
use samband::flows::directory_file::DirectoryFile;
use samband::flows::sync::Pace;
use samband::http::{Fetcher, Method};
use samband::jobs::{entries, sync};
use samband::store::{LinkRow, busy_rows};

use crate::support::asking::{at, interval, loopback_fetcher};
use crate::support::calendar_account::{holds_title, in_front, make_calendar, put, say};
use crate::support::calendar_server::CalendarServer;
use crate::support::served::Served;
use crate::support::three::{NAV, Three};

/// Three nodes, of which the Nav adviser's calendar is on this server and may be written to. The server
/// can't say when it is busy without saying with what.
struct Written {
    three: Three,
    server: CalendarServer,
    _front: Served,
    wire: Arc<Mutex<Vec<u8>>>,
    fetcher: Arc<Fetcher>,
    hold: Hold,
}

impl Written {
    async fn start() -> Self {
        let mut three = Three::by_hand().await;
        let server = CalendarServer::radicale();
        make_calendar(&server, "/u1/arbeid/").await;
        let (front, wire) = in_front(server.port(), |body| {
            body.contains("free-busy-query").then_some(501)
        });
        let text = format!(
            "[organisation]\nname = \"nav samlet\"\n\n[[person]]\nkey = \"arne-moe\"\n\
             name = \"Arne Moe\"\nroles = [\"adviser\"]\nhours = [\"monday-friday 08:00-16:00\"]\n\
             complete = true\nmail = \"arne@nav.test\"\n\n[[person.calendar]]\nkey = \"jobb\"\n\
             kind = \"caldav\"\nurl = \"{}\"\nuser = \"u1\"\npassword = \"p1\"\nwritable = true\n",
            front.url("/")
        );
        let file = DirectoryFile::read(&text).unwrap();
        let applied = three.change(NAV, async |turn| directory::apply(turn, &file).await);
        applied.await.unwrap();
        let start = at("2026-11-24T09:00:00Z");
        let mut terms = three.terms(&["kari-nes", "arne-moe"], start, None).await;
        terms.hold = HoldKind::Asking;
        let hold = Hold {
            booking: terms.booking,
            asker: three.nodes[0].id.clone(),
            terms: Some(terms),
            seated: vec![Seated {
                seat: SeatNo(1),
                staff: three.staff("arne-moe").await,
            }],
            state: HoldState::Held,
            expires: at("2026-11-23T09:00:00Z"),
        };
        Self {
            three,
            server,
            _front: front,
            wire,
            fetcher: Arc::new(loopback_fetcher()),
            hold,
        }
    }

    /// Writes what waits to be written. Says how many entries are as wanted.
    async fn write(&self) -> usize {
        let desk = &self.three.nodes[NAV].node.desk;
        let now = self.three.now();
        entries::run(desk, &self.fetcher, now).await.unwrap()
    }

    /// All entries in samband's own calendar.
    async fn standing(&self) -> String {
        let node = self.three.nodes[NAV].id.clone();
        let address = self.server.url(&format!("/u1/samband-{node}/"));
        let answer = say(Method::Get, &address, "u1", "").await;
        String::from_utf8(answer.into_body()).unwrap()
    }

    /// What is known busy of the person, read anew.
    async fn known_busy(&self) -> usize {
        self.three.tick_seconds(11 * 60);
        let desk = &self.three.nodes[NAV].node.desk;
        let pace = Pace {
            every_minutes: 10,
            jitter_seconds: 0,
        };
        sync::run(desk, &self.fetcher, pace, self.three.now())
            .await
            .unwrap();
        let mut reader = desk.store.reader().await.unwrap();
        let link = LinkRow::all(&mut reader).await.unwrap().remove(0);
        assert_eq!(link.trouble, None);
        // However it came, a title is nowhere.
        for (table, rows) in self.three.dump(NAV).await {
            assert!(!rows.iter().any(|row| row.contains("Hemmelig")), "{table}");
        }
        let weeks = interval("2026-11-10T00:00:00Z", "2026-12-10T00:00:00Z");
        busy_rows::of_link(&mut reader, link.id, weeks)
            .await
            .unwrap()
            .len()
    }
}

#[tokio::test]
async fn a_time_is_reserved_while_somebody_is_asked_then_a_meeting_then_nothing() {
    let mut written = Written::start().await;
    let hold = written.hold.clone();
    let change = async |written: &Written, hold: &Hold, what: &str| {
        let done = written.three.change(NAV, async |turn| match what {
            "reserved" => announce::reserved(turn, hold).await,
            "unreserved" => announce::unreserved(turn, hold).await,
            "agreed" => announce::agreed(turn, hold).await,
            _ => announce::called_off(turn, hold).await,
        });
        done.await.unwrap();
    };

    // What else stands in the account is known to be busy, and no more.
    let lines = "DTSTART:20261125T090000Z\r\nDTEND:20261125T100000Z";
    put(&written.server, "/u1/arbeid/", "eget", lines).await;
    assert_eq!(written.known_busy().await, 1);
    assert!(holds_title(&written.wire));
    let again = "DTSTART:20261126T090000Z\r\nDTEND:20261126T100000Z";
    put(&written.server, "/u1/arbeid/", "to", again).await;
    assert_eq!(written.known_busy().await, 2);

    // A hold while somebody chooses is told of nowhere.
    let mut choosing = hold.clone();
    choosing.terms.as_mut().unwrap().hold = HoldKind::Choosing;
    change(&written, &choosing, "reserved").await;
    change(&written, &choosing, "unreserved").await;
    assert_eq!(written.write().await, 0);

    change(&written, &hold, "reserved").await;
    assert_eq!(written.write().await, 1);
    let text = written.standing().await;
    for line in [
        ":Samband\r\n",
        "SUMMARY:Reservert",
        "STATUS:TENTATIVE",
        "CLASS:PRIVATE",
        "DTSTART:20261124T090000Z",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    for word in ["ATTENDEE", "ORGANIZER", "LOCATION", "Kari", "Nav"] {
        assert!(!text.contains(word), "{word}\n{text}");
    }
    // It is no appointment of the person's own.
    assert_eq!(written.known_busy().await, 2);

    // Agreed, and agreed once more while that is being written: one entry, as it is wanted last.
    change(&written, &hold, "agreed").await;
    assert_eq!(written.write().await, 1);
    let text = written.standing().await;
    assert!(text.contains("SUMMARY:Samarbeidsmøte") && text.contains("STATUS:CONFIRMED"));
    assert!(!text.contains("Reservert") && !text.contains("TENTATIVE"));
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 1);
    assert!(!text.contains("ATTENDEE") && !text.contains("ORGANIZER"));
    assert_eq!(written.known_busy().await, 2);
    assert_eq!(written.three.count(NAV, "letters").await, 0);

    change(&written, &hold, "called off").await;
    assert_eq!(written.write().await, 1);
    assert!(!written.standing().await.contains("VEVENT"));

    // Reserved and let go, before it was written and after.
    for write_between in [false, true] {
        written.hold.booking = written
            .three
            .terms(&["arne-moe"], at("2026-11-24T09:00:00Z"), None)
            .await
            .booking;
        let mut hold = written.hold.clone();
        change(&written, &hold, "reserved").await;
        if write_between {
            assert_eq!(written.write().await, 1);
        }
        hold.state = HoldState::Released(ReleaseCode::Withdrawn);
        change(&written, &hold, "unreserved").await;
        assert_eq!(written.write().await, 1);
        assert!(!written.standing().await.contains("VEVENT"));
    }
}

#[tokio::test]
async fn what_is_wanted_while_another_is_written_is_not_forgotten() {
    let written = Written::start().await;
    let hold = written.hold.clone();
    let reserve = written
        .three
        .change(NAV, async |turn| announce::reserved(turn, &hold).await);
    reserve.await.unwrap();
    let desk = &written.three.nodes[NAV].node.desk;
    let mut reader = desk.store.reader().await.unwrap();
    let now = written.three.now();
    let due = samband::store::EntryRow::due(&mut reader, now, 9)
        .await
        .unwrap();
    drop(reader);
    // Agreed after the reservation was taken up to be written, and before that is noted.
    let agree = written
        .three
        .change(NAV, async |turn| announce::agreed(turn, &hold).await);
    agree.await.unwrap();
    let noted = written.three.change(NAV, async |turn| {
        Ok(due[0].done(turn.tx.conn(), None).await?)
    });
    noted.await.unwrap();
    assert_eq!(written.write().await, 1);
    assert!(written.standing().await.contains("SUMMARY:Samarbeidsmøte"));
}

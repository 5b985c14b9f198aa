//! The calendar that samband writes into: made once, written repeatably, never read back, and what its
//! owner changed is left alone.

use samband::calendars::Uid;
use samband::calendars::caldav::{Account, OwnCalendar, Written};
use samband::calendars::entry::Certainty;
use samband::calendars::source::SourceAddress;
use samband::domain::NodeId;
use samband::http::Method;

use crate::support::asking::{ask_again, caldav, credentials, loopback_fetcher, oslo, shown};
use crate::support::calendar_account::{entry_of_ours, month, radicale, say};
use crate::support::calendar_server::CalendarServer;

#[tokio::test]
async fn an_own_calendar_is_made_once_written_repeatably_and_never_read_back() {
    let server = radicale().await;
    let fetcher = loopback_fetcher();
    let login = credentials("u1", "p1");
    let account = Account::new(&fetcher, &login);
    let node: NodeId = "dps-nord".parse().unwrap();
    let address: SourceAddress = server.url("/u1/arbeid/").parse().unwrap();
    let own = OwnCalendar::make(&account, &address, &node).await.unwrap();
    let again = OwnCalendar::make(&account, &address, &node).await.unwrap();
    assert_eq!(own, again);
    assert_eq!(own, own.as_str().parse().unwrap());
    assert!(own.as_str().ends_with("/u1/samband-dps-nord/"));

    let unused = credentials("u2", "p2");
    let unused = Account::new(&fetcher, &unused);
    let root: SourceAddress = server.url("/").parse().unwrap();
    assert!(OwnCalendar::make(&unused, &root, &node).await.is_ok());
    let stranger = OwnCalendar::make(&unused, &address, &node).await;
    assert_eq!(stranger.unwrap_err().code(), "forbidden");

    let uid = Uid::from_bytes(&[1; 16]);
    let first = entry_of_ours(&uid, 0, "2027-03-08T09:00:00Z", Certainty::Tentative);
    let Written::Done(Some(etag)) = own.put(&account, &uid, &first, None).await.unwrap() else {
        panic!("not written");
    };
    // The answer was lost: the same again.
    let repeated = own.put(&account, &uid, &first, None).await.unwrap();
    assert_eq!(repeated, Written::Done(Some(etag.clone())));
    // Moved; and moved again by a node that has lost the mark.
    let moved = entry_of_ours(&uid, 1, "2027-03-09T09:00:00Z", Certainty::Confirmed);
    let Written::Done(_) = own.put(&account, &uid, &moved, Some(&etag)).await.unwrap() else {
        panic!("not moved");
    };
    let stale = own.put(&account, &uid, &moved, Some(&etag)).await.unwrap();
    assert!(matches!(stale, Written::Done(Some(_))));
    let third = entry_of_ours(&uid, 2, "2027-03-10T09:00:00Z", Certainty::Confirmed);
    let unmarked = own.put(&account, &uid, &third, None).await.unwrap();
    assert!(matches!(unmarked, Written::Done(Some(_))));

    let path = format!("/u1/samband-dps-nord/{uid}.ics");
    let stored = say(Method::Get, &server.url(&path), "u1", "")
        .await
        .into_body();
    let stored = String::from_utf8(stored).unwrap();
    assert!(stored.contains("DTSTART:20270310T090000Z") && stored.contains("CLASS:PRIVATE"));
    assert!(!stored.contains("ATTENDEE") && !stored.contains("ORGANIZER"));

    // Left out for the node that wrote it, busy for any other.
    let source = caldav(&server.url("/"), "u1", "p1");
    let line = "[2027-03-10T09:00:00Z, 2027-03-10T09:45:00Z) Busy".to_owned();
    let other: NodeId = "nav-vest".parse().unwrap();
    for (node, seen) in [(Some(&node), false), (Some(&other), true), (None, true)] {
        let (_, report) = ask_again(&source, &oslo(month()), node, None)
            .await
            .unwrap();
        assert_eq!(shown(&report).contains(&line), seen);
    }

    let gone = own.remove(&account, &uid, None).await.unwrap();
    assert_eq!(gone, Written::Done(None));
    assert_eq!(own.remove(&account, &uid, Some(&etag)).await.unwrap(), gone);
    assert_eq!(own.remove(&account, &uid, None).await.unwrap(), gone);
}

#[tokio::test]
async fn what_the_owner_changed_or_removed_is_left_alone() {
    let server = radicale().await;
    let fetcher = loopback_fetcher();
    let login = credentials("u1", "p1");
    let account = Account::new(&fetcher, &login);
    let node: NodeId = "dps-nord".parse().unwrap();
    let address: SourceAddress = server.url("/").parse().unwrap();
    let own = OwnCalendar::make(&account, &address, &node).await.unwrap();
    let uid = Uid::from_bytes(&[2; 16]);
    let path = server.url(&format!("/u1/samband-dps-nord/{uid}.ics"));
    let text = entry_of_ours(&uid, 0, "2027-03-08T09:00:00Z", Certainty::Confirmed);
    let moved = entry_of_ours(&uid, 1, "2027-03-09T09:00:00Z", Certainty::Confirmed);
    for (from, to) in [
        ("SUMMARY:Samarbeidsmøte", "SUMMARY:Møte med Nav"),
        ("END:VEVENT", "DESCRIPTION:Husk kopi\r\nEND:VEVENT"),
        ("DTSTART:20270308T0900", "DTSTART:20270308T0915"),
    ] {
        let Written::Done(etag) = own.put(&account, &uid, &text, None).await.unwrap() else {
            panic!("not written");
        };
        let edited = say(Method::Put, &path, "u1", &text.replace(from, to)).await;
        assert!((200..300).contains(&edited.status()));
        for known in [etag.as_ref(), None] {
            let put = own.put(&account, &uid, &moved, known).await.unwrap();
            assert_eq!(put, Written::Altered, "{to}");
            let removed = own.remove(&account, &uid, known).await.unwrap();
            assert_eq!(removed, Written::Altered, "{to}");
        }
        let kept = say(Method::Get, &path, "u1", "").await.into_body();
        assert!(
            String::from_utf8(kept)
                .unwrap()
                .contains(to.split("\r\n").next().unwrap())
        );
        say(Method::Delete, &path, "u1", "").await;
        let put = own
            .put(&account, &uid, &moved, etag.as_ref())
            .await
            .unwrap();
        assert_eq!(put, Written::Altered, "removed by the owner");
    }
}

#[tokio::test]
async fn another_server_takes_the_same_writes() {
    let server = CalendarServer::xandikos();
    let fetcher = loopback_fetcher();
    let login = credentials("u1", "p1");
    let account = Account::new(&fetcher, &login);
    let node: NodeId = "dps-nord".parse().unwrap();
    let address: SourceAddress = server.url("/").parse().unwrap();
    let own = OwnCalendar::make(&account, &address, &node).await.unwrap();
    let again = OwnCalendar::make(&account, &address, &node).await;
    assert_eq!(again.unwrap(), own);

    let uid = Uid::from_bytes(&[3; 16]);
    let text = entry_of_ours(&uid, 0, "2027-03-08T09:00:00Z", Certainty::Tentative);
    let moved = entry_of_ours(&uid, 1, "2027-03-09T09:00:00Z", Certainty::Confirmed);
    // Written, repeated, moved without a mark, and moved back with the one that was given.
    let mut known = None;
    for (text, marked) in [
        (&text, false),
        (&text, false),
        (&moved, false),
        (&text, true),
    ] {
        let mark = known.as_ref().filter(|_| marked);
        match own.put(&account, &uid, text, mark).await.unwrap() {
            Written::Done(etag) => known = etag,
            Written::Altered => panic!("altered by nobody"),
        }
    }
    let source = caldav(&server.url("/"), "u1", "p1");
    let line = "[2027-03-08T09:00:00Z, 2027-03-08T09:45:00Z) Tentative";
    for (node, expected) in [(Some(&node), vec![]), (None, vec![line.to_owned()])] {
        let (_, report) = ask_again(&source, &oslo(month()), node, None)
            .await
            .unwrap();
        assert_eq!(shown(&report), expected);
    }
    let gone = own.remove(&account, &uid, None).await.unwrap();
    assert_eq!(gone, Written::Done(None));
}

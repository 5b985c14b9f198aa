//! Linked calendars: what a failed sync leaves, and what another source takes away.

use secrecy::SecretString;

use super::*;
use crate::domain::people::StaffCard;
use crate::domain::{Busy, BusyKind, Interval, LinkId};
use crate::planning::person::{Limits, Person};
use crate::store::busy_rows;
use crate::store::links::NewLink;

async fn person(tx: &mut Tx) {
    let name: ShortName = "Siri Dahl".parse().unwrap();
    let row = PersonRow {
        id: staff(1),
        slug: "siri-dahl".to_owned(),
        name: name.clone(),
        roles: Vec::new(),
        mail: None,
        language: Default::default(),
        card: StaffCard {
            id: staff(1),
            name,
            roles: Vec::new(),
            phone: None,
            mail: None,
            office_days: Vec::new(),
            telephone_hours: Vec::new(),
            deputy: None,
            home: None,
            asks_first: false,
            kinds: Vec::new(),
            capacity: None,
        },
        rules: Person {
            hours: Vec::new(),
            days_off: Vec::new(),
            other_hours: Vec::new(),
            windows: None,
            office_days: Vec::new(),
            complete: true,
            tentative_is_busy: false,
            minimum_notice: 0,
            buffer: 0,
            lunch: None,
            limits: Limits::default(),
        },
        active: true,
    };
    row.put(tx.conn()).await.unwrap();
}

fn source(url: &str, password: Option<&str>) -> LinkSource {
    LinkSource {
        url: SecretString::from(url),
        user: Some("siri".to_owned()),
        password: password.map(SecretString::from),
        owner: None,
    }
}

async fn put(tx: &mut Tx, source: &LinkSource) -> LinkRow {
    let new = NewLink {
        person: staff(1),
        slug: "outlook",
        kind: LinkKind::Ics,
        source,
        writable: false,
        now: NOW,
    };
    LinkRow::put(tx, new, &mut draw()).await.unwrap();
    let links = LinkRow::of_person(tx.conn(), staff(1)).await.unwrap();
    assert_eq!(links.len(), 1);
    links[0].clone()
}

fn window() -> Interval {
    Interval::new(NOW, NOW.plus_minutes(600)).unwrap()
}

async fn read_well(tx: &mut Tx, link: LinkId) {
    let outcome = SyncOutcome::Fresh {
        state: Some("{}".to_owned()),
        busy: vec![Busy {
            interval: Interval::new(NOW, NOW.plus_minutes(30)).unwrap(),
            kind: BusyKind::Busy,
        }],
        known: window(),
    };
    LinkRow::record(tx.conn(), link, &outcome, NOW, NOW.plus_minutes(10))
        .await
        .unwrap();
}

async fn now_is(tx: &mut Tx, link: LinkId) -> (LinkRow, usize) {
    let row = LinkRow::find(tx.conn(), link).await.unwrap().unwrap();
    let busy = busy_rows::of_link(tx.conn(), link, window()).await.unwrap();
    (row, busy.len())
}

#[tokio::test]
async fn a_failed_sync_leaves_what_was_known_busy_and_marks_the_rest() {
    let store = memory().await;
    let mut tx = store.begin().await.unwrap();
    person(&mut tx).await;
    let link = put(&mut tx, &source("https://a.test/x.ics", None)).await.id;
    read_well(&mut tx, link).await;
    let failed = SyncOutcome::Failed("not_found");
    LinkRow::record(
        tx.conn(),
        link,
        &failed,
        NOW.plus_minutes(10),
        NOW.plus_minutes(12),
    )
    .await
    .unwrap();
    let (row, busy) = now_is(&mut tx, link).await;
    assert_eq!(busy, 1);
    assert_eq!(row.trouble.as_deref(), Some("not_found"));
    assert_eq!((row.failures, row.last_good), (1, Some(NOW)));
    let same = SyncOutcome::Same { state: None };
    LinkRow::record(
        tx.conn(),
        link,
        &same,
        NOW.plus_minutes(12),
        NOW.plus_minutes(22),
    )
    .await
    .unwrap();
    let (row, busy) = now_is(&mut tx, link).await;
    assert_eq!((busy, row.trouble, row.failures), (1, None, 0));
    assert_eq!(row.known, Some(window()));
}

#[tokio::test]
async fn what_one_source_knew_says_nothing_of_another() {
    let store = memory().await;
    let mut tx = store.begin().await.unwrap();
    person(&mut tx).await;
    let link = put(&mut tx, &source("https://a.test/x.ics", None)).await.id;
    read_well(&mut tx, link).await;
    put(&mut tx, &source("https://a.test/x.ics", None)).await;
    assert!(
        now_is(&mut tx, link).await.0.known.is_some(),
        "the same source"
    );
    for other in [
        source("https://a.test/y.ics", None),
        source("https://a.test/y.ics", Some("secret")),
    ] {
        read_well(&mut tx, link).await;
        put(&mut tx, &other).await;
        let (row, _) = now_is(&mut tx, link).await;
        assert_eq!(
            (row.known, row.state_locked, row.last_good),
            (None, None, None)
        );
        assert_eq!(row.next_due, NOW);
    }
}

#[tokio::test]
async fn a_link_that_is_taken_out_takes_its_busy_time_along() {
    let store = memory().await;
    let mut tx = store.begin().await.unwrap();
    person(&mut tx).await;
    let link = put(&mut tx, &source("https://a.test/x.ics", None)).await.id;
    read_well(&mut tx, link).await;
    LinkRow::remove(tx.conn(), link).await.unwrap();
    assert_eq!(count(tx.conn(), "SELECT COUNT(*) FROM busy").await, 0);
}

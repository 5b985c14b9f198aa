//! What pages say of the whole person: who is away, what came upon a meeting, what two posts share.

use axum::http::StatusCode;

use super::site::{Site, agreed};
use crate::domain::{Busy, BusyKind, Instant, Interval, LinkId};
use crate::flows::sync::window_of;
use crate::flows::watch;
use crate::store::{LinkRow, SyncOutcome};

/// What somebody's calendar shows from now on; then the meetings in it are looked at.
async fn shows(site: &Site, slug: &str, kind: BusyKind, when: Interval) {
    let person = site.person(slug).await.id;
    let outcome = SyncOutcome::Fresh {
        state: None,
        busy: vec![Busy {
            interval: when,
            kind,
        }],
        known: window_of(LinkId::from_bytes([0; 16]), site.app.now()).unwrap(),
    };
    site.change(async |turn| {
        let link = LinkRow::of_person(turn.tx.conn(), person)
            .await?
            .remove(0)
            .id;
        let later = turn.now.plus_minutes(10);
        LinkRow::record(turn.tx.conn(), link, &outcome, turn.now, later).await?;
        watch::after_sync(turn, link).await
    })
    .await;
}

fn between(from: &str, to: &str) -> Interval {
    let at = |text: &str| -> Instant { text.parse::<jiff::Timestamp>().unwrap().into() };
    Interval::new(at(from), at(to)).unwrap()
}

#[tokio::test]
async fn colleagues_read_until_when_somebody_is_away_and_never_why() {
    let site = Site::new().await;
    // Tuesday 3 to Friday 6 March.
    let week = between("2026-03-02T23:00:00Z", "2026-03-06T23:00:00Z");
    shows(&site, "mona-li", BusyKind::Oof, week).await;
    let per = site.log_in("per-drift").await;
    per.get("/kalendere").await.shows(&["fravær til 9. mars"]);
    let kari = site.log_in("kari-nes").await;
    kari.get("/finn-tid")
        .await
        .shows(&["Mona Li (fravær til 9. mars)"]);
    let page = kari.get("/kalendere").await;
    assert!(!page.html.contains("fravær"), "she is not away herself");
}

#[tokio::test]
async fn the_owner_reads_what_came_upon_a_meeting_and_looks_for_another_time() {
    let site = Site::new().await;
    let kari = site.log_in("kari-nes").await;
    let path = agreed(&site, &kari).await;
    // The whole of next week; so whenever it is.
    let week = between("2026-03-08T23:00:00Z", "2026-03-15T23:00:00Z");
    let mona = site.log_in("mona-li").await;
    shows(&site, "mona-li", BusyKind::Busy, week).await;
    let told = "Mona Li er blitt opptatt";
    assert!(
        !kari.get(&path).await.html.contains(told),
        "one read is nothing"
    );
    shows(&site, "mona-li", BusyKind::Busy, week).await;
    kari.get(&path)
        .await
        .shows(&[told, "Finn ny tid", "/ny-tid"]);
    kari.get("/")
        .await
        .shows(&[told, "Noen er blitt opptatt", &path]);
    let page = mona.get(&path).await;
    page.shows(&["Du er blitt opptatt"]);
    assert!(!page.html.contains("/ny-tid"), "not hers to move");
    let again = format!("{path}/ny-tid");
    assert_eq!(mona.post(&again, &[]).await.status, StatusCode::NOT_FOUND);
    let found = kari.post(&again, &[]).await.leads_to().to_owned();
    assert!(found.starts_with("/finn-tid/"), "{found}");
    kari.get(&found).await.shows(&["Mona Li"]);
    kari.get(&path).await.shows(&["Bekreftet av alle"]);
    // Gone again: nothing is said any more.
    let elsewhen = between("2026-04-01T08:00:00Z", "2026-04-01T09:00:00Z");
    shows(&site, "mona-li", BusyKind::Busy, elsewhen).await;
    assert!(!kari.get(&path).await.html.contains(told));
}

#[tokio::test]
async fn somebody_without_a_home_elsewhere_has_nothing_to_share() {
    let site = Site::new().await;
    let kari = site.log_in("kari-nes").await;
    assert!(
        !kari
            .get("/kalendere")
            .await
            .html
            .contains("/kalendere/deling")
    );
    let sent = kari.post("/kalendere/deling", &[("deles", "ja")]).await;
    assert_eq!(sent.status, StatusCode::NOT_FOUND);
    let odd = kari
        .post("/kalendere/deling", &[("deles", "kanskje")])
        .await;
    assert_eq!(odd.status, StatusCode::NOT_FOUND);
}

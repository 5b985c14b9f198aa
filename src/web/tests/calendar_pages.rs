//! Kalendere: whose one sees, what is wrong in words, and never an address.

use axum::http::StatusCode;

use super::site::Site;
use crate::store::LinkRow;

#[tokio::test]
async fn one_sees_ones_own_and_an_administrator_everybodys() {
    let site = Site::new().await;
    let kari = site.log_in("kari-nes").await;
    let page = kari.get("/kalendere").await;
    page.shows(&[
        "Kari Nes",
        "kalender.nordfjell.test",
        "I orden",
        "Hentet i dag 09.20",
    ]);
    assert!(!page.html.contains("Mona Li"));
    assert!(
        !page.html.contains("hemmelig"),
        "the address may be a secret"
    );
    assert!(!page.html.contains("/kalendere/ny"), "not in this version");
    let per = site.log_in("per-drift").await;
    let page = per.get("/kalendere").await;
    page.shows(&["Kari Nes", "Mona Li", "Ola Strand"]);
    let before = |name: &str| page.html.find(&format!(">{name}")).unwrap();
    assert!(
        before("Per Drift") < before("Kari Nes"),
        "one's own come first"
    );
}

#[tokio::test]
async fn trouble_is_said_in_words() {
    let site = Site::new().await;
    site.read_calendars("kari-nes").await;
    let kari = site.log_in("kari-nes").await;
    kari.get("/kalendere")
        .await
        .shows(&["Virker ikke", "Kalenderserveren godtok ikke passordet"]);
}

#[tokio::test]
async fn fetching_now_makes_it_due_for_those_who_may() {
    let site = Site::new().await;
    let link = async |slug: &str| -> LinkRow {
        let person = site.person(slug).await.id;
        let mut reader = site.app.read().await.unwrap();
        LinkRow::of_person(&mut reader, person)
            .await
            .unwrap()
            .remove(0)
    };
    let kari = site.log_in("kari-nes").await;
    let theirs = link("mona-li").await;
    let page = kari
        .post(&format!("/kalendere/{}/hent", theirs.id), &[])
        .await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(link("mona-li").await.next_due > site.app.now());
    let own = link("kari-nes").await;
    assert!(own.next_due > site.app.now());
    for browser in [kari, site.log_in("per-drift").await] {
        let page = browser
            .post(&format!("/kalendere/{}/hent", own.id), &[])
            .await;
        assert_eq!(page.leads_to(), "/kalendere");
        assert!(link("kari-nes").await.next_due <= site.app.now());
    }
}

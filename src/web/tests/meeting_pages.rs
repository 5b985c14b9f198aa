//! Møter: who sees a meeting, in which words, and calling it off.

use axum::http::StatusCode;

use super::site::{Site, agreed};

#[tokio::test]
async fn those_in_a_meeting_see_it_and_nobody_else() {
    let site = Site::new().await;
    let kari = site.log_in("kari-nes").await;
    let path = agreed(&site, &kari).await;
    let mona = site.log_in("mona-li").await;
    for one in [&kari, &mona] {
        one.get(&path).await.shows(&[
            "Trekantsamtale",
            "Mona Li",
            "Kari Nes",
            "Videomøte",
            "Bekreftet av alle",
        ]);
        one.get("/moter").await.shows(&[&path, "45 min"]);
        one.get("/").await.shows(&[&path]);
    }
    assert!(kari.get(&path).await.html.contains("/avlys"));
    assert!(
        !mona.get(&path).await.html.contains("/avlys"),
        "not hers to call off"
    );
    for stranger in ["ola-strand", "per-drift"] {
        let stranger = site.log_in(stranger).await;
        for path in [path.clone(), format!("{path}/folg"), format!("{path}/del")] {
            assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND);
        }
        assert!(!stranger.get("/moter").await.html.contains(&path));
    }
}

#[tokio::test]
async fn past_meetings_have_a_list_of_their_own() {
    let site = Site::new().await;
    let kari = site.log_in("kari-nes").await;
    let path = agreed(&site, &kari).await;
    let past = kari.get("/moter?vis=tidligere").await;
    past.shows(&["Ingen møter har vært ennå."]);
    site.later(14 * 24 * 60);
    let kari = site.log_in("kari-nes").await;
    kari.get("/moter?vis=tidligere").await.shows(&[&path]);
    kari.get("/moter").await.shows(&["Ingen møter er avtalt."]);
    let late = kari
        .post(&format!("{path}/avlys"), &[("hvorfor", "illness")])
        .await;
    late.refuses(&["Det er for sent."]);
}

#[tokio::test]
async fn the_one_who_chose_calls_off_with_a_reason() {
    let site = Site::new().await;
    let kari = site.log_in("kari-nes").await;
    let path = agreed(&site, &kari).await;
    let off = format!("{path}/avlys");
    let mona = site.log_in("mona-li").await;
    let sent = [("hvorfor", "illness")];
    assert_eq!(mona.post(&off, &sent).await.status, StatusCode::NOT_FOUND);
    let wrong = kari.post(&off, &[("hvorfor", "moved")]).await;
    wrong.refuses(&["Velg hvorfor møtet avlyses."]);
    let done = format!("{path}?gjort=avlyst");
    assert_eq!(kari.post(&off, &sent).await.leads_to(), done);
    kari.get(&done).await.shows(&["De andre får beskjed"]);
    assert_eq!(
        kari.post(&off, &sent).await.leads_to(),
        path,
        "a second tap does no harm"
    );
    for one in [&kari, &mona] {
        one.get(&path).await.shows(&["Avlyst: Sykdom"]);
    }
}

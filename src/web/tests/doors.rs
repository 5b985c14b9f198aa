//! Who gets in: no page without a log-in, no form without the session's token; language and scheme.

use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;

use super::site::{Site, get, post};

const PAGES: [&str; 6] = [
    "/finn-tid",
    "/finn-tid/0102030405060708090a0b0c0d0e0f10",
    "/moter",
    "/moter/0102030405060708090a0b0c0d0e0f10",
    "/kalendere",
    "/saker",
];
const FORMS: [&str; 8] = [
    "/finn-tid",
    "/finn-tid/0102030405060708090a0b0c0d0e0f10/avtal",
    "/moter/0102030405060708090a0b0c0d0e0f10/slipp",
    "/moter/0102030405060708090a0b0c0d0e0f10/avlys",
    "/kalendere/0102030405060708090a0b0c0d0e0f10/hent",
    "/saker/ny",
    "/saker/0102030405060708090a0b0c0d0e0f10/navn",
    "/saker/0102030405060708090a0b0c0d0e0f10/trekk",
];

#[tokio::test]
async fn nobody_gets_in_without_a_log_in() {
    let site = Site::new().await;
    for path in PAGES {
        let page = site.send(get(path, None)).await;
        assert_eq!(page.leads_to(), format!("/logg-inn?til={path}"), "{path}");
    }
    for path in FORMS {
        let page = site.send(post(path, None, &[])).await;
        assert_eq!(page.leads_to(), "/logg-inn?til=/", "{path}");
    }
}

#[tokio::test]
async fn no_form_counts_without_the_token_of_the_session() {
    let site = Site::new().await;
    let kari = site.log_in("kari-nes").await;
    for path in FORMS {
        let page = kari.post_forged(path).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}");
        if path.contains("0102") {
            let page = kari.post(path, &[]).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
}

#[tokio::test]
async fn language_and_scheme_are_remembered_and_lead_back() {
    let site = Site::new().await;
    let page = site
        .send(get("/sprak/en?til=%2Fmoter%3Fvis%3Dtidligere", None))
        .await;
    assert_eq!(page.leads_to(), "/moter?vis=tidligere");
    let cookie = page.headers[SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("sprak=en; Path=/"), "{cookie}");
    let page = site
        .send(get("/utseende/dark?til=%2F%2Fond.example", None))
        .await;
    assert_eq!(page.leads_to(), "/");
    let page = site.send(get("/sprak/xx", None)).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}

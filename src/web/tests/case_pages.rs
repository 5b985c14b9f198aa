//! Saker: registering a consent, naming a case, withdrawing; only those on a case see it.

use axum::http::StatusCode;

use super::site::{Browser, Site};

async fn registered(site: &Site, mona: &Browser<'_>) -> String {
    let form = mona.get("/saker/ny").await;
    form.shows(&["Furu", "Nav Nordfjell", "Pasienten har samtykket"]);
    let (kari, arne) = (
        site.value("kari-nes").await,
        format!("nav-nordfjell.{}", site.arne),
    );
    let sent = [
        ("nokkel", form.field("nokkel")),
        ("navn", "Furu"),
        ("org", "nav-nordfjell"),
        ("person-1", &kari),
        ("person-2", &arne),
        ("til", "2026-09-01"),
        ("samtykket", "ja"),
    ];
    let case = mona.post("/saker/ny", &sent).await.leads_to().to_owned();
    let again = mona.post("/saker/ny", &sent).await;
    assert_eq!(again.leads_to(), case, "a double click registers once");
    case
}

#[tokio::test]
async fn those_on_a_case_see_it_and_nobody_else() {
    let site = Site::new().await;
    let mona = site.log_in("mona-li").await;
    let case = registered(&site, &mona).await;
    let kari = site.log_in("kari-nes").await;
    for one in [&mona, &kari] {
        one.get(&case).await.shows(&[
            "Sak Furu",
            "Samtykke til 1. september",
            "Arne Moe",
            "Nav Nordfjell kan fortelle og få vite",
        ]);
        one.get("/saker")
            .await
            .shows(&[&case, "Kari, Arne og Mona"]);
    }
    let ola = site.log_in("ola-strand").await;
    assert_eq!(ola.get(&case).await.status, StatusCode::NOT_FOUND);
    assert!(!ola.get("/saker").await.html.contains(&case));
    for action in ["navn", "trekk"] {
        let path = format!("{case}/{action}");
        let page = ola.post(&path, &[("navn", "Bjørk")]).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_case_fills_in_those_who_are_in_it() {
    let site = Site::new().await;
    let mona = site.log_in("mona-li").await;
    let case = registered(&site, &mona).await;
    let id = case.trim_start_matches("/saker/");
    let form = mona.get(&format!("/finn-tid?sak={id}")).await;
    for value in [
        site.value("mona-li").await,
        site.value("kari-nes").await,
        format!("nav-nordfjell.{}", site.arne),
    ] {
        form.shows(&[&format!("value=\"{value}\" selected")]);
    }
    let changed = [
        ("gjor", "oppdater"),
        ("var", "three_way/"),
        ("slag", "field_mentoring"),
        ("sak", id),
        ("lengde", "45"),
    ];
    let page = mona.post("/finn-tid", &changed).await;
    page.shows(&["id=\"valg\"", "Metodeveileder", "value=\"240\" checked"]);
    assert!(!page.html.contains(">Behandler<"));
}

#[tokio::test]
async fn a_form_that_can_not_be_says_why() {
    let site = Site::new().await;
    let mona = site.log_in("mona-li").await;
    let arne = format!("nav-nordfjell.{}", site.arne);
    let page = mona
        .post("/saker/ny", &[("person-2", &arne), ("til", "2026-01-01")])
        .await;
    page.refuses(&[
        "Gi saken et navn.",
        "Velg minst én organisasjon",
        "hører til en organisasjon som samtykket ikke åpner for",
        "Velg en dag fram i tid",
        "Kryss av for at pasienten har samtykket.",
    ]);
    let named = [
        ("navn", "Ola Nordmann 12.03.1985"),
        ("org", "nav-nordfjell"),
        ("samtykket", "ja"),
    ];
    let page = mona.post("/saker/ny", &named).await;
    page.refuses(&["Navnet kan peke på en person."]);
    let per = site.log_in("per-drift").await;
    assert_eq!(per.get("/saker/ny").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_label_changes_and_a_consent_is_withdrawn() {
    let site = Site::new().await;
    let mona = site.log_in("mona-li").await;
    let case = registered(&site, &mona).await;
    let rename = format!("{case}/navn");
    mona.post(&rename, &[])
        .await
        .refuses(&["Gi saken et navn."]);
    let page = mona.post(&rename, &[("navn", "Bjørk")]).await;
    assert_eq!(page.leads_to(), case);
    mona.get(&case).await.shows(&["Sak Bjørk"]);
    let withdraw = format!("{case}/trekk");
    let done = format!("{case}?gjort=trukket");
    assert_eq!(mona.post(&withdraw, &[]).await.leads_to(), done);
    assert_eq!(mona.post(&withdraw, &[]).await.leads_to(), case);
    let page = mona.get(&done).await;
    page.shows(&["Det som ventet i saken, er stanset."]);
    page.shows(&["Samtykket er trukket 3. mars"]);
    assert!(
        !page.html.contains("/finn-tid?sak="),
        "nothing can be asked about it"
    );
}

//! From Finn tid to an agreed meeting, as the pages show it.

use axum::http::StatusCode;

use super::site::{Browser, Page, Site};
use crate::crossing::message::{Answer, AnswerRow, Starts};
use crate::domain::booking::{BookingState, HoldRefusal, PartyState};
use crate::domain::hold::HoldAnswer;
use crate::domain::seat::{SeatNo, Seated};
use crate::domain::{BookingId, Instant};
use crate::flows::propose::{Search, take_answer};
use crate::flows::{book, hold};
use crate::store::{AskRow, BookingRow, ProposalRow};

/// Kari looks for a time with Mona, and with Arne of Nav where `arne`.
async fn search(site: &Site, kari: &Browser<'_>, arne: bool) -> Page {
    let (mona, me) = (site.value("mona-li").await, site.value("kari-nes").await);
    let arne = if arne {
        format!("nav-nordfjell.{}", site.arne)
    } else {
        String::new()
    };
    let form = kari.get("/finn-tid").await;
    let key = form.field("nokkel").to_owned();
    kari.post(
        "/finn-tid",
        &[
            ("nokkel", &key),
            ("slag", "three_way"),
            ("sete-0", &mona),
            ("sete-1", &me),
            ("sete-2", &arne),
            ("lengde", "45"),
            ("sted", "telefon"),
            ("periode", "neste"),
        ],
    )
    .await
}

/// Nav names the first starts that it was asked about.
async fn nav_answers(site: &Site, found: &str) -> Vec<Instant> {
    let id = found.trim_start_matches("/finn-tid/").parse().unwrap();
    site.change(async |turn| {
        let asks = AskRow::of_proposal(turn.tx.conn(), id).await?;
        let ask = asks.last().unwrap();
        let starts: Vec<Instant> = ask.starts.iter().copied().step_by(5).collect();
        let answer = Answer {
            ask: ask.id,
            round: ask.round,
            answers: vec![AnswerRow {
                q: 0,
                starts: Starts::Named(starts),
            }],
        };
        take_answer(turn, &site.nav, &answer).await?;
        let row = ProposalRow::<Search>::find(turn.tx.conn(), id).await?;
        Ok(row
            .unwrap()
            .body
            .slots
            .iter()
            .map(|slot| slot.start)
            .collect())
    })
    .await
}

async fn booking(site: &Site, id: &str) -> crate::domain::booking::Booking {
    let mut reader = site.app.read().await.unwrap();
    let id: BookingId = id.parse().unwrap();
    BookingRow::find(&mut reader, id).await.unwrap().unwrap()
}

fn id_in(path: &str) -> String {
    path.split('/').nth(2).unwrap().to_owned()
}

#[tokio::test]
async fn the_form_is_filled_in_for_the_one_who_asks() {
    let site = Site::new().await;
    let kari = site.log_in("kari-nes").await;
    let form = kari.get("/finn-tid").await;
    form.shows(&[
        "Behandler",
        "Jobbspesialist",
        "Nav-veileder",
        "Arne Moe",
        "Storgata 12",
    ]);
    let me = site.value("kari-nes").await;
    assert!(form.html.contains(&format!("value=\"{me}\" selected")));
    assert!(!form.html.contains("gjest"), "no guest can be asked yet");
}

#[tokio::test]
async fn a_form_that_can_not_be_says_why() {
    let site = Site::new().await;
    let kari = site.log_in("kari-nes").await;
    let me = site.value("kari-nes").await;
    let sent = [
        ("slag", "three_way"),
        ("sete-1", me.as_str()),
        ("lengde", "45"),
    ];
    let page = kari.post("/finn-tid", &sent).await;
    page.refuses(&[
        "Velg minst to",
        "Velg hvor møtet",
        "Velg når møtet",
        "Feil:",
    ]);
    let (mona, never) = (site.value("mona-li").await, site.value("per-drift").await);
    let sent = |first: &'static str, last: &'static str| {
        vec![
            ("slag", "three_way"),
            ("sete-1", me.as_str()),
            ("lengde", "45"),
            ("sted", "telefon"),
            ("periode", "egne"),
            ("fra", first),
            ("til", last),
        ]
    };
    let mut backwards = sent("2026-03-20", "2026-03-10");
    backwards.push(("sete-0", &mona));
    let page = kari.post("/finn-tid", &backwards).await;
    page.refuses(&["Den siste dagen må komme etter den første."]);
    let mut past = sent("2026-02-02", "2026-02-06");
    past.push(("sete-0", &mona));
    let page = kari.post("/finn-tid", &past).await;
    page.refuses(&["Perioden er over."]);
    let mut stranger = sent("2026-03-10", "2026-03-20");
    stranger.push(("sete-0", &never));
    let page = kari.post("/finn-tid", &stranger).await;
    page.refuses(&["En av dem du valgte, kan ikke nås her lenger."]);
}

#[tokio::test]
async fn the_wait_follows_the_answers_and_gives_way_to_the_times() {
    let site = Site::new().await;
    let kari = site.log_in("kari-nes").await;
    let found = search(&site, &kari, true).await.leads_to().to_owned();
    let wait = kari.get(&found).await;
    wait.shows(&[
        "Vi spør kalenderne",
        "Nav Nordfjell",
        "Venter på svar",
        "Arne Moe",
    ]);
    let part = kari.get(&format!("{found}/del")).await;
    part.shows(&["1 av 2 har svart"]);
    let mona = site.log_in("mona-li").await;
    assert_eq!(mona.get(&found).await.status, StatusCode::NOT_FOUND);

    let starts = nav_answers(&site, &found).await;
    let part = kari.get(&format!("{found}/del")).await;
    assert_eq!(part.headers["hx-refresh"], "true");
    let times = kari.get(&found).await;
    times.shows(&[
        "Velg tid for trekantsamtale",
        "Uke 11",
        "Passer godt.",
        "Mona, Kari og Arne",
    ]);
    assert_eq!(times.html.matches("name=\"tid\"").count(), starts.len());

    let choose = format!("{found}/avtal");
    let gone = kari.post(&choose, &[("tid", "17")]).await;
    gone.refuses(&["Tiden er ikke ledig lenger."]);
    let other = mona
        .post(&choose, &[("tid", &starts[0].minutes().to_string())])
        .await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_time_is_held_confirmed_and_agreed_or_let_go_with_the_next_best() {
    let site = Site::new().await;
    let kari = site.log_in("kari-nes").await;
    let found = search(&site, &kari, true).await.leads_to().to_owned();
    let starts = nav_answers(&site, &found).await;
    let times = kari.get(&found).await;
    let key = times.field("nokkel").to_owned();
    let first = starts[0].minutes().to_string();
    let sent = [("nokkel", key.as_str()), ("tid", first.as_str())];
    let follow = kari
        .post(&format!("{found}/avtal"), &sent)
        .await
        .leads_to()
        .to_owned();
    let again = kari.post(&format!("{found}/avtal"), &sent).await;
    assert_eq!(again.leads_to(), follow, "a double click books once");
    let id = id_in(&follow);

    let page = kari.get(&follow).await;
    page.shows(&[
        "Vi holder av tiden",
        "Holder av tiden",
        "Venter på svar",
        "steg=1",
    ]);
    let part = kari.get(&format!("/moter/{id}/del?steg=1")).await;
    part.shows(&["5 min", "1 av 2 har svart"]);
    assert_eq!(kari.get(&found).await.leads_to(), follow);

    let refused = HoldAnswer::HoldRefused(HoldRefusal::Taken);
    let booked = id.parse().unwrap();
    site.change(async |turn| book::answered(turn, &site.nav, booked, refused).await)
        .await;
    site.change(async |turn| book::answered(turn, &site.nav, booked, HoldAnswer::Released).await)
        .await;
    let part = kari.get(&format!("/moter/{id}/del?steg=1")).await;
    assert_eq!(part.headers["hx-refresh"], "true");
    let ended = kari.get(&follow).await;
    let next = starts[1].minutes().to_string();
    ended.shows(&[
        "Tiden ble ikke avtalt",
        "En av partene kunne ikke",
        "Tiden er ikke ledig lenger.",
        "Neste gode tid",
        &next,
    ]);
    let left = kari.get(&found).await;
    left.shows(&["De beste tidene"]);
    assert!(
        !left.html.contains(&format!("value=\"{first}\"")),
        "it was tried"
    );

    let sent = [("nokkel", ended.field("nokkel")), ("tid", next.as_str())];
    let follow = kari
        .post(&format!("{found}/avtal"), &sent)
        .await
        .leads_to()
        .to_owned();
    let id = id_in(&follow);
    let booked = id.parse().unwrap();
    let seated = vec![Seated {
        seat: SeatNo(2),
        staff: site.arne,
    }];
    for answer in [
        HoldAnswer::Held(seated.clone()),
        HoldAnswer::Confirmed(seated),
        HoldAnswer::Sealed,
    ] {
        site.change(async |turn| book::answered(turn, &site.nav, booked, answer).await)
            .await;
    }
    assert_eq!(booking(&site, &id).await.state, BookingState::Sealed);
    assert_eq!(
        booking(&site, &id).await.nodes[&site.nav],
        PartyState::Sealed
    );
    kari.get(&follow)
        .await
        .shows(&["Møtet er avtalt", "Invitasjonene kommer"]);
}

#[tokio::test]
async fn the_one_who_chose_can_let_go() {
    let site = Site::new().await;
    let kari = site.log_in("kari-nes").await;
    let found = search(&site, &kari, true).await.leads_to().to_owned();
    let starts = nav_answers(&site, &found).await;
    let first = starts[0].minutes().to_string();
    let chosen = kari
        .post(&format!("{found}/avtal"), &[("tid", &first)])
        .await;
    let follow = chosen.leads_to().to_owned();
    let let_go = format!("/moter/{}/slipp", id_in(&follow));
    let mona = site.log_in("mona-li").await;
    assert_eq!(mona.post(&let_go, &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(kari.post(&let_go, &[]).await.leads_to(), follow);
    kari.get(&follow).await.shows(&["Du slapp tiden."]);
}

#[tokio::test]
async fn where_nothing_is_found_it_says_who_said_what_and_what_to_try() {
    let site = Site::new().await;
    site.read_calendars("mona-li").await;
    let kari = site.log_in("kari-nes").await;
    let found = search(&site, &kari, true).await.leads_to().to_owned();
    let page = kari.get(&found).await;
    page.shows(&[
        "Ingen tid passer alle",
        "Mona Li er usikker: kalenderen kan ikke leses nå",
        "Ble ikke spurt",
        "Se tre uker fram",
    ]);
    let longer = format!(
        "/finn-tid?fra_sok={}&periode=tre",
        found.trim_start_matches("/finn-tid/")
    );
    assert!(
        page.html.replace("&#38;", "&").contains(&longer),
        "{}",
        page.html
    );
    let form = kari.get(&longer).await;
    let mona = site.value("mona-li").await;
    form.shows(&[
        &format!("value=\"{mona}\" selected"),
        "value=\"tre\" checked",
    ]);
    let without = kari.get(&format!("{longer}&uten=nav-nordfjell")).await;
    assert!(!without.html.contains(&format!("{}\" selected", site.arne)));
}

#[tokio::test]
async fn a_search_among_our_own_is_ready_at_once_and_agreed_at_once() {
    let site = Site::new().await;
    let kari = site.log_in("kari-nes").await;
    let found = search(&site, &kari, false).await.leads_to().to_owned();
    let times = kari.get(&found).await;
    times.shows(&["Kari Nes", "Mona Li", "De beste tidene"]);
    let first = times.field("tid").to_owned();
    let follow = kari
        .post(&format!("{found}/avtal"), &[("tid", &first)])
        .await;
    let follow = follow.leads_to().to_owned();
    kari.get(&follow).await.shows(&["Møtet er avtalt"]);
    assert_eq!(kari.get(&found).await.leads_to(), follow);
    let held = site
        .change(async |turn| {
            let id = id_in(&follow).parse().unwrap();
            Ok(crate::store::holds::find(turn.tx.conn(), id).await?)
        })
        .await;
    assert_eq!(held.unwrap().seated.len(), 2);
    // Ticking changes nothing of what is agreed.
    site.later(60);
    site.change(async |turn| hold::tick(turn).await).await;
    kari.get(&follow).await.shows(&["Møtet er avtalt"]);
}

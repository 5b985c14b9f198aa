//! One body, several posts (rule B13): Siri works at the DPS, her home, and as an adviser at Nav. Home
//! alone decides what is held of her; Nav tells home, and nobody else, when she is taken there, while
//! she agrees.

use samband::crossing::message::{BusyShare, Message};
use samband::domain::booking::HoldRefusal;
use samband::domain::people::StaffCard;
use samband::domain::seat::Who;
use samband::domain::{Busy, BusyKind, Instant, Interval, LinkId, StaffId};
use samband::flows::directory_file::DirectoryFile;
use samband::flows::sync::window_of;
use samband::flows::{FlowError, directory, posts};
use samband::inbound::Outcome;
use samband::store::{LinkRow, PersonRow, SyncOutcome, peers};

use super::support::asking::at;
use super::support::three::{DPS, KOMMUNE, NAV, Three};

fn tuesday(clock: &str) -> Instant {
    at(&format!("2026-11-24T{clock}:00+01:00"))
}

fn between(from: &str, to: &str) -> Interval {
    Interval::new(tuesday(from), tuesday(to)).unwrap()
}

fn person(key: &str, name: &str, role: &str, more: &str) -> String {
    format!(
        "[[person]]\nkey = \"{key}\"\nname = \"{name}\"\nroles = [\"{role}\"]\n\
         mail = \"{key}@work.test\"\nhours = [\"monday-friday 08:00-16:00\"]\n{more}\n\
         [[person.calendar]]\nkey = \"outlook\"\nkind = \"ics\"\n\
         url = \"https://calendar.test/{key}.ics\"\n\n"
    )
}

async fn says(three: &mut Three, node: usize, people: &[String]) {
    let name = three.nodes[node].id.clone();
    let text = format!(
        "[organisation]\nname = \"{name} samlet\"\n\n{}",
        people.concat()
    );
    let file = DirectoryFile::read(&text).unwrap();
    let applied = three.change(node, async |turn| directory::apply(turn, &file).await);
    applied.await.unwrap();
    three.settle().await;
}

/// Siri's entry at home.
fn home(complete: bool) -> String {
    let complete = format!(
        "complete = {complete}\nother_posts = [\"nav\"]\nbookable = [\"monday-friday 08:00-16:00\"]"
    );
    person("siri-dahl", "Siri Dahl", "clinician", &complete)
}

/// Her entry at Nav.
fn other(shares: bool) -> String {
    let home = format!(
        "complete = true\nhome = {{ node = \"dps\", name = \"Siri Dahl\", share_busy = {shares} }}"
    );
    person("siri-nav", "Siri Dahl", "adviser", &home)
}

/// Kari's colleagues at their posts, Siri with two.
async fn two_posts(complete: bool, shares: bool) -> Three {
    let mut three = Three::by_hand().await;
    says(&mut three, DPS, &[home(complete)]).await;
    let arne = person("arne-moe", "Arne Moe", "adviser", "complete = true");
    says(&mut three, NAV, &[arne, other(shares)]).await;
    three.is_busy("siri-dahl", &[]).await;
    at_nav(&mut three, &[]).await;
    three
}

async fn of_nav(three: &Three) -> PersonRow {
    let mut reader = three.nodes[NAV].node.desk.store.reader().await.unwrap();
    let row = PersonRow::by_slug(&mut reader, "siri-nav").await.unwrap();
    row.unwrap()
}

/// What Siri's calendar at Nav shows from now on.
async fn at_nav(three: &mut Three, busy: &[Interval]) {
    let staff = of_nav(three).await.id;
    let busy = busy.iter().map(|interval| Busy {
        interval: *interval,
        kind: BusyKind::Busy,
    });
    let outcome = SyncOutcome::Fresh {
        state: None,
        busy: busy.collect(),
        known: window_of(LinkId::from_bytes([0; 16]), three.now()).unwrap(),
    };
    let later = three.now().plus_minutes(100_000);
    let read = three.change(NAV, async |turn| {
        let link = LinkRow::of_person(turn.tx.conn(), staff)
            .await?
            .remove(0)
            .id;
        Ok(LinkRow::record(turn.tx.conn(), link, &outcome, turn.now, later).await?)
    });
    read.await.unwrap();
    three.settle().await;
}

/// Whether home holds a quarter of an hour of Siri for the municipality.
async fn holds(three: &mut Three, start: &str) -> bool {
    let id = three
        .begin(&["kari-nes", "siri-dahl"], tuesday(start), None)
        .await;
    let id = id.unwrap();
    three
        .settle_but(|message| matches!(message, Message::Confirm(_)))
        .await;
    let held = three.hold(DPS, id).await.unwrap().is_live();
    let kari = three.staff("kari-nes").await;
    let let_go = three.change(KOMMUNE, async |turn| {
        samband::flows::book::let_go(turn, kari, id).await
    });
    let _ = let_go.await;
    three.deliver_kept().await;
    held
}

/// Every list that was sent: from, to, and how many stretches.
fn shared(three: &Three) -> Vec<(String, String, Option<usize>)> {
    let said = three.said().into_iter();
    said.filter_map(|(from, to, message)| match message {
        Message::BusyShare(share) => {
            let many = share.busy.map(|busy| busy.len());
            Some((from.to_string(), to.to_string(), many))
        }
        _ => None,
    })
    .collect()
}

fn from_nav(many: Option<usize>) -> (String, String, Option<usize>) {
    ("nav".to_owned(), "dps".to_owned(), many)
}

#[tokio::test]
async fn what_takes_the_other_post_is_not_free_at_home_and_goes_to_no_third_node() {
    let mut three = two_posts(false, true).await;
    assert!(holds(&mut three, "10:00").await);
    at_nav(&mut three, &[between("09:30", "10:10")]).await;
    assert!(!holds(&mut three, "10:00").await, "taken at Nav");
    assert!(holds(&mut three, "10:15").await);
    assert_eq!(shared(&three), [from_nav(Some(0)), from_nav(Some(1))]);
    // One row for each on both sides, and none anywhere else.
    let rows = "SELECT peer || ' ' || direction AS line FROM ledger WHERE kind = 'busy_share'
        AND decision = 'accepted'";
    assert_eq!(three.lines(NAV, rows).await, ["dps out", "dps out"]);
    assert_eq!(three.lines(DPS, rows).await, ["nav in", "nav in"]);
    assert_eq!(three.lines(KOMMUNE, rows).await, [""; 0]);
    assert_eq!(three.count(KOMMUNE, "shared_busy").await, 0);
    three.check_rest().await;
}

#[tokio::test]
async fn the_other_post_decides_nothing_and_a_search_by_its_card_asks_home() {
    let mut three = two_posts(true, true).await;
    let nav = three.nodes[NAV].id.clone();
    let card = async |three: &Three| -> StaffCard {
        let mut reader = three.nodes[KOMMUNE].node.desk.store.reader().await.unwrap();
        let cards = peers::people(&mut reader, &nav).await.unwrap();
        cards
            .into_iter()
            .find(|card| card.name.as_str() == "Siri Dahl")
            .unwrap()
    };
    let card = card(&three).await;
    let home = card.home.clone().unwrap();
    assert_eq!(home.node, three.nodes[DPS].id);
    assert_eq!(home.staff, three.staff("siri-dahl").await);
    let other = Who::Person {
        node: nav.clone(),
        staff: card.id,
    };
    // Held at Nav itself, by the card there: refused.
    let mut terms = three
        .terms(&["kari-nes", "arne-moe"], tuesday("10:00"), None)
        .await;
    terms.party[1].who = other.clone();
    let (kari, id) = (three.staff("kari-nes").await, terms.booking);
    let begun = three.change(KOMMUNE, async |turn| {
        samband::flows::book::begin(turn, terms, kari, None).await
    });
    begun.await.unwrap();
    three.settle().await;
    let refused = three.booking(KOMMUNE, id).await.refused.unwrap();
    assert_eq!(refused, (nav, HoldRefusal::Taken));
    // A search names home instead.
    let asked = three.change(KOMMUNE, async |turn| posts::at_home(turn, other).await);
    let home = Who::Person {
        node: home.node,
        staff: home.staff,
    };
    assert_eq!(asked.await.unwrap(), home);
}

#[tokio::test]
async fn a_no_stops_it_at_once_and_then_the_rule_of_complete_calendars_decides() {
    for complete in [false, true] {
        let mut three = two_posts(complete, true).await;
        at_nav(&mut three, &[between("09:30", "10:10")]).await;
        assert!(!holds(&mut three, "10:00").await);
        let siri = of_nav(&three).await.id;
        let no = three.change(NAV, async |turn| posts::agree(turn, siri, false).await);
        no.await.unwrap();
        at_nav(&mut three, &[between("12:00", "12:30")]).await;
        let all = [from_nav(Some(0)), from_nav(Some(1)), from_nav(None)];
        assert_eq!(shared(&three), all);
        let kept = "SELECT COALESCE(list, 'none') AS line FROM shared_busy";
        assert_eq!(three.lines(DPS, kept).await, ["none"]);
        assert_eq!(
            three
                .lines(NAV, "SELECT COALESCE(list, 'none') AS line FROM home_posts")
                .await,
            ["none"]
        );
        for clock in ["10:00", "12:00", "14:00"] {
            assert_eq!(holds(&mut three, clock).await, complete, "{clock}");
        }
        // The directory says what it said before: that is no new yes.
        says(&mut three, NAV, &[other(true)]).await;
        assert_eq!(shared(&three).len(), 3);
        let yes = three.change(NAV, async |turn| posts::agree(turn, siri, true).await);
        yes.await.unwrap();
        three.settle().await;
        assert!(!holds(&mut three, "12:00").await);
        assert!(holds(&mut three, "14:00").await);
    }
}

#[tokio::test]
async fn without_a_word_from_her_nothing_is_shared() {
    let mut three = two_posts(false, false).await;
    at_nav(&mut three, &[between("09:30", "10:10")]).await;
    assert_eq!(shared(&three), []);
    assert!(!holds(&mut three, "14:00").await, "not known, so not free");
    let arne = three.staff("arne-moe").await;
    let not_his = three.change(NAV, async |turn| posts::agree(turn, arne, true).await);
    assert!(matches!(not_his.await, Err(FlowError::NotFound)));
    three.check_rest().await;
}

#[tokio::test]
async fn a_list_grows_old_and_an_older_one_changes_nothing() {
    let mut three = two_posts(true, true).await;
    let staff = of_nav(&three).await.id;
    // Her calendar at Nav fails from now on: nothing new is told.
    let failed = three.change(NAV, async |turn| {
        let link = LinkRow::of_person(turn.tx.conn(), staff)
            .await?
            .remove(0)
            .id;
        let outcome = SyncOutcome::Failed("unreachable");
        let later = turn.now.plus_minutes(100_000);
        Ok(LinkRow::record(turn.tx.conn(), link, &outcome, turn.now, later).await?)
    });
    failed.await.unwrap();
    let version = u64::try_from(three.now().minutes()).unwrap();
    let share = |version, busy| {
        Message::BusyShare(BusyShare {
            staff,
            version,
            busy: Some(busy),
        })
    };
    let older = share(version - 5, vec![between("14:00", "15:00")]);
    assert!(matches!(
        three.forge(NAV, DPS, &older).await,
        Outcome::Receipt(_)
    ));
    assert!(holds(&mut three, "14:00").await, "an older list");
    let newer = share(version + 1, vec![between("14:00", "15:00")]);
    three.forge(NAV, DPS, &newer).await;
    assert!(!holds(&mut three, "14:00").await);
    assert!(holds(&mut three, "10:00").await);
    // Her own calendar at home is read all the time; the list is a day old at last.
    three.pass(23 * 60).await;
    three.is_busy("siri-dahl", &[]).await;
    three.is_busy("kari-nes", &[]).await;
    let wednesday = |clock: &str| at(&format!("2026-11-25T{clock}:00+01:00"));
    let held = async |three: &mut Three| {
        let id = three
            .begin(&["kari-nes", "siri-dahl"], wednesday("10:00"), None)
            .await;
        // Calendars that were not read for a while are waited for, at each node in turn.
        three.pass(3).await;
        three.hold(DPS, id.unwrap()).await.unwrap().is_live()
    };
    three.pass(2 * 60).await;
    assert!(!held(&mut three).await, "too old to trust");
}

#[tokio::test]
async fn nobody_but_the_home_of_that_very_card_takes_a_list() {
    let mut three = two_posts(true, true).await;
    let version = u64::try_from(three.now().minutes()).unwrap() + 1;
    let forged = |staff: StaffId, version: u64| {
        Message::BusyShare(BusyShare {
            staff,
            version,
            busy: Some(vec![between("08:00", "15:55")]),
        })
    };
    let siri = of_nav(&three).await.id;
    let arne = three.staff("arne-moe").await;
    let kari = three.staff("kari-nes").await;
    // To a third node; of somebody whose home is not here; of another node's staff; from the future.
    three.forge(NAV, KOMMUNE, &forged(siri, version)).await;
    three.forge(NAV, DPS, &forged(arne, version)).await;
    three.forge(KOMMUNE, DPS, &forged(siri, version)).await;
    three.forge(KOMMUNE, DPS, &forged(kari, version)).await;
    three.forge(NAV, DPS, &forged(siri, version + 100)).await;
    assert!(holds(&mut three, "10:00").await);
    assert_eq!(three.count(KOMMUNE, "shared_busy").await, 0);
    assert_eq!(three.count(DPS, "shared_busy").await, 1);
    let refused = "SELECT decision AS line FROM ledger WHERE kind = 'busy_share'
        AND decision <> 'accepted' ORDER BY number";
    assert_eq!(three.lines(KOMMUNE, refused).await, ["direction"]);
    let at_home = three.lines(DPS, refused).await;
    assert_eq!(at_home, ["direction", "unknown", "direction", "policy"]);
}

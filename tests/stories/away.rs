//! A node that is stopped while notes are sent to it, and a broker that goes in between: each note
//! comes once.

use std::time::Duration;

use serde_json::Value;

use crate::support::region::{Person, Region, eventually};

const LIMIT: Duration = Duration::from_secs(120);
/// The house that is away.
const AWAY: usize = 2;

#[tokio::test]
async fn notes_to_a_node_that_is_away_come_once_each_when_it_is_back() {
    let mut region = Region::start(3).await;
    region.stop(AWAY).await;
    let notes = written(&region).await;
    sent_again(&region, 2).await;
    region.restart(AWAY).await;
    region.at_rest(LIMIT).await;
    came_once(&region, &notes).await;
    region.close().await.check();
}

#[tokio::test]
async fn notes_come_once_each_where_the_broker_was_killed_and_the_node_too() {
    let mut region = Region::start(3).await;
    region.broker.kill();
    let mut notes = written(&region).await;
    region.broker.run();
    // Whatever of these has come, and whatever receipts are on their way.
    region.kill(AWAY);
    notes.extend(written(&region).await);
    region.restart(AWAY).await;
    region.at_rest(LIMIT).await;
    came_once(&region, &notes).await;
    region.close().await.check();
}

/// A note from everybody at the other houses to somebody at the house that is away.
async fn written(region: &Region) -> Vec<(Person, Person, String)> {
    let mut notes = Vec::new();
    for number in 0..3 {
        for house in 0..AWAY {
            let (from, to) = (&region.people[house][number], &region.people[AWAY][number]);
            let text = format!("Møterommet er ledig fra kl. {}.", 9 + number);
            let id = from.write(to, &text).await;
            notes.push((from.clone(), to.clone(), id));
        }
    }
    notes
}

/// Waits until every note was sent so many times, so that several copies lie at the broker.
async fn sent_again(region: &Region, times: usize) {
    for house in &region.houses[..AWAY] {
        let copies =
            format!("SELECT COUNT(*) AS line FROM outbox WHERE kind = 'note' AND tries >= {times}");
        eventually("notes are sent again", LIMIT, async || {
            (house.count(&copies).await == 3).then_some(())
        })
        .await;
    }
}

/// Each stands once in its reader's list, and its writer knows. That nobody was mailed of it twice,
/// the books show.
async fn came_once(region: &Region, notes: &[(Person, Person, String)]) {
    let mut wanted: Vec<&str> = notes.iter().map(|(.., id)| id.as_str()).collect();
    wanted.sort_unstable();
    assert_eq!(region.houses[AWAY].notes().await, wanted);
    for (from, to, id) in notes {
        let list = to.get("/notes").await;
        let is_it = |note: &&Value| note["id"] == **id;
        assert_eq!(list.as_array().unwrap().iter().filter(is_it).count(), 1);
        let own = from.get(&format!("/notes/{id}")).await;
        assert_eq!(own["state"], "delivered");
    }
}

#[tokio::test]
async fn commands_beside_a_serving_node_leave_its_connection_standing() {
    let mut region = Region::start(1).await;
    let file = region.houses[0].at("people.toml");
    let connected = |region: &Region| {
        let log = region.broker.log();
        let lines = log
            .lines()
            .filter(|line| line.contains("New client connected"));
        lines.count()
    };
    let before = connected(&region);
    for words in [
        &["keys", "show"][..],
        &["peer", "show"],
        &["directory", "apply", file.to_str().unwrap()],
        &["ledger", "verify"],
    ] {
        region.houses[0].command(words);
    }
    // A note that passes shows that the broker has had time enough to write of a connection.
    let (from, to) = (&region.people[0][0], &region.people[1][0]);
    let note = from.write(to, "Møterommet er ledig fra kl. 9.").await;
    region.at_rest(LIMIT).await;
    assert_eq!(connected(&region), before);
    let own = from.get(&format!("/notes/{note}")).await;
    assert_eq!(own["state"], "delivered");
    // And what is told in a file is plain text.
    assert!(!region.houses[0].told(100).contains('\u{1b}'));
    region.close().await.check();
}

//! The whole person: what somebody has said about their time holds in a search and when a Hold is
//! answered, and the way between places of different organisations counts.

use samband::crossing::message::Message;
use samband::domain::booking::{BookingState, HoldRefusal};
use samband::domain::seat::Venue;
use samband::domain::{Instant, Interval};
use samband::flows::directory_file::DirectoryFile;
use samband::flows::{directory, ways};
use samband::store::PlaceRow;

use super::support::asking::at;
use super::support::three::{DPS, KOMMUNE, NAV, Three};

/// On that day of the week of 23 November 2026, in Oslo.
fn on(day: u8, clock: &str) -> Instant {
    at(&format!("2026-11-{day}T{clock}:00+01:00"))
}

/// Applies at a node what its people have said, anew.
async fn says(three: &mut Three, node: usize, text: &str) {
    let file = DirectoryFile::read(text).unwrap();
    let applied = three.change(node, async |turn| directory::apply(turn, &file).await);
    applied.await.unwrap();
    three.settle().await;
}

/// The Nav adviser's entry, with more lines.
fn arne(more: &str) -> String {
    format!(
        "[organisation]\nname = \"nav samlet\"\n\n[[place]]\nkey = \"kontoret\"\n\
         name = \"Nav, 1. etasje\"\nneutral_name = \"Nav-kontoret\"\naddress = \"Torget 1\"\n\n\
         [[person]]\nkey = \"arne-moe\"\nname = \"Arne Moe\"\nroles = [\"adviser\"]\n\
         mail = \"arne-moe@nav.test\"\nhours = [\"monday-friday 08:00-16:00\"]\ncomplete = true\n\
         {more}\n[[person.calendar]]\nkey = \"outlook\"\nkind = \"ics\"\n\
         url = \"https://calendar.test/arne-moe.ics\"\n"
    )
}

/// Kari asks for a meeting with Arne; what became of it.
async fn tried(three: &mut Three, start: Instant) -> Result<(), HoldRefusal> {
    let id = three.begin(&["kari-nes", "arne-moe"], start, None).await;
    let id = id.unwrap();
    three.settle().await;
    let booking = three.booking(KOMMUNE, id).await;
    match booking.state {
        BookingState::Sealed => Ok(()),
        _ => Err(booking.refused.unwrap().1),
    }
}

#[tokio::test]
async fn protected_days_and_full_days_are_refused_as_taken_when_a_hold_is_answered() {
    let mut three = Three::by_hand().await;
    let limits = "protected_days = [\"friday\"]\nmost_a_day = 1\nmost_a_week = 2\n";
    says(&mut three, NAV, &arne(limits)).await;
    let taken = Err(HoldRefusal::Taken);
    assert_eq!(tried(&mut three, on(27, "10:00")).await, taken, "protected");
    assert_eq!(tried(&mut three, on(24, "10:00")).await, Ok(()));
    assert_eq!(
        tried(&mut three, on(24, "13:00")).await,
        taken,
        "a full day"
    );
    assert_eq!(tried(&mut three, on(25, "10:00")).await, Ok(()));
    assert_eq!(
        tried(&mut three, on(26, "10:00")).await,
        taken,
        "a full week"
    );
    let next_week = at("2026-12-01T10:00:00+01:00");
    assert_eq!(tried(&mut three, next_week).await, Ok(()));
    three.check_rest().await;
}

#[tokio::test]
async fn a_live_hold_fills_a_day_as_an_agreed_meeting_does() {
    let mut three = Three::by_hand().await;
    says(&mut three, NAV, &arne("most_a_day = 1\n")).await;
    let people = ["kari-nes", "arne-moe"];
    three.begin(&people, on(24, "10:00"), None).await.unwrap();
    let held = |message: &Message| matches!(message, Message::Confirm(_));
    three.settle_but(held).await;
    assert_eq!(three.kept.len(), 1, "held, and no more");
    let second = three.begin(&["siri-dahl", "arne-moe"], on(24, "13:00"), None);
    let second = second.await.unwrap();
    three.settle().await;
    let refused = three.booking(DPS, second).await.refused.unwrap();
    assert_eq!(refused.1, HoldRefusal::Taken);
    // The one that was held is confirmed all the same: it does not fill its own day.
    three.deliver_kept().await;
    assert_eq!(three.mailed()[NAV], (1, 0));
}

#[tokio::test]
async fn the_way_to_a_peers_place_counts_as_the_administrator_says_and_else_an_hour() {
    let mut three = Three::by_hand().await;
    let places = "[[place]]\nkey = \"dps\"\nname = \"DPS, rus\"\nneutral_name = \"Sjøgata\"\n\
        address = \"Sjøgata 4\"\n";
    let dps = format!(
        "[organisation]\nname = \"dps samlet\"\n\n{places}\n[[person]]\nkey = \"siri-dahl\"\n\
         name = \"Siri Dahl\"\nroles = [\"clinician\"]\nmail = \"siri-dahl@dps.test\"\n\
         hours = [\"monday-friday 08:00-16:00\"]\ncomplete = true\n\n[[person.calendar]]\n\
         key = \"outlook\"\nkind = \"ics\"\nurl = \"https://calendar.test/siri-dahl.ics\"\n"
    );
    says(&mut three, DPS, &dps).await;
    let at_nav = "office_days = { tuesday = \"kontoret\" }\n";
    says(&mut three, NAV, &arne(at_nav)).await;
    // At Nav until eleven.
    let busy = Interval::new(on(24, "10:00"), on(24, "11:00")).unwrap();
    three.is_busy("arne-moe", &[busy]).await;
    let mut reader = three.nodes[DPS].node.desk.store.reader().await.unwrap();
    let place = PlaceRow::all(&mut reader).await.unwrap()[0].card.id;
    drop(reader);
    let venue = Venue::At {
        node: three.nodes[DPS].id.clone(),
        place,
    };
    let missing = async |three: &Three| {
        let mut reader = three.nodes[NAV].node.desk.store.reader().await.unwrap();
        ways::missing(&mut reader).await.unwrap()
    };
    assert_eq!(missing(&three).await.len(), 1);
    assert_eq!(missing(&three).await[0].to.as_str(), "Sjøgata");
    let could = async |three: &mut Three, start| {
        let mut terms = three.terms(&["siri-dahl", "arne-moe"], start, None).await;
        terms.venue = venue.clone();
        let (owner, id) = (three.staff("siri-dahl").await, terms.booking);
        let begun = three.change(DPS, async |turn| {
            samband::flows::book::begin(turn, terms, owner, None).await
        });
        begun.await.unwrap();
        three
            .settle_but(|message| matches!(message, Message::Confirm(_)))
            .await;
        let held = three.hold(NAV, id).await.unwrap().is_live();
        let let_go = three.change(DPS, async |turn| {
            samband::flows::book::let_go(turn, owner, id).await
        });
        let _ = let_go.await;
        three.deliver_kept().await;
        held
    };
    // Nobody has said how long the way is.
    assert!(!could(&mut three, on(24, "11:45")).await);
    assert!(could(&mut three, on(24, "12:00")).await);
    let row = "\n[[travel]]\nfrom = \"kontoret\"\nnode = \"dps\"\nto = \"Sjøgata\"\nminutes = 20\n";
    says(&mut three, NAV, &format!("{}{row}", arne(at_nav))).await;
    three.is_busy("arne-moe", &[busy]).await;
    assert_eq!(missing(&three).await, []);
    assert!(!could(&mut three, on(24, "11:15")).await);
    assert!(could(&mut three, on(24, "11:30")).await);
}

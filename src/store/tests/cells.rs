//! Two live bookings on one person's time can't be: the primary key of `cells` forbids it.

use std::collections::BTreeMap;

use super::*;
use crate::domain::seat::{PartySeat, SeatNo, SeatRole, Seated, Who};
use crate::domain::{BookingId, Role};

fn seat(number: u8, from: u16, to: u16) -> PartySeat {
    PartySeat {
        seat: SeatNo(number),
        role: SeatRole::Staff(Role::Clinician),
        who: Who::Person {
            node: node("nav-nord"),
            staff: staff(number),
        },
        from,
        to,
        required: true,
        guests_may_see: false,
        staff: Vec::new(),
    }
}

fn booking(number: u8) -> BookingId {
    BookingId::from_bytes([number; 16])
}

fn seated(seat: u8, who: u8) -> Seated {
    Seated {
        seat: SeatNo(seat),
        staff: staff(who),
    }
}

const CELLS: &str = "SELECT COUNT(*) FROM cells";

async fn take(tx: &mut Tx, id: u8, start: i64, party: &[PartySeat], who: &[Seated]) -> Taking {
    let start = NOW.plus_minutes(start);
    let taken = holds::take_cells(tx.conn(), booking(id), start, party, who);
    taken.await.unwrap()
}

#[tokio::test]
async fn the_database_itself_refuses_a_second_booking_of_a_cell() {
    let folder = tempfile::tempdir().unwrap();
    for store in [memory().await, file(folder.path()).await] {
        let mut tx = store.begin().await.unwrap();
        let first = "INSERT INTO cells (person, cell, booking) VALUES ('a', 1, 'x')";
        run(tx.conn(), first).await.unwrap();
        for again in [
            "INSERT INTO cells (person, cell, booking) VALUES ('a', 1, 'y')",
            "INSERT INTO cells (person, cell, booking) VALUES ('a', 1, 'x')",
        ] {
            let refused = StoreError::from(run(tx.conn(), again).await.unwrap_err());
            assert!(refused.is_taken(), "{refused:?}");
        }
        for other in [
            "INSERT INTO cells (person, cell, booking) VALUES ('b', 1, 'y')",
            "INSERT INTO cells (person, cell, booking) VALUES ('a', 2, 'y')",
        ] {
            run(tx.conn(), other).await.unwrap();
        }
    }
}

#[tokio::test]
async fn cells_are_taken_all_or_none() {
    let store = memory().await;
    let mut tx = store.begin().await.unwrap();
    let party = [seat(0, 0, 30), seat(1, 0, 30)];
    let (zero, one) = (seated(0, 1), seated(1, 2));
    assert_eq!(take(&mut tx, 1, 0, &party, &[zero]).await, Taking::Taken);
    assert_eq!(count(tx.conn(), CELLS).await, 6);
    // The second person is free, the first is not.
    let both = [one, zero];
    assert_eq!(take(&mut tx, 2, 25, &party, &both).await, Taking::NotFree);
    assert_eq!(
        count(tx.conn(), CELLS).await,
        6,
        "what was taken is given back"
    );
    assert_eq!(take(&mut tx, 3, 30, &party, &both).await, Taking::Taken);
    holds::free_cells(tx.conn(), booking(1)).await.unwrap();
    assert_eq!(count(tx.conn(), CELLS).await, 12);
    assert_eq!(take(&mut tx, 4, 0, &party, &[zero]).await, Taking::Taken);
    // A seat that is not in the party takes nothing.
    let stranger = [seated(9, 5)];
    assert_eq!(
        take(&mut tx, 5, 300, &party, &stranger).await,
        Taking::NotFree
    );
}

#[tokio::test]
async fn every_cell_that_is_touched_is_taken() {
    let store = memory().await;
    let mut tx = store.begin().await.unwrap();
    for (start, from, to, cells) in [
        (0, 0, 5, 1),
        (1, 0, 5, 2),
        (4, 0, 1, 1),
        (4, 0, 2, 2),
        (0, 10, 15, 1),
    ] {
        run(tx.conn(), "DELETE FROM cells").await.unwrap();
        let party = [seat(0, from, to)];
        let taken = take(&mut tx, 1, start, &party, &[seated(0, 1)]).await;
        assert_eq!(taken, Taking::Taken);
        assert_eq!(count(tx.conn(), CELLS).await, cells, "{start} {from} {to}");
    }
}

#[tokio::test]
async fn no_two_bookings_ever_share_a_minute_of_a_person() {
    let store = memory().await;
    let mut tx = store.begin().await.unwrap();
    let mut draw = draw();
    let mut live: BTreeMap<u8, (i64, i64, u8)> = BTreeMap::new();
    let (mut taken, mut refused) = (0, 0);
    for id in 0..200_u8 {
        let [start, length, who, end] = draw.bytes::<4>();
        let who = who % 3;
        let start = i64::from(start % 96) * 5;
        let length = (i64::from(length % 12) + 1) * 5;
        let free = live
            .values()
            .all(|(from, to, person)| *person != who || start + length <= *from || *to <= start);
        let party = [seat(0, 0, u16::try_from(length).unwrap())];
        let outcome = take(&mut tx, id, start, &party, &[seated(0, who)]).await;
        assert_eq!(outcome == Taking::Taken, free, "{id}");
        if free {
            live.insert(id, (start, start + length, who));
            taken += 1;
        } else {
            refused += 1;
        }
        if end % 3 == 0
            && let Some((gone, _)) = live.pop_first()
        {
            holds::free_cells(tx.conn(), booking(gone)).await.unwrap();
        }
    }
    assert!(taken > 40 && refused > 40, "{taken} {refused}");
}

#[tokio::test]
async fn two_processes_on_one_file_give_a_time_once() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (file(folder.path()).await, file(folder.path()).await);
    let party = [seat(0, 0, 45)];
    let try_it = async |store: &Store, id: u8| {
        let mut tx = store.begin().await.unwrap();
        let taking = take(&mut tx, id, 0, &party, &[seated(0, 1)]).await;
        tx.commit().await.unwrap();
        taking
    };
    let (a, b) = tokio::join!(try_it(&one, 1), try_it(&other, 2));
    assert!((a == Taking::Taken) != (b == Taking::Taken), "{a:?} {b:?}");
}

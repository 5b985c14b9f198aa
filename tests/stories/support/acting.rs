//! What stories do with the three nodes and look up in them: calendars, bookings, forged envelopes,
//! rows.

use std::collections::BTreeMap;

use samband::crossing::message::{self, Message};
use samband::crossing::{Label, body};
use samband::domain::booking::{Booking, HoldKind, Terms};
use samband::domain::hold::Hold;
use samband::domain::seat::{PartySeat, SeatNo, SeatRole, Venue, Who};
use samband::domain::{
    AskId, BookingId, Busy, BusyKind, CaseRef, Draw, EnvelopeId, Instant, Interval, LinkId,
    MeetingKind, Role, StaffId,
};
use samband::flows::sync::window_of;
use samband::flows::{FlowError, Turn, book};
use samband::inbound::Outcome;
use samband::link::envelope::wrap;
use samband::store::{BookingRow, LinkRow, PersonRow, SyncOutcome, holds};

use super::three::{Small, Three, place_of};

impl Three {
    /// A message that a node sends whatever its own flows would say.
    pub async fn forge(&mut self, from: usize, to: usize, message: &Message) -> Outcome {
        self.forge_bytes(from, to, &body::encode(message)).await
    }

    /// The same with any bytes in place of a message.
    pub async fn forge_bytes(&mut self, from: usize, to: usize, bytes: &[u8]) -> Outcome {
        self.drawn += 1;
        let label = self.label(from, to, 1_000 + u64::from(self.drawn));
        let sealed = self.sealed(label, from, to, bytes);
        self.hand(from, to, sealed).await
    }

    pub fn label(&self, from: usize, to: usize, sequence: u64) -> Label {
        Label {
            id: EnvelopeId::from_bytes(u128::from(sequence).to_be_bytes()),
            from: self.nodes[from].id.clone(),
            to: self.nodes[to].id.clone(),
            epoch: 1,
            sequence,
            created: self.now(),
            deadline: None,
        }
    }

    /// An envelope with this label, signed by one node and sealed to another.
    pub fn sealed(&self, label: Label, signer: usize, to: usize, bytes: &[u8]) -> Vec<u8> {
        let own = &self.nodes[signer].node.identity.signing;
        let peer = self.nodes[to].node.identity.public().sealing;
        wrap(label, bytes, own, &peer, &mut Draw::from_seed(5)).unwrap()
    }

    /// Hands an envelope to a node as if it came on this topic.
    pub async fn hand(&self, topic_of: usize, to: usize, bytes: Vec<u8>) -> Outcome {
        let from = &self.nodes[topic_of].id;
        let taken = self.nodes[to].receiver.take(from, bytes, self.now());
        taken.await.unwrap()
    }

    /// Who somebody is.
    pub async fn staff(&self, slug: &str) -> StaffId {
        let small = &self.nodes[place_of(slug)];
        let mut reader = small.node.desk.store.reader().await.unwrap();
        let row = PersonRow::by_slug(&mut reader, slug).await.unwrap();
        row.unwrap().id
    }

    /// What a person's calendar says from now on, as if it had just been read.
    pub async fn is_busy(&self, slug: &str, busy: &[Interval]) {
        let staff = self.staff(slug).await;
        let busy: Vec<Busy> = busy
            .iter()
            .map(|interval| Busy {
                interval: *interval,
                kind: BusyKind::Busy,
            })
            .collect();
        self.calendar(
            slug,
            staff,
            &SyncOutcome::Fresh {
                state: None,
                busy,
                known: window_of(LinkId::from_bytes([0; 16]), self.now()).unwrap(),
            },
        )
        .await;
    }

    async fn calendar(&self, slug: &str, staff: StaffId, outcome: &SyncOutcome) {
        let later = self.now().plus_minutes(100_000);
        self.nodes[place_of(slug)]
            .node
            .change(async |turn| {
                let links = LinkRow::of_person(turn.tx.conn(), staff).await?;
                let (conn, now) = (turn.tx.conn(), turn.now);
                Ok(LinkRow::record(conn, links[0].id, outcome, now, later).await?)
            })
            .await
            .unwrap();
    }

    /// A meeting of these people by telephone, 45 minutes from `start`.
    pub async fn terms(&mut self, people: &[&str], start: Instant, case: Option<CaseRef>) -> Terms {
        self.drawn += 1;
        let mut party = Vec::new();
        for (number, slug) in (0_u8..).zip(people) {
            let node = self.nodes[place_of(slug)].id.clone();
            party.push(PartySeat {
                seat: SeatNo(number),
                role: SeatRole::Staff(Role::Clinician),
                who: Who::Person {
                    node,
                    staff: self.staff(slug).await,
                },
                from: 0,
                to: 45,
                required: true,
                guests_may_see: false,
                staff: Vec::new(),
            });
        }
        Terms {
            booking: BookingId::from_bytes([self.drawn; 16]),
            hold: HoldKind::Choosing,
            life: 10,
            start,
            length: 45,
            kind: MeetingKind::ThreeWay,
            venue: Venue::Phone,
            case,
            party,
        }
    }

    /// The first of these people begins to book a meeting with all of them.
    pub async fn begin(
        &mut self,
        people: &[&str],
        start: Instant,
        case: Option<CaseRef>,
    ) -> Result<BookingId, FlowError> {
        let terms = self.terms(people, start, case).await;
        let owner = self.staff(people[0]).await;
        self.change(place_of(people[0]), async |turn| {
            book::begin(turn, terms, owner, None).await
        })
        .await
    }

    /// Runs a flow at a node.
    pub async fn change<T>(
        &self,
        at: usize,
        flow: impl AsyncFnOnce(&mut Turn<'_>) -> Result<T, FlowError>,
    ) -> Result<T, FlowError> {
        self.nodes[at].node.change(flow).await
    }

    /// A booking at its asker.
    pub async fn booking(&self, at: usize, id: BookingId) -> Booking {
        let mut reader = self.nodes[at].node.desk.store.reader().await.unwrap();
        BookingRow::find(&mut reader, id).await.unwrap().unwrap()
    }

    /// A node's part in a booking.
    pub async fn hold(&self, at: usize, id: BookingId) -> Option<Hold> {
        let mut reader = self.nodes[at].node.desk.store.reader().await.unwrap();
        holds::find(&mut reader, id).await.unwrap()
    }

    /// Lines of a node's database.
    pub async fn lines(&self, at: usize, sql: &str) -> Vec<String> {
        super::rows::lines(&self.nodes[at].database, sql).await
    }

    /// How many rows of this table a node has.
    pub async fn count(&self, at: usize, table: &str) -> usize {
        let sql = format!("SELECT COUNT(*) AS line FROM {table}");
        self.lines(at, &sql).await[0].parse().unwrap()
    }

    /// Every row of a node's database.
    pub async fn dump(&self, at: usize) -> BTreeMap<String, Vec<String>> {
        super::rows::dump(&self.nodes[at].database).await
    }

    /// Nothing is on its way, every chain holds, and no cell is taken but by a live hold.
    pub async fn check_rest(&self) {
        for (at, small) in self.nodes.iter().enumerate() {
            assert_eq!(self.count(at, "outbox").await, 0, "{}", small.id);
            let mut reader = small.node.desk.store.reader().await.unwrap();
            let report = samband::store::ledger::verify(&mut reader).await.unwrap();
            assert_eq!(report.broken_at, None, "{}", small.id);
            let orphans = "SELECT booking AS line FROM cells WHERE booking NOT IN
                (SELECT booking FROM holds WHERE state IN ('held', 'confirmed', 'sealed'))";
            assert_eq!(self.lines(at, orphans).await, [""; 0], "{}", small.id);
        }
    }

    /// How many invitations and cancellations each node has mailed.
    pub fn mailed(&self) -> Vec<(usize, usize)> {
        let count = |small: &Small, method: &str| {
            let mails = small.mail.all();
            let with = |mail: &&Vec<u8>| {
                String::from_utf8_lossy(mail).contains(&format!("method={method}"))
            };
            mails.iter().filter(with).count()
        };
        self.nodes
            .iter()
            .map(|small| (count(small, "REQUEST"), count(small, "CANCEL")))
            .collect()
    }
}

/// An ask about one seat of a meeting at these starts.
pub fn ask_for(terms: &Terms, seat: usize, starts: Vec<Instant>) -> message::Ask {
    message::Ask {
        ask: AskId::from_bytes(*terms.booking.bytes()),
        round: 1,
        queries: vec![message::Query {
            q: 0,
            kind: terms.kind,
            length: terms.length,
            venue: terms.venue.clone(),
            seats: vec![message::AskSeat {
                seat: terms.party[seat].seat,
                who: terms.party[seat].who.clone(),
                from: 0,
                to: terms.length,
            }],
            starts,
            case: terms.case,
            replaces: None,
            plan: None,
        }],
    }
}

//! The main job, unattended: find a time for a trekantsamtale among three organisations and book it,
//! send a yellow note and answer it, and be refused with a text that may not cross. What it reports
//! is read back from the nodes.

use std::time::Duration;

use tokio::time::{Instant as Moment, sleep};

use super::people::MAIN_THREE;
use super::region::{Region, RegionNode};
pub use super::script_names::NamedSeat;
use super::script_names::Names;
use crate::crossing::guard::Refusal;
use crate::crossing::ledger::Direction;
use crate::domain::booking::{Booking, BookingState, PartyState};
use crate::domain::consent::CasePerson;
use crate::domain::note::SentState;
use crate::domain::note_codes::{AnswerKind, Language, NoteReason, Urgency};
use crate::domain::seat::{PartySeat, SeatNo, SeatRole, Venue, Who};
use crate::domain::{
    BookingId, CaseRef, Interval, MeetingKind, NodeId, NoteId, ProposalId, Role, StaffId,
};
use crate::flows::note::NewNote;
use crate::flows::note_received::NewAnswer;
use crate::flows::propose::{Search, Slot, Stage, Wish};
use crate::flows::{FlowError, book, consent, note, note_received, propose};
use crate::store::notes::{self, Recipient};
use crate::store::{
    BookingRow, LetterRow, LinkRow, NoteProgress, ProposalRow, StoreError, cases, ledger, peers,
};

/// How long each step may take.
const PATIENCE: Duration = Duration::from_secs(20);
const LENGTH: u16 = 45;
const NOTE: &str =
    "Kan du ringe meg om tidspunkt for neste felles møte? Jeg er på kontoret til kl. 14.";
/// An identity number made for tests (Skatteetaten), so nobody's.
const REFUSED_NOTE: &str = "Gjelder 02013299997, ring meg så snart du kan.";

/// Why the script could not go on.
#[derive(Debug, thiserror::Error)]
pub enum ScriptError {
    /// A step did not come about in time.
    #[error("it took too long to {0}")]
    TooLong(&'static str),
    /// Somebody or something of the region is not there.
    #[error("the region lacks {0}")]
    Lacks(&'static str),
    /// What should be refused was not.
    #[error("a text with an identity number was not refused")]
    NotRefused,
    /// A flow.
    #[error(transparent)]
    Flow(#[from] FlowError),
    /// A database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What happened.
#[derive(Debug)]
pub struct Report {
    /// Links that have been read, whether well or not.
    pub calendars_synced: u64,
    /// Stretches known busy.
    pub busy_intervals: u64,
    /// What was offered, the best first.
    pub proposals: Vec<(Interval, Vec<NamedSeat>)>,
    /// What was booked.
    pub booking: Booking,
    /// Who sits in it.
    pub seats: Vec<NamedSeat>,
    /// Invitations mailed.
    pub invitations: u64,
    /// The note.
    pub note: NoteId,
    /// Every state it had.
    pub note_states: Vec<SentState>,
    /// What the guard found in the other one.
    pub refused: Refusal,
    /// For each organisation its ledger: rows, and whether the chain holds.
    pub ledgers: Vec<(NodeId, u64, bool)>,
}

struct Three<'a> {
    health: &'a RegionNode,
    municipal: &'a RegionNode,
    nav: &'a RegionNode,
    clinician: StaffId,
    specialist: StaffId,
    adviser: StaffId,
}

/// Does the main job.
///
/// # Errors
/// See [`ScriptError`].
pub async fn run(region: &Region) -> Result<Report, ScriptError> {
    let three = Three::of(region)?;
    let (calendars_synced, busy_intervals) = wait_for_calendars(region, &three).await?;
    wait_for_cards(&three).await?;
    let case = register_consent(&three).await?;
    let proposal = search(&three, case).await?;
    let found = wait_for_answers(&three, proposal).await?;
    let names = Names::read(region).await?;
    let proposals = found
        .slots
        .iter()
        .map(|slot| names.slot(&found, slot))
        .collect();
    let best = found
        .slots
        .first()
        .ok_or(ScriptError::Lacks("a time that suits all"))?;
    let booking = book(&three, proposal, best).await?;
    let seats = names.seats(&booking.terms.party);
    let (note, note_states) = send_note(&three, case).await?;
    let refused = be_refused(&three).await?;
    let invitations = wait_for_mail(region, booking.terms.booking, seats.len()).await?;
    let mut ledgers = Vec::new();
    for node in &region.nodes {
        let mut reader = node.node().desk.store.reader().await?;
        let report = ledger::verify(&mut reader).await?;
        let id = node.organisation.node.clone();
        ledgers.push((id, report.head.rows, report.broken_at.is_none()));
    }
    Ok(Report {
        calendars_synced,
        busy_intervals,
        proposals,
        booking,
        seats,
        invitations,
        note,
        note_states,
        refused,
        ledgers,
    })
}

impl<'a> Three<'a> {
    fn of(region: &'a Region) -> Result<Self, ScriptError> {
        let [clinician, specialist, adviser] = MAIN_THREE;
        let with = |slug: &'static str| {
            let node = region.nodes.iter().find(|node| node.staff(slug).is_some());
            let node = node.ok_or(ScriptError::Lacks("one of the main three"))?;
            let staff = node
                .staff(slug)
                .ok_or(ScriptError::Lacks("one of the main three"))?;
            Ok::<_, ScriptError>((node, staff))
        };
        let (health, clinician) = with(clinician)?;
        let (municipal, specialist) = with(specialist)?;
        let (nav, adviser) = with(adviser)?;
        Ok(Self {
            health,
            municipal,
            nav,
            clinician,
            specialist,
            adviser,
        })
    }

    fn people(&self) -> [(&'a RegionNode, StaffId, Role); 3] {
        [
            (self.health, self.clinician, Role::Clinician),
            (self.municipal, self.specialist, Role::JobSpecialist),
            (self.nav, self.adviser, Role::Adviser),
        ]
    }
}

/// Looks again and again until there is something.
async fn until<T>(
    what: &'static str,
    mut look: impl AsyncFnMut() -> Result<Option<T>, ScriptError>,
) -> Result<T, ScriptError> {
    let patience = Moment::now() + PATIENCE;
    loop {
        if let Some(found) = look().await? {
            return Ok(found);
        }
        if Moment::now() > patience {
            return Err(ScriptError::TooLong(what));
        }
        sleep(Duration::from_millis(20)).await;
    }
}

async fn wait_for_calendars(region: &Region, three: &Three<'_>) -> Result<(u64, u64), ScriptError> {
    until("read the calendars", async || {
        let (mut synced, mut intervals) = (0, 0);
        for node in &region.nodes {
            let mut reader = node.node().desk.store.reader().await?;
            for link in LinkRow::all(&mut reader).await? {
                synced += u64::from(link.last_good.is_some());
                if let Some(known) = link.known {
                    let busy =
                        crate::store::busy_rows::of_link(&mut reader, link.id, known).await?;
                    intervals += busy.len() as u64;
                }
            }
        }
        for (node, staff, _) in three.people() {
            let mut reader = node.node().desk.store.reader().await?;
            let links = LinkRow::of_person(&mut reader, staff).await?;
            if links.is_empty() || links.iter().any(|link| link.last_good.is_none()) {
                return Ok(None);
            }
        }
        Ok(Some((synced, intervals)))
    })
    .await
}

async fn wait_for_cards(three: &Three<'_>) -> Result<(), ScriptError> {
    until("exchange staff cards", async || {
        for (at, _, _) in three.people() {
            for (other, staff, _) in three.people() {
                let node = &other.organisation.node;
                if at.organisation.node == *node {
                    continue;
                }
                let mut reader = at.node().desk.store.reader().await?;
                if peers::person(&mut reader, node, staff).await?.is_none() {
                    return Ok(None);
                }
            }
        }
        Ok(Some(()))
    })
    .await
}

/// The clinician registers the participant's consent; from now the case may be named.
async fn register_consent(three: &Three<'_>) -> Result<CaseRef, ScriptError> {
    let people = three
        .people()
        .into_iter()
        .map(|(node, staff, role)| CasePerson {
            role,
            node: node.organisation.node.clone(),
            staff,
        })
        .collect();
    let new = consent::NewConsent {
        label: "Furu".to_owned(),
        nodes: vec![
            three.municipal.organisation.node.clone(),
            three.nav.organisation.node.clone(),
        ],
        people,
        until: None,
    };
    let by = three.clinician;
    let case = three
        .health
        .node()
        .change(async |turn| consent::register(turn, by, new).await)
        .await?;
    until("tell of the consent", async || {
        for node in [three.municipal, three.nav] {
            let mut reader = node.node().desk.store.reader().await?;
            if cases::consent(&mut reader, case).await?.is_none() {
                return Ok(None);
            }
        }
        Ok(Some(()))
    })
    .await?;
    Ok(case)
}

/// The job specialist looks for a time at the clinician's place within three weeks.
async fn search(three: &Three<'_>, case: CaseRef) -> Result<ProposalId, ScriptError> {
    let node = three.municipal.node();
    let now = node.clock.now();
    let window =
        Interval::new(now, now.plus_minutes(21 * 24 * 60)).ok_or(ScriptError::Lacks("a window"))?;
    let party = three
        .people()
        .into_iter()
        .zip(0_u8..)
        .map(|((at, staff, role), number)| PartySeat {
            seat: SeatNo(number),
            role: SeatRole::Staff(role),
            who: Who::Person {
                node: at.organisation.node.clone(),
                staff,
            },
            from: 0,
            to: LENGTH,
            required: true,
            guests_may_see: false,
            staff: Vec::new(),
        })
        .collect();
    let wish = Wish {
        kind: MeetingKind::ThreeWay,
        length: LENGTH,
        venue: Venue::Video { url: None },
        case: Some(case),
        party,
        window,
    };
    let owner = three.specialist;
    Ok(node
        .change(async |turn| propose::propose(turn, owner, wish).await)
        .await?)
}

async fn wait_for_answers(three: &Three<'_>, proposal: ProposalId) -> Result<Search, ScriptError> {
    until("find a time", async || {
        let mut reader = three.municipal.node().desk.store.reader().await?;
        let row = ProposalRow::<Search>::find(&mut reader, proposal).await?;
        Ok(row
            .map(|row| row.body)
            .filter(|search| search.stage != Stage::Asking))
    })
    .await
}

async fn book(
    three: &Three<'_>,
    proposal: ProposalId,
    slot: &Slot,
) -> Result<Booking, ScriptError> {
    let node = three.municipal.node();
    let (owner, start) = (three.specialist, slot.start);
    let id = node
        .change(async |turn| book::choose(turn, owner, proposal, start).await)
        .await?;
    until("book the meeting", async || {
        let mut reader = node.desk.store.reader().await?;
        let booking = BookingRow::find(&mut reader, id).await?;
        Ok(booking.filter(|booking| {
            let everywhere = booking
                .nodes
                .values()
                .all(|state| *state == PartyState::Sealed);
            booking.state == BookingState::Sealed && everywhere
        }))
    })
    .await
}

async fn wait_for_mail(
    region: &Region,
    booking: BookingId,
    wanted: usize,
) -> Result<u64, ScriptError> {
    until("mail the invitations", async || {
        let mut invitations = 0;
        for node in &region.nodes {
            let mut reader = node.node().desk.store.reader().await?;
            let (sent, _) = LetterRow::about(&mut reader, &booking.to_string()).await?;
            invitations += sent;
        }
        Ok((invitations >= wanted as u64).then_some(invitations))
    })
    .await
}

/// The clinician writes a note, the job specialist reads and answers it.
async fn send_note(
    three: &Three<'_>,
    case: CaseRef,
) -> Result<(NoteId, Vec<SentState>), ScriptError> {
    let health = three.health.node();
    let new = NewNote {
        case: Some(case),
        ..note_to_specialist(three, NOTE)
    };
    let from = three.clinician;
    let id = health
        .change(async |turn| note::write(turn, from, new).await)
        .await?;
    wait_for_state(three, id, SentState::Delivered).await?;
    let municipal = three.municipal.node();
    let by = three.specialist;
    municipal
        .change(async |turn| note_received::seen(turn, by, id).await)
        .await?;
    wait_for_state(three, id, SentState::Seen).await?;
    let answer = NewAnswer {
        kind: AnswerKind::IWillCall,
        time: Some(municipal.clock.now().plus_minutes(30)),
        text: None,
        booking: None,
    };
    municipal
        .change(async |turn| note_received::answer(turn, by, id, answer).await)
        .await?;
    let states = wait_for_state(three, id, SentState::Answered).await?;
    Ok((id, states))
}

fn note_to_specialist(three: &Three<'_>, text: &str) -> NewNote {
    NewNote {
        to_node: three.municipal.organisation.node.clone(),
        to: Recipient::Person(three.specialist),
        case: None,
        reason: NoteReason::CallMe,
        urgency: Urgency::Today,
        language: Language::Nb,
        phrase: None,
        text: Some(text.to_owned()),
        reach: Vec::new(),
        booking: None,
    }
}

async fn wait_for_state(
    three: &Three<'_>,
    note: NoteId,
    wanted: SentState,
) -> Result<Vec<SentState>, ScriptError> {
    let store = &three.health.node().desk.store;
    let keyhole = store.keyhole();
    until("deliver the note", async || {
        let mut reader = store.reader().await?;
        let row = notes::for_reader(&mut reader, three.clinician, note, &keyhole).await?;
        let row = row.ok_or(ScriptError::Lacks("the note"))?;
        let NoteProgress::Sent(sent) = row.progress else {
            return Err(ScriptError::Lacks("the note as sent"));
        };
        debug_assert_eq!(row.direction, Direction::Out);
        let states: Vec<_> = sent.history.iter().map(|(state, _)| *state).collect();
        Ok(states.contains(&wanted).then_some(states))
    })
    .await
}

async fn be_refused(three: &Three<'_>) -> Result<Refusal, ScriptError> {
    let new = note_to_specialist(three, REFUSED_NOTE);
    let from = three.clinician;
    match three
        .health
        .node()
        .change(async |turn| note::write(turn, from, new).await)
        .await
    {
        Err(FlowError::Guard(refusal)) => Ok(refusal),
        Ok(_) => Err(ScriptError::NotRefused),
        Err(error) => Err(error.into()),
    }
}

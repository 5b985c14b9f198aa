//! What the demo that people try begins with: three cases with a consent, each side's label for them,
//! and a few yellow notes that wait. All of it goes the ordinary way, through flows and the link.

use std::time::Duration;

use tokio::time::sleep;

use super::region::{Region, RegionNode};
use crate::domain::consent::CasePerson;
use crate::domain::note_codes::{Language, NoteReason, Urgency};
use crate::domain::{CaseRef, Role, StaffId};
use crate::flows::consent::NewConsent;
use crate::flows::note::NewNote;
use crate::flows::{FlowError, consent, note};
use crate::store::notes::Recipient;
use crate::store::{StoreError, cases, peers};

/// Each case: its label, and the clinician, job specialist and adviser on it.
const CASES: [(&str, [&str; 3]); 3] = [
    ("Furu", ["siri-dahl", "kari-nes", "arne-moe"]),
    ("Bjørk", ["jonas-lien", "kari-nes", "tone-berge"]),
    ("Lind", ["ingrid-voll", "ola-myhre", "arne-moe"]),
];
const ROLES: [Role; 3] = [Role::Clinician, Role::JobSpecialist, Role::Adviser];

/// From whom, to whom, about which case, why, how soon, what.
type Written = (
    &'static str,
    &'static str,
    Option<&'static str>,
    NoteReason,
    Urgency,
    &'static str,
);

const NOTES: [Written; 3] = [
    (
        "siri-dahl",
        "kari-nes",
        Some("Furu"),
        NoteReason::CallMe,
        Urgency::Today,
        "Kan du ringe meg om tidspunkt for neste felles møte? Jeg er på kontoret til kl. 14.",
    ),
    (
        "arne-moe",
        "kari-nes",
        Some("Furu"),
        NoteReason::ThreeWay,
        Urgency::ThisWeek,
        "Vi bør finne tid til en trekantsamtale før jul. Tirsdager passer best for meg.",
    ),
    (
        "kari-nes",
        "siri-dahl",
        None,
        NoteReason::Capacity,
        Urgency::ThisWeek,
        "Jeg har plass til én ny fra nyttår. Si gjerne fra til teamet.",
    ),
];

/// How long the nodes may take to get to know each other.
const PATIENCE: Duration = Duration::from_secs(20);

/// Why the demo could not be furnished.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// A flow.
    #[error(transparent)]
    Flow(#[from] FlowError),
    /// A database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The nodes did not get to know each other in time.
    #[error("the demo's nodes did not exchange their staff cards in time")]
    TooLong,
    /// Somebody of the region is not there.
    #[error("somebody of the demo is not in its directory")]
    Lacks,
}

/// Furnishes a region that has no case yet; one that was kept from before stays as it is.
///
/// # Errors
/// See [`SeedError`].
pub async fn furnish(region: &Region) -> Result<(), SeedError> {
    let (first, staff) = find(region, CASES[0].1[0])?;
    let mut reader = first.node().desk.store.reader().await?;
    let keyhole = first.node().desk.store.keyhole();
    let known = cases::of_person(&mut reader, staff, &keyhole).await?;
    drop(reader);
    if !known.is_empty() {
        return Ok(());
    }
    let mut made = Vec::new();
    for (label, people) in CASES {
        made.push((label, register(region, label, people).await?));
    }
    for (from, to, label, reason, urgency, text) in NOTES {
        let case = made
            .iter()
            .find(|(known, _)| Some(*known) == label)
            .map(|(_, case)| *case);
        write(region, (from, to), case, (reason, urgency), text).await?;
    }
    Ok(())
}

fn find<'a>(region: &'a Region, slug: &str) -> Result<(&'a RegionNode, StaffId), SeedError> {
    region
        .nodes
        .iter()
        .find_map(|node| Some((node, node.staff(slug)?)))
        .ok_or(SeedError::Lacks)
}

/// The clinician registers the consent; the others get the case, and give it the same label.
async fn register(region: &Region, label: &str, people: [&str; 3]) -> Result<CaseRef, SeedError> {
    let (health, by) = find(region, people[0])?;
    let mut on_case = Vec::new();
    let mut nodes = Vec::new();
    for (slug, role) in people.into_iter().zip(ROLES) {
        let (at, staff) = find(region, slug)?;
        let node = at.organisation.node.clone();
        wait_for_card(health, at, staff).await?;
        if node != health.organisation.node {
            nodes.push(node.clone());
        }
        on_case.push(CasePerson { role, node, staff });
    }
    let new = NewConsent {
        label: label.to_owned(),
        nodes,
        people: on_case,
        until: None,
    };
    let case = health
        .node()
        .change(async |turn| consent::register(turn, by, new).await)
        .await?;
    for slug in people.into_iter().skip(1) {
        let (at, staff) = find(region, slug)?;
        label_there(at, staff, case, label).await?;
    }
    Ok(case)
}

async fn wait_for_card(
    here: &RegionNode,
    there: &RegionNode,
    staff: StaffId,
) -> Result<(), SeedError> {
    let (own, other) = (&here.organisation.node, &there.organisation.node);
    if own == other {
        return Ok(());
    }
    for _ in 0..PATIENCE.as_millis() / 50 {
        let mut reader = here.node().desk.store.reader().await?;
        if peers::person(&mut reader, other, staff).await?.is_some() {
            return Ok(());
        }
        drop(reader);
        sleep(Duration::from_millis(50)).await;
    }
    Err(SeedError::TooLong)
}

async fn label_there(
    at: &RegionNode,
    staff: StaffId,
    case: CaseRef,
    label: &str,
) -> Result<(), SeedError> {
    for _ in 0..PATIENCE.as_millis() / 50 {
        let done = at
            .node()
            .change(async |turn| consent::label(turn, staff, case, label).await)
            .await;
        match done {
            Ok(()) => return Ok(()),
            // The consent has not come there yet.
            Err(FlowError::NotFound) => sleep(Duration::from_millis(50)).await,
            Err(error) => return Err(error.into()),
        }
    }
    Err(SeedError::TooLong)
}

async fn write(
    region: &Region,
    (from, to): (&str, &str),
    case: Option<CaseRef>,
    (reason, urgency): (NoteReason, Urgency),
    text: &str,
) -> Result<(), SeedError> {
    let (at, writer) = find(region, from)?;
    let (there, reader) = find(region, to)?;
    wait_for_card(at, there, reader).await?;
    let new = NewNote {
        to_node: there.organisation.node.clone(),
        to: Recipient::Person(reader),
        case,
        reason,
        urgency,
        language: Language::Nb,
        phrase: None,
        text: Some(text.to_owned()),
        reach: Vec::new(),
        booking: None,
    };
    at.node()
        .change(async |turn| note::write(turn, writer, new).await)
        .await?;
    Ok(())
}

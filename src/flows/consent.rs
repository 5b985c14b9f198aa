//! Consent: registered before a case's reference crosses, told to the nodes in its scope, withdrawn
//! at once (boundary rule B5).

use super::cross::{Sending, send};
use super::guarding::guarded;
use super::turn::{Cannot, FlowError, Turn};
use super::{book, hold, note, note_received};
use crate::crossing::message::{self, Message, Refusal};
use crate::crossing::{MessageType, gate};
use crate::domain::consent::{Basis, CasePerson, Consent, ScopeRow};
use crate::domain::{CaseRef, ConsentId, Instant, NodeId, StaffId};
use crate::store::{OutboxRow, PeerRow, PersonRow, cases};

/// Longest label, in characters.
const LONGEST_LABEL: usize = 40;

/// A consent to register.
#[derive(Debug, Clone)]
pub struct NewConsent {
    /// This side's own label for the case; never sent.
    pub label: String,
    /// The other nodes that may tell and hear about it.
    pub nodes: Vec<NodeId>,
    /// Who is on the case, at this node and others.
    pub people: Vec<CasePerson>,
    /// Until when, where it has an end.
    pub until: Option<Instant>,
}

/// Registers a consent: the case gets its random reference, and the nodes in scope are told.
///
/// # Errors
/// The label or somebody named can't be, or a node in scope may not be told.
pub async fn register(
    turn: &mut Turn<'_>,
    by: StaffId,
    new: NewConsent,
) -> Result<CaseRef, FlowError> {
    let label = checked_label(turn, &new.label).await?;
    if new.nodes.is_empty() || new.until.is_some_and(|until| until <= turn.now) {
        return Err(FlowError::Cannot(Cannot::NoConsent));
    }
    let here = turn.here.node.clone();
    let mut people = new.people;
    people.retain(|person| person.node != here || person.staff != by);
    // Whoever registers it is on the case: else nobody here could see or withdraw it.
    people.push(own_post(turn, by).await?.ok_or(FlowError::NotFound)?);
    let both = |node: NodeId| ScopeRow {
        node,
        tells: true,
        hears: true,
    };
    let consent = Consent {
        id: ConsentId::draw(turn.draw),
        case: CaseRef::draw(turn.draw),
        replaces: None,
        basis: if turn.here.zone.is_health() {
            Basis::Consent
        } else {
            Basis::Own
        },
        by: here.clone(),
        to: None,
        scope: std::iter::once(here.clone())
            .chain(new.nodes.iter().cloned())
            .map(both)
            .collect(),
        from: turn.now,
        until: new.until,
        inviting: here,
        people,
        withdrawn: None,
    };
    keep(turn, &consent).await?;
    cases::set_label(turn.tx, consent.case, label, turn.draw).await?;
    for node in &new.nodes {
        let given = message::ConsentGiven {
            consent: consent.clone(),
        };
        send(
            turn,
            node,
            &Message::ConsentGiven(given),
            Sending::default(),
        )
        .await?;
    }
    Ok(consent.case)
}

async fn own_post(turn: &mut Turn<'_>, by: StaffId) -> Result<Option<CasePerson>, FlowError> {
    let Some(person) = PersonRow::find(turn.tx.conn(), by).await? else {
        return Ok(None);
    };
    let role = person.roles.iter().copied().find(|role| role.is_bookable());
    let node = turn.here.node.clone();
    Ok(role.map(|role| CasePerson {
        role,
        node,
        staff: by,
    }))
}

async fn checked_label<'a>(turn: &mut Turn<'_>, label: &'a str) -> Result<&'a str, FlowError> {
    let label = label.trim();
    if label.is_empty() || label.chars().count() > LONGEST_LABEL {
        return Err(FlowError::Cannot(Cannot::Label));
    }
    // A label is kept here only, but it is guarded like a note all the same: it must not tell.
    guarded(turn, Some(label)).await?;
    Ok(label)
}

/// Writes a consent with its case and this node's people on it.
async fn keep(turn: &mut Turn<'_>, consent: &Consent) -> Result<(), FlowError> {
    cases::open(turn.tx.conn(), consent.case, turn.now).await?;
    cases::put_consent(turn.tx.conn(), consent, turn.now).await?;
    let here = turn.here.node.clone();
    for person in consent.people.iter().filter(|person| person.node == here) {
        if PersonRow::find(turn.tx.conn(), person.staff)
            .await?
            .is_some()
        {
            cases::add_person(turn.tx.conn(), consent.case, person.staff).await?;
        }
    }
    Ok(())
}

/// Takes another node's word of a consent.
///
/// # Errors
/// The database failed, or the case belongs to another node.
pub async fn take_given(
    turn: &mut Turn<'_>,
    from: &NodeId,
    given: &message::ConsentGiven,
) -> Result<(), FlowError> {
    let (id, case) = (given.consent.id, given.consent.case);
    let known = cases::consents(turn.tx.conn(), case).await?;
    // Neither a case nor the identifier of a consent can be taken over from whoever has it.
    let same_id = cases::find_consent(turn.tx.conn(), id).await?;
    if known.iter().any(|(consent, _)| consent.by != *from)
        || same_id.is_some_and(|consent| consent.case != case || consent.by != *from)
    {
        return Err(FlowError::Refused(Refusal::NotYours));
    }
    // A withdrawal that came first stands: messages may overtake each other.
    let known = known.iter().find(|(consent, _)| consent.id == id);
    let withdrawn = match known {
        Some((consent, _)) => consent.withdrawn,
        None => cases::withdrawal(turn.tx.conn(), case, from).await?,
    };
    let consent = Consent {
        withdrawn,
        ..given.consent.clone()
    };
    keep(turn, &consent).await
}

/// Sets this side's own label for a case.
///
/// # Errors
/// The label can't be, or the case is not this person's.
pub async fn label(
    turn: &mut Turn<'_>,
    by: StaffId,
    case: CaseRef,
    label: &str,
) -> Result<(), FlowError> {
    if !cases::is_on(turn.tx.conn(), case, by).await? {
        return Err(FlowError::NotFound);
    }
    let label = checked_label(turn, label).await?;
    Ok(cases::set_label(turn.tx, case, label, turn.draw).await?)
}

/// Withdraws the consent of a case: what is pending stops, and the nodes in scope are told.
///
/// # Errors
/// The case is not this person's, or has no consent that holds.
pub async fn withdraw(turn: &mut Turn<'_>, by: StaffId, case: CaseRef) -> Result<(), FlowError> {
    if !cases::is_on(turn.tx.conn(), case, by).await? {
        return Err(FlowError::NotFound);
    }
    let here = turn.here.node.clone();
    let consent = cases::consent(turn.tx.conn(), case)
        .await?
        .ok_or(FlowError::NotFound)?;
    if consent.withdrawn.is_some() {
        return Err(FlowError::Cannot(Cannot::TooLate));
    }
    set_withdrawn(turn, case).await?;
    let told = (consent.by != here).then(|| here.clone());
    // A node that the participant told tells the registering one, which tells the others.
    let receivers: Vec<NodeId> = if consent.by == here {
        consent
            .scope
            .into_iter()
            .map(|row| row.node)
            .filter(|node| *node != here)
            .collect()
    } else {
        vec![consent.by]
    };
    for node in receivers {
        tell_withdrawn(turn, &node, case, told.clone()).await?;
    }
    stop_everything(turn, case).await
}

async fn tell_withdrawn(
    turn: &mut Turn<'_>,
    node: &NodeId,
    case: CaseRef,
    told: Option<NodeId>,
) -> Result<(), FlowError> {
    if PeerRow::find(turn.tx.conn(), node).await?.is_none() {
        return Ok(());
    }
    let withdrawn = message::ConsentWithdrawn { case, told };
    send(
        turn,
        node,
        &Message::ConsentWithdrawn(withdrawn),
        Sending::default(),
    )
    .await?;
    Ok(())
}

/// Takes another node's word that a consent was withdrawn. The registering node passes it on.
///
/// # Errors
/// The database failed, or the case is not one that this node may speak of.
pub async fn take_withdrawn(
    turn: &mut Turn<'_>,
    from: &NodeId,
    withdrawn: &message::ConsentWithdrawn,
) -> Result<(), FlowError> {
    let case = withdrawn.case;
    let Some(consent) = cases::consent(turn.tx.conn(), case).await? else {
        // Its consent is still on the way, and will not open anything when it comes.
        cases::remember_withdrawal(turn.tx.conn(), case, from, turn.now).await?;
        return Ok(());
    };
    let here = turn.here.node.clone();
    let in_scope = consent.scope.iter().any(|row| row.node == *from);
    if consent.by != *from && !(consent.by == here && in_scope) {
        return Err(FlowError::Refused(Refusal::NotYours));
    }
    if consent.withdrawn.is_some() {
        return Ok(());
    }
    set_withdrawn(turn, case).await?;
    if consent.by == here {
        for row in consent
            .scope
            .iter()
            .filter(|row| row.node != here && row.node != *from)
        {
            tell_withdrawn(turn, &row.node, case, withdrawn.told.clone()).await?;
        }
    }
    stop_everything(turn, case).await
}

async fn set_withdrawn(turn: &mut Turn<'_>, case: CaseRef) -> Result<(), FlowError> {
    for (mut consent, _) in cases::consents(turn.tx.conn(), case).await? {
        if consent.withdrawn.is_none() {
            consent.withdrawn = Some(turn.now);
            cases::put_consent(turn.tx.conn(), &consent, turn.now).await?;
        }
    }
    Ok(())
}

/// What is pending for the case stops: bookings let go or are called off, holds let go, and nothing
/// that needs the consent leaves the outbox any more.
async fn stop_everything(turn: &mut Turn<'_>, case: CaseRef) -> Result<(), FlowError> {
    for row in OutboxRow::of_case(turn.tx.conn(), case).await? {
        if gate::needs_consent(row.kind) || row.kind == MessageType::ConsentGiven {
            OutboxRow::remove(turn.tx.conn(), row.envelope).await?;
            note_received::answer_stopped(turn, &row).await?;
        }
    }
    book::consent_withdrawn(turn, case).await?;
    hold::consent_withdrawn(turn, case).await?;
    note::consent_withdrawn(turn, case).await
}

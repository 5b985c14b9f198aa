//! The one function that decides whether a message may cross: by its type, the zones of the two
//! nodes and the consent. Asked before a message is queued and again before one is acted on. What
//! it can't decide is refused.

use super::message::{Message, MessageType, Refusal};
use crate::domain::consent::{Basis, Consent};
use crate::domain::people::Home;
use crate::domain::{Instant, NodeId, Zone};

/// From where to where.
#[derive(Debug, Clone, Copy)]
pub struct Route<'a> {
    /// The sending node.
    pub from: &'a NodeId,
    /// Its zone.
    pub from_zone: Zone,
    /// The receiving node.
    pub to: &'a NodeId,
    /// Its zone.
    pub to_zone: Zone,
}

/// What the deciding node's register says of the case that a message names or belongs to.
#[derive(Debug, Clone, Copy)]
pub enum CaseStanding<'a> {
    /// The message belongs to no case.
    NoCase,
    /// It belongs to one for which no consent is registered here.
    Unknown,
    /// It belongs to one with this consent.
    Registered(&'a Consent),
}

/// Decides one crossing.
///
/// # Errors
/// Why it may not cross; the same word stands in the ledger and, where the other side asked, in the
/// receipt.
pub fn decide(
    message: &Message,
    route: Route<'_>,
    case: CaseStanding<'_>,
    now: Instant,
) -> Result<(), Refusal> {
    if route.from == route.to || !direction_allows(message.kind(), route) {
        return Err(Refusal::Direction);
    }
    match message {
        Message::ConsentGiven(given) => consent_may_be_told(&given.consent, route, now),
        _ if !needs_consent(message.kind()) => Ok(()),
        _ => match case {
            CaseStanding::NoCase if message.case().is_none() => Ok(()),
            CaseStanding::NoCase | CaseStanding::Unknown => Err(Refusal::Consent),
            CaseStanding::Registered(consent) => {
                if consent.allows(route.from, route.to, now) {
                    Ok(())
                } else {
                    Err(Refusal::Consent)
                }
            }
        },
    }
}

/// Whether busy time of somebody whose card, as the sender's node has told or holds it, names this
/// `home` may cross: to the home node alone (rule B13). Asked besides [`decide`] on both sides.
///
/// # Errors
/// The card names no home, or another one.
pub fn share_may_cross(home: Option<&Home>, route: Route<'_>) -> Result<(), Refusal> {
    match home {
        Some(home) if home.node == *route.to && route.from != route.to => Ok(()),
        _ => Err(Refusal::Direction),
    }
}

/// Whether a message of this type that belongs to a case is stopped by a withdrawn consent. What is
/// not in this list only takes something back, or answers.
#[must_use]
pub const fn needs_consent(kind: MessageType) -> bool {
    matches!(
        kind,
        MessageType::Ask
            | MessageType::Hold
            | MessageType::Confirm
            | MessageType::Seal
            | MessageType::Note
            | MessageType::NoteAnswer
    )
}

/// The table of type × zones. Role does not follow organisation (a job specialist may be employed
/// by Nav or by a health service), so most types may go between any two zones; a patient's consent
/// is registered on the health side only, by [`consent_may_be_told`].
const fn direction_allows(kind: MessageType, route: Route<'_>) -> bool {
    match kind {
        MessageType::StaffCards
        | MessageType::BusyShare
        | MessageType::Ask
        | MessageType::Answer
        | MessageType::Hold
        | MessageType::Held
        | MessageType::HoldRefused
        | MessageType::Confirm
        | MessageType::Confirmed
        | MessageType::ConfirmRefused
        | MessageType::Seal
        | MessageType::Sealed
        | MessageType::Release
        | MessageType::Released
        | MessageType::Cancel
        | MessageType::Cancelled
        | MessageType::SeatAnswered
        | MessageType::Note
        | MessageType::NoteSeen
        | MessageType::NoteAnswer
        | MessageType::NoteWithdraw
        | MessageType::NoteWithdrawn
        | MessageType::NoteRedact
        | MessageType::ConsentWithdrawn
        | MessageType::Receipt => true,
        MessageType::ConsentGiven => {
            route.from_zone.is_health() || matches!(route.from_zone, Zone::Nav)
        }
    }
}

/// A node tells only of a consent that it registered itself, to nodes in its scope; a participant's
/// consent is registered by a health service, Nav registers its own basis.
fn consent_may_be_told(consent: &Consent, route: Route<'_>, now: Instant) -> Result<(), Refusal> {
    let basis_fits = match consent.basis {
        Basis::Consent => route.from_zone.is_health(),
        Basis::Own => matches!(route.from_zone, Zone::Nav),
    };
    let in_scope = consent.scope.iter().any(|row| row.node == *route.to);
    if consent.by != *route.from || !basis_fits || consent.withdrawn.is_some() {
        return Err(Refusal::Direction);
    }
    let ended = consent.until.is_some_and(|until| until <= now);
    if in_scope && !ended {
        Ok(())
    } else {
        Err(Refusal::Consent)
    }
}

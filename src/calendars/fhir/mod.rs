//! Appointment books of a hospital's systems through FHIR R4: Schedule, Slot and Appointment.
//!
//! Of each, the identifier, status, start and end are asked for (`_elements`), and nothing else has
//! a field to be read into: no patient, no service, no comment. Both are read where a person is
//! linked, because some systems mark the slot and others only write the appointment. Whatever comes
//! in part, or with a word of trouble, is a trouble: no entry means free.

mod book;
mod bundle;
mod entry;

use std::fmt;
use std::str::FromStr;

use super::access::{Access, AccessSettings};
use super::busy::{BusyReport, BusyRequest};
use super::trouble::SourceTrouble;
use crate::domain::{Clock, Draw};
use crate::http::{Fetcher, Url};

/// The longest appointment that is found where no other is set, in days.
pub const USUAL_LONGEST_DAYS: u16 = 31;

/// The organisation's FHIR server.
#[derive(Debug, Clone)]
pub struct FhirSettings {
    /// Its base address.
    pub base_url: Url,
    /// How it lets the organisation in.
    pub access: AccessSettings,
    /// The longest appointment, in days. FHIR R4 finds one by its start only, so what began longer
    /// than this before the window is not seen.
    pub longest_days: u16,
}

/// The organisation's access to a FHIR server.
#[derive(Debug)]
pub struct Fhir {
    base: Url,
    access: Access,
    longest_days: u16,
}

impl Fhir {
    /// Access with these settings; `clock` tells when a token has expired.
    #[must_use]
    pub fn new(settings: FhirSettings, clock: Clock, draw: Draw) -> Self {
        Self {
            base: settings.base_url,
            access: Access::new(settings.access, clock, draw),
            longest_days: settings.longest_days,
        }
    }

    pub(super) fn url(&self) -> &Url {
        &self.base
    }
}

/// A text that is no reference to somebody with an appointment book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write Practitioner/…, PractitionerRole/… or Schedule/… with the identifier there")]
pub struct NotActor;

/// Whose appointment book: a relative reference (FHIR R4 §2.3.0.1). Not printed, since it names a
/// person.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Actor {
    kind: ActorKind,
    reference: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum ActorKind {
    /// A person, or a person in one role: has schedules and appointments.
    Person,
    /// One appointment book.
    Schedule,
}

impl Actor {
    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.reference
    }
}

impl FromStr for Actor {
    type Err = NotActor;

    fn from_str(text: &str) -> Result<Self, NotActor> {
        let (kind, id) = text.split_once('/').ok_or(NotActor)?;
        let kind = match kind {
            "Practitioner" | "PractitionerRole" => ActorKind::Person,
            "Schedule" => ActorKind::Schedule,
            _ => return Err(NotActor),
        };
        if !is_id(id) {
            return Err(NotActor);
        }
        Ok(Self {
            kind,
            reference: text.to_owned(),
        })
    }
}

/// Whether it may be a resource's identifier (FHIR R4 §2.24.0.1, `id`).
fn is_id(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
    let dots = text.bytes().all(|byte| byte == b'.');
    (1..=64).contains(&text.len()) && text.bytes().all(plain) && !dots
}

impl fmt::Debug for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Actor")
    }
}

/// Busy time of the actor.
pub(super) async fn fetch(
    fetcher: &Fetcher,
    fhir: &Fhir,
    actor: &Actor,
    request: &BusyRequest,
) -> Result<BusyReport, SourceTrouble> {
    book::busy(fetcher, fhir, actor, request).await
}

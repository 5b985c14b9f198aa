//! The closed list of meeting kinds, as one table.

use serde::{Deserialize, Serialize};

use super::people::Role;
use super::time::Minutes;

/// What sort of meeting. Nav's statutory *dialogmøte* is a different thing and is not here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeetingKind {
    /// Trekantsamtale: jobbspesialist, Nav-veileder, behandler and the participant.
    ThreeWay,
    /// Oppstartsmøte, before intake.
    Start,
    /// The IPS part of a team's treatment meeting.
    TreatmentSegment,
    /// A whole treatment meeting with every case anonymous.
    TreatmentAnon,
    /// Samarbeidsmøte jobbspesialist and Nav-veileder, monthly.
    NavMonthly,
    /// Gruppegjennomgang of an IPS unit.
    IpsUnit,
    /// Unit lead and treatment team, quarterly.
    SupervisorTeam,
    /// Feltoppfølging.
    FieldMentoring,
    /// Arbeidsgivermøte.
    EmployerVisit,
    /// Oppfølgingsmøte.
    FollowUp,
    /// Samarbeidsmøte med arbeidsgiver.
    FourWay,
    /// Tverrfaglig vurderingsteam.
    Tvt,
    /// Ansvarsgruppemøte.
    ResponsibilityGroup,
    /// Samarbeidsmøte med lege.
    Doctor,
    /// Styringsgruppemøte.
    Steering,
    /// Personalmøte, lunsj, kafé, opplæring.
    Staff,
}

/// One row of the table: what a kind of meeting usually is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindRow {
    /// The kind.
    pub kind: MeetingKind,
    /// Proposed length; the asker may choose another.
    pub length: Minutes,
    /// The roles that usually sit in it.
    pub roles: &'static [Role],
    /// Whether a participant (deltaker, pasient) takes part.
    pub participant: bool,
}

const fn row(
    kind: MeetingKind,
    length: Minutes,
    roles: &'static [Role],
    participant: bool,
) -> KindRow {
    KindRow {
        kind,
        length,
        roles,
        participant,
    }
}

use MeetingKind as K;
use Role::{Adviser, Clinician, Coordinator, JobSpecialist, MethodSupervisor, SectionLeader};

/// The table, in the order that people choose from.
pub const KINDS: [KindRow; 16] = [
    row(K::ThreeWay, 45, &[Clinician, JobSpecialist, Adviser], true),
    row(K::Start, 45, &[Clinician, JobSpecialist, Adviser], true),
    row(K::TreatmentSegment, 15, &[Clinician, JobSpecialist], false),
    row(K::TreatmentAnon, 60, &[Clinician, JobSpecialist], false),
    row(K::NavMonthly, 45, &[JobSpecialist, Adviser], false),
    row(K::IpsUnit, 60, &[JobSpecialist, MethodSupervisor], false),
    row(K::SupervisorTeam, 30, &[MethodSupervisor, Clinician], false),
    row(
        K::FieldMentoring,
        240,
        &[MethodSupervisor, JobSpecialist],
        false,
    ),
    row(K::EmployerVisit, 45, &[JobSpecialist], true),
    row(K::FollowUp, 30, &[JobSpecialist], true),
    row(K::FourWay, 60, &[Clinician, JobSpecialist, Adviser], true),
    row(K::Tvt, 60, &[Clinician, JobSpecialist], true),
    row(
        K::ResponsibilityGroup,
        60,
        &[Coordinator, Clinician, Adviser],
        true,
    ),
    row(K::Doctor, 45, &[Clinician, JobSpecialist, Adviser], true),
    row(K::Steering, 60, &[SectionLeader], false),
    row(K::Staff, 60, &[], false),
];

impl MeetingKind {
    /// Its row of the table.
    #[must_use]
    pub fn row(self) -> &'static KindRow {
        KINDS
            .iter()
            .find(|row| row.kind == self)
            .unwrap_or(&KINDS[0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_row() {
        for row in &KINDS {
            assert_eq!(row.kind.row().kind, row.kind);
            assert_eq!(row.length % 5, 0);
        }
    }
}

//! The closed lists of a directory file by the names they are written with. Roles and meeting kinds
//! are written as everywhere else; the lists here are what a mistake is answered with.

use serde::de::DeserializeOwned;
use serde::de::value::{Error, StrDeserializer};

use super::entries::{CalendarKind, TentativeRule};
use super::problems::Fault;
use crate::domain::{Language, MeetingKind, Role};

const ROLES: [&str; 9] = [
    "clinician",
    "job_specialist",
    "adviser",
    "method_supervisor",
    "coordinator",
    "section_leader",
    "secretary",
    "administrator",
    "privacy_officer",
];

const KINDS: [&str; 16] = [
    "three_way",
    "start",
    "treatment_segment",
    "treatment_anon",
    "nav_monthly",
    "ips_unit",
    "supervisor_team",
    "field_mentoring",
    "employer_visit",
    "follow_up",
    "four_way",
    "tvt",
    "responsibility_group",
    "doctor",
    "steering",
    "staff",
];

fn by_serde<T: DeserializeOwned>(text: &str, names: &[&'static str]) -> Result<T, Fault> {
    T::deserialize(StrDeserializer::<Error>::new(text)).map_err(|_| Fault::NotOneOf(names.to_vec()))
}

pub(super) fn role(text: &str) -> Result<Role, Fault> {
    by_serde(text, &ROLES)
}

pub(super) fn meeting_kind(text: &str) -> Result<MeetingKind, Fault> {
    by_serde(text, &KINDS)
}

pub(super) fn language(text: &str) -> Result<Language, Fault> {
    by_serde(text, &["nb", "nn", "en"])
}

pub(super) fn tentative(text: &str) -> Result<TentativeRule, Fault> {
    match text {
        "busy" => Ok(TentativeRule::Busy),
        "soft" => Ok(TentativeRule::Soft),
        _ => Err(Fault::NotOneOf(vec!["busy", "soft"])),
    }
}

pub(super) fn tentative_name(rule: TentativeRule) -> &'static str {
    match rule {
        TentativeRule::Busy => "busy",
        TentativeRule::Soft => "soft",
    }
}

pub(super) fn calendar_kind(text: &str) -> Result<CalendarKind, Fault> {
    match text {
        "ics" => Ok(CalendarKind::Ics),
        "caldav" => Ok(CalendarKind::Caldav),
        "graph" => Ok(CalendarKind::Graph),
        "fhir" => Ok(CalendarKind::Fhir),
        _ => Err(Fault::NotOneOf(vec!["ics", "caldav", "graph", "fhir"])),
    }
}

pub(super) fn calendar_kind_name(kind: CalendarKind) -> &'static str {
    match kind {
        CalendarKind::Ics => "ics",
        CalendarKind::Caldav => "caldav",
        CalendarKind::Graph => "graph",
        CalendarKind::Fhir => "fhir",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::meeting;

    #[test]
    fn every_role_and_every_kind_has_its_name() {
        let roles: Vec<Role> = ROLES.iter().map(|name| role(name).unwrap()).collect();
        assert_eq!(roles, Role::ALL);
        let kinds: Vec<_> = KINDS
            .iter()
            .map(|name| meeting_kind(name).unwrap())
            .collect();
        assert_eq!(kinds, meeting::KINDS.map(|row| row.kind));
    }
}

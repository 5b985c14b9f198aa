//! Consent (pasientsamtykke for samarbeid om IPS): what must stand in the register before a case's
//! reference may cross (boundary rule B5).

use serde::{Deserialize, Serialize};

use super::ids::{CaseRef, ConsentId, NodeId, StaffId, TeamId};
use super::people::Role;
use super::time::Instant;

/// What a node may do about a case under a consent.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ScopeRow {
    /// Which node.
    pub node: NodeId,
    /// It may tell others.
    pub tells: bool,
    /// It may be told.
    pub hears: bool,
}

/// On what the registering side bases it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The participant's consent.
    Consent,
    /// The organisation's own legal basis (Nav, for what Nav tells).
    Own,
}

/// To whom the consent opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentTo {
    /// One person.
    Person(StaffId),
    /// A team.
    Team(TeamId),
}

/// Somebody on a case, by their organisation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CasePerson {
    /// In which role.
    pub role: Role,
    /// Of which node.
    pub node: NodeId,
    /// Who.
    pub staff: StaffId,
}

/// One registered consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Which consent.
    pub id: ConsentId,
    /// For which case.
    pub case: CaseRef,
    /// The consent that this one takes the place of.
    pub replaces: Option<ConsentId>,
    /// Consent, or the organisation's own basis.
    pub basis: Basis,
    /// The node that registered it.
    pub by: NodeId,
    /// To whom it opens; none where only the scope says so.
    pub to: Option<ConsentTo>,
    /// Which nodes may tell and hear.
    pub scope: Vec<ScopeRow>,
    /// From when.
    pub from: Instant,
    /// Until when, where it has an end.
    pub until: Option<Instant>,
    /// The node that invites the participant.
    pub inviting: NodeId,
    /// Who is on the case.
    pub people: Vec<CasePerson>,
    /// When it was withdrawn.
    pub withdrawn: Option<Instant>,
}

impl Consent {
    /// Whether it holds at `now`, whoever asks.
    #[must_use]
    pub fn holds(&self, now: Instant) -> bool {
        self.withdrawn.is_none() && self.from <= now && self.until.is_none_or(|until| now < until)
    }

    /// Whether, at `now`, `teller` may tell `hearer` something that names the case.
    #[must_use]
    pub fn allows(&self, teller: &NodeId, hearer: &NodeId, now: Instant) -> bool {
        let may = |node: &NodeId, right: fn(&ScopeRow) -> bool| {
            self.scope.iter().any(|row| row.node == *node && right(row))
        };
        self.holds(now) && may(teller, |row| row.tells) && may(hearer, |row| row.hears)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn consent() -> Consent {
        let node = |name: &str| -> NodeId { name.parse().unwrap() };
        let row = |name: &str, tells, hears| ScopeRow {
            node: node(name),
            tells,
            hears,
        };
        Consent {
            id: ConsentId::from_bytes([1; 16]),
            case: CaseRef::from_bytes([2; 16]),
            replaces: None,
            basis: Basis::Consent,
            by: node("dps"),
            to: None,
            scope: vec![row("dps", true, true), row("kommune", false, true)],
            from: Instant::from_minutes(10),
            until: Some(Instant::from_minutes(20)),
            inviting: node("dps"),
            people: Vec::new(),
            withdrawn: None,
        }
    }

    #[test]
    fn a_consent_opens_in_its_scope_and_time_only() {
        let consent = consent();
        let (dps, kommune, nav) = (
            "dps".parse().unwrap(),
            "kommune".parse().unwrap(),
            "nav".parse().unwrap(),
        );
        let at = Instant::from_minutes;
        assert!(consent.allows(&dps, &kommune, at(10)));
        assert!(
            !consent.allows(&kommune, &dps, at(10)),
            "kommune hears only"
        );
        assert!(!consent.allows(&dps, &nav, at(10)), "nav is not in it");
        assert!(!consent.allows(&dps, &kommune, at(9)));
        assert!(!consent.allows(&dps, &kommune, at(20)));
        let withdrawn = Consent {
            withdrawn: Some(at(11)),
            ..consent
        };
        assert!(!withdrawn.allows(&dps, &kommune, at(12)));
    }
}

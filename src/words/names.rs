//! The names of closed lists: roles, zones, meeting kinds. One match each, so that a new case can't
//! be without a word.

use crate::domain::{MeetingKind, Role, Zone};

use super::Words;

impl Words {
    /// What a person does, in the singular and with a small letter.
    #[must_use]
    pub fn role(self, role: Role) -> String {
        match role {
            Role::Clinician => self.text("role-clinician"),
            Role::JobSpecialist => self.text("role-job-specialist"),
            Role::Adviser => self.text("role-adviser"),
            Role::MethodSupervisor => self.text("role-method-supervisor"),
            Role::Coordinator => self.text("role-coordinator"),
            Role::SectionLeader => self.text("role-section-leader"),
            Role::Secretary => self.text("role-secretary"),
            Role::Administrator => self.text("role-administrator"),
            Role::PrivacyOfficer => self.text("role-privacy-officer"),
        }
    }

    /// Which sort of organisation.
    #[must_use]
    pub fn zone(self, zone: Zone) -> String {
        match zone {
            Zone::SpecialistHealth => self.text("zone-specialist-health"),
            Zone::MunicipalHealth => self.text("zone-municipal-health"),
            Zone::Nav => self.text("zone-nav"),
            Zone::ChildWelfare => self.text("zone-child-welfare"),
            Zone::Learning => self.text("zone-learning"),
        }
    }

    /// Which sort of meeting, with a capital letter.
    #[must_use]
    pub fn kind(self, kind: MeetingKind) -> String {
        match kind {
            MeetingKind::ThreeWay => self.text("kind-three-way"),
            MeetingKind::Start => self.text("kind-start"),
            MeetingKind::TreatmentSegment => self.text("kind-treatment-segment"),
            MeetingKind::TreatmentAnon => self.text("kind-treatment-anon"),
            MeetingKind::NavMonthly => self.text("kind-nav-monthly"),
            MeetingKind::IpsUnit => self.text("kind-ips-unit"),
            MeetingKind::SupervisorTeam => self.text("kind-supervisor-team"),
            MeetingKind::FieldMentoring => self.text("kind-field-mentoring"),
            MeetingKind::EmployerVisit => self.text("kind-employer-visit"),
            MeetingKind::FollowUp => self.text("kind-follow-up"),
            MeetingKind::FourWay => self.text("kind-four-way"),
            MeetingKind::Tvt => self.text("kind-tvt"),
            MeetingKind::ResponsibilityGroup => self.text("kind-responsibility-group"),
            MeetingKind::Doctor => self.text("kind-doctor"),
            MeetingKind::Steering => self.text("kind-steering"),
            MeetingKind::Staff => self.text("kind-staff"),
        }
    }
}

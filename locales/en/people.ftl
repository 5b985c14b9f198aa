# Roles, organisations and kinds of meeting.
role-clinician = clinician
role-job-specialist = job specialist
role-adviser = Nav adviser
role-method-supervisor = method supervisor
role-coordinator = coordinator
role-section-leader = section leader
role-secretary = medical secretary
role-administrator = administrator
role-privacy-officer = data protection officer

zone-specialist-health = Specialist health service
zone-municipal-health = Municipal health service
zone-nav = Nav
zone-child-welfare = Child welfare service
zone-learning = Learning and coping centre

kind-three-way = Three-way meeting
kind-start = Start-up meeting
kind-treatment-segment = Treatment meeting, IPS part
kind-treatment-anon = Treatment meeting, anonymous discussion
kind-nav-monthly = Cooperation meeting, job specialist and Nav adviser
kind-ips-unit = Group review
kind-supervisor-team = Meeting between unit leader and treatment team
kind-field-mentoring = Field mentoring
kind-employer-visit = Employer meeting
kind-follow-up = Follow-up meeting
kind-four-way = Cooperation meeting with the employer
kind-tvt = Interdisciplinary assessment team
kind-responsibility-group = Responsibility group meeting
kind-doctor = Cooperation meeting with the doctor
kind-steering = Steering group meeting
kind-staff = Staff meeting

person-away = away until { $day }

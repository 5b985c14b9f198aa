# Roller, organisasjoner og møteslag.
role-clinician = behandler
role-job-specialist = jobbspesialist
role-adviser = Nav-veileder
role-method-supervisor = metodeveileder
role-coordinator = koordinator
role-section-leader = seksjonsleder
role-secretary = helsesekretær
role-administrator = administrator
role-privacy-officer = personvernombud

zone-specialist-health = Spesialisthelsetjeneste
zone-municipal-health = Kommunal helsetjeneste
zone-nav = Nav
zone-child-welfare = Barnevern
zone-learning = Lærings- og mestringssenter

kind-three-way = Trekantsamtale
kind-start = Oppstartsmøte
kind-treatment-segment = Behandlingsmøte, IPS-del
kind-treatment-anon = Behandlingsmøte, anonym drøfting
kind-nav-monthly = Samarbeidsmøte jobbspesialist og Nav-veileder
kind-ips-unit = Gruppegjennomgang
kind-supervisor-team = Møte mellom enhetsleder og behandlingsteam
kind-field-mentoring = Feltoppfølging
kind-employer-visit = Arbeidsgivermøte
kind-follow-up = Oppfølgingsmøte
kind-four-way = Samarbeidsmøte med arbeidsgiver
kind-tvt = Tverrfaglig vurderingsteam
kind-responsibility-group = Ansvarsgruppemøte
kind-doctor = Samarbeidsmøte med lege
kind-steering = Styringsgruppemøte
kind-staff = Personalmøte
person-away = fravær til { $day }

# Roller, organisasjonar og møteslag.
role-clinician = behandlar
role-job-specialist = jobbspesialist
role-adviser = Nav-rettleiar
role-method-supervisor = metoderettleiar
role-coordinator = koordinator
role-section-leader = seksjonsleiar
role-secretary = helsesekretær
role-administrator = administrator
role-privacy-officer = personvernombod

zone-specialist-health = Spesialisthelseteneste
zone-municipal-health = Kommunal helseteneste
zone-nav = Nav
zone-child-welfare = Barnevern
zone-learning = Lærings- og meistringssenter

kind-three-way = Trekantsamtale
kind-start = Oppstartsmøte
kind-treatment-segment = Behandlingsmøte, IPS-del
kind-treatment-anon = Behandlingsmøte, anonym drøfting
kind-nav-monthly = Samarbeidsmøte jobbspesialist og Nav-rettleiar
kind-ips-unit = Gruppegjennomgang
kind-supervisor-team = Møte mellom einingsleiar og behandlingsteam
kind-field-mentoring = Feltoppfølging
kind-employer-visit = Arbeidsgjevarmøte
kind-follow-up = Oppfølgingsmøte
kind-four-way = Samarbeidsmøte med arbeidsgjevar
kind-tvt = Tverrfagleg vurderingsteam
kind-responsibility-group = Ansvarsgruppemøte
kind-doctor = Samarbeidsmøte med lege
kind-steering = Styringsgruppemøte
kind-staff = Personalmøte
person-away = fråvær til { $day }

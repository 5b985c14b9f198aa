# Kalendere: lista, skjemaet, og hva som kan være galt.
calendar-stale-title = Kalenderen din er ikke oppdatert
calendar-stale = Siste henting var { $when }. Nye avtaler etter det er ikke med når vi finner tid.
calendars-lead = Vi tar bare vare på når du er opptatt, aldri hva som står i kalenderen.
calendars-add = Koble til kalender
calendars-me = deg
calendars-none = Ingen kalender er koblet til.
calendars-none-what = Uten kalender kan ingen finne tid med denne personen. Be administratoren koble til en kalender.
calendars-complete = Viser kalenderen alt du er opptatt med?
calendars-complete-hint = Står pasienttimene dine et annet sted, svarer du nei. Da tilbys du bare i tider du selv har åpnet.
calendars-not-complete = Kalenderen viser ikke alt. Da tilbys bare tider som personen selv har åpnet.
calendars-complete-yes = Ja, alt
calendars-complete-no = Nei, ikke alt
calendar-fetch = Hent nå
calendar-change = Endre
calendar-change-title = Endre kalender
calendar-remove = Koble fra kalenderen
calendar-whose = Hvem sin kalender?
calendar-kind = Hvor ligger kalenderen?
calendar-kind-ics = Kalenderlenke
calendar-kind-ics-hint = En lenke som slutter på .ics, fra Outlook, Google eller andre.
calendar-kind-caldav = CalDAV
calendar-kind-caldav-hint = Nextcloud, Zimbra og andre kalenderservere.
calendar-kind-graph = Microsoft 365
calendar-kind-graph-hint = Organisasjonens egen kobling. Bare ledig og opptatt leses.
calendar-kind-fhir = Journalsystem (FHIR)
calendar-kind-fhir-hint = Timebok som gir ledig og opptatt.
calendar-address = Adresse
calendar-address-hint = Begynner med https://
calendar-user = Brukernavn
calendar-password = Passord
calendar-password-hint = Lagres kryptert, og vises aldri igjen.
calendar-try = Prøv og lagre
calendar-synced = Hentet { $when }. Hentes igjen { $next }.
calendar-synced-soon = Hentet { $when }. Hentes igjen straks.
calendar-never = Ikke hentet ennå.
calendar-new = Ny
calendar-fine = I orden
calendar-old = Ikke oppdatert
calendar-broken = Virker ikke
calendar-error-login-title = Kalenderserveren godtok ikke passordet
calendar-error-login = Be administratoren legge inn passordet på nytt.
calendar-error-unreachable-title = Fikk ikke kontakt med kalenderserveren
calendar-error-unreachable = Vi prøver igjen av oss selv. Varer det, så be administratoren sjekke adressen.
calendar-error-gone-title = Kalenderen finnes ikke på adressen
calendar-error-gone = Lag en ny lenke i kalenderen din, og gi den til administratoren.
calendar-error-unreadable-title = Noe i kalenderen kunne ikke leses
calendar-error-unreadable = Til det er rettet, regnes tiden som opptatt.
calendar-error-address-title = Adressen til kalenderen kan ikke brukes
calendar-error-address = Den må begynne med https:// og ligge på et nett vi kan hente fra. Be administratoren rette den.
calendar-error-secure-title = Forbindelsen til kalenderserveren er ikke sikker
calendar-error-secure = Sertifikatet til serveren gjelder ikke. Be den som driver kalenderen, om å fornye det.
calendar-error-large-title = Kalenderen er for stor
calendar-error-large = Lag en lenke som bare har det siste og det neste året, og gi den til administratoren.
calendar-error-locked-title = Adressen til kalenderen kan ikke åpnes her
calendar-error-locked = Den er låst med en annen nøkkel. Be administratoren legge kalenderen inn på nytt.
save = Lagre

# The same to the administrator, who can mend it.
calendars-none-what-admin = Uten kalender kan ingen finne tid med denne personen. Legg den inn i katalogfila.
calendar-error-login-admin = Legg inn brukernavn og passord på nytt i katalogfila, og ta den i bruk.
calendar-error-unreachable-admin = Vi prøver igjen av oss selv. Varer det, så sjekk adressen i katalogfila, eller spør den som driver kalenderen.
calendar-error-gone-admin = Be eieren lage en ny lenke i kalenderen sin, og legg den inn i katalogfila.
calendar-error-address-admin = Den må begynne med https:// og ligge på et nett noden kan hente fra. Rett den i katalogfila.
calendar-error-large-admin = Be eieren lage en lenke som bare har det siste og det neste året, og legg den inn i katalogfila.
calendar-error-locked-admin = Den er låst med en annen nøkkel. Ta katalogfila i bruk på nytt, med adresse og passord.
calendars-summary = { $broken ->
    [0] Alle { $all } kalendere virker.
    [one] Én av { $all } kalendere virker ikke.
   *[other] { $broken } av { $all } kalendere virker ikke.
}

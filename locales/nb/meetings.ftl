# Møter: lista, ett møte, og veien fra en valgt tid til en avtale.
title-with-case = { $title }, sak { $label }
case-named = Sak { $label }
by-day = innen { $day }
leave-by = Kjør senest { $time }
place-video = Videomøte
meeting-sealed = Bekreftet av alle
meeting-waits-for = Venter på svar fra { $who }

meetings-title = Møter
meetings-filter = Vis møter
meetings-coming = Kommende
meetings-past = Tidligere
meetings-none = Ingen møter er avtalt.
meetings-none-what = Velg «Finn tid», så spør vi kalenderne til alle som skal være med.
meetings-none-past = Ingen møter har vært ennå.
meetings-all = Alle møter

meeting-who = Hvem kommer
meeting-facts = Om møtet
meeting-state = Status
meeting-travel = Reise
meeting-invitations = Invitasjoner
meeting-invited = { $n ->
    [one] Sendt til 1
   *[other] Sendt til { $n }
}
meeting-move = Flytt møtet
meeting-cancel = Avlys møtet
meeting-cancel-why = Hvorfor avlyses det?
meeting-cancel-hint = De andre får vite grunnen, uten mer tekst.
meeting-cancel-do = Avlys møtet
error-reason-cancel = Velg hvorfor møtet avlyses.
meeting-cancelled = Avlyst
meeting-on-the-way = Underveis
meeting-on-the-way-hint = Går til de andre i møtet med ett trykk.
on-the-way-late-10 = Forsinket 10 min
on-the-way-late-20 = Forsinket 20 min
on-the-way-here = Jeg er her
on-the-way-ready = Vi er klare for deg
meeting-busy-title = { $name } er blitt opptatt
meeting-busy-you = Du er blitt opptatt
meeting-unsure-title = { $name } er kanskje blitt opptatt
meeting-busy = Møtet står til du avlyser det. Finn en ny tid først, og avlys dette når den nye er avtalt.
meeting-busy-told = Kalenderen din viser noe annet på samme tid. Den som avtalte møtet, får vite at du er usikker.
meeting-busy-find = Finn ny tid
seat-participant = Deltakeren
seat-guest = En gjest
seat-invited-by = Inviteres av { $who }
seat-accepted = Kommer
seat-held = Tiden er satt av
seat-tentative = Kanskje
seat-declined = Kan ikke
seat-unanswered = Ikke svart

follow-steps = Veien til en avtale
follow-step-hold = Hold av
follow-step-confirm = Bekreft
follow-step-sealed = Avtalt
follow-holding = Vi holder av tiden
follow-holding-lead = Alle blir bedt om å holde av tiden. Ingen har fått invitasjon ennå.
follow-asking = Vi venter på svar
follow-asking-lead = Tiden er reservert mens den som vil spørres først, svarer. Svaret kommer senest { $until }.
follow-confirming = Alle bekrefter
follow-confirming-lead = Alle holder av tiden. Nå bekrefter de.
follow-sealed = Møtet er avtalt
follow-sealed-lead = Alle har bekreftet. Invitasjonene kommer fra hver sin organisasjon.
follow-ended = Tiden ble ikke avtalt
follow-left = Tiden holdes av i
follow-let-go = Slipp tiden
follow-next = Neste gode tid
follow-next-take = Avtal denne tiden
follow-all-times = Se alle tidene
follow-see-meeting = Se møtet
follow-home = Til «I dag»

# Møte: lista, eitt møte, og vegen frå ei vald tid til ein avtale.
title-with-case = { $title }, sak { $label }
case-named = Sak { $label }
by-day = innan { $day }
leave-by = Køyr seinast { $time }
place-video = Videomøte
meeting-sealed = Stadfesta av alle
meeting-waits-for = Ventar på svar frå { $who }

meetings-title = Møte
meetings-filter = Vis møte
meetings-coming = Komande
meetings-past = Tidlegare
meetings-none = Ingen møte er avtalte.
meetings-none-what = Vel «Finn tid», så spør vi kalendrane til alle som skal vere med.
meetings-none-past = Ingen møte har vore enno.
meetings-all = Alle møte

meeting-who = Kven kjem
meeting-facts = Om møtet
meeting-state = Status
meeting-travel = Reise
meeting-invitations = Invitasjonar
meeting-invited = { $n ->
    [one] Sendt til 1
   *[other] Sende til { $n }
}
meeting-move = Flytt møtet
meeting-cancel = Avlys møtet
meeting-cancel-why = Kvifor blir det avlyst?
meeting-cancel-hint = Dei andre får vite grunnen, utan meir tekst.
meeting-cancel-do = Avlys møtet
error-reason-cancel = Vel kvifor møtet blir avlyst.
meeting-cancelled = Avlyst
meeting-on-the-way = Undervegs
meeting-on-the-way-hint = Går til dei andre i møtet med eitt trykk.
on-the-way-late-10 = Forseinka 10 min
on-the-way-late-20 = Forseinka 20 min
on-the-way-here = Eg er her
on-the-way-ready = Vi er klare for deg
meeting-busy-title = { $name } har vorte oppteken
meeting-busy = Møtet står til du avlyser det. Finn ei ny tid først, og avlys dette når den nye er avtalt.
meeting-busy-find = Finn ny tid
seat-participant = Deltakaren
seat-guest = Ein gjest
seat-invited-by = Blir invitert av { $who }
seat-accepted = Kjem
seat-tentative = Kanskje
seat-declined = Kan ikkje
seat-unanswered = Ikkje svara

follow-steps = Vegen til ein avtale
follow-step-hold = Hald av
follow-step-confirm = Stadfest
follow-step-sealed = Avtalt
follow-holding = Vi held av tida
follow-holding-lead = Alle blir bedne om å halde av tida. Ingen har fått invitasjon enno.
follow-asking = Vi ventar på svar
follow-asking-lead = Tida er reservert medan den som vil bli spurd først, svarar. Svaret kjem seinast { $until }.
follow-confirming = Alle stadfestar
follow-confirming-lead = Alle held av tida. No stadfestar dei.
follow-sealed = Møtet er avtalt
follow-sealed-lead = Alle har stadfesta. Invitasjonane kjem frå kvar sin organisasjon.
follow-ended = Tida vart ikkje avtalt
follow-left = Tida blir halden av i
follow-let-go = Slepp tida
follow-next = Neste gode tid
follow-next-take = Avtal denne tida
follow-all-times = Sjå alle tidene
follow-see-meeting = Sjå møtet
follow-home = Til «I dag»

meeting-busy-you = Du har vorte oppteken
meeting-unsure-title = { $name } har kanskje vorte oppteken
meeting-busy-told = Kalenderen din viser noko anna på same tid. Den som avtalte møtet, får vite at du er usikker.
seat-held = Tida er sett av

# Gule lapper.
reason-call-me = Ring meg
reason-find-time = Finn tid sammen
reason-meeting = Spørsmål om møte
reason-changed = Endret plan
urgency-today = Haster, svar i dag
urgency-week = Denne uken
note-unread = Ikke åpnet
note-seen-at = Sett { $when }
answer-call-at = Jeg ringer { $time }

# Når ei side ikkje kan visast, og innlogging.
error-forbidden = Du har ikkje tilgang til sida
error-forbidden-what = Sida gjeld noko du ikkje er med på, eller skjemaet var ope for lenge. Gå tilbake, last sida på nytt og prøv igjen.
error-not-found = Sida finst ikkje
error-not-found-what = Lenkja kan vere gammal, eller adressa feil.
error-conflict = Nokon kom deg i forkjøpet
error-conflict-what = Det du ville endre, er endra av andre. Opne sida på nytt og sjå kva som gjeld.
error-too-much = Det vart for mykje på ein gong
error-too-much-what = Vent litt, og prøv igjen.
error-failed = Noko gjekk gale hos oss
error-failed-what = Ingenting er lagra eller sendt. Prøv igjen om litt.
error-unavailable = Samband tek ein pause
error-unavailable-what = Vi er snart tilbake. Hastar det, så ring.
error-number = Feilnummer { $number }
error-home = Til «I dag»
log-in = Logg inn
log-in-provider = Logg inn med { $provider }
log-in-provider-what = Du loggar inn slik du pleier på jobben.
log-in-demo = Dette er ein prøveversjon med oppdikta personar. Vel kven du vil vere.
log-in-failed-title = Innlogginga gjekk ikkje
log-in-failed = Prøv igjen. Går det ikkje, så ring den som styrer samband hos dykk.

log-in-none-title = Innlogging er ikkje sett opp her enno
log-in-none = Denne noden byter berre meldingar med dei andre. Spør den som styrer samband hos dykk.

# Feil i skjema.
error-prefix = Feil:
error-title = { $n ->
    [one] Du må rette én ting
   *[other] Du må rette { $n } ting
}
error-reason-missing = Velg hva lappen gjelder.
error-seats-missing = Velg minst to som skal være med.
error-dates-missing = Skriv både første og siste dag.
error-period-missing = Velg når møtet skal være.
error-place-missing = Velg hvor møtet skal være.
error-dates-order = Den siste dagen må komme etter den første.

# Feil i skjema.
error-prefix = Feil:
error-title = { $n ->
    [one] Du må rette éin ting
   *[other] Du må rette { $n } ting
}
error-reason-missing = Vel kva lappen gjeld.
error-seats-missing = Vel minst to som skal vere med.
error-dates-missing = Skriv både første og siste dag.
error-period-missing = Vel når møtet skal vere.
error-place-missing = Vel kvar møtet skal vere.
error-dates-order = Den siste dagen må kome etter den første.

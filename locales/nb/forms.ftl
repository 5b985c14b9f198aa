# Feil i skjema.
error-prefix = Feil:
error-title = { $n ->
    [one] Du må rette én ting
   *[other] Du må rette { $n } ting
}
error-reason-missing = Velg hva lappen gjelder.

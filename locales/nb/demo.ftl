# Prøveversjonens egne sider.
demo-start = Hvem er hvem
demo-mails = E-post
demo-title = Prøv samband
demo-lead = Tre organisasjoner i en oppdiktet region, hver med sitt eget samband. Velg hvem du vil være.
demo-try = Prøv dette
demo-try-1 = Logg inn som Kari Nes og finn tid til en trekantsamtale i sak Furu.
demo-try-2 = Skriv en gul lapp til Siri Dahl. Prøv å skrive et navn i den.
demo-try-3 = Logg inn som Siri Dahl i et annet vindu, åpne lappen og svar med ett trykk.
demo-try-4 = Se invitasjonene som kom på e-post.
demo-open = Åpne organisasjonens samband
demo-mails-lead = All e-post som er sendt i prøveversjonen. Ingenting går ut på nettet.
demo-mails-none = Ingen e-post er sendt ennå.
demo-mails-none-what = Avtal et møte eller send en gul lapp, så kommer e-posten hit.
demo-mail-from = Fra { $who }
demo-mail-from-to = Fra { $from } til { $to }
demo-mail-invitation = med invitasjon
demo-mail-calendar = Vis invitasjonen slik den står i e-posten

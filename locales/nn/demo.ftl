# Dei eigne sidene til prøveversjonen.
demo-start = Kven er kven
demo-mails = E-post
demo-title = Prøv samband
demo-lead = Tre organisasjonar i ein oppdikta region, kvar med sitt eige samband. Vel kven du vil vere.
demo-try = Prøv dette
demo-try-1 = Logg inn som Kari Nes og finn tid til ein trekantsamtale i sak Furu.
demo-try-2 = Skriv ein gul lapp til Siri Dahl. Prøv å skrive eit namn i han.
demo-try-3 = Logg inn som Siri Dahl i eit anna vindauge, opne lappen og svar med eitt trykk.
demo-try-4 = Sjå invitasjonane som kom på e-post.
demo-open = Opne organisasjonen sitt samband
demo-mails-lead = All e-post som er send i prøveversjonen. Ingenting går ut på nettet.
demo-mails-none = Ingen e-post er send enno.
demo-mails-none-what = Avtal eit møte eller send ein gul lapp, så kjem e-posten hit.
demo-mail-from = Frå { $who }
demo-mail-from-to = Frå { $from } til { $to }
demo-mail-invitation = med invitasjon
demo-mail-calendar = Vis invitasjonen slik han står i e-posten

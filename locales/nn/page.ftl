# Det som står rundt alle sider.
skip-to-content = Hopp til innhaldet
menu-label = Hovudmeny
menu-today = I dag
menu-notes = Lappar
menu-find-time = Finn tid
menu-meetings = Møte
menu-cases = Saker
menu-calendars = Kalendrar
menu-waiting = som ventar
account-open = { $name }, vis konto
language-label = Språk
scheme-label = Utsjånad
scheme-auto = Som maskina
scheme-light = Lyst
scheme-dark = Mørkt
log-out = Logg ut
new-note = Ny gul lapp
find-time = Finn tid
footer-privacy = Personvern: kva har gått ut
footer-accessibility = Tilgjenge

notice-called-off = Møtet er avlyst. Dei andre får beskjed på e-post.
notice-withdrawn = Samtykket er trekt. Det som venta i saka, er stansa.

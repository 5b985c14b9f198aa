# Det som står rundt alle sider.
skip-to-content = Hopp til innholdet
menu-label = Hovedmeny
menu-today = I dag
menu-notes = Lapper
menu-find-time = Finn tid
menu-meetings = Møter
menu-cases = Saker
menu-calendars = Kalendere
menu-waiting = som venter
account-open = { $name }, vis konto
language-label = Språk
scheme-label = Utseende
scheme-auto = Som maskinen
scheme-light = Lyst
scheme-dark = Mørkt
log-out = Logg ut
new-note = Ny gul lapp
find-time = Finn tid
footer-privacy = Personvern: hva har gått ut
footer-accessibility = Tilgjengelighet

# Shown once, after it was done.
notice-called-off = Møtet er avlyst. De andre får beskjed på e-post.
notice-withdrawn = Samtykket er trukket. Det som ventet i saken, er stanset.

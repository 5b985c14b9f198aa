# I dag.
today-calendar-see = Sjå kva som er gale
today-notes = Lappar som ventar på deg
today-notes-all = Alle lappar
today-notes-none = Ingen lappar ventar på deg.
today-notes-none-what = Når nokon sender deg ein gul lapp, står han her med svar du kan gi med eitt trykk.
today-meetings = Neste møte
today-meetings-all = Alle møte
today-meetings-none = Ingen møte er avtalte.
today-meetings-none-what = Vel «Finn tid», så spør vi kalendrane til alle som skal vere med.
today-due = Samtalar som nærmar seg
today-due-none = Ingen samtalar forfell dei neste vekene.
today-upset = Nokon har vorte opptekne

# I dag.
today-calendar-see = Se hva som er galt
today-notes = Lapper som venter på deg
today-notes-all = Alle lapper
today-notes-none = Ingen lapper venter på deg.
today-notes-none-what = Når noen sender deg en gul lapp, står den her med svar du kan gi med ett trykk.
today-meetings = Neste møter
today-meetings-all = Alle møter
today-meetings-none = Ingen møter er avtalt.
today-meetings-none-what = Velg «Finn tid», så spør vi kalenderne til alle som skal være med.
today-due = Samtaler som nærmer seg
today-due-none = Ingen samtaler forfaller de neste ukene.
today-upset = Noen er blitt opptatt

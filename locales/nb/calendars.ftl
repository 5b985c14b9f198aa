# Kalendere.
calendar-stale-title = Kalenderen din er ikke oppdatert
calendar-stale = Siste henting var { $when }. Nye avtaler etter det er ikke med når vi finner tid.

# Møter.
title-with-case = { $title }, sak { $label }
case-named = Sak { $label }
by-day = innen { $day }
leave-by = Kjør senest { $time }
place-video = Videomøte
meeting-sealed = Bekreftet av alle
meeting-waits-for = Venter på svar fra { $who }

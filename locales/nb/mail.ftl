# Mail to our own people. Time, place and that it is a meeting; nothing else (rule B10).
mail-meeting-title = Samarbeidsmøte
# The entry in one's own calendar while somebody is asked; it invites no one.
entry-reserved-title = Reservert
mail-invite-subject = Samarbeidsmøte { $when }
mail-invite-text =
    Du er invitert til et samarbeidsmøte.

    Tid: { $when }
    Sted: { $place }

    Legg det i kalenderen din, eller svar på invitasjonen som følger med.
    Se hvem som er med, når du logger inn i samband.
mail-off-subject = Avlyst: Samarbeidsmøte { $when }
mail-off-text =
    Samarbeidsmøtet { $when } er avlyst.

    Avlysningen som følger med, fjerner det fra kalenderen din.
mail-note-subject = Du har en gul lapp
mail-note-text =
    Du har fått en gul lapp i samband. Logg inn for å lese den.

    Samband er ikke for nødsituasjoner. Står det om liv eller helse, ring 113. Legevakt: 116 117.
mail-place-unsaid = ikke avtalt ennå
mail-place-phone = på telefon
mail-place-video = på video
mail-place-video-link = på video: { $url }
mail-place-at-address = { $name }, { $address }

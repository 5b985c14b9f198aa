# Mail to our own people. Time, place and that it is a meeting; nothing else (rule B10).
mail-meeting-title = Samarbeidsmøte
entry-reserved-title = Reservert
mail-invite-subject = Samarbeidsmøte { $when }
mail-invite-text =
    Du er invitert til eit samarbeidsmøte.

    Tid: { $when }
    Stad: { $place }

    Legg det i kalenderen din, eller svar på invitasjonen som følgjer med.
    Sjå kven som er med, når du loggar inn i samband.
mail-off-subject = Avlyst: Samarbeidsmøte { $when }
mail-off-text =
    Samarbeidsmøtet { $when } er avlyst.

    Avlysinga som følgjer med, fjernar det frå kalenderen din.
mail-note-subject = Du har ein gul lapp
mail-note-text =
    Du har fått ein gul lapp i samband. Logg inn for å lese han.

    Samband er ikkje for naudsituasjonar. Står det om liv eller helse, ring 113. Legevakt: 116 117.
mail-place-unsaid = ikkje avtalt enno
mail-place-phone = på telefon
mail-place-video = på video
mail-place-video-link = på video: { $url }
mail-place-at-address = { $name }, { $address }

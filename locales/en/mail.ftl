# Mail to our own people. Time, place and that it is a meeting; nothing else (rule B10).
mail-meeting-title = Cooperation meeting
entry-reserved-title = Reserved
mail-invite-subject = Cooperation meeting { $when }
mail-invite-text =
    You are invited to a cooperation meeting.

    Time: { $when }
    Place: { $place }

    Put it in your calendar, or answer the invitation that comes with this mail.
    Log in to samband to see who is taking part.
mail-off-subject = Cancelled: Cooperation meeting { $when }
mail-off-text =
    The cooperation meeting on { $when } is cancelled.

    The cancellation that comes with this mail removes it from your calendar.
mail-note-subject = You have a yellow note
mail-note-text =
    You have a yellow note in samband. Log in to read it.

    Samband is not for emergencies. If life or health is in danger, call 113. Out-of-hours doctor (legevakt): 116 117.
mail-place-unsaid = not agreed yet
mail-place-phone = by phone
mail-place-video = by video
mail-place-video-link = by video: { $url }
mail-place-at-address = { $name }, { $address }

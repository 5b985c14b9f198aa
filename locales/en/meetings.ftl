# Meetings: the list, one meeting, and the way from a chosen time to an agreed one.
title-with-case = { $title }, case { $label }
case-named = Case { $label }
by-day = by { $day }
leave-by = Leave by { $time }
place-video = Video meeting
meeting-sealed = Confirmed by everyone
meeting-waits-for = Waiting for an answer from { $who }

meetings-title = Meetings
meetings-filter = Show meetings
meetings-coming = Coming
meetings-past = Earlier
meetings-none = No meetings are arranged.
meetings-none-what = Choose “Find a time”, and we ask the calendars of everyone who is to take part.
meetings-none-past = There have been no meetings yet.
meetings-all = All meetings

meeting-who = Who is coming
meeting-facts = About the meeting
meeting-state = Status
meeting-travel = Travel
meeting-invitations = Invitations
meeting-invited = { $n ->
    [one] Sent to 1
   *[other] Sent to { $n }
}
meeting-move = Move the meeting
meeting-cancel = Cancel the meeting
meeting-cancel-why = Why is it cancelled?
meeting-cancel-hint = The others are told the reason, with no more text.
meeting-cancel-do = Cancel the meeting
error-reason-cancel = Choose why the meeting is cancelled.
meeting-cancelled = Cancelled
meeting-on-the-way = On the way
meeting-on-the-way-hint = Goes to the others in the meeting with one tap.
on-the-way-late-10 = 10 min late
on-the-way-late-20 = 20 min late
on-the-way-here = I am here
on-the-way-ready = We are ready for you
meeting-busy-title = { $name } has become busy
meeting-busy = The meeting stands until you call it off. Find a new time first, and call this one off when the new one is agreed.
meeting-busy-find = Find a new time
seat-participant = The participant
seat-guest = A guest
seat-invited-by = Invited by { $who }
seat-accepted = Coming
seat-tentative = Maybe
seat-declined = Cannot come
seat-unanswered = No answer

follow-steps = The way to an agreed time
follow-step-hold = Hold
follow-step-confirm = Confirm
follow-step-sealed = Agreed
follow-holding = We are holding the time
follow-holding-lead = Everyone is asked to hold the time. Nobody has been invited yet.
follow-asking = We are waiting for an answer
follow-asking-lead = The time is reserved until the person who wants to be asked first has answered. The answer comes { $until } at the latest.
follow-confirming = Everyone is confirming
follow-confirming-lead = Everyone holds the time. Now they confirm it.
follow-sealed = The meeting is agreed
follow-sealed-lead = Everyone has confirmed. Each organisation sends its own invitations.
follow-ended = The time was not agreed
follow-left = The time is held for
follow-let-go = Let the time go
follow-next = The next good time
follow-next-take = Book this time
follow-all-times = See all the times
follow-see-meeting = See the meeting
follow-home = To “Today”

meeting-busy-you = You have become busy
meeting-unsure-title = { $name } may have become busy
meeting-busy-told = Your calendar shows something else at the same time. Whoever arranged the meeting is told that you are not sure.
seat-held = Time set aside

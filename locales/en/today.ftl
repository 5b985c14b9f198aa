# Today.
today-calendar-see = See what is wrong
today-notes = Notes waiting for you
today-notes-all = All notes
today-notes-none = No notes are waiting for you.
today-notes-none-what = When someone sends you a yellow note, it shows here with answers you can give in one tap.
today-meetings = Next meetings
today-meetings-all = All meetings
today-meetings-none = No meetings are arranged.
today-meetings-none-what = Choose “Find a time”, and we ask the calendars of everyone who is to take part.
today-due = Meetings coming up
today-due-none = No meetings are due in the next few weeks.

today-upset = Somebody has become busy

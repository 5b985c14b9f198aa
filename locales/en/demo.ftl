# The demo’s own pages.
demo-start = Who is who
demo-mails = E-mail
demo-title = Try samband
demo-lead = Three organisations in a made-up region, each with its own samband. Choose who you want to be.
demo-try = Try this
demo-try-1 = Log in as Kari Nes and find a time for a three-way meeting in case Furu.
demo-try-2 = Write a yellow note to Siri Dahl. Try writing a name in it.
demo-try-3 = Log in as Siri Dahl in another window, open the note and answer with one tap.
demo-try-4 = See the invitations that came by e-mail.
demo-open = Open the organisation’s samband
demo-mails-lead = All e-mail sent in the demo. Nothing goes out on the internet.
demo-mails-none = No e-mail has been sent yet.
demo-mails-none-what = Arrange a meeting or send a yellow note, and the e-mail will come here.
demo-mail-from = From { $who }
demo-mail-from-to = From { $from } to { $to }
demo-mail-invitation = with an invitation
demo-mail-calendar = Show the invitation as it stands in the e-mail

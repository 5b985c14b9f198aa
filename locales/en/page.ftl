# What stands around every page.
skip-to-content = Skip to the content
menu-label = Main menu
menu-today = Today
menu-notes = Notes
menu-find-time = Find a time
menu-meetings = Meetings
menu-cases = Cases
menu-calendars = Calendars
menu-waiting = waiting
account-open = { $name }, show account
language-label = Language
scheme-label = Appearance
scheme-auto = As the device
scheme-light = Light
scheme-dark = Dark
log-out = Log out
new-note = New yellow note
find-time = Find a time
footer-privacy = Privacy: what has gone out
footer-accessibility = Accessibility

notice-called-off = The meeting is called off. The others are told by e-mail.
notice-withdrawn = The consent is withdrawn. What was waiting in the case has been stopped.

//! iCalendar, CalDAV and ICS feeds to busy intervals; invitations and entries written.

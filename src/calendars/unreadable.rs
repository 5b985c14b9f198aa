//! Why an iCalendar text could not be read in full.
//!
//! "No entry" means "free", so there is no half answer: a text is read whole or it is one of these.
//! An error names a line and what to mend, never what the line said: titles, places and people of a
//! calendar do not belong in a message or a log.

use std::fmt;

use thiserror::Error;

/// The properties that decide when somebody is busy, so that an unreadable one is an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decisive {
    /// DTSTART (RFC 5545 3.8.2.4).
    Start,
    /// DTEND (3.8.2.2).
    End,
    /// DURATION (3.8.2.5).
    Duration,
    /// RRULE (3.8.5.3).
    Rule,
    /// RDATE (3.8.5.2).
    ExtraDates,
    /// EXDATE (3.8.5.1).
    ExceptDates,
    /// RECURRENCE-ID (3.8.4.4).
    RecurrenceId,
    /// FREEBUSY (3.8.2.6).
    FreeBusy,
}

impl Decisive {
    /// The name as the file has it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Start => "DTSTART",
            Self::End => "DTEND",
            Self::Duration => "DURATION",
            Self::Rule => "RRULE",
            Self::ExtraDates => "RDATE",
            Self::ExceptDates => "EXDATE",
            Self::RecurrenceId => "RECURRENCE-ID",
            Self::FreeBusy => "FREEBUSY",
        }
    }

    /// What a readable one looks like.
    const fn example(self) -> &'static str {
        match self {
            Self::Start | Self::End | Self::RecurrenceId => {
                "20270301T090000 with a TZID, 20270301T080000Z, or 20270301 for a whole day"
            }
            Self::Duration => "PT45M or P1D",
            Self::Rule => "FREQ=WEEKLY;BYDAY=MO;COUNT=10",
            Self::ExtraDates | Self::ExceptDates => {
                "dates or times separated by commas, such as 20270301T080000Z"
            }
            Self::FreeBusy => "periods such as 20270301T080000Z/20270301T090000Z",
        }
    }
}

impl fmt::Display for Decisive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why the whole text counts as unread. Lines are counted from 1, as the file has them (before
/// folding is undone).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NotReadable {
    /// There is no BEGIN:VCALENDAR.
    #[error(
        "this is not an iCalendar text: it has no BEGIN:VCALENDAR; \
         give the calendar's .ics export, not its web page"
    )]
    NoCalendar,
    /// The bytes are UTF-16.
    #[error("the text is in UTF-16; save it as UTF-8")]
    Utf16,
    /// More bytes than one calendar may have.
    #[error("the text is larger than 10 MB; export a shorter stretch of time")]
    TooLarge,
    /// A line that is neither `NAME:value` nor the continuation of one.
    #[error(
        "line {line}: this is not of the form NAME:value; \
         a long text goes on in a line that begins with a space"
    )]
    Malformed {
        /// The line.
        line: usize,
    },
    /// Text or a component where there must be none.
    #[error(
        "line {line}: this cannot stand here; \
         entries stand directly between BEGIN:VCALENDAR and END:VCALENDAR"
    )]
    Misplaced {
        /// The line.
        line: usize,
    },
    /// A component that never ends: the text was cut off.
    #[error("line {line}: what begins here has no END; the text is cut off, so fetch it again")]
    Unended {
        /// The line of its BEGIN.
        line: usize,
    },
    /// An END of something that is not open.
    #[error(
        "line {line}: this END does not match the last BEGIN; the text is damaged, fetch it again"
    )]
    WrongEnd {
        /// The line of the END.
        line: usize,
    },
    /// Components within components, beyond 16.
    #[error("line {line}: components are nested more than 16 deep; no calendar needs that")]
    TooDeep {
        /// The line of the BEGIN that was too much.
        line: usize,
    },
    /// A VEVENT without DTSTART.
    #[error("line {line}: the VEVENT that begins here has no DTSTART; give it one or remove it")]
    NoStart {
        /// The line of its BEGIN.
        line: usize,
    },
    /// A property that may stand once stands twice.
    #[error("line {line}: a second {property} in one VEVENT; keep one of them")]
    Repeated {
        /// The line of the second.
        line: usize,
        /// Which.
        property: Decisive,
    },
    /// A property whose value cannot be understood.
    #[error("line {line}: this {property} cannot be read; it looks like {}", property.example())]
    Value {
        /// The line.
        line: usize,
        /// Which.
        property: Decisive,
    },
    /// FREQ=SECONDLY or MINUTELY, or several seconds in BYSECOND.
    #[error(
        "line {line}: an RRULE that repeats within the hour by minutes or seconds is not read; use RDATE"
    )]
    TooFine {
        /// The line.
        line: usize,
    },
    /// More than 10 000 instances of one component in the window.
    #[error(
        "line {line}: what begins here has more than 10000 instances in the window; ask for a shorter one"
    )]
    TooMany {
        /// The line of its BEGIN.
        line: usize,
    },
    /// The work budget was used up.
    #[error("the text needs more work than is allowed; export a shorter stretch of time")]
    TooMuchWork,
}

impl NotReadable {
    /// A short, stable code for scripts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoCalendar => "no_calendar",
            Self::Utf16 => "utf16",
            Self::TooLarge => "too_large",
            Self::Malformed { .. } => "malformed",
            Self::Misplaced { .. } => "misplaced",
            Self::Unended { .. } => "unended",
            Self::WrongEnd { .. } => "wrong_end",
            Self::TooDeep { .. } => "too_deep",
            Self::NoStart { .. } => "no_start",
            Self::Repeated { .. } => "repeated",
            Self::Value { .. } => "value",
            Self::TooFine { .. } => "too_fine",
            Self::TooMany { .. } => "too_many",
            Self::TooMuchWork => "too_much_work",
        }
    }

    /// The line to blame, counted from 1, where one is.
    #[must_use]
    pub const fn line(self) -> Option<usize> {
        match self {
            Self::NoCalendar | Self::Utf16 | Self::TooLarge | Self::TooMuchWork => None,
            Self::Malformed { line }
            | Self::Misplaced { line }
            | Self::Unended { line }
            | Self::WrongEnd { line }
            | Self::TooDeep { line }
            | Self::NoStart { line }
            | Self::Repeated { line, .. }
            | Self::Value { line, .. }
            | Self::TooFine { line }
            | Self::TooMany { line } => Some(line),
        }
    }
}

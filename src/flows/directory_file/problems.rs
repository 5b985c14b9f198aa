//! What is wrong with a directory file: all of it at once, each with its line, what it is about,
//! and the mend. Never the text of a name, an address of a calendar or a password.

use std::fmt;

use crate::calendars::fhir::NotActor;
use crate::calendars::graph::NotMailbox;
use crate::domain::short::ShortError;

/// Everything that is wrong with one file; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// These, in the order of the file.
    pub(super) fn of(mut problems: Vec<Problem>) -> Self {
        problems.sort_by_key(|problem| problem.line);
        Self(problems)
    }

    /// The problems, in the order of the file.
    #[must_use]
    pub fn list(&self) -> &[Problem] {
        &self.0
    }
}

impl fmt::Display for Problems {
    /// One problem a line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, problem) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line of the file, from 1; none where what is wrong stands outside the file.
    pub line: Option<usize>,
    /// The entry it stands in.
    pub subject: Subject,
    /// The key in that entry, with dots; none where the entry as a whole is meant.
    pub field: Option<String>,
    /// What is wrong and what mends it.
    pub fault: Fault,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        if self.subject != Subject::File {
            write!(f, "{}: ", self.subject)?;
        }
        if let Some(field) = &self.field {
            write!(f, "{}: ", field.escape_debug())?;
        }
        write!(f, "{}", self.fault)
    }
}

/// Which entry of a directory file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// The file itself.
    File,
    /// `[organisation]`.
    Organisation,
    /// A `[[place]]`.
    Place(Label),
    /// A `[[team]]`.
    Team(Label),
    /// A `[[person]]`.
    Person(Label),
    /// A `[[person.calendar]]`.
    Calendar {
        /// Whose.
        person: Label,
        /// Which.
        calendar: Label,
    },
    /// A `[[travel]]`: the two places in order, or its number in the file.
    Travel(Label, Option<Label>),
}

/// What an entry is called: by its key, or by its number where it has none that can be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Label {
    /// Its key.
    Key(String),
    /// Its number among its sort, from 1.
    Number(usize),
}

impl Label {
    pub(super) fn key(key: impl fmt::Display) -> Self {
        Self::Key(key.to_string())
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => write!(f, "{key:?}"),
            Self::Number(number) => write!(f, "no. {number}"),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File => f.write_str("file"),
            Self::Organisation => f.write_str("organisation"),
            Self::Place(place) => write!(f, "place {place}"),
            Self::Team(team) => write!(f, "team {team}"),
            Self::Person(person) => write!(f, "person {person}"),
            Self::Calendar { person, calendar } => {
                write!(f, "person {person}: calendar {calendar}")
            }
            Self::Travel(from, Some(to)) => write!(f, "travel {from} to {to}"),
            Self::Travel(number, None) => write!(f, "travel {number}"),
        }
    }
}

/// What is wrong, with the mend in its text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The text is not TOML; the parser's own words, which hold none of the text.
    #[error("this is not TOML: {0}")]
    NotToml(String),
    /// A key that this table does not have.
    #[error("there is no such key here; the keys are {}", .0.join(", "))]
    UnknownKey(Vec<&'static str>),
    /// Another sort of value.
    #[error("this is {found}; write {wanted}")]
    WrongType {
        /// What stands there.
        found: &'static str,
        /// What should.
        wanted: &'static str,
    },
    /// Something that must be there is not.
    #[error("this is missing; write for example {0}")]
    Missing(&'static str),
    /// A key that other entries could not refer to.
    #[error("{}", super::keys::NotAKey)]
    NotAKey,
    /// The same key or the same pair twice.
    #[error("this stands in line {0} already; remove one of them or give it another key")]
    Twice(usize),
    /// A name, a telephone number or a mail address that is none.
    #[error(transparent)]
    Short(#[from] ShortError),
    /// None of a closed list.
    #[error("this is none of {}", .0.join(", "))]
    NotOneOf(Vec<&'static str>),
    /// An unknown weekday.
    #[error("there is no such weekday; write monday, tuesday … sunday")]
    NotWeekday,
    /// A place that the file does not have.
    #[error("no place {key:?}; add a [[place]] with that key{}", or_known(.known))]
    NoSuchPlace {
        /// What was written.
        key: String,
        /// The places there are.
        known: Vec<String>,
    },
    /// A person that the file does not have.
    #[error("no person {key:?}; add a [[person]] with that key or correct it")]
    NoSuchPerson {
        /// What was written.
        key: String,
    },
    /// Hours that can't be read.
    #[error("hours are written \"monday-friday 08:00-15:30\" or \"tuesday, thursday 12:00-14:00\"")]
    NotHours,
    /// A stretch of the day that can't be read.
    #[error("a stretch of the day is written \"11:00-11:30\"")]
    NotSpan,
    /// Two hours of one day overlap.
    #[error("two of these overlap on {0}; let the second begin where the first ends, or later")]
    HoursOverlap(&'static str),
    /// An end that is not after its start.
    #[error("this ends before it begins; turn it round")]
    EndsBeforeStart,
    /// Not a day of the year.
    #[error("a day of the year is written month and day, \"05-15\"")]
    NotYearDay,
    /// Not a date or a stretch of dates.
    #[error("days are written \"2026-12-24\" or \"2026-07-06..2026-07-24\"")]
    NotDays,
    /// Not the hours of a date.
    #[error("hours of one date are written \"2026-12-23 08:00-12:00\"")]
    NotOtherHours,
    /// Not days to keep free of meetings.
    #[error("write a weekday, \"friday\", or days, \"2026-12-24\" or \"2026-07-06..2026-07-24\"")]
    NotProtected,
    /// A card that is home and has its home elsewhere.
    #[error("a person with a home elsewhere has no other_posts; take one of the two out")]
    TwoHomes,
    /// Not the name of a node.
    #[error("a node is named as in its settings, in small letters, digits and hyphens")]
    NotANode,
    /// Not a point in time.
    #[error("a time is written \"2026-11-20T08:00:00Z\"")]
    NotTime,
    /// A number out of its bounds.
    #[error("write a whole number from {0} to {1}")]
    OutOfBounds(u16, u16),
    /// Somebody as their own deputy, or a place travelled to from itself.
    #[error("this names itself; name another one or leave it out")]
    NamesItself,
    /// Not a web address.
    #[error(
        "a calendar's address begins with https:// or webcal:// and has no spaces; for caldav a host \
         or a mail address will do"
    )]
    NotUrl,
    /// Not a mailbox.
    #[error(transparent)]
    NotMailbox(#[from] NotMailbox),
    /// Not somebody with an appointment book.
    #[error(transparent)]
    NotActor(#[from] NotActor),
    /// User or password inside the address.
    #[error("take user and password out of the address and write them as user and password_file")]
    LoginInUrl,
    /// Both a password and a file with one.
    #[error("write password or password_file, not both")]
    TwoPasswords,
    /// A password and no one to log in as.
    #[error("a password needs a user; write user = \"…\"")]
    PasswordWithoutUser,
    /// A feed can't be written to.
    #[error("an ICS feed can only be read; take writable out or link the calendar by caldav")]
    FeedIsReadOnly,
    /// A user name that can't be sent.
    #[error("a user name is 1 to 120 characters on one line")]
    NotUser,
    /// The password's file could not be read, or holds no password.
    #[error("the password file can't be read or is empty; correct the path or its permissions")]
    PasswordFile,
}

fn or_known(known: &[String]) -> String {
    if known.is_empty() {
        return String::new();
    }
    format!(", or write one of {}", known.join(", "))
}

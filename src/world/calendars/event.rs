//! One entry of a made-up calendar, before it is written down.

use jiff::civil::{Date, DateTime};

/// An entry. One with `instead_of` stands for one occurrence of the repeating entry of the same
/// `uid`.
#[derive(Debug, Clone)]
pub(super) struct Event {
    pub(super) uid: String,
    pub(super) title: String,
    pub(super) place: String,
    pub(super) notes: String,
    pub(super) when: When,
    pub(super) show: Show,
    /// How the owner has answered; none where nobody invited them.
    pub(super) answer: Option<Answer>,
    /// Somebody else in the meeting, by name.
    pub(super) guest: Option<String>,
    pub(super) cancelled: bool,
    pub(super) repeats: Option<Repeats>,
    pub(super) instead_of: Option<DateTime>,
}

/// When an entry is, in local time.
#[derive(Debug, Clone, Copy)]
pub(super) enum When {
    Hours {
        start: DateTime,
        end: DateTime,
    },
    /// Whole days; `after` is the first day that is no longer in it.
    Days {
        first: Date,
        after: Date,
    },
}

/// What the owner's calendar says that the time is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Show {
    Busy,
    Tentative,
    Away,
    Free,
    /// At work, elsewhere: takes no time.
    Elsewhere,
}

/// The owner's answer to an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Accepted,
    NotYet,
    Declined,
}

/// How an entry repeats.
#[derive(Debug, Clone)]
pub(super) struct Repeats {
    /// RRULE (RFC 5545, 3.3.10).
    pub(super) rule: String,
    /// Occurrences taken out.
    pub(super) except: Vec<DateTime>,
}

impl Event {
    /// An ordinary entry of some hours.
    pub(super) fn hours(
        uid: String,
        title: impl Into<String>,
        hours: (DateTime, DateTime),
    ) -> Self {
        let (start, end) = hours;
        Self::new(uid, title, When::Hours { start, end }, Show::Busy)
    }

    /// An entry of whole days, `first` to `last`.
    pub(super) fn days(uid: String, title: &str, (first, last): (Date, Date), show: Show) -> Self {
        let after = last.tomorrow().unwrap_or(last);
        Self::new(uid, title, When::Days { first, after }, show)
    }

    fn new(uid: String, title: impl Into<String>, when: When, show: Show) -> Self {
        Self {
            uid,
            title: title.into(),
            place: String::new(),
            notes: String::new(),
            when,
            show,
            answer: None,
            guest: None,
            cancelled: false,
            repeats: None,
            instead_of: None,
        }
    }
}

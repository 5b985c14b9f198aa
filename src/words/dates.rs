//! Times as people say them: "tirsdag 3. mars kl. 10.15–11.00", "i dag 07.52", "om 3 dager". The
//! tables are our own: fifty words are no reason for a library, and Norwegian clock times with a
//! dot are our choice (CLDR has a colon).

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::domain::{Instant, Interval, Language, Minutes};

const DAYS: [[&str; 7]; 3] = [
    [
        "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag",
    ],
    [
        "måndag", "tysdag", "onsdag", "torsdag", "fredag", "laurdag", "søndag",
    ],
    [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ],
];
const SHORT_DAYS: [[&str; 7]; 3] = [
    ["man.", "tirs.", "ons.", "tors.", "fre.", "lør.", "søn."],
    ["mån.", "tys.", "ons.", "tors.", "fre.", "laur.", "søn."],
    ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
];
#[rustfmt::skip]
const MONTHS: [[&str; 12]; 3] = [
    ["januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"],
    ["januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"],
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
];

/// Says times in one language and zone, seen from one moment.
#[derive(Debug, Clone)]
pub struct Dates {
    language: Language,
    zone: TimeZone,
    now: Instant,
}

impl Dates {
    /// Times in `language` and `zone`, seen from `now`.
    #[must_use]
    pub const fn new(language: Language, zone: TimeZone, now: Instant) -> Self {
        Self {
            language,
            zone,
            now,
        }
    }

    /// The moment that "i dag" is seen from.
    #[must_use]
    pub const fn now(&self) -> Instant {
        self.now
    }

    /// The civil day that `at` falls on.
    #[must_use]
    pub fn date_of(&self, at: Instant) -> Date {
        self.zone.to_datetime(at.timestamp()).date()
    }

    /// Today's civil day.
    #[must_use]
    pub fn today(&self) -> Date {
        self.date_of(self.now)
    }

    /// "10.15".
    #[must_use]
    pub fn clock(&self, at: Instant) -> String {
        let time = self.zone.to_datetime(at.timestamp()).time();
        let mark = if self.language == Language::En {
            ':'
        } else {
            '.'
        };
        format!("{:02}{mark}{:02}", time.hour(), time.minute())
    }

    /// "kl. 10.15".
    #[must_use]
    pub fn at(&self, at: Instant) -> String {
        match self.language {
            Language::En => self.clock(at),
            Language::Nb | Language::Nn => format!("kl. {}", self.clock(at)),
        }
    }

    /// "10.15–11.00".
    #[must_use]
    pub fn hours(&self, between: Interval) -> String {
        format!(
            "{}–{}",
            self.clock(between.start()),
            self.clock(between.end())
        )
    }

    /// "tirsdag".
    #[must_use]
    pub fn weekday(&self, date: Date) -> &'static str {
        DAYS[self.language as usize][monday_zero(date)]
    }

    /// "tirs.".
    #[must_use]
    pub fn short_weekday(&self, date: Date) -> &'static str {
        SHORT_DAYS[self.language as usize][monday_zero(date)]
    }

    /// "3. mars", with the year where it is another than this.
    #[must_use]
    pub fn date(&self, date: Date) -> String {
        if date.year() == self.today().year() {
            self.date_without_year(date)
        } else {
            format!("{} {}", self.date_without_year(date), date.year())
        }
    }

    /// "3. mars", "23. nov.": as narrow as a column of a telephone.
    #[must_use]
    pub fn short_date(&self, date: Date) -> String {
        let month = MONTHS[self.language as usize][month_zero(date)];
        let short: String = month.chars().take(3).collect();
        match (self.language, month.len() > 4) {
            (Language::En, _) => format!("{} {short}", date.day()),
            (Language::Nb | Language::Nn, true) => format!("{}. {short}.", date.day()),
            (Language::Nb | Language::Nn, false) => format!("{}. {month}", date.day()),
        }
    }

    fn date_without_year(&self, date: Date) -> String {
        let month = MONTHS[self.language as usize][month_zero(date)];
        match self.language {
            Language::En => format!("{} {month}", date.day()),
            Language::Nb | Language::Nn => format!("{}. {month}", date.day()),
        }
    }

    /// "tirsdag 3. mars", with the year where it is another than this.
    #[must_use]
    pub fn day(&self, date: Date) -> String {
        format!("{} {}", self.weekday(date), self.date(date))
    }

    /// "tirsdag 3. mars 2026", for a letter or an answer page that is read later.
    #[must_use]
    pub fn full_day(&self, date: Date) -> String {
        let day = self.date_without_year(date);
        format!("{} {day} {}", self.weekday(date), date.year())
    }

    /// "tirsdag 3. mars kl. 10.15–11.00"; where it ends on another day, both days.
    #[must_use]
    pub fn slot(&self, between: Interval) -> String {
        let (first, last) = (self.date_of(between.start()), self.date_of(between.end()));
        if first == last {
            let comma = if self.language == Language::En {
                ","
            } else {
                ""
            };
            let kl = if self.language == Language::En {
                ""
            } else {
                "kl. "
            };
            format!("{}{comma} {kl}{}", self.day(first), self.hours(between))
        } else {
            let (from, to) = (self.at(between.start()), self.at(between.end()));
            format!("{} {from} – {} {to}", self.day(first), self.day(last))
        }
    }

    /// "uke 10" (ISO 8601).
    #[must_use]
    pub fn week(&self, date: Date) -> String {
        let word = ["uke", "veke", "week"][self.language as usize];
        format!("{word} {}", date.iso_week_date().week())
    }

    /// When something happened or will: "i dag 07.52", "i går 14.10", "mandag 09.30" within six
    /// days, else "3. mars".
    #[must_use]
    pub fn stamp(&self, at: Instant) -> String {
        let date = self.date_of(at);
        match self.days_from_today(date) {
            -1..=1 => format!("{} {}", self.relative(date), self.clock(at)),
            -6..=6 => format!("{} {}", self.weekday(date), self.clock(at)),
            _ => self.date(date),
        }
    }

    /// "i dag", "i morgen", "i går", "om 3 dager", "for 3 dager siden".
    #[must_use]
    pub fn relative(&self, date: Date) -> String {
        let language = self.language as usize;
        match self.days_from_today(date) {
            0 => ["i dag", "i dag", "today"][language].to_owned(),
            1 => ["i morgen", "i morgon", "tomorrow"][language].to_owned(),
            -1 => ["i går", "i går", "yesterday"][language].to_owned(),
            days if days > 0 => match self.language {
                Language::Nb => format!("om {days} dager"),
                Language::Nn => format!("om {days} dagar"),
                Language::En => format!("in {days} days"),
            },
            days => match self.language {
                Language::Nb => format!("for {} dager siden", -days),
                Language::Nn => format!("for {} dagar sidan", -days),
                Language::En => format!("{} days ago", -days),
            },
        }
    }

    /// "i dag" and "i morgen", else "tirsdag 3. mars".
    #[must_use]
    pub fn near_day(&self, date: Date) -> String {
        match self.days_from_today(date) {
            0 | 1 => self.relative(date),
            _ => self.day(date),
        }
    }

    /// "45 minutter", "1 time", "1 time og 30 minutter".
    #[must_use]
    pub fn length(&self, minutes: Minutes) -> String {
        let (hours, rest) = (minutes / 60, minutes % 60);
        let language = self.language as usize;
        let hour = match hours {
            1 => ["time", "time", "hour"],
            _ => ["timer", "timar", "hours"],
        }[language];
        let minute = match rest {
            1 => ["minutt", "minutt", "minute"],
            _ => ["minutter", "minutt", "minutes"],
        }[language];
        let and = ["og", "og", "and"][language];
        match (hours, rest) {
            (0, _) => format!("{rest} {minute}"),
            (_, 0) => format!("{hours} {hour}"),
            _ => format!("{hours} {hour} {and} {rest} {minute}"),
        }
    }

    /// "45 min", "1 time", "2 t 30 min".
    #[must_use]
    pub fn short_length(&self, minutes: Minutes) -> String {
        let hour = if self.language == Language::En {
            "h"
        } else {
            "t"
        };
        match (minutes / 60, minutes % 60) {
            (0, rest) => format!("{rest} min"),
            (_, 0) => self.length(minutes),
            (hours, rest) => format!("{hours} {hour} {rest} min"),
        }
    }

    /// What is left of a hold until `end`: "9 min 40 s", "40 s", "0 s" when it has passed.
    #[must_use]
    pub fn left(&self, end: Instant) -> String {
        let seconds = (end.seconds() - self.now.seconds()).max(0);
        match (seconds / 60, seconds % 60) {
            (0, rest) => format!("{rest} s"),
            (minutes, rest) => format!("{minutes} min {rest} s"),
        }
    }

    fn days_from_today(&self, date: Date) -> i32 {
        self.today().until(date).map_or(0, |span| span.get_days())
    }
}

/// The same with a capital first letter, for a heading.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

fn monday_zero(date: Date) -> usize {
    usize::from(date.weekday().to_monday_zero_offset().unsigned_abs()) % 7
}

fn month_zero(date: Date) -> usize {
    usize::from((date.month() - 1).unsigned_abs()) % 12
}

//! The directory as a file: an organisation's people, teams, places and calendar links in TOML.
//! Here it is read and checked (or all its problems told at once), written, and compared. Nothing
//! here touches the database or the network, and no secret shows in a problem, a change or `Debug`.
//!
//! ```toml
//! [organisation]
//! name = "Fjordheim DPS"
//! neutral_name = "Fjordheim helse"        # what other organisations see; left out: name
//!
//! [[place]]
//! key = "fjordheim"
//! name = "DPS, 2. etasje"
//! neutral_name = "Fjordheim, Sjøgata 4"   # left out: name
//! address = "Sjøgata 4, Fjordheim"
//!
//! [[team]]
//! key = "fact"
//! name = "FACT Fjordheim"
//! neutral_name = "Team Fjord"             # must be there: a team's name can tell too much
//! roles = ["clinician"]
//! place = "fjordheim"
//! members = ["siri-dahl"]
//!
//! [[person]]
//! key = "siri-dahl"
//! name = "Siri Dahl"
//! roles = ["clinician"]
//! hours = ["monday-friday 08:00-15:30"]   # and days_off = ["2026-12-24"], season = { … },
//!                                         # other_hours = ["2026-12-23 08:00-12:00"]
//! protected_days = ["friday"]             # no meetings; or dates, as in days_off
//! most_a_day = 3                          # meetings; and most_a_week
//! complete = true                         # all that takes time stands in the calendars
//! office_days = { monday = "fjordheim" }
//! other_posts = ["nav-nordfjell"]         # this is the home card of a person with two posts; at the
//!                                         # other: home = { node = "…", name = "…", share_busy = true }
//!
//! [[person.calendar]]
//! key = "outlook"
//! kind = "ics"                            # or caldav, with user and password_file
//! url = "https://…"                       # for caldav also a host or a mail address;
//!                                         # graph: mailbox = "…", fhir: actor = "Practitioner/…"
//!
//! [[travel]]                              # the same in both directions
//! from = "fjordheim"
//! to = "nav"
//! minutes = 15
//!
//! [[travel]]                              # to a place that a peer has told of, by its name there
//! from = "fjordheim"
//! node = "nav-nordfjell"
//! to = "Nav Nordfjell"
//! minutes = 20
//! ```

mod changes;
mod entries;
mod fields;
mod hours;
mod keys;
mod names;
mod problems;
mod read;
mod read_person;
mod write;

#[cfg(test)]
mod tests;

use std::path::Path;

use secrecy::{ExposeSecret, SecretString};

pub use changes::{Change, What, diff};
pub use entries::{
    AvailabilityEntry, CalendarEntry, CalendarKind, CalendarPlace, CapacityEntry, DaysOff,
    DirectoryFile, HomeEntry, LunchBreak, OfficeDayEntry, OrganisationEntry, OtherHours, Password,
    PersonEntry, PlaceEntry, ProtectedDays, Season, TeamEntry, TentativeRule, TravelEnd,
    TravelEntry, UserName, WorkingHours, YearDay,
};
pub use keys::{CalendarKey, NotAKey, PersonKey, PlaceKey, TeamKey};
pub use problems::{Fault, Label, Problem, Problems, Subject};

impl DirectoryFile {
    /// Reads and checks the text of a file.
    ///
    /// # Errors
    /// All that is wrong with it at once, each with its line and the mend. A text that is no TOML
    /// is told of its syntax only.
    pub fn read(text: &str) -> Result<Self, Problems> {
        read::file(text)
    }

    /// The text of a file that reads back as this directory, save passwords that stand in no file.
    /// It holds the secret addresses of feeds.
    ///
    /// # Errors
    /// The path of a password file is not UTF-8.
    pub fn to_toml(&self) -> Result<String, toml::ser::Error> {
        write::text(self)
    }

    /// Replaces each password file by the password in it, which `open` reads (an empty one is none;
    /// a line break at its end is not part of it).
    ///
    /// # Errors
    /// Every file that could not be read, all at once.
    pub fn with_passwords(
        mut self,
        mut open: impl FnMut(&Path) -> Option<SecretString>,
    ) -> Result<Self, Problems> {
        let mut problems = Vec::new();
        for person in &mut self.people {
            for calendar in &mut person.calendars {
                let Some(Password::File(path)) = &calendar.password else {
                    continue;
                };
                match open(path).and_then(|text| without_line_break(&text)) {
                    Some(text) => calendar.password = Some(Password::Text(text)),
                    None => problems.push(Problem {
                        line: None,
                        subject: Subject::Calendar {
                            person: Label::key(&person.key),
                            calendar: Label::key(&calendar.key),
                        },
                        field: Some("password_file".to_owned()),
                        fault: Fault::PasswordFile,
                    }),
                }
            }
        }
        if problems.is_empty() {
            Ok(self)
        } else {
            Err(Problems::of(problems))
        }
    }

    /// Gives calendars without a password the one that the node has, so that [`diff`] can tell
    /// whether a new directory changes it.
    #[must_use]
    pub fn with_known_passwords(
        mut self,
        mut known: impl FnMut(&PersonKey, &CalendarKey) -> Option<SecretString>,
    ) -> Self {
        for person in &mut self.people {
            for calendar in &mut person.calendars {
                if calendar.password.is_none() {
                    calendar.password = known(&person.key, &calendar.key).map(Password::Text);
                }
            }
        }
        self
    }
}

fn without_line_break(text: &SecretString) -> Option<SecretString> {
    let text = text.expose_secret().trim_end_matches(['\r', '\n']);
    (!text.is_empty()).then(|| SecretString::from(text))
}

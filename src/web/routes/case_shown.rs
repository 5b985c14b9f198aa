//! Cases as pages show them: label, how the consent stands, who is in it. No name of a patient is
//! here or anywhere.

use super::Desk;
use super::note_shown::Surroundings;
use super::roster::{first, joined};
use crate::domain::CaseRef;
use crate::domain::consent::{Consent, ScopeRow};
use crate::domain::meeting::KINDS;
use crate::store::MeetingRow;
use crate::web::chrome::Tone;
use crate::web::pages::{CaseMeetings, CasePersonRow, Tag};
use crate::words::capital;

/// A consent that ends within so many days is said to end soon.
const SOON_DAYS: i64 = 30;

/// This side's label: "Furu".
#[must_use]
pub fn name(desk: &Desk, surroundings: &Surroundings, case: CaseRef) -> String {
    let label = surroundings.label(case).map(str::to_owned);
    label.unwrap_or_else(|| desk.words.text("case-unnamed"))
}

/// "Sak Furu".
#[must_use]
pub fn title(desk: &Desk, surroundings: &Surroundings, case: CaseRef) -> String {
    surroundings.label(case).map_or_else(
        || desk.words.text("case-unnamed"),
        |label| {
            desk.words
                .text_with("case-named", &[("label", label.into())])
        },
    )
}

/// How a consent stands.
#[must_use]
pub fn consent_tag(desk: &Desk, consent: &Consent) -> Tag {
    let say = |key: &str, name: &'static str, value: String| {
        desk.words.text_with(key, &[(name, value.as_str().into())])
    };
    if let Some(at) = consent.withdrawn {
        let day = desk.dates.date(desk.dates.date_of(at));
        return Tag {
            text: say("consent-withdrawn", "day", day),
            tone: Tone::Danger,
        };
    }
    let Some(until) = consent.until else {
        return Tag {
            text: desk.words.text("consent-open"),
            tone: Tone::Success,
        };
    };
    // It ends with its last day.
    let last = desk.dates.date_of(until.plus_minutes(-1));
    if until <= desk.now {
        return Tag {
            text: say("consent-over", "day", desk.dates.date(last)),
            tone: Tone::Danger,
        };
    }
    if until < desk.now.plus_minutes(SOON_DAYS * 24 * 60) {
        return Tag {
            text: say("consent-ends-soon", "when", desk.dates.relative(last)),
            tone: Tone::Warning,
        };
    }
    Tag {
        text: say("consent-until", "day", desk.dates.date(last)),
        tone: Tone::Success,
    }
}

/// Everybody in it, with role and organisation.
#[must_use]
pub fn people(desk: &Desk, surroundings: &Surroundings, consent: &Consent) -> Vec<CasePersonRow> {
    let directory = &surroundings.directory;
    let rows = consent.people.iter().map(|person| CasePersonRow {
        name: directory.name(&person.node, person.staff, desk.words),
        what: format!(
            "{}, {}",
            desk.words.role(person.role),
            directory.organisation(&person.node)
        ),
    });
    rows.collect()
}

/// The first names of those in it.
#[must_use]
pub fn first_names(desk: &Desk, surroundings: &Surroundings, consent: &Consent) -> String {
    let names = people(desk, surroundings, consent);
    let names: Vec<String> = names.iter().map(|person| first(&person.name)).collect();
    joined(desk, &names)
}

/// "Fjordheim DPS kan fortelle og få vite".
#[must_use]
pub fn scope(desk: &Desk, surroundings: &Surroundings, row: &ScopeRow) -> String {
    let who = surroundings.directory.organisation(&row.node);
    let values = [("who", who.as_str().into())];
    match (row.tells, row.hears) {
        (true, true) => desk.words.text_with("case-scope-both", &values),
        (true, false) => desk.words.text_with("case-scope-tells", &values),
        (false, _) => desk.words.text_with("case-scope-hears", &values),
    }
}

/// The next meeting: "Trekantsamtale tirsdag 10. mars".
#[must_use]
pub fn next(desk: &Desk, meetings: &[MeetingRow]) -> Option<String> {
    let next = meetings
        .iter()
        .find(|meeting| meeting.terms.start > desk.now)?;
    let kind = capital(&desk.words.kind(next.terms.kind));
    let date = desk.dates.date_of(next.terms.start);
    let when = format!(
        "{} {}",
        desk.dates.near_day(date),
        desk.dates.at(next.terms.start)
    );
    let values = [
        ("kind", kind.as_str().into()),
        ("when", when.as_str().into()),
    ];
    Some(desk.words.text_with("case-next-meeting", &values))
}

/// The last and the next meeting of each kind that there has been.
#[must_use]
pub fn by_kind(desk: &Desk, meetings: &[MeetingRow]) -> Vec<CaseMeetings> {
    let day = |meeting: Option<&MeetingRow>| {
        meeting.map_or_else(
            || "–".to_owned(),
            |meeting| desk.dates.date(desk.dates.date_of(meeting.terms.start)),
        )
    };
    let kinds = KINDS.iter().filter_map(|row| {
        let of_kind = || meetings.iter().filter(|one| one.terms.kind == row.kind);
        of_kind().next()?;
        let ahead = |meeting: &&MeetingRow| meeting.terms.start > desk.now;
        Some(CaseMeetings {
            kind: capital(&desk.words.kind(row.kind)),
            last: day(of_kind().rfind(|meeting| !ahead(meeting))),
            next: day(of_kind().find(ahead)),
        })
    });
    kinds.collect()
}

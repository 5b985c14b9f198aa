//! The fields of the note form: read, and the people to choose from.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Desk, Directory};
use crate::domain::seat::Pool;
use crate::domain::{Instant, Interval, NodeId, StaffId};
use crate::planning::civil;
use crate::store::notes::Recipient;
use crate::web::form::Sent;
use crate::web::pages::Choice;

/// So many people are shown without a search, and with one.
const LIKELY: usize = 6;
const FOUND: usize = 12;
const LONGEST_SEARCH: usize = 60;

/// What is filled in.
#[derive(Clone, Default)]
pub struct Filled {
    /// `p:node:staff` or `t:node:team`.
    pub to: Option<String>,
    /// A word to search people by.
    pub search: Option<String>,
    /// The code of what it is about.
    pub reason: Option<String>,
    /// A case.
    pub case: Option<String>,
    /// The text.
    pub text: Option<String>,
    /// The code of how soon.
    pub urgency: Option<String>,
    /// Stretches to be reached in, `start-end` in minutes since 1970 UTC.
    pub reach: Vec<String>,
    /// A day of one's own, `YYYY-MM-DD`.
    pub own_day: Option<String>,
    /// Its beginning, `HH:MM`.
    pub own_from: Option<String>,
    /// Its end.
    pub own_to: Option<String>,
    /// The key of the form.
    pub once: Option<String>,
    /// Whether a person filled it in, rather than we.
    pub was_sent: bool,
}

impl Filled {
    /// What a sent form says.
    #[must_use]
    pub fn of(sent: &Sent) -> Self {
        let get = |name| sent.get(name).map(str::to_owned);
        Self {
            to: get("til"),
            search: get("sok").map(|word| word.chars().take(LONGEST_SEARCH).collect()),
            reason: get("grunn"),
            case: get("sak"),
            text: get("tekst").map(|text| text.replace("\r\n", "\n")),
            urgency: get("hast"),
            reach: sent.all("nas").map(str::to_owned).collect(),
            own_day: get("nas_dag"),
            own_from: get("nas_fra"),
            own_to: get("nas_til"),
            once: get("nokkel").filter(|key| key.len() <= 64),
            was_sent: true,
        }
    }

    /// To whom.
    #[must_use]
    pub fn recipient(&self) -> Option<(NodeId, Recipient)> {
        let mut parts = self.to.as_deref()?.splitn(3, ':');
        let (sort, node, id) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?);
        let to = match sort {
            "p" => Recipient::Person(id.parse().ok()?),
            "t" => Recipient::Pool(Pool::Team(id.parse().ok()?)),
            _ => return None,
        };
        Some((node, to))
    }

    /// When the writer can be reached; none where a stretch is not one.
    #[must_use]
    pub fn stretches(&self, desk: &Desk) -> Option<Vec<Interval>> {
        let chosen: Option<Vec<Interval>> = self
            .reach
            .iter()
            .map(|text| {
                let (start, end) = text.split_once('-')?;
                let at = |text: &str| text.parse().ok().map(Instant::from_minutes);
                Interval::new(at(start)?, at(end)?)
            })
            .collect();
        let mut stretches = chosen?;
        if let (Some(from), Some(to)) = (&self.own_from, &self.own_to) {
            stretches.push(self.own(desk, from, to)?);
        }
        Some(stretches)
    }

    fn own(&self, desk: &Desk, from: &str, to: &str) -> Option<Interval> {
        let date = self.own_day.as_deref()?.parse().ok()?;
        let minute = |text: &str| {
            let (hours, minutes) = text.split_once(':')?;
            let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
            (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
        };
        civil::span(date, minute(from)?, minute(to)?, &desk.app.here().time_zone)
    }
}

/// The stable word of a closed code, as a form sends it.
#[must_use]
pub fn code<T: Serialize>(value: T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// The closed code that a form sent.
#[must_use]
pub fn parsed<T: DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

/// People to choose from: those of the writer's cases first, then others of the peers, or those that
/// a search finds; the chosen one always stands there. And whether a search found nobody.
#[must_use]
pub fn recipients(
    desk: &Desk,
    directory: &Directory,
    likely: &[(NodeId, StaffId)],
    filled: &Filled,
) -> (Vec<Choice>, bool) {
    let mut all: Vec<(bool, Choice)> = Vec::new();
    for (peer, people) in directory.peers() {
        for card in people {
            let known = likely
                .iter()
                .any(|(node, staff)| *node == peer.node && *staff == card.id);
            let value = format!("p:{}:{}", peer.node, card.id);
            let choice = Choice {
                chosen: filled.to.as_deref() == Some(&value),
                label: card.name.to_string(),
                hint: Some(format!("{}, {}", desk.role_of(&card.roles), peer.name)),
                aside: card.phone.as_ref().map(ToString::to_string),
                value,
            };
            all.push((known, choice));
        }
    }
    all.sort_by(|(known, a), (other, b)| other.cmp(known).then(a.label.cmp(&b.label)));
    let wanted = filled.search.as_deref().map(str::to_lowercase);
    let matches = |choice: &Choice| match &wanted {
        Some(word) => {
            let hint = choice.hint.as_deref().unwrap_or_default();
            format!("{} {hint}", choice.label)
                .to_lowercase()
                .contains(word.as_str())
        }
        None => true,
    };
    let most = if wanted.is_some() { FOUND } else { LIKELY };
    let found: Vec<Choice> = all
        .iter()
        .filter(|(_, choice)| matches(choice) && !choice.chosen)
        .take(most)
        .map(|(_, choice)| choice.clone())
        .collect();
    let nobody = wanted.is_some() && found.is_empty();
    let chosen = all
        .into_iter()
        .map(|(_, choice)| choice)
        .filter(|choice| choice.chosen);
    (chosen.chain(found).collect(), nobody)
}

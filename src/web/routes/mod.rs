//! The pages answered: each file reads the rows that its page shows, for the one who looks, and
//! turns what a form says into a flow. Nothing here decides what may cross.

mod absence;
mod calendars;
mod cannot;
mod case_form;
mod case_shown;
mod cases;
mod doubts;
mod find;
mod find_form;
mod find_known;
mod find_shown;
mod follow;
mod guard_shown;
mod look;
mod meeting_shown;
mod meetings;
mod note_fields;
mod note_form;
mod note_shown;
mod notes;
mod roster;
mod slot_shown;
mod today;
mod unsure;
mod week_shown;

pub use cannot::cannot;

use std::collections::BTreeMap;

use axum::Router;
use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use jiff::civil::Date;
use serde::Deserialize;

use super::app::App;
use super::chrome::{Chrome, Notice, Person, Scheme, Section, Tone};
use super::refusal::Refused;
use super::session::Session;
use crate::crossing::ledger::Direction;
use crate::domain::note::ReceivedState;
use crate::domain::{Instant, Language, NodeId, Role, StaffId};
use crate::flows::{FlowError, Turn};
use crate::store::{
    Conn, NoteRow, PeerRow, PersonRow, StoreError, notes as note_rows, peers, sessions,
};
use crate::words::{Dates, Words};

/// Every page that needs a log-in, and the choice of language.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(today::routes())
        .merge(note_form::routes())
        .merge(notes::routes())
        .merge(find::routes())
        .merge(find_shown::routes())
        .merge(meetings::routes())
        .merge(follow::routes())
        .merge(calendars::routes())
        .merge(cases::routes())
        .merge(case_form::routes())
        .merge(look::routes())
}

/// What was just done, told by the address that one is sent on to.
#[derive(Debug, Default, Deserialize)]
pub struct Done {
    gjort: Option<String>,
}

/// What every page of a logged-in person is made with.
pub struct Desk {
    /// What every request works with.
    pub app: App,
    /// Who looks.
    pub session: Session,
    /// The time of the request.
    pub now: Instant,
    /// The sentences in the reader's language.
    pub words: Words,
    /// Times as people say them.
    pub dates: Dates,
    scheme: Scheme,
}

impl Desk {
    /// For one request.
    #[must_use]
    pub fn new(app: &App, session: Session, headers: &HeaderMap) -> Self {
        let now = app.now();
        let language = from_cookie(headers, "sprak").and_then(|code| Language::from_code(&code));
        let language = language.unwrap_or(session.person.language);
        let scheme = from_cookie(headers, "utseende");
        Self {
            now,
            words: Words::new(language),
            dates: Dates::new(language, app.here().time_zone.clone(), now),
            scheme: scheme.map_or(Scheme::Auto, |code| Scheme::from_code(&code)),
            app: app.clone(),
            session,
        }
    }

    /// Who looks.
    #[must_use]
    pub const fn me(&self) -> StaffId {
        self.session.viewer.staff
    }

    /// What stands round a page.
    ///
    /// # Errors
    /// The database failed.
    pub async fn chrome(
        &self,
        conn: &mut Conn,
        section: Section,
        path: &str,
    ) -> Result<Chrome, Refused> {
        let notes = note_rows::of_reader(conn, self.me(), 200, &self.app.keyhole()).await?;
        Ok(Chrome {
            words: self.words,
            scheme: self.scheme,
            section,
            person: Some(Person {
                name: self.session.person.name.to_string(),
                role: self.role_of(&self.session.person.roles),
            }),
            organisation: self.app.here().name.to_string(),
            csrf: self.session.csrf.clone(),
            path: path.to_owned(),
            waiting: notes.iter().filter(|note| waits(note)).count(),
            notice: None,
            footer: Vec::new(),
        })
    }

    /// The sentence `key` on top of the page, where that was just done; only of what changed
    /// something is there a sentence.
    #[must_use]
    pub fn notice(&self, done: &Done, what: &str, key: &str) -> Option<Notice> {
        (done.gjort.as_deref() == Some(what)).then(|| Notice {
            tone: Tone::Success,
            text: self.words.text(key),
        })
    }

    /// The first of somebody's roles, in a word.
    #[must_use]
    pub fn role_of(&self, roles: &[Role]) -> String {
        roles
            .first()
            .map(|role| self.words.role(*role))
            .unwrap_or_default()
    }

    /// A key for a form, so that a double click does it once.
    #[must_use]
    pub fn once(&self) -> String {
        let bytes: [u8; 16] = self.app.drawn().bytes();
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

fn from_cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value.to_owned())
}

/// Whether a note waits for its reader: received, and not answered or taken back.
#[must_use]
pub fn waits(note: &NoteRow) -> bool {
    note.direction == Direction::In
        && matches!(
            note.progress.received(),
            Some(ReceivedState::Unread | ReceivedState::Seen)
        )
}

/// Names of people and organisations as a page shows them.
pub struct Directory {
    own: Vec<PersonRow>,
    own_node: NodeId,
    own_name: String,
    back: BTreeMap<StaffId, Date>,
    peers: Vec<(PeerRow, Vec<crate::domain::people::StaffCard>)>,
}

impl Directory {
    /// Everybody that this node knows.
    ///
    /// # Errors
    /// The database failed.
    pub async fn read(conn: &mut Conn, app: &App) -> Result<Self, StoreError> {
        let own = PersonRow::all(conn).await?;
        let mut known = Vec::new();
        for peer in PeerRow::all(conn).await? {
            let people = peers::people(conn, &peer.node).await?;
            known.push((peer, people));
        }
        Ok(Self {
            back: absence::back(conn, app, &own).await?,
            own,
            own_node: app.here().node.clone(),
            own_name: app.here().name.to_string(),
            peers: known,
        })
    }

    /// The peers with their bookable people.
    pub fn peers(&self) -> impl Iterator<Item = (&PeerRow, &[crate::domain::people::StaffCard])> {
        self.peers
            .iter()
            .map(|(peer, people)| (peer, people.as_slice()))
    }

    /// The people of this node.
    #[must_use]
    pub fn own(&self) -> &[PersonRow] {
        &self.own
    }

    /// When a colleague who is away is back at work; never of people elsewhere.
    #[must_use]
    pub fn back(&self, node: &NodeId, staff: StaffId) -> Option<Date> {
        let own = *node == self.own_node;
        self.back.get(&staff).copied().filter(|_| own)
    }

    /// The organisation with this node, by its name.
    #[must_use]
    pub fn organisation(&self, node: &NodeId) -> String {
        if *node == self.own_node {
            return self.own_name.clone();
        }
        let peer = self.peers.iter().find(|(peer, _)| peer.node == *node);
        peer.map_or_else(|| node.to_string(), |(peer, _)| peer.name.to_string())
    }

    /// What is known of somebody: name, roles, telephone.
    #[must_use]
    pub fn person(
        &self,
        node: &NodeId,
        staff: StaffId,
    ) -> Option<&crate::domain::people::StaffCard> {
        if *node == self.own_node {
            return self
                .own
                .iter()
                .find(|person| person.id == staff)
                .map(|person| &person.card);
        }
        let (_, people) = self.peers.iter().find(|(peer, _)| peer.node == *node)?;
        people.iter().find(|card| card.id == staff)
    }

    /// Somebody's name; of one who is no longer known, what stands for it.
    #[must_use]
    pub fn name(&self, node: &NodeId, staff: StaffId, words: Words) -> String {
        self.person(node, staff).map_or_else(
            || words.text("person-unknown"),
            |card| card.name.to_string(),
        )
    }
}

/// A page as the answer; one that can't be made is a failure of ours.
pub fn shown(page: &impl askama::Template) -> axum::response::Response {
    use axum::response::{Html, IntoResponse};
    match page.render() {
        Ok(html) => Html(html).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            Refused::Failed.into_response()
        }
    }
}

/// What a form with this key did the first time; a double click does it once.
///
/// # Errors
/// The database failed.
pub async fn was_done(app: &App, key: &str, by: StaffId) -> Result<Option<String>, Refused> {
    let mut reader = app.read().await?;
    Ok(sessions::once(&mut reader, key, by).await?)
}

/// Whether a change was undone because the same form had been there first.
#[must_use]
pub fn came_second(error: &FlowError) -> bool {
    matches!(error, FlowError::Store(error) if error.is_taken())
}

/// The code of a closed choice, as a form sends it.
#[must_use]
pub fn code(choice: &impl serde::Serialize) -> String {
    match serde_json::to_value(choice) {
        Ok(serde_json::Value::String(code)) => code,
        _ => String::new(),
    }
}

/// Remembers what a form did, in the change that did it.
///
/// # Errors
/// The database failed, or the same form was there first: then nothing of this one is done.
pub async fn remember(
    turn: &mut Turn<'_>,
    key: Option<&str>,
    by: StaffId,
    outcome: &str,
) -> Result<(), FlowError> {
    if let Some(key) = key.filter(|key| key.len() <= 64) {
        sessions::remember_once(turn.tx.conn(), key, by, turn.now, outcome).await?;
    }
    Ok(())
}

//! Microsoft Graph and its token server, as far as samband asks them, written from what Microsoft
//! publishes: List calendarView, paging, throttling, and the client credentials flow of the Microsoft
//! identity platform. The real ones can't be installed.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use jiff::civil::DateTime;
use serde_json::{Value, json};

use super::served::{Seen, Served, answer};

pub const SECRET: &str = "klokkeblomst-hemmelig-1";
pub const TENANT: &str = "dps.test";
pub const CLIENT: &str = "0f0e0d0c-samband";

/// An answer instead of the ordinary one.
#[derive(Clone)]
pub struct Instead {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

impl Instead {
    pub fn status(status: u16) -> Self {
        let body = json!({"error": {"code": "Hemmelig", "message": "Hemmelig"}});
        Self {
            status,
            headers: Vec::new(),
            body: body.to_string(),
        }
    }

    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub fn body(body: &str) -> Self {
        Self {
            status: 200,
            headers: Vec::new(),
            body: body.to_owned(),
        }
    }
}

pub struct State {
    /// By mailbox.
    pub entries: Vec<(String, Value)>,
    /// At most so many in a page, whatever was asked for.
    pub page: usize,
    /// Whether `$select` is passed over, so that titles come.
    pub selects_nothing: bool,
    /// Whether the first entry goes away when the first page has been given.
    pub loses_one: bool,
    /// For the next questions about a view, in order; none is the ordinary answer.
    pub view_instead: VecDeque<Option<Instead>>,
    /// For the next questions for a token.
    pub token_instead: VecDeque<Option<Instead>>,
    /// How many tokens were given; the last one is the good one.
    pub tokens: usize,
    /// What a token's life is said to be.
    pub expires_in: i64,
}

pub struct GraphServer {
    pub served: Served,
    pub state: Arc<Mutex<State>>,
}

impl GraphServer {
    pub fn start() -> Self {
        let state = Arc::new(Mutex::new(State {
            entries: Vec::new(),
            page: 1_000,
            selects_nothing: false,
            loses_one: false,
            view_instead: VecDeque::new(),
            token_instead: VecDeque::new(),
            tokens: 0,
            expires_in: 3_599,
        }));
        let behind = Arc::clone(&state);
        let served = Served::start(move |seen, stream| {
            let mut state = behind.lock().unwrap();
            let said = if seen.path.contains("/oauth2/") {
                token(&mut state, seen)
            } else {
                view(&mut state, seen)
            };
            drop(state);
            let headers: Vec<_> = said.headers.iter().map(|(n, v)| (*n, v.as_str())).collect();
            answer(stream, said.status, &headers, said.body.as_bytes());
        });
        Self { served, state }
    }

    /// Puts an entry into a calendar. Its title and the rest that nobody may keep come with it.
    pub fn put(&self, mailbox: &str, start: &str, end: &str, with: Value) {
        let mut entry = json!({
            "id": "AAMkHemmeligId", "subject": "Hemmelig trekantsamtale",
            "bodyPreview": "Hemmelig diagnose", "location": {"displayName": "Hemmelig sted"},
            "attendees": [{"emailAddress": {"name": "Hemmelig Pasient", "address": "h@hemmelig.test"}}],
            "start": {"dateTime": start, "timeZone": "UTC"},
            "end": {"dateTime": end, "timeZone": "UTC"},
            "showAs": "busy", "isAllDay": false, "isCancelled": false,
        });
        for (key, value) in with.as_object().unwrap() {
            entry[key] = value.clone();
        }
        let mut state = self.state.lock().unwrap();
        state.entries.push((mailbox.to_owned(), entry));
    }

    pub fn views(&self) -> Vec<Seen> {
        let seen = self.served.seen().into_iter();
        seen.filter(|seen| seen.path.contains("/calendarView"))
            .collect()
    }

    pub fn token_questions(&self) -> Vec<String> {
        let seen = self.served.seen().into_iter();
        seen.filter(|seen| seen.path.contains("/oauth2/"))
            .map(|seen| String::from_utf8(seen.body).unwrap())
            .collect()
    }
}

fn token(state: &mut State, seen: &Seen) -> Instead {
    if let Some(Some(instead)) = state.token_instead.pop_front() {
        return instead;
    }
    let form = String::from_utf8_lossy(&seen.body).into_owned();
    let has = |part: &str| form.split('&').any(|pair| pair == part);
    let proves = has(&format!("client_secret={SECRET}")) || form.contains("&client_assertion=ey");
    let right = seen.method == "POST"
        && seen.path == format!("/{TENANT}/oauth2/v2.0/token")
        && seen.header("content-type") == Some("application/x-www-form-urlencoded")
        && has("grant_type=client_credentials")
        && has(&format!("client_id={CLIENT}"))
        && form.contains("scope=http%3A%2F%2F")
        && form.contains("%2F.default")
        && proves;
    if !right {
        let mut refused = Instead::status(401);
        refused.body = json!({"error": "invalid_client"}).to_string();
        return refused;
    }
    state.tokens += 1;
    let given = json!({
        "token_type": "Bearer", "expires_in": state.expires_in, "ext_expires_in": 3_599,
        "access_token": format!("token-hemmelig-{}", state.tokens),
    });
    Instead::body(&given.to_string())
}

fn view(state: &mut State, seen: &Seen) -> Instead {
    if let Some(Some(instead)) = state.view_instead.pop_front() {
        return instead;
    }
    let good = format!("Bearer token-hemmelig-{}", state.tokens);
    if seen.header("authorization") != Some(&good) {
        return Instead::status(401).with("WWW-Authenticate", "Bearer realm=\"\"");
    }
    let (path, query) = seen.path.split_once('?').unwrap_or((&seen.path, ""));
    let mailbox = path
        .strip_prefix("/v1.0/users/")
        .and_then(|rest| rest.strip_suffix("/calendarView"));
    let Some(mailbox) = mailbox.filter(|mailbox| *mailbox != "ukjent@dps.test") else {
        return Instead::status(404);
    };
    let parameters: Vec<(String, String)> = query
        .split('&')
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap();
            let plain = |text: &str| {
                let text = text.replace("%24", "$").replace("%3A", ":");
                text.replace("%2C", ",")
            };
            (plain(name), plain(value))
        })
        .collect();
    let value = |name: &str| {
        let mut found = parameters.iter().filter(|(other, _)| other == name);
        found.next().map(|(_, value)| value.clone())
    };
    assert_eq!(seen.header("prefer"), Some("outlook.timezone=\"UTC\""));
    let (from, to) = (
        value("startDateTime").unwrap(),
        value("endDateTime").unwrap(),
    );
    let local = |text: &str| text.trim_end_matches('Z').parse::<DateTime>().unwrap();
    let time = |entry: &Value, key: &str| local(entry[key]["dateTime"].as_str().unwrap());
    let inside: Vec<&Value> = state
        .entries
        .iter()
        .filter(|(of, _)| of == mailbox)
        .map(|(_, entry)| entry)
        .filter(|entry| time(entry, "start") < local(&to) && time(entry, "end") > local(&from))
        .collect();
    let skip: usize = value("$skip").map_or(0, |skip| skip.parse().unwrap());
    let top: usize = value("$top").map_or(10, |top| top.parse().unwrap());
    let page = top.min(state.page);
    let select = value("$select").unwrap();
    let shown = inside.iter().skip(skip).take(page).map(|entry| {
        let mut entry = (*entry).clone();
        if !state.selects_nothing {
            let keys = entry.as_object_mut().unwrap();
            keys.retain(|key, _| key == "id" || select.split(',').any(|one| one == key));
        }
        entry
    });
    let mut body = json!({
        "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#users('x')/calendarView",
        "value": shown.collect::<Vec<_>>(),
    });
    if skip + page < inside.len() {
        let host = seen.header("host").unwrap();
        let next = format!(
            "http://{host}{path}?startDateTime={from}&endDateTime={to}&$select={select}\
             &$top={top}&$skip={}",
            skip + page
        );
        body["@odata.nextLink"] = next.into();
    }
    if std::mem::take(&mut state.loses_one) {
        state.entries.remove(0);
    }
    Instead::body(&body.to_string())
}

//! A FHIR R4 server with appointment books, as far as samband asks one, written from the published
//! specification (search, Bundle, Schedule, Slot, Appointment). The hospital systems that have one
//! can't be installed.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::graph_server::Instead;
use super::served::{Seen, Served, answer};

pub struct State {
    pub resources: Vec<Value>,
    /// At most so many in a page, whatever was asked for.
    pub page: usize,
    /// Whether `_elements` is passed over, so that everything comes.
    pub shows_all: bool,
    /// For the next questions, in order; none is the ordinary answer.
    pub instead: VecDeque<Option<Instead>>,
    /// The header that lets in; anybody where it is empty.
    pub authorization: String,
    /// The form that gets a token, as far as it must be; and the token.
    pub tokens_given: usize,
}

pub struct FhirServer {
    pub served: Served,
    pub state: Arc<Mutex<State>>,
}

impl FhirServer {
    pub fn start() -> Self {
        let state = Arc::new(Mutex::new(State {
            resources: Vec::new(),
            page: 1_000,
            shows_all: false,
            instead: VecDeque::new(),
            authorization: String::new(),
            tokens_given: 0,
        }));
        let behind = Arc::clone(&state);
        let served = Served::start(move |seen, stream| {
            let mut state = behind.lock().unwrap();
            let said = if seen.path == "/token" {
                token(&mut state, seen)
            } else {
                found(&mut state, seen)
            };
            drop(state);
            let headers: Vec<_> = said.headers.iter().map(|(n, v)| (*n, v.as_str())).collect();
            answer(stream, said.status, &headers, said.body.as_bytes());
        });
        Self { served, state }
    }

    /// Adds a resource, with everything that nobody may keep.
    pub fn put(&self, kind: &str, id: &str, with: Value) {
        let mut resource = json!({
            "resourceType": kind, "id": id,
            "text": {"status": "generated", "div": "<div>Hemmelig Pasient</div>"},
            "comment": "Hemmelig kommentar", "description": "Hemmelig samtale",
            "reasonCode": [{"text": "Hemmelig diagnose"}],
            "serviceType": [{"text": "Hemmelig tjeneste"}],
            "participant": [{"actor": {"display": "Hemmelig Pasient"}, "status": "accepted"}],
        });
        for (key, value) in with.as_object().unwrap() {
            resource[key] = value.clone();
        }
        self.state.lock().unwrap().resources.push(resource);
    }

    /// A slot of a schedule.
    pub fn slot(&self, id: &str, schedule: &str, status: &str, start: &str, end: &str) {
        let schedule = json!({"reference": schedule});
        let with = json!({"schedule": schedule, "status": status, "start": start, "end": end});
        self.put("Slot", id, with);
    }

    /// An appointment of an actor.
    pub fn appointment(&self, id: &str, actor: &str, status: &str, start: &str, end: &str) {
        let participant = json!([{"actor": {"reference": actor, "display": "Hemmelig Lege"}}]);
        let with = json!({
            "participant": participant, "status": status, "start": start, "end": end
        });
        self.put("Appointment", id, with);
    }

    pub fn asked(&self) -> Vec<String> {
        let seen = self.served.seen().into_iter();
        seen.map(|seen| seen.path).collect()
    }
}

fn token(state: &mut State, seen: &Seen) -> Instead {
    let form = String::from_utf8_lossy(&seen.body).into_owned();
    let scope = "scope=system%2FSchedule.read+system%2FSlot.read+system%2FAppointment.read";
    if !form.contains("grant_type=client_credentials") || !form.contains(scope) {
        return Instead::status(400);
    }
    state.tokens_given += 1;
    let token = format!("token-hemmelig-{}", state.tokens_given);
    state.authorization = format!("Bearer {token}");
    let given = json!({"token_type": "bearer", "expires_in": 300, "access_token": token});
    Instead::body(&given.to_string())
}

fn found(state: &mut State, seen: &Seen) -> Instead {
    if let Some(Some(instead)) = state.instead.pop_front() {
        return instead;
    }
    let authorization = seen.header("authorization").unwrap_or_default();
    if state.authorization != authorization {
        return Instead::status(401);
    }
    let (path, query) = seen.path.split_once('?').unwrap_or((&seen.path, ""));
    let path = path.strip_prefix("/r4/").unwrap();
    let parameters: Vec<(String, String)> = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| {
            let value = value.replace("%2F", "/").replace("%2C", ",");
            (name.to_owned(), value.replace("%3A", ":"))
        })
        .collect();
    if let Some((kind, id)) = path.split_once('/') {
        let there = |resource: &&Value| resource["resourceType"] == kind && resource["id"] == id;
        return match state.resources.iter().find(there) {
            Some(resource) => Instead::body(&resource.to_string()),
            None => Instead::status(404),
        };
    }
    let hits: Vec<&Value> = state
        .resources
        .iter()
        .filter(|resource| resource["resourceType"] == path)
        .filter(|resource| {
            parameters
                .iter()
                .all(|(name, value)| fits(resource, name, value))
        })
        .collect();
    let skip = parameters
        .iter()
        .find(|(name, _)| name == "_getpagesoffset");
    let skip: usize = skip.map_or(0, |(_, skip)| skip.parse().unwrap());
    let host = seen.header("host").unwrap();
    let elements = parameters.iter().find(|(name, _)| name == "_elements");
    let elements = elements.map_or("", |(_, elements)| elements.as_str());
    let entries = hits.iter().skip(skip).take(state.page).map(|resource| {
        let mut resource = (*resource).clone();
        if !state.shows_all {
            let kept = ["resourceType", "id"];
            let keys = resource.as_object_mut().unwrap();
            keys.retain(|key, _| {
                kept.contains(&key.as_str()) || elements.split(',').any(|one| one == key)
            });
        }
        let url = format!(
            "http://{host}/r4/{path}/{}",
            resource["id"].as_str().unwrap()
        );
        json!({"fullUrl": url, "resource": resource, "search": {"mode": "match"}})
    });
    let mut bundle = json!({
        "resourceType": "Bundle", "type": "searchset", "total": hits.len(),
        "link": [{"relation": "self", "url": format!("http://{host}{}", seen.path)}],
        "entry": entries.collect::<Vec<_>>(),
    });
    if skip + state.page < hits.len() {
        let query: Vec<&str> = query
            .split('&')
            .filter(|pair| !pair.starts_with("_getpagesoffset"))
            .collect();
        let query = query.join("&");
        let offset = skip + state.page;
        let next = format!("http://{host}/r4/{path}?{query}&_getpagesoffset={offset}");
        let links = bundle["link"].as_array_mut().unwrap();
        links.push(json!({"relation": "next", "url": next}));
    }
    Instead::body(&bundle.to_string())
}

/// Whether a resource fits one search parameter.
fn fits(resource: &Value, name: &str, value: &str) -> bool {
    let refers = |to: &Value| to["reference"] == value;
    match name {
        "actor" if resource["resourceType"] == "Schedule" => {
            resource["actor"].as_array().unwrap().iter().any(refers)
        }
        "actor" => {
            let participants = resource["participant"].as_array().unwrap().iter();
            participants.map(|one| &one["actor"]).any(refers)
        }
        "schedule" => value
            .split(',')
            .any(|one| resource["schedule"]["reference"] == one),
        "status" => value.split(',').any(|one| resource["status"] == one),
        "start" | "date" => {
            let Some(start) = resource["start"].as_str() else {
                return false;
            };
            let start: Timestamp = start.parse().unwrap();
            let bound: Timestamp = value[2..].parse().unwrap();
            match &value[..2] {
                "ge" => start >= bound,
                "lt" => start < bound,
                other => panic!("{other}"),
            }
        }
        _ => name.starts_with('_'),
    }
}

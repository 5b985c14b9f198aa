//! Somebody who uses a node's API with a bearer token, as a program at their desk would.

use std::time::Duration;

use serde_json::{Value, json};

use super::waiting::eventually;

/// Longer than a node is ever away in a story.
const LONG: Duration = Duration::from_secs(120);
/// A search has at most three rounds, and waits two minutes in each.
const SEARCH: Duration = Duration::from_secs(400);

/// Who can be acted as.
#[derive(Clone)]
pub struct Person {
    /// The node's name.
    pub node: String,
    /// Their identifier, which others know them by.
    pub id: String,
    pub(super) api: String,
    pub(super) token: String,
    pub(super) client: reqwest::Client,
}

/// An answer: its status and its document.
pub type Answer = (u16, Value);

impl Person {
    /// Reads; none where the node does not answer.
    pub async fn try_get(&self, path: &str) -> Option<Answer> {
        let request = self.client.get(format!("{}{path}", self.api));
        self.answered(request).await
    }

    /// Sends; none where the node does not answer, and then nobody can say whether it was done.
    pub async fn try_post(&self, path: &str, body: &Value) -> Option<Answer> {
        let request = self.client.post(format!("{}{path}", self.api));
        self.answered(request.json(body)).await
    }

    async fn answered(&self, request: reqwest::RequestBuilder) -> Option<Answer> {
        let answer = request.bearer_auth(&self.token).send().await.ok()?;
        let status = answer.status().as_u16();
        let bytes = answer.bytes().await.ok()?;
        let document = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Some((status, document))
    }

    /// Reads, however long the node is away.
    pub async fn get(&self, path: &str) -> Value {
        let look = async || self.try_get(path).await;
        let (status, document) = eventually(path, LONG, look).await;
        assert_eq!(status, 200, "{path}: {document}");
        document
    }

    /// Looks for times for a meeting of half an hour by telephone with these people.
    pub async fn search(&self, party: &[&Self], from: &str, to: &str) -> String {
        let seats: Vec<_> = party
            .iter()
            .map(|person| json!({"node": person.node, "person": person.id}))
            .collect();
        let wanted = json!({
            "kind": "three_way",
            "length": 30,
            "place": {"kind": "phone"},
            "seats": seats,
            "from": from,
            "to": to,
        });
        let look = async || self.try_post("/proposals", &wanted).await;
        let (status, begun) = eventually("a search begins", LONG, look).await;
        assert_eq!(status, 202, "{begun}");
        begun["id"].as_str().unwrap().to_owned()
    }

    /// The starts that a search offers once everybody has answered.
    pub async fn offered(&self, search: &str) -> Vec<String> {
        let path = format!("/proposals/{search}");
        let look = async || {
            let (_, document) = self.try_get(&path).await?;
            (document["state"] != "asking").then_some(document)
        };
        let document = eventually("a search is answered", SEARCH, look).await;
        let slots = document["slots"].as_array().unwrap();
        slots
            .iter()
            .map(|slot| slot["start"].as_str().unwrap().to_owned())
            .collect()
    }

    /// Chooses a start; none where no answer came.
    pub async fn choose(&self, search: &str, start: &str) -> Option<Answer> {
        let chosen = json!({"proposal": search, "start": start});
        self.try_post("/bookings", &chosen).await
    }

    /// How a booking stands.
    pub async fn booking(&self, id: &str) -> Value {
        self.get(&format!("/bookings/{id}")).await
    }

    /// Writes a yellow note. Gives its identifier.
    pub async fn write(&self, to: &Self, text: &str) -> String {
        let note = json!({
            "to": {"node": to.node, "person": to.id},
            "reason": "practical",
            "text": text,
        });
        let look = async || self.try_post("/notes", &note).await;
        let (status, begun) = eventually("a note is written", LONG, look).await;
        assert_eq!(status, 202, "{begun}");
        begun["id"].as_str().unwrap().to_owned()
    }
}

//! A meeting that somebody wants: sought at every node, chosen, followed to its end.

use std::time::Duration;

use jiff::civil::Date;
use jiff::{ToSpan, Zoned};
use serde_json::Value;

use super::{Person, Region, eventually};

/// Midnight, so many days from tomorrow.
pub fn day(days: i64) -> String {
    let day: Date = Zoned::now().date() + (1 + days).days();
    format!("{day}T00:00:00Z")
}

/// A search that was begun.
pub struct Search {
    /// Who meets; the first has asked.
    pub party: [Person; 3],
    pub id: String,
}

/// A start that a search offers.
pub struct Offer {
    pub search: Search,
    pub start: String,
}

impl Region {
    /// One of each organisation, with the one at the house that asks first.
    pub fn trio(&self, number: usize, asker: usize) -> [Person; 3] {
        [0, 1, 2].map(|place| self.people[(asker + place) % 3][number].clone())
    }
}

impl Search {
    /// Begins to look for half an hour within some time.
    pub async fn begin(party: [Person; 3], from: &str, to: &str) -> Self {
        let all = [&party[0], &party[1], &party[2]];
        let id = party[0].search(&all, from, to).await;
        Self { party, id }
    }

    /// The best start, where there is one.
    pub async fn best(self) -> Option<Offer> {
        let offered = self.party[0].offered(&self.id).await;
        let start = offered.into_iter().next()?;
        Some(Offer {
            search: self,
            start,
        })
    }
}

impl Offer {
    /// Who chooses.
    pub fn asker(&self) -> &Person {
        &self.search.party[0]
    }

    /// When the half hour is over.
    pub fn end(&self) -> String {
        let start: jiff::Timestamp = self.start.parse().unwrap();
        (start + 30.minutes()).to_string()
    }

    /// Chooses: the booking, or none where nobody answers or the time can't be had.
    pub async fn choose(&self) -> Option<String> {
        match self.asker().choose(&self.search.id, &self.start).await? {
            (202, begun) => Some(begun["id"].as_str()?.to_owned()),
            _ => None,
        }
    }

    /// No answer came: the person looks whether it was done after all, and else chooses again.
    pub async fn choose_again(&self) -> Option<String> {
        let own = self.asker().get("/bookings").await;
        let there = own
            .as_array()?
            .iter()
            .find(|one| one["start"] == *self.start);
        match there {
            Some(booking) => Some(booking["id"].as_str()?.to_owned()),
            None => self.choose().await,
        }
    }

    /// Waits until every node knows that it is agreed.
    pub async fn sealed(&self, booking: &str, limit: Duration) -> Value {
        eventually("a meeting is agreed", limit, async || {
            let booking = self.asker().booking(booking).await;
            let nodes = booking["nodes"].as_object()?;
            let all = nodes.len() == 3 && nodes.values().all(|node| node == "sealed");
            all.then_some(booking)
        })
        .await
    }
}

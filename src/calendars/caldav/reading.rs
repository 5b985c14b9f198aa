//! What one look at an account may cost: its entries' texts are read one by one within one budget of
//! work, and only so many stretches are kept of them all.

use super::super::apart;
use super::super::busy::{self, BusyReport, BusyRequest, STEPS, Warning};
use super::super::fuel::Fuel;
use super::super::trouble::SourceTrouble;
use super::entries::{Came, Entries};
use super::memory::{Entry, Stretch};

/// The work of a whole look, over all calendars.
const WORK: u64 = 4 * STEPS;
/// More entries and stretches than the fullest account has in a window.
pub(super) const MOST_KEPT: usize = 50_000;
/// So many warnings say enough.
const MOST_WARNINGS: usize = 100;

/// One look's question and what is left of its budget.
pub(super) struct Reading {
    pub(super) request: BusyRequest,
    pub(super) warnings: Vec<Warning>,
    fuel: Fuel,
    kept: usize,
}

impl Reading {
    pub(super) fn new(request: &BusyRequest) -> Self {
        Self::within(request, WORK)
    }

    pub(super) fn within(request: &BusyRequest, steps: u64) -> Self {
        Self {
            request: request.clone(),
            warnings: Vec::new(),
            fuel: Fuel::new(steps),
            kept: 0,
        }
    }

    /// Reads entries apart from the async threads, and forgets all of them but when they are busy.
    pub(super) async fn entries(&mut self, came: Vec<Came>) -> Result<Entries, SourceTrouble> {
        self.apart(move |reading| reading.entries_here(came)).await
    }

    /// As [`entries`](Self::entries), on this thread.
    pub(super) fn entries_here(&mut self, came: Vec<Came>) -> Result<Entries, SourceTrouble> {
        let mut entries = Entries::new();
        for (place, tag, text) in came {
            let report = self.text(&text, None)?;
            let busy = report.busy.iter().map(Stretch::from).collect();
            entries.insert(place, Entry { tag, busy });
        }
        Ok(entries)
    }

    /// Reads one text for another window, apart from the async threads.
    pub(super) async fn times(
        &mut self,
        text: Vec<u8>,
        asked: BusyRequest,
    ) -> Result<BusyReport, SourceTrouble> {
        self.apart(move |reading| reading.text(&text, Some(&asked)))
            .await
    }

    fn text(
        &mut self,
        text: &[u8],
        asked: Option<&BusyRequest>,
    ) -> Result<BusyReport, SourceTrouble> {
        let request = asked.unwrap_or(&self.request);
        let report = busy::read_on(text, request, &mut self.fuel);
        let report = report.map_err(SourceTrouble::NotReadable)?;
        self.kept += 1 + report.busy.len();
        if self.kept > MOST_KEPT {
            return Err(SourceTrouble::TooLarge);
        }
        let left = MOST_WARNINGS.saturating_sub(self.warnings.len());
        self.warnings
            .extend(report.warnings.iter().take(left).copied());
        Ok(report)
    }

    async fn apart<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, SourceTrouble> + Send + 'static,
    ) -> Result<T, SourceTrouble> {
        // Whoever gives up while it is read gets nothing, and has nothing left to read with.
        let mut away = std::mem::replace(self, Self::within(&self.request, 0));
        let (back, read) = apart::run(move || {
            let read = work(&mut away);
            (away, read)
        })
        .await?;
        *self = back;
        read
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::calendars::caldav::memory::Place;
    use crate::calendars::unreadable::NotReadable;
    use crate::domain::{Instant, Interval};

    fn request() -> BusyRequest {
        let at = |text: &str| Instant::from(text.parse::<jiff::Timestamp>().unwrap());
        BusyRequest {
            window: Interval::new(at("2027-03-01T00:00Z"), at("2027-07-01T00:00Z")).unwrap(),
            zone: TimeZone::UTC,
            owner: None,
        }
    }

    fn came(name: &str) -> Vec<Came> {
        let text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20270301T000000Z\nDURATION:PT1M\n\
                    RRULE:FREQ=HOURLY\nEND:VEVENT\nEND:VCALENDAR\n";
        let url = format!("https://a.test/{name}").parse().unwrap();
        vec![(Place::of(&url), None, text.as_bytes().to_vec())]
    }

    #[tokio::test]
    async fn work_and_what_is_kept_are_counted_over_all_chunks() {
        let mut reading = Reading::new(&request());
        let mut chunks = 0;
        let trouble = loop {
            match reading.entries(came(&chunks.to_string())).await {
                Ok(entries) => assert_eq!(entries.len(), 1),
                Err(trouble) => break trouble,
            }
            chunks += 1;
        };
        assert_eq!(trouble, SourceTrouble::TooLarge);
        assert!((5..20).contains(&chunks), "{chunks}");

        let mut reading = Reading::within(&request(), 60_000);
        let trouble = loop {
            if let Err(trouble) = reading.entries(came("a")).await {
                break trouble;
            }
        };
        let worn_out = SourceTrouble::NotReadable(NotReadable::TooMuchWork);
        assert_eq!(trouble, worn_out);
    }
}

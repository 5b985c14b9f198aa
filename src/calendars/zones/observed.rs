//! A zone as its VTIMEZONE describes it (RFC 5545 3.6.5): STANDARD and DAYLIGHT expanded to onsets.

use crate::calendars::fuel::Fuel;
use crate::calendars::ical::{Observance, Until};
use crate::calendars::local::{DAY, Local};
use crate::calendars::recurrence::{Flow, Pattern, walk};
use crate::calendars::unreadable::NotReadable;
use crate::domain::{Instant, Interval};

/// Onsets of one STANDARD or DAYLIGHT, beyond which its rules count as unreadable. Twice a year
/// since year 1 is less than half of it.
const MOST_ONSETS: usize = 10_000;

/// When the clock was changed, and how.
struct Onset {
    /// On the clock before the change.
    local: Local,
    /// Seconds east of UTC before it.
    from: i64,
    /// Seconds east of UTC after it.
    to: i64,
}

impl Onset {
    fn at(&self) -> i64 {
        self.local.seconds().saturating_sub(self.from)
    }
}

/// The onsets of a zone in rising order, at least one.
pub(in crate::calendars) struct Observed {
    onsets: Vec<Onset>,
}

impl Observed {
    /// Expands the rules to some time after `window`; none where they have too many onsets.
    pub(super) fn new(
        observances: &[Observance],
        window: Interval,
        fuel: &mut Fuel,
    ) -> Result<Option<Self>, NotReadable> {
        let horizon = Local::from_seconds(window.end().seconds()).plus(2 * DAY);
        let mut onsets = Vec::new();
        for observance in observances {
            let before = onsets.len();
            let (from, to) = (observance.from, observance.to);
            let mut take = |local| onsets.push(Onset { local, from, to });
            take(observance.start.local);
            for extra in &observance.extra {
                take(extra.local);
            }
            for rule in &observance.rules {
                let start = observance.start.local;
                let mut rule = rule.clone();
                if let Some(Until::Utc(at)) = rule.until {
                    rule.until = Some(Until::Clock(at.plus(from)));
                }
                let pattern = Pattern::new(&rule, start, false);
                let mut left = MOST_ONSETS;
                walk(&pattern, start, (start, horizon), fuel, |local, fuel| {
                    fuel.burn(30)?;
                    take(local);
                    left -= 1;
                    Ok(if left == 0 { Flow::Stop } else { Flow::Go })
                })?;
            }
            if onsets.len() - before > MOST_ONSETS {
                return Ok(None);
            }
        }
        onsets.sort_by_key(Onset::at);
        Ok((!onsets.is_empty()).then_some(Self { onsets }))
    }

    pub(super) fn instant(&self, local: Local) -> Instant {
        let begun = self.onsets.partition_point(|onset| onset.local <= local);
        let offset = match begun.checked_sub(1).and_then(|last| self.onsets.get(last)) {
            // In the gap after a change forward the offset before it holds.
            Some(onset) if local < onset.local.plus(onset.to - onset.from) => onset.from,
            Some(onset) => onset.to,
            None => self.first_offset(),
        };
        Instant::from_seconds(local.seconds().saturating_sub(offset))
    }

    pub(super) fn local(&self, at: Instant) -> Local {
        let seconds = at.seconds();
        let begun = self.onsets.partition_point(|onset| onset.at() <= seconds);
        let offset = begun
            .checked_sub(1)
            .and_then(|last| self.onsets.get(last))
            .map_or(self.first_offset(), |onset| onset.to);
        Local::from_seconds(seconds).plus(offset)
    }

    /// Before the first change.
    fn first_offset(&self) -> i64 {
        self.onsets.first().map_or(0, |onset| onset.from)
    }
}

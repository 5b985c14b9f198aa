//! Calendars: as they are at first, and what happens to them, or to the consent, between a hold and
//! its confirm.

use super::check::Stop;
use super::doings::Act;
use super::faults::{Fault, Input};
use super::machine::Process;
use super::run::{Event, World};
use super::steps::{Outcome, flow_error};
use crate::domain::hold::HoldState;
use crate::domain::{BookingId, Busy, BusyKind, Instant, Interval, LinkId, StaffId};
use crate::flows::sync::{self, Pace};
use crate::flows::{FlowError, Turn};
use crate::jobs::watch;
use crate::store::{LinkRow, SyncOutcome, holds};

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// What a fetch of a person's calendar finds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fetch {
    /// This is taken.
    Finds(Option<Interval>),
    /// It fails.
    Fails,
}

/// Writes a fetch of every calendar of a person, as the sync job would.
///
/// # Errors
/// The database failed.
async fn fetched(
    turn: &mut Turn<'_>,
    person: StaffId,
    fetch: Fetch,
) -> Result<Vec<LinkId>, FlowError> {
    let day = |days: i64| Instant::from_millis(turn.now.millis() + days * DAY);
    let Some(known) = Interval::new(day(-2), day(30)) else {
        return Ok(Vec::new());
    };
    let outcome = match fetch {
        Fetch::Finds(taken) => SyncOutcome::Fresh {
            state: None,
            busy: taken
                .map(|interval| Busy {
                    interval,
                    kind: BusyKind::Busy,
                })
                .into_iter()
                .collect(),
            known,
        },
        Fetch::Fails => SyncOutcome::Failed("timeout"),
    };
    let mut links = Vec::new();
    for link in LinkRow::of_person(turn.tx.conn(), person).await? {
        sync::record(turn, link.id, &outcome, Pace::default()).await?;
        links.push(link.id);
    }
    Ok(links)
}

/// Writes that every calendar of a node was read and found empty.
///
/// # Errors
/// The database failed.
pub(super) async fn all_free(turn: &mut Turn<'_>, people: &[StaffId]) -> Result<(), FlowError> {
    for person in people {
        fetched(turn, *person, Fetch::Finds(None)).await?;
    }
    Ok(())
}

/// Writes a fetch of every calendar that is due and not in trouble: nothing has changed.
async fn same(turn: &mut Turn<'_>) -> Result<Vec<LinkId>, FlowError> {
    let mut links = Vec::new();
    let now = turn.now;
    for (link, _) in LinkRow::due(turn.tx.conn(), now, &[]).await? {
        let row = LinkRow::find(turn.tx.conn(), link).await?;
        if row.is_some_and(|row| row.trouble.is_none()) {
            let same = SyncOutcome::Same { state: None };
            sync::record(turn, link, &same, Pace::default()).await?;
            links.push(link);
        }
    }
    Ok(links)
}

/// Looks at what was agreed with these calendars' people, as the sync job does after it has written.
async fn watched(process: &Process, links: &[LinkId]) -> Result<(), FlowError> {
    let now = process.clock.now();
    let looked = watch::run(&process.desk, links, now).await;
    looked.map(|_| ()).map_err(flow_error)
}

impl World {
    /// A calendar is read, and then what was agreed is looked at, each in a change of its own.
    ///
    /// # Errors
    /// An invariant does not hold, or the database failed.
    pub(super) async fn calendar(
        &mut self,
        node: usize,
        person: StaffId,
        fetch: Fetch,
    ) -> Result<Outcome<()>, Stop> {
        self.input(node, Input::Calendar, async |process| {
            let read = process.change(async |turn| fetched(turn, person, fetch).await);
            watched(process, &read.await?).await
        })
        .await
    }

    /// Calendars that a Hold waits for are read, and say what they said; those in trouble are not
    /// heard of.
    ///
    /// # Errors
    /// An invariant does not hold, or the database failed.
    pub(super) async fn calendars_are_read(&mut self, node: usize) -> Result<(), Stop> {
        self.input(node, Input::Calendar, async |process| {
            let read = process.change(async |turn| same(turn).await);
            watched(process, &read.await?).await
        })
        .await?;
        Ok(())
    }

    /// A calendar that had trouble is read again.
    ///
    /// # Errors
    /// An invariant does not hold, or the database failed.
    pub(super) async fn calendar_mends(
        &mut self,
        node: usize,
        person: StaffId,
    ) -> Result<(), Stop> {
        if !matches!(
            self.calendar(node, person, Fetch::Finds(None)).await?,
            Outcome::Done(())
        ) {
            let at = self.now() + MINUTE;
            let again = Act::CalendarMends(node, person);
            self.agenda.plan(at, Event::Act(again));
        }
        Ok(())
    }

    /// Now and then something changes at a holder just before a Confirm comes to it.
    ///
    /// # Errors
    /// An invariant does not hold, or the database failed.
    pub(super) async fn change_between(
        &mut self,
        node: usize,
        booking: BookingId,
    ) -> Result<(), Stop> {
        if !self.dice.chance(self.climate.between) {
            return Ok(());
        }
        let hold = {
            let mut reader = self.machines[node].store.reader().await?;
            holds::find(&mut reader, booking).await?
        };
        let Some(hold) = hold.filter(|hold| hold.state == HoldState::Held) else {
            return Ok(());
        };
        let Some(terms) = hold.terms else {
            return Ok(());
        };
        let person = hold.seated.first().map(|seated| seated.staff);
        let fault = match (self.dice.below(4), terms.case) {
            (0..2, Some(_)) => Fault::ConsentBetween,
            (0 | 2, _) => Fault::BusyBetween,
            _ => Fault::StaleBetween,
        };
        if !self.only.wants(fault) {
            return Ok(());
        }
        self.fired.count(fault);
        match (fault, person) {
            (Fault::ConsentBetween, _) => {
                let of = |one: &super::doings::Consented| Some(one.case) == terms.case;
                if let Some(which) = self.doings.consents.iter().position(of) {
                    self.withdraw(which, Some(node)).await?;
                }
            }
            (Fault::BusyBetween, Some(person)) => {
                let fetch = Fetch::Finds(terms.interval());
                self.calendar(node, person, fetch).await?;
                self.mends_later(node, person);
            }
            (_, Some(person)) => {
                self.calendar(node, person, Fetch::Fails).await?;
                self.mends_later(node, person);
            }
            (_, None) => {}
        }
        Ok(())
    }

    fn mends_later(&mut self, node: usize, person: StaffId) {
        let at = self.now() + self.dice.between(5 * MINUTE, 30 * MINUTE);
        let act = Act::CalendarMends(node, person);
        self.agenda.plan(at, Event::Act(act));
    }
}

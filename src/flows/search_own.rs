//! The asker's own people in a search: when they can, and a ranked start in terms of them.

use super::availability::{Looking, Seating, loads, of_people};
use super::search::{Search, Slot, SlotFit, SlotReason};
use super::turn::{FlowError, Turn};
use crate::domain::StaffId;
use crate::domain::seat::SeatNo;
use crate::planning::availability::Audience;
use crate::planning::rank::{self, Fit, Reason};

/// The asker's own people in a search.
pub(super) struct Own {
    /// Who they are, by seat.
    pub(super) seating: Seating,
    seat_numbers: Vec<SeatNo>,
    /// When they can.
    pub(super) people: Vec<crate::planning::availability::Availability>,
    /// How many meetings each has ahead.
    pub(super) load: Vec<u32>,
    /// Whether there are people enough for every seat.
    pub(super) enough: bool,
}

impl Own {
    /// Looks them up.
    pub(super) async fn find(turn: &mut Turn<'_>, search: &Search) -> Result<Self, FlowError> {
        let mut seating = Seating::default();
        let mut seat_numbers = Vec::new();
        let mut enough = true;
        for seat in search.party.iter().filter(|seat| seat.who.is_staff()) {
            if *seat.who.node() == turn.here.node {
                enough &= seating.add(turn, &seat.who, seat.from, seat.to).await?;
                seat_numbers.push(seat.seat);
            }
        }
        let looking = Looking {
            window: search.window,
            venue: search.venue.clone(),
            audience: Audience::Colleague,
            beside: None,
            with_notice: true,
        };
        let people = of_people(turn, &seating.people, &looking).await?;
        let load = loads(turn, &seating.people, search.window).await?;
        Ok(Self {
            seating,
            seat_numbers,
            people,
            load,
            enough,
        })
    }

    fn staff(&self, who: usize) -> Option<StaffId> {
        self.seating.people.get(who).map(|person| person.id)
    }

    /// A ranked start as a choice, with who of ours would sit where.
    pub(super) fn slot(&self, ranked: &rank::Ranked) -> Slot {
        let reasons = ranked
            .reasons
            .iter()
            .filter_map(|reason| self.reason(*reason))
            .collect();
        let seated = self
            .seat_numbers
            .iter()
            .zip(&ranked.people)
            .flat_map(|(seat, people)| people.iter().map(move |who| (*seat, *who)))
            .filter_map(|(seat, who)| Some((seat, self.staff(who)?)))
            .collect();
        let fit = match ranked.fit {
            Fit::Good => SlotFit::Good,
            Fit::Tight => SlotFit::Tight,
            Fit::Possible => SlotFit::Possible,
        };
        Slot {
            start: ranked.start,
            fit,
            reasons,
            seated,
        }
    }

    fn reason(&self, reason: Reason) -> Option<SlotReason> {
        Some(match reason {
            Reason::Soon { days } => SlotReason::Soon(days),
            Reason::SamePlace { who } => SlotReason::SamePlace(self.staff(who)?),
            Reason::Travel { who, minutes } => SlotReason::Travel(self.staff(who)?, minutes),
            Reason::Tight { who, minutes } => SlotReason::Tight(self.staff(who)?, minutes),
            Reason::Tentative { who } => SlotReason::Tentative(self.staff(who)?),
            Reason::EarlyForSomeone { who } => {
                SlotReason::Early(who.and_then(|who| self.staff(who)))
            }
            Reason::LateInDay { who } => SlotReason::Late(who.and_then(|who| self.staff(who))),
            Reason::OverLunch => SlotReason::OverLunch,
        })
    }
}

//! The instances of one VEVENT: RRULE and RDATE less EXDATE, less those that an override stands in
//! for, and shifted by those that change all later ones (RFC 5545 3.8.4.4 and 3.8.5).

use std::collections::HashSet;

use super::fuel::Fuel;
use super::ical::{Frame, Replaces, Rule, Stamp, Until, Vevent};
use super::local::{DAY, Local};
use super::recurrence::{Flow, Pattern, walk};
use super::shape::Span;
use super::unreadable::NotReadable;
use super::zones::{Zone, Zones};
use crate::domain::{BusyKind, Instant, Interval};

/// Instances of one component in the window.
const MOST_INSTANCES: usize = 10_000;

/// An entry, or one instance of it, in its place.
pub(super) struct Placed {
    pub(super) start: Instant,
    pub(super) end: Instant,
    pub(super) kind: Option<BusyKind>,
}

impl Placed {
    pub(super) fn new(start: Stamp, span: Span, kind: Option<BusyKind>, zones: &Zones) -> Self {
        let zone = zones.of(start.frame);
        let at = zone.instant(start.local);
        Self {
            start: at,
            end: span.end(at, start.local, zone),
            kind,
        }
    }

    /// Whether it lies in the window, if only as a point.
    fn is_inside(&self, window: Interval) -> bool {
        self.start < window.end() && self.end.max(self.start) >= window.start()
    }
}

/// A component that stands in for an instance.
pub(super) struct Override<'d> {
    /// When the instance would have begun.
    pub(super) instead_of: Instant,
    pub(super) event: &'d Vevent,
    pub(super) replaces: Replaces,
}

/// An override that also shifts all later instances (RANGE=THISANDFUTURE).
struct Turn<'d> {
    from: Instant,
    /// Seconds on the master's clock.
    shift: i64,
    event: &'d Vevent,
    span: Span,
}

/// A VEVENT with all that decides its instances.
pub(super) struct Recurring<'d> {
    master: &'d Vevent,
    zones: &'d Zones,
    /// The master's clock.
    zone: &'d Zone,
    span: Span,
    /// In the order of what they stand in for.
    turns: Vec<Turn<'d>>,
    /// What overrides stand in for, and what EXDATE takes away.
    gone: HashSet<Instant>,
    /// Whole days on the master's clock that EXDATE takes away.
    gone_days: HashSet<i64>,
    /// How many more instances there may be in the window.
    left: usize,
}

impl<'d> Recurring<'d> {
    pub(super) fn new(
        master: &'d Vevent,
        overrides: &[Override<'d>],
        zones: &'d Zones,
        fuel: &mut Fuel,
    ) -> Result<Self, NotReadable> {
        fuel.burn(20 * (master.except.len() + overrides.len()) as u64)?;
        let (days, times): (Vec<&Stamp>, Vec<&Stamp>) = master
            .except
            .iter()
            .partition(|stamp| stamp.frame == Frame::Day);
        let except = times.into_iter().map(|stamp| zones.instant(*stamp));
        let replaced = overrides.iter().map(|one| one.instead_of);
        Ok(Self {
            master,
            zones,
            zone: zones.of(master.start.frame),
            span: Span::of(master.start, master.finish, zones),
            turns: turns(master, overrides, zones),
            gone: except.chain(replaced).collect(),
            gone_days: days.into_iter().map(|stamp| stamp.local.day()).collect(),
            left: MOST_INSTANCES,
        })
    }

    /// Gives `take` every instance that may lie in the window. DTSTART is always one (3.8.5.3).
    pub(super) fn each(
        mut self,
        fuel: &mut Fuel,
        take: &mut impl FnMut(&Placed),
    ) -> Result<(), NotReadable> {
        let master = self.master;
        if master.kind.is_none() && self.turns.is_empty() {
            return Ok(());
        }
        let at = self.zone.instant(master.start.local);
        self.instance(master.start.local, at, None, take)?;
        for rule in &master.rules {
            self.rule(rule, fuel, take)?;
        }
        fuel.burn(20 * master.extra.len() as u64)?;
        for extra in &master.extra {
            let start = self.in_form_of_start(extra.start);
            let at = self.zones.instant(start);
            let span = extra
                .finish
                .map(|_| Span::of(start, extra.finish, self.zones));
            self.instance(self.zone.local(at), at, span, take)?;
        }
        Ok(())
    }

    /// The instances that a rule picks, save DTSTART itself.
    fn rule(
        &mut self,
        rule: &Rule,
        fuel: &mut Fuel,
        take: &mut impl FnMut(&Placed),
    ) -> Result<(), NotReadable> {
        let start = self.master.start.local;
        let whole_day = self.master.start.frame == Frame::Day;
        let until = match rule.until {
            Some(Until::Utc(at)) => Some(Instant::from_seconds(at.seconds())),
            _ => None,
        };
        let pattern = Pattern::new(rule, start, whole_day);
        let mut before = start;
        walk(&pattern, start, self.stretch(), fuel, |local, fuel| {
            fuel.burn(20)?;
            let local = if whole_day { local.midnight() } else { local };
            if local == before {
                return Ok(Flow::Go);
            }
            before = local;
            let at = self.zone.instant(local);
            if until.is_some_and(|until| at > until) {
                return Ok(Flow::Stop);
            }
            self.instance(local, at, None, take)?;
            Ok(Flow::Go)
        })
    }

    /// Where on the master's clock an instance may begin and still lie in the window.
    fn stretch(&self) -> (Local, Local) {
        let window = self.zones.window();
        let spans = self.turns.iter().map(|turn| turn.span);
        let reach = spans.map(Span::reach).fold(self.span.reach(), i64::max);
        let shifts = || self.turns.iter().map(|turn| turn.shift);
        let forward = shifts().fold(0, i64::max);
        let back = shifts().fold(0, i64::min);
        (
            self.zone
                .local(window.start())
                .plus(reach.saturating_add(forward).saturating_neg()),
            self.zone.local(window.end()).plus(2 * DAY - back),
        )
    }

    /// One instance, unless it is gone; as the last turn before it has it.
    fn instance(
        &mut self,
        local: Local,
        at: Instant,
        span: Option<Span>,
        take: &mut impl FnMut(&Placed),
    ) -> Result<(), NotReadable> {
        if self.gone.contains(&at) || self.gone_days.contains(&local.day()) {
            return Ok(());
        }
        let passed = self.turns.partition_point(|turn| turn.from <= at);
        let placed = match passed.checked_sub(1).and_then(|last| self.turns.get(last)) {
            Some(turn) => self.turned(local, turn),
            None => Placed {
                start: at,
                end: span.unwrap_or(self.span).end(at, local, self.zone),
                kind: self.master.kind,
            },
        };
        if placed.is_inside(self.zones.window()) {
            let line = self.master.line;
            self.left = self
                .left
                .checked_sub(1)
                .ok_or(NotReadable::TooMany { line })?;
            take(&placed);
        }
        Ok(())
    }

    /// A later instance as a THISANDFUTURE override has it.
    fn turned(&self, local: Local, turn: &Turn<'_>) -> Placed {
        let event = turn.event;
        let shifted = local.plus(turn.shift);
        let (local, frame) = match (event.start.frame, self.master.start.frame) {
            (Frame::Day, _) => (shifted.midnight(), Frame::Day),
            // A time among whole days: its clock is the calendar's.
            (_, Frame::Day) => (shifted, Frame::Floating),
            (_, frame) => (shifted, frame),
        };
        let start = Stamp { local, frame };
        Placed::new(start, turn.span, event.kind, self.zones)
    }

    /// An RDATE in the form of DTSTART: a date becomes that day at DTSTART's time, a time on an event
    /// of whole days becomes its day.
    fn in_form_of_start(&self, extra: Stamp) -> Stamp {
        let start = self.master.start;
        match (start.frame == Frame::Day, extra.frame == Frame::Day) {
            (false, true) => Stamp {
                local: extra.local.plus(start.local.second_of_day()),
                frame: start.frame,
            },
            (true, false) => Stamp {
                local: self.zone.local(self.zones.instant(extra)).midnight(),
                frame: Frame::Day,
            },
            _ => extra,
        }
    }
}

/// The overrides that shift later instances, in the order of what they stand in for.
fn turns<'d>(master: &Vevent, overrides: &[Override<'d>], zones: &Zones) -> Vec<Turn<'d>> {
    let zone = zones.of(master.start.frame);
    let clock = |stamp: Stamp| {
        if stamp.frame == master.start.frame {
            stamp.local.seconds()
        } else {
            zone.local(zones.instant(stamp)).seconds()
        }
    };
    let mut turns: Vec<Turn<'d>> = overrides
        .iter()
        .filter(|one| one.replaces.and_future)
        .map(|one| Turn {
            from: one.instead_of,
            shift: clock(one.event.start).saturating_sub(clock(one.replaces.instance)),
            event: one.event,
            span: Span::of(one.event.start, one.event.finish, zones),
        })
        .collect();
    turns.sort_by_key(|turn| turn.from);
    turns
}

//! One VEVENT while it is read, line by line. What its owner answered, its status and its
//! transparency become a kind here and are forgotten.

use super::property::{Name, Property};
use super::recur::{Rule, RuleFault};
use super::values::{Finish, Length, Period, Stamp, length, period, stamp};
use super::{Replaces, Revision, Vevent, ZoneRef};
use crate::calendars::unreadable::{Decisive, NotReadable};
use crate::domain::BusyKind;

/// A VEVENT that has begun.
#[derive(Default)]
pub(super) struct Draft {
    line: usize,
    uid: Option<Box<str>>,
    start: Option<Stamp>,
    end: Option<Stamp>,
    duration: Option<Length>,
    rules: Vec<Rule>,
    extra: Vec<Period>,
    except: Vec<Stamp>,
    replaces: Option<Replaces>,
    revision: Revision,
    /// SEQUENCE or DTSTAMP cannot be read.
    unsure: bool,
    cancelled: bool,
    tentative: bool,
    transparent: bool,
    /// X-MICROSOFT-CDO-BUSYSTATUS, where it is one that counts.
    exchange: Option<Counts>,
    /// What the owner answered, where the owner is an attendee.
    answer: Option<Counts>,
}

/// What one sign makes of an event. In rising order: where an owner stands twice among the
/// attendees, the busier answer holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Counts {
    Free,
    As(BusyKind),
}

impl Draft {
    pub(super) fn begun(line: usize) -> Self {
        Self {
            line,
            ..Self::default()
        }
    }

    /// Takes in one property. `zone` is what its TZID names.
    pub(super) fn take(
        &mut self,
        line: usize,
        property: &Property<'_>,
        zone: Option<ZoneRef>,
        owner: Option<&str>,
    ) -> Result<(), NotReadable> {
        let value = property.value();
        let time = || whole_or_timed(property, zone);
        match property.name {
            Name::Start => once(&mut self.start, time(), line, Decisive::Start)?,
            Name::EventEnd => once(&mut self.end, time(), line, Decisive::End)?,
            Name::Duration => {
                once(&mut self.duration, length(&value), line, Decisive::Duration)?;
            }
            Name::Rule => {
                // Nearly all have one; room for four, as a Vec begins, would be most of our memory.
                if self.rules.is_empty() {
                    self.rules = Vec::with_capacity(1);
                }
                self.rules.push(rule(&value, line)?);
            }
            Name::ExtraDates => {
                let one = |text: &str| period(text, zone);
                all(&mut self.extra, &value, one).ok_or(unread(line, Decisive::ExtraDates))?;
            }
            Name::ExceptDates => {
                let one = |text: &str| stamp(text, zone);
                all(&mut self.except, &value, one).ok_or(unread(line, Decisive::ExceptDates))?;
            }
            Name::RecurrenceId => {
                let replaces = replaces(property, zone);
                once(&mut self.replaces, replaces, line, Decisive::RecurrenceId)?;
            }
            Name::Uid if !value.is_empty() => self.uid = Some(value.into()),
            Name::Sequence => match value.parse() {
                Ok(sequence) => self.revision.sequence = sequence,
                Err(_) => self.unsure = true,
            },
            Name::Stamp => match stamp(&value, None) {
                Some(stamp) => self.revision.stamp = Some(stamp.local.seconds()),
                None => self.unsure = true,
            },
            Name::Status => {
                self.cancelled = value.eq_ignore_ascii_case("CANCELLED");
                self.tentative = value.eq_ignore_ascii_case("TENTATIVE");
            }
            Name::Transparency => self.transparent = value.eq_ignore_ascii_case("TRANSPARENT"),
            Name::BusyStatus => self.exchange = exchange_status(&value),
            Name::Attendee if owner.is_some_and(|owner| is_address(&value, owner)) => {
                self.answer = self.answer.max(Some(answer(property)));
            }
            _ => {}
        }
        Ok(())
    }

    /// The event, once its END is reached.
    pub(super) fn ended(self) -> Result<Vevent, NotReadable> {
        let kind = self.kind();
        Ok(Vevent {
            line: self.line,
            uid: self.uid,
            start: self.start.ok_or(NotReadable::NoStart { line: self.line })?,
            finish: match (self.end, self.duration) {
                (Some(end), _) => Some(Finish::At(end)),
                (None, Some(length)) => Some(Finish::After(length)),
                (None, None) => None,
            },
            rules: self.rules,
            extra: self.extra,
            except: self.except,
            replaces: self.replaces,
            revision: (!self.unsure).then_some(self.revision),
            kind,
        })
    }

    /// What the event counts as: the first sign that says something holds.
    fn kind(&self) -> Option<BusyKind> {
        if self.cancelled || self.answer == Some(Counts::Free) {
            return None;
        }
        match self.exchange {
            Some(Counts::Free) => return None,
            Some(Counts::As(kind)) => return Some(kind),
            None => {}
        }
        if self.transparent {
            return None;
        }
        if self.tentative || self.answer == Some(Counts::As(BusyKind::Tentative)) {
            return Some(BusyKind::Tentative);
        }
        Some(BusyKind::Busy)
    }
}

const fn unread(line: usize, property: Decisive) -> NotReadable {
    NotReadable::Value { line, property }
}

/// Keeps what was read of a property that may stand once.
fn once<T>(
    place: &mut Option<T>,
    read: Option<T>,
    line: usize,
    property: Decisive,
) -> Result<(), NotReadable> {
    if place.replace(read.ok_or(unread(line, property))?).is_some() {
        return Err(NotReadable::Repeated { line, property });
    }
    Ok(())
}

/// A value that says of itself whether it is a date or a time; a time that is declared to be a date
/// contradicts itself.
fn whole_or_timed(property: &Property<'_>, zone: Option<ZoneRef>) -> Option<Stamp> {
    let stamp = stamp(&property.value(), zone)?;
    let declared = property.parameter("VALUE");
    let date = declared.is_some_and(|kind| kind.eq_ignore_ascii_case("DATE"));
    (!date || stamp.frame == super::Frame::Day).then_some(stamp)
}

fn rule(value: &str, line: usize) -> Result<Rule, NotReadable> {
    Rule::parse(value).map_err(|fault| match fault {
        RuleFault::Unreadable => unread(line, Decisive::Rule),
        RuleFault::TooFine => NotReadable::TooFine { line },
    })
}

/// Adds all values of a comma-separated list, or fails.
fn all<T>(to: &mut Vec<T>, value: &str, one: impl Fn(&str) -> Option<T>) -> Option<()> {
    value.split(',').try_for_each(|part| {
        to.push(one(part.trim())?);
        Some(())
    })
}

fn replaces(property: &Property<'_>, zone: Option<ZoneRef>) -> Option<Replaces> {
    let and_future = match property.parameter("RANGE") {
        None => false,
        Some(range) if range.eq_ignore_ascii_case("THISANDFUTURE") => true,
        Some(_) => return None,
    };
    Some(Replaces {
        instance: whole_or_timed(property, zone)?,
        and_future,
    })
}

fn exchange_status(value: &str) -> Option<Counts> {
    match value.to_ascii_uppercase().as_str() {
        "FREE" | "WORKINGELSEWHERE" => Some(Counts::Free),
        "TENTATIVE" => Some(Counts::As(BusyKind::Tentative)),
        "BUSY" => Some(Counts::As(BusyKind::Busy)),
        "OOF" | "OUTOFOFFICE" => Some(Counts::As(BusyKind::Oof)),
        _ => None,
    }
}

fn is_address(value: &str, owner: &str) -> bool {
    value
        .split_at_checked("mailto:".len())
        .is_some_and(|(scheme, address)| {
            scheme.eq_ignore_ascii_case("mailto:") && address.eq_ignore_ascii_case(owner)
        })
}

fn answer(property: &Property<'_>) -> Counts {
    let Some(answer) = property.parameter("PARTSTAT") else {
        // The default of RFC 5545 3.2.12 is NEEDS-ACTION.
        return Counts::As(BusyKind::Tentative);
    };
    match answer.to_ascii_uppercase().as_str() {
        "DECLINED" | "DELEGATED" => Counts::Free,
        "TENTATIVE" | "NEEDS-ACTION" => Counts::As(BusyKind::Tentative),
        _ => Counts::As(BusyKind::Busy),
    }
}

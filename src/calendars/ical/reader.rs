//! Content lines to components. Anything that could hide an entry (a cut, a stray END, a line that is
//! none) is an error of the whole text.

use std::collections::HashMap;

use super::lines::{Line, Lines};
use super::property::{Name, Property};
use super::values::{Frame, period, stamp};
use super::vevent::Draft;
use super::vtimezone::ZoneDraft;
use super::{Document, ZoneName, ZoneRef};
use crate::calendars::fuel::Fuel;
use crate::calendars::unreadable::{Decisive, NotReadable};
use crate::domain::BusyKind;

/// Components within components.
const DEEPEST: usize = 16;

/// Steps that an RRULE costs to read. It also keeps the memory of many of them small.
const RULE_STEPS: u64 = 300;

/// Bytes of one text; a little more than the ten million that must be answered.
const LARGEST: usize = 10 * 1024 * 1024;

/// Reads a text. `owner` is the address whose answer to an invitation counts.
pub(in crate::calendars) fn read(
    bytes: &[u8],
    owner: Option<&str>,
    fuel: &mut Fuel,
) -> Result<Document, NotReadable> {
    if bytes.len() > LARGEST {
        return Err(NotReadable::TooLarge);
    }
    if let [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [_, 0, ..] | [0, _, ..] = bytes {
        return Err(NotReadable::Utf16);
    }
    let mut reader = Reader {
        owner,
        ..Reader::default()
    };
    for line in Lines::new(bytes) {
        reader.line(&line, fuel)?;
    }
    reader.end()
}

/// What an open component is to us.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Calendar,
    Event,
    FreeBusy,
    Timezone,
    Observance,
    /// An alarm, a to-do, or anything else whose contents do not count.
    Ignored,
}

struct Open {
    part: Part,
    /// In upper case.
    name: Box<[u8]>,
    line: usize,
}

#[derive(Default)]
struct Reader<'o> {
    owner: Option<&'o str>,
    stack: Vec<Open>,
    /// VCALENDARs begun.
    calendars: u32,
    event: Option<Draft>,
    zone: Option<ZoneDraft>,
    /// What this VCALENDAR's TZIDs are called here.
    refs: HashMap<Box<str>, ZoneRef>,
    document: Document,
}

impl Reader<'_> {
    fn line(&mut self, line: &Line<'_>, fuel: &mut Fuel) -> Result<(), NotReadable> {
        let mut bytes: &[u8] = &line.bytes;
        if self.stack.is_empty() {
            // Streams are joined from files, each of which may begin with a byte order mark.
            bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        }
        if bytes.is_empty() {
            return Ok(());
        }
        let number = line.number;
        let Some(property) = Property::split(bytes) else {
            return Err(if self.calendars == 0 {
                NotReadable::NoCalendar
            } else {
                NotReadable::Malformed { line: number }
            });
        };
        fuel.burn(match property.name {
            Name::Rule => RULE_STEPS,
            _ => 1,
        })?;
        match property.name {
            Name::Begin => self.begin(&property, number),
            Name::End => self.close(&property, number),
            _ => self.property(&property, number),
        }
    }

    fn begin(&mut self, property: &Property<'_>, line: usize) -> Result<(), NotReadable> {
        let name = property.value().to_ascii_uppercase();
        let parent = self.stack.last().map(|open| open.part);
        let part = match (name.as_str(), parent) {
            (_, Some(Part::Ignored)) => Part::Ignored,
            ("VCALENDAR", None) => {
                self.calendars += 1;
                self.refs.clear();
                Part::Calendar
            }
            (_, None) if self.calendars == 0 => return Err(NotReadable::NoCalendar),
            ("VEVENT", Some(Part::Calendar)) => {
                self.event = Some(Draft::begun(line));
                Part::Event
            }
            ("VFREEBUSY", Some(Part::Calendar)) => Part::FreeBusy,
            ("VTIMEZONE", Some(Part::Calendar)) => {
                self.zone = Some(ZoneDraft::begun(self.calendars));
                Part::Timezone
            }
            ("STANDARD" | "DAYLIGHT", Some(Part::Timezone)) => {
                if let Some(zone) = &mut self.zone {
                    zone.open();
                }
                Part::Observance
            }
            (_, None) | ("VCALENDAR" | "VEVENT" | "VFREEBUSY" | "VTIMEZONE", _) => {
                return Err(NotReadable::Misplaced { line });
            }
            _ if !is_name(&name) => return Err(NotReadable::Malformed { line }),
            _ => Part::Ignored,
        };
        if self.stack.len() == DEEPEST {
            return Err(NotReadable::TooDeep { line });
        }
        self.stack.push(Open {
            part,
            name: name.into_bytes().into(),
            line,
        });
        Ok(())
    }

    fn close(&mut self, property: &Property<'_>, line: usize) -> Result<(), NotReadable> {
        let matches = |open: &mut Open| open.name.eq_ignore_ascii_case(property.value().as_bytes());
        let Some(open) = self.stack.pop_if(matches) else {
            return Err(NotReadable::WrongEnd { line });
        };
        match open.part {
            Part::Event => {
                if let Some(draft) = self.event.take() {
                    self.document.events.push(draft.ended()?);
                }
            }
            Part::Timezone => {
                let zone = self.zone.take().map(ZoneDraft::ended);
                self.document.vtimezones.extend(zone);
            }
            Part::Observance => {
                if let Some(zone) = &mut self.zone {
                    zone.close();
                }
            }
            Part::Calendar | Part::FreeBusy | Part::Ignored => {}
        }
        Ok(())
    }

    fn property(&mut self, property: &Property<'_>, line: usize) -> Result<(), NotReadable> {
        match self.stack.last().map(|open| open.part) {
            None if self.calendars == 0 => Err(NotReadable::NoCalendar),
            None => Err(NotReadable::Misplaced { line }),
            Some(Part::Ignored) => Ok(()),
            // What belongs to an event has lost it, and the event may be free without.
            Some(Part::Calendar) if property.name.is_of_entries() => {
                Err(NotReadable::Misplaced { line })
            }
            Some(Part::Calendar) => Ok(()),
            Some(Part::Event) => {
                let zone = self.zone_ref(property, line)?;
                match &mut self.event {
                    Some(event) => event.take(line, property, zone, self.owner),
                    None => Ok(()),
                }
            }
            Some(Part::FreeBusy) => self.free_busy(property, line),
            Some(Part::Timezone) => {
                if let Some(zone) = &mut self.zone {
                    zone.take(property);
                }
                Ok(())
            }
            Some(Part::Observance) => {
                if let Some(zone) = &mut self.zone {
                    zone.take_observance(property);
                }
                Ok(())
            }
        }
    }

    /// FREEBUSY (RFC 5545 3.8.2.6); an unknown FBTYPE is BUSY (3.2.9).
    fn free_busy(&mut self, property: &Property<'_>, line: usize) -> Result<(), NotReadable> {
        let unread = |property| NotReadable::Value { line, property };
        match property.name {
            Name::FreeBusy => {}
            // Not needed, but a line that has swallowed the next one would hide it.
            Name::Start => return is_time(property).ok_or(unread(Decisive::Start)),
            Name::EventEnd => return is_time(property).ok_or(unread(Decisive::End)),
            _ => return Ok(()),
        }
        let declared = property.parameter("FBTYPE").unwrap_or_default();
        let kind = match declared.to_ascii_uppercase().as_str() {
            "FREE" => None,
            "BUSY-TENTATIVE" => Some(BusyKind::Tentative),
            "BUSY-UNAVAILABLE" => Some(BusyKind::Oof),
            _ => Some(BusyKind::Busy),
        };
        let zone = self.zone_ref(property, line)?;
        for one in property.value().split(',') {
            let period = period(one.trim(), zone)
                .filter(|period| period.finish.is_some() && period.start.frame != Frame::Day);
            let period = period.ok_or(unread(Decisive::FreeBusy))?;
            self.document
                .periods
                .extend(kind.map(|kind| (period, kind)));
        }
        Ok(())
    }

    /// What a property's TZID is called here.
    fn zone_ref(
        &mut self,
        property: &Property<'_>,
        line: usize,
    ) -> Result<Option<ZoneRef>, NotReadable> {
        if !matches!(
            property.name,
            Name::Start
                | Name::EventEnd
                | Name::ExtraDates
                | Name::ExceptDates
                | Name::RecurrenceId
                | Name::FreeBusy
        ) {
            return Ok(None);
        }
        if !property.has_sound_parameters() {
            return Err(NotReadable::Malformed { line });
        }
        let tzid = property.parameter("TZID").filter(|tzid| !tzid.is_empty());
        let Some(tzid) = tzid.filter(|_| has_wall_clock_time(&property.value())) else {
            return Ok(None);
        };
        if let Some(known) = self.refs.get(tzid.as_ref()) {
            return Ok(Some(*known));
        }
        let names = &mut self.document.zone_names;
        let new = ZoneRef(u32::try_from(names.len()).map_err(|_| NotReadable::TooMuchWork)?);
        names.push(ZoneName {
            calendar: self.calendars,
            tzid: tzid.as_ref().into(),
            line,
        });
        self.refs.insert(tzid.into_owned().into(), new);
        Ok(Some(new))
    }

    fn end(self) -> Result<Document, NotReadable> {
        if let Some(open) = self.stack.last() {
            return Err(NotReadable::Unended { line: open.line });
        }
        if self.calendars == 0 {
            return Err(NotReadable::NoCalendar);
        }
        Ok(self.document)
    }
}

/// Whether one of the values is a time without `Z`; dates and UTC have no use for a zone.
fn has_wall_clock_time(value: &str) -> bool {
    value
        .split([',', '/'])
        .any(|one| one.contains(['T', 't']) && !one.trim_end().ends_with(['Z', 'z']))
}

fn is_time(property: &Property<'_>) -> Option<()> {
    stamp(&property.value(), None).map(|_| ())
}

fn is_name(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    !name.is_empty() && name.bytes().all(fits)
}

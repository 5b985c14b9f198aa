//! One VTIMEZONE while it is read. It never fails the text: a zone that cannot be read has no
//! observances, and whoever needs it falls back and says so.

use super::property::{Name, Property, unescape};
use super::recur::Rule;
use super::values::{Stamp, offset, stamp};
use super::{Observance, Vtimezone};

/// A VTIMEZONE that has begun.
#[derive(Default)]
pub(super) struct ZoneDraft {
    zone: Vtimezone,
    observances: Vec<Observance>,
    open: Option<ObservanceDraft>,
    broken: bool,
}

#[derive(Default)]
struct ObservanceDraft {
    start: Option<Stamp>,
    from: Option<i64>,
    to: Option<i64>,
    rules: Vec<Rule>,
    extra: Vec<Stamp>,
}

impl ZoneDraft {
    pub(super) fn begun(calendar: u32) -> Self {
        Self {
            zone: Vtimezone {
                calendar,
                ..Vtimezone::default()
            },
            ..Self::default()
        }
    }

    /// A STANDARD or DAYLIGHT begins.
    pub(super) fn open(&mut self) {
        self.open = Some(ObservanceDraft::default());
    }

    /// The STANDARD or DAYLIGHT ends.
    pub(super) fn close(&mut self) {
        let done = self.open.take().and_then(|draft| {
            Some(Observance {
                start: draft.start?,
                from: draft.from?,
                to: draft.to?,
                rules: draft.rules,
                extra: draft.extra,
            })
        });
        match done {
            Some(observance) => self.observances.push(observance),
            None => self.broken = true,
        }
    }

    /// Takes in one property of the zone itself.
    pub(super) fn take(&mut self, property: &Property<'_>) {
        match property.name {
            // A TZID parameter has no escapes, the property is a TEXT and may have them.
            Name::ZoneId => self.zone.tzid = unescape(&property.value()).into(),
            Name::ZonePlace => self.zone.place = Some(property.value().into()),
            _ => {}
        }
    }

    /// Takes in one property of the open STANDARD or DAYLIGHT.
    pub(super) fn take_observance(&mut self, property: &Property<'_>) {
        let value = property.value();
        let Some(open) = &mut self.open else { return };
        let read = match property.name {
            Name::Start => stamp(&value, None).map(|start| open.start = Some(start)),
            Name::OffsetFrom => offset(&value).map(|seconds| open.from = Some(seconds)),
            Name::OffsetTo => offset(&value).map(|seconds| open.to = Some(seconds)),
            Name::Rule => Rule::parse(&value).ok().map(|rule| open.rules.push(rule)),
            Name::ExtraDates => value
                .split(',')
                .map(|one| stamp(one.trim(), None))
                .collect::<Option<Vec<_>>>()
                .map(|dates| open.extra.extend(dates)),
            _ => Some(()),
        };
        self.broken |= read.is_none();
    }

    /// The zone, once its END is reached.
    pub(super) fn ended(mut self) -> Vtimezone {
        if !self.broken && !self.observances.is_empty() {
            self.zone.observances = Some(self.observances);
        }
        self.zone
    }
}

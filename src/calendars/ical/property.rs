//! One content line taken apart: `NAME;PARAMETER=VALUE:value`. Only lines whose name is known here
//! are taken apart at all, so a title, a place or an attendee's name is never even decoded.

use std::borrow::Cow;

/// The names that matter. Everything else has nowhere to go.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    Begin,
    End,
    Start,
    EventEnd,
    Duration,
    Rule,
    ExtraDates,
    ExceptDates,
    RecurrenceId,
    FreeBusy,
    Uid,
    Sequence,
    Stamp,
    Status,
    Transparency,
    BusyStatus,
    Attendee,
    ZoneId,
    ZonePlace,
    OffsetFrom,
    OffsetTo,
    Other,
}

impl Name {
    /// Whether no VCALENDAR has it directly (RFC 5545 3.7, RFC 7986 5): it says something of an entry.
    pub(super) const fn is_of_entries(self) -> bool {
        matches!(
            self,
            Self::Start
                | Self::EventEnd
                | Self::Duration
                | Self::Rule
                | Self::ExtraDates
                | Self::ExceptDates
                | Self::RecurrenceId
                | Self::FreeBusy
                | Self::Transparency
                | Self::BusyStatus
        )
    }
}

const NAMES: [(&[u8], Name); 21] = [
    (b"BEGIN", Name::Begin),
    (b"END", Name::End),
    (b"DTSTART", Name::Start),
    (b"DTEND", Name::EventEnd),
    (b"DURATION", Name::Duration),
    (b"RRULE", Name::Rule),
    (b"RDATE", Name::ExtraDates),
    (b"EXDATE", Name::ExceptDates),
    (b"RECURRENCE-ID", Name::RecurrenceId),
    (b"FREEBUSY", Name::FreeBusy),
    (b"UID", Name::Uid),
    (b"SEQUENCE", Name::Sequence),
    (b"DTSTAMP", Name::Stamp),
    (b"STATUS", Name::Status),
    (b"TRANSP", Name::Transparency),
    (b"X-MICROSOFT-CDO-BUSYSTATUS", Name::BusyStatus),
    (b"ATTENDEE", Name::Attendee),
    (b"TZID", Name::ZoneId),
    (b"X-LIC-LOCATION", Name::ZonePlace),
    (b"TZOFFSETFROM", Name::OffsetFrom),
    (b"TZOFFSETTO", Name::OffsetTo),
];

/// A line with a name that matters.
pub(super) struct Property<'a> {
    pub(super) name: Name,
    parameters: &'a [u8],
    value: &'a [u8],
}

impl<'a> Property<'a> {
    /// Takes a line apart; none where it is not of the form of a content line.
    pub(super) fn split(line: &'a [u8]) -> Option<Self> {
        let end = line.iter().position(|byte| matches!(byte, b':' | b';'))?;
        let (name, rest) = line.split_at_checked(end)?;
        if !is_name(name) {
            return None;
        }
        let name = NAMES
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map_or(Name::Other, |(_, name)| *name);
        let colon = if name == Name::Other {
            rest.iter().position(|byte| *byte == b':')?
        } else {
            unquoted_colon(rest)?
        };
        let (parameters, value) = rest.split_at_checked(colon)?;
        Some(Self {
            name,
            parameters: parameters.get(1..).unwrap_or_default(),
            value: value.get(1..).unwrap_or_default(),
        })
    }

    /// The value: trimmed, and what is not UTF-8 (or NUL) replaced.
    pub(super) fn value(&self) -> Cow<'a, str> {
        text(self.value)
    }

    /// Whether every parameter is `NAME=VALUE` with a proper name, so that none can be overlooked.
    pub(super) fn has_sound_parameters(&self) -> bool {
        self.parameters().all(|(name, _)| is_name(name))
    }

    /// A parameter's value, without quotation marks.
    pub(super) fn parameter(&self, wanted: &str) -> Option<Cow<'a, str>> {
        let (_, value) = self
            .parameters()
            .find(|(name, _)| name.eq_ignore_ascii_case(wanted.as_bytes()))?;
        let value = value.trim_ascii();
        let inner = value
            .strip_prefix(b"\"")
            .and_then(|value| value.strip_suffix(b"\""));
        Some(text(inner.unwrap_or(value)))
    }

    /// Names (empty where there is no `=`) and values.
    fn parameters(&self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> {
        let mut quoted = false;
        let parts = self.parameters.split(move |byte| {
            quoted ^= *byte == b'"';
            !quoted && *byte == b';'
        });
        parts.filter(|part| !part.is_empty()).map(|part| {
            let equals = part.iter().position(|byte| *byte == b'=').unwrap_or(0);
            let (name, value) = part.split_at(equals);
            (name, value.get(1..).unwrap_or_default())
        })
    }
}

fn is_name(bytes: &[u8]) -> bool {
    let fits = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    !bytes.is_empty() && bytes.iter().all(fits)
}

/// Where a colon first stands outside quotation marks.
fn unquoted_colon(bytes: &[u8]) -> Option<usize> {
    let mut quoted = false;
    bytes.iter().position(|byte| {
        quoted ^= *byte == b'"';
        !quoted && *byte == b':'
    })
}

fn text(bytes: &[u8]) -> Cow<'_, str> {
    let text = String::from_utf8_lossy(bytes.trim_ascii());
    if text.contains('\0') {
        return Cow::Owned(text.replace('\0', "\u{fffd}"));
    }
    text
}

/// Undoes the escapes of a TEXT value (RFC 5545 3.3.11).
pub(super) fn unescape(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut characters = value.chars();
    while let Some(one) = characters.next() {
        match one {
            '\\' => match characters.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(other) => out.push(other),
                None => out.push('\\'),
            },
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_may_hold_the_separators_in_quotation_marks() {
        let line = br#"dtstart;X-A="b:c;d";tzid="Europe/Oslo":20270301T090000 "#;
        let property = Property::split(line).unwrap();
        assert!(property.name == Name::Start);
        assert_eq!(property.parameter("TZID").unwrap(), "Europe/Oslo");
        assert_eq!(property.value(), "20270301T090000");
        assert!(property.parameter("VALUE").is_none());
    }

    #[test]
    fn what_is_not_a_content_line_is_refused() {
        for bad in [
            &b"no colon"[..],
            b":value",
            b"DT\xffSTART:1",
            b"DTSTART;TZID=\"x:1",
        ] {
            assert!(Property::split(bad).is_none());
        }
    }
}

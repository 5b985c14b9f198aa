//! What slots and appointments mean for their owner's time.

use jiff::Timestamp;

use super::super::merge::Diary;
use super::super::trouble::SourceTrouble;
use super::bundle::Found;
use crate::domain::{BusyKind, Instant};

/// What a status says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The time is not taken.
    Not,
    /// It is taken.
    Taken(BusyKind),
    /// It is taken where there is a time at all: something that is only wished for may have none
    /// yet (FHIR R4, invariant app-3).
    IfTimed(BusyKind),
}

/// Slot.status (R4 SlotStatus).
pub(super) fn slot(status: &str) -> Meaning {
    match status {
        "free" | "entered-in-error" => Meaning::Not,
        "busy-tentative" => Meaning::Taken(BusyKind::Tentative),
        "busy-unavailable" => Meaning::Taken(BusyKind::Oof),
        _ => Meaning::Taken(BusyKind::Busy),
    }
}

/// Appointment.status (R4 AppointmentStatus).
pub(super) fn appointment(status: &str) -> Meaning {
    match status {
        "cancelled" | "noshow" | "entered-in-error" => Meaning::Not,
        "proposed" | "waitlist" => Meaning::IfTimed(BusyKind::Tentative),
        "pending" => Meaning::Taken(BusyKind::Tentative),
        _ => Meaning::Taken(BusyKind::Busy),
    }
}

/// Adds what was found to the diary.
pub(super) fn add(
    found: &Found,
    meaning: fn(&str) -> Meaning,
    diary: &mut Diary,
) -> Result<(), SourceTrouble> {
    let status = found.status.as_deref().ok_or(SourceTrouble::Partial)?;
    let untimed = found.start.is_none() && found.end.is_none();
    let kind = match meaning(status) {
        Meaning::Not => return Ok(()),
        Meaning::IfTimed(_) if untimed => return Ok(()),
        Meaning::Taken(kind) | Meaning::IfTimed(kind) => kind,
    };
    let (start, end) = (instant(&found.start)?, instant(&found.end)?);
    if end < start {
        return Err(SourceTrouble::Unforeseen);
    }
    diary.add(start, end, kind);
    Ok(())
}

/// An `instant` (R4 §2.24.0.1): always with an offset.
fn instant(text: &Option<String>) -> Result<Instant, SourceTrouble> {
    let text = text.as_deref().ok_or(SourceTrouble::Partial)?;
    let at: Timestamp = text.parse().map_err(|_| SourceTrouble::Unforeseen)?;
    Ok(Instant::from(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_that_nobody_knows_is_busy() {
        use BusyKind::{Busy, Oof, Tentative};
        let slots = [
            ("free", Meaning::Not),
            ("entered-in-error", Meaning::Not),
            ("busy", Meaning::Taken(Busy)),
            ("busy-unavailable", Meaning::Taken(Oof)),
            ("busy-tentative", Meaning::Taken(Tentative)),
            ("Free", Meaning::Taken(Busy)),
            ("", Meaning::Taken(Busy)),
        ];
        for (status, meaning) in slots {
            assert_eq!(slot(status), meaning, "{status}");
        }
        let appointments = [
            ("booked", Meaning::Taken(Busy)),
            ("arrived", Meaning::Taken(Busy)),
            ("fulfilled", Meaning::Taken(Busy)),
            ("checked-in", Meaning::Taken(Busy)),
            ("on-hold", Meaning::Taken(Busy)),
            ("pending", Meaning::Taken(Tentative)),
            ("proposed", Meaning::IfTimed(Tentative)),
            ("waitlist", Meaning::IfTimed(Tentative)),
            ("cancelled", Meaning::Not),
            ("noshow", Meaning::Not),
            ("entered-in-error", Meaning::Not),
        ];
        for (status, meaning) in appointments {
            assert_eq!(appointment(status), meaning, "{status}");
        }
    }
}

//! What `samband demo --once` reports, as one JSON document whose keys stay put.

use serde_json::{Value, json};

use crate::crossing::guard::Refusal;
use crate::domain::{Interval, Language};
use crate::words::Words;
use crate::world::script::{NamedSeat, Report};

/// The report.
pub(super) fn document(report: &Report, elapsed_ms: u128) -> Value {
    let proposals: Vec<_> = report
        .proposals
        .iter()
        .map(|(interval, seats)| {
            let mut slot = times(*interval);
            slot["seats"] = seats.iter().map(seat).collect();
            slot
        })
        .collect();
    let organisations: Vec<_> = report
        .ledgers
        .iter()
        .map(|(node, ..)| node.as_str())
        .collect();
    let ledgers: serde_json::Map<_, _> = report
        .ledgers
        .iter()
        .map(|(node, rows, verified)| {
            (
                node.to_string(),
                json!({"rows": rows, "verified": verified}),
            )
        })
        .collect();
    json!({
        "organisations": organisations,
        "calendars_synced": report.calendars_synced,
        "busy_intervals": report.busy_intervals,
        "proposals": proposals,
        "booking": booking(report),
        "note": {"id": report.note, "states": report.note_states},
        "refused_note": refused(&report.refused),
        "ledger": ledgers,
        "elapsed_ms": u64::try_from(elapsed_ms).unwrap_or(u64::MAX),
    })
}

fn times(interval: Interval) -> Value {
    json!({"start": interval.start().to_string(), "end": interval.end().to_string()})
}

fn seat(seat: &NamedSeat) -> Value {
    json!({
        "seat": seat.seat,
        "organisation": seat.organisation,
        "person": seat.person,
    })
}

fn booking(report: &Report) -> Value {
    let terms = &report.booking.terms;
    let mut booking = terms.interval().map_or_else(|| json!({}), times);
    booking["id"] = json!(terms.booking);
    booking["state"] = json!(report.booking.state);
    booking["seats"] = report.seats.iter().map(seat).collect();
    booking["invitations"] = json!(report.invitations);
    booking
}

fn refused(refusal: &Refusal) -> Value {
    let words = Words::new(Language::Nb);
    let findings: Vec<_> = refusal
        .findings
        .iter()
        .map(|finding| {
            json!({
                "kind": finding.kind.name(),
                "start": finding.start,
                "end": finding.end,
                "why": words.text(finding.why.key()),
                "advice": words.text(finding.why.advice_key()),
            })
        })
        .collect();
    json!({"verdict": "refuse", "findings": findings})
}

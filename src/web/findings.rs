//! What the guard found, as the API tells it: kind, place and why; never the words themselves.

use serde_json::{Value, json};

use crate::crossing::guard::Refusal;
use crate::domain::Language;
use crate::words::Words;

/// Each finding as an object with `kind`, `start`, `end` (Unicode scalar values), `why` and
/// `advice`.
#[must_use]
pub fn json(refusal: &Refusal) -> Vec<Value> {
    let words = Words::new(Language::Nb);
    refusal
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
        .collect()
}

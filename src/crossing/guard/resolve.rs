//! From what the detectors marked to findings: one stretch of text has one kind, the first in the
//! order of kinds, and offsets count scalar values of the original.

use super::kind::{Finding, FindingKind};
use super::note::{Mark, Note};

/// Findings in the order of the text, none overlapping another.
pub(super) fn resolve(note: &Note, mut marks: Vec<Mark>) -> Vec<Finding> {
    let glyphs = &note.folded.glyphs;
    marks.retain(|mark| mark.from < mark.to && mark.to <= glyphs.len());
    marks.sort_by_key(|mark| (mark.kind, mark.from, std::cmp::Reverse(mark.to)));
    // Which kind owns a glyph; the cost is the sum of what was marked, however much that is.
    let mut owner: Vec<Option<FindingKind>> = vec![None; glyphs.len()];
    let mut kept: Vec<Mark> = Vec::new();
    for mark in marks {
        let stretch = &mut owner[mark.from..mark.to];
        if stretch
            .iter()
            .any(|kind| kind.is_some_and(|kind| kind != mark.kind))
        {
            continue;
        }
        stretch.fill(Some(mark.kind));
        match kept.last_mut() {
            Some(last) if last.kind == mark.kind && mark.from < last.to => {
                last.to = last.to.max(mark.to);
            }
            _ => kept.push(mark),
        }
    }
    kept.sort_by_key(|mark| mark.from);
    // One scalar may have become several glyphs (a fraction, a ligature), so two marks may share it.
    let mut end = 0;
    let findings = kept.iter().map(|mark| {
        let start = glyphs[mark.from].from.max(end);
        end = glyphs[mark.to - 1].to.max(end);
        Finding {
            kind: mark.kind,
            start,
            end,
            why: mark.why,
        }
    });
    findings
        .filter(|finding| finding.start < finding.end)
        .collect()
}

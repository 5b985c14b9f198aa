//! The boundary guard: judges a short text by rules and word lists, and says which words may not
//! cross and why. Pure: no I/O, no clock, no settings; the same text gives the same verdict.
//!
//! A text is folded to what the eye reads (`fold`), divided into tokens (`note`), and looked through
//! by one detector a file; each marks stretches, and `resolve` gives every stretch one kind. Words
//! and contexts are data in `lists/`. A text that passed is a [`GuardedText`], and there is no other
//! way to make one: not from a string and not from the wire.
//!
//! The cost is linear in the length of the text: detectors look a bounded number of tokens around
//! themselves, and nothing backtracks.

mod address;
mod age;
mod birth;
mod codes;
mod contact;
mod digits;
mod disguise;
mod fold;
mod fuzzy;
mod glyphs;
mod identity;
mod journal;
mod kind;
mod known;
mod language;
mod lexicon;
mod lists;
mod names;
mod national;
mod note;
mod numerals;
mod pattern;
mod phone;
mod resolve;
mod sound;
#[cfg(test)]
mod tests;
mod text;
mod why;
mod words;

pub use kind::{Finding, FindingKind};
pub use known::Known;
pub use language::language_of;
pub use text::{GuardedText, HasGuard, Refusal, TEXT_LIMIT};
pub use why::Why;

use std::sync::LazyLock;

use lists::Lists;
use note::{Mark, Note};

/// The rule set, with what it may let pass because it stands in the directory.
#[derive(Debug, Clone)]
pub struct Guard {
    lists: &'static Lists,
    known: Known,
}

/// What the guard says of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// What may not cross, in the order of the text; none overlaps another.
    pub findings: Vec<Finding>,
    /// Longer than a note may be ([`TEXT_LIMIT`]).
    pub too_long: bool,
    /// It speaks of danger to life or health: whoever shows the refusal also shows the team's
    /// telephone, legevakt 116 117 and 113 (boundary rule B15).
    pub danger: bool,
}

impl Verdict {
    /// Whether nothing was found. The length is judged apart.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.findings.is_empty()
    }
}

static BUILTIN: LazyLock<Guard> = LazyLock::new(|| Guard {
    lists: Lists::builtin(),
    known: Known::default(),
});

impl Guard {
    /// The guard with the built-in lists and an empty directory.
    #[must_use]
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    /// The same rules, letting staff names, work telephones and addresses of the directory pass.
    #[must_use]
    pub fn knowing(known: Known) -> Self {
        Self {
            lists: Lists::builtin(),
            known,
        }
    }

    /// What may not cross in a text, in the order of the text.
    #[must_use]
    pub fn inspect(&self, text: &str) -> Vec<Finding> {
        self.judge(text).findings
    }

    /// The whole verdict on a text of any length.
    #[must_use]
    pub fn judge(&self, text: &str) -> Verdict {
        let note = Note::read(text);
        let mut marks = self.marks(&note);
        self.known.clear(&note, &mut marks);
        let danger = marks.iter().any(|mark| mark.why == Why::Danger);
        let mut findings = resolve::resolve(&note, marks);
        let controls = note.folded.controls.iter().map(|&start| Finding {
            kind: FindingKind::Obfuscated,
            start,
            end: start + 1,
            why: Why::ControlCharacter,
        });
        let apart: Vec<Finding> = controls
            .filter(|control| {
                !findings
                    .iter()
                    .any(|f| f.start < control.end && control.start < f.end)
            })
            .collect();
        findings.extend(apart);
        findings.sort_by_key(|finding| finding.start);
        Verdict {
            findings,
            too_long: text.chars().count() > TEXT_LIMIT,
            danger,
        }
    }

    fn marks(&self, note: &Note) -> Vec<Mark> {
        let lists = self.lists;
        let mut found = Vec::new();
        for run in digits::runs(note, lists) {
            identity::find(note, lists, &run, &mut found);
            phone::find(note, lists, &run, &mut found);
        }
        birth::find(note, lists, &mut found);
        age::find(note, lists, &mut found);
        contact::find(note, lists, &mut found);
        address::find(note, lists, &mut found);
        journal::find(note, lists, &mut found);
        names::find(note, lists, &mut found);
        codes::find(note, lists, &mut found);
        words::find(note, lists, &mut found);
        found
    }
}

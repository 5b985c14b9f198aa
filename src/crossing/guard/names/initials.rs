//! Initials that stand for a person.

use super::super::lists::Cue;
use super::Search;

impl Search<'_> {
    /// Initials with a cue: `Pasient K.N.`, `KN (34)`, `A.B. vil ha jobb`. Gives the last token.
    pub(super) fn initials(&self, index: usize) -> Option<usize> {
        let tokens = &self.note.tokens;
        let single = |at: usize| {
            let token = tokens.get(at);
            token.is_some_and(|t| t.letters && t.capital && t.to - t.from == 1)
        };
        let stop = |at: usize| self.note.gap(at).first().is_some_and(|g| g.ch == '.');
        let mut last = index;
        let dotted = single(index) && stop(index + 1) && single(index + 1);
        if dotted {
            while single(last + 1) && stop(last + 1) && last < index + 3 {
                last += 1;
            }
        } else {
            let token = tokens.get(index)?;
            let short = token.capitals && (2..=3).contains(&(token.to - token.from));
            let other = self.lists.proper.contains(&token.text)
                || self.lists.lexicon.acronym(token).is_some()
                || self.is_listed(&token.text)
                || self.before(index, 1).starts_with("bruk");
            if !short || self.note.shouting || other {
                return None;
            }
        }
        let next = self.note.word(last + 1);
        let age = tokens
            .get(last + 1)
            .is_some_and(|t| t.digits && t.text.len() == 2)
            && (self.note.gap_has(last + 1, '(') || self.note.gap_has(last + 1, ','))
            && !self.note.gap_has(last + 2, ':');
        let strong = self.strong_cue(index) || self.cue(Cue::StrongName, self.before(index, 1));
        let initials = matches!(
            self.before(index, 1),
            "initialer" | "initialar" | "initials" | "init"
        );
        let verb = dotted && (self.cue(Cue::StrictVerb, next) || self.weak_cue(index));
        (strong || age || initials || verb).then_some(last)
    }
}

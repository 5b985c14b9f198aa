//! Finds names of persons: by given and family names, by what stands before and behind a capitalised
//! word, and by initials. Many names are also words, and rooms are named after people, so a word
//! that may be something else needs a cue or a second name.

use super::kind::FindingKind;
use super::lists::{Cue, Lists};
use super::note::{Mark, Note};
use super::why::Why;

mod initials;
mod word;

use word::Word;

/// One look through a note.
struct Search<'a> {
    note: &'a Note,
    lists: &'a Lists,
}

/// Adds the names of a note.
pub(super) fn find(note: &Note, lists: &Lists, found: &mut Vec<Mark>) {
    let search = Search { note, lists };
    let mut index = 0;
    while index < note.tokens.len() {
        let hit = search
            .initials(index)
            .map(|last| (Why::Initials, last))
            .or_else(|| search.name(index));
        if let Some((why, last)) = hit {
            found.push(note.mark(FindingKind::PersonName, why, index, last));
            index = last;
        }
        index += 1;
    }
}

impl Search<'_> {
    fn cue(&self, cue: Cue, word: &str) -> bool {
        self.lists.cue(cue, word)
    }

    fn before(&self, index: usize, back: usize) -> &str {
        self.note.word_before(index, back)
    }

    /// Whether a token is written as a name is.
    fn is_capital(&self, index: usize) -> bool {
        let token = self.note.tokens.get(index);
        token.is_some_and(|t| t.capital && t.letters) && !self.note.shouting
    }

    fn opens(&self, index: usize) -> bool {
        self.note.tokens.get(index).is_none_or(|token| token.opens)
    }

    /// A name that begins at a token: why it is one, and its last token.
    fn name(&self, index: usize) -> Option<(Why, usize)> {
        let word = self.word(index);
        if word == Word::Other || self.is_place(index) {
            return None;
        }
        if self.is_capital(index) {
            self.capitalised(index, word)
        } else {
            self.small(index, word)
        }
    }

    fn capitalised(&self, index: usize, word: Word) -> Option<(Why, usize)> {
        let last = self.end(index);
        let second = last > index;
        let opens = self.opens(index) && !self.note.gap_has(index, ':');
        let verb = self.note.word(last + 1);
        let follows = |cue| !self.opens(last + 1) && self.cue(cue, verb);
        if self.is_polite(index, last) || self.is_room(index) {
            return None;
        }
        if self.strong_cue(index) && (word != Word::Unknown || !self.names_a_thing(index)) {
            return Some((Why::Name, last));
        }
        let weak = !opens && self.weak_cue(index);
        let certain = match word {
            Word::Given if opens => {
                second || self.goes_on(last) || self.is_genitive(index) || self.is_alone(last)
            }
            Word::Given => true,
            Word::AlsoGiven if opens => {
                (second && self.word(index + 1) != Word::Unknown) || follows(Cue::StrictVerb)
            }
            Word::AlsoGiven => second || weak && !self.is_month(index),
            Word::Family => !self.after_place(index) && (!opens || follows(Cue::StrictVerb)),
            _ => false,
        };
        if certain {
            return Some((Why::Name, last));
        }
        // An unknown word needs a stronger sign, for firms and programmes have capitals too.
        let about = weak && !matches!(self.before(index, 1), "to" | "og" | "and" | "call" | "by");
        let with_known =
            (index + 1..=last).any(|at| matches!(self.word(at), Word::Given | Word::Family));
        let possible = !opens
            && word == Word::Unknown
            && !self.after_place(index)
            && (about || with_known || follows(Cue::StrictVerb));
        possible.then_some((Why::PossibleName, last))
    }

    /// Names written small: only with a cue, or a given and a family name together.
    fn small(&self, index: usize, word: Word) -> Option<(Why, usize)> {
        let next = self.word(index + 1);
        let follows = !self.opens(index + 1);
        if word == Word::AlsoGiven
            && follows
            && self.lists.family.contains(self.note.word(index + 1))
        {
            return Some((Why::Name, index + 1));
        }
        if word != Word::Given {
            return None;
        }
        if follows && next == Word::Family {
            return Some((Why::Name, index + 1));
        }
        let shouted = self.note.shouting && follows;
        if shouted && matches!(next, Word::AlsoFamily | Word::Given) {
            return Some((Why::Name, index + 1));
        }
        let verb = follows && self.cue(Cue::StrictVerb, self.note.word(index + 1));
        // Nearly all of these are nothing else in small letters either.
        let plain = !self.lists.small_words.contains(self.note.word(index));
        let polite = self.is_polite(index, index) || self.is_room(index);
        (self.strong_cue(index) || verb || (plain && !polite)).then_some((Why::Name, index))
    }

    /// The last token of a name: further names behind the first, and initials.
    fn end(&self, index: usize) -> usize {
        let mut last = index;
        while last < index + 4 && !self.opens(last + 1) && self.note.is_close(last + 1) {
            let next = last + 1;
            let token = &self.note.tokens[next];
            let initial = token.capital && token.to - token.from == 1;
            let named =
                self.is_capital(next) && self.word(next) != Word::Other && !self.is_place(next);
            let particle = matches!(
                token.text.as_str(),
                "van" | "von" | "de" | "al" | "el" | "bin" | "af"
            ) && self.is_capital(next + 1)
                && self.word(next + 1) != Word::Other;
            if !(named || initial || particle) {
                break;
            }
            last = next;
        }
        last
    }

    /// A word before that names a person in so many words: *heter X*, *pasienten X*, *mor til X*.
    fn strong_cue(&self, index: usize) -> bool {
        let strong = |back| self.cue(Cue::StrongName, self.before(index, back));
        let opens = self.opens(index);
        if opens {
            let label = self.note.gap_has(index, ':') || self.note.gap_has(index, '(');
            return label && (strong(1) || self.cue(Cue::WeakName, self.before(index, 1)));
        }
        if self.note.gap_has(index, ',') {
            return false;
        }
        let link = [
            "til", "er", "som", "min", "vår", "av", "hans", "hennes", "hennar", "is", "of", "nr",
        ];
        strong(1) || (link.contains(&self.before(index, 1)) && strong(2) && !self.opens(index - 1))
    }

    /// *Kurset heter Mestring*, *the firm is called Nordic*: a name, and no person's.
    fn names_a_thing(&self, index: usize) -> bool {
        let called = [
            "heter", "heiter", "hete", "heite", "kalles", "kallast", "called", "named",
        ];
        let at = (1..=2).find(|back| called.contains(&self.before(index, *back)));
        at.is_some_and(|back| {
            let subject = |more| self.before(index, back + more);
            let person = |more| {
                self.cue(Cue::AgePerson, subject(more))
                    || matches!(
                        subject(more),
                        "som" | "who" | "jeg" | "eg" | "" | "og" | "and"
                    )
            };
            !(person(1) || person(2) || self.opens(index - back))
        })
    }

    fn weak_cue(&self, index: usize) -> bool {
        self.cue(Cue::WeakName, self.before(index, 1)) && self.note.gap(index).len() <= 2
    }

    /// Behind a word for a place, an unknown name is rather a place's.
    fn after_place(&self, index: usize) -> bool {
        self.cue(Cue::PlacePreposition, self.before(index, 1))
    }

    fn is_month(&self, index: usize) -> bool {
        self.cue(Cue::Month, self.note.word(index))
    }

    fn is_genitive(&self, index: usize) -> bool {
        let text = self.note.word(index);
        if self.note.word(index + 1) == "s" && self.note.gap(index + 1).len() == 1 {
            return true;
        }
        let name = text.strip_suffix('s').unwrap_or("");
        self.lists.given.contains(name) && !self.lists.given.contains(text)
    }

    /// Whether the sentence goes on about the name, rather than being called out to it (*Kari, kan
    /// du …*, *Kari kan du …*).
    fn goes_on(&self, last: usize) -> bool {
        let called = matches!(
            self.note.word(last + 2),
            "du" | "dere" | "de" | "dykk" | "you"
        );
        let gap = self.note.gap(last + 1);
        let beside = !gap.is_empty()
            && gap
                .iter()
                .all(|g| matches!(g.ch, ' ' | '"' | '»' | '\'' | ')'));
        !self.opens(last + 1) && beside && !called
    }

    /// A name that is all that a text says.
    fn is_alone(&self, last: usize) -> bool {
        last + 1 == self.note.tokens.len() && self.note.tokens.len() <= 2
    }

    /// A street, an institution or a room bears the name.
    fn is_place(&self, index: usize) -> bool {
        let saint = matches!(self.before(index, 1), "st" | "sankt" | "kong" | "dronning");
        let behind = (1..=3)
            .take_while(|step| self.is_capital(index + step - 1))
            .any(|step| {
                self.cue(Cue::PlaceAfter, self.note.word(index + step)) && !self.opens(index + step)
            });
        let named_for = (1..=3)
            .take_while(|step| self.is_capital(index + step - 1))
            .any(|step| {
                let word = self.note.word(index + step);
                self.note.gap_is(index + step, "-")
                    && (self.cue(Cue::Room, word) || self.cue(Cue::PlaceAfter, word))
            });
        saint || behind || named_for
    }

    /// A word for a room shortly before, in the same sentence.
    fn is_room(&self, index: usize) -> bool {
        for back in 1..=4 {
            let Some(at) = index.checked_sub(back) else {
                return false;
            };
            if self.cue(Cue::Room, self.note.word(at)) {
                let between = at + 1..index;
                return between.clone().all(|i| {
                    self.is_capital(i)
                        || matches!(
                            self.note.word(i),
                            "og" | "eller" | "and" | "or" | "heter" | "på"
                        )
                });
            }
            if self.opens(at + 1) {
                return false;
            }
        }
        false
    }

    /// A greeting to the reader or the sender's own name at the end: both stand on the note anyway.
    fn is_polite(&self, index: usize, last: usize) -> bool {
        let greeted = self.cue(Cue::Greeting, self.before(index, 1))
            && index <= 2
            && self.note.gap_is(index, " ");
        let next = self.note.word(last + 1);
        let address = self.note.gap(last + 1).len() != 1 || self.cue(Cue::AfterGreeting, next);
        let signed = (1..=3).any(|back| self.cue(Cue::SignOff, self.before(index, back)))
            && last + 1 >= self.note.tokens.len();
        (greeted && address) || signed
    }
}

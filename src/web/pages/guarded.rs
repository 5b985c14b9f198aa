//! A text field whose words the guard has read: the text in parts, what was found, what to do.

use askama::Template;

use super::super::chrome::Chrome;

/// A note's text may have so many characters.
pub const MOST_CHARACTERS: usize = 280;

/// A text field and what the guard found in it.
#[derive(Debug, Clone)]
pub struct GuardedText {
    /// Its `id` in the page.
    pub id: &'static str,
    /// The text as it was written.
    pub text: String,
    /// What may not cross, in order, not overlapping.
    pub findings: Vec<Found>,
    /// Whether the note can go without its text.
    pub may_go_without: bool,
    /// Whom to ring, where what was written speaks of danger to life or health.
    pub danger: Option<String>,
}

/// One thing found.
#[derive(Debug, Clone)]
pub struct Found {
    /// First character, counted in Unicode scalar values.
    pub start: usize,
    /// Character after the last.
    pub end: usize,
    /// The word itself.
    pub word: String,
    /// Why it may not cross.
    pub why: String,
    /// What to write instead.
    pub advice: String,
    /// A word that can take its place; without one it can only go.
    pub instead: Option<String>,
}

/// A stretch of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The stretch.
    pub text: String,
    /// Whether it was found.
    pub found: bool,
}

impl GuardedText {
    /// An empty field.
    #[must_use]
    pub const fn empty(id: &'static str) -> Self {
        Self {
            id,
            text: String::new(),
            findings: Vec::new(),
            may_go_without: true,
            danger: None,
        }
    }

    /// The text cut at the findings.
    #[must_use]
    pub fn parts(&self) -> Vec<Part> {
        let letters: Vec<char> = self.text.chars().collect();
        let cut = |from: usize, to: usize, found| {
            let text: String = letters.get(from..to).unwrap_or_default().iter().collect();
            (!text.is_empty()).then_some(Part { text, found })
        };
        let mut parts = Vec::new();
        let mut at = 0;
        for finding in &self.findings {
            let end = finding.end.min(letters.len());
            let start = finding.start.clamp(at, end.max(at));
            parts.extend(cut(at, start, false));
            parts.extend(cut(start, end.max(start), true));
            at = end.max(start);
        }
        parts.extend(cut(at, letters.len(), false));
        parts
    }

    /// "154 tegn igjen".
    #[must_use]
    pub fn left_words(&self, chrome: &Chrome) -> String {
        let length = self.text.chars().count();
        let (key, number) = if length > MOST_CHARACTERS {
            (chrome.text("text-over"), length - MOST_CHARACTERS)
        } else {
            (chrome.text("text-left"), MOST_CHARACTERS - length)
        };
        key.replace("%d", &number.to_string())
    }
}

/// The reply while one writes: the findings, and the copy of the text with its marks.
#[derive(Debug, Clone, Template)]
#[template(path = "notes/checked.html")]
pub struct CheckedPart {
    /// Language.
    pub chrome: Chrome,
    /// The text and what was found.
    pub text: GuardedText,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(start: usize, end: usize) -> Found {
        Found {
            start,
            end,
            word: String::new(),
            why: String::new(),
            advice: String::new(),
            instead: None,
        }
    }

    #[test]
    fn the_text_is_cut_by_characters_and_nothing_is_lost() {
        let text = "Å 👩 Ola og Per";
        for findings in [
            vec![],
            vec![found(4, 7), found(11, 14)],
            vec![found(2, 3), found(2, 99)],
        ] {
            let field = GuardedText {
                text: text.to_owned(),
                findings,
                ..GuardedText::empty("t")
            };
            let whole: String = field.parts().into_iter().map(|part| part.text).collect();
            assert_eq!(whole, text);
        }
        let field = GuardedText {
            text: text.to_owned(),
            findings: vec![found(4, 7)],
            ..GuardedText::empty("t")
        };
        let marked: Vec<_> = field
            .parts()
            .into_iter()
            .filter(|part| part.found)
            .collect();
        assert_eq!(marked[0].text, "Ola");
    }
}

//! Slips of the pen: whether two words differ by a few letters left out, put in, changed or swapped
//! (the optimal string alignment distance of Damerau and Levenshtein), bounded, so that the cost of
//! a look-up does not grow with what is written.

/// A word ready to be compared.
#[derive(Debug)]
pub(super) struct Term {
    letters: Vec<char>,
    /// One bit for each letter that occurs; a cheap first test.
    set: u32,
    /// How many slips it may have.
    slips: usize,
}

impl Term {
    /// Takes a folded word.
    ///
    /// Doubled letters count once: leaving one out, or writing one too many, is no slip yet.
    pub fn new(word: &str) -> Self {
        let mut letters: Vec<char> = word.chars().collect();
        let slips = slips_allowed(letters.len());
        letters.dedup();
        let set = letters.iter().fold(0, |set, c| set | bit(*c));
        Self {
            letters,
            set,
            slips,
        }
    }

    /// Its length in letters.
    pub fn len(&self) -> usize {
        self.letters.len()
    }
}

fn bit(c: char) -> u32 {
    match c {
        'a'..='z' => 1 << (u32::from(c) - u32::from('a')),
        'æ' => 1 << 26,
        'ø' => 1 << 27,
        'å' => 1 << 28,
        _ => 1 << 29,
    }
}

/// How many slips a word of this many letters may have: none up to six letters (*angst* and
/// *fangst* are two words), one up to nine, then two.
pub(super) const fn slips_allowed(length: usize) -> usize {
    match length {
        0..7 => 0,
        7..10 => 1,
        _ => 2,
    }
}

/// Letters of the shortest term that the beginning of a compound is compared with.
const FIRST_OF_COMPOUND: usize = 9;

/// Whether `word` is `term` with no more slips than that may have, or begins with a long term with one.
pub(super) fn within(word: &Term, term: &Term) -> bool {
    let slips = term.slips;
    let missing = (term.set & !word.set).count_ones() as usize;
    if missing > slips {
        return false;
    }
    let extra = (word.set & !term.set).count_ones() as usize;
    let same_length = word.len().abs_diff(term.len()) <= slips;
    if same_length && extra <= slips && distance(&word.letters, &term.letters, slips) <= slips {
        return true;
    }
    term.len() >= FIRST_OF_COMPOUND
        && word.len() > term.len() + 2
        && missing <= 1
        && (term.len() - 1..=term.len() + 1)
            .any(|length| distance(&word.letters[..length], &term.letters, 1) <= 1)
}

/// The distance, or anything above `bound` once it is certain to be above it.
fn distance(a: &[char], b: &[char], bound: usize) -> usize {
    // The first letter is seldom the wrong one, and words that differ there are mostly other words.
    if a.first() != b.first() && a.get(1) != b.first() && a.first() != b.get(1) {
        return bound + 1;
    }
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i + 1);
        for (j, y) in b.iter().enumerate() {
            let mut cost = (last[j] + usize::from(x != y))
                .min(last[j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                cost = cost.min(before_last[j - 1] + 1);
            }
            row.push(cost);
        }
        if row.iter().all(|cost| *cost > bound) {
            return bound + 1;
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: &str, b: &str) -> bool {
        within(&Term::new(a), &Term::new(b))
    }

    #[test]
    fn slips_are_found_and_other_words_are_not() {
        assert!(near("deperssjon", "depresjon"));
        assert!(near("shcizofreni", "schizofreni"));
        assert!(near("shizofrnei", "schizofreni"));
        assert!(!near("kompresjon", "depresjon"));
        assert!(!near("fangst", "angst"));
    }

    #[test]
    fn the_distance_counts_a_swap_once() {
        let letters = |s: &str| s.chars().collect::<Vec<_>>();
        assert_eq!(distance(&letters("abcd"), &letters("acbd"), 3), 1);
        assert_eq!(distance(&letters("abc"), &letters("abc"), 3), 0);
    }
}

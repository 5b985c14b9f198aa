//! A word as it sounds: the spellings that people mix up in Norwegian fall together, so that a word
//! written by ear is found. It is a key for looking up, never shown.

/// What is written in several ways for one sound, longest first.
const SPELLINGS: [(&str, &str); 27] = [
    ("skj", "sk"),
    ("sch", "sk"),
    ("sjk", "sk"),
    ("skh", "sk"),
    ("ph", "f"),
    ("ck", "k"),
    ("ch", "k"),
    ("kk", "k"),
    ("qu", "kv"),
    ("th", "t"),
    ("dt", "t"),
    ("gj", "j"),
    ("hj", "j"),
    ("hv", "v"),
    ("aa", "o"),
    ("ae", "e"),
    ("oe", "o"),
    ("å", "o"),
    ("ø", "o"),
    ("æ", "e"),
    ("y", "i"),
    ("x", "ks"),
    ("z", "s"),
    ("ts", "s"),
    ("w", "v"),
    ("q", "k"),
    ("c", "k"),
];

/// The key of a folded word.
pub(super) fn sound(word: &str) -> String {
    let mut key = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let spelling = SPELLINGS.iter().find(|(from, _)| rest.starts_with(from));
        let (length, heard) = match spelling {
            // A c before a soft vowel is an s.
            Some((from, _)) if *from == "c" && soft(&rest[1..]) => (1, "s"),
            Some((from, to)) => (from.len(), *to),
            None => (first.len_utf8(), &rest[..first.len_utf8()]),
        };
        for c in heard.chars() {
            if !key.ends_with(c) {
                key.push(c);
            }
        }
        rest = &rest[length..];
    }
    key
}

fn soft(rest: &str) -> bool {
    rest.starts_with(['e', 'i', 'y'])
}

#[cfg(test)]
mod tests {
    use super::sound;

    #[test]
    fn spellings_of_one_sound_fall_together() {
        for (written, meant) in [
            ("skitsofreni", "schizofreni"),
            ("depressjon", "depresjon"),
            ("sjølvmord", "sjolvmord"),
            ("seroqvel", "seroqwel"),
            ("psychose", "psykose"),
            ("fysisk", "physisk"),
        ] {
            assert_eq!(sound(written), sound(meant), "{written}");
        }
        assert_ne!(sound("angst"), sound("fangst"));
    }
}

//! What stands in the directory and may therefore be written: names of staff in full, work
//! telephones, addresses of places.

use std::collections::HashSet;

use super::fold::fold_word;
use super::kind::FindingKind;
use super::note::{Mark, Note};
use super::why::Why;

/// Names, telephones and addresses that may pass. A first name alone is not known: a participant
/// may have it too.
#[derive(Clone, Default)]
pub struct Known {
    names: HashSet<String>,
    phones: HashSet<String>,
    addresses: HashSet<String>,
}

impl std::fmt::Debug for Known {
    /// Only how many: names are personal data and do not belong in a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let all = self.names.len() + self.phones.len() + self.addresses.len();
        write!(f, "Known({all} entries)")
    }
}

impl Known {
    /// Adds the full name of a member of staff.
    pub fn add_name(&mut self, name: &str) {
        self.names.insert(letters(name));
    }

    /// Adds a work telephone, with or without a country code.
    pub fn add_phone(&mut self, phone: &str) {
        self.phones.insert(number(phone));
    }

    /// Adds the street address of a place.
    pub fn add_address(&mut self, address: &str) {
        self.addresses.insert(letters(address));
    }

    /// The name as it is, or in the genitive (*Siri Dahls*).
    fn has_name(&self, name: &str) -> bool {
        self.names.contains(name)
            || name
                .strip_suffix('s')
                .is_some_and(|name| self.names.contains(name))
    }

    /// Takes away the marks that cover nothing but what is known.
    pub(super) fn clear(&self, note: &Note, marks: &mut Vec<Mark>) {
        marks.retain(|mark| {
            let text: String = note
                .folded
                .glyphs
                .get(mark.from..mark.to)
                .unwrap_or(&[])
                .iter()
                .map(|glyph| glyph.ch)
                .collect();
            let known = match (mark.kind, mark.why) {
                (FindingKind::PersonName, _) => self.has_name(&letters(&text)),
                (FindingKind::Contact, Why::Phone) => self.phones.contains(&number(&text)),
                (FindingKind::Address, _) => {
                    let text = letters(&text);
                    self.addresses
                        .iter()
                        .any(|address| format!(" {address} ").contains(&format!(" {text} ")))
                }
                _ => false,
            };
            !known
        });
    }
}

fn letters(text: &str) -> String {
    let folded = fold_word(text);
    let words: Vec<&str> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

fn number(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let local = digits
        .strip_prefix("0047")
        .or_else(|| digits.strip_prefix("47"));
    local
        .filter(|rest| rest.len() == 8)
        .map_or(digits.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::super::Guard;
    use super::*;

    #[test]
    fn what_stands_in_the_directory_may_be_written() {
        let mut known = Known::default();
        known.add_name("Siri Dahl");
        known.add_phone("+47 55 00 12 34");
        known.add_address("Vestre Torggate 12, 5015 Bergen");
        let guard = Guard::knowing(known);
        let text = "Ring Siri Dahl på 55 00 12 34, eller kom til Vestre Torggate 12.";
        assert_eq!(guard.inspect(text), []);
        assert!(!Guard::builtin().inspect(text).is_empty());
        assert_eq!(guard.inspect("Siri Dahls møte er flyttet"), []);
        assert!(!guard.inspect("Ring Siri på 55 00 12 35").is_empty());
    }
}

//! Content lines of iCalendar (RFC 5545, 3.1): escaped, folded, ended.

/// The text of a calendar as it grows.
pub(super) struct IcsText {
    out: String,
    ending: &'static str,
}

impl IcsText {
    /// An empty text whose lines end with `ending`.
    pub(super) fn with_ending(ending: &'static str) -> Self {
        Self {
            out: String::new(),
            ending,
        }
    }

    /// One content line, folded so that no line is over 75 octets and no letter is cut.
    pub(super) fn line(&mut self, content: &str) {
        let mut length = 0;
        for letter in content.chars() {
            if length + letter.len_utf8() > 75 {
                self.out.push_str(self.ending);
                self.out.push(' ');
                length = 1;
            }
            self.out.push(letter);
            length += letter.len_utf8();
        }
        self.out.push_str(self.ending);
    }

    /// A property whose value is text (RFC 5545, 3.3.11).
    pub(super) fn text(&mut self, name: &str, value: &str) {
        let value = value
            .replace('\\', "\\\\")
            .replace(';', "\\;")
            .replace(',', "\\,")
            .replace('\n', "\\n");
        self.line(&format!("{name}:{value}"));
    }

    pub(super) fn into_string(self) -> String {
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_letters() {
        let mut out = IcsText::with_ending("\r\n");
        out.text("SUMMARY", &"blåbær, ".repeat(20));
        let text = out.into_string();
        assert!(text.split("\r\n").all(|line| line.len() <= 75));
        assert_eq!(text.replace("\r\n ", "").matches("blåbær\\, ").count(), 20);
    }
}

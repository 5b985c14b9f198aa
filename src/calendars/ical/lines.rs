//! Bytes to content lines (RFC 5545 3.1): lines ended by LF or CRLF, folding undone on bytes, each
//! with the number of its first line in the file. Nothing is decoded here.

use std::borrow::Cow;

/// One content line.
pub(super) struct Line<'a> {
    /// Its first line in the file, counted from 1.
    pub(super) number: usize,
    /// Its bytes, unfolded, without the line end.
    pub(super) bytes: Cow<'a, [u8]>,
}

/// The content lines of a text.
pub(super) struct Lines<'a> {
    rest: &'a [u8],
    number: usize,
}

impl<'a> Lines<'a> {
    pub(super) const fn new(text: &'a [u8]) -> Self {
        Self {
            rest: text,
            number: 0,
        }
    }

    /// The next line of the file, as it stands.
    fn physical(&mut self) -> Option<&'a [u8]> {
        if self.rest.is_empty() {
            return None;
        }
        let mut parts = self.rest.splitn(2, |byte| *byte == b'\n');
        let line = parts.next()?;
        self.rest = parts.next().unwrap_or_default();
        self.number += 1;
        let kept = line.iter().rposition(|byte| *byte != b'\r');
        line.get(..kept.map_or(0, |last| last + 1))
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        let first = self.physical()?;
        let mut line = Line {
            number: self.number,
            bytes: Cow::Borrowed(first),
        };
        while matches!(self.rest.first(), Some(b' ' | b'\t')) {
            let more = self.physical().unwrap_or_default();
            let bytes = line.bytes.to_mut();
            bytes.extend_from_slice(more.get(1..).unwrap_or_default());
        }
        Some(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8]) -> Vec<(usize, Vec<u8>)> {
        Lines::new(text)
            .map(|line| (line.number, line.bytes.into_owned()))
            .collect()
    }

    #[test]
    fn folding_is_undone_even_inside_a_character() {
        let text = b"A:1\r\nB:bl\xc3\r\n \xa5b\xc3\n\t\xa6r\n\r\nC:2";
        let expected = [
            (1, b"A:1".to_vec()),
            (2, "B:blåbær".as_bytes().to_vec()),
            (5, Vec::new()),
            (6, b"C:2".to_vec()),
        ];
        assert_eq!(read(text), expected);
    }
}

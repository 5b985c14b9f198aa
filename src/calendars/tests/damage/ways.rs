//! The ways in which a text comes to harm.

use crate::calendars::tests::made::Dice;

/// A component's place in a text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Inside {
    Calendar,
    Event,
    Zone,
    /// An alarm, or a component whose contents do not count.
    Other,
}

/// One line of a whole text, without its end.
pub(super) struct Line {
    pub(super) text: String,
    pub(super) inside: Inside,
    /// Which component, counted by BEGIN; BEGIN and END belong to their own.
    pub(super) component: usize,
    /// Where it begins in the text.
    at: usize,
}

impl Line {
    pub(super) fn name(&self) -> &str {
        let end = self.text.find([':', ';']).unwrap_or(self.text.len());
        &self.text[..end]
    }

    /// Where the value begins.
    pub(super) fn value_at(&self) -> usize {
        let mut quoted = false;
        let colon = self.text.bytes().position(|byte| {
            quoted ^= byte == b'"';
            byte == b':' && !quoted
        });
        colon.unwrap() + 1
    }
}

/// A whole text by lines.
pub(super) struct Text {
    pub(super) lines: Vec<Line>,
    bytes: Vec<u8>,
}

impl Text {
    pub(super) fn new(text: &str) -> Self {
        let (mut open, mut begun, mut at) = (Vec::new(), 0, 0);
        let mut lines = Vec::new();
        for line in text.split_terminator("\r\n") {
            if let Some(name) = line.strip_prefix("BEGIN:") {
                begun += 1;
                let inside = match name {
                    "VCALENDAR" => Inside::Calendar,
                    "VEVENT" => Inside::Event,
                    "VTIMEZONE" | "STANDARD" | "DAYLIGHT" => Inside::Zone,
                    _ => Inside::Other,
                };
                open.push((inside, begun));
            }
            let (inside, component) = *open.last().unwrap();
            lines.push(Line {
                text: line.to_owned(),
                inside,
                component,
                at,
            });
            at += line.len() + 2;
            if line.starts_with("END:") {
                open.pop();
            }
        }
        Self {
            lines,
            bytes: text.as_bytes().to_vec(),
        }
    }

    /// The text again, with its lines in this order.
    fn in_order(&self, order: impl IntoIterator<Item = usize>) -> Vec<u8> {
        let lines = order.into_iter();
        let lines: Vec<String> = lines
            .map(|at| format!("{}\r\n", self.lines[at].text))
            .collect();
        lines.concat().into_bytes()
    }
}

/// One way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Cut,
    /// A bit that makes a byte one that no name, value or separator has.
    HighBit,
    LowBit,
    LoseLine,
    DoubleLine,
    SwapLines,
    JoinLines,
    SplitLine,
    SpoilName,
    SpoilValue,
    LoseByte,
}

/// A damaged text.
pub(super) struct Damage {
    pub(super) way: Way,
    pub(super) bytes: Vec<u8>,
    /// The line that was hit, or the first of two.
    pub(super) line: usize,
    /// The second.
    pub(super) other: usize,
    /// Where in the line, and what stands there now; the old byte where it is gone.
    pub(super) column: usize,
    pub(super) now: u8,
}

impl Damage {
    /// For whoever reads a failure: the text, and the lines that are not as they were.
    pub(super) fn shown(&self, text: &Text) -> String {
        let (line, other) = (&text.lines[self.line], &text.lines[self.other]);
        format!(
            "line {} `{}` column {} now {:?}, other `{}`\n{}",
            self.line + 1,
            line.text,
            self.column,
            char::from(self.now),
            other.text,
            String::from_utf8_lossy(&self.bytes)
        )
    }
}

impl Way {
    pub(super) const ALL: [Self; 11] = [
        Self::Cut,
        Self::HighBit,
        Self::LowBit,
        Self::LoseLine,
        Self::DoubleLine,
        Self::SwapLines,
        Self::JoinLines,
        Self::SplitLine,
        Self::SpoilName,
        Self::SpoilValue,
        Self::LoseByte,
    ];

    /// The text after it, somewhere; none where it does not happen there.
    pub(super) fn damage(self, text: &Text, dice: &mut Dice) -> Option<Damage> {
        let line = dice.roll(text.lines.len());
        let hit = &text.lines[line];
        let column = match self {
            Self::SpoilName => dice.roll(hit.name().len()),
            Self::SpoilValue => {
                let from = hit.value_at();
                from + dice.roll((hit.text.len() - from).max(1))
            }
            _ => dice.roll(hit.text.len()),
        };
        let at = hit.at + column;
        let old = *text.bytes.get(at)?;
        let mut damage = Damage {
            way: self,
            bytes: text.bytes.clone(),
            line,
            other: line,
            column,
            now: old,
        };
        match self {
            Self::Cut => damage.bytes.truncate(at),
            Self::HighBit => damage.set(at, old ^ 0x80),
            Self::LowBit => damage.set(at, old ^ (1 << dice.roll(7))),
            Self::SpoilName => damage.set(at, *dice.pick(b"QX-_.")),
            Self::SpoilValue => damage.set(at, *dice.pick(b"?!*~\0\x7f")),
            Self::LoseByte => drop(damage.bytes.remove(at)),
            Self::SplitLine => drop(damage.bytes.splice(at..at, *b"\r\n")),
            Self::LoseLine => {
                let left = (0..text.lines.len()).filter(|other| *other != line);
                damage.bytes = text.in_order(left);
            }
            Self::DoubleLine => {
                let doubled = (0..text.lines.len())
                    .flat_map(|other| std::iter::repeat_n(other, 1 + usize::from(other == line)));
                damage.bytes = text.in_order(doubled);
            }
            Self::JoinLines => {
                damage.other = (line + 1 < text.lines.len()).then_some(line + 1)?;
                let end = hit.at + hit.text.len();
                damage.bytes.drain(end..end + 2);
            }
            Self::SwapLines => {
                // With a neighbour, or with another line of its component.
                let near = (line + 1 < text.lines.len()).then_some(line + 1);
                let kin: Vec<usize> = (0..text.lines.len())
                    .filter(|other| text.lines[*other].component == hit.component)
                    .collect();
                damage.other = if dice.chance(50) {
                    near?
                } else {
                    *dice.pick(&kin)
                };
                let other = damage.other;
                damage.bytes = text.in_order((0..text.lines.len()).map(|at| match at {
                    at if at == line => other,
                    at if at == other => line,
                    at => at,
                }));
            }
        }
        Some(damage)
    }
}

impl Damage {
    fn set(&mut self, at: usize, now: u8) {
        self.bytes[at] = now;
        self.now = now;
    }
}

//! CBOR as a tree, written back in the canonical form or in another one on purpose.

use std::fmt;

/// One item of CBOR (RFC 8949), as far as messages use it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// Major type (0 or 1) and argument.
    Int(u8, u64),
    Bytes(Vec<u8>),
    Text(String),
    Array(Vec<Item>),
    Map(Vec<(Item, Item)>),
    Simple(u8),
    /// Written as these very bytes.
    Raw(Vec<u8>),
}

/// Reads all of `bytes` as one item.
pub fn read(bytes: &[u8]) -> Item {
    let mut rest = bytes;
    let item = item(&mut rest);
    assert!(rest.is_empty());
    item
}

fn head(rest: &mut &[u8]) -> (u8, u64) {
    let first = take(rest, 1)[0];
    let argument = match first & 0x1f {
        small @ 0..24 => u64::from(small),
        24 => big_endian(take(rest, 1)),
        25 => big_endian(take(rest, 2)),
        26 => big_endian(take(rest, 4)),
        27 => big_endian(take(rest, 8)),
        other => panic!("not in a message: {other}"),
    };
    (first >> 5, argument)
}

fn big_endian(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0, |number, byte| number << 8 | u64::from(*byte))
}

fn take<'a>(rest: &mut &'a [u8], count: usize) -> &'a [u8] {
    let (front, back) = rest.split_at(count);
    *rest = back;
    front
}

fn item(rest: &mut &[u8]) -> Item {
    let (major, argument) = head(rest);
    let count = usize::try_from(argument).unwrap();
    match major {
        0 | 1 => Item::Int(major, argument),
        2 => Item::Bytes(take(rest, count).to_vec()),
        3 => Item::Text(String::from_utf8(take(rest, count).to_vec()).unwrap()),
        4 => Item::Array((0..count).map(|_| item(rest)).collect()),
        5 => Item::Map((0..count).map(|_| (item(rest), item(rest))).collect()),
        7 => Item::Simple(u8::try_from(argument).unwrap()),
        other => panic!("not in a message: {other}"),
    }
}

/// A head in its shortest form.
pub fn short(major: u8, argument: u64) -> Vec<u8> {
    let first = major << 5;
    let bytes = argument.to_be_bytes();
    match argument {
        0..24 => vec![first | bytes[7]],
        24..0x100 => vec![first | 24, bytes[7]],
        0x100..0x1_0000 => [&[first | 25][..], &bytes[6..]].concat(),
        0x1_0000..0x1_0000_0000 => [&[first | 26][..], &bytes[4..]].concat(),
        _ => [&[first | 27][..], &bytes].concat(),
    }
}

/// The same head in eight bytes more than it needs.
pub fn long(major: u8, argument: u64) -> Vec<u8> {
    [&[major << 5 | 27][..], &argument.to_be_bytes()].concat()
}

impl Item {
    /// Its bytes in the canonical form.
    pub fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Int(major, argument) => short(*major, *argument),
            Self::Bytes(bytes) => [short(2, bytes.len() as u64), bytes.clone()].concat(),
            Self::Text(text) => [short(3, text.len() as u64), text.as_bytes().to_vec()].concat(),
            Self::Array(items) => {
                let body: Vec<_> = items.iter().flat_map(Self::bytes).collect();
                [short(4, items.len() as u64), body].concat()
            }
            Self::Map(pairs) => {
                let body: Vec<_> = pairs.iter().flat_map(pair).collect();
                [short(5, pairs.len() as u64), body].concat()
            }
            Self::Simple(value) => short(7, u64::from(*value)),
            Self::Raw(bytes) => bytes.clone(),
        }
    }

    /// Every way to replace one item of the tree by what `change` makes of it.
    pub fn each(&self, change: &dyn Fn(&Self) -> Vec<Self>) -> Vec<Self> {
        let mut all = change(self);
        match self {
            Self::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    for other in item.each(change) {
                        let mut items = items.clone();
                        items[at] = other;
                        all.push(Self::Array(items));
                    }
                }
            }
            Self::Map(pairs) => {
                for (at, (key, value)) in pairs.iter().enumerate() {
                    let mut put = |pair: (Self, Self)| {
                        let mut pairs = pairs.clone();
                        pairs[at] = pair;
                        all.push(Self::Map(pairs));
                    };
                    for other in key.each(change) {
                        put((other, value.clone()));
                    }
                    for other in value.each(change) {
                        put((key.clone(), other));
                    }
                }
            }
            _ => {}
        }
        all
    }
}

/// The bytes of a key and its value.
pub fn pair((key, value): &(Item, Item)) -> Vec<u8> {
    [key.bytes(), value.bytes()].concat()
}

impl fmt::Display for Item {
    /// Diagnostic notation (RFC 8949, 8).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
        match self {
            Self::Int(0, argument) => write!(f, "{argument}"),
            Self::Int(_, argument) => write!(f, "-{}", argument + 1),
            Self::Bytes(bytes) => write!(f, "h'{}'", hex(bytes)),
            Self::Text(text) => write!(f, "{text:?}"),
            Self::Array(items) => {
                let items: Vec<_> = items.iter().map(Self::to_string).collect();
                write!(f, "[{}]", items.join(", "))
            }
            Self::Map(pairs) => {
                let pair = |(key, value): &(Self, Self)| format!("{key}: {value}");
                let pairs: Vec<_> = pairs.iter().map(pair).collect();
                write!(f, "{{{}}}", pairs.join(", "))
            }
            Self::Simple(20) => write!(f, "false"),
            Self::Simple(21) => write!(f, "true"),
            Self::Simple(value) => write!(f, "simple({value})"),
            Self::Raw(bytes) => write!(f, "raw'{}'", hex(bytes)),
        }
    }
}

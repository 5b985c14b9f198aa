//! What happened, as one number: the same seed must give the same. FNV-1a with 128 bits over every
//! part with its length; it is the same on every machine, which the standard hasher is not.

/// The hash of everything noted so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Trace(u128);

const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
const PRIME: u128 = 0x0100_0000_0000_0000_0000_013b;

impl Trace {
    /// Nothing yet.
    pub(super) const fn new() -> Self {
        Self(OFFSET)
    }

    /// Notes some bytes.
    pub(super) fn note(&mut self, part: &[u8]) {
        for byte in (part.len() as u64).to_le_bytes().iter().chain(part) {
            self.0 = (self.0 ^ u128::from(*byte)).wrapping_mul(PRIME);
        }
    }

    /// Notes a number.
    pub(super) fn number(&mut self, number: i64) {
        self.note(&number.to_le_bytes());
    }

    /// Where it stands, as bytes.
    pub(super) const fn bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }

    /// The same as 32 hexadecimal digits.
    pub(super) fn text(self) -> String {
        format!("{:032x}", self.0)
    }
}

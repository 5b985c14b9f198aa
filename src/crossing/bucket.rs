//! Size buckets: every envelope on the link is exactly 1, 4, 16 or 64 kB long, so that its length
//! tells the broker next to nothing. The padding lies inside the sealed part.

/// Bytes of an envelope that are neither header nor plaintext: the header's length (2), the
/// encapsulated key (32), the tag (16) and the signature (64).
pub const FRAMING: usize = 2 + 32 + 16 + 64;

/// Longest header in bytes. The longest that can be made is shorter.
pub const HEADER_LIMIT: usize = 256;

/// Longest body in bytes that fits whatever the header is.
pub const BODY_LIMIT: usize = 65_536 - FRAMING - HEADER_LIMIT - LENGTH;

/// The body's own length stands before it.
const LENGTH: usize = 4;

/// The length of a whole envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bucket {
    /// 1,024 bytes.
    One,
    /// 4,096 bytes.
    Four,
    /// 16,384 bytes.
    Sixteen,
    /// 65,536 bytes.
    SixtyFour,
}

impl Bucket {
    /// All, from the smallest.
    pub const ALL: [Self; 4] = [Self::One, Self::Four, Self::Sixteen, Self::SixtyFour];

    /// How long an envelope of this size is, in bytes.
    #[must_use]
    pub const fn bytes(self) -> usize {
        match self {
            Self::One => 1_024,
            Self::Four => 4_096,
            Self::Sixteen => 16_384,
            Self::SixtyFour => 65_536,
        }
    }

    /// Its number on the link.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::One => 0,
            Self::Four => 1,
            Self::Sixteen => 2,
            Self::SixtyFour => 3,
        }
    }

    /// The bucket with this number.
    #[must_use]
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|bucket| bucket.code() == code)
    }

    /// The smallest that holds a header and a body of these lengths in bytes, or none.
    #[must_use]
    pub fn fitting(header: usize, body: usize) -> Option<Self> {
        Self::ALL.into_iter().find(|bucket| {
            bucket
                .plaintext(header)
                .is_some_and(|room| room >= LENGTH.saturating_add(body))
        })
    }

    /// How long the plaintext is beside a header of this length.
    fn plaintext(self, header: usize) -> Option<usize> {
        self.bytes().checked_sub(FRAMING.checked_add(header)?)
    }

    /// The plaintext that fills an envelope of this size: the body's length (4 bytes, big-endian),
    /// the body, zeros. None where it does not fit.
    #[must_use]
    pub fn pad(self, header: usize, body: &[u8]) -> Option<Vec<u8>> {
        let room = self.plaintext(header)?;
        let length = u32::try_from(body.len()).ok()?;
        if room < LENGTH.checked_add(body.len())? {
            return None;
        }
        let mut plaintext = Vec::with_capacity(room);
        plaintext.extend_from_slice(&length.to_be_bytes());
        plaintext.extend_from_slice(body);
        plaintext.resize(room, 0);
        Some(plaintext)
    }
}

/// The body in what [`Bucket::pad`] made. None where the length is wrong or the padding holds
/// anything but zeros: there is no place to hide a byte in.
#[must_use]
pub fn unpad(mut plaintext: Vec<u8>) -> Option<Vec<u8>> {
    let length = u32::from_be_bytes(*plaintext.first_chunk::<LENGTH>()?);
    let end = LENGTH.checked_add(usize::try_from(length).ok()?)?;
    if plaintext.get(end..)?.iter().any(|&byte| byte != 0) {
        return None;
    }
    plaintext.truncate(end);
    plaintext.drain(..LENGTH);
    Some(plaintext)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_bucket_that_holds_it_is_taken() {
        let header = 120;
        let most = |bucket: Bucket| bucket.bytes() - FRAMING - header - LENGTH;
        for bucket in Bucket::ALL {
            assert_eq!(Bucket::fitting(header, most(bucket)), Some(bucket));
            assert_ne!(Bucket::fitting(header, most(bucket) + 1), Some(bucket));
            assert_eq!(Bucket::from_code(bucket.code()), Some(bucket));
        }
        assert_eq!(Bucket::fitting(header, 0), Some(Bucket::One));
        assert_eq!(
            Bucket::fitting(HEADER_LIMIT, BODY_LIMIT),
            Some(Bucket::SixtyFour)
        );
        assert_eq!(Bucket::fitting(HEADER_LIMIT, BODY_LIMIT + 1), None);
        assert_eq!(Bucket::fitting(header, usize::MAX), None);
        assert_eq!(Bucket::fitting(usize::MAX, 0), None);
        assert_eq!(Bucket::from_code(4), None);
    }

    #[test]
    fn padding_comes_off_again() {
        for length in [0, 1, 500, 1_024 - FRAMING - 100 - LENGTH] {
            let body = vec![7_u8; length];
            let padded = Bucket::One.pad(100, &body).unwrap();
            assert_eq!(padded.len(), 1_024 - FRAMING - 100);
            assert_eq!(unpad(padded), Some(body));
        }
        assert_eq!(Bucket::One.pad(100, &[0; 900]), None);
    }

    #[test]
    fn padding_that_holds_something_is_refused() {
        let padded = Bucket::One.pad(100, b"hei").unwrap();
        for at in LENGTH + 3..padded.len() {
            let mut bad = padded.clone();
            bad[at] = 1;
            assert_eq!(unpad(bad), None, "byte {at}");
        }
        assert_eq!(unpad(vec![0, 0, 0]), None);
        assert_eq!(unpad(vec![0, 0, 0, 1]), None);
        assert_eq!(unpad(vec![0xff; 64]), None);
    }
}
